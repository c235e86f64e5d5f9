"""`govsim.opinions` against the closed forms of DeGroot and of Friedkin and Johnsen."""

import itertools
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import sparse

import govsim


def random_weights(seed, n, density=0.3):
    """Return a sparse adjacency with uneven weights in both directions and some self-loops."""
    rng = np.random.default_rng(seed)
    return sparse.csr_array(np.where(rng.random((n, n)) < density, rng.uniform(0.1, 5.0, (n, n)), 0.0))


def shares(matrix):
    """Return W as a dense array: rows sum to 1, a row without entries listens to itself."""
    dense = np.asarray(matrix.todense(), dtype=float)
    lonely = dense.sum(axis=1) == 0.0
    dense[lonely, lonely] = 1.0
    return dense / dense.sum(axis=1, keepdims=True)


def consensus(weights, start):
    """Return pi'x(0), pi the left eigenvector of W for the eigenvalue 1."""
    values, vectors = np.linalg.eig(weights.T)
    pi = np.real(vectors[:, np.argmin(np.abs(values - 1.0))])
    return pi @ start / pi.sum()


@pytest.mark.parametrize("seed", range(20))
def test_degroot_agrees_on_the_mean_weighted_by_influence(seed):
    """Strongly connected and aperiodic: everyone ends at pi'x(0)."""
    n = 5 + seed
    ring = sparse.csr_array(np.roll(np.eye(n), 1, axis=1))
    matrix = random_weights(seed, n) + ring + 0.5 * sparse.eye_array(n)
    start = np.random.default_rng(seed + 100).normal(size=n)
    result = govsim.opinions(matrix, start, steps=20_000, tolerance=1e-15)
    assert result.converged
    np.testing.assert_allclose(result.final, consensus(shares(matrix), start), rtol=0, atol=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_degroot_on_an_undirected_graph_weighs_by_degree(seed):
    """The left eigenvector of a symmetric graph is the degree."""
    graph = nx.barabasi_albert_graph(40, 3, seed=seed)
    start = np.random.default_rng(seed).uniform(size=40)
    degree = np.array([graph.degree(j) for j in range(40)])
    result = govsim.opinions(graph, start, steps=20_000, tolerance=1e-15)
    np.testing.assert_allclose(result.final, degree @ start / degree.sum(), rtol=0, atol=1e-9)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("seed", range(15))
def test_friedkin_johnsen_ends_at_its_closed_form(seed, directed):
    """(I - Lambda W)^-1 (I - Lambda) x(0), isolated nodes included."""
    n = 10 + 3 * seed
    graph = nx.gnp_random_graph(n, 2.5 / n, seed=seed, directed=directed)
    rng = np.random.default_rng(seed)
    for u, v in graph.edges:
        graph[u][v]["weight"] = rng.uniform(0.1, 4.0)
    susceptibility, start = rng.uniform(0.0, 0.98, n), rng.normal(size=n)
    weights = shares(nx.to_scipy_sparse_array(graph, nodelist=range(n)))
    expected = np.linalg.solve(np.eye(n) - susceptibility[:, None] * weights, (1.0 - susceptibility) * start)
    result = govsim.opinions(graph, start, susceptibility, steps=5000, tolerance=1e-14)
    assert result.converged
    np.testing.assert_allclose(result.final, expected, rtol=0, atol=1e-9)


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(1, 12), st.floats(0, 1), st.integers(0, 8))
def test_every_step_is_the_equation(seed, n, susceptibility, steps):
    """Row t + 1 is Lambda W x(t) + (I - Lambda) x(0)."""
    matrix = random_weights(seed, n)
    start = np.random.default_rng(seed).normal(size=n)
    history = govsim.opinions(matrix, start, susceptibility, steps=steps, tolerance=-1.0).history
    assert history.shape == (steps + 1, n)
    assert history.dtype == np.float64
    weights = shares(matrix)
    for before, after in itertools.pairwise(history):
        wanted = susceptibility * (weights @ before) + (1.0 - susceptibility) * start
        np.testing.assert_allclose(after, wanted, rtol=0, atol=1e-12)


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=10), st.floats(0, 1))
def test_opinions_stay_between_the_extremes(seed, start, susceptibility):
    """Averages do not leave the range of what is averaged, but for rounding."""
    history = govsim.opinions(random_weights(seed, len(start)), start, susceptibility, steps=50).history
    margin = 1e-12 * (1.0 + max(map(abs, start)))
    assert history.min() >= min(start) - margin
    assert history.max() <= max(start) + margin


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.floats(-50, 50), st.floats(0.01, 50))
def test_the_scale_of_opinions_is_arbitrary(seed, shift, factor):
    """Shifted and stretched opinions give shifted and stretched results."""
    matrix = random_weights(seed, 8)
    start = np.random.default_rng(seed).uniform(size=8)
    first = govsim.opinions(matrix, start, 0.7, steps=20, tolerance=-1.0).history
    second = govsim.opinions(matrix, shift + factor * start, 0.7, steps=20, tolerance=-1.0).history
    np.testing.assert_allclose(second, shift + factor * first, rtol=0, atol=1e-9)


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_renumbering_the_nodes_renumbers_the_result(seed):
    """And the scale of a row of weights does not matter."""
    matrix, rng = random_weights(seed, 9), np.random.default_rng(seed)
    start, susceptibility, new = rng.normal(size=9), rng.uniform(size=9), rng.permutation(9)
    first = govsim.opinions(matrix, start, susceptibility, steps=9, tolerance=-1.0).history
    scaled = sparse.diags_array(rng.uniform(0.5, 2.0, 9)) @ matrix
    second = govsim.opinions(
        sparse.csr_array(scaled.toarray()[np.ix_(new, new)]),
        start[new],
        susceptibility[new],
        steps=9,
        tolerance=-1.0,
    ).history
    np.testing.assert_allclose(second, first[:, new], rtol=0, atol=1e-12)


