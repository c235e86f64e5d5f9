"""The distributions that residents' traits are drawn from, tabulated once for a city.

A trait is a function of one standard normal score; `table` holds it on an even grid of scores and
`interpolate` reads it in compiled code. Tables make any distribution as cheap as the normal one.

References
----------
.. [1] Statistics Bureau of Fujian, Fujian Statistical Yearbook 2021, table 3-6: family households
   by size, 2020 population census.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from govsim import dice

SCORE_LIMIT = 8.5
"""Scores run from minus to plus this value, beyond the last score that a 53-bit uniform can give."""

NODES = 4097
"""Nodes of a table; between two of them the quantile function is read as a straight line."""

MAX_HOUSEHOLD = 7
"""Largest household that is made; larger ones count as this size."""

# Shares of households of 1, 2, ... 7 and more persons [1]_; only the shape is used, see `household_sizes`.
_HOUSEHOLDS = np.array([27.3, 26.3, 19.4, 14.2, 6.9, 4.0, 1.9])
_BISECTIONS = 100
_LEAST_VARIANCE = 1e-6

type Table = NDArray[np.float64]


class HardshipTables(NamedTuple):
    """Hardship as a function of a normal score, for locals and for migrants."""

    local: Table
    migrant: Table


@numba.njit(cache=True, error_model="numpy")
def interpolate(table: Table, score: float) -> float:
    """Read a table at a normal score.

    Parameters
    ----------
    table : ndarray of float64, shape (NODES,)
    score : float

    Returns
    -------
    float64
    """
    place = (score + SCORE_LIMIT) * ((NODES - 1) / (2.0 * SCORE_LIMIT))
    place = min(max(place, 0.0), NODES - 1.000001)
    node = int(place)
    part = place - node
    return table[node] * (1.0 - part) + table[node + 1] * part


@numba.njit(cache=True)
def normal_cdf(x: float) -> float:
    """Return the standard normal distribution function."""
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


@numba.njit(cache=True)
def _throws() -> Table:
    """Return the uniforms that belong to the nodes of a table."""
    throws = np.empty(NODES)
    for node in range(NODES):
        u = normal_cdf(SCORE_LIMIT * (2.0 * node / (NODES - 1) - 1.0))
        throws[node] = min(max(u, 2.0**-53), 1.0 - 2.0**-53)
    return throws


def _bisect(rising: Callable[[float], float], target: float, low: float, high: float) -> float:
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        if rising(middle) < target:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def household_sizes(mean: float) -> NDArray[np.float64]:
    """Return the distribution of household sizes with a given mean.

    The census distribution p of a province [1]_, tilted to ``p[k] * exp(t * k)``: of all
    distributions with this mean the one nearest to it in relative entropy.

    Parameters
    ----------
    mean : float
        Persons per household; kept within 1.02 and 6.5.

    Returns
    -------
    ndarray of float64, shape (MAX_HOUSEHOLD,)
        Probabilities of 1, 2, ... persons.
    """
    sizes = np.arange(1, MAX_HOUSEHOLD + 1)

    def tilted(t: float) -> NDArray[np.float64]:
        # The C library's exponential: NumPy's differs between processors in the last bit.
        tilt = [math.exp(t * size - max(t, t * MAX_HOUSEHOLD)) for size in sizes.tolist()]
        weights = _HOUSEHOLDS * np.array(tilt)
        return np.asarray(weights / weights.sum())

    wanted = min(max(mean, 1.02), MAX_HOUSEHOLD - 0.5)
    return tilted(_bisect(lambda t: float(tilted(t) @ sizes), wanted, -20.0, 20.0))


def truncated_normal(mean: float, sd: float) -> Table:
    """Tabulate a normal distribution cut off at 0 and 1, located so that its mean is as asked.

    Parameters
    ----------
    mean : float
        Mean of the truncated distribution, in [0, 1].
    sd : float
        Standard deviation before truncation. The distribution is a point where it is 0, and where
        the mean is 0 or 1.

    Returns
    -------
    ndarray of float64, shape (NODES,)
    """
    if sd <= 0.0 or mean <= 0.0 or mean >= 1.0:
        return np.full(NODES, mean)

    def bounds(location: float) -> tuple[float, float]:
        return normal_cdf(-location / sd), normal_cdf((1.0 - location) / sd)

    def truncated_mean(location: float) -> float:
        low, high = bounds(location)
        a, b = -location / sd, (1.0 - location) / sd
        densities = (math.exp(-0.5 * a * a) - math.exp(-0.5 * b * b)) / math.sqrt(2.0 * math.pi)
        return location + sd * densities / (high - low)

    # Five deviations beyond an end the truncated distribution is as narrow as it is worth making it.
    location = _bisect(truncated_mean, mean, -5.0 * sd, 1.0 + 5.0 * sd)
    low, high = bounds(location)

    throws = np.clip(low + _throws() * (high - low), 2.0**-53, 1.0 - 2.0**-53)
    values = location + sd * dice.normals(throws)
    return np.asarray(np.clip(values, 0.0, 1.0))


def unit_gamma(variance: float) -> Table:
    """Tabulate a gamma distribution of mean 1.

    Parameters
    ----------
    variance : float
        Its variance, also its squared coefficient of variation; below 1e-6 a point at 1.

    Returns
    -------
    ndarray of float64, shape (NODES,)
    """
    if variance < _LEAST_VARIANCE:
        return np.ones(NODES)
    shape = 1.0 / variance
    return np.asarray(dice.gammas(_throws(), shape) * variance)


def capped_gamma_mean(shape: float, cap: float) -> float:
    """Return E[min(G, cap)] for a gamma variate G of mean 1."""
    return float(
        dice.incomplete_gamma(shape + 1.0, shape * cap)[0]
        + cap * dice.incomplete_gamma(shape, shape * cap)[1]
    )


def hardship(cv: float, migrant_ratio: float, maximum: float, migrant_share: float) -> HardshipTables:
    """Tabulate hardship: a gamma variate times a constant of the class, capped, with mean 1.

    With G of mean 1, ``h = min(c * G, m)`` for locals and ``min(c * r * G, m)`` for migrants; c
    makes the expected mean over the city 1.

    Parameters
    ----------
    cv : float
        Coefficient of variation of G.
    migrant_ratio : float
        r, hardship of migrants relative to that of locals.
    maximum : float
        m, above 1.
    migrant_share : float
        Expected share of migrants among the residents of the city.

    Returns
    -------
    HardshipTables
    """
    ratios = (1.0, migrant_ratio)
    weights = (1.0 - migrant_share, migrant_share)

    def mean(log_constant: float) -> float:
        constant = math.exp(log_constant)
        total = 0.0
        for ratio, weight in zip(ratios, weights, strict=True):
            factor = constant * ratio
            if cv**2 >= _LEAST_VARIANCE:
                total += weight * factor * capped_gamma_mean(1.0 / cv**2, maximum / factor)
            else:
                total += weight * min(factor, maximum)
        return total

    constant = math.exp(_bisect(mean, 1.0, math.log(1e-3), math.log(1e12)))
    base = unit_gamma(cv**2)
    return HardshipTables(*(np.minimum(base * (constant * ratio), maximum) for ratio in ratios))
