"""The calendar of events: an indexed binary heap of disputes by the time of their next event."""

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.state import N_HEAP

State = Any
"""A reference to a `govsim.state.State`; compiled code needs no annotation."""


@numba.njit(cache=True)
def _before(
    disputes: NDArray[np.void], times: NDArray[np.float64], heap: NDArray[np.int32], a: int, b: int
) -> bool:
    """Whether the dispute in slot `a` comes before that in slot `b`: by time, ties by key."""
    if times[a] != times[b]:
        return bool(times[a] < times[b])
    return bool(disputes[heap[a]].key < disputes[heap[b]].key)


@numba.njit(cache=True)
def _swap(
    disputes: NDArray[np.void], times: NDArray[np.float64], heap: NDArray[np.int32], a: int, b: int
) -> None:
    heap[a], heap[b] = heap[b], heap[a]
    times[a], times[b] = times[b], times[a]
    disputes[heap[a]].heap_slot = a
    disputes[heap[b]].heap_slot = b


@numba.njit(cache=True)
def _settle_in(
    disputes: NDArray[np.void], times: NDArray[np.float64], heap: NDArray[np.int32], slot: int, size: int
) -> None:
    """Move the dispute in a slot up or down to where it belongs."""
    while slot > 0 and _before(disputes, times, heap, slot, (slot - 1) // 2):
        _swap(disputes, times, heap, slot, (slot - 1) // 2)
        slot = (slot - 1) // 2
    while True:
        child = 2 * slot + 1
        if child >= size:
            return
        if child + 1 < size and _before(disputes, times, heap, child + 1, child):
            child += 1
        if not _before(disputes, times, heap, child, slot):
            return
        _swap(disputes, times, heap, slot, child)
        slot = child


@numba.njit(cache=True)
def reschedule(state: State, i: int) -> None:
    """Set ``t_next`` of dispute `i` to its earliest clock and move it in the calendar."""
    disputes, times, heap = state.disputes, state.heap_time, state.heap
    d = disputes[i]
    d.t_next = min(d.t_escalate, d.t_settle, d.t_quit, d.t_detect, d.t_deadline, d.t_service, d.t_return)
    slot = d.heap_slot
    size = state.counters[N_HEAP]
    if d.t_next == float("inf"):
        if slot >= 0:
            d.heap_slot = -1
            size -= 1
            state.counters[N_HEAP] = size
            if slot < size:
                heap[slot] = heap[size]
                times[slot] = times[size]
                disputes[heap[slot]].heap_slot = slot
                _settle_in(disputes, times, heap, slot, size)
        return
    if slot < 0:
        slot = size
        size += 1
        state.counters[N_HEAP] = size
        heap[slot] = i
        d.heap_slot = slot
    times[slot] = d.t_next
    _settle_in(disputes, times, heap, slot, size)
