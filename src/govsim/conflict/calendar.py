"""The calendar of events: an indexed binary heap of disputes by the time of their next event."""

from typing import Any

import numba

from govsim.state import N_HEAP

State = Any
"""A `govsim.state.State`; compiled code needs no annotation."""


@numba.njit(cache=True)
def before(state: State, i: int, j: int) -> bool:
    """Whether dispute `i` comes before dispute `j`: by time, ties by key and so in any row order."""
    a, b = state.disputes[i], state.disputes[j]
    return a.t_next < b.t_next or (a.t_next == b.t_next and a.key < b.key)


@numba.njit(cache=True)
def _put(state: State, slot: int, i: int) -> None:
    state.heap[slot] = i
    state.disputes[i].heap_slot = slot


@numba.njit(cache=True)
def _rise(state: State, slot: int) -> None:
    i = state.heap[slot]
    while slot > 0:
        parent = (slot - 1) // 2
        other = state.heap[parent]
        if not before(state, i, other):
            break
        _put(state, slot, other)
        slot = parent
    _put(state, slot, i)


@numba.njit(cache=True)
def _sink(state: State, slot: int) -> None:
    size = state.counters[N_HEAP]
    i = state.heap[slot]
    while True:
        child = 2 * slot + 1
        if child >= size:
            break
        if child + 1 < size and before(state, state.heap[child + 1], state.heap[child]):
            child += 1
        other = state.heap[child]
        if not before(state, other, i):
            break
        _put(state, slot, other)
        slot = child
    _put(state, slot, i)


@numba.njit(cache=True)
def reschedule(state: State, i: int) -> None:
    """Set ``t_next`` of dispute `i` to its earliest clock and move it in the calendar."""
    d = state.disputes[i]
    d.t_next = min(
        min(min(d.t_escalate, d.t_settle), min(d.t_quit, d.t_detect)),
        min(min(d.t_deadline, d.t_service), d.t_return),
    )
    slot = d.heap_slot
    if d.t_next == float("inf"):
        if slot >= 0:
            d.heap_slot = -1
            state.counters[N_HEAP] -= 1
            size = state.counters[N_HEAP]
            if slot < size:
                _put(state, slot, state.heap[size])
                _rise(state, slot)
                _sink(state, state.disputes[state.heap[slot]].heap_slot)
        return
    if slot < 0:
        slot = state.counters[N_HEAP]
        state.counters[N_HEAP] += 1
        _put(state, slot, i)
        _rise(state, slot)
        return
    _rise(state, slot)
    _sink(state, d.heap_slot)
