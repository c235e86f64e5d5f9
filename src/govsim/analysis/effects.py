"""A difference against the smallest effect of interest."""

import enum
from math import isnan

from scipy.special import stdtr, stdtrit

from govsim.experiment.statistics import CONFIDENCE, Estimate

ALPHA = 1.0 - CONFIDENCE
"""Largest chance of a wrong statement where nothing differs."""


class Effect(enum.StrEnum):
    """What an interval says of a difference, whichever way it points."""

    CLEAR = "clear"
    """Wholly beyond the smallest effect of interest; beyond zero, where none is given."""
    NEGLIGIBLE = "negligible"
    """Shown to be smaller than the smallest effect of interest."""
    DIRECTION = "direction"
    """The sign is certain, but not whether the difference reaches the smallest effect of interest."""
    UNDECIDED = "undecided"
    """The interval holds zero, and differences that would matter."""
    UNKNOWN = "unknown"
    """Fewer than two pairs."""


def effect(difference: Estimate, smallest: float | None = None) -> Effect:
    """Judge a difference against the smallest effect of interest.

    Negligible is what two one-sided tests show to lie within it, each at 5% (Schuirmann 1987); clear is a 95%
    interval wholly outside it. Both directions are treated alike.

    Parameters
    ----------
    difference : Estimate
        Mean of paired differences with its Student interval.
    smallest : float, optional
        The smallest difference that matters, in the outcome's unit, above 0. Without one, nothing can be
        negligible, except a difference of exactly zero in every pair.

    Returns
    -------
    Effect

    Raises
    ------
    ValueError
        If the smallest effect of interest is not above 0.
    """
    if smallest is not None and not smallest > 0:
        raise ValueError(f"the smallest effect of interest is {smallest}; it must be a number above 0")
    if difference.values < 2 or isnan(difference.low):
        return Effect.UNKNOWN
    if difference.low == difference.high == 0:
        return Effect.NEGLIGIBLE
    if smallest is not None and equivalence_p(difference, smallest) < ALPHA:
        return Effect.NEGLIGIBLE
    beyond = smallest or 0.0
    if difference.low > beyond or difference.high < -beyond:
        return Effect.CLEAR
    return Effect.DIRECTION if difference.low > 0 or difference.high < 0 else Effect.UNDECIDED


def equivalence_p(difference: Estimate, smallest: float) -> float:
    """Return the p value of the test that a mean difference lies within the smallest effect of interest.

    The larger of two one-sided Student tests, of the mean against either end (Schuirmann 1987).

    Parameters
    ----------
    difference : Estimate
        Mean of paired differences with its Student interval, of two values or more.
    smallest : float
        In the outcome's unit, above 0.
    """
    error = standard_error(difference)
    room = smallest - abs(difference.mean)
    if error == 0:
        return 0.0 if room > 0 else 1.0
    return float(stdtr(difference.values - 1, -room / error))


def standard_error(estimate: Estimate) -> float:
    """Return the standard error of a mean from its Student interval."""
    quantile = float(stdtrit(estimate.values - 1, 0.5 + CONFIDENCE / 2))
    return (estimate.high - estimate.low) / 2 / quantile


def p_value(difference: Estimate) -> float:
    """Return the two-sided p value of the paired t test of no difference; NaN with fewer than 2 pairs.

    Where all differences are the same and not 0, the t statistic is infinite however few they are: the p
    value is then that of the sign-flip test, ``2**(1 - n)``.
    """
    if difference.values < 2:
        return float("nan")
    error = standard_error(difference)
    if error == 0:
        return 1.0 if difference.mean == 0 else 2.0 ** (1 - difference.values)
    return float(2 * stdtr(difference.values - 1, -abs(difference.mean) / error))
