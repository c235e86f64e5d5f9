"""Rings: every pair throws once, and the compiled kernels match plain Python."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govsim import dice
from govsim.dice import Purpose
from govsim.population import traits
from govsim.population.residents import CLASSES
from govsim.population.ring_kernels import (
    DENSE_REACH,
    _furthest,
    join_dense,
    ring_scale,
    throw_dense,
    tie_sparse,
)
from govsim.population.rings import WHOLE_RING, Ring, RingRule, homophily_growth, reach_for

KEY = np.uint64(77)


def make_ring(n, reach, seed, household=2):
    """Return a ring of n members with keyed weights, classes and households."""
    draws = dice.uniforms(seed, 200, np.arange(n)[:, None], 0, np.arange(2))
    turn = np.arange(n + min(reach, n // 2)) % n
    return Ring(
        n,
        turn.astype(np.uint32),
        (0.2 + 1.6 * draws[:, 0])[turn],
        (draws[:, 1] * CLASSES).astype(np.uint8)[turn],
        (turn // household).astype(np.uint32),
    )


def rule_for(degree, homophily, reach):
    """Return a rule with the given numbers."""
    return RingRule(degree, homophily, reach, traits.unit_gamma(0.3), int(Purpose.TIE_ONLINE), 2)


def pairs_of(n, reach):
    """Yield the pairs of places within reach on a ring, each once, as (i, offset)."""
    for i in range(n):
        for offset in range(1, min(reach, n // 2) + 1):
            if 2 * offset != n or i < offset:
                yield i, offset


def chances(ring, rule, a):
    """Return the chance of a tie for each pair, from the equation of the module's docstring."""
    n = ring.n
    w, kind, home = ring.w[:n], ring.kind[:n], ring.home[:n]
    total = w.sum()
    out = {}
    for i, offset in pairs_of(n, rule.reach):
        j = (i + offset) % n
        m = 1 - rule.homophily
        if kind[i] == kind[j]:
            m += rule.homophily * total / w[kind == kind[i]].sum()
        out[i, offset] = 0.0 if home[i] == home[j] else min(1.0, a * w[i] * w[j] * m)
    return out


def tie(ring, rule, seed):
    """Tie a ring with the compiled kernels: count, then write; return a and the set of ties."""
    a = ring_scale(ring, rule)
    reached = np.zeros(ring.n, dtype=np.uint64)
    dense = rule.reach <= DENSE_REACH or ring.n <= 2 * DENSE_REACH + 1
    if dense:
        throw_dense(ring, a, rule, KEY, np.uint64(seed), reached)

    def go(place, neighbour):
        if dense:
            join_dense(ring.rows[: ring.n], reached, place, neighbour)
        else:
            tie_sparse(ring, a, rule, KEY, np.uint64(seed), place, neighbour)

    counts = np.zeros(ring.n, dtype=np.int64)
    go(counts, np.empty(0, dtype=np.uint32))
    start = np.concatenate(([0], np.cumsum(counts)))
    neighbour = np.empty(max(start[-1], 1), dtype=np.uint32)
    place = start[:-1].copy()
    go(place, neighbour)
    np.testing.assert_array_equal(place, start[1:])
    ends = {(i, int(j)) for i in range(ring.n) for j in neighbour[start[i] : start[i + 1]]}
    assert len(ends) == start[-1]
    assert ends == {(j, i) for i, j in ends}
    return a, {(i, j) for i, j in ends if i < j}


@given(st.integers(2, 60), st.integers(1, 80))
def test_every_pair_within_reach_is_met_once(n, reach):
    """Walking the offsets of all members meets each unordered pair exactly once."""
    met = [
        frozenset((i, (i + offset) % n)) for i in range(n) for offset in range(1, _furthest(i, n, reach) + 1)
    ]
    wanted = {
        frozenset((i, j))
        for i in range(n)
        for j in range(n)
        if i != j and min((i - j) % n, (j - i) % n) <= reach
    }
    assert len(met) == len(set(met))
    assert set(met) == wanted


