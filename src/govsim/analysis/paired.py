"""Two regimes on the same worlds: how they differ, how surely, and by how much that matters."""

import warnings
from dataclasses import dataclass
from math import ceil, inf, nan
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from govsim.analysis.effects import Effect, effect, equivalence_p, p_value
from govsim.experiment.statistics import CONFIDENCE, Difference, difference

FEW_FOR_BCA = 30
"""Below this many pairs, BCa intervals cover less than they promise: 10 pairs give some 90% for 95%."""

RESAMPLES = 9_999
"""Bootstrap resamples of an interval."""

_MOST_PAIRS = 10_000_000


@dataclass(frozen=True)
class PairedComparison:
    """One level of the compared factor minus another, over the worlds that both lived through.

    Attributes
    ----------
    difference : Difference
        Mean with its Student interval, probability of superiority (share of worlds in which `of` is better,
        ties half) and variance ratio achieved by pairing.
    bca : tuple of float
        Ends of the bias-corrected and accelerated bootstrap interval (Efron 1987); NaN with fewer than 2
        pairs.
    vargha_delaney : float
        A: the chance that a world under `of` is better than another, unpaired world under `minus`, ties half
        (Vargha and Delaney 2000); where neither direction is better, that it is higher.
    p : float
        Two-sided p value of the paired t test.
    p_negligible : float
        p value of the two one-sided tests that the difference lies within the smallest effect of interest;
        NaN where none is given.
    smallest_effect : float or None
        In the outcome's unit.
    effect : Effect
        What the Student interval says against the smallest effect of interest.
    """

    difference: Difference
    bca: tuple[float, float]
    vargha_delaney: float
    p: float
    p_negligible: float
    smallest_effect: float | None
    effect: Effect

    @property
    def pairs(self) -> int:
        """Number of pairs that the numbers rest on."""
        return self.difference.estimate.values

    @property
    def has_few_pairs(self) -> bool:
        """Whether there are too few pairs to trust the BCa interval."""
        return self.pairs < FEW_FOR_BCA


def compare_pairs(
    of: str,
    minus: str,
    first: ArrayLike,
    second: ArrayLike,
    *,
    better: str | None,
    smallest_effect: float | None = None,
    seed: int,
    bca: bool = True,
) -> PairedComparison:
    """Compare two levels pair by pair.

    Parameters
    ----------
    of, minus : str
        Names of the levels.
    first, second : array_like of float (n,)
        An outcome under `of` and under `minus` in the same worlds; pairs with a NaN are left out.
    better : {"higher", "lower"} or None
        Which way is better.
    smallest_effect : float, optional
        The smallest difference that matters, in the outcome's unit, above 0.
    seed : int
        Root of the bootstrap's random numbers; the same numbers and seed give the same interval.
    bca : bool
        Whether to compute the BCa interval, which takes most of the time; NaN without.

    Returns
    -------
    PairedComparison
    """
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    found = difference(of, minus, a, b, better)
    whole = ~(np.isnan(a) | np.isnan(b))
    a, b = a[whole], b[whole]
    enough = found.estimate.values > 1
    return PairedComparison(
        difference=found,
        bca=bca_interval(a - b, seed=seed) if bca else (nan, nan),
        vargha_delaney=vargha_delaney(-a, -b) if better == "lower" else vargha_delaney(a, b),
        p=p_value(found.estimate),
        p_negligible=equivalence_p(found.estimate, smallest_effect) if smallest_effect and enough else nan,
        smallest_effect=smallest_effect,
        effect=effect(found.estimate, smallest_effect),
    )


def bca_interval(
    values: ArrayLike, *, seed: int, confidence: float = CONFIDENCE, resamples: int = RESAMPLES
) -> tuple[float, float]:
    """Return the bias-corrected and accelerated bootstrap interval of a mean.

    Parameters
    ----------
    values : array_like of float (n,)
        Independent; NaN are left out.
    seed : int
        Root of the random numbers.
    confidence : float
        Between 0 and 1.
    resamples : int
        Number of bootstrap samples.

    Returns
    -------
    tuple of float
        NaN with fewer than 2 values; of no width where they are all equal.
    """
    from scipy.stats import DegenerateDataWarning, bootstrap

    given = np.asarray(values, dtype=np.float64)
    given = given[~np.isnan(given)]
    if given.size < 2:
        return nan, nan
    if np.all(given == given[0]):
        return float(given[0]), float(given[0])
    with warnings.catch_warnings():
        # Where values are tied so that the bootstrap has one value, the interval is NaN and is shown as none.
        warnings.simplefilter("ignore", DegenerateDataWarning)
        found: Any = bootstrap(
            (given,),
            np.mean,
            confidence_level=confidence,
            n_resamples=resamples,
            batch=max(1, 2_000_000 // given.size),
            method="BCa",
            rng=np.random.default_rng(np.random.SeedSequence([seed, given.size])),
        )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


def vargha_delaney(first: ArrayLike, second: ArrayLike) -> float:
    """Return the chance that a value of the first sample exceeds one of the second, ties half.

    The unpaired effect size A of Vargha and Delaney (2000), the Mann-Whitney statistic over the number of
    pairings; .5 is no difference.

    Parameters
    ----------
    first, second : array_like of float (n,) and (m,)
        NaN are left out.

    Returns
    -------
    float
        NaN where a sample is empty.
    """
    from scipy.stats import rankdata

    a, b = (np.asarray(values, dtype=np.float64) for values in (first, second))
    a, b = a[~np.isnan(a)], b[~np.isnan(b)]
    if not a.size or not b.size:
        return nan
    ranks = rankdata(np.concatenate([a, b]))[: a.size].sum()
    return float((ranks - a.size * (a.size + 1) / 2) / (a.size * b.size))


def replicates_needed(values: ArrayLike, half_width: float, confidence: float = CONFIDENCE) -> float:
    """Return how many pairs make the half-width of the Student interval of their mean as small as wanted.

    The smallest n with ``t(n-1) s / sqrt(n) <= half_width``, s as in the pairs at hand.

    Parameters
    ----------
    values : array_like of float (n,)
        Paired differences so far; NaN are left out.
    half_width : float
        In the unit of the values, above 0.
    confidence : float
        Of the interval, between 0 and 1.

    Returns
    -------
    float
        A whole number of at least 2; NaN with fewer than 2 values, infinite above ten million.

    Raises
    ------
    ValueError
        If the half-width is not above 0.
    """
    if not half_width > 0:
        raise ValueError(f"the wanted half-width is {half_width}; it must be a number above 0")
    given = np.asarray(values, dtype=np.float64)
    given = given[~np.isnan(given)]
    if given.size < 2:
        return nan
    spread = 0.0 if np.all(given == given[0]) else float(given.std(ddof=1))

    def suffices(n: int) -> bool:
        return float(stdtrit(n - 1, 0.5 + confidence / 2)) * spread / n**0.5 <= half_width

    high = 2
    while not suffices(high):
        high *= 2
        if high > _MOST_PAIRS:
            return inf
    low = max(2, high // 2)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if suffices(middle) else (middle + 1, high)
    return float(ceil(high))
