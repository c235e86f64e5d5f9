"""The names of stages, tiers, scopes and so on, each with the number that the log shows."""

import enum


class Stage(enum.IntEnum):
    """The ladder (3.4.4)."""

    LATENT = 0
    CLAIM = 1
    MEDIATION = 2
    FORMAL = 3
    PETITION = 4
    COLLECTIVE = 5


class Tier(enum.IntEnum):
    """Who holds a file: one of the four tiers of government or, beside them, an organisation."""

    COMMUNITY = 0
    STREET = 1
    COUNTY = 2
    CITY = 3
    ORGANIZATION = 4


GOVERNMENT = (Tier.COMMUNITY, Tier.STREET, Tier.COUNTY, Tier.CITY)


class Scope(enum.IntEnum):
    """How far the parties of a dispute are spread (3.4.6)."""

    COMMUNITY = 0
    COUNTY = 1
    CROSS_COUNTY = 2


class Severity(enum.IntEnum):
    """Severity, which is also the priority class."""

    ORDINARY = 0
    SERIOUS = 1
    GRAVE = 2


class Reason(enum.IntEnum):
    """Why a file lies in the tray (3.4.9)."""

    FAILURE = 0
    DEADLINE = 1
    SEVERITY = 2
    SCOPE = 3


class Clock(enum.IntEnum):
    """What can come next for a dispute, in the order of those that ring at the same time (1.3)."""

    SERVICE = 0
    DETECTION = 1
    TAKE_OVER = 2
    RETURN = 3
    SETTLEMENT = 4
    GIVING_UP = 5
    LIMIT = 6
    ESCALATION = 7


def word(item):
    """Return the word for an item in a scenario file."""
    return item.name.lower()
