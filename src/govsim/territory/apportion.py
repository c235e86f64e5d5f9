"""Exact division of whole numbers, and the rule that divides a county among its communities."""

import math

import numpy as np
from numpy.typing import NDArray

# Bounds on the size of a residents' committee in villages. The mean sizes of 2020 stand 6.8 to 1 in the
# country as a whole; the upper bound is twice that. See `community_weights`.
SMALLEST_RATIO = 1.0
LARGEST_RATIO = 14.0

# Last three digits of a community's code in the statistical division codes of the National Bureau of
# Statistics: 001-199 residents' committee, 200-399 village committee, 400-499 like a residents' committee,
# 500-599 like a village committee; x98 stands for a placeholder, where no committee has been set up.
_VILLAGES_FROM = 200
_LIKE_COMMITTEES_FROM = 400
_LIKE_VILLAGES_FROM = 500
_PLACEHOLDER = 98


def apportion(total: int, weights: NDArray[np.float64], codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Divide a whole number in proportion to weights, exactly, by the largest remainder (Hamilton's method).

    Each row gets the whole part of its quota; what is left goes, one by one, to the rows with the largest
    fractions. Equal fractions are ranked by code, so the answer for a row does not depend on the order of the
    rows.

    Parameters
    ----------
    total : int
        What to divide, at least 0.
    weights : ndarray of float64, shape (n,)
        Finite, at least 0, not all 0 unless `total` is.
    codes : ndarray of int64, shape (n,)
        A distinct number for each row.

    Returns
    -------
    ndarray of int64, shape (n,)
        Sums to `total`; each row differs from its quota by less than 1.

    Raises
    ------
    ValueError
        If `total` or a weight is negative or not finite, or if there is nobody to give `total` to.

    References
    ----------
    Balinski, M. L. and Young, H. P. (1982). *Fair Representation*. Yale University Press, ch. 3.

    Examples
    --------
    >>> import numpy as np
    >>> apportion(10, np.array([1.0, 1.0, 1.0]), np.array([3, 1, 2]))
    array([3, 4, 3])
    """
    weights = np.asarray(weights, dtype=np.float64)
    if total < 0:
        raise ValueError(f"total is {total}; it must be at least 0")
    if not np.all(np.isfinite(weights)) or np.any(weights < 0):
        raise ValueError("weights must be finite and at least 0")
    # fsum is exact, hence the same for every order of the rows.
    mass = math.fsum(weights.tolist())
    if total == 0:
        return np.zeros(len(weights), dtype=np.int64)
    if mass == 0:
        raise ValueError(f"{total} cannot be divided: no row has a positive weight")
    quotas = total * (weights / mass)
    shares = np.floor(quotas).astype(np.int64)
    order = np.lexsort((codes, shares - quotas))
    shares[order[: total - int(shares.sum())]] += 1
    return shares


def community_weights(codes: NDArray[np.int64], population: int, urban: int) -> NDArray[np.float64]:
    """Weigh the communities of one county for the division of its population.

    The census gives a county's urban population, the code of a community says whether it is a residents'
    committee or a village committee. The urban population is divided equally among the residents' committees
    and the rest equally among the villages, which makes a committee as large as
    ``(urban / committees) / (rest / villages)`` villages. That ratio is kept between `SMALLEST_RATIO` and
    `LARGEST_RATIO`: beyond, part of the urban population evidently lives in villages inside the built-up
    area, which their codes do not tell. A placeholder weighs as much as a village. Where there is but one
    kind of community, all weigh the same.

    The limits of this rule: communities of one kind in one county are all equal, while real ones differ by an
    order of magnitude; and streets differ only through the number and kind of their communities.

    Parameters
    ----------
    codes : ndarray of int64, shape (n,)
        Twelve-digit codes.
    population, urban : int
        Census figures of the county, persons.

    Returns
    -------
    ndarray of float64, shape (n,)
        Weights, 1 for a village.
    """
    last = codes % 1000
    committee = (last < _VILLAGES_FROM) | ((last >= _LIKE_COMMITTEES_FROM) & (last < _LIKE_VILLAGES_FROM))
    committee &= (last < _LIKE_COMMITTEES_FROM) | (last % 100 != _PLACEHOLDER)
    committees = int(committee.sum())
    villages = len(codes) - committees
    if committees == 0 or villages == 0:
        return np.ones(len(codes))
    rural = (population - urban) / villages
    ratio = LARGEST_RATIO if rural <= 0 else urban / committees / rural
    return np.where(committee, min(max(ratio, SMALLEST_RATIO), LARGEST_RATIO), 1.0)
