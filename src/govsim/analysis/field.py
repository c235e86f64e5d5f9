"""Where, over two factors, one regime overtakes the other: the difference as a Gaussian-process field."""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.analysis.extras import needed
from govsim.analysis.matrices import require_complete
from govsim.experiment.statistics import CONFIDENCE

FEWEST_POINTS = 8
"""Below this many design points a field is a guess."""

_LEVEL_VARIANCE = 10.0
"""Of the level of a field, in variances of its points: nothing is assumed of it, so that its error counts."""


@dataclass(frozen=True, eq=False)
class Field:
    """The difference between two regimes over two factors.

    Attributes
    ----------
    x, y : float64 (nx,) and (ny,)
        Where it was predicted, in the factors' own units.
    mean, error : float64 (ny, nx)
        Predicted mean difference and its standard error: noise between worlds, the same worlds at all points
        included, and what is not known between the points.
    quantile : float
        Standard errors of the band: the sign is known where ``abs(mean) > quantile * error``.
    length_scales : tuple of float
        Of the two factors, as shares of their ranges: over which distance the difference changes.
    noise_share : float
        Share of the variance of the points' means that is noise.
    left_out_error : float
        Root mean square of the standardised errors when each point is left out in turn: near 1 where the
        field knows what it does not know.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    mean: NDArray[np.float64]
    error: NDArray[np.float64]
    quantile: float
    length_scales: tuple[float, float]
    noise_share: float
    left_out_error: float

    @property
    def sign(self) -> NDArray[np.int8]:
        """Sign of the difference, 0 within the band; int8 (ny, nx)."""
        known = np.abs(self.mean) > self.quantile * self.error
        return np.where(known, np.sign(self.mean), 0).astype(np.int8)

    @property
    def shares(self) -> tuple[float, float, float]:
        """Shares of the map on which the difference is surely below zero, not known, surely above."""
        sign = self.sign
        return float(np.mean(sign < 0)), float(np.mean(sign == 0)), float(np.mean(sign > 0))


def difference_field(
    points: NDArray[np.float64],
    differences: NDArray[np.float64],
    *,
    scales: tuple[str, str] = ("linear", "linear"),
    size: int = 61,
    confidence: float = CONFIDENCE,
    seed: int,
) -> Field:
    """Fit a Gaussian process to paired differences and predict it over the rectangle of the points.

    A level of which nothing is assumed, and a Matern kernel (5/2) with a length scale for each factor, whose
    parameters maximise the marginal likelihood (Rasmussen and Williams 2006, chapter 5; scikit-learn).
    The noise is that of the worlds themselves: as all points meet the same worlds, the errors of their means
    go together, and the prediction uses their whole covariance, shrunk as Ledoit and Wolf (2004) say.

    Parameters
    ----------
    points : float64 (points, 2)
        Values of the two factors.
    differences : float64 (points, replicates)
        Paired differences, complete, at least 2 replicates.
    scales : tuple of {"linear", "log"}
    size : int
        Predictions along each factor.
    confidence : float
        Of the band, at each place on its own.
    seed : int
        Root of the random starts of the fit.

    Returns
    -------
    Field

    Raises
    ------
    IncompleteError
        If a difference is missing.
    ValueError
        If there are fewer than 8 points or 2 replicates, or a factor does not vary.
    MissingExtraError
        If scikit-learn is not installed.
    """
    from scipy.special import stdtrit

    require_complete(differences, "a map of the border")
    count, replicates = differences.shape
    if count < FEWEST_POINTS or replicates < 2:
        raise ValueError(
            f"a map of the border needs {FEWEST_POINTS} points and 2 replicates at least; "
            f"found {count} and {replicates}"
        )
    axes = np.column_stack([_straighten(points[:, i], scales[i]) for i in range(2)])
    low, high = axes.min(axis=0), axes.max(axis=0)
    if np.any(low == high):
        raise ValueError("a map of the border needs two factors that vary")
    places = (axes - low) / (high - low)
    grid = np.linspace(0.0, 1.0, size)
    wanted = np.column_stack([axis.ravel() for axis in np.meshgrid(grid, grid)])

    means = differences.mean(axis=1)
    covariance = _covariance(differences) / replicates
    spread = float(means.std()) or 1.0
    y = (means - means.mean()) / spread
    noise = covariance / spread**2
    kernel = _fit(places, y, np.diag(noise), seed)
    predicted, variance = _predict(kernel, places, y, noise, wanted)
    lines = (low + grid[:, None] * (high - low)).T
    between = float(means.var(ddof=1))
    return Field(
        x=_bend(lines[0], scales[0]),
        y=_bend(lines[1], scales[1]),
        mean=(means.mean() + spread * predicted).reshape(size, size),
        error=spread * np.sqrt(variance).reshape(size, size),
        quantile=float(stdtrit(replicates - 1, 0.5 + confidence / 2)),
        length_scales=tuple(kernel.get_params()["k2__k2__length_scale"].tolist()),
        noise_share=min(float(np.diag(covariance).mean()) / between, 1.0) if between else 1.0,
        left_out_error=_left_out(kernel(places) + noise, y),
    )


def smooth(
    points: NDArray[np.float64],
    values: NDArray[np.float64],
    like: Field,
    *,
    scales: tuple[str, str] = ("linear", "linear"),
    seed: int,
) -> NDArray[np.float64]:
    """Interpolate a number known at every design point over the rectangle of a field.

    Parameters
    ----------
    points : float64 (points, 2)
        As those of the field.
    values : float64 (points,)
        Almost without noise, such as a formula at measured arguments.
    like : Field
        Whose grid is used.
    scales : tuple of {"linear", "log"}
    seed : int
        Root of the random starts of the fit.

    Returns
    -------
    float64 (ny, nx)
    """
    axes = np.column_stack([_straighten(points[:, i], scales[i]) for i in range(2)])
    low, high = axes.min(axis=0), axes.max(axis=0)
    places = (axes - low) / (high - low)
    x = (_straighten(like.x, scales[0]) - low[0]) / (high[0] - low[0])
    y = (_straighten(like.y, scales[1]) - low[1]) / (high[1] - low[1])
    wanted = np.column_stack([axis.ravel() for axis in np.meshgrid(x, y)])
    spread = float(values.std()) or 1.0
    scaled = (values - values.mean()) / spread
    noise = 1e-4 * np.eye(len(values))
    predicted, _ = _predict(_fit(places, scaled, np.diag(noise), seed), places, scaled, noise, wanted)
    return np.asarray(values.mean() + spread * predicted, dtype=np.float64).reshape(len(y), len(x))


def zero_crossings(x: NDArray[np.float64], values: NDArray[np.float64]) -> list[float]:
    """Return where a line of values crosses zero, by linear interpolation.

    Parameters
    ----------
    x, values : float64 (n,)
    """
    sides = values > 0
    changes = np.flatnonzero(sides[1:] != sides[:-1])
    steps = x[changes + 1] - x[changes]
    rises = values[changes + 1] - values[changes]
    return (x[changes] - values[changes] / rises * steps).tolist()


def _fit(places: NDArray[np.float64], y: NDArray[np.float64], noise: NDArray[np.float64], seed: int) -> Any:
    """Return the kernel that makes the points likeliest, errors taken one by one."""
    process = needed("sklearn.gaussian_process", "a map of the border")
    kernels = needed("sklearn.gaussian_process.kernels", "a map of the border")
    from sklearn.exceptions import ConvergenceWarning

    level = kernels.ConstantKernel(_LEVEL_VARIANCE, "fixed")
    bends = kernels.ConstantKernel(1.0, (1e-3, 1e3)) * kernels.Matern([0.5, 0.5], (0.05, 20.0), nu=2.5)
    with warnings.catch_warnings():
        # A factor that changes nothing has a length scale at its bound, which is what the result should say.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return (
            process.GaussianProcessRegressor(
                level + bends,
                alpha=np.maximum(noise, 1e-8),
                n_restarts_optimizer=3,
                random_state=seed % 2**32,
            )
            .fit(places, y)
            .kernel_
        )


def _predict(
    kernel: Any,
    places: NDArray[np.float64],
    y: NDArray[np.float64],
    noise: NDArray[np.float64],
    wanted: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean and variance at further places, errors of the points together (R&W eq. 2.23, 2.24)."""
    from scipy.linalg import cho_factor, cho_solve

    factor = cho_factor(kernel(places) + noise + 1e-8 * np.eye(len(y)))
    across = kernel(wanted, places)
    explained = np.einsum("ij,ji->i", across, cho_solve(factor, across.T))
    return across @ cho_solve(factor, y), np.maximum(kernel.diag(wanted) - explained, 0.0)


def _left_out(covariance: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Return the root mean square of standardised leave-one-out errors (R&W eq. 5.12)."""
    inverse = np.linalg.inv(covariance + 1e-8 * np.eye(len(y)))
    return float(np.sqrt(np.mean((inverse @ y) ** 2 / np.diag(inverse))))


def _covariance(differences: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the covariance of the points over worlds, shrunk so that few worlds give a sound one."""
    if np.all(differences == differences[:, :1]):
        return np.zeros((len(differences), len(differences)))
    replicates = differences.shape[1]
    found = needed("sklearn.covariance", "a map of the border").LedoitWolf().fit(differences.T).covariance_
    return np.asarray(found, dtype=np.float64) * replicates / (replicates - 1)


def _straighten(values: NDArray[np.float64], scale: str) -> NDArray[np.float64]:
    return np.log(values) if scale == "log" else np.asarray(values, dtype=np.float64)


def _bend(values: NDArray[np.float64], scale: str) -> NDArray[np.float64]:
    return np.exp(values) if scale == "log" else values
