"""Claims put to the test: weighted sums over worlds, and what their intervals say."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from govsim.experiment.statistics import Estimate


class Verdict(enum.StrEnum):
    """What becomes of a claim."""

    SUPPORTED = "supported"
    """The interval lies on the claimed side of zero."""
    CONTRADICTED = "contradicted"
    """It lies on the other side."""
    OPEN = "open"
    """It holds zero, or there are fewer than two worlds."""
    PARTLY = "supported in part"
    """Of a claim: some contrasts support it, the others leave it open."""
    MIXED = "mixed"
    """Of a claim: some contrasts contradict it, others do not."""


@dataclass(frozen=True)
class SignChange:
    """Where a contrast changes its sign along a key.

    Attributes
    ----------
    at : float
        By linear interpolation between the means at `low` and `high`.
    low, high : float
        The nearest values on either side at which the sign is known.
    rising : bool
        Whether the contrast is negative before and positive after it.
    """

    at: float
    low: float
    high: float
    rising: bool


def weighted_sum(values: ArrayLike, weights: Sequence[float]) -> NDArray[np.float64]:
    """Return the weighted sum of an outcome over arms, world by world.

    Parameters
    ----------
    values : array_like of float (arms, worlds)
        NaN where a run is missing or the outcome is not defined.
    weights : sequence of float (arms,)

    Returns
    -------
    float64 (worlds,)
        NaN in worlds in which any arm has none.
    """
    given = np.asarray(values, dtype=np.float64)
    return np.asarray((np.asarray(weights, dtype=np.float64)[:, None] * given).sum(axis=0))


def is_clear(measured: Estimate) -> bool:
    """Return whether an interval leaves out zero."""
    return measured.low > 0.0 or measured.high < 0.0


def verdict(measured: Estimate, side: str) -> Verdict:
    """Return what an interval says of a contrast.

    Parameters
    ----------
    measured : Estimate
        Mean of the contrast over worlds, with its interval.
    side : {"above", "below"}
        Of zero, where the claim puts it.
    """
    if not is_clear(measured):
        return Verdict.OPEN
    return Verdict.SUPPORTED if (measured.low > 0.0) == (side == "above") else Verdict.CONTRADICTED


def overall(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict on a claim from those on its contrasts.

    Where they differ, a claim is mixed if any contrast contradicts it, and supported in part otherwise.
    """
    found = set(verdicts)
    if len(found) == 1:
        return found.pop()
    return Verdict.MIXED if Verdict.CONTRADICTED in found else Verdict.PARTLY


def sign_changes(values: Sequence[float], measured: Sequence[Estimate]) -> tuple[SignChange, ...]:
    """Return where a contrast changes its sign between neighbouring values at which the sign is known.

    Parameters
    ----------
    values : sequence of float
        Ascending.
    measured : sequence of Estimate
        The contrast at each of them; values at which its interval holds zero are passed over.
    """
    known = [(value, one.mean) for value, one in zip(values, measured, strict=True) if is_clear(one)]
    return tuple(
        SignChange(low + (high - low) * abs(a) / (abs(a) + abs(b)), low, high, rising=b > 0.0)
        for (low, a), (high, b) in pairwise(known)
        if (a > 0.0) != (b > 0.0)
    )
