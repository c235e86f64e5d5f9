"""Statistical tests of the keyed dice where they are asked in order: entity by entity, day by day.

A keyed generator has no stream of its own. Read along consecutive keys it must look like one all the same,
or neighbours would be alike. Seeds are fixed, so that nothing fails by chance.
"""

import math

import numpy as np
import pytest
from scipy import stats

from govsim import dice
from govsim.dice import Purpose

N = 1 << 20
BITS = 52
"""Random bits of a uniform."""
LEVEL = 1e-4
"""What each of nearly three hundred p-values must lie above."""


def entities(first=0, day=0):
    """Return what N consecutive entities draw on one day."""
    keys = np.uint64(first) + np.arange(N, dtype=np.uint64)
    return dice.uniforms(1, Purpose.CONTACT, keys, day)


def days(entity, first=0):
    """Return what one entity draws on N consecutive days."""
    return dice.uniforms(1, Purpose.CONTACT, np.uint64(entity), first + np.arange(N))


def mixed(seed):
    """Return what 1024 consecutive entities draw on 1024 consecutive days, day by day."""
    side = np.arange(1024)
    return dice.uniforms(seed, Purpose.SERVICE, side, side[:, None]).ravel()


STREAMS = {
    "entities": entities,
    "entities across a word": lambda: entities(2**32 - N // 2, day=365),
    "entities far out": lambda: entities(2**63, day=2**31),
    "days": lambda: days(0),
    "days far out": lambda: days(0x9E3779B97F4A7C15, first=2**32 - N),
    "entities and days": lambda: mixed(2**64 - 1),
    "counts": lambda: dice.uniforms(1, Purpose.CONTACT, 7, 7, np.arange(N)),
}
"""Uniforms along consecutive keys, N of each."""


def whole(u):
    """Return the random bits of uniforms as whole numbers below 2**BITS."""
    return (u * 2.0**BITS).astype(np.uint64)


def chi_square(counts, probabilities):
    """Return the p-value of counts, classes of fewer than ten expected put together."""
    expected = np.asarray(probabilities) * counts.sum()
    rare = expected < 10
    observed, wanted = counts[~rare], expected[~rare]
    if expected[rare].sum() > 0.0:
        observed, wanted = np.append(observed, counts[rare].sum()), np.append(wanted, expected[rare].sum())
    else:
        assert not counts[rare].any()
    return stats.chi2.sf(((observed - wanted) ** 2 / wanted).sum(), observed.size - 1)


def even(cells, number):
    """Return the p-value of cells that should be equally likely."""
    return chi_square(np.bincount(cells, minlength=number), np.full(number, 1 / number))


def equidistribution(u):
    """Highest and lowest bits fall evenly into 2^k classes."""
    bits = whole(u)
    for k in (1, 4, 8, 12, 16):
        yield even((bits >> np.uint64(BITS - k)).astype(np.int64), 2**k)
        yield even((bits & np.uint64(2**k - 1)).astype(np.int64), 2**k)


def serial(u):
    """Pairs and triples of draws at several distances fall evenly into squares and cubes."""
    for side, dimensions in ((128, 2), (24, 3)):
        cell = (u * side).astype(np.int64)
        for lag in (1, 2, 16):
            block = cell[: N - N % (lag * dimensions)].reshape(-1, dimensions, lag)
            index = np.zeros(block[:, 0].shape, dtype=np.int64)
            for axis in range(dimensions):
                index = index * side + block[:, axis]
            yield even(index.ravel(), side**dimensions)


def orders(u):
    """All 120 orders of five draws in a row are equally likely."""
    rank = np.argsort(u[: N - N % 5].reshape(-1, 5), axis=1)
    yield chi_square(np.unique(rank @ 5 ** np.arange(5), return_counts=True)[1], np.full(120, 1 / 120))


def runs(u):
    """Runs above and below the middle, and lengths of runs upwards (Knuth, 3.3.2 G)."""
    above = u > 0.5
    high, changes = above.sum(), (above[1:] != above[:-1]).sum()
    mean = 2.0 * high * (N - high) / N
    z = (changes - mean) / math.sqrt(mean * (mean - 1.0) / (N - 1))
    yield 2 * stats.norm.sf(abs(z))
    # The draw that ends a run is left out, so that runs do not depend on each other.
    falls = np.flatnonzero(u[1:] < u[:-1]) + 1
    lengths, at = [], 0
    for fall in falls:
        if fall > at:
            lengths.append(fall - at)
            at = fall + 1
    longest = 12
    share = [1 / math.factorial(r) - 1 / math.factorial(r + 1) for r in range(1, longest)]
    counts = np.bincount(np.minimum(lengths, longest), minlength=longest + 1)[1:]
    yield chi_square(counts, [*share, 1 / math.factorial(longest)])


def gaps(u):
    """Gaps between visits to an interval are geometric."""
    for low, high in ((0.0, 0.1), (0.45, 0.55), (0.98, 1.0)):
        p = high - low
        gap = np.diff(np.flatnonzero((u >= low) & (u < high))) - 1
        longest = int(8 / p)
        share = p * (1 - p) ** np.arange(longest)
        counts = np.bincount(np.minimum(gap, longest), minlength=longest + 1)
        yield chi_square(counts, [*share, (1 - p) ** longest])


def birthdays(u):
    """Repeated spacings of 4096 birthdays in 2^32 days are a Poisson number of mean 4 (Marsaglia)."""
    for shift in (BITS - 32, 0, 10):
        born = (whole(u) >> np.uint64(shift)) & np.uint64(2**32 - 1)
        spacing = np.sort(np.diff(np.sort(born.reshape(-1, 4096), axis=1), axis=1), axis=1)
        repeats = (spacing[:, 1:] == spacing[:, :-1]).sum(axis=1)
        share = stats.poisson.pmf(np.arange(15), 4.0)
        counts = np.bincount(np.minimum(repeats, 15), minlength=16)
        yield chi_square(counts, [*share, stats.poisson.sf(14, 4.0)])


def sparse_cells(u):
    """Draws that fall into one of 2^24 cells that is taken already, over four draws of six bits each."""
    word = (u[: N - N % 4].reshape(-1, 4) * 64).astype(np.int64) @ 64 ** np.arange(4)
    number, cells = word.size, 2.0**24
    hit = np.unique(word).size
    mean = cells * -math.expm1(number * math.log1p(-1 / cells))
    share = math.exp(-number / cells)
    variance = cells * share * (1.0 - (1.0 + number / cells) * share)
    yield 2 * stats.norm.sf(abs(hit - mean) / math.sqrt(variance))


def columns(part):
    """Return each bit of whole numbers as a row of 64-bit words; the number of them divides by 64."""
    split = (part >> np.arange(BITS, dtype=np.uint64)[:, None]) & np.uint64(1)
    return np.packbits(split.astype(np.uint8), axis=1).view(np.uint64)


def agreement(a, b, number):
    """Return the standardised correlation of every bit of one row of numbers with every bit of another."""
    differ = np.array([np.bitwise_count(row ^ b).sum(axis=1, dtype=np.int64) for row in a])
    return (number - 2.0 * differ) / math.sqrt(number)


def bits(u):
    """Every bit is even, and unrelated to every bit of the next draw and of the one after."""
    number = 1 << 17
    part = whole(u[: number + 2])
    now = columns(part[:number])
    z = np.abs(number - 2.0 * np.bitwise_count(now).sum(axis=1, dtype=np.int64)) / math.sqrt(number)
    yield min(1.0, BITS * 2 * stats.norm.sf(z.max()))
    for lag in (1, 2):
        z = agreement(now, columns(part[lag : number + lag]), number)
        yield min(1.0, z.size * 2 * stats.norm.sf(np.abs(z).max()))
        yield stats.chi2.sf((z**2).sum(), z.size)
    z = agreement(now, now, number)[np.triu_indices(BITS, 1)]
    yield min(1.0, z.size * 2 * stats.norm.sf(np.abs(z).max()))


def avalanche(u):
    """Neighbours differ in a binomial number of bits."""
    number = np.bitwise_count(whole(u)[1::2] ^ whole(u)[::2])
    counts = np.bincount(number, minlength=BITS + 1)
    yield chi_square(counts, stats.binom.pmf(np.arange(BITS + 1), BITS, 0.5))


def correlation(u):
    """The serial correlation at lags up to 64 is that of independent draws."""
    x = (u - 0.5) * math.sqrt(12.0)
    z = np.array([x[:-lag] @ x[lag:] / math.sqrt(N - lag) for lag in range(1, 65)])
    yield min(1.0, z.size * 2 * stats.norm.sf(np.abs(z).max()))
    yield stats.chi2.sf((z**2).sum(), z.size)


def spectrum(u):
    """No period stands out: the periodogram is exponential (NIST SP 800-22, 2.6, on uniforms)."""
    power = np.abs(np.fft.rfft((u - 0.5) * math.sqrt(12.0 / N))[1:-1]) ** 2
    yield -math.expm1(power.size * math.log1p(-math.exp(-power.max())))
    yield stats.kstest(power, "expon").pvalue


def largest(u):
    """The largest of eight is distributed as u^8, and all as u."""
    yield stats.kstest(u.reshape(-1, 8).max(axis=1) ** 8, "uniform").pvalue
    yield stats.kstest(u, "uniform").pvalue


BATTERY = (
    equidistribution,
    serial,
    orders,
    runs,
    gaps,
    birthdays,
    sparse_cells,
    bits,
    avalanche,
    correlation,
    spectrum,
    largest,
)


@pytest.fixture(scope="module", params=STREAMS)
def stream(request):
    """Uniforms along consecutive keys."""
    return STREAMS[request.param]()


@pytest.mark.parametrize("examine", BATTERY, ids=lambda test: test.__name__)
def test_stream_looks_random(stream, examine):
    """Along consecutive entities, days or counts, near 0, across a word and far out."""
    for pvalue in examine(stream):
        assert pvalue > LEVEL


def test_p_values_are_uniform_themselves():
    """Over all streams and tests: not only none too small, but none too good either."""
    pvalues = [
        p
        for make in STREAMS.values()
        for u in [make()]
        for test in (serial, gaps, birthdays, largest)
        for p in test(u)
    ]
    assert stats.kstest(pvalues, "uniform").pvalue > 0.01


POOR = {
    "golden section": lambda i: (i * 0.6180339887498949) % 1.0,
    "RANDU": lambda i: randu(i.size),
    "repeats itself": lambda i: dice.uniforms(1, 1, i % 2**16),
    "sixteen bits": lambda i: np.floor(dice.uniforms(1, 1, i) * 2**16) / 2**16,
    "neighbours alike": lambda i: (0.99 * dice.uniforms(1, 1, i) + 0.01 * dice.uniforms(1, 1, i + 1)) % 1.0,
    "a thousandth too small": lambda i: dice.uniforms(1, 1, i) ** 1.005,
    "one bit stuck a little": lambda i: stuck(dice.uniforms(1, 1, i), dice.uniforms(1, 2, i)),
}


def randu(number):
    """Return the generator of 1968 whose triples lie on fifteen planes."""
    x, out = 1, np.empty(number)
    for k in range(number):
        x = 65539 * x % 2**31
        out[k] = x / 2**31
    return out


def stuck(u, luck):
    """Set the twentieth bit of one in fifty."""
    return np.where(luck < 0.02, (whole(u) | np.uint64(1 << (BITS - 20))) / 2.0**BITS, u)


@pytest.mark.parametrize("poor", POOR)
def test_the_battery_notices_poor_generators(poor):
    """What is known to be bad fails one of the tests at least."""
    u = POOR[poor](np.arange(N))
    assert any(pvalue < LEVEL for examine in BATTERY for pvalue in examine(u))


# Neighbouring streams.


NEIGHBOURS = {
    "entities": lambda i, t: dice.uniforms(1, Purpose.TIRING, i, t),
    "days": lambda i, t: dice.uniforms(1, Purpose.TIRING, t, i),
    "counts": lambda i, t: dice.uniforms(1, Purpose.TIRING, 3, t, i),
    "purposes": lambda i, t: np.array([dice.uniforms(1, int(p), t[0]) for p in i[:255, 0] + 1]),
    "seeds": lambda i, t: np.array([dice.uniforms(int(s), Purpose.TIRING, t[0]) for s in i[:, 0]]),
    "seeds by their high word": lambda i, t: np.array(
        [dice.uniforms(int(s) << 32, Purpose.TIRING, t[0]) for s in i[:, 0]]
    ),
}


@pytest.mark.parametrize("by", NEIGHBOURS)
def test_neighbouring_streams_are_unrelated(by):
    """Correlations of all pairs of 300 streams of 4000 draws each, of values and of ups and downs."""
    length = 4000
    streams = NEIGHBOURS[by](np.arange(300)[:, None], np.arange(length)[None, :])
    number = len(streams)
    for values in (streams, np.where(streams < 0.5, -1.0, 1.0), (streams * 2.0**30) % 1.0):
        z = np.corrcoef(values)[np.triu_indices(number, 1)] * math.sqrt(length)
        assert z.size * 2 * stats.norm.sf(np.abs(z).max()) > LEVEL
        assert stats.kstest(z, "norm").pvalue > LEVEL
    step = np.diff(streams, axis=0)
    assert stats.kstest(step.ravel(), stats.triang(0.5, loc=-1, scale=2).cdf).pvalue > LEVEL


def test_the_two_uniforms_of_a_draw_are_unrelated():
    """Their pairs fall evenly into squares, for one entity's days and for one day's entities."""
    for keys in ([(e, 5) for e in range(40_000)], [(5, t) for t in range(40_000)]):
        pairs = np.array(
            [
                dice.uniform_pair(np.uint64(1), np.uint64(9), np.uint64(e), np.uint64(t), np.uint64(0))
                for e, t in keys
            ]
        )
        cell = (pairs * 32).astype(np.int64)
        assert even(cell[:, 0] * 32 + cell[:, 1], 1024) > LEVEL
        assert abs(np.corrcoef(pairs.T)[0, 1]) < 4 / math.sqrt(len(pairs))


# Distributions.


CONTINUOUS = {
    "normal": (dice.normals, stats.norm),
    "exponential": (dice.exponentials, stats.expon),
    "gamma 0.3": (lambda u: dice.gammas(u, 0.3), stats.gamma(0.3)),
    "gamma 1.8": (lambda u: dice.gammas(u, 1.8), stats.gamma(1.8)),
    "gamma 60": (lambda u: dice.gammas(u, 60.0), stats.gamma(60.0)),
}
DISCRETE = {
    "geometric 0.02": (lambda u: dice.geometrics(u, 0.02), stats.geom(0.02)),
    "geometric 0.6": (lambda u: dice.geometrics(u, 0.6), stats.geom(0.6)),
    "poisson 0.05": (lambda u: dice.poissons(u, 0.05), stats.poisson(0.05)),
    "poisson 4": (lambda u: dice.poissons(u, 4.0), stats.poisson(4.0)),
    "poisson 200": (lambda u: dice.poissons(u, 200.0), stats.poisson(200.0)),
    "categorical": (
        lambda u: dice.categoricals(u, np.array([0.1, 0.1, 0.55, 1.0])),
        stats.rv_discrete(values=([0, 2, 3], [0.1, 0.45, 0.45])),
    ),
}


@pytest.mark.parametrize("by", ["entities", "days", "entities and days"])
@pytest.mark.parametrize("name", CONTINUOUS)
def test_continuous_variates_have_their_distribution(name, by):
    """Kolmogorov-Smirnov against SciPy."""
    draw, law = CONTINUOUS[name]
    assert stats.kstest(draw(STREAMS[by]()[:200_000]), law.cdf).pvalue > LEVEL


@pytest.mark.parametrize("by", ["entities", "days", "entities and days"])
@pytest.mark.parametrize("name", DISCRETE)
def test_discrete_variates_have_their_distribution(name, by):
    """Chi-square against SciPy."""
    draw, law = DISCRETE[name]
    found = draw(STREAMS[by]()[:200_000])
    share = law.pmf(np.arange(found.max() + 1))
    assert chi_square(np.append(np.bincount(found), 0), [*share, max(0.0, 1.0 - share.sum())]) > LEVEL
