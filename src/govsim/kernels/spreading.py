"""Contagion on a graph by the model's evening: thresholds, transmission, tiring."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import index
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from govsim.columns import records
from govsim.conflict import contagion, supporters
from govsim.kernels.blank import blank_state, seed_of
from govsim.kernels.graph import ties_of
from govsim.population import Ties
from govsim.state import DISPUTE, N_ACTIVE, N_DISPUTES, OFFICE, Store

INACTIVE, ACTIVE, TIRED = range(3)

_WEIGHTS = np.ones(3)
_PLENTY = 1e12
"""Persons for whom a node stands where several contagions are to be independent."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How a contagion went.

    Attributes
    ----------
    state : ndarray of int8, shape (days + 1, n)
        Of every node on every day: 0 inactive, 1 active, 2 tired. Row 0 is the start.
    """

    state: NDArray[np.int8]

    @property
    def active(self) -> NDArray[np.int64]:
        """Number of active nodes by day, int64 (days + 1,)."""
        return (self.state == ACTIVE).sum(axis=1)

    @property
    def reached(self) -> NDArray[np.int64]:
        """Number of nodes that are or were active by day, int64 (days + 1,)."""
        return (self.state != INACTIVE).sum(axis=1)


def _mean_time(share: float) -> float:
    """Return the mean of the exponential time of which a share is over within a day."""
    if share == 0.0:
        return math.inf
    return -1.0 / math.log1p(-share) if share < 1.0 else 0.0


def begin(
    ties: Ties,
    contagions: Sequence[Iterable[int]],
    beta: float,
    threshold: NDArray[np.float64],
    recovery: float,
    seed: int,
) -> Store:
    """Return a state in which one or more contagions, each a dispute, begin at their seeds on day 0.

    Several contagions do not hinder each other: everyone has a place in each.
    """
    n, m = ties.start.size - 1, len(contagions)
    state = blank_state(n, ties, records(OFFICE, 1), classes=1, seed=seed)
    if m > 1:
        state.places.weight[:] = _PLENTY
    state.residents.threshold[:] = threshold
    parameters: Any = state.p
    parameters["contagion_beta"] = beta
    parameters["contagion_tiring_days"] = _mean_time(recovery)
    state.highest_chance[0] = contagion.highest_chance(beta, _WEIGHTS)
    state.log_miss[0] = math.log1p(-beta) if beta < 1.0 else -math.inf
    state.counters[N_DISPUTES] = m
    disputes: Any = records(DISPUTE, m)
    disputes["key"] = np.arange(m, dtype=np.uint64)
    disputes["community"] = 0
    store = Store(state._replace(disputes=disputes))
    for i, seeds in enumerate(contagions):
        first = list(seeds)
        store.reserve(supporters=len(first))
        for j in first:
            supporters.join(store.ref, j, i, 0.0)
    return store


def final_sizes(
    graph: Any, contagions: Sequence[Iterable[int]], *, beta: float, recovery: float, rng: Any = None
) -> NDArray[np.int64]:
    """Return how many nodes each of several independent contagions reaches before all have tired.

    Parameters
    ----------
    graph
        See `spread`.
    contagions : sequence of iterable of int
        Seeds of each.
    beta, recovery, rng
        See `spread`; `recovery` must be positive. Thresholds are 0.

    Returns
    -------
    ndarray of int64, shape (contagions,)
    """
    if not 0.0 < recovery <= 1.0:
        raise ValueError(f"recovery must lie in (0, 1], found {recovery}")
    store = begin(ties_of(graph), contagions, beta, np.zeros(()), recovery, seed_of(rng))
    day = 0
    while store.state.counters[N_ACTIVE] > 0:
        day += 1
        contagion.spread(store, float(day), _WEIGHTS)
    joined: Any = store.state.supporters["dispute"]
    return np.bincount(joined[joined >= 0], minlength=len(contagions))


def spread(
    graph: Any,
    seeds: Iterable[int],
    *,
    beta: float = 1.0,
    threshold: ArrayLike = 0.0,
    recovery: float = 0.0,
    days: int = 100,
    rng: Any = None,
) -> Spread:
    """Let activity spread on a graph, by the rule that mobilises residents in `CityModel`.

    Every day, from the state of the day before, an inactive node with a of k neighbours active
    becomes active with probability ``1[a/k >= threshold] (1 - (1 - beta)**a)``; then every node that
    was active tires with probability `recovery`, for good. A node that has just become active
    transmits and may tire from the next day on. Zero thresholds give the synchronous SIR process,
    ``beta=1`` and ``recovery=0`` the threshold process of Granovetter [1]_ and Watts [2]_.

    Parameters
    ----------
    graph : networkx.Graph or scipy.sparse matrix or array
        Undirected, with nodes 0 to n - 1, or a symmetric adjacency. Weights, parallel ties and
        self-loops do not count.
    seeds : iterable of int
        Nodes that are active at the start.
    beta : float
        Probability, per day, that an active tie transmits, in [0, 1].
    threshold : float or array_like, shape (n,)
        Share of active neighbours at or above which a node can become active.
    recovery : float
        Probability, per day, that an active node tires, in [0, 1].
    days : int
        Number of days, at least 0.
    rng : int, Generator, SeedSequence or None
        A seed of the keyed dice, or what draws one. The same seed gives the same result.

    Returns
    -------
    Spread
        Its ``state`` has the shape (days + 1, n).

    Raises
    ------
    TypeError
        If the graph is none, or a seed is no whole number.
    ValueError
        If a parameter is out of range, or the graph is directed or not numbered from 0.

    References
    ----------
    .. [1] Granovetter, M. (1978). Threshold models of collective behavior. American Journal of
       Sociology 83(6). doi:10.1086/226707
    .. [2] Watts, D. J. (2002). A simple model of global cascades on random networks. PNAS 99(9).
       doi:10.1073/pnas.082090499

    Examples
    --------
    A line of three, where everyone follows any neighbour:

    >>> import networkx as nx
    >>> spread(nx.path_graph(3), [0], days=2).state.tolist()
    [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    """
    ties = ties_of(graph)
    n = ties.start.size - 1
    for name, value in (("beta", beta), ("recovery", recovery)):
        if not 0.0 <= value <= 1.0:
            raise ValueError(f"{name} must lie in [0, 1], found {value}")
    if days < 0:
        raise ValueError(f"days must be at least 0, found {days}")
    first = sorted({index(j) for j in seeds})
    if first and not 0 <= first[0] <= first[-1] < n:
        raise ValueError(f"seeds must be nodes 0 to {n - 1}, found {first[0] if first[0] < 0 else first[-1]}")
    thresholds = np.asarray(threshold, dtype=np.float64)
    if thresholds.shape not in ((), (n,)) or np.isnan(thresholds).any():
        raise ValueError(
            f"threshold must be a number or one for each of {n} nodes, found shape {thresholds.shape}"
        )

    store = begin(ties, [first], beta, thresholds, recovery, seed_of(rng))
    history = np.zeros((days + 1, n), dtype=np.int8)
    history[0, first] = ACTIVE
    # Without luck, a day that changes nothing is followed by days like it.
    settled = beta == 1.0 and recovery == 0.0
    for day in range(1, days + 1):
        changed = contagion.spread(store, float(day), _WEIGHTS)
        if settled and changed.size == 0:
            history[day:] = history[day - 1]
            break
        active = store.state.residents.mobilised > 0
        history[day] = np.where(active, ACTIVE, np.where(history[day - 1] != INACTIVE, TIRED, INACTIVE))
    return Spread(history)