def test_an_edge_is_from_who_listens_to_who_is_heard():
    """Direction counts, self-loops count, a sink keeps its opinion."""
    graph = nx.DiGraph([(0, 1)])
    assert govsim.opinions(graph, [0.0, 1.0]).final.tolist() == [1.0, 1.0]
    graph.add_edge(0, 0, weight=3.0)
    graph[0][1]["weight"] = 1.0
    assert govsim.opinions(graph, [0.0, 1.0], steps=1).final.tolist() == [0.25, 1.0]


def test_a_periodic_network_does_not_converge():
    """Two who listen to each other exchange opinions for ever."""
    result = govsim.opinions(nx.path_graph(2), [0.0, 1.0], steps=101)
    assert not result.converged
    assert result.final.tolist() == [1.0, 0.0]
    assert result.history.shape == (102, 2)


def test_it_stops_once_nobody_moves_by_more_than_the_tolerance():
    """The last step moves everyone by at most the tolerance, the one before moved someone by more."""
    start = np.linspace(0.0, 1.0, 10)
    result = govsim.opinions(nx.cycle_graph(10), start, 0.9, tolerance=1e-3)
    step = np.abs(np.diff(result.history, axis=0)).max(axis=1)
    assert result.converged
    assert step[-1] <= 1e-3
    assert (step[:-1] > 1e-3).all()


def test_nobody_listens_at_susceptibility_0():
    """One step, in which nothing moves; none at all is allowed, too."""
    result = govsim.opinions(nx.complete_graph(4), [1.0, 2.0, 3.0, 4.0], 0.0)
    assert result.converged
    assert result.history.tolist() == [[1.0, 2.0, 3.0, 4.0]] * 2
    none = govsim.opinions(nx.complete_graph(2), [1.0, 2.0], steps=0)
    assert not none.converged
    assert none.history.tolist() == [[1.0, 2.0]]


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_networkx_and_sparse_agree(seed):
    """The weights of a DiGraph are the entries of its adjacency."""
    matrix = random_weights(seed, 7)
    graph = nx.from_scipy_sparse_array(matrix, create_using=nx.DiGraph)
    assume(graph.number_of_edges() > 0)
    start = np.random.default_rng(seed).normal(size=7)
    first = govsim.opinions(matrix, start, 0.8, steps=5).history
    np.testing.assert_array_equal(govsim.opinions(graph, start, 0.8, steps=5).history, first)
    np.testing.assert_array_equal(govsim.opinions(matrix.tocoo(), start, 0.8, steps=5).history, first)


@pytest.mark.parametrize("graph", [[[0, 1], [1, 0]], np.eye(2), "graph"])
def test_what_is_no_graph_is_refused(graph):
    """With its type."""
    with pytest.raises(TypeError, match=r"expected a networkx graph or a scipy.sparse adjacency, found "):
        govsim.opinions(graph, [0.0, 1.0])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"initial": [0.0]}, r"initial must be a finite number for each of 2 nodes, found shape \(1,\)"),
        ({"initial": 0.5}, r"initial must be a finite number for each of 2 nodes, found shape \(\)"),
        ({"initial": [0.0, math.nan]}, r"initial must be a finite number"),
        ({"initial": [0.0, math.inf]}, r"initial must be a finite number"),
        ({"susceptibility": -0.1}, r"susceptibility must lie in \[0, 1\]"),
        ({"susceptibility": [0.0, 1.1]}, r"susceptibility must lie in \[0, 1\]"),
        ({"susceptibility": math.nan}, r"susceptibility must lie in \[0, 1\]"),
        ({"susceptibility": [0.5]}, r"one number or one for each of 2 nodes"),
        ({"steps": -1}, r"steps must be at least 0, found -1"),
        ({"graph": sparse.csr_array([[0.0, -1.0], [1.0, 0.0]])}, r"weights must not be negative, found -1.0"),
        ({"graph": sparse.csr_array([[0.0, math.inf], [1.0, 0.0]])}, r"an adjacency must be finite"),
        ({"graph": sparse.csr_array(np.ones((2, 3)))}, r"an adjacency must be square, found 2 by 3"),
        ({"graph": nx.DiGraph([(1, 2)])}, r"the 2 nodes must be 0 to 1, found 2"),
    ],
)
def test_what_does_not_fit_is_refused(options, message):
    """With the range and what was found."""
    with pytest.raises(ValueError, match=message):
        govsim.opinions(**({"graph": nx.path_graph(2), "initial": [0.0, 1.0]} | options))
