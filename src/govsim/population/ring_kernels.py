"""Compiled kernels that tie the members of rings; see `rings` for the rule.

References
----------
.. [1] Batagelj, V., Brandes, U. (2005). Efficient generation of large random networks. Physical
   Review E 71, 036113. doi:10.1103/PhysRevE.71.036113
"""

import math

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.dice import Integer, Purpose, normal, uniform, uniform_pair, words
from govsim.population.residents import CLASSES, Residents, resident_key
from govsim.population.rings import Ring, RingRule, Rings
from govsim.population.rows import Places
from govsim.population.traits import interpolate

DENSE_REACH = 64
"""Up to this reach every pair throws its own dice; beyond, untied pairs are jumped over [1]_."""

_ITERATIONS = 8
_TOLERANCE = 0.02
# Mean chance of a pair, times two, from which chances at their bound of 1 are worth counting.
_CROWDED = 0.2
_WORD = 2.0**32


@numba.njit(cache=True)
def _is_dense(n: int, reach: int) -> bool:
    return reach <= DENSE_REACH or n <= 2 * DENSE_REACH + 1


@numba.njit(cache=True)
def _furthest(i: int, n: int, reach: int) -> int:
    """Return the last offset at which member i meets someone it has not met from the other side."""
    half = (n - 1) // 2
    if reach <= half:
        return reach
    return half + 1 if n % 2 == 0 and i < n // 2 else half


@numba.njit(cache=True, error_model="numpy")
def _mixing(ring: Ring, homophily: float) -> NDArray[np.float64]:
    """Return m[c, c] for each class c; for two classes m is 1 - homophily."""
    weight = np.zeros(CLASSES)
    for i in range(ring.n):
        weight[ring.kind[i]] += ring.w[i]
    total = weight.sum()
    same = np.empty(CLASSES)
    for c in range(CLASSES):
        same[c] = 1.0 - homophily
        if weight[c] > 0.0:
            same[c] += homophily * total / weight[c]
    return same


@numba.njit(cache=True, error_model="numpy")
def _expected(ring: Ring, rule: RingRule, same: NDArray[np.float64], a: float) -> float:
    """Return the sum over all pairs of the chance of a tie."""
    n, _, w, kind, home = ring
    reach = rule.reach
    total = 0.0
    for i in range(n):
        own, house = kind[i], home[i]
        like = a * w[i] * same[own]
        unlike = a * w[i] * (1.0 - rule.homophily)
        for j in range(i + 1, i + 1 + _furthest(i, n, reach)):
            p = min(1.0, w[j] * (like if kind[j] == own else unlike))
            total += p if home[j] != house else 0.0
    return total


@numba.njit(cache=True, error_model="numpy")
def _expected_by_class(ring: Ring, rule: RingRule, same: NDArray[np.float64]) -> float:
    """Return the same sum for a = 1 without the bound of 1, as if households stood in random order."""
    n, _, w, kind, home = ring
    unlike = 1.0 - rule.homophily
    weight = np.zeros(CLASSES)
    square = np.zeros(CLASSES)
    at_home = 0.0
    homes = 0
    for i in range(n):
        weight[kind[i]] += w[i]
        square[kind[i]] += w[i] * w[i]
        j = i + 1
        while j < n and home[j] == home[i]:
            at_home += w[i] * w[j] * (same[kind[i]] if kind[j] == kind[i] else unlike)
            homes += 1
            j += 1
    total = unlike * 0.5 * (weight.sum() ** 2 - square.sum())
    for c in range(CLASSES):
        total += (same[c] - unlike) * 0.5 * (weight[c] ** 2 - square[c])
    # Members of a household stand side by side, so all their pairs are within reach, and passed over.
    pairs = 0.5 * n * (n - 1.0)
    met = min(pairs, float(n) * rule.reach) - homes
    return (total - at_home) * max(met, 0.0) / (pairs - homes) if pairs > homes else 0.0


