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
def fade_to(state: State, j: int, t: float, fade: float) -> None:
    """Let grievance and exposure of resident `j` relax to time `t`, when `fade` is left of them."""
    p = state.p[0]
    rest = np.float64(min(1.0, p.trust_grievance_rest * state.resident_hardship[j]))
    state.resident_grievance[j] = rest + (state.resident_grievance[j] - rest) * fade
    state.resident_exposure[j] *= fade
    state.resident_updated[j] = t


@numba.njit(cache=True)
def relax(state: State, j: int, t: float) -> None:
    """Let grievance and exposure of resident `j` relax up to time `t`, towards hardship and 0."""
    # Uncompiled, a Python float would be rounded to the precision of the column beside it.
    elapsed = np.float64(t) - state.resident_updated[j]
    if elapsed > 0.0:
        fade_to(state, j, t, fading(state, elapsed))


@numba.njit(cache=True)
def mistrust(state: State, j: int, tier: int, loss: float) -> float:
    """Lower trust of resident `j` in a tier, to 0 at most, and return its change."""
    before = np.float64(state.resident_trust[j, tier])
    after = max(0.0, before - loss)
    state.resident_trust[j, tier] = after
    return after - before


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
