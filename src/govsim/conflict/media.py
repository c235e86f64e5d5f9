"""What media do to residents: whom they reach, what rumour does to ties, what news costs in trust."""

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.conflict.calendar import State
from govsim.conflict.experience import PARTS, communities_of, mistrust, shift_trust
from govsim.dice import Purpose, uniform
from govsim.population import resident_key
from govsim.scenario.vocabulary import TIERS

_AGED = 2


@numba.njit(cache=True)
def find_audience(state: State) -> float:
    """Set who is reached by disclosure, by their keyed dice; return their share of all persons."""
    p, reached, persons = state.p[0], 0.0, 0.0
    for c in range(state.place_weight.size):
        start = state.place_start[c]
        for j in range(start, state.place_start[c + 1]):
            share = p.media_reach
            if state.resident_migrant[j] == 1:
                share *= p.media_reach_migrant
            if state.resident_age_class[j] == _AGED:
                share *= p.media_reach_aged
            entity = resident_key(state.place_code[c], j - start)
            informed = uniform(state.seed[0], Purpose.AUDIENCE, entity, 0, 0) < share
            state.resident_informed[j] = informed
            reached += state.place_weight[c] * informed
            persons += state.place_weight[c]
    return reached / persons


@numba.njit(cache=True)
def rumour_factor(state: State, j: int) -> float:
    """Return transmission to resident `j` relative to what it is without rumour."""
    return 1.0 + state.p[0].media_rumour_effect * state.rumour[state.resident_informed[j]]


@numba.njit(cache=True)
def loudest_rumour(state: State) -> float:
    """Return the highest `rumour_factor` of anyone today."""
    return 1.0 + state.p[0].media_rumour_effect * max(state.rumour[0], state.rumour[1])


@numba.njit(cache=True, parallel=True)
def lose_trust(state: State, informed: float, everyone: float) -> None:
    """Lower trust in every tier by what the reached lose and by what everyone loses, all persons alike."""
    # Summed by community, so that the sums do not depend on the number of threads.
    shifts = np.zeros((state.place_weight.size, len(TIERS)))
    for part in numba.prange(PARTS):
        _lose_part(state, informed, everyone, part, shifts)
    shift_trust(state, shifts)


@numba.njit(cache=True)
def _lose_part(
    state: State, informed: float, everyone: float, part: int, shifts: NDArray[np.float64]
) -> None:
    first, last = communities_of(state, part)
    for c in range(first, last):
        start, end = state.place_start[c], state.place_start[c + 1]
        losses = everyone + informed * state.resident_informed[start:end]
        shifts[c] = mistrust(state.resident_trust[start:end], losses, state.place_weight[c])
