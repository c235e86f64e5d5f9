"""What the five governances do: which parameters each dial moves, by how much, and why."""

from typing import Literal, NamedTuple

DIALS = ("political", "rule_of_law", "morality", "autonomy", "smart")
"""The dials, in the order in which the policy literature names them."""


class Turn(NamedTuple):
    """One row of the table: what one dial does to one parameter.

    Attributes
    ----------
    dial : str
        One of `DIALS`.
    key : str
        Dotted key of a scenario; ``*`` stands for every entry of a table.
    form : {"value", "lack"}
        Whether the value itself is multiplied, or what it lacks of 1.
    factor : float
        By how much, at strength 1.
    side : {"benefit", "cost"}
        What the row is meant to be.
    why : str
        The reason, in a few words.
    """

    dial: str
    key: str
    form: Literal["value", "lack"]
    factor: float
    side: Literal["benefit", "cost"]
    why: str


TURNS = (
    Turn("political", "party.mobilised", "lack", 0.6, "benefit", "more members are active"),
    Turn("political", "party.coordination", "lack", 0.6, "benefit", "cells bring offices to consent"),
    Turn("political", "party.reach", "value", 3.0, "benefit", "members hear of latent disputes"),
    Turn("political", "party.burden", "value", 4.0, "cost", "meetings and reports take time"),
    Turn("rule_of_law", "casework.relapse", "value", 0.4, "benefit", "outcomes are binding"),
    Turn("rule_of_law", "casework.reporting_pressure", "value", 0.4, "benefit", "closures are reviewed"),
    Turn("rule_of_law", "disputes.types.*.service_days", "value", 1.2, "cost", "procedure takes time"),
    Turn("rule_of_law", "casework.hardening", "value", 1.5, "cost", "parties become adversaries"),
    Turn("morality", "population.threshold_mean", "lack", 0.95, "benefit", "norms hold back from joining"),
    Turn("morality", "escalation.settle_latent", "value", 1.5, "benefit", "grievances are made good"),
    Turn("morality", "escalation.settle_claim", "value", 1.5, "benefit", "claims are met half-way"),
    Turn("morality", "escalation.lump_latent", "value", 1.5, "cost", "grievances are swallowed"),
    Turn("morality", "escalation.lump_claim", "value", 1.5, "cost", "claims are dropped for peace"),
    Turn("autonomy", "escalation.settle_latent", "value", 1.3, "benefit", "residents settle in time"),
    Turn("autonomy", "escalation.settle_claim", "value", 1.3, "benefit", "residents settle claims"),
    Turn(
        "autonomy", "organizations.take_up", "lack", 0.75, "benefit", "organisations are trusted with cases"
    ),
    Turn("autonomy", "organizations.staff_share", "lack", 0.85, "cost", "slots leave the government"),
    Turn("smart", "detection.smart", "lack", 0.98, "benefit", "systems find latent disputes"),
    Turn("smart", "casework.alpha", "value", 0.6, "benefit", "files lose less on their way up"),
    Turn("smart", "casework.tau", "value", 0.6, "benefit", "distance costs less time"),
    Turn("smart", "detection.false_alarms_per_1000", "value", 6.0, "cost", "systems cry wolf"),
    Turn("smart", "detection.false_alarm_days", "value", 1.5, "cost", "alarms must be ruled out"),
)
"""Every row is stylised: the direction is the literature's, the size is to be swept."""


def told(dial: str) -> str:
    """Return what a dial at 1 does, by parameter, in words for the reference of keys."""
    sides = []
    for side in ("benefit", "cost"):
        rows = [turn for turn in TURNS if (turn.dial, turn.side) == (dial, side)]
        words = ", ".join(
            f"{turn.key} x{turn.factor:g}"
            if turn.form == "value"
            else f"{turn.key} (its lack of 1) x{turn.factor:g}"
            for turn in rows
        )
        sides.append(f"{side}: {words}")
    return f"At 1, {'; '.join(sides)}."
