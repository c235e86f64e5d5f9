"""Social influence: opinions on a network after Friedkin and Johnsen, with trust as what one begins with.

References
----------
.. [1] Friedkin, N. E., Johnsen, E. C. (1990). Social influence and opinions. Journal of Mathematical
   Sociology 15(3-4). doi:10.1080/0022250X.1990.9990069
"""

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.conflict.calendar import State


@numba.njit(cache=True, parallel=True)
def influence(
    start: NDArray[np.int64],
    neighbour: NDArray[np.uint32],
    share: NDArray[np.float64],
    opinion: NDArray[np.floating[Any]],
    beginning: NDArray[np.float64],
    susceptibility: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return opinions after one step of ``x(t + 1) = Lambda W x(t) + (I - Lambda) x(0)`` [1]_.

    Parameters
    ----------
    start : int64 (n + 1,)
        First tie of each.
    neighbour : uint32 (ties,)
        Whom a tie leads to.
    share : float64 (ties,) or (0,)
        W: weight of each tie, those of one person sum to 1; without any, all ties of a person are alike.
    opinion : float32 or float64 (n,)
        x(t).
    beginning : float64 (n,)
        x(0).
    susceptibility : float64 (n,) or (1,)
        Lambda.

    Returns
    -------
    float64 (n,)
        Those without ties listen to themselves.
    """
    after = np.empty(opinion.size)
    for i in numba.prange(opinion.size):
        first, last = start[i], start[i + 1]
        # Sums in double precision, uncompiled too.
        heard = np.float64(0.0)
        if first == last:
            heard = np.float64(opinion[i])
        elif share.size > 0:
            for e in range(first, last):
                heard += share[e] * opinion[neighbour[e]]
        else:
            for e in range(first, last):
                heard += opinion[neighbour[e]]
            heard /= last - first
        swayed = susceptibility[i] if susceptibility.size > 1 else susceptibility[0]
        after[i] = swayed * heard + (1.0 - swayed) * beginning[i]
    return after


@numba.njit(cache=True)
def own_trust(state: State, j: int) -> float:
    """Return the mean trust of resident `j` over tiers."""
    trust = state.resident_trust[j]
    # Summed in pairs, so that exchanging county and city leaves the last bit as it is.
    return 0.25 * np.float64((trust[0] + trust[1]) + (trust[2] + trust[3]))


@numba.njit(cache=True)
def voiced_trust(state: State, j: int) -> float:
    """Return the trust that a resident's threshold depends on: own trust, or opinion by its weight."""
    p, own = state.p[0], own_trust(state, j)
    if p.opinion_susceptibility <= 0.0:
        return own
    return own + p.opinion_weight * (np.float64(state.resident_opinion[j]) - own)


@numba.njit(cache=True)
def begin(state: State) -> None:
    """Let everyone express their own trust."""
    for j in range(state.resident_opinion.size):
        state.resident_opinion[j] = own_trust(state, j)


@numba.njit(cache=True, parallel=True)
def exchange(state: State) -> None:
    """Let everyone listen to those whom they are tied to, all ties alike, and hold on to their own trust."""
    trust = np.empty(state.resident_opinion.size)
    for j in numba.prange(trust.size):
        trust[j] = own_trust(state, j)
    susceptibility = np.full(1, state.p[0].opinion_susceptibility)
    state.resident_opinion[:] = influence(
        state.tie_start, state.tie_neighbour, np.empty(0), state.resident_opinion, trust, susceptibility
    )
