"""Ties between residents, in three layers, as one compressed sparse row table.

Each layer seats its members in circles (`seats`, `groups`) and ties them on a ring (`rings`). The
rings are walked twice with the same keyed dice: once to count, once to write, so no list of ties is
ever held or sorted, and the result does not depend on threads or on the order of counties.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.dice import Purpose
from govsim.population import groups, traits
from govsim.population.residents import CLASSES, NEIGHBOURS, ONLINE, WORK, Residents
from govsim.population.ring_kernels import DENSE_REACH, tie_rings
from govsim.population.rings import RingRule, Rings, homophily_growth, reach_for
from govsim.population.rows import Places
from govsim.population.seats import arrange, make_pools, seat_members, seat_shares, take_seats
from govsim.scenario.sections.residents import LayerSettings, PopulationSettings, TiesSettings

LARGEST_POOL_NEED = 2 * DENSE_REACH + 1
"""Communities are pooled up to this many residents, however wide the reach of a ring."""

MAX_TIES = 2**16 - 1
"""Most ties of a resident; offsets inside a row are numbered in 16 bits."""

_WORKING_AGE = 1
_SHORT = 48


class Ties(NamedTuple):
    """Ties by row: row i is tied to ``neighbour[start[i]:start[i + 1]]``.

    The first `work_from[i]` of these are its household and neighbours, those from `work_from[i]` to
    `online_from[i]` its work and interest ties, the rest its online ties. Ties are mutual, nobody is
    tied to itself, and inside a layer neighbours are sorted and occur once.
    """

    start: NDArray[np.int64]
    neighbour: NDArray[np.uint32]
    work_from: NDArray[np.uint16]
    online_from: NDArray[np.uint16]


class _Layer(NamedTuple):
    rings: Rings
    rule: RingRule


@numba.njit(cache=True)
def _count_classes(residents: Residents) -> NDArray[np.int64]:
    migrant, age_class = residents.migrant, residents.age_class
    counts = np.zeros(CLASSES, dtype=np.int64)
    for row in range(migrant.size):
        counts[migrant[row] * (CLASSES // 2) + age_class[row]] += 1
    return counts


@numba.njit(cache=True)
def _add_homes(household: NDArray[np.uint32], counts: NDArray[np.int64]) -> None:
    """Add the other members of the household to everyone's count."""
    n = household.size
    first = 0
    while first < n:
        end = first + 1
        while end < n and household[end] == first:
            end += 1
        for row in range(first, end):
            counts[row] += end - first - 1
        first = end


@numba.njit(cache=True)
def _tie_homes(
    household: NDArray[np.uint32], places: NDArray[np.int64], neighbour: NDArray[np.uint32]
) -> None:
    """Tie all members of each household."""
    n = household.size
    first = 0
    while first < n:
        end = first + 1
        while end < n and household[end] == first:
            end += 1
        for row in range(first, end):
            for other in range(first, end):
                if other != row:
                    neighbour[places[row]] = other
                    places[row] += 1
        first = end


@numba.njit(cache=True)
def _sort_segment(values: NDArray[np.uint32]) -> None:
    if values.size > _SHORT:
        values.sort()
        return
    for i in range(1, values.size):
        value = values[i]
        j = i - 1
        while j >= 0 and values[j] > value:
            values[j + 1] = values[j]
            j -= 1
        values[j + 1] = value


@numba.njit(cache=True, parallel=True)
def _sort_ties(community_start: NDArray[np.int64], ties: Ties) -> None:
    for c in numba.prange(community_start.size - 1):
        for row in range(community_start[c], community_start[c + 1]):
            segment = ties.neighbour[ties.start[row] : ties.start[row + 1]]
            _sort_segment(segment[: ties.work_from[row]])
            _sort_segment(segment[ties.work_from[row] : ties.online_from[row]])
            _sort_segment(segment[ties.online_from[row] :])


