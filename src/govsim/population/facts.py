"""Measured facts of a population: degrees, clustering, homophily, and who leaves what.

References
----------
.. [1] Newman, M. E. J. (2003). Mixing patterns in networks. Physical Review E 67, 026126.
   doi:10.1103/PhysRevE.67.026126
"""

import math

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.dice import Purpose, uniforms
from govsim.population.residents import CLASSES, Residents
from govsim.population.ties import Ties

LAYERS = ("household", "neighbours", "work", "online", "all")
"""Layers of the facts: those of `Ties`, the first of them split into its two parts, and all together."""

SAMPLE = 2000
"""Residents whose triads are looked at."""

_HOUSEHOLD, _NEIGHBOURS, _WORK, _ONLINE, _ALL = range(5)
_ENDS, _SQUARES, _LEAVE_COMMUNITY, _LEAVE_COUNTY, _SAME_STATUS = range(5)
_BY_CLASS = 5
_SAME_CLASS = _BY_CLASS + CLASSES
_TALLIES = _SAME_CLASS + CLASSES


@numba.njit(cache=True, parallel=True)
def _tally(
    residents: Residents, ties: Ties, community_start: NDArray[np.int64], county: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Count tie ends by community, layer and kind; whole numbers, so that any order gives one sum."""
    n_communities = community_start.size - 1
    tallies = np.zeros((n_communities, 5, _TALLIES), dtype=np.int64)
    for c in numba.prange(n_communities):
        degree = np.zeros(5, dtype=np.int64)
        for row in range(community_start[c], community_start[c + 1]):
            degree[:] = 0
            own = residents.migrant[row] * (CLASSES // 2) + residents.age_class[row]
            for at in range(ties.start[row], ties.start[row + 1]):
                other = ties.neighbour[at]
                place = at - ties.start[row]
                if place >= ties.online_from[row]:
                    layer = _ONLINE
                elif place >= ties.work_from[row]:
                    layer = _WORK
                elif residents.household[row] == residents.household[other]:
                    layer = _HOUSEHOLD
                else:
                    layer = _NEIGHBOURS
                degree[layer] += 1
                degree[_ALL] += 1
                theirs = residents.migrant[other] * (CLASSES // 2) + residents.age_class[other]
                d = residents.community[other]
                for level in (layer, _ALL):
                    tally = tallies[c, level]
                    tally[_LEAVE_COMMUNITY] += int(d != c)
                    tally[_LEAVE_COUNTY] += int(county[d] != county[c])
                    tally[_SAME_STATUS] += int(residents.migrant[row] == residents.migrant[other])
                    tally[_BY_CLASS + own] += 1
                    if own == theirs:
                        tally[_SAME_CLASS + own] += 1
            for level in range(5):
                tallies[c, level, _ENDS] += degree[level]
                tallies[c, level, _SQUARES] += degree[level] ** 2
    return tallies


@numba.njit(cache=True)
def _holds(values: NDArray[np.uint32], wanted: int) -> bool:
    place = np.searchsorted(values, np.uint32(wanted))
    return bool(place < values.size and values[place] == wanted)


@numba.njit(cache=True)
def _tied(residents: Residents, ties: Ties, i: int, j: int, layer: int) -> bool:
    segment = ties.neighbour[ties.start[i] : ties.start[i + 1]]
    work, online = ties.work_from[i], ties.online_from[i]
    near = _holds(segment[:work], j)
    if layer == _NEIGHBOURS:
        return near and residents.household[i] != residents.household[j]
    if layer == _WORK:
        return _holds(segment[work:online], j)
    if layer == _ONLINE:
        return _holds(segment[online:], j)
    return near or _holds(segment[work:online], j) or _holds(segment[online:], j)


@numba.njit(cache=True)
def _triads(residents: Residents, ties: Ties, sample: NDArray[np.int64], layer: int) -> tuple[int, int]:
    """Count the pairs of ties of the sampled residents, and those whose far ends are tied."""
    triads = 0
    closed = 0
    for row in sample:
        first = ties.start[row]
        low, high = first, ties.start[row + 1]
        if layer == _NEIGHBOURS:
            high = first + ties.work_from[row]
        elif layer == _WORK:
            low, high = first + ties.work_from[row], first + ties.online_from[row]
        elif layer == _ONLINE:
            low = first + ties.online_from[row]
        for a in range(low, high):
            j = ties.neighbour[a]
            for b in range(a + 1, high):
                k = ties.neighbour[b]
                if layer == _NEIGHBOURS and (
                    residents.household[row] == residents.household[j]
                    or residents.household[row] == residents.household[k]
                    or residents.household[j] == residents.household[k]
                ):
                    continue
                if j == k:
                    continue
                triads += 1
                closed += int(_tied(residents, ties, j, k, layer))
    return triads, closed


def _assortativity(same: float, ends: NDArray[np.float64]) -> float:
    """Return Newman's coefficient from the share of ties inside a class and the ends by class [1]_."""
    expected = float(np.sum(ends**2))
    return (same - expected) / (1.0 - expected) if expected < 1.0 else math.nan


def _layer_facts(tally: NDArray[np.int64], residents: int, triads: int, closed: int) -> dict[str, float]:
    ends = int(tally[_ENDS])
    mean = ends / residents
    facts = {
        "degree_mean": mean,
        "degree_variance": int(tally[_SQUARES]) / residents - mean**2,
        "clustering": closed / triads if triads else math.nan,
        "homophily": math.nan,
        "homophily_migrant": math.nan,
        "leave_community": math.nan,
        "leave_county": math.nan,
    }
    if ends:
        by_class = tally[_BY_CLASS:_SAME_CLASS] / ends
        migrants = float(by_class[CLASSES // 2 :].sum())
        status = np.array([1.0 - migrants, migrants])
        facts["homophily"] = _assortativity(int(tally[_SAME_CLASS:].sum()) / ends, by_class)
        facts["homophily_migrant"] = _assortativity(int(tally[_SAME_STATUS]) / ends, status)
        facts["leave_community"] = int(tally[_LEAVE_COMMUNITY]) / ends
        facts["leave_county"] = int(tally[_LEAVE_COUNTY]) / ends
    return facts


def measure(
    residents: Residents,
    ties: Ties,
    community_start: NDArray[np.int64],
    codes: NDArray[np.int64],
    county: NDArray[np.int32],
    seed: int,
) -> dict[str, dict[str, float]]:
    """Measure the ties of a population.

    Parameters
    ----------
    residents : Residents
    ties : Ties
    community_start : ndarray of int64, shape (n_communities + 1,)
    codes : ndarray of int64, shape (n_communities,)
    county : ndarray of int32, shape (n_communities,)
    seed : int
        Seed of the choice of residents for the clustering.

    Returns
    -------
    dict of dict
        For each of `LAYERS`, over all residents: ``degree_mean`` and ``degree_variance``;
        ``clustering``, the closed share of the triads centred on up to `SAMPLE` residents (not for
        the household, whose members are all tied); ``homophily`` and ``homophily_migrant``, Newman's
        assortativity coefficient [1]_ by class (migrant or local, age) and by status alone, 0 for
        blind mixing and 1 for ties inside classes only; ``leave_community`` and ``leave_county``,
        shares of ties. NaN where there is nothing to measure.
    """
    n = residents.community.size
    tallies = _tally(residents, ties, community_start, county).sum(axis=0)
    # Residents are counted in the order of the codes, so that the sample is the same in any row order.
    order = np.argsort(codes, kind="stable")
    sizes = np.diff(community_start)[order]
    ends = np.cumsum(sizes)
    places = (uniforms(seed, Purpose.TIE_SAMPLE, np.arange(SAMPLE)) * n).astype(np.int64)
    block = np.searchsorted(ends, places, side="right")
    sample = community_start[order[block]] + places - (ends - sizes)[block]
    facts = {}
    for number, name in enumerate(LAYERS):
        triads, closed = (0, 0) if number == _HOUSEHOLD else _triads(residents, ties, sample, number)
        facts[name] = _layer_facts(tallies[number], n, triads, closed)
    return facts
