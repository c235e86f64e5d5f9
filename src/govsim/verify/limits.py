"""The limits that the engine must reproduce, and their run."""

import time
from collections.abc import Callable, Iterator
from functools import partial

from govsim.verify import crossing, influence, ladder, mobilising, queueing
from govsim.verify.check import Check, Limit, verdict

QUICK = 0.1
"""Share of the replications in a quick run."""

_QUEUE = "everything but the queue"
_BETA = "thresholds, tiring within the evening"
_SURE = "luck in transmission, tiring"
_NOBODY = "handling, contagion, trust, severity"

LIMITS: tuple[Limit, ...] = (
    Limit(
        "erlang-c-5",
        "mean wait of Erlang C, c = 5, load .9: 1.525 service times (Erlang 1917)",
        _QUEUE,
        partial(queueing.wait, 5, 0.9, 60),
        0.03,
    ),
    Limit(
        "erlang-c-40",
        "mean wait of Erlang C, c = 40, load .9: .103 service times (Erlang 1917)",
        _QUEUE,
        partial(queueing.wait, 40, 0.9, 120),
        0.04,
    ),
    Limit(
        "littles-law",
        "L = lambda W (Little 1961), seen by Poisson arrivals (Wolff 1982); c = 5, load .85",
        _QUEUE,
        partial(queueing.queue_seen, 5, 0.85, 60),
        0.02,
    ),
    Limit(
        "erlang-a",
        "share that abandons in Erlang A, c = 8, load .95, patience 60/14 service times (Palm 1957)",
        _QUEUE,
        partial(queueing.abandonment, 8, 0.95, 60.0 / 14.0, 60),
    ),
    Limit(
        "pooling",
        "mean waits of Erlang C, 8 offices of 8 less 1 of 64, load .9",
        _QUEUE,
        partial(queueing.pooling, 8, 8, 0.9, 60),
        0.02,
    ),
    *(
        Limit(
            f"reach-{name}",
            "product of eps_i/(eps_i + mu_i) up to the stage, competing hazards",
            _NOBODY,
            partial(ladder.reach, k),
            0.03,
        )
        for k, name in enumerate(ladder.STAGES, start=1)
    ),
    Limit(
        "borel-mean",
        "mean cluster 1/(1-eta), eta = .5 (Borel 1942)",
        _BETA,
        partial(mobilising.cluster_mean, 0.5),
    ),
    Limit(
        "borel-variance",
        "variance of clusters eta/(1-eta)^3, eta = .5 (Borel 1942)",
        _BETA,
        partial(mobilising.cluster_variance, 0.5),
        0.05,
    ),
    Limit(
        "final-size-1.5",
        "z = 1 - exp(-R0 z) = .583 (Kermack and McKendrick 1927)",
        "thresholds",
        partial(mobilising.final_size, 1.5, 40),
    ),
    Limit(
        "final-size-2",
        "z = 1 - exp(-R0 z) = .797",
        "thresholds",
        partial(mobilising.final_size, 2.0, 40),
    ),
    Limit(
        "percolation",
        "large epidemics at T<k^2-k>/<k> = 1.5, regular graph of degree 4 (Newman 2002)",
        _BETA,
        partial(mobilising.percolation, 1.5),
        0.05,
    ),
    Limit(
        "cascades-0.8",
        "global cascades outside mean degrees (1.02, 5.77), phi = .18: none (Watts 2002)",
        _SURE,
        partial(mobilising.cascades, 0.8, 0.18),
    ),
    Limit(
        "cascades-3",
        "share of seeds with a global cascade, mean degree 3, phi = .18 (Watts 2002)",
        _SURE,
        partial(mobilising.cascades, 3.0, 0.18),
        0.05,
    ),
    Limit(
        "cascades-8",
        "global cascades outside mean degrees (1.02, 5.77), phi = .18: none (Watts 2002)",
        _SURE,
        partial(mobilising.cascades, 8.0, 0.18),
    ),
    Limit(
        "granovetter-1",
        "thresholds 0, 1, ..., 99: 100 join (Granovetter 1978)",
        _SURE,
        partial(mobilising.riot, 1),
    ),
    Limit(
        "granovetter-2",
        "thresholds 0, 2, 2, ..., 99: 1 joins (Granovetter 1978)",
        _SURE,
        partial(mobilising.riot, 2),
    ),
    *(
        Limit(
            f"discs-{u}",
            f"share of ties over the county line 1-(2/pi)(arccos u - u sqrt(1-u^2)), u = d/2r = {u}",
            "everything but ties",
            partial(crossing.share, u, 12),
        )
        for u in (0.1, 0.3, 0.6)
    ),
    Limit("degroot", "pi'x0, pi W = pi (DeGroot 1974)", "everything but opinion", influence.consensus),
    Limit(
        "friedkin-johnsen",
        "(I - Lambda W)^-1 (I - Lambda) x0 (Friedkin and Johnsen 1990)",
        "everything but opinion",
        influence.stubborn,
    ),
    Limit(
        "border",
        "x* = [1-(1-alpha)(1-A_m)/(1-A_c)]/(1-kappa) = .113, mean field",
        "everything but queue, alpha, kappa",
        partial(queueing.border, 8, 8, 0.875, 60.0 / 14.0, 0.1, 0.5, 220),
        0.02,
    ),
)


def verify(
    only: str = "",
    *,
    quick: bool = False,
    seed: int = 1,
    progress: Callable[[str], None] | None = None,
) -> Iterator[Check]:
    """Run the checks one after the other.

    Parameters
    ----------
    only : str
        Run those alone whose name holds this text.
    quick : bool
        Run a tenth of the replications.
    seed : int
        Seed of all replications.
    progress : callable, optional
        Called with the name of the check that begins.

    Returns
    -------
    iterator of Check
        Each is measured when it is asked for.

    Raises
    ------
    ValueError
        If no name holds the text.
    """
    chosen = [limit for limit in LIMITS if only.casefold() in limit.name.casefold()]
    if not chosen:
        names = ", ".join(limit.name for limit in LIMITS)
        raise ValueError(f"no check is called {only!r}. Allowed, or a part of one: {names}")
    return _checks(chosen, QUICK if quick else 1.0, seed, progress)


def _checks(
    limits: list[Limit], share: float, seed: int, progress: Callable[[str], None] | None
) -> Iterator[Check]:
    for limit in limits:
        if progress is not None:
            progress(limit.name)
        start = time.perf_counter()
        measured = limit.measure(share, seed)
        yield verdict(limit, measured, share, time.perf_counter() - start)
