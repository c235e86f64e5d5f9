"""Where the circles of a layer sit, and who joins them from where.

A *pool* is a community, or several neighbouring ones of a county where a thinned population leaves
too few residents in one. Every resident takes a *seat* in one pool per layer: with probability
`stay` in the own pool, with probability `county` in any pool of the own county in proportion to its
residents, else in any pool of the city likewise. Ties form among residents seated in the same pool,
so the two probabilities set the shares of ties that leave the community and the county.
"""

from collections.abc import Callable
from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.dice import Integer, Purpose, uniform, uniform_pair
from govsim.population.residents import NEIGHBOURS, resident_key

NO_SEAT = 2**32 - 1
"""Seat of a resident who has no part in a layer."""

_BISECTIONS = 60


class Pools(NamedTuple):
    """Pools in the order of their codes; arrays of shape (n_pools,) unless said.

    `of_community` (n_communities,) is the pool of each community, `key` the code of a pool's first
    community, `cumulative` the residents of this and all earlier pools, `first` and `last` (one
    beyond) the range of the pools of the same county.
    """

    of_community: NDArray[np.int32]
    key: NDArray[np.uint64]
    cumulative: NDArray[np.float64]
    first: NDArray[np.int32]
    last: NDArray[np.int32]


class SeatShares(NamedTuple):
    """Probabilities of a seat in the own pool and in the own county (else anywhere in the city)."""

    stay: float
    county: float


def make_pools(
    rows: NDArray[np.int64], county: NDArray[np.int32], codes: NDArray[np.int64], need: int
) -> Pools:
    """Join communities that follow each other by code until each pool has enough residents.

    Parameters
    ----------
    rows : ndarray of int64, shape (n_communities,)
        Residents.
    county : ndarray of int32, shape (n_communities,)
        A pool never crosses a county line.
    codes : ndarray of int64, shape (n_communities,)
        Codes of the communities.
    need : int
        Residents wanted in a pool.

    Returns
    -------
    Pools
    """
    of_community = np.zeros(codes.size, dtype=np.int32)
    keys: list[int] = []
    totals: list[int] = []
    counties: list[int] = []
    for c in np.argsort(codes, kind="stable"):
        new_county = not counties or counties[-1] != county[c]
        if new_county or totals[-1] >= need:
            keys.append(int(codes[c]))
            totals.append(0)
            counties.append(int(county[c]))
        of_community[c] = len(keys) - 1
        totals[-1] += int(rows[c])
    kept, renumber = _absorb_small_ends(totals, counties, need)
    sums = np.zeros(len(kept))
    np.add.at(sums, renumber, totals)
    county_of_pool = np.array(counties)[kept]
    # A county's pools are consecutive but its number says nothing of its place.
    borders = np.flatnonzero(np.diff(county_of_pool, prepend=-1, append=-1))
    spans = np.diff(borders)
    return Pools(
        of_community=renumber[of_community].astype(np.int32),
        key=np.array(keys, dtype=np.uint64)[kept],
        cumulative=np.cumsum(sums),
        first=np.repeat(borders[:-1], spans).astype(np.int32),
        last=np.repeat(borders[1:], spans).astype(np.int32),
    )


