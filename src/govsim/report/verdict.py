"""What a paired difference amounts to."""

import enum

from govsim.experiment import Difference, OutcomeSummary
from govsim.report.words import NOTEWORTHY


class Verdict(enum.Enum):
    """How one regime does against another on one outcome."""

    BETTER = "better"
    WORSE = "worse"
    NOISE = "within noise"
    SAME = "the same in every world"
    NEUTRAL = "neither way is better"
    UNKNOWN = "too few worlds"


def verdict(summary: OutcomeSummary, difference: Difference) -> Verdict:
    """Judge a difference by its interval and by which way is better.

    Parameters
    ----------
    summary : OutcomeSummary
    difference : Difference
        One of its differences.

    Returns
    -------
    Verdict
        Of the regime `difference.of`.
    """
    e = difference.estimate
    if e.values < 2:
        return Verdict.UNKNOWN
    if e.low == e.high == 0:
        return Verdict.SAME
    if summary.spec.better is None:
        return Verdict.NEUTRAL
    if not difference.is_clear:
        return Verdict.NOISE
    return Verdict.BETTER if (e.mean > 0) == (summary.spec.better == "higher") else Verdict.WORSE


def is_small(summary: OutcomeSummary, difference: Difference) -> bool:
    """Return whether a difference is less than `NOTEWORTHY` of the first regime's figure."""
    return abs(difference.estimate.mean) < NOTEWORTHY * abs(summary.by_regime[difference.minus].mean)
