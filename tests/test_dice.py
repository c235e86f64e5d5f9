"""Keyed dice: published vectors, plain-Python twins, quantiles against SciPy."""

import math

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from govsim import dice
from govsim.dice import Purpose

# tests/kat_vectors of the Random123 distribution: counter, key, output.
KNOWN_ANSWERS = [
    ((0,) * 4, (0,) * 2, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]

word = st.integers(0, 2**32 - 1)
long = st.integers(0, 2**64 - 1)
throw = st.tuples(long, st.integers(1, 255), long, word, st.integers(0, dice.MAX_COUNT))
probability = st.integers(0, 2**52 - 1).map(lambda k: (2 * k + 1) * 2.0**-53)

GRID = np.concatenate([10.0 ** np.arange(-14, 0, 0.25), 1 - 10.0 ** np.arange(-14, 0, 0.25)])


def plain_philox(counter, key):
    """Encipher a block with Python's own integers."""
    x0, x1, x2, x3 = counter
    k0, k1 = key
    for _ in range(10):
        p0, p1 = 0xD2511F53 * x0, 0xCD9E8D57 * x2
        x0, x1, x2, x3 = (p1 >> 32) ^ x1 ^ k0, p1 % 2**32, (p0 >> 32) ^ x3 ^ k1, p0 % 2**32
        k0, k1 = (k0 + 0x9E3779B9) % 2**32, (k1 + 0xBB67AE85) % 2**32
    return x0, x1, x2, x3


def plain_pair(seed, purpose, entity, time, count):
    """Turn a block into two uniforms with Python's own integers."""
    w = plain_philox((time, purpose | count << 8, entity % 2**32, entity >> 32), (seed % 2**32, seed >> 32))
    return tuple((2 * ((high << 20) | (low >> 12)) + 1) * 2.0**-53 for high, low in (w[:2], w[2:]))


@numba.njit
def throw_in_kernel(seed, entity):
    """Throw from compiled code with an enum purpose and mixed integer types."""
    return dice.uniform(seed, Purpose.AGE, entity, np.int32(3), np.uint16(2))


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN_ANSWERS)
def test_philox_gives_the_published_answers(counter, key, expected):
    """The generator reproduces the known-answer vectors of its authors."""
    assert tuple(int(w) for w in dice.philox4x32(*counter, *key)) == expected


@given(st.tuples(word, word, word, word), st.tuples(word, word))
def test_philox_matches_plain_python(counter, key):
    """Compiled 32-bit arithmetic never leaks a wider or signed intermediate."""
    assert tuple(int(w) for w in dice.philox4x32(*counter, *key)) == plain_philox(counter, key)


@given(throw)
def test_uniforms_match_plain_python_and_lie_strictly_inside(key):
    """Every word of the key reaches the cipher, and 0 and 1 are never drawn."""
    pair = dice.uniform_pair(*(np.uint64(k) for k in key))
    assert pair == plain_pair(*key)
    assert dice.uniform(*(np.uint64(k) for k in key)) == pair[0]
    assert all(0.0 < u < 1.0 for u in pair)


@given(long, long)
def test_a_kernel_draws_what_python_draws(seed, entity):
    """Integer types and enum purposes do not change a draw."""
    assert throw_in_kernel(np.uint64(seed), np.uint64(entity)) == plain_pair(seed, 3, entity, 3, 2)[0]


@given(long, st.lists(long, min_size=1, max_size=5), st.lists(word, min_size=1, max_size=4))
def test_vectorised_uniforms_broadcast(seed, entities, times):
    """Each cell of the broadcast equals the scalar draw."""
    grid = dice.uniforms(seed, Purpose.PARTY, np.array(entities, np.uint64)[:, None], times, 7)
    assert grid.shape == (len(entities), len(times))
    for i, entity in enumerate(entities):
        for j, time in enumerate(times):
            assert grid[i, j] == plain_pair(seed, Purpose.PARTY, entity, time, 7)[0]


