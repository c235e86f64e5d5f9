"""Households that move: two of the same size, in different communities, exchange homes.

Whoever moves leaves all ties behind and takes over those of the home they come to. So nobody is made or
lost, places and ties stay as they are, and people change among them.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.conflict.calendar import State
from govsim.conflict.history import is_over
from govsim.dice import Purpose, uniform_pair
from govsim.population import resident_key
from govsim.state import N_DISPUTES


@numba.njit(cache=True)
def is_newcomer(state: State, j: int, t: float) -> bool:
    """Whether resident `j` moved within the last `newcomer_days`."""
    return bool(t - state.resident_moved[j] < state.p[0].mobility_newcomer_days)


@numba.njit(cache=True)
def bound(state: State) -> NDArray[np.bool_]:
    """Return who stays because a dispute is open to which they are a party or that they have joined."""
    out = state.resident_memberships >= 0
    for i in range(state.counters[N_DISPUTES]):
        d = state.disputes[i]
        if not is_over(d.status):
            if d.claimant >= 0:
                out[d.claimant] = True
            if d.respondent >= 0:
                out[d.respondent] = True
    return out


@numba.njit(cache=True)
def households_leaving(
    state: State, day: int, chance: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the households that want to move, by their first row, and the lot that pairs them.

    The whole part of a lot is the size of the household, the rest is chance.
    """
    bound_here = bound(state)
    household, seed = state.resident_household, state.seed[0]
    first, lots = np.empty(household.size, dtype=np.int64), np.empty(household.size)
    most = np.diff(state.place_start).max() if state.place_code.size else 0
    rows, sizes = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    keys = np.empty(most, dtype=np.uint64)
    leaves, places = np.empty(most), np.empty(most)
    n = 0
    for c in range(state.place_code.size):
        row, end = state.place_start[c], state.place_start[c + 1]
        homes = 0
        while row < end:
            size = 1
            stays = bound_here[row]
            while row + size < end and household[row + size] == household[row]:
                stays = stays or bound_here[row + size]
                size += 1
            if not stays:
                rows[homes], sizes[homes] = row, size
                keys[homes] = resident_key(state.place_code[c], row - state.place_start[c])
                homes += 1
            row += size
        # A loop of draws alone is compiled to vector instructions.
        for k in range(homes):
            leaves[k], places[k] = uniform_pair(seed, Purpose.MOVE, keys[k], day, 0)
        for k in range(homes):
            if leaves[k] < chance:
                first[n], lots[n] = rows[k], sizes[k] + places[k]
                n += 1
    return first[:n], lots[:n]


@numba.njit(cache=True)
def exchange(state: State, a: int, b: int, day: int) -> None:
    """Let the residents of rows `a` and `b` exchange homes."""
    weights, community = state.place_weight, state.resident_community
    more = weights[community[a]] - weights[community[b]]
    for tier in range(state.trust_shift.size):
        change = np.float64(state.resident_trust[b, tier]) - np.float64(state.resident_trust[a, tier])
        state.trust_shift[tier] += change * more
        _swap(state.resident_trust[:, tier], a, b)
    _swap(state.resident_migrant, a, b)
    _swap(state.resident_age_class, a, b)
    _swap(state.resident_party, a, b)
    _swap(state.resident_volunteer, a, b)
    _swap(state.resident_organised, a, b)
    _swap(state.resident_threshold, a, b)
    _swap(state.resident_hardship, a, b)
    _swap(state.resident_grievance, a, b)
    _swap(state.resident_exposure, a, b)
    _swap(state.resident_gain, a, b)
    _swap(state.resident_updated, a, b)
    _swap(state.resident_informed, a, b)
    _swap(state.resident_opinion, a, b)
    state.resident_moved[a] = day
    state.resident_moved[b] = day


PERSONAL = (
    "migrant",
    "age_class",
    "party",
    "volunteer",
    "organised",
    "threshold",
    "hardship",
    "trust",
    "grievance",
    "exposure",
    "gain",
    "updated",
    "moved",
    "informed",
    "opinion",
)
"""Columns that go with a person who moves; the others belong to the home."""


@numba.njit(cache=True)
def _swap(column: NDArray[np.generic], a: int, b: int) -> None:
    column[a], column[b] = column[b], column[a]


@numba.njit(cache=True)
def move(state: State, day: int, chance: float) -> int:
    """Let households exchange homes on one evening; return how many did.

    Parameters
    ----------
    state
        `PERSONAL` columns of its residents are changed.
    day
    chance
        Probability that a household wants to move.
    """
    first, lots = households_leaving(state, day, chance)
    community = state.resident_community
    order = np.argsort(lots, kind="mergesort")
    moved = 0
    n = 0
    while n + 1 < order.size:
        a, b = first[order[n]], first[order[n + 1]]
        size = int(lots[order[n]])
        if int(lots[order[n + 1]]) != size or community[a] == community[b]:
            n += 1
            continue
        for k in range(size):
            exchange(state, a + k, b + k, day)
        moved += 2
        n += 2
    return moved