def _absorb_small_ends(
    totals: list[int], counties: list[int], need: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Let the pool before it take over a county's last pool where that stayed too small."""
    kept: list[int] = []
    renumber: list[int] = []
    for i, (total, unit) in enumerate(zip(totals, counties, strict=True)):
        if not (kept and counties[kept[-1]] == unit and total < need):
            kept.append(i)
        renumber.append(len(kept) - 1)
    return np.array(kept, dtype=np.int64), np.array(renumber, dtype=np.int64)


def seat_shares(
    pools: Pools,
    rows: NDArray[np.int64],
    codes: NDArray[np.int64],
    leave_community: float,
    leave_county: float,
) -> SeatShares:
    """Find the probabilities that give the wanted shares of ties leaving community and county.

    Two residents seated in pool s of county k come from the same place with a probability that is
    the sum of squares of the shares of the places among the residents seated there. With c the
    probability of a city-wide seat, q the counties' shares of the residents and S the sum of q
    squared, the same county has the probability::

        sum_k q_k * [(1 - c * (1 - q_k))**2 + c**2 * (S - q_k**2)]

    which falls from 1 at c = 0 to S at c = 1; c is found by bisection, and the probability to stay
    likewise from the same expression over communities. A share that no probability can give is
    answered by the nearest one that can be given.

    Parameters
    ----------
    pools : Pools
    rows : ndarray of int64, shape (n_communities,)
        Residents of the communities.
    codes : ndarray of int64, shape (n_communities,)
    leave_community, leave_county : float
        Shares of ties wanted.

    Returns
    -------
    SeatShares
    """
    order = np.argsort(codes, kind="stable")
    people = rows[order].astype(np.float64)
    if people.sum() == 0:
        return SeatShares(1.0, 0.0)
    pool = pools.of_community[order]
    county = np.unique(pools.first[pool], return_inverse=True)[1]
    in_pool = np.bincount(pool, weights=people)
    in_county = np.bincount(county, weights=people)
    q = in_county / people.sum()
    squares = float(np.sum(q**2))

    def same_county(c: float) -> float:
        return float(np.sum(q * ((1.0 - c * (1.0 - q)) ** 2 + c**2 * (squares - q**2))))

    c = _falling(same_county, 1.0 - leave_county, 1.0)

    w = people / np.maximum(in_county, 1.0)[county]
    x = people / np.maximum(in_pool, 1.0)[pool]
    omega = np.bincount(county, weights=w**2)
    everywhere = float(np.sum((q[county] * w) ** 2))
    own = float(np.sum(q[county] * w * x))

    def same_community(leave: float) -> float:
        stay = 1.0 - c - leave
        b = leave + c * q
        return stay**2 * own + float(
            np.sum(q * ((2.0 * stay * b + b**2) * omega + c**2 * (everywhere - q**2 * omega)))
        )

    leave = _falling(same_community, 1.0 - leave_community, 1.0 - c)
    return SeatShares(1.0 - c - leave, leave)


def _falling(function: Callable[[float], float], target: float, high: float) -> float:
    """Return where a falling function on [0, high] meets the target, or the nearer end."""
    low = 0.0
    if function(low) <= target:
        return low
    if function(high) >= target:
        return high
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        if function(middle) > target:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@numba.njit(cache=True)
def _below(cumulative: NDArray[np.float64], pool: int) -> float:
    return cumulative[pool - 1] if pool > 0 else 0.0


@numba.njit(cache=True)
def _draw_pool(u: float, cumulative: NDArray[np.float64], first: int, last: int) -> int:
    """Draw one of the pools first, ..., last - 1 in proportion to their residents."""
    base = _below(cumulative, first)
    target = base + u * (cumulative[last - 1] - base)
    low = first
    high = last - 1
    while low < high:
        middle = (low + high) // 2
        if target < cumulative[middle]:
            high = middle
        else:
            low = middle + 1
    return low


@numba.njit(cache=True, parallel=True)
def take_seats(
    start: NDArray[np.int64],
    codes: NDArray[np.int64],
    age_class: NDArray[np.uint8],
    only_age: int,
    pools: Pools,
    shares: SeatShares,
    layer: int,
    seed: Integer,
) -> NDArray[np.uint32]:
    """Draw everyone's seat in one layer.

    Parameters
    ----------
    start : ndarray of int64, shape (n_communities + 1,)
        First row of each community.
    codes : ndarray of int64, shape (n_communities,)
    age_class : ndarray of uint8, shape (n,)
    only_age : int
        Age class that the layer is open to; -1 where it is open to all.
    pools : Pools
    shares : SeatShares
    layer : int
        Tells the draws of the layers apart.
    seed : int
        Seed of the run.

    Returns
    -------
    ndarray of uint32, shape (n,)
        Pool, or `NO_SEAT`.
    """
    seats = np.empty(age_class.size, dtype=np.uint32)
    n_pools = pools.cumulative.size
    for c in numba.prange(codes.size):
        own = pools.of_community[c]
        for row in range(start[c], start[c + 1]):
            if only_age >= 0 and age_class[row] != only_age:
                seats[row] = NO_SEAT
            elif shares.stay >= 1.0:
                seats[row] = own
            else:
                key = resident_key(codes[c], row - start[c])
                u, v = uniform_pair(seed, Purpose.TIE_SEAT, key, 0, layer)
                if u < shares.stay:
                    seats[row] = own
                elif u < shares.stay + shares.county:
                    seats[row] = _draw_pool(v, pools.cumulative, pools.first[own], pools.last[own])
                else:
                    seats[row] = _draw_pool(v, pools.cumulative, 0, n_pools)
    return seats


@numba.njit(cache=True)
def seat_members(
    seats: NDArray[np.uint32], start: NDArray[np.int64], order: NDArray[np.int64], n_pools: int
) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """List the members of each pool, in the order of their communities' codes.

    Parameters
    ----------
    seats : ndarray of uint32, shape (n,)
    start : ndarray of int64, shape (n_communities + 1,)
    order : ndarray of int64, shape (n_communities,)
        Communities in the order of their codes.
    n_pools : int

    Returns
    -------
    pool_start : ndarray of int64, shape (n_pools + 1,)
    members : ndarray of uint32, shape (pool_start[-1],)
        Rows; those of pool p are ``members[pool_start[p]:pool_start[p + 1]]``.
    """
    pool_start = np.zeros(n_pools + 1, dtype=np.int64)
    for row in range(seats.size):
        if seats[row] != NO_SEAT:
            pool_start[seats[row] + 1] += 1
    for p in range(n_pools):
        pool_start[p + 1] += pool_start[p]
    members = np.empty(pool_start[n_pools], dtype=np.uint32)
    place = pool_start[:-1].copy()
    for c in order:
        for row in range(start[c], start[c + 1]):
            pool = seats[row]
            if pool != NO_SEAT:
                members[place[pool]] = row
                place[pool] += 1
    return pool_start, members


@numba.njit(cache=True)
def _arrange_pool(
    rows: NDArray[np.uint32],
    local: NDArray[np.bool_],
    entity: Integer,
    layer: int,
    seed: Integer,
) -> None:
    n = rows.size
    keep_order = layer == NEIGHBOURS
    at_home = rows[local] if keep_order else rows[:0].copy()
    if keep_order and at_home.size == n:
        return
    for i in range(n - 1, 0, -1):
        j = int(uniform(seed, Purpose.TIE_ORDER, entity, i, layer) * (i + 1))
        rows[i], rows[j] = rows[j], rows[i]
        local[i], local[j] = local[j], local[i]
    if keep_order:
        taken = 0
        for i in range(n):
            if local[i]:
                rows[i] = at_home[taken]
                taken += 1


@numba.njit(cache=True, parallel=True)
def arrange(
    members: NDArray[np.uint32],
    pool_start: NDArray[np.int64],
    keys: NDArray[np.uint64],
    own_pool: NDArray[np.int32],
    community: NDArray[np.int32],
    layer: int,
    seed: Integer,
) -> None:
    """Put the members of each pool in a keyed random order, in place.

    Parameters
    ----------
    members : ndarray of uint32
        Rows, as `seat_members` lists them.
    pool_start : ndarray of int64, shape (n_pools + 1,)
    keys : ndarray of uint64, shape (n_pools,)
        Codes of the pools.
    own_pool : ndarray of int32, shape (n_communities,)
    community : ndarray of int32, shape (n,)
    layer : int
        Tells the draws of the layers apart. Among neighbours those who live in the pool stay in the
        order of their homes, with the others in between.
    seed : int
        Seed of the run.
    """
    for p in numba.prange(keys.size):
        rows = members[pool_start[p] : pool_start[p + 1]]
        local = np.empty(rows.size, dtype=np.bool_)
        for i in range(rows.size):
            local[i] = own_pool[community[rows[i]]] == p
        _arrange_pool(rows, local, resident_key(keys[p], 0), layer, seed)
