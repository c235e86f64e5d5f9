"""Trust, grievance and the sense of gain: what residents make of how they were treated."""

import math

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.conflict.calendar import State
from govsim.scenario.vocabulary import TIERS

_TOP = len(TIERS) - 1

PARTS = 4
"""Parts into which work is cut where threads can share it; any number gives the same bits."""


@numba.njit(cache=True)
def fading(state: State, elapsed: float) -> float:
    """Return what is left of a grievance, beyond its rest, after some days."""
    return np.float64(math.exp(-state.p[0].trust_grievance_decay * elapsed))


@numba.njit(cache=True)
def relax(state: State, j: int, t: float) -> None:
    """Let grievance and exposure of resident `j` relax up to time `t`, towards hardship and 0."""
    # Uncompiled, a Python float would be rounded to the precision of the column beside it.
    elapsed = np.float64(t) - state.resident_updated[j]
    if elapsed > 0.0:
        fade = fading(state, elapsed)
        rest = np.float64(min(1.0, state.p[0].trust_grievance_rest * state.resident_hardship[j]))
        state.resident_grievance[j] = rest + (state.resident_grievance[j] - rest) * fade
        state.resident_exposure[j] *= fade
        state.resident_updated[j] = t


@numba.njit(cache=True)
def relax_neighbours(state: State, first: int, last: int, t: float, anger: float) -> None:
    """Let residents of rows `first` to `last` relax up to time `t`, and then grow angrier, to 1 at most.

    Relaxation leaves the bits that `relax` leaves.
    """
    grievance, exposure = state.resident_grievance[first:last], state.resident_exposure[first:last]
    updated, hardship = state.resident_updated[first:last], state.resident_hardship[first:last]
    fades = np.empty(updated.size)
    known, fade = 0.0, 1.0
    for n in range(fades.size):
        # Nearly all have the same time behind them, and some none, who keep what they have to the bit.
        elapsed = max(0.0, np.float64(t) - updated[n])
        if elapsed != known:
            known, fade = elapsed, fading(state, elapsed)
        fades[n] = fade
    to_rest = state.p[0].trust_grievance_rest
    # Without branches or columns looked up anew, so that it is compiled to vector instructions.
    for n in range(fades.size):
        rest = np.float64(min(1.0, to_rest * hardship[n]))
        relaxed = np.float32(rest + (grievance[n] - rest) * fades[n])
        left = relaxed if fades[n] < 1.0 else grievance[n]
        grievance[n] = min(1.0, np.float64(left) + anger)
        exposure[n] *= fades[n]
        updated[n] = max(np.float64(updated[n]), np.float64(t))


@numba.njit(cache=True)
def mistrust(
    trust: NDArray[np.float32], losses: NDArray[np.float64], weight: float
) -> tuple[float, float, float, float]:
    """Lower trust in every tier, to 0 at most, and return its changes in each, summed over persons.

    Parameters
    ----------
    trust : float32 (n, 4)
        Rows of neighbouring residents; changed.
    losses : float64 (n,)
        What each loses in every tier.
    weight
        Persons for whom each of them stands.
    """
    in_community, in_street, in_county, in_city = 0.0, 0.0, 0.0, 0.0
    for n in range(losses.size):
        loss = losses[n]
        # All are read before the first is written, so that the four are one vector.
        community, street = np.float64(trust[n, 0]), np.float64(trust[n, 1])
        county, city = np.float64(trust[n, 2]), np.float64(trust[n, 3])
        new_community, new_street = max(0.0, community - loss), max(0.0, street - loss)
        new_county, new_city = max(0.0, county - loss), max(0.0, city - loss)
        trust[n, 0], trust[n, 1] = new_community, new_street
        trust[n, 2], trust[n, 3] = new_county, new_city
        in_community += (new_community - community) * weight
        in_street += (new_street - street) * weight
        in_county += (new_county - county) * weight
        in_city += (new_city - city) * weight
    return in_community, in_street, in_county, in_city


@numba.njit(cache=True)
def communities_of(state: State, part: int) -> tuple[int, int]:
    """Return where one of `PARTS` parts of the communities, about equal in residents, begins and ends."""
    residents, starts = state.place_start[-1], state.place_start[:-1]
    first = np.searchsorted(starts, residents * part // PARTS)
    last = np.searchsorted(starts, residents * (part + 1) // PARTS)
    return first, starts.size if part + 1 == PARTS else last


@numba.njit(cache=True)
def shift_trust(state: State, shifts: NDArray[np.float64]) -> None:
    """Take note of changes of trust in each tier, float64 (n, 4), summed over persons."""
    for n in range(shifts.shape[0]):
        for tier in range(shifts.shape[1]):
            state.trust_shift[tier] += shifts[n, tier]


@numba.njit(cache=True)
def aggrieve(state: State, j: int, t: float, change: float) -> None:
    """Raise (or lower) the grievance of one of the persons that resident `j` stands for."""
    relax(state, j, t)
    share = 1.0 / state.place_weight[state.resident_community[j]]
    state.resident_grievance[j] = min(1.0, max(0.0, state.resident_grievance[j] + change * share))


@numba.njit(cache=True)
def judge(state: State, j: int, tier: int, worth: float, weight: float) -> None:
    """Move trust of resident `j` in a tier towards the worth of an experience.

    Losses weigh more than gains. A resident who stands for w persons moves by 1/w of what the one
    person concerned does.
    """
    p = state.p[0]
    share = weight / state.place_weight[state.resident_community[j]]
    if tier <= _TOP:
        gap = np.float64(worth) - state.resident_trust[j, tier]
        rate = p.trust_gain_rate if gap > 0 else p.trust_loss_rate
        change = rate * gap * share
        state.resident_trust[j, tier] += change
        state.trust_shift[tier] += change * state.place_weight[state.resident_community[j]]
    gap = np.float64(worth) - state.resident_gain[j]
    rate = p.trust_gain_rate if gap > 0 else p.trust_loss_rate
    state.resident_gain[j] += rate * gap * share


@numba.njit(cache=True)
def experience(state: State, i: int, t: float, tier: int, worth: float, grievance: float) -> None:
    """Let the parties and supporters of dispute `i` judge the office tier that handled it.

    Supporters, who were less concerned, judge with the weight `supporter_weight`.

    Parameters
    ----------
    state
    i
        The dispute.
    t
        Now, days.
    tier
        Of the office.
    worth
        1 for a prompt durable success, 0 for a failure.
    grievance
        Change of the claimant's grievance.
    """
    experience_of_all(state, i, t, tier, worth, grievance, state.p[0].trust_supporter_weight)


@numba.njit(cache=True)
def experience_of_all(
    state: State, i: int, t: float, tier: int, worth: float, grievance: float, weight: float
) -> None:
    """Let the parties judge as in `experience`, and everyone who joined with the given weight."""
    d = state.disputes[i]
    if d.claimant >= 0:
        aggrieve(state, d.claimant, t, grievance)
        judge(state, d.claimant, tier, worth, 1.0)
    if d.respondent >= 0:
        judge(state, d.respondent, tier, worth, 1.0)
    row = d.supporter_list
    while row >= 0:
        supporter = state.supporters[row]
        j = supporter.resident
        if j not in (d.claimant, d.respondent):
            judge(state, j, tier, worth, weight)
        row = supporter.next_of_dispute
