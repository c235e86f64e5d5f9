"""The calendar of events: an indexed binary heap of disputes by the time of their next event."""

import math
from typing import Any

import numba

from govsim.state import N_HEAP

State = Any
"""A reference to a `govsim.state.State`; compiled code needs no annotation."""


@numba.njit(cache=True)
def _before(state: State, a: int, a_time: float, b: int, b_time: float) -> bool:
    """Whether dispute `a` comes before dispute `b`: by time, then ends of attempts, then by key."""
    if a_time != b_time:
        return a_time < b_time
    ends, other_ends = state.disputes[a].t_service == a_time, state.disputes[b].t_service == b_time
    if ends != other_ends:
        return bool(ends)
    return bool(state.disputes[a].key < state.disputes[b].key)


@numba.njit(cache=True)
def _put(state: State, slot: int, i: int, t: float) -> None:
    state.heap[slot] = i
    state.heap_time[slot] = t
    state.heap_slot[i] = slot


@numba.njit(cache=True)
def _place(state: State, slot: int, i: int, t: float, size: int) -> None:
    """Put dispute `i` in a slot that is free, or as far above or below it as its time demands."""
    heap, times = state.heap, state.heap_time
    while slot > 0:
        above = (slot - 1) // 2
        if not _before(state, i, t, heap[above], times[above]):
            break
        _put(state, slot, heap[above], times[above])
        slot = above
    while True:
        below = 2 * slot + 1
        if below >= size:
            break
        if below + 1 < size and _before(state, heap[below + 1], times[below + 1], heap[below], times[below]):
            below += 1
        if not _before(state, heap[below], times[below], i, t):
            break
        _put(state, slot, heap[below], times[below])
        slot = below
    _put(state, slot, i, t)


@numba.njit(cache=True)
def reschedule(state: State, i: int) -> None:
    """Set ``t_next`` of dispute `i` to its earliest clock and move it in the calendar."""
    d = state.disputes[i]
    d.t_next = min(d.t_escalate, d.t_settle, d.t_quit, d.t_detect, d.t_deadline, d.t_service, d.t_return)
    slot = state.heap_slot[i]
    size = state.counters[N_HEAP]
    if d.t_next == math.inf:
        if slot >= 0:
            state.heap_slot[i] = -1
            size -= 1
            state.counters[N_HEAP] = size
            if slot < size:
                _place(state, slot, state.heap[size], state.heap_time[size], size)
        return
    if slot < 0:
        slot = size
        size += 1
        state.counters[N_HEAP] = size
    _place(state, slot, i, d.t_next, size)
