"""Outcomes by design point and replicate: whether they are complete, and how much of them is noise."""

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray


class IncompleteError(ValueError):
    """An analysis needs every run of a matrix, and some are missing."""


@dataclass(frozen=True)
class Noise:
    """How much of the variance between design points is luck.

    Attributes
    ----------
    share : float
        Of the variance of the means over replicates that are analysed; NaN with one replicate, which cannot
        tell luck from effect.
    share_of_one : float
        The same if a single replicate were analysed.
    replicates : int
        Behind every mean.
    """

    share: float
    share_of_one: float
    replicates: int


def require_complete(matrix: NDArray[np.float64], what: str) -> None:
    """Refuse a matrix with a gap: a missing run that counted as zero, or was left out, would bias indices.

    Parameters
    ----------
    matrix : float64 (points, replicates)
    what : str
        The analysis, as the subject of a sentence.

    Raises
    ------
    IncompleteError
        If a value is NaN or infinite, or there is none; names how many and the first.
    """
    if not matrix.size:
        raise IncompleteError(f"{what} needs runs, and there are none")
    gaps = np.argwhere(~np.isfinite(matrix))
    if len(gaps):
        point, replicate = gaps[0]
        raise IncompleteError(
            f"{what} needs every run, and {len(gaps):,} of {matrix.size:,} have no value, the first at "
            f"design point {point}, replicate {replicate}. Gaps are never filled in: run what is missing, or "
            "analyse the replicates that all points have"
        )


def common_replicates(matrix: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which replicates have a value at every design point.

    Parameters
    ----------
    matrix : float64 (..., replicates)
        NaN where a run is missing.

    Returns
    -------
    bool (replicates,)
    """
    return np.isfinite(matrix).all(axis=tuple(range(matrix.ndim - 1)))


def noise_of(matrix: NDArray[np.float64]) -> Noise:
    """Return the share of the variance between design points that is noise between replicates.

    All points meet the same worlds, so that what a world adds to all of them alike is no noise here. The
    noise is the residual of the two-way table of points and replicates (Searle 1971, chapter 4).

    Parameters
    ----------
    matrix : float64 (points, replicates)
        Complete.

    Returns
    -------
    Noise
    """
    points, replicates = matrix.shape
    between = float(matrix.mean(axis=1).var(ddof=1)) if points > 1 else 0.0
    if replicates < 2 or points < 2 or between == 0.0:
        return Noise(nan, nan, replicates)
    residual = (
        matrix - matrix.mean(axis=1, keepdims=True) - matrix.mean(axis=0, keepdims=True) + matrix.mean()
    )
    noise = float((residual**2).sum()) / ((points - 1) * (replicates - 1))
    effect = max(between - noise / replicates, 0.0)
    return Noise(min(noise / replicates / between, 1.0), noise / (noise + effect), replicates)