@pytest.mark.parametrize(("times", "counts"), [(-1, 0), (2**32, 0), (0, -1), (0, dice.MAX_COUNT + 1)])
def test_vectorised_uniforms_refuse_what_does_not_fit_the_counter(times, counts):
    """A time or count that would wrap is an error, not another entity's draw."""
    with pytest.raises(ValueError, match="must lie in"):
        dice.uniforms(1, Purpose.AGE, [1], times, counts)


def test_uniforms_are_uniform_and_uncorrelated_between_neighbouring_keys():
    """Consecutive entities, times, counts, purposes and seeds give unrelated draws."""
    n = 50_000
    base = dice.uniforms(1, 1, np.arange(n))
    assert stats.kstest(base, "uniform").pvalue > 1e-4
    others = [
        dice.uniforms(2, 1, np.arange(n)),
        dice.uniforms(1, 2, np.arange(n)),
        dice.uniforms(1, 1, np.arange(n) + 1),
        dice.uniforms(1, 1, np.arange(n), 1),
        dice.uniforms(1, 1, np.arange(n), 0, 1),
    ]
    for other in others:
        assert abs(np.corrcoef(base, other)[0, 1]) < 5 / math.sqrt(n)


def test_purposes_are_distinct_and_fit_a_byte():
    """Two rules never share dice."""
    values = [int(p) for p in Purpose]
    assert len(set(Purpose.__members__)) == len(set(values))
    assert all(0 < v < 256 for v in values)


def test_normal_matches_scipy():
    """The normal quantile is exact to rounding, also far in both tails."""
    np.testing.assert_allclose(dice.normals(GRID), special.ndtri(GRID), rtol=1e-14)
    assert dice.normal(0.5) == 0.0
    assert dice.normal(2.0**-53) == pytest.approx(special.ndtri(2.0**-53), rel=1e-12)


def test_exponential_matches_scipy():
    """The exponential quantile keeps its relative accuracy near 0."""
    np.testing.assert_allclose(dice.exponentials(GRID), stats.expon.ppf(GRID), rtol=1e-14)


