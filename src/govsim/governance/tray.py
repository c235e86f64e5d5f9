"""Files in trays: those that the regime lets an office refer, until it decides on them in the morning."""

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.conflict.calendar import State, reschedule
from govsim.conflict.escalation import update_hazard
from govsim.conflict.history import set_status
from govsim.governance.entry import scope_of
from govsim.governance.queues import join_queue, leave_queue
from govsim.scenario.vocabulary import REASONS
from govsim.state import N_TRAY, ORGANIZATION, Status

FAILURE, DEADLINE, SEVERITY, SCOPE = range(len(REASONS))
"""Why a file lies in a tray."""

_IN_TRAY = int(Status.IN_TRAY)


@numba.njit(cache=True)
def is_referred(state: State, i: int, reason: int) -> bool:
    """Whether the regime lets the office that holds dispute `i` refer it for a reason."""
    d = state.disputes[i]
    tier = state.offices[d.office].tier
    if tier == ORGANIZATION:
        return False
    return bool(state.route_refer[reason, tier, d.type, scope_of(state, i), d.severity] >= 0)


@numba.njit(cache=True)
def to_tray(state: State, i: int, t: float, reason: int) -> None:
    """Lay dispute `i` before its office for a decision next morning."""
    d = state.disputes[i]
    set_status(state, i, _IN_TRAY)
    d.tray_reason = reason
    if d.on_tray == 0:
        d.on_tray = 1
        state.tray[state.counters[N_TRAY]] = i
        state.counters[N_TRAY] += 1
    update_hazard(state, i, t)
    reschedule(state, i)


@numba.njit(cache=True)
def review(state: State, i: int, t: float, reason: int) -> None:
    """Look again at a waiting file that has become graver or wider: refer it, or move it up the queue."""
    d = state.disputes[i]
    if is_referred(state, i, reason):
        leave_queue(state, i, t)
        to_tray(state, i, t, reason)
    elif d.queue_class != d.severity:
        quit_, deadline, enqueued = d.t_quit, d.t_deadline, d.enqueued
        leave_queue(state, i, t)
        join_queue(state, i, t)
        d.waited -= t - enqueued
        d.enqueued = enqueued
        d.t_quit = quit_
        d.t_deadline = deadline
        reschedule(state, i)


@numba.njit(cache=True)
def take_tray(state: State) -> NDArray[np.uint64]:
    """Empty the tray and return the files that await a decision, each once.

    Returns
    -------
    uint64 (n, 10)
        Row, key, reason, type, scope, severity, stage, attempts at its office, community, office.
    """
    waiting = state.counters[N_TRAY]
    state.counters[N_TRAY] = 0
    files = np.empty((waiting, 10), dtype=np.uint64)
    n = 0
    for slot in range(waiting):
        i = state.tray[slot]
        d = state.disputes[i]
        d.on_tray = 0
        if d.status == _IN_TRAY:
            files[n, 0] = i
            files[n, 1] = d.key
            files[n, 2] = d.tray_reason
            files[n, 3] = d.type
            files[n, 4] = scope_of(state, i)
            files[n, 5] = d.severity
            files[n, 6] = d.stage
            files[n, 7] = d.office_attempts
            files[n, 8] = d.community
            files[n, 9] = d.office
            n += 1
    return files[:n]
