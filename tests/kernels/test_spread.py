"""`govsim.spread` against NDlib, Epidemics on Networks (EoN) and exact laws."""

import itertools
import math
from collections import Counter

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, stats

import govsim
from peers import ModelConfig, eon, ndlib

ALPHA = 1e-4
"""Seeds are fixed: what passes once passes always. The level tells how sharp the tests are."""

FAMILIES = {
    "erdos-renyi": lambda n, seed: nx.gnp_random_graph(n, 4 / n, seed=seed),
    "dense": lambda n, seed: nx.gnp_random_graph(n, 0.5, seed=seed),
    "watts-strogatz": lambda n, seed: nx.watts_strogatz_graph(n, 4, 0.2, seed=seed),
    "barabasi-albert": lambda n, seed: nx.barabasi_albert_graph(n, 2, seed=seed),
    "complete": lambda n, _: nx.complete_graph(n),
    "star": lambda n, _: nx.star_graph(n - 1),
    "path": lambda n, _: nx.path_graph(n),
    "isolated": lambda n, _: nx.disjoint_union(nx.cycle_graph(n // 2), nx.empty_graph(n - n // 2)),
}


def some_graph(family, seed):
    """Return a graph of 6 to 40 nodes, among them isolated ones in some families."""
    return FAMILIES[family](6 + seed * 7 % 35, seed)


def thresholds_on_and_beside(graph, rng):
    """Return positive thresholds: on a boundary a/k, one bit beside it, or anywhere."""
    degree = np.maximum([graph.degree(j) for j in range(len(graph))], 1)
    # Low boundaries are more likely, so that something spreads.
    step = np.maximum(1, np.floor(degree * rng.beta(1, 3, degree.size)))
    boundary = step / degree
    beside = np.nextafter(boundary, rng.choice([0.0, 2.0], degree.size))
    return np.choose(
        rng.integers(3, size=degree.size), [boundary, beside, rng.uniform(0.01, 0.8, degree.size)]
    )


def some_seeds(graph, rng):
    return rng.choice(len(graph), size=max(1, len(graph) // 8), replace=False).tolist()


def by_ndlib(model, seeds, days, parameters, thresholds=None):
    """Return the states by day, int (days + 1, n), that a model of NDlib goes through."""
    config = ModelConfig.Configuration()
    for name, value in parameters.items():
        config.add_model_parameter(name, value)
    for j, value in enumerate(() if thresholds is None else thresholds):
        config.add_node_configuration("threshold", j, value)
    config.add_model_initial_configuration("Infected", list(seeds))
    model.set_initial_status(config)
    history = np.zeros((days + 1, len(model.status)), dtype=int)
    for day in range(days + 1):
        history[day] = history[day - 1]
        changed = model.iteration()["status"]
        history[day, list(changed)] = list(changed.values())
        if day and not (history[day] == 1).any():
            history[day:] = history[day]
            break
    return history


def by_definition(graph, seeds, thresholds, days):
    """Return the states by day of the threshold process, written out node by node."""
    history = [[int(j in seeds) for j in range(len(graph))]]
    for _ in range(days):
        before = history[-1]
        active = [sum(before[v] for v in graph[j] if v != j) for j in range(len(graph))]
        degree = [sum(v != j for v in graph[j]) for j in range(len(graph))]
        history.append(
            [
                int(before[j] or (active[j] > 0 and active[j] / degree[j] >= thresholds[j]))
                for j in range(len(graph))
            ]
        )
    return np.array(history)


# The threshold process, in which nothing is left to chance.


@pytest.mark.parametrize("family", FAMILIES)
def test_threshold_process_is_that_of_ndlib_day_by_day(family):
    """Twenty graphs of each family, thresholds on, beside and off the boundaries.

    NDlib's ThresholdModel is synchronous and compares ``infected / degree >= threshold``, too. Thresholds
    are positive: at 0, NDlib's nodes become active by themselves, where `spread` asks for one active
    neighbour.
    """
    spreads = 0
    for seed in range(20):
        graph = some_graph(family, seed)
        rng = np.random.default_rng([seed, len(family)])
        thresholds, seeds = thresholds_on_and_beside(graph, rng), some_seeds(graph, rng)
        days = len(graph)
        ours = govsim.spread(graph, seeds, threshold=thresholds, days=days, rng=seed).state
        theirs = by_ndlib(ndlib.ThresholdModel(graph, seed=0), seeds, days, {}, thresholds)
        np.testing.assert_array_equal(ours, theirs)
        spreads += ours[-1].sum() > len(seeds)
    assert spreads >= 5


@settings(max_examples=60)
@given(st.sampled_from(sorted(FAMILIES)), st.integers(0, 10_000), st.booleans())
def test_threshold_process_is_its_definition(family, seed, loops):
    """Zero, negative and unreachable thresholds, self-loops and isolated nodes included."""
    graph = some_graph(family, seed % 97)
    rng = np.random.default_rng(seed)
    thresholds = thresholds_on_and_beside(graph, rng)
    special = rng.random(len(graph)) < 0.3
    thresholds[special] = rng.choice([0.0, -1.0, 1.0, 1.5, math.inf], special.sum())
    if loops:
        graph.add_edges_from((int(j), int(j)) for j in rng.choice(len(graph), 3))
    seeds = some_seeds(graph, rng)
    ours = govsim.spread(graph, seeds, threshold=thresholds, days=12, rng=seed).state
    np.testing.assert_array_equal(ours, by_definition(graph, seeds, thresholds, 12))


@pytest.mark.parametrize("k", [1, 2, 3, 5, 6, 7, 10, 49, 97])
def test_a_threshold_on_the_boundary_counts_as_reached(k):
    """The middle of a star of k rays, with a of them active, joins at a/k and not one bit above."""
    star = nx.to_scipy_sparse_array(nx.star_graph(k), nodelist=range(k + 1))
    many = sparse.block_diag([star] * (2 * k), format="csr")
    active = np.repeat(np.arange(1, k + 1), 2)
    middle = (k + 1) * np.arange(2 * k)
    seeds = [m + ray for m, a in zip(middle, active, strict=True) for ray in range(1, a + 1)]
    thresholds = np.ones(many.shape[0])
    thresholds[middle[::2]] = active[::2] / k
    thresholds[middle[1::2]] = np.nextafter(active[1::2] / k, 2.0)
    state = govsim.spread(many, seeds, threshold=thresholds, days=1).state
    assert state[1, middle].tolist() == [1, 0] * k


@settings(max_examples=30)
@given(st.sampled_from(sorted(FAMILIES)), st.integers(0, 10_000))
def test_renumbering_the_nodes_renumbers_the_result(family, seed):
    """Without chance, a node's name is of no consequence."""
    graph = some_graph(family, seed % 89)
    rng = np.random.default_rng(seed)
    thresholds, seeds = thresholds_on_and_beside(graph, rng), some_seeds(graph, rng)
    new = rng.permutation(len(graph))
    renamed = nx.relabel_nodes(graph, {j: int(new[j]) for j in graph})
    moved = np.empty_like(thresholds)
    moved[new] = thresholds
    before = govsim.spread(graph, seeds, threshold=thresholds, days=10).state
    after = govsim.spread(renamed, new[seeds], threshold=moved, days=10).state
    np.testing.assert_array_equal(after[:, new], before)


# The exact law on tiny graphs.


def transitions(state, graph, thresholds, beta, recovery):
    """Yield every state that may follow and its probability, by the sentence of the docstring."""
    choices = []
    for j, now in enumerate(state):
        if now == 0:
            a, k = sum(state[v] == 1 for v in graph[j]), graph.degree(j)
            q = (1 - (1 - beta) ** a) if a and a / k >= thresholds[j] else 0.0
            choices.append(((0, 1 - q), (1, q)))
        elif now == 1:
            choices.append(((1, 1 - recovery), (2, recovery)))
        else:
            choices.append(((2, 1.0),))
    for combination in itertools.product(*choices):
        yield tuple(s for s, _ in combination), math.prod(p for _, p in combination)


def law(graph, seeds, thresholds, beta, recovery, days):
    """Return the probability of every course that the process may take."""
    courses = {(tuple(int(j in seeds) for j in range(len(graph))),): 1.0}
    for _ in range(days):
        longer = Counter()
        for course, probability in courses.items():
            for state, p in transitions(course[-1], graph, thresholds, beta, recovery):
                if p > 0.0:
                    longer[(*course, state)] += probability * p
        courses = longer
    return courses


def copies(graph, seeds, number, thresholds=0.0, **options):
    """Return the states, int8 (days + 1, number, n), of copies of a graph that do not touch each other."""
    n = len(graph)
    tile = nx.to_scipy_sparse_array(graph, nodelist=range(n))
    shift = n * np.arange(number)[:, None]
    levels = np.tile(np.broadcast_to(thresholds, n), number)
    many = sparse.block_diag([tile] * number, format="csr")
    state = govsim.spread(many, (shift + np.array(seeds)).ravel(), threshold=levels, **options).state
    return state.reshape(-1, number, n)


TRIANGLE_WITH_TAIL = nx.Graph([(0, 1), (1, 2), (2, 0), (2, 3)])


@pytest.mark.parametrize(
    ("graph", "seeds", "thresholds", "beta", "recovery"),
    [
        (nx.path_graph(3), [0], [0, 0, 0], 0.4, 0.3),
        (nx.path_graph(3), [1], [0, 0, 0], 0.7, 1.0),
        (nx.path_graph(3), [0, 2], [0, 1, 0], 0.3, 0.4),
        (nx.complete_graph(3), [0], [0, 0, 0], 0.4, 0.3),
        (nx.complete_graph(3), [0], [0, 1, 0.5], 0.5, 0.2),
        (nx.complete_graph(3), [0, 1], [0, 0, 1], 0.25, 0.5),
        (nx.star_graph(3), [1, 2], [1 / 3, 0, 0, 0], 0.35, 0.25),
        (nx.star_graph(3), [1, 2], [2 / 3, 0, 0, 0.5], 0.35, 0.25),
        (TRIANGLE_WITH_TAIL, [3], [0, 0.5, 1 / 3, 0], 0.6, 0.3),
    ],
)
def test_courses_have_their_exact_probabilities(graph, seeds, thresholds, beta, recovery):
    """Whole courses over three days, by chi-square on ten thousand copies."""
    number, days = 10_000, 3
    expected = law(graph, seeds, thresholds, beta, recovery, days)
    assert sum(expected.values()) == pytest.approx(1.0)
    states = copies(graph, seeds, number, thresholds, beta=beta, recovery=recovery, days=days, rng=20)
    found = Counter(tuple(map(tuple, course)) for course in states.transpose(1, 0, 2).tolist())
    assert set(found) <= set(expected)
    common = [course for course, p in expected.items() if p * number >= 5]
    observed = [found[course] for course in common]
    wanted = [number * expected[course] for course in common]
    rare = number - sum(wanted)
    if rare >= 5:
        observed.append(number - sum(observed))
        wanted.append(rare)
    else:
        wanted = np.array(wanted) * (sum(observed) / sum(wanted))
    assert stats.chisquare(observed, wanted).pvalue > ALPHA


def test_courses_by_rng_have_their_exact_probabilities():
    """The same where every replication has a seed of its own."""
    graph, number = nx.path_graph(3), 400
    expected = law(graph, [0], [0, 0, 0], 0.5, 0.4, 2)
    found = Counter(
        tuple(map(tuple, govsim.spread(graph, [0], beta=0.5, recovery=0.4, days=2, rng=seed).state.tolist()))
        for seed in range(number)
    )
    observed, wanted = zip(*((found[c], number * p) for c, p in expected.items()), strict=True)
    assert sum(observed) == number
    assert stats.chisquare(observed, wanted).pvalue > ALPHA


# The SIR process in distribution.


WORLD = nx.watts_strogatz_graph(150, 6, 0.15, seed=3)
SPREADER = [0, 75]
DAYS = 40


def features(states):
    """Return numbers that describe each course of (days + 1, replications, n) states."""
    active, reached = (states == 1).sum(axis=2), (states > 0).sum(axis=2)
    numbers = {f"active on day {day}": active[day] for day in (1, 2, 4, 7, 11, 16, 25)}
    numbers |= {f"reached by day {day}": reached[day] for day in (1, 2, 4, 7, 11, 16, 25, len(active) - 1)}
    numbers |= {"highest": active.max(axis=0), "day of the highest": active.argmax(axis=0)}
    return numbers | {"days with activity": (active > 0).sum(axis=0)}


def unlikeliest(ours, theirs):
    """Return the least p-value of all comparisons of two samples of courses, times their number.

    Kolmogorov-Smirnov and Mann-Whitney for every feature, chi-square for the final size in ten classes.
    """
    pvalues = []
    first, second = features(ours), features(theirs)
    for name, a in first.items():
        b = second[name]
        if np.ptp(np.concatenate([a, b])) > 0:
            pvalues += [stats.ks_2samp(a, b).pvalue, stats.mannwhitneyu(a, b).pvalue]
    a, b = ((states[-1] > 0).sum(axis=1) for states in (ours, theirs))
    edges = np.unique(np.quantile(np.concatenate([a, b]), np.linspace(0, 1, 11)[1:-1]))
    table = [np.bincount(np.searchsorted(edges, sizes), minlength=edges.size + 1) for sizes in (a, b)]
    pvalues.append(stats.chi2_contingency(np.array(table)[:, np.sum(table, axis=0) > 0]).pvalue)
    return min(pvalues) * len(pvalues)


def unlikeliest_node(ours, theirs):
    """Return the least p-value over nodes for how often each is ever reached, times their number."""
    hits = [(states[-1] > 0).sum(axis=0) for states in (ours, theirs)]
    sizes = [states.shape[1] for states in (ours, theirs)]
    share = (hits[0] + hits[1]) / sum(sizes)
    free = (share > 0) & (share < 1)
    error = np.sqrt(share * (1 - share) * (1 / sizes[0] + 1 / sizes[1]))[free]
    z = np.abs(hits[0] / sizes[0] - hits[1] / sizes[1])[free] / error
    return 2 * stats.norm.sf(z.max()) * z.size


def from_counts(times, infectious, recovered, days):
    """Return states with the counts of active and tired nodes that EoN reports, in arbitrary places."""
    row = np.searchsorted(times, np.arange(days + 1), side="right") - 1
    place = np.arange(len(WORLD))
    active, tired = np.array(infectious)[row, None], np.array(recovered)[row, None]
    return np.where(place < tired, 2, np.where(place < tired + active, 1, 0))


@pytest.fixture(scope="module")
def sir():
    """1500 courses of `spread` in which final sizes vary from 2 to most of the graph."""
    return copies(WORLD, SPREADER, 1500, beta=0.13, recovery=0.35, days=DAYS, rng=77)


@pytest.fixture(scope="module")
def sir_by_ndlib():
    """400 courses of NDlib's SIRModel with the parameters of `sir`."""
    model = {"beta": 0.13, "gamma": 0.35}
    runs = [by_ndlib(ndlib.SIRModel(WORLD, seed=seed), SPREADER, DAYS, model) for seed in range(400)]
    return np.stack(runs, axis=1)


def test_final_sizes_vary(sir):
    """There are small and large outbreaks to tell apart."""
    sizes = (sir[-1] > 0).sum(axis=1)
    assert np.quantile(sizes, 0.1) <= 15
    assert np.quantile(sizes, 0.9) >= 60


def test_sir_has_the_law_of_ndlib(sir, sir_by_ndlib):
    """Final size, course and who is reached.

    NDlib's SIRModel is synchronous, too: every infected node tries each susceptible neighbour once, on the
    status of the day before, and then recovers with probability gamma. It is the same process.
    """
    assert unlikeliest(sir, sir_by_ndlib) > ALPHA
    assert unlikeliest_node(sir, sir_by_ndlib) > ALPHA


def test_sir_of_single_calls_has_the_law_of_ndlib(sir_by_ndlib):
    """The same with a seed for every replication."""
    runs = [
        govsim.spread(WORLD, SPREADER, beta=0.13, recovery=0.35, days=DAYS, rng=seed).state
        for seed in range(120)
    ]
    ours = np.stack(runs, axis=1)
    assert unlikeliest(ours, sir_by_ndlib) > ALPHA
    assert unlikeliest_node(ours, sir_by_ndlib) > ALPHA


@pytest.mark.parametrize(("beta", "recovery"), [(0.15, 0.35), (0.13, 0.42)])
def test_the_comparison_notices_other_parameters(sir_by_ndlib, beta, recovery):
    """A sixth more transmission or a fifth more tiring is told apart by these tests."""
    other = copies(WORLD, SPREADER, 1500, beta=beta, recovery=recovery, days=DAYS, rng=78)
    assert unlikeliest(other, sir_by_ndlib) < ALPHA


@pytest.mark.parametrize("p", [0.25, 0.4])
def test_reed_frost_has_the_law_of_eon(p):
    """With recovery 1 everyone transmits on one day: `EoN.basic_discrete_SIR`."""
    rng = np.random.default_rng(5)
    runs = []
    for _ in range(400):
        times, _, infectious, recovered = eon.basic_discrete_SIR(
            WORLD, p, initial_infecteds=SPREADER, rng=rng
        )
        runs.append(from_counts(times, infectious, recovered, DAYS))
    ours = copies(WORLD, SPREADER, 1500, beta=p, recovery=1.0, days=DAYS, rng=6)
    assert unlikeliest(ours, np.stack(runs, axis=1)) > ALPHA


def test_sir_has_the_law_of_the_event_driven_algorithm_of_eon(sir):
    """Geometric times of transmission and recovery in `EoN.fast_nonMarkov_SIR` are the same process.

    It knows no days: every node draws when it recovers and when it would reach each neighbour, and a queue
    of events works out who is first. `EoN.discrete_SIR` itself has recovery 1 only.
    """
    rng = np.random.default_rng(8)
    runs = []
    for _ in range(400):
        times, _, infectious, recovered = eon.fast_nonMarkov_SIR(
            WORLD,
            trans_time_fxn=lambda _u, _v: int(rng.geometric(0.13)),
            rec_time_fxn=lambda _u: int(rng.geometric(0.35)),
            initial_infecteds=SPREADER,
        )
        runs.append(from_counts(times, infectious, recovered, DAYS))
    assert unlikeliest(sir, np.stack(runs, axis=1)) > ALPHA


@pytest.mark.parametrize("p", [0.2, 0.3])
def test_final_size_has_the_law_of_percolation(p):
    """Reed-Frost reaches the component of the seeds when every tie is kept with probability p."""
    rng = np.random.default_rng(9)
    edges = np.array(WORLD.edges)
    sizes = []
    for _ in range(800):
        kept = edges[rng.random(len(edges)) < p]
        ones = np.ones(len(kept))
        matrix = sparse.coo_array((ones, kept.T), shape=(len(WORLD), len(WORLD)))
        _, label = sparse.csgraph.connected_components(matrix, directed=False)
        sizes.append(np.isin(label, label[SPREADER]).sum())
    ours = copies(WORLD, SPREADER, 1500, beta=p, recovery=1.0, days=80, rng=10)
    assert (ours[-1] != 1).all()
    found = (ours[-1] > 0).sum(axis=1)
    assert stats.ks_2samp(found, sizes).pvalue > ALPHA
    assert stats.mannwhitneyu(found, sizes).pvalue > ALPHA


# What always holds.


@settings(max_examples=40)
@given(
    st.sampled_from(sorted(FAMILIES)),
    st.integers(0, 10_000),
    st.floats(0, 1),
    st.floats(0, 1),
    st.integers(0, 9),
)
def test_states_only_go_forward(family, seed, beta, recovery, days):
    """From 0 to 1 to 2; nobody tires who was not active; nobody joins without an active neighbour."""
    graph = some_graph(family, seed % 83)
    rng = np.random.default_rng(seed)
    seeds, thresholds = some_seeds(graph, rng), rng.uniform(-0.1, 0.6, len(graph))
    how = {"beta": beta, "threshold": thresholds, "recovery": recovery, "days": days}
    spread = govsim.spread(graph, seeds, **how, rng=seed)
    state = spread.state
    assert state.shape == (days + 1, len(graph))
    assert state.dtype == np.int8
    assert set(np.unique(state)) <= {0, 1, 2}
    assert set(np.flatnonzero(state[0])) == set(seeds)
    assert (state[0] <= 1).all()
    step = np.diff(state, axis=0)
    assert ((step == 0) | (step == 1)).all()
    near = nx.to_scipy_sparse_array(graph, nodelist=range(len(graph))) @ (state[:-1] == 1).T
    degree = np.maximum([graph.degree(j) for j in range(len(graph))], 1)
    joined = (state[:-1] == 0) & (state[1:] == 1)
    assert (near.T[joined] > 0).all()
    assert ((near.T / degree >= thresholds)[joined]).all()
    np.testing.assert_array_equal(spread.active, (state == 1).sum(axis=1))
    np.testing.assert_array_equal(spread.reached, (state > 0).sum(axis=1))
    np.testing.assert_array_equal(govsim.spread(graph, seeds, **how, rng=seed).state, state)


def test_the_same_rng_gives_the_same_result():
    """A seed, a SeedSequence and a fresh generator repeat themselves; another seed differs."""
    how = {"beta": 0.2, "recovery": 0.3, "days": 20}
    first = govsim.spread(WORLD, [0], **how, rng=4).state
    np.testing.assert_array_equal(first, govsim.spread(WORLD, [0], **how, rng=np.int64(4)).state)
    assert (first != govsim.spread(WORLD, [0], **how, rng=5).state).any()
    for source in (np.random.SeedSequence, np.random.default_rng):
        a, b = (govsim.spread(WORLD, [0], **how, rng=source(9)).state for _ in range(2))
        np.testing.assert_array_equal(a, b)
    generator = np.random.default_rng(9)
    a, b = (govsim.spread(WORLD, [0], **how, rng=generator).state for _ in range(2))
    assert (a != b).any()
    assert govsim.spread(WORLD, [0], **how).state.shape == first.shape


@pytest.mark.parametrize("how", [{}, {"beta": 0.3, "recovery": 0.2}])
def test_every_form_of_a_graph_gives_the_same(how):
    """networkx, parallel ties, any sparse format, any dtype; weights and self-loops do not count."""
    graph = nx.gnp_random_graph(30, 0.15, seed=2)
    expected = govsim.spread(graph, [0, 1], threshold=0.2, days=8, rng=3, **how).state
    rng = np.random.default_rng(1)
    weighted, doubled = graph.copy(), nx.MultiGraph(graph)
    for u, v in graph.edges:
        weighted[u][v]["weight"] = float(rng.uniform(0.1, 9))
    doubled.add_edges_from(list(graph.edges)[::2])
    looped = graph.copy()
    looped.add_edges_from((j, j) for j in range(0, 30, 4))
    shuffled = nx.Graph()
    shuffled.add_nodes_from(rng.permutation(30).tolist())
    shuffled.add_edges_from(graph.edges)
    matrix = nx.to_scipy_sparse_array(graph, nodelist=range(30))
    forms = [weighted, doubled, looped, shuffled, matrix.astype(bool), -2.5 * matrix]
    forms += [matrix.asformat(name) for name in ("coo", "csc", "lil", "dok")]
    forms += [sparse.csr_matrix(matrix), nx.to_scipy_sparse_array(looped, nodelist=range(30))]
    for form in forms:
        result = govsim.spread(form, [0, 1], threshold=0.2, days=8, rng=3, **how).state
        np.testing.assert_array_equal(result, expected)


def test_a_graph_that_is_given_is_not_changed():
    """The caller's matrix keeps its loops and its order."""
    matrix = sparse.csr_array(np.array([[1.0, 2.0], [2.0, 0.0]]))
    govsim.spread(matrix, [0], days=1)
    np.testing.assert_array_equal(matrix.toarray(), [[1.0, 2.0], [2.0, 0.0]])


def test_nothing_spreads_without_seeds_ties_or_transmission():
    """Limits at which nobody joins; seeds tire all the same."""
    path = nx.path_graph(4)
    assert govsim.spread(path, [], days=5).state.sum() == 0
    assert govsim.spread(path, [1], beta=0.0, days=5).reached.tolist() == [1] * 6
    assert govsim.spread(nx.empty_graph(4), [1], recovery=1.0, days=2).state[:, 1].tolist() == [1, 2, 2]
    assert govsim.spread(path, [1], threshold=[1, 1, 1, 1.1], days=0).state.tolist() == [[0, 1, 0, 0]]


# Errors.


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        ([[0, 1], [1, 0]], r"expected a networkx graph or a scipy.sparse adjacency, found builtins.list"),
        (np.eye(2), r"found numpy.ndarray"),
        (None, r"found builtins.NoneType"),
    ],
)
def test_what_is_no_graph_is_refused(graph, message):
    """With its type."""
    with pytest.raises(TypeError, match=message):
        govsim.spread(graph, [0])


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (
            nx.path_graph(3, create_using=nx.DiGraph),
            r"pass an undirected graph, as graph.to_undirected\(\) is",
        ),
        (nx.Graph([(1, 2)]), r"the 2 nodes must be 0 to 1, found 2; .*convert_node_labels_to_integers"),
        (nx.Graph([("a", "b")]), r"nodes must be 0 to 1, found 'a'"),
        (sparse.csr_array(np.ones((2, 3))), r"an adjacency must be square, found 2 by 3"),
        (sparse.csr_array([[0.0, np.nan], [np.nan, 0.0]]), r"an adjacency must be finite"),
        (sparse.csr_array([[0.0, 1.0], [0.0, 0.0]]), r"the adjacency must be symmetric"),
    ],
)
def test_graphs_that_do_not_fit_are_refused(graph, message):
    """With what would."""
    with pytest.raises(ValueError, match=message):
        govsim.spread(graph, [0])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"beta": -0.1}, r"beta must lie in \[0, 1\], found -0.1"),
        ({"beta": 1.1}, r"beta must lie in \[0, 1\], found 1.1"),
        ({"beta": math.nan}, r"beta must lie in \[0, 1\], found nan"),
        ({"recovery": -1}, r"recovery must lie in \[0, 1\], found -1"),
        ({"recovery": 2}, r"recovery must lie in \[0, 1\], found 2"),
        ({"days": -1}, r"days must be at least 0, found -1"),
        ({"seeds": [3]}, r"seeds must be nodes 0 to 2, found 3"),
        ({"seeds": [0, -1]}, r"seeds must be nodes 0 to 2, found -1"),
        ({"threshold": [0.1, 0.2]}, r"one for each of 3 nodes, found shape \(2,\)"),
        ({"threshold": [[0.1, 0.2, 0.3]]}, r"one for each of 3 nodes, found shape \(1, 3\)"),
        ({"threshold": [0.1, 0.2, math.nan]}, r"threshold must be a number or one for each of 3 nodes"),
        ({"rng": -1}, r"a seed must lie in \[0, 2\*\*64\), found -1"),
        ({"rng": 2**64}, r"a seed must lie in \[0, 2\*\*64\), found 18446744073709551616"),
    ],
)
def test_parameters_out_of_range_are_refused(options, message):
    """With the range and what was found."""
    seeds = options.pop("seeds", [0])
    with pytest.raises(ValueError, match=message):
        govsim.spread(nx.path_graph(3), seeds, **options)
