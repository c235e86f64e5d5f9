"""The registry of what dice are thrown for."""

import enum


class Purpose(enum.IntEnum):
    """What a draw is for. Two rules never share a purpose, so they never share dice.

    Values are part of the results: a value is below 256, is never changed and never used again.
    """

    HOUSEHOLD_SIZE = 1
    MIGRANT = 2
    AGE = 3
    PARTY = 4
    VOLUNTEER = 5
    ORGANISED = 6
    HARDSHIP = 7
    THRESHOLD = 8
    TRUST = 9
    GROUP_SIZE = 10
    TIE_SEAT = 16
    TIE_ORDER = 17
    TIE_WEIGHT = 18
    TIE_NEIGHBOURS = 19
    TIE_WORK = 20
    TIE_ONLINE = 21
    TIE_SAMPLE = 22
    DISPUTE_KEY = 32
    CANDIDATES = 33
    CLAIMANT = 34
    HOUR = 35
    STAKE = 36
    PARTIES = 37
    FALSE_ALARMS = 38
    STAGE = 39
    SHOCK = 40
    SHOCK_COUNTY = 41
    TIRING = 42
    CONTACT = 43
    VACANCY = 44
    MOVE = 45
    SERVICE = 64
    OUTCOME = 65
    PATIENCE = 66
    ORGANIZATION = 67
    RETURN = 68
    SHOCK_COMMUNITY = 90
    SHOCK_EMPLOYER = 91
    COMMAND = 92
    MISROUTING = 70
    MISROUTED_SERVICE = 71
    ABSENCE = 72
    OVERREACH = 73
    HARSHNESS = 74
    SUPPRESSION = 75
    DRAFT = 80
    CHANNEL = 81
    VOICE = 100
    AUDIENCE = 93
    LEAK = 94
    LAYOUT = 200
