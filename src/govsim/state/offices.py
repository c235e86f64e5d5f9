"""Offices of government and social organisations as service stations, one record each."""

from govsim.columns import Column
from govsim.scenario.vocabulary import TIERS

ORGANIZATION = len(TIERS)
"""Tier code of a social organisation, which stands beside the four tiers of government."""

OFFICE = (
    Column("tier", "int8", 0, "code", "Code in `TIERS`, or `ORGANIZATION`."),
    Column("unit", "int32", -1, "row", "Row of its unit among those of its tier (a street for an organisation)."),
    Column("rank", "int32", -1, "1", "Place by code of its unit among the offices of its tier that have slots, -1 without."),
    Column("slots", "int32", 0, "cases", "Cases that it can have in hand at one time."),
    Column("busy", "int32", 0, "cases", "Cases in hand."),
    Column("waiting", "int32", 0, "cases", "Cases waiting."),
    Column("skill", "float64", 0, "logits", "Skill."),
    Column("kappa", "float64", 1, "1", "Probability that one more office consents."),
    Column("burden", "float64", 0, "1", "Lengthening of service by reporting."),
    Column("busy_days", "float64", 0, "slot days", "Slot time used after the warm-up, up to the last change."),
    Column("kind", "int8", -1, "code", "Row in `organizations.kinds`, 0 for the general kind, -1 for the government."),
    Column("domain", "int64", 0, "bits", "Bit k is set where an organisation takes the type in row k."),
    Column("take_up", "float64", 0, "1", "Share of parties who turn to it, where it is offered to them."),
    Column("commissioned", "int32", 0, "cases", "Slots that an organisation has by contract, among its slots."),
    Column("watched", "float64", 0, "1", "Share of closures on paper that watching organisations prevent."),
    Column("concluded", "int64", 0, "cases", "Attempts that have come to their end."),
    Column("succeeded", "int64", 0, "cases", "Those of them that ended in an agreement."),
    Column("began", "int64", 0, "cases", "Attempts begun."),
)  # fmt: skip