@numba.njit(cache=True, error_model="numpy")
def ring_scale(ring: Ring, rule: RingRule) -> float:
    """Return the constant a that makes the expected number of ties half the sum of ``degree * w``.

    Parameters
    ----------
    ring : Ring
    rule : RingRule

    Returns
    -------
    float64
        0 where nobody can be tied. Where so many chances are at their bound of 1 that the number
        cannot be reached, nearly everyone is tied to everyone in reach.
    """
    n = ring.n
    if n < 2 or rule.degree <= 0.0:
        return 0.0
    target = 0.5 * rule.degree * ring.w[:n].sum()
    same = _mixing(ring, rule.homophily)
    total = _expected_by_class(ring, rule, same)
    if total <= 0.0:
        return 0.0
    a = target / total
    crowded = n <= 2 * rule.reach or 2.0 * target > _CROWDED * n * rule.reach
    if not _is_dense(n, rule.reach) or not crowded:
        return a
    for _ in range(_ITERATIONS):
        total = _expected(ring, rule, same, a)
        if total <= 0.0:
            return 0.0
        ratio = target / total
        a *= ratio
        # As chances reach their bound, steps shrink by two thirds or more: less than a third is left.
        if abs(ratio - 1.0) < _TOLERANCE:
            break
    return a


@numba.njit(cache=True)
def _join(
    rows: NDArray[np.uint32], n: int, i: int, j: int, place: NDArray[np.int64], neighbour: NDArray[np.uint32]
) -> None:
    far = j - n if j >= n else j
    if neighbour.size > 0:
        neighbour[place[i]] = rows[far]
        neighbour[place[far]] = rows[i]
    place[i] += 1
    place[far] += 1


@numba.njit(cache=True, error_model="numpy")
def throw_dense(
    ring: Ring, a: float, rule: RingRule, key: Integer, seed: Integer, reached: NDArray[np.uint64]
) -> None:
    """Throw for every pair within reach, four pairs to a block of dice.

    Parameters
    ----------
    ring : Ring
        Within `DENSE_REACH`, or small enough that nobody is further away.
    a : float
        Constant of `ring_scale`.
    rule : RingRule
    key : int
        Entity under which the ring throws dice.
    seed : int
        Seed of the run.
    reached : ndarray of uint64, shape (n,)
        Receives the set of offsets at which each member is tied to those after it.
    """
    n, _, w, kind, home = ring
    same = _mixing(ring, rule.homophily)
    reach, purpose = rule.reach, rule.purpose
    thrown = np.empty(DENSE_REACH, dtype=np.uint32)
    for i in range(n):
        furthest = _furthest(i, n, reach)
        for block in range((furthest + 3) >> 2):
            first, second, third, fourth = words(seed, purpose, key, i, block)
            thrown[4 * block] = first
            thrown[4 * block + 1] = second
            thrown[4 * block + 2] = third
            thrown[4 * block + 3] = fourth
        own, house = kind[i], home[i]
        like = _WORD * a * w[i] * same[own]
        unlike = _WORD * a * w[i] * (1.0 - rule.homophily)
        bits = np.uint64(0)
        for offset in range(furthest):
            j = i + 1 + offset
            p = w[j] * (like if kind[j] == own else unlike)
            tied = (np.float64(thrown[offset]) + 0.5 < p) & (home[j] != house)
            bits |= np.uint64(tied) << np.uint64(offset)
        reached[i] = bits


@numba.njit(cache=True)
def join_dense(
    rows: NDArray[np.uint32],
    reached: NDArray[np.uint64],
    place: NDArray[np.int64],
    neighbour: NDArray[np.uint32],
) -> None:
    """Turn the sets of offsets into ties.

    Parameters
    ----------
    rows : ndarray of uint32, shape (n,)
        Members.
    reached : ndarray of uint64, shape (n,)
        Filled by `throw_dense`.
    place : ndarray of int64, shape (n,)
        Where in `neighbour` the next tie of each member goes; advanced by the ties of each.
    neighbour : ndarray of uint32
        Receives both ends of every tie; of size 0 where ties are only counted.
    """
    n = reached.size
    for i in range(n):
        bits = reached[i]
        j = i + 1
        while bits:
            if bits & np.uint64(1):
                _join(rows, n, i, j, place, neighbour)
            bits >>= np.uint64(1)
            j += 1