def _layers(
    residents: Residents,
    places: Places,
    workers: float,
    population: PopulationSettings,
    ties: TiesSettings,
    seed: int,
) -> Iterator[_Layer]:
    """Seat the members of each layer in rings; writes the column `group`."""
    by_class = _count_classes(residents)
    at_work = np.where(np.arange(CLASSES) % (CLASSES // 2) == _WORKING_AGE, by_class, 0)
    yield _layer(residents, places, ties.neighbours, by_class, 1.0, NEIGHBOURS, seed)
    yield _layer(residents, places, ties.work, at_work, workers, WORK, seed, population.group_size)
    yield _layer(residents, places, ties.online, by_class, 1.0, ONLINE, seed)


def _layer(
    residents: Residents,
    places: Places,
    settings: LayerSettings,
    classes: NDArray[np.int64],
    share: float,
    layer: int,
    seed: int,
    group_size: float | None = None,
) -> _Layer:
    # The degree asked for is a mean over all residents, of whom only this share takes part.
    degree = settings.degree / share if share > 0.0 else 0.0
    growth = homophily_growth(settings.homophily, classes / max(int(classes.sum()), 1))
    reach = reach_for(settings.clustering, degree, settings.dispersion, growth)
    need = min(2 * reach + 1, LARGEST_POOL_NEED)
    if group_size is not None:
        need = int(4.0 * group_size / max(share, 0.05))
    rows = np.diff(places.start)
    pools = make_pools(rows, places.county, places.code, need)
    shares = seat_shares(pools, rows, places.code, settings.leave_community, settings.leave_county)
    seats = take_seats(
        places.start,
        places.code,
        residents.age_class,
        _WORKING_AGE if layer == WORK else -1,
        pools,
        shares,
        layer,
        np.uint64(seed),
    )
    start, members = seat_members(seats, places.start, places.order, pools.key.size)
    arrange(
        members,
        start,
        pools.key,
        pools.of_community,
        residents.community,
        layer,
        np.uint64(seed),
    )
    key = pools.key << np.uint64(24)
    if group_size is not None:
        start, key = groups.cut_groups(start, pools.key, group_size, np.uint64(seed))
        groups.enrol(start, members, residents.group)
    purpose = (Purpose.TIE_NEIGHBOURS, Purpose.TIE_WORK, Purpose.TIE_ONLINE)[layer]
    rule = RingRule(
        degree, settings.homophily, reach, traits.unit_gamma(settings.dispersion), int(purpose), layer
    )
    return _Layer(
        Rings(start, members, key, np.zeros(key.size), np.zeros(members.size, dtype=np.uint64)), rule
    )


def build_ties(
    residents: Residents,
    places: Places,
    workers: float,
    population: PopulationSettings,
    settings: TiesSettings,
    seed: int,
) -> Ties:
    """Tie the residents and enrol them in groups.

    Parameters
    ----------
    residents : Residents
        Its column `group` is written.
    places : Places
    workers : float
        Expected share of residents aged 15 to 59, who make up the layer of work and interest.
    population : PopulationSettings
    settings : TiesSettings
    seed : int
        Seed of the run.

    Returns
    -------
    Ties

    Raises
    ------
    ValueError
        If a resident has more than `MAX_TIES` ties.
    """
    n = residents.community.size
    nothing = np.empty(0, dtype=np.uint32)

    counts = np.zeros(n, dtype=np.int64)
    _add_homes(residents.household, counts)
    ends: list[NDArray[np.uint16]] = []
    layers = list(_layers(residents, places, workers, population, settings, seed))
    for layer in layers:
        tie_rings(layer.rings, layer.rule, places, residents, counts, nothing, np.uint64(seed))
        if counts.max(initial=0) > MAX_TIES:
            raise ValueError(f"a resident has {counts.max()} ties; at most {MAX_TIES} can be stored")
        ends.append(counts.astype(np.uint16))
    start = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(counts, out=start[1:])

    neighbour = np.empty(int(start[-1]), dtype=np.uint32)
    np.copyto(counts, start[:-1])
    _tie_homes(residents.household, counts, neighbour)
    while layers:
        # Each layer is let go as soon as it is written.
        layer = layers.pop(0)
        tie_rings(layer.rings, layer.rule, places, residents, counts, neighbour, np.uint64(seed))
    ties = Ties(start, neighbour, ends[NEIGHBOURS], ends[WORK])
    _sort_ties(places.start, ties)
    return ties
