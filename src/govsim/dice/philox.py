"""Uniform variates from the counter-based generator Philox4x32-10.

The 128-bit counter is laid out as ``[time, purpose | count << 8, entity low, entity high]``; the
64-bit key is the seed.

References
----------
.. [1] Salmon, J. K., Moraes, M. A., Dror, R. O., Shaw, D. E. (2011). Parallel random numbers: as
   easy as 1, 2, 3. SC '11. doi:10.1145/2063384.2063405
"""

from typing import Any

import numba
import numpy as np
from numpy.typing import ArrayLike, NDArray

MAX_COUNT = 2**24 - 1
"""Largest ``count``: it shares a 32-bit word with the purpose."""

type Integer = int | np.integer[Any]
"""What a scalar kernel takes for a whole number."""

# Inlined by force: a loop over draws then becomes vector instructions, four times as fast.
_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_20 = np.uint64(20)
_12 = np.uint64(12)
_8 = np.uint64(8)
_ONE = np.uint64(1)
_ULP = 2.0**-53


@numba.njit(cache=True, forceinline=True)
def philox4x32(
    c0: Integer, c1: Integer, c2: Integer, c3: Integer, k0: Integer, k1: Integer
) -> tuple[np.uint32, np.uint32, np.uint32, np.uint32]:
    """Encipher one counter block with ten rounds of Philox 4x32.

    Parameters
    ----------
    c0, c1, c2, c3 : int
        The four 32-bit words of the counter.
    k0, k1 : int
        The two 32-bit words of the key.

    Returns
    -------
    tuple of four uint32
        The output block, bit for bit that of the Random123 distribution of [1]_.
    """
    # Everything stays uint64: compiled uint64-with-int64 arithmetic silently turns into float64.
    x0 = np.uint64(c0) & _LOW
    x1 = np.uint64(c1) & _LOW
    x2 = np.uint64(c2) & _LOW
    x3 = np.uint64(c3) & _LOW
    a = np.uint64(k0) & _LOW
    b = np.uint64(k1) & _LOW
    for _ in range(10):
        p0 = _M0 * x0
        p1 = _M1 * x2
        x0 = (p1 >> _32) ^ x1 ^ a
        x1 = p1 & _LOW
        x2 = (p0 >> _32) ^ x3 ^ b
        x3 = p0 & _LOW
        a = (a + _W0) & _LOW
        b = (b + _W1) & _LOW
    return np.uint32(x0), np.uint32(x1), np.uint32(x2), np.uint32(x3)


@numba.njit(cache=True, forceinline=True)
def words(
    seed: Integer, purpose: Integer, entity: Integer, time: Integer, count: Integer
) -> tuple[np.uint32, np.uint32, np.uint32, np.uint32]:
    """Draw four independent 32-bit words; one cipher block.

    Parameters
    ----------
    seed : int
        64-bit seed of the run.
    purpose : int
        A `Purpose`.
    entity : int
        64-bit key of whoever draws.
    time : int
        When, as a 32-bit count of ticks (days, or 0 where time plays no part).
    count : int
        Which of several draws of the same kind, at most `MAX_COUNT`.

    Returns
    -------
    tuple of four uint32
    """
    s = np.uint64(seed)
    e = np.uint64(entity)
    word = np.uint64(purpose) | (np.uint64(count) << _8)
    return philox4x32(np.uint64(time), word, e & _LOW, e >> _32, s & _LOW, s >> _32)


@numba.njit(cache=True, forceinline=True)
def uniform_pair(
    seed: Integer, purpose: Integer, entity: Integer, time: Integer, count: Integer
) -> tuple[float, float]:
    """Draw two independent uniforms from the open interval (0, 1); one cipher block.

    Parameters are those of `words`.

    Returns
    -------
    tuple of two float64
        Odd multiples of 2**-53: 0 and 1 never occur, and ``1 - u`` is exact.
    """
    w0, w1, w2, w3 = words(seed, purpose, entity, time, count)
    m = (np.uint64(w0) << _20) | (np.uint64(w1) >> _12)
    n = (np.uint64(w2) << _20) | (np.uint64(w3) >> _12)
    return (
        np.float64((m << _ONE) | _ONE) * _ULP,
        np.float64((n << _ONE) | _ONE) * _ULP,
    )


@numba.njit(cache=True, forceinline=True)
def uniform(seed: Integer, purpose: Integer, entity: Integer, time: Integer, count: Integer) -> float:
    """Draw one uniform from the open interval (0, 1): the first of `uniform_pair`.

    Parameters and range are those of `uniform_pair`.

    Returns
    -------
    float64
    """
    u, _ = uniform_pair(seed, purpose, entity, time, count)
    return u


@numba.njit(cache=True)
def _fill_uniforms(
    seed: Integer,
    purpose: Integer,
    entities: NDArray[np.uint64],
    times: NDArray[np.int64],
    counts: NDArray[np.int64],
    out: NDArray[np.float64],
) -> None:  # pragma: no cover - compiled
    for i in range(out.size):
        out[i] = uniform(seed, purpose, entities[i], times[i], counts[i])


def uniforms(
    seed: int, purpose: int, entities: ArrayLike, times: ArrayLike = 0, counts: ArrayLike = 0
) -> NDArray[np.float64]:
    """Draw `uniform` for arrays of entities, times and counts, broadcast against each other.

    Parameters
    ----------
    seed : int
        64-bit seed of the run.
    purpose : int
        A `Purpose`.
    entities : array_like of int
        64-bit keys.
    times : array_like of int, optional
        32-bit ticks.
    counts : array_like of int, optional
        At most `MAX_COUNT`.

    Returns
    -------
    ndarray of float64
        In the broadcast shape.

    Raises
    ------
    ValueError
        If a time or a count is outside its range, or the shapes do not broadcast.
    """
    e = np.asarray(entities)
    if e.dtype.kind not in "iu":
        e = e.astype(np.uint64)
    t = np.asarray(times, dtype=np.int64)
    c = np.asarray(counts, dtype=np.int64)
    if t.size and (t.min() < 0 or t.max() >= 2**32):
        raise ValueError(f"times must lie in [0, 2**32), found {t.min()} to {t.max()}")
    if c.size and (c.min() < 0 or c.max() > MAX_COUNT):
        raise ValueError(f"counts must lie in [0, {MAX_COUNT}], found {c.min()} to {c.max()}")
    shape = np.broadcast_shapes(e.shape, t.shape, c.shape)
    out = np.empty(shape, dtype=np.float64)
    _fill_uniforms(
        np.uint64(seed),
        np.uint64(purpose),
        np.broadcast_to(e.astype(np.uint64), shape).reshape(-1),
        np.broadcast_to(t, shape).reshape(-1),
        np.broadcast_to(c, shape).reshape(-1),
        out.reshape(-1),
    )
    return out
