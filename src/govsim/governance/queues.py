"""The queues of an office: one doubly linked list per priority class, first come first served in each."""

import math

import numba

from govsim.conflict.calendar import State
from govsim.conflict.history import set_status
from govsim.state import Status

_WAITING = int(Status.WAITING)


@numba.njit(cache=True)
def join_queue(state: State, i: int, t: float) -> None:
    """Put dispute `i` at the end of its class in the queue of its office."""
    d = state.disputes[i]
    office, cls = d.office, d.severity
    last = state.queue_last[office, cls]
    d.queue_class = cls
    d.ahead = last
    d.behind = -1
    if last >= 0:
        state.disputes[last].behind = i
    else:
        state.queue_first[office, cls] = i
    state.queue_last[office, cls] = i
    state.offices[office].waiting += 1
    d.enqueued = t
    set_status(state, i, _WAITING)


@numba.njit(cache=True)
def leave_queue(state: State, i: int, t: float) -> None:
    """Take dispute `i` out of its queue and stop the clocks that run only there."""
    d = state.disputes[i]
    office, cls = d.office, d.queue_class
    if d.ahead >= 0:
        state.disputes[d.ahead].behind = d.behind
    else:
        state.queue_first[office, cls] = d.behind
    if d.behind >= 0:
        state.disputes[d.behind].ahead = d.ahead
    else:
        state.queue_last[office, cls] = d.ahead
    d.ahead = -1
    d.behind = -1
    state.offices[office].waiting -= 1
    d.waited += t - d.enqueued
    d.t_quit = math.inf
    d.t_deadline = math.inf


@numba.njit(cache=True)
def next_in_line(state: State, office: int) -> int:
    """Return the first dispute of the highest class that waits at an office, -1 if none."""
    for cls in range(state.queue_first.shape[1] - 1, -1, -1):
        if state.queue_first[office, cls] >= 0:
            return state.queue_first[office, cls]
    return -1
