"""Casework against the formulas of Erlang and Palm."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.columns import records
from govsim.kernels.blank import blank_state
from govsim.kernels.serving import Served, run_cases, serve
from govsim.scenario.vocabulary import TIERS
from govsim.state import DISPUTE, GIVEN, OFFICE, Status
from govsim.verify.check import Measured

CASES = 24_000
"""Cases of a replication, of which the first sixth finds queues that have not filled yet."""

_COUNTY, _CITY = TIERS.index("county"), TIERS.index("city")


def erlang_c_wait(servers: int, load: float) -> float:
    """Return the mean wait in M/M/c, in service times (Erlang 1917).

    ``C / (c (1 - rho))``, with C the probability that all c servers are busy.
    """
    offered = servers * load
    blocked = 1.0
    for c in range(1, servers + 1):
        blocked = offered * blocked / (c + offered * blocked)
    busy = blocked / (1.0 - load * (1.0 - blocked))
    return busy / (servers * (1.0 - load))


def erlang_a_abandonment(servers: int, load: float, patience: float) -> float:
    """Return the share that abandons in M/M/c+M (Palm 1957).

    Parameters
    ----------
    servers, load
        c and lambda / (c mu).
    patience
        Mean patience in service times.
    """
    offered = servers * load
    log_weights = [0.0]
    while log_weights[-1] > max(log_weights) - 60.0 or len(log_weights) <= servers:
        n = len(log_weights)
        leaving = min(n, servers) + max(0, n - servers) / patience
        log_weights.append(log_weights[-1] + math.log(offered / leaving))
    weights = np.exp(np.array(log_weights) - max(log_weights))
    weights /= weights.sum()
    waiting = float((weights * np.maximum(np.arange(weights.size) - servers, 0)).sum())
    return waiting / patience / offered


def _stream(rng: np.random.Generator, rate: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.cumsum(rng.exponential(1.0 / rate, CASES)), rng.exponential(1.0, CASES)


def _settled(values: NDArray[np.float64]) -> list[float]:
    """Return the means of five batches, each many relaxation times long, without the first sixth."""
    return [float(batch.mean()) for batch in np.split(values, 6)[1:]]


def _replications(share: float, full: int, seed: int) -> list[np.random.Generator]:
    children = np.random.SeedSequence(seed).spawn(max(4, round(full * share)))
    return [np.random.default_rng(child) for child in children]


def wait(servers: int, load: float, full: int, share: float, seed: int) -> Measured:
    """Measure the mean wait at one office, in service times."""
    means: list[float] = []
    for rng in _replications(share, full, seed):
        arrivals, services = _stream(rng, servers * load)
        means += _settled(serve(arrivals, services, servers).start - arrivals)
    return Measured.mean(erlang_c_wait(servers, load), means)


def queue_seen(servers: int, load: float, full: int, share: float, seed: int) -> Measured:
    """Measure the mean queue that arrivals find; by Little's law it is the rate times the mean wait."""
    means: list[float] = []
    for rng in _replications(share, full, seed):
        arrivals, services = _stream(rng, servers * load)
        starts = serve(arrivals, services, servers).start
        found = np.arange(CASES) - np.searchsorted(np.sort(starts), arrivals, side="right")
        means += _settled(np.maximum(found, 0))
    return Measured.mean(servers * load * erlang_c_wait(servers, load), means)


def abandonment(servers: int, load: float, patience: float, full: int, share: float, seed: int) -> Measured:
    """Measure the share of cases that lose patience."""
    means: list[float] = []
    for rng in _replications(share, full, seed):
        arrivals, services = _stream(rng, servers * load)
        served = serve(arrivals, services, servers, patience=rng.exponential(patience, CASES))
        means += _settled(~np.isnan(served.abandoned))
    return Measured.mean(erlang_a_abandonment(servers, load, patience), means)


def pooling(offices: int, servers: int, load: float, full: int, share: float, seed: int) -> Measured:
    """Measure how much shorter the mean wait is at one office than at several, on the same cases."""
    gains: list[float] = []
    for rng in _replications(share, full, seed):
        arrivals, services = _stream(rng, offices * servers * load)
        pooled = serve(arrivals, services, offices * servers).start - arrivals
        alone = np.empty(CASES)
        where = rng.integers(offices, size=CASES)
        for office in range(offices):
            mine = np.flatnonzero(where == office)
            served: Served = serve(arrivals[mine], services[mine], servers)
            alone[mine] = served.start - arrivals[mine]
        gains += _settled(alone - pooled)
    return Measured.mean(erlang_c_wait(servers, load) - erlang_c_wait(offices * servers, load), gains)


def border(
    counties: int,
    servers: int,
    load: float,
    patience: float,
    alpha: float,
    kappa: float,
    full: int,
    share: float,
    seed: int,
) -> Measured:
    """Measure the share of disputes over county lines at which both levels resolve the same.

    Every case gets one attempt. At county level each office serves its own, and a neighbour has to
    consent (kappa); at municipal level one office serves all, one tier further away (alpha). The share
    resolved falls linearly with the share that crosses, which is measured at 0 and at 1.
    """
    points: list[float] = []
    for rng in _replications(share, full, seed):
        arrivals, services = _stream(rng, counties * servers * load)
        quit_ = arrivals + rng.exponential(patience, CASES)
        where = rng.integers(counties, size=CASES)
        dice = int(rng.integers(2**63))

        def resolved(
            tier: int,
            crossing: int,
            arrivals: NDArray[np.float64] = arrivals,
            services: NDArray[np.float64] = services,
            quit_: NDArray[np.float64] = quit_,
            where: NDArray[np.int64] = where,
            dice: int = dice,
        ) -> NDArray[np.float64]:
            stations: Any = records(OFFICE, counties if tier == _COUNTY else 1)
            stations["tier"] = tier
            stations["slots"] = servers * counties // stations.size
            stations["skill"] = math.inf
            stations["kappa"] = kappa
            state: Any = blank_state(0, None, stations, classes=1, seed=dice)
            state.types["success"] = 1.0
            state.p["casework_alpha"] = alpha
            state.routes.lowest[:] = _COUNTY
            state.routes.consent[:] = 1
            cases: Any = records(DISPUTE, CASES)
            cases["counties"] = 1 + crossing
            given: Any = records(GIVEN, CASES)
            given["service"], given["quit"] = services, quit_
            ended = run_cases(state, cases, given, arrivals, where % stations.size)
            return np.array(_settled(ended["status"] == Status.RESOLVED))

        within, across = resolved(_COUNTY, 0), resolved(_COUNTY, 1)
        points += ((within - resolved(_CITY, 0)) / (within - across)).tolist()
    kept = 1.0 - erlang_a_abandonment(servers, load, patience)
    pooled = 1.0 - erlang_a_abandonment(servers * counties, load, patience)
    return Measured.mean((1.0 - (1.0 - alpha) * pooled / kept) / (1.0 - kappa), points)