@settings(max_examples=60)
@given(st.integers(2, 90), st.integers(1, 64), st.floats(0.5, 8), st.floats(0, 1), st.integers(0, 99))
def test_dense_rings_match_the_plain_python_twin(n, reach, degree, homophily, seed):
    """Each pair within reach is tied exactly when its own word of dice lies below its chance."""
    ring, rule = make_ring(n, reach, seed), rule_for(degree, homophily, reach)
    a, found = tie(ring, rule, seed)
    wanted = set()
    for (i, offset), p in chances(ring, rule, a).items():
        block = dice.words(np.uint64(seed), rule.purpose, KEY, i, (offset - 1) // 4)
        u = (int(block[(offset - 1) % 4]) + 0.5) / 2**32
        # A chance within rounding of the throw may fall on either side.
        if abs(u - p) > 1e-12 and u < p:
            j = (i + offset) % n
            wanted.add((min(i, j), max(i, j)))
    assert found == wanted


@pytest.mark.parametrize("chance", [1e-16, 1e-25, 1e-300])
def test_a_member_of_next_to_no_weight_misses_everybody(chance):
    """The jump at a tiny chance is more than any integer holds, and ends the ring all the same."""
    n = 3000
    ring = make_ring(n, WHOLE_RING, 1)
    ring = ring._replace(w=np.ones_like(ring.w))
    rule = rule_for(2.0, 0.0, WHOLE_RING)
    counts = np.zeros(n, dtype=np.int64)
    tie_sparse(ring, chance, rule, KEY, np.uint64(1), counts, np.empty(0, dtype=np.uint32))
    assert not counts.any()


@settings(max_examples=15)
@given(st.integers(130, 300), st.sampled_from([65, 90, WHOLE_RING]), st.floats(0.5, 12), st.integers(0, 99))
def test_sparse_rings_match_the_plain_python_twin(n, reach, degree, seed):
    """Jumping over untied pairs takes the jumps that the dice of the member say."""
    ring, rule = make_ring(n, reach, seed), rule_for(degree, 0.3, reach)
    a, found = tie(ring, rule, seed)
    p_of = chances(ring, rule, a)
    w, kind = ring.w[:n], ring.kind[:n]
    wanted = set()
    for i in range(n):
        same = 0.7 + 0.3 * w.sum() / w[kind == kind[i]].sum()
        bound = min(1.0, a * w[i] * w.max() * same)
        last = max(offset for k, offset in p_of if k == i)
        offset, count = 0, 0
        while True:
            u, v = dice.uniform_pair(np.uint64(seed), rule.purpose, KEY, i, count)
            count += 1
            offset += 1 + math.floor(math.log(u) / math.log1p(-bound)) if bound < 1 else 1
            if offset > last:
                break
            if v * bound < p_of[i, offset]:
                j = (i + offset) % n
                wanted.add((min(i, j), max(i, j)))
    assert found == wanted


@given(st.integers(30, 90), st.integers(8, 64), st.floats(0.5, 6), st.floats(0, 0.6), st.integers(0, 99))
def test_the_scale_makes_the_expected_number_of_ties(n, reach, degree, homophily, seed):
    """The chances of all pairs sum to half the sum of degree times weight."""
    ring, rule = make_ring(n, reach, seed), rule_for(degree, homophily, reach)
    total = sum(chances(ring, rule, ring_scale(ring, rule)).values())
    target = 0.5 * degree * ring.w[:n].sum()
    # Where few chances are near 1 the sum over places is estimated from the sums over classes.
    crowded = n <= 2 * reach or 2 * target > 0.2 * n * reach
    assert total == pytest.approx(target, rel=0.01 if crowded else 0.15)


def test_sparse_and_dense_rings_have_the_same_law():
    """The two kernels make as many ties of each kind, though from other dice."""
    found = {}
    for reach in (DENSE_REACH, DENSE_REACH + 1):
        rule = rule_for(10.0, 0.4, reach)
        degrees, same = [], []
        for seed in range(12):
            ring = make_ring(1500, reach, seed, household=1)
            edges = np.array(sorted(tie(ring, rule, seed)[1]))
            degrees.append(2 * len(edges) / 1500)
            same.append(np.mean(ring.kind[edges[:, 0]] == ring.kind[edges[:, 1]]))
        found[reach] = np.mean(degrees), np.mean(same)
    dense, sparse = found.values()
    assert dense[0] == pytest.approx(10.0, rel=0.02)
    assert sparse[0] == pytest.approx(10.0, rel=0.02)
    assert sparse[1] == pytest.approx(dense[1], abs=0.01)


@pytest.mark.parametrize("n", [1, 2])
def test_tiny_rings_are_tied_without_error(n):
    """A lone member stays alone; two members of one household leave it to the household."""
    assert tie(make_ring(n, 5, 1), rule_for(5.0, 0.5, 5), 1)[1] == set()


def test_no_degree_no_ties():
    """A layer of degree 0 is empty."""
    assert tie(make_ring(40, 5, 1), rule_for(0.0, 0.5, 5), 1) == (0.0, set())


def test_small_circles_are_tied_completely_rather_than_not_at_all():
    """A degree beyond the size of the circle ties everyone to everyone."""
    ring = make_ring(6, 20, 3, household=1)
    _, edges = tie(ring, rule_for(40.0, 0.0, 20), 3)
    assert len(edges) >= 14


def test_growth_by_homophily():
    """Without homophily there is none, with nothing else friends of a class are met 1/share as often."""
    classes = np.array([0.5, 0.3, 0.2, 0.0])
    assert homophily_growth(0.0, classes) == pytest.approx(1.0)
    assert homophily_growth(1.0, classes) == pytest.approx(3.0)
    middle = [homophily_growth(h, classes) for h in np.linspace(0, 1, 6)]
    assert middle == sorted(middle)


@given(st.floats(0.01, 0.4), st.floats(2, 30), st.floats(0, 1), st.floats(1, 2))
def test_reach_solves_the_equation_for_clustering(clustering, degree, dispersion, growth):
    """The closed share of triads at this reach, by the stated equation, is the one asked for."""
    r = reach_for(clustering, degree, dispersion, growth)
    assert 2 * r >= degree * (1 + dispersion)

    def closed(r):
        return 1.5 * (r - 1) / (2 * r - 1) * degree / (2 * r) * (1 + dispersion) ** 2 * growth

    least = math.ceil(0.5 * (degree * (1 + dispersion) + 2))
    if r > least:
        assert closed(r + 1) < clustering < closed(max(r - 1, 2)) + 1e-12
    else:
        assert closed(r + 1) < clustering


def test_no_clustering_means_the_whole_ring():
    """Clustering 0 asks for ties without regard to place."""
    assert reach_for(0.0, 5.0, 0.3, 1.0) == WHOLE_RING
