"""Channels: how a claimant brings a claim to a third party, and what comes with the choice."""

import math

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.columns import records
from govsim.conflict.calendar import State
from govsim.conflict.escalation import FORMAL, MEDIATION, PETITION
from govsim.conflict.history import note
from govsim.dice import Purpose, uniform
from govsim.governance.entry import scope_of
from govsim.scenario.schema import Scenario
from govsim.scenario.vocabulary import CHANNELS, TIERS
from govsim.state import CHANNEL, Event

_ORGANIZATION, _ADMINISTRATION = CHANNELS.index("organization"), CHANNELS.index("administration")
_COMMUNITY, _CITY = TIERS.index("community"), TIERS.index("city")
_STAGES = {
    "mediation": MEDIATION,
    "organization": MEDIATION,
    "administration": FORMAL,
    "court": FORMAL,
    "petition": PETITION,
}
NONE = -1


def channel_records(scenario: Scenario) -> NDArray[np.void]:
    """Return the channels of a scenario as records of `CHANNEL`."""
    rows = records(CHANNEL, len(CHANNELS))
    for row, name in zip(rows, CHANNELS, strict=True):
        for key, value in getattr(scenario.channels, name):
            row[key] = value
        row["stage"] = _STAGES[name]
    return rows


@numba.njit(cache=True)
def tier_behind(state: State, i: int, channel: int) -> int:
    """Return the tier that stands behind a channel for dispute `i`: where the regime lets it enter.

    Behind an organisation it is the community, and where the regime names no tier the city.
    """
    if channel == _ORGANIZATION:
        return _COMMUNITY
    d = state.disputes[i]
    stage = state.channels[channel].stage
    tier = state.route_entry[stage - MEDIATION, d.type, scope_of(state, i), d.severity]
    return int(tier) if tier >= 0 else _CITY


@numba.njit(cache=True)
def efficacy(state: State, k: int, channel: int) -> float:
    """Return the share of attempts through a channel that last, as seen in county `k`."""
    p = state.p[0]
    cases = p.channels_efficacy_cases
    return (cases * p.channels_efficacy_prior + state.channel_kept[k, channel]) / (
        cases + state.channel_tried[k, channel]
    )


@numba.njit(cache=True)
def utility(state: State, i: int, channel: int) -> float:
    """Return what a channel is worth to the claimant of dispute `i`; minus infinity if it is not there.

    ``appeal + trust_effect trust + efficacy_effect efficacy - access - cost hardship``.
    """
    d, p, c = state.disputes[i], state.p[0], state.channels[channel]
    if channel == _ORGANIZATION and (
        state.route_organizations[0] == 0 or state.place_organization[d.community, 1] == 0
    ):
        return -math.inf
    trust = float(state.resident_trust[d.claimant, tier_behind(state, i, channel)])
    found = efficacy(state, state.place_county[d.community], channel)
    worth = c.appeal + p.channels_trust_effect * trust + p.channels_efficacy_effect * found
    if d.migrant == 1:
        worth -= c.access_migrant
    if d.aged == 1:
        worth -= c.access_aged
    return worth - c.cost * float(state.resident_hardship[d.claimant])


@numba.njit(cache=True)
def choose_channel(state: State, i: int, t: float) -> int:
    """Let the claimant of dispute `i` choose a channel; return the stage at which it enters.

    The probability of each is proportional to ``exp(sensitivity utility)``.
    """
    d = state.disputes[i]
    weights = np.empty(state.channels.size)
    for channel in range(weights.size):
        weights[channel] = state.p[0].channels_sensitivity * utility(state, i, channel)
    best = weights.max()
    total = 0.0
    for channel in range(weights.size):
        weights[channel] = math.exp(weights[channel] - best)
        total += weights[channel]
    left = total * uniform(state.seed[0], Purpose.CHANNEL, d.key, d.episode, 0)
    for channel in range(weights.size):
        if weights[channel] > 0.0:
            d.channel = channel
            left -= weights[channel]
            if left < 0.0:
                break
    note(state, t, i, Event.CHANNEL, -1, d.channel)
    return int(state.channels[d.channel].stage)


@numba.njit(cache=True)
def present_channel(state: State, i: int) -> int:
    """Return the channel by which dispute `i` came to its present stage, -1 if none was chosen for it."""
    d = state.disputes[i]
    if d.channel >= 0 and state.channels[d.channel].stage == d.stage:
        return int(d.channel)
    return NONE


@numba.njit(cache=True)
def relapse_probability(state: State, i: int) -> float:
    """Return the probability that a settlement of dispute `i` does not last: a judgment binds."""
    channel = present_channel(state, i)
    binding = state.channels[channel].binding if channel >= 0 else 1.0
    return state.p[0].casework_relapse * binding


@numba.njit(cache=True)
def note_attempt(state: State, i: int, lasts: int) -> None:
    """Let the county of dispute `i` see an attempt through its channel conclude: 1 if it lasts, 0 if not."""
    channel = present_channel(state, i)
    if channel >= 0:
        k = state.place_county[state.disputes[i].community]
        state.channel_tried[k, channel] += 1
        state.channel_kept[k, channel] += lasts
