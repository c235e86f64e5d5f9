"""Several questions at once: p values that keep the chance of any false alarm at the level stated."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

FLIPS = 9_999
"""Random sign flips of worlds; with few worlds all of them are taken instead."""

_BATCH = 1_000


def holm(p_values: ArrayLike) -> NDArray[np.float64]:
    """Return p values adjusted by Holm's step-down procedure (Holm 1979).

    Holds whatever the dependence of the questions.

    Parameters
    ----------
    p_values : array_like of float (questions,)
        NaN are left out and stay NaN.

    Returns
    -------
    float64 (questions,)
    """
    p = np.asarray(p_values, dtype=np.float64)
    adjusted = np.full(p.shape, np.nan)
    asked = np.flatnonzero(~np.isnan(p))
    order = asked[np.argsort(p[asked], kind="stable")]
    stepped = p[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(stepped), 1.0)
    return adjusted


def max_t(differences: NDArray[np.float64], *, seed: int, flips: int = FLIPS) -> NDArray[np.float64]:
    """Return p values adjusted by the step-down maximum of t under sign flips of whole worlds.

    Under no difference the two levels of a world may be swapped. Swapping them in all questions at once keeps
    their dependence, which makes the correction smaller than Holm's where questions go together (Westfall and
    Young 1993, Algorithm 4.1). Of n worlds all 2**n flips are taken where these are no more than `flips`.

    Parameters
    ----------
    differences : float64 (questions, worlds)
        Paired differences; a column is one world in all questions. NaN where a pair is missing.
    seed : int
        Root of the random flips.
    flips : int
        Most flips that are taken.

    Returns
    -------
    float64 (questions,)
        NaN for questions with fewer than 2 pairs.
    """
    there = ~np.isnan(differences)
    given = np.where(there, differences, 0.0)
    pairs = there.sum(axis=1)
    adjusted = np.full(len(differences), np.nan)
    asked = np.flatnonzero(pairs > 1)
    if not asked.size:
        return adjusted
    given, pairs = given[asked], pairs[asked]
    squares = (given**2).sum(axis=1)

    def statistic(sums: NDArray[np.float64]) -> NDArray[np.float64]:
        # A flip leaves the squares as they are, so that t follows from the sum alone. Rounding must not
        # make a flip of equal sum smaller than what was seen.
        with np.errstate(invalid="ignore", divide="ignore"):
            explained = np.clip(np.where(squares > 0, sums**2 / (pairs * squares), 0.0), 0.0, 1.0)
            t = np.sqrt(explained * (pairs - 1) / np.maximum(1.0 - explained, 1e-15))
        return np.round(t, 9)

    seen = statistic(given.sum(axis=1))
    order = np.argsort(-seen, kind="stable")
    as_large = np.zeros(len(order))
    tried = 0
    for signs in _flips(differences.shape[1], seed, flips):
        t = statistic(signs @ given.T)[:, order]
        largest = np.maximum.accumulate(t[:, ::-1], axis=1)[:, ::-1]
        as_large += (largest >= seen[order]).sum(axis=0)
        tried += len(signs)
    if 2 ** min(differences.shape[1], 63) > flips:
        # Random flips and the worlds as they were, which keeps the level exact (Phipson and Smyth 2010).
        as_large, tried = as_large + 1, tried + 1
    adjusted[asked[order]] = np.maximum.accumulate(as_large / tried)
    return adjusted


def _flips(worlds: int, seed: int, flips: int) -> Iterator[NDArray[np.float64]]:
    """Yield signs by flip and world: all there are, or random ones."""
    if 2 ** min(worlds, 63) <= flips:
        bits = (np.arange(2**worlds)[:, None] >> np.arange(worlds)) & 1
        yield (1 - 2 * bits).astype(np.float64)
        return
    rng = np.random.default_rng(seed)
    for start in range(0, flips, _BATCH):
        yield 1.0 - 2.0 * rng.integers(0, 2, size=(min(_BATCH, flips - start), worlds)).astype(np.float64)


def adjust(differences: NDArray[np.float64], correction: str, *, seed: int) -> NDArray[np.float64]:
    """Return p values of several paired differences, corrected for their number.

    Parameters
    ----------
    differences : float64 (questions, worlds)
        NaN where a pair is missing.
    correction : {"none", "holm", "max-t"}
    seed : int
        Root of the flips of max-t.

    Returns
    -------
    float64 (questions,)

    Raises
    ------
    ValueError
        If there is no such correction.
    """
    from govsim.analysis.effects import p_value
    from govsim.experiment.statistics import estimate

    if correction == "max-t":
        return max_t(differences, seed=seed)
    p = np.array([p_value(estimate(row)) for row in differences])
    if correction == "holm":
        return holm(p)
    if correction == "none":
        return p
    raise ValueError(f"no correction is called {correction!r}. Allowed: none, holm, max-t")
