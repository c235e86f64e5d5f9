"""Graphs as users have them, turned into the ties that kernels walk."""

from typing import Any

import networkx as nx
import numpy as np
from scipy import sparse

from govsim.population import Ties


def adjacency(graph: Any) -> sparse.csr_array:
    """Return the adjacency of a graph as float64 weights in canonical CSR form.

    Parameters
    ----------
    graph : networkx.Graph or scipy.sparse matrix or array
        A graph whose nodes are 0, 1, ..., n - 1, or an n by n adjacency.

    Returns
    -------
    scipy.sparse.csr_array of float64, shape (n, n)
        Without stored zeros; columns ascend within a row.

    Raises
    ------
    TypeError
        If it is neither.
    ValueError
        If the nodes are not 0 to n - 1, or the adjacency is not square or not finite.
    """
    if isinstance(graph, nx.Graph):
        n = graph.number_of_nodes()
        strangers = set(graph) - set(range(n))
        if strangers:
            found = min(strangers, key=repr)
            raise ValueError(
                f"the {n} nodes must be 0 to {n - 1}, found {found!r}; "
                "networkx.convert_node_labels_to_integers numbers them"
            )
        # NetworkX makes no array of a graph without nodes.
        matrix = (
            nx.to_scipy_sparse_array(graph, nodelist=range(n), dtype=np.float64, format="csr")
            if n
            else sparse.csr_array((0, 0), dtype=np.float64)
        )
    elif sparse.issparse(graph):
        matrix = sparse.csr_array(graph, dtype=np.float64, copy=True)
    else:
        kind = f"{type(graph).__module__}.{type(graph).__name__}"
        raise TypeError(f"expected a networkx graph or a scipy.sparse adjacency, found {kind}")
    if matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"an adjacency must be square, found {matrix.shape[0]} by {matrix.shape[1]}")
    if not np.isfinite(matrix.data).all():
        raise ValueError("an adjacency must be finite")
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    return matrix


def ties_of(graph: Any) -> Ties:
    """Return the ties of an undirected graph; self-loops and weights other than 0 do not count.

    Parameters are those of `adjacency`.

    Raises
    ------
    ValueError
        Also if the graph is directed.
    """
    if isinstance(graph, nx.DiGraph):
        raise ValueError("ties go both ways: pass an undirected graph, as graph.to_undirected() is")  # noqa: TRY004
    matrix = adjacency(graph)
    matrix.setdiag(0.0)
    matrix.eliminate_zeros()
    pattern = sparse.csr_array((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)
    if (pattern != pattern.T).nnz:
        raise ValueError("ties go both ways: the adjacency must be symmetric, such as (A + A.T) > 0")
    n = matrix.shape[0]
    # All in the last layer, whose first position is the only one that has to be stored.
    return Ties(
        start=matrix.indptr.astype(np.int64),
        neighbour=matrix.indices.astype(np.uint32),
        work_from=np.zeros(n, dtype=np.uint16),
        online_from=np.zeros(n, dtype=np.uint16),
    )
