"""Employers and interest groups: their sizes and their members.

References
----------
.. [1] Axtell, R. L. (2001). Zipf distribution of U.S. firm sizes. Science 293(5536), 1818-1820.
   doi:10.1126/science.1062081
"""

import math

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.dice import Integer, Purpose, uniform
from govsim.population.residents import resident_key

EXPONENT = 1.059
"""Exponent of the power law of sizes [1]_."""

LARGEST = 20.0
"""Largest group, in units of the mean size."""

_BISECTIONS = 80


@numba.njit(cache=True, error_model="numpy")
def smallest_group(mean: float, upper: float) -> float:
    """Return the lower end of the power law that has the given mean.

    Sizes follow a Pareto distribution with a density proportional to ``x**-(e + 1)``, e = `EXPONENT`,
    between the lower end L and the upper end U. Its mean
    ``e / (e - 1) * (L**(1 - e) - U**(1 - e)) / (L**-e - U**-e)`` rises with L.

    Parameters
    ----------
    mean : float
        Members, at least 2 and below `upper`.
    upper : float
        U.

    Returns
    -------
    float
        L, at least 1.5 so that no group has a single member.
    """
    e = EXPONENT
    low, high = math.log(1e-6 * mean), math.log(mean)
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        lower = math.exp(middle)
        above = lower ** (1.0 - e) - upper ** (1.0 - e)
        if e / (e - 1.0) * above / (lower**-e - upper**-e) < mean:
            low = middle
        else:
            high = middle
    return max(math.exp(low), 1.5)


@numba.njit(cache=True, error_model="numpy")
def cut_groups(
    pool_start: NDArray[np.int64], keys: NDArray[np.uint64], mean: float, seed: Integer
) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Cut the members of each pool into groups of keyed sizes.

    Sizes follow the power law up to `LARGEST` times the mean, or up to half the pool where that is
    less. The last group of a pool takes who is left; where fewer than the smallest group would be
    left, they join the group before.

    Parameters
    ----------
    pool_start : ndarray of int64, shape (n_pools + 1,)
        First member of each pool.
    keys : ndarray of uint64, shape (n_pools,)
        Codes of the pools.
    mean : float
        Mean size.
    seed : int
        Seed of the run.

    Returns
    -------
    start : ndarray of int64, shape (n_groups + 1,)
        First member of each group.
    key : ndarray of uint64, shape (n_groups,)
        Entities under which the groups throw dice.
    """
    start = [np.int64(0)]
    key = [np.uint64(0)]
    for p in range(keys.size):
        at = pool_start[p]
        end = pool_start[p + 1]
        upper = min(LARGEST * mean, max(0.5 * (end - at), 1.1 * mean))
        lower = smallest_group(mean, upper)
        low_power = lower**-EXPONENT
        span = low_power - upper**-EXPONENT
        index = 0
        while at < end:
            entity = resident_key(keys[p], index)
            u = uniform(seed, Purpose.GROUP_SIZE, entity, 0, 0)
            size = int((low_power - u * span) ** (-1.0 / EXPONENT) + 0.5)
            if end - at - size < lower:
                size = end - at
            at += size
            index += 1
            start.append(at)
            key.append(entity)
    return np.array(start), np.array(key[1:])


@numba.njit(cache=True)
def enrol(start: NDArray[np.int64], members: NDArray[np.uint32], group: NDArray[np.uint32]) -> None:
    """Write the number of the group into the rows of its members.

    Parameters
    ----------
    start : ndarray of int64, shape (n_groups + 1,)
    members : ndarray of uint32, shape (start[-1],)
        Rows.
    group : ndarray of uint32, shape (n,)
        Written in place.
    """
    for g in range(start.size - 1):
        for i in range(start[g], start[g + 1]):
            group[members[i]] = g