@numba.njit(cache=True, error_model="numpy")
def tie_sparse(
    ring: Ring,
    a: float,
    rule: RingRule,
    key: Integer,
    seed: Integer,
    place: NDArray[np.int64],
    neighbour: NDArray[np.uint32],
) -> None:
    """Jump to the next candidate at the largest chance a member has, then thin [1]_.

    Parameters
    ----------
    ring : Ring
    a : float
        Constant of `ring_scale`.
    rule : RingRule
    key : int
        Entity under which the ring throws dice.
    seed : int
        Seed of the run.
    place : ndarray of int64, shape (n,)
        As for `join_dense`.
    neighbour : ndarray of uint32
        As for `join_dense`.
    """
    n, rows, w, kind, home = ring
    same = _mixing(ring, rule.homophily)
    heaviest = w.max()
    for i in range(n):
        own = kind[i]
        like = a * w[i] * same[own]
        unlike = a * w[i] * (1.0 - rule.homophily)
        bound = min(1.0, heaviest * max(like, unlike))
        if bound <= 0.0:
            continue
        log_miss = math.log1p(-bound)
        left = _furthest(i, n, rule.reach)
        j = i
        count = 0
        while True:
            u, v = uniform_pair(seed, rule.purpose, key, i, count)
            count += 1
            misses = math.log(u) / log_miss
            # Compared before it is an integer: at tiny chances it is more than any integer holds.
            if misses >= left:
                break
            jump = 1 + int(misses)
            left -= jump
            j += jump
            p = min(1.0, w[j] * (like if kind[j] == own else unlike))
            if v * bound < p and home[j] != home[i]:
                _join(rows, n, i, j, place, neighbour)


@numba.njit(cache=True)
def _stand(
    rows: NDArray[np.uint32], rule: RingRule, where: Places, residents: Residents, seed: Integer
) -> Ring:
    """Look up what the members of a ring are."""
    n = rows.size
    length = n + min(rule.reach, n // 2)
    turn = np.empty(length, dtype=np.uint32)
    w = np.empty(length)
    kind = np.empty(length, dtype=np.uint8)
    home = np.empty(length, dtype=np.uint32)
    code, start, community = where.code, where.start, residents.community
    migrant, age_class, household = residents.migrant, residents.age_class, residents.household
    weights, layer = rule.weights, rule.layer
    for i in range(n):
        row = rows[i]
        c = community[row]
        key = resident_key(code[c], row - start[c])
        turn[i] = row
        w[i] = interpolate(weights, normal(uniform(seed, Purpose.TIE_WEIGHT, key, 0, layer)))
        kind[i] = migrant[row] * (CLASSES // 2) + age_class[row]
        home[i] = household[row]
    for i in range(n, length):
        turn[i], w[i], kind[i], home[i] = turn[i - n], w[i - n], kind[i - n], home[i - n]
    return Ring(n, turn, w, kind, home)


@numba.njit(cache=True)
def _tie_one(
    rings: Rings,
    r: int,
    rule: RingRule,
    where: Places,
    residents: Residents,
    counts: NDArray[np.int64],
    neighbour: NDArray[np.uint32],
    seed: Integer,
) -> None:
    first, end = rings.start[r], rings.start[r + 1]
    rows = rings.members[first:end]
    reached = rings.reached[first:end]
    n = rows.size
    dense = _is_dense(n, rule.reach)
    counting = neighbour.size == 0
    place = np.empty(n, dtype=np.int64)
    for i in range(n):
        place[i] = counts[rows[i]]
    if counting or not dense:
        ring = _stand(rows, rule, where, residents, seed)
        if counting:
            rings.scale[r] = ring_scale(ring, rule)
        if not dense:
            tie_sparse(ring, rings.scale[r], rule, rings.key[r], seed, place, neighbour)
        else:
            throw_dense(ring, rings.scale[r], rule, rings.key[r], seed, reached)
    if dense:
        join_dense(rows, reached, place, neighbour)
    for i in range(n):
        counts[rows[i]] = place[i]


@numba.njit(cache=True, parallel=True)
def tie_rings(
    rings: Rings,
    rule: RingRule,
    where: Places,
    residents: Residents,
    counts: NDArray[np.int64],
    neighbour: NDArray[np.uint32],
    seed: Integer,
) -> None:
    """Tie the members of all rings of a layer; nobody is in two rings of one layer.

    Parameters
    ----------
    rings : Rings
        Its `scale` and `reached` are filled where ties are only counted, and read where they are written.
    rule : RingRule
    where : Places
    residents : Residents
    counts : ndarray of int64, shape (n,)
        Advanced by the ties of each resident; where ties are written, their places.
    neighbour : ndarray of uint32
        Receives the ties; of size 0 where they are only counted.
    seed : int
        Seed of the run.
    """
    # One call per ring: stores into fields of a tuple are lost when made in a parallel loop itself.
    for r in numba.prange(rings.key.size):
        _tie_one(rings, r, rule, where, residents, counts, neighbour, seed)
