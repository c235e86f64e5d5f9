"""Statistics of paired worlds."""

from dataclasses import dataclass
from math import inf, nan, sqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

if TYPE_CHECKING:
    from govsim.outcomes import OutcomeSpec

CONFIDENCE = 0.95
"""Of every interval."""

FEW_PAIRS = 10
"""Below this many pairs, intervals that rest on a normal distribution are to be read with care."""


@dataclass(frozen=True)
class Estimate:
    """A mean with its interval.

    Attributes
    ----------
    mean, low, high : float
        NaN where there are too few values.
    values : int
        How many values it rests on, those that are not NaN.
    """

    mean: float
    low: float
    high: float
    values: int


@dataclass(frozen=True)
class Difference:
    """One regime minus another, over the worlds that both lived through.

    Attributes
    ----------
    of, minus : str
        The regimes.
    estimate : Estimate
        Mean difference with its interval.
    probability_better : float
        Share of worlds in which the regime `of` is better than `minus`, ties half; where neither direction is
        better in itself, the share in which it is higher.
    variance_ratio : float
        Variance that the difference would have without pairing, over the one it has; infinite where pairing
        leaves none.
    left_out : int
        Pairs left out because an outcome is not defined in one of them.
    """

    of: str
    minus: str
    estimate: Estimate
    probability_better: float
    variance_ratio: float
    left_out: int

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.estimate.low > 0 or self.estimate.high < 0


def estimate(values: ArrayLike) -> Estimate:
    """Return the mean of independent values with its Student interval.

    Parameters
    ----------
    values : array_like of float (n,)
        NaN are left out.

    Returns
    -------
    Estimate
        The interval is NaN with fewer than 2 values, and of no width where they are all equal.
    """
    given = np.asarray(values, dtype=np.float64)
    given = given[~np.isnan(given)]
    n = len(given)
    if n == 0:
        return Estimate(nan, nan, nan, 0)
    mean = float(given.mean())
    if n == 1:
        return Estimate(mean, nan, nan, 1)
    if np.all(given == given[0]):
        return Estimate(float(given[0]), float(given[0]), float(given[0]), n)
    half = float(_quantile(n) * given.std(ddof=1))
    return Estimate(mean, mean - half, mean + half, n)


def _quantile(n: int) -> float:
    """Return half the width of the interval of a mean of n values, in their standard deviations."""
    return float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2)) / sqrt(n)


def difference(of: str, minus: str, first: ArrayLike, second: ArrayLike, better: str | None) -> Difference:
    """Compare two regimes pair by pair.

    Parameters
    ----------
    of, minus : str
        Names of the regimes.
    first, second : array_like of float (n,)
        Outcome under `of` and under `minus` in the same worlds.
    better : {"higher", "lower"} or None
        Which way is better.

    Returns
    -------
    Difference
        Pairs with a NaN are left out.
    """
    a = np.asarray(first, dtype=np.float64)
    b = np.asarray(second, dtype=np.float64)
    whole = ~(np.isnan(a) | np.isnan(b))
    a, b = a[whole], b[whole]
    gaps = a - b
    return Difference(
        of=of,
        minus=minus,
        estimate=estimate(gaps),
        probability_better=_probability(-gaps if better == "lower" else gaps),
        variance_ratio=_variance_ratio(a, b, gaps),
        left_out=int((~whole).sum()),
    )


def _probability(gaps: NDArray[np.float64]) -> float:
    if not gaps.size:
        return nan
    return float(np.mean(gaps > 0) + 0.5 * np.mean(gaps == 0))


def _variance_ratio(a: NDArray[np.float64], b: NDArray[np.float64], gaps: NDArray[np.float64]) -> float:
    if len(gaps) < 2:
        return nan
    apart = float(a.var(ddof=1) + b.var(ddof=1))
    paired = 0.0 if np.all(gaps == gaps[0]) else float(gaps.var(ddof=1))
    if paired == 0.0:
        return inf if apart > 0 else nan
    return apart / paired


@dataclass(frozen=True)
class OutcomeSummary:
    """One outcome over all worlds.

    Attributes
    ----------
    spec : OutcomeSpec
        What it means, in which unit, which way is better.
    by_regime : dict of Estimate
        Mean over worlds under each regime.
    differences : tuple of Difference
        Each further regime minus the first.
    """

    spec: "OutcomeSpec"
    by_regime: dict[str, Estimate]
    differences: tuple[Difference, ...]


def summarize(spec: "OutcomeSpec", values: dict[str, NDArray[np.float64]]) -> OutcomeSummary:
    """Sum up one outcome.

    Parameters
    ----------
    spec : OutcomeSpec
    values : dict of float64 (worlds,)
        By regime, in the order of the comparison; the same worlds in the same order.
    """
    first, *further = values
    return OutcomeSummary(
        spec,
        {regime: estimate(column) for regime, column in values.items()},
        tuple(difference(regime, first, values[regime], values[first], spec.better) for regime in further),
    )


def confidence_band(series: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the Student interval of the mean over worlds, for every day.

    Parameters
    ----------
    series : float64 (worlds, days)

    Returns
    -------
    tuple of two float64 (days,)
        Lower and upper end; the mean itself where there is one world.
    """
    mean = series.mean(axis=0)
    n = len(series)
    if n < 2:
        return mean, mean
    half = _quantile(n) * series.std(axis=0, ddof=1)
    return mean - half, mean + half
