"""Contagion against branching processes, final-size equations and threshold cascades."""

import math
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse, stats

from govsim.kernels.spreading import final_sizes, spread
from govsim.verify.check import Measured

_DEGREE = 10.0
_RECOVERY = 0.25


def poisson_graph(n: int, degree: float, rng: np.random.Generator) -> sparse.csr_array:
    """Return a random graph of n nodes with Poisson degrees: n degree / 2 pairs drawn at random."""
    pairs = rng.integers(n, size=(rng.poisson(n * degree / 2.0), 2))
    ones = np.ones(len(pairs))
    half = sparse.coo_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(n, n)).tocsr()
    return sparse.csr_array(half + half.T)


def _beta_for(reproduction: float) -> float:
    """Return the beta at which an active node ever transmits along a tie with the chance asked for.

    That chance is ``beta / (1 - (1 - beta)(1 - recovery))``: an evening transmits, or the node stays active.
    """
    wanted = reproduction / _DEGREE
    return wanted * _RECOVERY / (1.0 - wanted * (1.0 - _RECOVERY))


def final_size(reproduction: float, seeds: int, share: float, seed: int) -> Measured:
    """Measure the share reached in a large epidemic, from a few seeds on a random graph."""
    n = 40_000
    started = seeds / n
    target = optimize.brentq(lambda z: 1.0 - (1.0 - started) * math.exp(-reproduction * z) - z, 1e-3, 1.0)
    sizes = []
    for k, child in enumerate(np.random.SeedSequence(seed).spawn(max(4, round(24 * share)))):
        graph = poisson_graph(n, _DEGREE, np.random.default_rng(child))
        reached = final_sizes(
            graph, [range(seeds)], beta=_beta_for(reproduction), recovery=_RECOVERY, rng=seed + k
        )
        sizes.append(reached[0] / n)
    return Measured.mean(target, sizes)


def _clusters(branching: float, share: float, seed: int) -> NDArray[np.int64]:
    """Return the sizes of independent clusters of offspring mean `branching`, one seed each."""
    n, m = 50_000, max(2000, round(120_000 * share))
    rng = np.random.default_rng(seed)
    graph = poisson_graph(n, _DEGREE, rng)
    starts = rng.integers(n, size=m).tolist()
    # Within one evening, so that the number of offspring is Poisson: every tie has its own trial.
    return final_sizes(graph, [[j] for j in starts], beta=branching / _DEGREE, recovery=1.0, rng=seed)


def cluster_mean(branching: float, share: float, seed: int) -> Measured:
    """Measure the mean size of a cluster."""
    return Measured.mean(1.0 / (1.0 - branching), _clusters(branching, share, seed))


def cluster_variance(branching: float, share: float, seed: int) -> Measured:
    """Measure the variance of the size of a cluster."""
    sizes = _clusters(branching, share, seed)
    squares = (sizes - sizes.mean()) ** 2 * sizes.size / (sizes.size - 1)
    return Measured.mean(branching / (1.0 - branching) ** 3, squares)


def percolation(above: float, share: float, seed: int) -> Measured:
    """Measure the share of single seeds that start a large epidemic, on regular graphs of degree 4.

    Large epidemics exist for a transmissibility T above <k>/<k^2 - k> = 1/3; with T that much above it, a
    seed starts one with probability ``1 - (1 - T + T u)^4``, u the least root of ``u = (1 - T + T u)^3``.
    """
    degree, n, m = 4, 10_000, max(40, round(400 * share))
    chance = above / (degree - 1)
    u = optimize.brentq(lambda x: (1.0 - chance + chance * x) ** (degree - 1) - x, 0.0, 1.0 - 1e-6)
    target = 1.0 - (1.0 - chance + chance * u) ** degree
    graph = nx.random_regular_graph(degree, n, seed=seed)
    starts = np.random.default_rng(seed).integers(n, size=m)
    large = 0
    for k, few in enumerate(np.array_split(starts, m // 20)):
        sizes = final_sizes(graph, [[j] for j in few], beta=chance, recovery=1.0, rng=seed + k)
        large += int((sizes > n // 20).sum())
    return Measured.share(target, large, m)


def trigger_probability(degree: float, phi: float) -> float:
    """Return the probability that one seed sets off a cascade over a Poisson graph (Watts 2002).

    It does if a neighbour leads to the giant cluster of the vulnerable, who follow a single neighbour:
    ``1 - G0(1 - G1(1) + G1(u))`` with u the least root of ``u = 1 - G1(1) + G1(u)``, G1 over the
    vulnerable.
    """
    k = np.arange(200)
    p = stats.poisson.pmf(k, degree)
    follows = np.append(False, 1.0 / k[1:] >= phi)
    weights = np.where(follows, k * p / degree, 0.0)

    def dead(u: float) -> float:
        return float(1.0 - weights.sum() + (weights[1:] * u ** (k[1:] - 1)).sum())

    u = 0.0
    for _ in range(10_000):
        u = dead(u)
    return float(1.0 - (p * u**k).sum())


def cascades(degree: float, phi: float, share: float, seed: int) -> Measured:
    """Measure the share of single seeds that set off a global cascade."""
    n, graphs, each = 4000, max(4, round(30 * share)), 6
    target = trigger_probability(degree, phi)
    hits: list[bool] = []
    for child in np.random.SeedSequence(seed).spawn(graphs):
        rng = np.random.default_rng(child)
        graph = poisson_graph(n, degree, rng)
        reached = [spread(graph, [j], threshold=phi, days=60).reached[-1] for j in rng.integers(n, size=each)]
        hits += [size > n // 5 for size in reached]
    if target < 1e-9:
        return Measured(0.0, float(np.mean(hits)))
    return Measured.share(target, float(np.sum(hits)), len(hits))


def riot(second: int, share: float, seed: int) -> Measured:  # noqa: ARG001 - nothing is drawn here
    """Count who joins on a complete graph with thresholds 0, 1, ..., 99, the second as given."""
    wanted = np.arange(100)
    wanted[1] = second
    graph: Any = nx.complete_graph(100)
    reached = spread(graph, [0], threshold=wanted / 99.0, days=120).reached[-1]
    return Measured(100.0 if second == 1 else 1.0, float(reached))
