"""Variates by inversion: the quantile functions that turn a uniform into a draw.

One uniform each and no rejection, so a small change of a parameter moves a variate a little and
never shifts the draws that follow. The scalar functions are compiled and meant for kernels; each
has a plural twin that broadcasts over arrays.

References
----------
.. [1] Wichura, M. J. (1988). Algorithm AS 241: the percentage points of the normal distribution.
   Applied Statistics 37(3), 477-484. doi:10.2307/2347330
.. [2] NIST Digital Library of Mathematical Functions, sections 8.7 (series) and 8.9 (continued
   fraction) of the incomplete gamma functions.
.. [3] Wilson, E. B., Hilferty, M. M. (1931). The distribution of chi-square. PNAS 17(12), 684-688.
"""

import math

import numba
import numpy as np
from numpy.typing import ArrayLike, NDArray


@numba.njit(cache=True, error_model="numpy")
def normal(u: float) -> float:  # noqa: PLR0915 - one published formula, left in one piece
    """Return the standard normal quantile of `u` by Wichura's PPND16 [1]_.

    Parameters
    ----------
    u : float
        In (0, 1).

    Returns
    -------
    float64
        Accurate to about 1 part in 10**16.
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        num = 2.5090809287301226727e3
        num = num * r + 3.3430575583588128105e4
        num = num * r + 6.7265770927008700853e4
        num = num * r + 4.5921953931549871457e4
        num = num * r + 1.3731693765509461125e4
        num = num * r + 1.9715909503065514427e3
        num = num * r + 1.3314166789178437745e2
        num = num * r + 3.3871328727963666080e0
        den = 5.2264952788528545610e3
        den = den * r + 2.8729085735721942674e4
        den = den * r + 3.9307895800092710610e4
        den = den * r + 2.1213794301586595867e4
        den = den * r + 5.3941960214247511077e3
        den = den * r + 6.8718700749205790830e2
        den = den * r + 4.2313330701600911252e1
        den = den * r + 1.0
        return q * num / den
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    if r <= 5.0:
        r -= 1.6
        num = 7.74545014278341407640e-4
        num = num * r + 2.27238449892691845833e-2
        num = num * r + 2.41780725177450611770e-1
        num = num * r + 1.27045825245236838258e0
        num = num * r + 3.64784832476320460504e0
        num = num * r + 5.76949722146069140550e0
        num = num * r + 4.63033784615654529590e0
        num = num * r + 1.42343711074968357734e0
        den = 1.05075007164441684324e-9
        den = den * r + 5.47593808499534494600e-4
        den = den * r + 1.51986665636164571966e-2
        den = den * r + 1.48103976427480074590e-1
        den = den * r + 6.89767334985100004550e-1
        den = den * r + 1.67638483018380384940e0
        den = den * r + 2.05319162663775882187e0
        den = den * r + 1.0
    else:
        r -= 5.0
        num = 2.01033439929228813265e-7
        num = num * r + 2.71155556874348757815e-5
        num = num * r + 1.24266094738807843860e-3
        num = num * r + 2.65321895265761230930e-2
        num = num * r + 2.96560571828504891230e-1
        num = num * r + 1.78482653991729133580e0
        num = num * r + 5.46378491116411436990e0
        num = num * r + 6.65790464350110377720e0
        den = 2.04426310338993978564e-15
        den = den * r + 1.42151175831644588870e-7
        den = den * r + 1.84631831751005468180e-5
        den = den * r + 7.86869131145613259100e-4
        den = den * r + 1.48753612908506148525e-2
        den = den * r + 1.36929880922735805310e-1
        den = den * r + 5.99832206555887937690e-1
        den = den * r + 1.0
    x = num / den
    return -x if q < 0.0 else x


@numba.njit(cache=True)
def exponential(u: float) -> float:
    """Return the quantile of `u` under the exponential distribution of mean 1."""
    return -math.log1p(-u)


@numba.njit(cache=True, error_model="numpy")
def geometric(u: float, p: float) -> np.int64:
    """Return the quantile of `u` for the number of trials up to the first success.

    Parameters
    ----------
    u : float
        In (0, 1).
    p : float
        Probability of success, in (0, 1].

    Returns
    -------
    int64
        At least 1.
    """
    if p >= 1.0:
        return np.int64(1)
    return max(np.int64(1), np.int64(math.ceil(math.log1p(-u) / math.log1p(-p))))


@numba.njit(cache=True, error_model="numpy")
def incomplete_gamma(a: float, x: float) -> tuple[float, float]:
    """Return the regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 - P(a, x).

    The smaller of the two is computed by the series (x < a + 1) or by the continued fraction in
    Lentz's form [2]_, so neither loses accuracy in its own tail.

    Parameters
    ----------
    a : float
        Shape, positive.
    x : float
        Not negative.

    Returns
    -------
    tuple of two float64
    """
    if x <= 0.0:
        return 0.0, 1.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1.0:
        term = 1.0 / a
        total = term
        k = a
        while term > total * 1e-17:
            k += 1.0
            term *= x / k
            total += term
        p = min(1.0, front * total)
        return p, 1.0 - p
    tiny = 1e-300
    b = x + 1.0 - a
    c = 1.0 / tiny
    d = 1.0 / b
    h = d
    for i in range(1, 100_000):
        an = -i * (i - a)
        b += 2.0
        d = an * d + b
        d = 1.0 / (tiny if abs(d) < tiny else d)
        c = b + an / c
        c = tiny if abs(c) < tiny else c
        step = c * d
        h *= step
        if abs(step - 1.0) < 1e-16:
            break
    q = min(1.0, front * h)
    return 1.0 - q, q


@numba.njit(cache=True, error_model="numpy")
def gamma(u: float, shape: float) -> float:
    """Return the quantile of `u` under the gamma distribution of the given shape and scale 1.

    Halley's iteration on `incomplete_gamma`, kept inside a bracket, from the cube-root normal
    approximation [3]_ or, for small values, from the leading term x**a / Gamma(a + 1).

    Parameters
    ----------
    u : float
        In (0, 1).
    shape : float
        Positive.

    Returns
    -------
    float64
        Accurate to about 1 part in 10**10 or better for shapes up to 10**4.
    """
    small = math.exp((math.log(u) + math.lgamma(shape + 1.0)) / shape)
    # Next term of the series is x a / (a + 1), below the accuracy promised.
    if small < 1e-11:
        return small
    log_gamma = math.lgamma(shape)
    cube = 1.0 - 1.0 / (9.0 * shape) + normal(u) / (3.0 * math.sqrt(shape))
    x = shape * cube**3
    if cube <= 0.3 or shape < 0.3:
        x = min(small, shape + 1.0)
    low = 0.0
    high = math.inf
    for _ in range(200):
        p, q = incomplete_gamma(shape, x)
        error = p - u if u <= 0.5 else (1.0 - u) - q
        if error == 0.0:
            return x
        if error > 0.0:
            high = x
        else:
            low = x
        density = math.exp((shape - 1.0) * math.log(x) - x - log_gamma)
        new = -1.0
        if density > 0.0:
            step = error / density
            step /= 1.0 - 0.5 * min(1.0, step * ((shape - 1.0) / x - 1.0))
            new = x - step
        # Before the bracket is looked at: where the iteration has converged from below, `low` is x.
        if abs(new - x) <= 4e-16 * new:
            return new
        if not (low < new < high):
            new = 2.0 * x if high == math.inf else 0.5 * (low + high)
        x = new
    return x


@numba.njit(cache=True, error_model="numpy")
def poisson(u: float, mean: float) -> np.int64:
    """Return the Poisson quantile: the least k with P(X <= k) >= u.

    Up to a mean of 30 the probabilities are summed from k = 0; above, the sum starts from the
    distribution function Q(k + 1, mean) just below the normal guess.

    Parameters
    ----------
    u : float
        In (0, 1).
    mean : float
        Not negative.

    Returns
    -------
    int64
    """
    if mean <= 0.0:
        return np.int64(0)
    k = np.int64(0)
    if mean <= 30.0:
        p = math.exp(-mean)
        below = p
    else:
        # The normal guess is never above the quantile: the next term of the Cornish-Fisher expansion,
        # (z**2 - 1) / 6, is at least -1/6 and the continuity correction adds 1/2. One more is margin.
        k = np.int64(max(0.0, math.floor(mean + math.sqrt(mean) * normal(u)) - 1.0))
        p = math.exp(k * math.log(mean) - mean - math.lgamma(k + 1.0))
        below = incomplete_gamma(k + 1.0, mean)[1]
    while below < u:
        k += 1
        p *= mean / k
        # Beyond the last bit of the sum no further k can reach u.
        if below + p == below and k > mean:
            break
        below += p
    return k


@numba.njit(cache=True)
def categorical(u: float, cumulative: NDArray[np.float64]) -> np.int64:
    """Return the least index i with ``u < cumulative[i]``.

    Parameters
    ----------
    u : float
        In (0, 1).
    cumulative : ndarray of float64
        Non-decreasing, its last item 1. A category of probability 0 is never returned.

    Returns
    -------
    int64
    """
    low = np.int64(0)
    high = np.int64(cumulative.size - 1)
    while low < high:
        middle = (low + high) // 2
        if u < cumulative[middle]:
            high = middle
        else:
            low = middle + 1
    return low


@numba.vectorize(cache=True)
def normals(u: float) -> float:  # pragma: no cover - compiled
    """Broadcast `normal`."""
    return normal(u)


@numba.vectorize(cache=True)
def exponentials(u: float) -> float:  # pragma: no cover - compiled
    """Broadcast `exponential`."""
    return exponential(u)


@numba.vectorize(cache=True)
def geometrics(u: float, p: float) -> np.int64:  # pragma: no cover - compiled
    """Broadcast `geometric`."""
    return geometric(u, p)


@numba.vectorize(cache=True)
def gammas(u: float, shape: float) -> float:  # pragma: no cover - compiled
    """Broadcast `gamma`."""
    return gamma(u, shape)


@numba.vectorize(cache=True)
def poissons(u: float, mean: float) -> np.int64:  # pragma: no cover - compiled
    """Broadcast `poisson`."""
    return poisson(u, mean)


def categoricals(u: ArrayLike, cumulative: NDArray[np.float64]) -> NDArray[np.int64]:
    """Apply `categorical` to an array of uniforms.

    Parameters
    ----------
    u : array_like of float
    cumulative : ndarray of float64, shape (k,)

    Returns
    -------
    ndarray of int64
        In the shape of `u`, each in [0, k).
    """
    index = np.searchsorted(cumulative, np.asarray(u, dtype=np.float64), side="right")
    return np.minimum(index, len(cumulative) - 1).astype(np.int64)
