"""The kinds of social organisation as offices see them: what they take, how well, how readily."""

from typing import NamedTuple

from govsim.scenario.schema import Scenario

ALL_TYPES = (1 << 31) - 1
"""The domain of an organisation that takes every type of dispute."""


class Kind(NamedTuple):
    """A kind of organisation, with what its closeness to the government does to it.

    Attributes
    ----------
    name, english, chinese : str
        Key in the scenario (empty for the one general kind), and what people call it.
    share : float
        Share of the organisations' slots and members.
    domain : int
        Bit k is set where it takes disputes of the type in row k.
    skill : float
        In logits.
    take_up : float
        Share of parties who turn to one that is offered to them.
    dilution : float
        Fall of transmission to its members at full outreach.
    """

    name: str
    english: str
    chinese: str
    share: float
    domain: int
    skill: float
    take_up: float
    dilution: float


def kinds_of(scenario: Scenario) -> list[Kind]:
    """Return the kinds of organisation of a scenario: one general kind where it names none.

    An organisation of autonomy a below 1 is trusted ``1 - (1 - a) capture_cost`` times as much, in take-up
    and in calm, and has ``(1 - a) capture_access`` more skill from the government's backing.
    """
    settings = scenario.organizations
    captured = 1.0 - settings.autonomy
    trusted = 1.0 - captured * settings.capture_cost
    backing = captured * settings.capture_access
    if not settings.kinds:
        return [
            Kind(
                "",
                "Social organisation",
                "社会组织",
                1.0,
                ALL_TYPES,
                settings.skill + backing,
                settings.take_up * trusted,
                settings.dilution * trusted,
            )
        ]
    rows = {name: row for row, name in enumerate(scenario.disputes.types)}
    return [
        Kind(
            name,
            kind.label.en,
            kind.label.in_language("zh"),
            kind.share,
            sum(1 << rows[one] for one in dict.fromkeys(kind.domain)) if kind.domain else ALL_TYPES,
            kind.skill + backing,
            min(1.0, settings.take_up * kind.take_up * trusted),
            min(1.0, settings.dilution * kind.dilution * trusted),
        )
        for name, kind in settings.kinds.items()
    ]
