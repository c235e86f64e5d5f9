"""Cases at an office with several servers, by the model's casework in continuous time."""

import math
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from numpy.typing import ArrayLike, NDArray

from govsim.columns import records
from govsim.conflict.calendar import State
from govsim.conflict.escalation import MEDIATION
from govsim.governance.casework import arrive
from govsim.governance.events import advance
from govsim.kernels.blank import blank_state
from govsim.state import DISPUTE, GIVEN, N_DISPUTES, OFFICE, Event, Status, Store

EVENTS_PER_CASE = 6


@dataclass(frozen=True, slots=True)
class Served:
    """What became of the cases, in the order in which they were given.

    Attributes
    ----------
    start, end : ndarray of float64, shape (n,)
        Beginning and end of service, NaN where a case was not served.
    abandoned : ndarray of float64, shape (n,)
        Time at which a case left the queue unserved, NaN where it was served.
    """

    start: NDArray[np.float64]
    end: NDArray[np.float64]
    abandoned: NDArray[np.float64]


@numba.njit(cache=True)
def _hand_in(
    state: State, order: NDArray[np.int64], arrivals: NDArray[np.float64], offices: NDArray[np.int64]
) -> None:
    for i in order:
        advance(state, arrivals[i])
        state.disputes[i].entered = arrivals[i]
        arrive(state, i, offices[i], arrivals[i], Event.ENTERED)
    advance(state, math.inf)


def run_cases(
    state: State,
    cases: NDArray[np.void],
    given: NDArray[np.void],
    arrivals: NDArray[np.float64],
    offices: NDArray[np.int64],
) -> Any:
    """Hand in cases at offices one after the other, let casework take its course, and return the cases.

    Parameters
    ----------
    state : State
        See `blank_state`; without cases.
    cases : records (n,) of `DISPUTE`
        At the stage of mediation; keys are set here, in order of arrival.
    given : records (n,) of `GIVEN`
    arrivals : float64 (n,)
    offices : int64 (n,)
        Row of the office at which each arrives.
    """
    n = cases.size
    order = np.argsort(arrivals, kind="stable")
    cases["key"][order] = np.arange(n, dtype=np.uint64)
    cases["community"] = 0
    cases["stage"] = MEDIATION
    state.counters[N_DISPUTES] = n
    store = Store(state._replace(disputes=cases, given=given))
    store.reserve(events=EVENTS_PER_CASE * n)
    _hand_in(store.ref, order, arrivals, offices)
    return store.state.disputes[:n]


def serve(
    arrivals: ArrayLike,
    services: ArrayLike,
    servers: int,
    patience: ArrayLike | None = None,
    priority: ArrayLike | None = None,
    deadline: ArrayLike | None = None,
) -> Served:
    """Serve cases at one office, by the queue that `CityModel` runs at every office.

    A case is served at once if a server is free; otherwise it waits, and a server that becomes free
    takes the first case of the most urgent class. Service is not interrupted. A case that has not been
    taken when its patience or its deadline ends leaves. Exact in continuous time: no time step, no
    rounding to days. At one and the same moment arrivals come first, in the order given, then ends
    of service, then ends of patience: a newcomer of a more urgent class overtakes those who wait for a
    server that becomes free as it arrives, and who could be taken as patience ends is taken.

    Parameters
    ----------
    arrivals : array_like of float, shape (n,)
        Times of arrival, in any order; at equal times cases queue in the order given.
    services : array_like of float, shape (n,)
        Time that each takes, not negative.
    servers : int
        Cases that can be in service at a time, at least 1.
    patience : float or array_like of shape (n,), optional
        Longest wait of each; infinite if absent.
    priority : int or array_like of shape (n,), optional
        Class of each: the lower, the sooner, as in queueing texts. One class if absent.
    deadline : float or array_like of shape (n,), optional
        Time (not a duration) by which each must have been taken; infinite if absent.

    Returns
    -------
    Served

    Raises
    ------
    ValueError
        If shapes differ, a time is NaN, a service or a patience is negative, there is no server, or
        there are more than 32,767 classes.

    Examples
    --------
    Two cases and one server; the second waits for the first:

    >>> serve([0, 1], [5, 2], servers=1).start.tolist()
    [0.0, 5.0]
    """
    come = _column("arrivals", arrivals, None)
    n = come.size
    take = _column("services", services, n)
    stay = _column("patience", math.inf if patience is None else patience, n)
    until = _column("deadline", math.inf if deadline is None else deadline, n)
    if not np.isfinite(come).all() or not np.isfinite(take).all():
        raise ValueError("arrivals and services must be finite")
    for name, values in (("services", take), ("patience", stay)):
        if n and values.min() < 0:
            raise ValueError(f"{name} must not be negative, found {values.min()}")
    if not 1 <= servers < 2**31 or servers != int(servers):
        raise ValueError(f"servers must be a whole number from 1 to 2147483647, found {servers}")
    urgent = _column("priority", 0 if priority is None else priority, n)
    classes, rank = np.unique(urgent, return_inverse=True)
    if classes.size > np.iinfo(np.int16).max:
        raise ValueError(f"priority must have at most 32,767 classes, found {classes.size}")

    leave = np.maximum(np.minimum(come + stay, until), come)
    office: Any = records(OFFICE, 1)
    office["slots"] = servers
    # Whatever is tried succeeds: a logistic of minus infinity.
    office["skill"] = math.inf
    state: Any = blank_state(0, None, office, classes=max(1, classes.size), seed=0)
    state.types["success"] = 1.0
    cases: Any = records(DISPUTE, n)
    cases["severity"] = classes.size - 1 - rank
    given: Any = records(GIVEN, n)
    given["service"] = take
    given["quit"] = leave
    rows = run_cases(state, cases, given, come, np.zeros(n, dtype=np.int64))
    served = rows["status"] == Status.RESOLVED
    return Served(
        start=np.where(served, rows["served"], np.nan),
        end=np.where(served, rows["closed"], np.nan),
        abandoned=np.where(served, np.nan, leave),
    )


def _column(name: str, values: ArrayLike, n: int | None) -> NDArray[np.float64]:
    column = np.asarray(values, dtype=np.float64)
    if n is not None and column.ndim == 0:
        column = np.full(n, column)
    if column.ndim != 1 or (n is not None and column.size != n):
        wanted = "one for each case" if n is None else f"one for each of {n} cases"
        raise ValueError(f"{name} must be {wanted}, found shape {column.shape}")
    if np.isnan(column).any():
        raise ValueError(
            f"{name} must not be NaN, found it at case {int(np.flatnonzero(np.isnan(column))[0])}"
        )
    return column
