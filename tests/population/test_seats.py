"""Pools, seats and groups: who sits where, in what order, in groups of what size."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govsim import dice
from govsim.dice import Purpose
from govsim.population import groups
from govsim.population.residents import NEIGHBOURS, NO_GROUP, ONLINE
from govsim.population.seats import (
    NO_SEAT,
    SeatShares,
    arrange,
    make_pools,
    seat_members,
    seat_shares,
    take_seats,
)

tables = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 300)), min_size=1, max_size=20).filter(
    lambda pairs: sum(rows for _, rows in pairs) > 0
)


def table(pairs):
    """Return rows, counties and codes of communities; codes sort by county."""
    county = np.array([pair[0] for pair in pairs], dtype=np.int32)
    return np.array([pair[1] for pair in pairs]), county, 1000 * (county + 1) + np.arange(len(pairs))


@given(tables, st.integers(1, 500))
def test_pools_are_large_enough_or_the_only_one_of_their_county(pairs, need):
    """Pools join communities of one county, in the order of their codes, until they are large enough."""
    rows, county, codes = table(pairs)
    pools = make_pools(rows, county, codes, need)
    sizes = np.diff(pools.cumulative, prepend=0.0)
    assert pools.cumulative[-1] == rows.sum()
    for p, (first, last) in enumerate(zip(pools.first, pools.last, strict=True)):
        members = np.flatnonzero(pools.of_community == p)
        assert len(set(county[members])) == 1
        assert sizes[p] == rows[members].sum()
        assert pools.key[p] == codes[members].min()
        assert set(np.flatnonzero(np.isin(pools.of_community, range(first, last)))) == set(
            np.flatnonzero(county == county[members[0]])
        )
        assert sizes[p] >= need or last - first == 1


def composition(pools, rows, county, shares):
    """Return the share of each community among those seated in each pool, by brute force."""
    pool_rows = np.diff(pools.cumulative, prepend=0.0)
    seated = np.zeros((pool_rows.size, rows.size))
    for c, people in enumerate(rows):
        own = pools.of_community[c]
        seated[own, c] += shares.stay * people
        near = slice(pools.first[own], pools.last[own])
        seated[near, c] += shares.county * people * pool_rows[near] / max(pool_rows[near].sum(), 1)
        seated[:, c] += (1 - shares.stay - shares.county) * people * pool_rows / pool_rows.sum()
    totals = seated.sum(axis=1)
    return totals, seated / np.maximum(totals, 1e-9)[:, None]


@given(tables, st.integers(1, 300), st.floats(0, 1), st.floats(0, 1))
def test_seat_shares_give_the_shares_of_ties_asked_for(pairs, need, first, second):
    """Two residents seated together come from different places as often as asked, where that can be."""
    rows, county, codes = table(pairs)
    leave_community, leave_county = max(first, second), min(first, second)
    pools = make_pools(rows, county, codes, need)

    def found(shares):
        totals, mix = composition(pools, rows, county, shares)
        by_county = np.stack([mix[:, county == k].sum(axis=1) for k in np.unique(county)], axis=1)
        weights = totals / totals.sum()
        return 1 - weights @ (mix**2).sum(axis=1), 1 - weights @ (by_county**2).sum(axis=1)

    shares = seat_shares(pools, rows, codes, leave_community, leave_county)
    assert 0 <= shares.stay <= 1
    assert 0 <= shares.county <= 1 + 1e-12
    community, across = found(shares)
    most = found(SeatShares(0.0, 0.0))[1]
    assert across == pytest.approx(min(leave_county, most), abs=1e-6)
    c = 1 - shares.stay - shares.county
    least, furthest = found(SeatShares(1 - c, 0.0))[0], found(SeatShares(0.0, 1 - c))[0]
    assert community == pytest.approx(min(max(leave_community, least), furthest), abs=1e-6)


def draw_seats(pairs, shares, seed=3, layer=ONLINE, need=1):
    """Seat everyone and list the members of each pool."""
    rows, county, codes = table(pairs)
    start = np.concatenate(([0], np.cumsum(rows)))
    pools = make_pools(rows, county, codes, need)
    ages = (np.arange(start[-1]) % 3).astype(np.uint8)
    seats = take_seats(start, codes, ages, -1, pools, shares, layer, np.uint64(seed))
    order = np.argsort(codes, kind="stable")
    return start, codes, county, pools, seats, order


def test_seats_follow_their_probabilities():
    """Shares seated at home, in the county and in the city are those asked for."""
    pairs = [(k, 4000) for k in range(3) for _ in range(3)]
    start, _, county, pools, seats, _ = draw_seats(pairs, SeatShares(0.5, 0.3))
    home = np.repeat(np.arange(9), np.diff(start))
    own = pools.of_community[home] == seats
    same_county = county[home] == np.repeat(np.arange(3), 3)[seats]
    assert own.mean() == pytest.approx(0.5 + 0.3 / 3 + 0.2 / 9, abs=0.012)
    assert same_county.mean() == pytest.approx(0.8 + 0.2 / 3, abs=0.012)


@given(tables, st.integers(0, 2**64 - 1))
@settings(max_examples=30)
def test_members_are_everyone_once_in_a_keyed_order(pairs, seed):
    """Arranging keeps everyone in the pool of their seat, and shuffles unless all live there."""
    start, codes, _, pools, seats, order = draw_seats(pairs, SeatShares(0.4, 0.3), seed)
    community = np.repeat(np.arange(codes.size, dtype=np.int32), np.diff(start))
    pool_start, members = seat_members(seats, start, order, pools.key.size)
    listed = members.copy()
    for layer in (ONLINE, NEIGHBOURS):
        arranged = listed.copy()
        arrange(arranged, pool_start, pools.key, pools.of_community, community, layer, np.uint64(seed))
        assert sorted(arranged) == list(range(seats.size))
        for p in range(pools.key.size):
            rows = arranged[pool_start[p] : pool_start[p + 1]]
            assert (seats[rows] == p).all()
            local = rows[pools.of_community[community[rows]] == p]
            if layer == NEIGHBOURS:
                where = np.array([codes[community[row]] * 10**6 + row for row in local])
                assert (np.diff(where) > 0).all()
            else:
                expected = list(listed[pool_start[p] : pool_start[p + 1]])
                for i in range(len(expected) - 1, 0, -1):
                    key = np.uint64(int(pools.key[p]) << 24)
                    j = int(dice.uniform(np.uint64(seed), Purpose.TIE_ORDER, key, i, layer) * (i + 1))
                    expected[i], expected[j] = expected[j], expected[i]
                assert list(rows) == expected


def test_a_layer_may_be_open_to_one_age_class_only():
    """Others get no seat and are in no list."""
    rows, county, codes = table([(0, 90), (1, 60)])
    start = np.concatenate(([0], np.cumsum(rows)))
    pools = make_pools(rows, county, codes, 1)
    ages = (np.arange(150) % 3).astype(np.uint8)
    seats = take_seats(start, codes, ages, 1, pools, SeatShares(1.0, 0.0), 1, np.uint64(1))
    assert ((seats == NO_SEAT) == (ages != 1)).all()
    _, members = seat_members(seats, start, np.array([0, 1]), pools.key.size)
    assert (ages[members] == 1).all()


@given(st.floats(2, 500), st.floats(1.5, 50))
def test_the_power_law_of_sizes_has_the_mean_asked_for(mean, ratio):
    """The lower end is where the mean of the truncated power law is the one wanted."""
    upper = mean * ratio
    low = groups.smallest_group(mean, upper)
    sizes = np.exp(np.linspace(np.log(low), np.log(upper), 20_001))
    density = sizes ** -(groups.EXPONENT + 1)
    found = np.trapezoid(sizes * density, sizes) / np.trapezoid(density, sizes)
    assert low >= 1.5
    assert found == pytest.approx(mean, rel=1e-3) or low == 1.5


def test_groups_cut_pools_without_rest_and_enrol_everyone():
    """Groups follow each other, end where pools end, and have the mean size asked for."""
    pool_start = np.array([0, 4000, 4000, 4007, 30_000])
    keys = np.array([11, 12, 13, 14], dtype=np.uint64)
    start, key = groups.cut_groups(pool_start, keys, 30.0, np.uint64(5))
    sizes = np.diff(start)
    assert start[0] == 0
    assert set(pool_start) <= set(start)
    assert (sizes > 0).all()
    assert np.unique(key).size == key.size
    assert set(key >> np.uint64(24)) == {11, 13, 14}
    assert sizes.mean() == pytest.approx(30, rel=0.2)
    assert sizes.max() > 5 * np.median(sizes)
    group = np.full(30_000, NO_GROUP, dtype=np.uint32)
    groups.enrol(start, np.arange(30_000, dtype=np.uint32)[::-1].copy(), group)
    np.testing.assert_array_equal(np.bincount(group), sizes)
    assert (np.diff(group[::-1].astype(np.int64)) >= 0).all()


def test_a_community_without_residents_takes_no_seat_away(city):
    """An empty community is in a pool but draws nobody."""
    population = city.communities.population.copy()
    population[3] = 0
    emptied = dataclasses.replace(city.communities, population=population)
    rows = emptied.population
    pools = make_pools(rows, emptied.county, emptied.code, 1)
    shares = seat_shares(pools, rows, emptied.code, 0.7, 0.2)
    assert 0 < shares.stay < 1
    start = np.concatenate(([0], np.cumsum(rows)))
    ages = np.zeros(start[-1], dtype=np.uint8)
    seats = take_seats(start, emptied.code, ages, -1, pools, shares, 0, np.uint64(1))
    pool = pools.of_community[3]
    if np.count_nonzero(pools.of_community == pool) == 1:
        assert (seats != pool).all()
