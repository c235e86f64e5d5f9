"""What growing support does to a dispute: its severity, the lines it crosses, outbreaks, and its office."""

import math

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.conflict.calendar import State, reschedule
from govsim.conflict.escalation import update_hazard
from govsim.conflict.history import is_over, note, note_crossing
from govsim.governance.tray import SCOPE, SEVERITY, review
from govsim.state import Event, Status

_WAITING = int(Status.WAITING)
_DORMANT = int(Status.DORMANT)


@numba.njit(cache=True)
def support_changed(state: State, t: float, disputes: NDArray[np.int32], day_scored: np.bool_) -> None:
    """React to changed support: hazard, severity, county lines crossed, outbreaks.

    A dispute whose supporters pass a third of the outbreak size is serious, at the outbreak size
    grave. An office that has one waiting looks at it again if the regime refers such files.
    """
    size = state.p[0].contagion_outbreak_size
    for n in range(disputes.size):
        i = disputes[n]
        d = state.disputes[i]
        if is_over(d.status) or d.status == _DORMANT:
            continue
        if note_crossing(state, i, t) and d.status == _WAITING:
            review(state, i, t, SCOPE)
        severity = max(int(d.severity), int(3 * d.supporters >= size) + int(d.supporters >= size))
        if severity > d.severity:
            d.severity = severity
            if d.status == _WAITING:
                review(state, i, t, SEVERITY)
        if d.supporters >= size:
            if math.isnan(d.outbreak_began):
                d.outbreak_began = t
                note(state, t, i, Event.OUTBREAK, d.office, min(d.supporters, 32767))
            if day_scored:
                d.outbreak_days += 1.0
        update_hazard(state, i, t)
        reschedule(state, i)
