"""Which factors an outcome, or a difference between regimes, depends on: Morris, Sobol, PAWN."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.analysis.extras import needed
from govsim.analysis.matrices import Noise, noise_of, require_complete
from govsim.experiment.statistics import CONFIDENCE

RESAMPLES = 1_000
"""Bootstrap resamples of an interval."""

SLICES = 10
"""Into how many slices PAWN cuts the range of a factor."""


@dataclass(frozen=True, eq=False)
class SobolIndices:
    """Shares of an outcome's variance over the design.

    Attributes
    ----------
    factors : tuple of str
    first, total : float64 (factors,)
        First-order and total indices. Noise lowers the first by its share of them and adds about its share to
        every total.
    first_half, total_half : float64 (factors,)
        Half-widths of their 95% intervals.
    second, second_half : float64 (factors, factors) or None
        Above the diagonal: what two factors do only together. NaN elsewhere.
    noise : Noise
    samples : int
        Base samples N.
    """

    factors: tuple[str, ...]
    first: NDArray[np.float64]
    first_half: NDArray[np.float64]
    total: NDArray[np.float64]
    total_half: NDArray[np.float64]
    second: NDArray[np.float64] | None
    second_half: NDArray[np.float64] | None
    noise: Noise
    samples: int


@dataclass(frozen=True, eq=False)
class MorrisEffects:
    """Elementary effects, in the outcome's unit for a step over the whole range of a factor.

    Attributes
    ----------
    factors : tuple of str
    mu, mu_star, sigma : float64 (factors,)
        Mean, mean size and standard deviation over trajectories.
    mu_star_half : float64 (factors,)
        Half-widths of the 95% intervals of `mu_star`.
    noise : Noise
    trajectories : int
    """

    factors: tuple[str, ...]
    mu: NDArray[np.float64]
    mu_star: NDArray[np.float64]
    sigma: NDArray[np.float64]
    mu_star_half: NDArray[np.float64]
    noise: Noise
    trajectories: int


@dataclass(frozen=True, eq=False)
class PawnIndices:
    """How far fixing a factor moves the distribution of an outcome (Kolmogorov-Smirnov distance).

    Attributes
    ----------
    factors : tuple of str
    median, maximum : float64 (factors,)
        Over slices of the factor's range.
    dummy : float
        95th percentile of the median for a factor that does nothing: what lies below it shows nothing.
    noise : Noise
    points : int
    """

    factors: tuple[str, ...]
    median: NDArray[np.float64]
    maximum: NDArray[np.float64]
    dummy: float
    noise: Noise
    points: int


def sobol(
    factors: tuple[str, ...],
    matrix: NDArray[np.float64],
    *,
    second_order: bool,
    seed: int,
    resamples: int = RESAMPLES,
) -> SobolIndices:
    """Estimate Sobol indices of the mean over replicates (Saltelli et al. 2010; second order Saltelli 2002).

    Parameters
    ----------
    factors : tuple of str
        In the order of the design.
    matrix : float64 (points, replicates)
        Outcomes at the points of ``SALib.sample.sobol.sample`` in their order: N (2k + 2) with second order,
        N (k + 2) without.
    second_order : bool
        As the design was made.
    seed : int
        Root of the bootstrap's random numbers.
    resamples : int
        Number of bootstrap samples.

    Returns
    -------
    SobolIndices
        NaN where the outcome is the same at every point.

    Raises
    ------
    IncompleteError
        If a value is missing.
    ValueError
        If the number of points is not one of such a design.
    MissingExtraError
        If SALib is not installed.
    """
    require_complete(matrix, "a Sobol analysis")
    k, points = len(factors), len(matrix)
    block = 2 * k + 2 if second_order else k + 2
    if points % block:
        orders = "with" if second_order else "without"
        raise ValueError(
            f"{points} points are no Saltelli design of {k} factors {orders} second order: "
            f"it has a multiple of {block}"
        )
    y = matrix.mean(axis=1)
    blank = np.full(k, np.nan)
    square = np.full((k, k), np.nan) if second_order else None
    if np.all(y == y[0]):
        return SobolIndices(
            factors, blank, blank, blank, blank, square, square, noise_of(matrix), points // block
        )
    found: Any = needed("SALib.analyze.sobol", "a Sobol analysis").analyze(
        _problem(factors),
        y,
        calc_second_order=second_order,
        num_resamples=resamples,
        conf_level=CONFIDENCE,
        seed=np.random.default_rng(seed).integers(2**31),
    )
    return SobolIndices(
        factors=factors,
        first=np.array(found["S1"]),
        first_half=np.array(found["S1_conf"]),
        total=np.array(found["ST"]),
        total_half=np.array(found["ST_conf"]),
        second=np.array(found["S2"]) if second_order else None,
        second_half=np.array(found["S2_conf"]) if second_order else None,
        noise=noise_of(matrix),
        samples=points // block,
    )


def morris(
    factors: tuple[str, ...],
    design: NDArray[np.float64],
    matrix: NDArray[np.float64],
    *,
    levels: int,
    seed: int,
    resamples: int = RESAMPLES,
) -> MorrisEffects:
    """Estimate elementary effects of the mean over replicates (Morris 1991, Campolongo et al. 2007).

    Parameters
    ----------
    factors : tuple of str
    design : float64 (points, factors)
        Trajectories one after the other, every factor scaled to 0 to 1.
    matrix : float64 (points, replicates)
    levels : int
        Levels of the design's grid, an even number.
    seed : int
        Root of the bootstrap's random numbers.
    resamples : int
        Number of bootstrap samples.

    Raises
    ------
    IncompleteError
        If a value is missing.
    ValueError
        If the points are no trajectories that change one factor at a time.
    MissingExtraError
        If SALib is not installed.
    """
    require_complete(matrix, "a Morris analysis")
    k, points = len(factors), len(matrix)
    if design.shape != (points, k) or points % (k + 1):
        raise ValueError(
            f"{points} points are no trajectories of {k} factors: they come in multiples of {k + 1}"
        )
    steps = np.diff(design.reshape(-1, k + 1, k), axis=1)
    if np.any((np.abs(steps) > 1e-9).sum(axis=2) != 1):
        raise ValueError(
            "the points are no trajectories: from one to the next exactly one factor must change"
        )
    found: Any = needed("SALib.analyze.morris", "a Morris analysis").analyze(
        _problem(factors),
        design,
        matrix.mean(axis=1),
        num_levels=levels,
        num_resamples=resamples,
        conf_level=CONFIDENCE,
        seed=np.random.default_rng(seed),
    )
    return MorrisEffects(
        factors=factors,
        mu=np.array(found["mu"]),
        mu_star=np.array(found["mu_star"]),
        sigma=np.array(found["sigma"]),
        mu_star_half=np.array(found["mu_star_conf"]),
        noise=noise_of(matrix),
        trajectories=points // (k + 1),
    )


def pawn(
    factors: tuple[str, ...],
    design: NDArray[np.float64],
    matrix: NDArray[np.float64],
    *,
    seed: int,
    slices: int = SLICES,
    dummies: int = 40,
) -> PawnIndices:
    """Estimate PAWN indices of the mean over replicates, from any design (Pianosi and Wagener 2018).

    Parameters
    ----------
    factors : tuple of str
    design : float64 (points, factors)
        Values of the factors, or their rank.
    matrix : float64 (points, replicates)
    seed : int
        Root of the random numbers of the factors that do nothing.
    slices : int
        Into how many slices of equally many points the range of a factor is cut.
    dummies : int
        How many factors that do nothing are looked at.

    Raises
    ------
    IncompleteError
        If a value is missing.
    MissingExtraError
        If SALib is not installed.
    """
    require_complete(matrix, "a PAWN analysis")
    y = matrix.mean(axis=1)
    nothing = np.random.default_rng(seed).random((len(y), dummies))
    analyze = needed("SALib.analyze.pawn", "a PAWN analysis").analyze
    columns = np.column_stack([_ranks(design), nothing])
    found: Any = analyze(_problem(tuple(map(str, range(columns.shape[1])))), columns, y, S=slices)
    median, maximum = np.array(found["median"]), np.array(found["maximum"])
    k = len(factors)
    return PawnIndices(
        factors=factors,
        median=median[:k],
        maximum=maximum[:k],
        dummy=float(np.quantile(median[k:], 0.95)),
        noise=noise_of(matrix),
        points=len(y),
    )


def of_levels_and_differences[T](
    analyse: Callable[[NDArray[np.float64]], T], values: NDArray[np.float64], levels: tuple[str, ...]
) -> Mapping[str, T]:
    """Analyse an outcome under every level, and every difference from the first.

    Parameters
    ----------
    analyse : callable
        Takes a matrix of points and replicates.
    values : float64 (points, levels, replicates)
    levels : tuple of str

    Returns
    -------
    mapping
        By level, and by ``"LEVEL minus FIRST"``.
    """
    found = {level: analyse(values[:, place]) for place, level in enumerate(levels)}
    for place, level in enumerate(levels[1:], start=1):
        found[f"{level} minus {levels[0]}"] = analyse(values[:, place] - values[:, 0])
    return found


def _problem(factors: tuple[str, ...]) -> dict[str, Any]:
    return {"num_vars": len(factors), "names": list(factors), "bounds": [[0.0, 1.0]] * len(factors)}


def _ranks(design: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return columns as shares of points below them: PAWN asks for the order of values alone."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(design, axis=0), dtype=np.float64) / len(design)
