"""Opinions against closed forms."""

import numpy as np
from scipy import sparse

from govsim.kernels.influence import opinions
from govsim.verify.check import Measured

_NODES = 60


def _network(rng: np.random.Generator) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    weights = np.where(rng.random((_NODES, _NODES)) < 0.2, rng.random((_NODES, _NODES)), 0.0)
    weights += 0.1 * np.eye(_NODES) + 0.1 * np.roll(np.eye(_NODES), 1, axis=1)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def consensus(share: float, seed: int) -> Measured:  # noqa: ARG001 - one network says it all
    """Measure where DeGroot's averaging ends."""
    rng = np.random.default_rng(seed)
    weights, start = _network(rng), rng.random(_NODES)
    values, vectors = np.linalg.eig(weights.T)
    pi = np.real(vectors[:, np.argmax(np.real(values))])
    found = opinions(sparse.csr_array(weights), start, steps=5000)
    return Measured(float(pi @ start / pi.sum()), float(found.final[0]))


def stubborn(share: float, seed: int) -> Measured:  # noqa: ARG001 - likewise
    """Measure the mean opinion at which people end who hold on to their beginnings."""
    rng = np.random.default_rng(seed)
    weights, start, open_ = _network(rng), rng.random(_NODES), rng.uniform(0.1, 0.9, _NODES)
    closed = np.linalg.solve(np.eye(_NODES) - open_[:, None] * weights, (1.0 - open_) * start)
    found = opinions(sparse.csr_array(weights), start, open_, steps=5000)
    return Measured(float(closed.mean()), float(found.final.mean()))
