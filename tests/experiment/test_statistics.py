"""Statistics of paired worlds."""

import warnings
from math import inf, isnan, nan, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from govsim.experiment.statistics import confidence_band, difference, estimate, summarize
from govsim.outcomes import describe

A = np.array([5.1, 4.9, 6.2, 5.7, 5.5, 6.0])
B = np.array([4.0, 4.4, 5.0, 4.1, 4.9, 5.2])


def test_known_interval() -> None:
    """The mean of 1, 2, 3 is 2, its standard error 1/sqrt(3), and t(0.975, 2) is 4.302653."""
    e = estimate([1.0, 2.0, 3.0])
    assert (e.mean, e.values) == (2.0, 3)
    assert e.high - e.mean == pytest.approx(4.302652729911275 / sqrt(3))
    assert e.mean - e.low == pytest.approx(e.high - e.mean)


def test_interval_of_a_difference_is_that_of_scipy() -> None:
    """The paired interval is the one of the paired t test."""
    d = difference("a", "b", A, B, "higher")
    expected = stats.ttest_rel(A, B).confidence_interval(0.95)
    assert d.estimate.mean == pytest.approx((A - B).mean())
    assert (d.estimate.low, d.estimate.high) == pytest.approx((expected.low, expected.high))


def test_interval_of_an_arm_is_that_of_scipy() -> None:
    """The interval of a mean is the one of the one-sample t test."""
    e = estimate(A)
    expected = stats.ttest_1samp(A, 0).confidence_interval(0.95)
    assert (e.low, e.high) == pytest.approx((expected.low, expected.high))


@pytest.mark.parametrize(("better", "probability"), [("higher", 0.625), ("lower", 0.375), (None, 0.625)])
def test_probability_counts_worlds(better: str | None, probability: float) -> None:
    """The share of worlds in which the first is better, ties half; higher where neither is."""
    assert difference("a", "b", [1, 2, 3, 4], [0, 1, 3, 5], better).probability_better == probability


def test_variance_ratio() -> None:
    """Variance of independent arms over that of the paired difference."""
    d = difference("a", "b", A, B, None)
    assert d.variance_ratio == pytest.approx((A.var(ddof=1) + B.var(ddof=1)) / (A - B).var(ddof=1))


def test_undefined_pairs_are_left_out() -> None:
    """A pair counts if both of its outcomes are defined."""
    a, b = np.append(A, [nan, 1.0, nan]), np.append(B, [2.0, nan, nan])
    got, clean = difference("a", "b", a, b, "lower"), difference("a", "b", A, B, "lower")
    assert got.left_out == 3
    assert (got.estimate, got.probability_better, got.variance_ratio) == (
        clean.estimate,
        clean.probability_better,
        clean.variance_ratio,
    )


@pytest.mark.parametrize("pairs", [0, 1])
def test_too_few_pairs_have_no_interval(pairs: int) -> None:
    """Without two pairs there is no interval, and no warning either."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        d = difference("a", "b", A[:pairs], B[:pairs], "higher")
    assert isnan(d.estimate.low)
    assert isnan(d.estimate.high)
    assert isnan(d.variance_ratio)
    assert isnan(d.estimate.mean) == (pairs == 0)
    assert not d.is_clear


def test_identical_arms_differ_by_nothing() -> None:
    """A difference of zero everywhere has an interval of no width, and nothing is divided by zero."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        d = difference("a", "b", A, A, "higher")
        constant = difference("a", "b", np.ones(4), np.ones(4), "higher")
    assert (d.estimate.mean, d.estimate.low, d.estimate.high) == (0, 0, 0)
    assert (d.probability_better, d.variance_ratio, d.is_clear) == (0.5, inf, False)
    assert isnan(constant.variance_ratio)


def test_shifted_arm_is_clear() -> None:
    """The same difference in every world is certain."""
    d = difference("a", "b", np.arange(4.0) + 2, np.arange(4.0), "higher")
    assert (d.estimate.low, d.estimate.high, d.is_clear, d.variance_ratio) == (2, 2, True, inf)


@given(arrays(np.float64, st.integers(2, 30), elements=st.floats(-1e6, 1e6)))
def test_arms_may_be_swapped(values: np.ndarray) -> None:
    """Swapping the arms turns the difference and its probability round."""
    other = values[::-1]
    d, e = difference("a", "b", values, other, "higher"), difference("b", "a", other, values, "higher")
    assert d.estimate.mean == pytest.approx(-e.estimate.mean)
    assert d.estimate.low == pytest.approx(-e.estimate.high)
    assert d.probability_better == pytest.approx(1 - e.probability_better)


@pytest.mark.parametrize("pairs", [5, 20])
def test_intervals_cover_what_they_promise(pairs: int) -> None:
    """Of 4,000 intervals of normal differences, 95% hold the truth."""
    rng = np.random.default_rng(20)
    held = 0
    for _ in range(4000):
        common = rng.normal(size=pairs)
        a, b = common + rng.normal(0.3, 0.5, pairs), common + rng.normal(0.0, 0.5, pairs)
        e = difference("a", "b", a, b, "higher").estimate
        held += e.low <= 0.3 <= e.high
    assert held / 4000 == pytest.approx(0.95, abs=4 * sqrt(0.95 * 0.05 / 4000))


def test_band_is_the_interval_of_each_day() -> None:
    """A band over days is the interval of every day on its own; one world has none."""
    series = np.random.default_rng(1).normal(size=(7, 5))
    low, high = confidence_band(series)
    days = [estimate(series[:, day]) for day in range(5)]
    assert low == pytest.approx([e.low for e in days])
    assert high == pytest.approx([e.high for e in days])
    low, high = confidence_band(series[:1])
    assert (low == high).all()


def test_further_regimes_are_compared_to_the_first() -> None:
    """Each further regime minus the first, in their order."""
    summary = summarize(describe("resolved_share"), {"x": A, "y": B, "z": A})
    assert [(d.of, d.minus) for d in summary.differences] == [("y", "x"), ("z", "x")]
    assert summary.by_regime["y"].mean == pytest.approx(B.mean())
    assert summary.differences[0].probability_better == 0
