"""Opinions on a network: Friedkin and Johnsen, with DeGroot as the case without stubbornness."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from govsim.conflict.opinion import influence
from govsim.kernels.graph import adjacency


@dataclass(frozen=True, slots=True)
class Opinions:
    """Opinions after every step.

    Attributes
    ----------
    history : ndarray of float64, shape (steps + 1, n)
        Row 0 is the start.
    converged : bool
        Whether the last step moved nobody by more than the tolerance.
    """

    history: NDArray[np.float64]
    converged: bool

    @property
    def final(self) -> NDArray[np.float64]:
        """Opinions at the end, float64 (n,)."""
        return np.asarray(self.history[-1])


def opinions(
    graph: Any,
    initial: ArrayLike,
    susceptibility: ArrayLike = 1.0,
    *,
    steps: int = 1000,
    tolerance: float = 1e-12,
) -> Opinions:
    """Let everyone move towards the mean of those they listen to, and hold on to where they began.

    ``x(t + 1) = Lambda W x(t) + (I - Lambda) x(0)`` [1]_, with W the adjacency with rows scaled to sum
    to 1 and Lambda the susceptibilities. At susceptibility 1 this is DeGroot's averaging [2]_. A row
    without entries listens to itself.

    Parameters
    ----------
    graph : networkx.Graph or DiGraph, or scipy.sparse matrix or array
        With nodes 0 to n - 1. Entry (i, j), the edge from i to j, is the weight that i gives to j;
        weights must not be negative. Self-loops count.
    initial : array_like of float, shape (n,)
        Opinions at the start.
    susceptibility : float or array_like of shape (n,)
        Weight of the others against one's own beginning, in [0, 1].
    steps : int
        Most steps.
    tolerance : float
        Stop early once a step moves nobody by more than this.

    Returns
    -------
    Opinions

    Raises
    ------
    TypeError
        If the graph is none.
    ValueError
        If a shape or a range does not fit.

    References
    ----------
    .. [1] Friedkin, N. E., Johnsen, E. C. (1990). Social influence and opinions. Journal of
       Mathematical Sociology 15(3-4). doi:10.1080/0022250X.1990.9990069
    .. [2] DeGroot, M. H. (1974). Reaching a consensus. Journal of the American Statistical
       Association 69(345). doi:10.1080/01621459.1974.10480137

    Examples
    --------
    >>> import networkx as nx
    >>> opinions(nx.path_graph(2), [0.0, 1.0], susceptibility=0.5).final.round(6).tolist()
    [0.333333, 0.666667]
    """
    listens = adjacency(graph)
    n = listens.shape[0]
    start = np.asarray(initial, dtype=np.float64)
    if start.shape != (n,) or not np.isfinite(start).all():
        raise ValueError(f"initial must be a finite number for each of {n} nodes, found shape {start.shape}")
    weight = np.asarray(susceptibility, dtype=np.float64)
    if weight.shape not in ((), (n,)) or not ((weight >= 0.0) & (weight <= 1.0)).all():
        raise ValueError(f"susceptibility must lie in [0, 1], one number or one for each of {n} nodes")
    if listens.nnz and listens.data.min() < 0:
        raise ValueError(f"weights must not be negative, found {listens.data.min()}")
    if steps < 0:
        raise ValueError(f"steps must be at least 0, found {steps}")
    total = np.asarray(listens.sum(axis=1)).ravel()
    alone = sparse.diags_array((total == 0.0).astype(np.float64))
    shares = sparse.diags_array(1.0 / np.where(total == 0.0, 1.0, total)) @ listens + alone
    shares = sparse.csr_array(shares)
    first, heard = shares.indptr.astype(np.int64), shares.indices.astype(np.uint32)
    weight = np.atleast_1d(weight)
    history = [start]
    converged = n == 0
    for _ in range(steps):
        after = influence(first, heard, shares.data, history[-1], start, weight)
        converged = bool(np.abs(after - history[-1]).max(initial=0.0) <= tolerance)
        history.append(after)
        if converged:
            break
    return Opinions(np.array(history), converged)