@pytest.mark.parametrize("shape", [0.05, 0.1, 0.3, 0.5, 0.9, 1, 1.82, 3, 10, 50, 100, 1e3, 1e4])
def test_gamma_matches_scipy(shape):
    """The gamma quantile agrees with SciPy to 1 part in 10^9 for every shape."""
    lower = GRID < 0.5
    expected = np.where(lower, special.gammaincinv(shape, GRID), special.gammainccinv(shape, 1.0 - GRID))
    np.testing.assert_allclose(dice.gammas(GRID, shape), expected, rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("shape", [1.0, 40.0, 2589.38, 8e3])
def test_gamma_matches_scipy_everywhere(shape):
    """No draw among many is lost where the iteration ends: the last step may leave the bracket by a bit."""
    rng = np.random.default_rng(20)
    u = np.append(10.0 ** rng.uniform(-9, -0.4, 20_000), rng.uniform(0.0, 1.0, 20_000))
    np.testing.assert_allclose(dice.gammas(u, shape), special.gammaincinv(shape, u), rtol=1e-9)


@given(st.floats(0.05, 1e4), st.floats(1e-3, 3.0))
def test_incomplete_gamma_matches_scipy(a, ratio):
    """Both regularised incomplete gamma functions agree with SciPy."""
    x = a * ratio
    p, q = dice.incomplete_gamma(a, x)
    assert p == pytest.approx(special.gammainc(a, x), rel=1e-9, abs=1e-290)
    assert q == pytest.approx(special.gammaincc(a, x), rel=1e-9, abs=1e-290)


def test_incomplete_gamma_at_zero():
    """All mass lies above zero."""
    assert dice.incomplete_gamma(2.0, 0.0) == (0.0, 1.0)


@settings(max_examples=300)
@given(st.floats(1e-9, 1 - 1e-9), st.one_of(st.floats(1e-6, 50), st.floats(50, 1e4)))
def test_poisson_matches_scipy(u, mean):
    """The Poisson quantile is SciPy's, up to rounding exactly at a step."""
    k = int(dice.poisson(u, mean))
    steps = stats.poisson.cdf([k - 1, k], mean)
    assert steps[0] <= u * (1 + 1e-10)
    assert steps[1] >= u * (1 - 1e-10)


@pytest.mark.parametrize("mean", [30.01, 31.7, 40.0, 55.5, 99.9, 1234.5, 1e4])
def test_large_poisson_matches_scipy_everywhere(mean):
    """The walk to the quantile starts below it, wherever the throw falls."""
    u = np.concatenate([dice.uniforms(1, 1, np.arange(20_000)), GRID])
    np.testing.assert_array_equal(dice.poissons(u, mean), stats.poisson.ppf(u, mean))


@pytest.mark.parametrize("mean", [0.0, 1e-12, 1.0, 29.9, 30.1, 700.0, 1e4])
def test_poisson_ends_at_both_extremes_of_the_dice(mean):
    """The smallest and the largest uniform give a finite count on the right side of the mean."""
    low, high = dice.poisson(2.0**-53, mean), dice.poisson(1 - 2.0**-53, mean)
    assert 0 <= low <= mean
    assert low <= high <= mean + 12 * math.sqrt(mean) + 30


def test_poisson_moments():
    """Keyed counts have the mean and variance asked for."""
    for mean in (0.02, 3.0, 80.0):
        k = dice.poissons(dice.uniforms(5, 9, np.arange(40_000)), mean)
        assert k.mean() == pytest.approx(mean, abs=5 * math.sqrt(mean / 40_000))
        assert k.var() == pytest.approx(mean, rel=0.15)


@given(st.floats(1e-9, 1 - 1e-9), st.floats(1e-4, 1.0))
def test_geometric_matches_its_definition(u, p):
    """The count is the least number of trials whose distribution function reaches u."""
    k = int(dice.geometric(u, p))
    assert k >= 1
    if p == 1.0:
        assert k == 1
        return
    log_miss = math.log1p(-p)
    assert -math.expm1(k * log_miss) >= u * (1 - 1e-9)
    assert -math.expm1((k - 1) * log_miss) <= u * (1 + 1e-9)


def test_geometric_broadcasts():
    """The plural form agrees with SciPy on an array."""
    u = dice.uniforms(1, 1, np.arange(1000))
    np.testing.assert_array_equal(dice.geometrics(u, 0.3), stats.geom.ppf(u, 0.3))


@given(probability, st.lists(st.floats(0, 1), min_size=1, max_size=8).filter(lambda w: sum(w) > 0.01))
def test_categorical_is_the_inverse_of_the_cumulative(u, weights):
    """The category holds u between its bounds, has weight, and scalar and array agree."""
    cumulative = np.cumsum(weights) / np.sum(weights)
    cumulative[-1] = 1.0
    i = int(dice.categorical(u, cumulative))
    assert u < cumulative[i]
    assert i == 0 or u >= cumulative[i - 1]
    assert dice.categoricals([u], cumulative)[0] == i


def test_categorical_never_returns_an_empty_category():
    """A category without probability is skipped wherever it stands."""
    cumulative = np.array([0.0, 0.25, 0.25, 1.0])
    drawn = dice.categoricals(dice.uniforms(1, 1, np.arange(2000)), cumulative)
    assert set(drawn) == {1, 3}


@settings(max_examples=50)
@given(probability, probability, st.floats(0.1, 50), st.floats(0.1, 100))
def test_quantiles_are_monotone_in_the_throw(u, v, shape, mean):
    """A larger throw never gives a smaller variate."""
    low, high = min(u, v), max(u, v)
    assert dice.normal(low) <= dice.normal(high)
    assert dice.exponential(low) <= dice.exponential(high)
    assert dice.gamma(low, shape) <= dice.gamma(high, shape) * (1 + 1e-12)
    assert dice.poisson(low, mean) <= dice.poisson(high, mean)
