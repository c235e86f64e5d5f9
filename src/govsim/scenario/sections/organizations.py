"""Social organisations in a scenario: their kinds and their contracts with the government."""

from govsim.scenario.regime import TypeName
from govsim.scenario.setting import Section, Text, setting


class OrganizationKind(Section):
    """One kind of social organisation, of which every street has `organizations.per_street`."""

    label: Text = setting(..., "Name shown to people.", basis="choice")
    share: float = setting(
        ..., "Share of the organisations' slots and members that is this kind's; shares sum to 1.", ge=0, le=1
    )
    domain: list[TypeName] = setting([], "Types of dispute that it takes; empty: all.", basis="choice")
    skill: float = setting(2.2, "Skill of organisations of this kind.", unit="logits", ge=-5, le=10)
    take_up: float = setting(
        1.0, "Readiness of parties to turn to it, relative to `organizations.take_up`.", ge=0, le=10
    )
    dilution: float = setting(
        1.0, "Its calming of members, relative to `organizations.dilution`.", ge=0, le=10
    )


class ContractSettings(Section):
    """Contracts by which the government commissions organisations, and takes slots back from them."""

    budget: float = setting(
        0.0, "Share of all slots that commissioned organisations get from the government; 0: no contracts.",
        ge=0, lt=1,
    )  # fmt: skip
    target: float = setting(
        0.5, "Share of its attempts in a term in which a commissioned organisation must succeed.", ge=0, le=1
    )
    term_days: float = setting(
        365.0, "Length of a contract, after which attempts are counted anew.", unit="days", gt=0, le=1e6
    )
