"""What happened to whom: the log, the statuses and their tallies."""

import numba

from govsim.conflict.calendar import State
from govsim.state import N_EVENTS, Event, Status

_FIRST_END = int(Status.RESOLVED)
_WAITING = int(Status.WAITING)
_DORMANT = int(Status.DORMANT)


@numba.njit(cache=True)
def note(state: State, t: float, i: int, event: int, office: int, value: int) -> None:
    """Append an event to the log of dispute `i`."""
    row = state.counters[N_EVENTS]
    state.counters[N_EVENTS] += 1
    entry = state.log[row]
    entry.time = t
    entry.dispute = i
    entry.previous = state.disputes[i].last_event
    entry.office = office
    entry.value = value
    entry.event = event
    state.disputes[i].last_event = row
    if state.disputes[i].alarm == 0:
        state.happened[event] += 1


@numba.njit(cache=True)
def set_status(state: State, i: int, status: int) -> None:
    """Move dispute `i` to a status and keep the tallies."""
    d = state.disputes[i]
    if d.alarm == 0:
        county = state.place_county[d.community]
        if d.status == _WAITING:
            state.waiting_by_county[county] -= 1
        if status == _WAITING:
            state.waiting_by_county[county] += 1
        state.by_status[d.status] -= 1
        state.by_status[status] += 1
        if status >= _DORMANT and d.status < _DORMANT:
            state.by_stage[d.stage] -= 1
        elif status < _DORMANT and d.status >= _DORMANT:
            state.by_stage[d.stage] += 1
    d.status = status


@numba.njit(cache=True)
def set_stage(state: State, i: int, stage: int) -> None:
    """Move an open dispute to a stage and keep the tallies."""
    d = state.disputes[i]
    if d.alarm == 0 and d.status < _DORMANT:
        state.by_stage[d.stage] -= 1
        state.by_stage[stage] += 1
    d.stage = stage
    d.highest = max(d.highest, stage)


@numba.njit(cache=True)
def note_crossing(state: State, i: int, t: float) -> bool:
    """Note when dispute `i` touches a county more than when it was last looked at."""
    d = state.disputes[i]
    if d.counties <= d.noted_counties:
        return False
    d.noted_counties = d.counties
    note(state, t, i, Event.CROSSED, d.office, d.counties)
    return True


@numba.njit(cache=True)
def is_over(status: int) -> bool:
    """Whether a status is an end state."""
    return status >= _FIRST_END
