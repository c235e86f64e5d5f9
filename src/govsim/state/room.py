"""Room for what is to come: arrays that grow between kernel calls, never inside one."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.columns import grow
from govsim.state.conduct import CONDUCT
from govsim.state.counters import FREE_SUPPORTER, N_DISPUTES, N_EVENTS, N_FREE_SUPPORTERS
from govsim.state.disputes import DISPUTE, LOG
from govsim.state.reference import reference
from govsim.state.supporters import SUPPORTER
from govsim.state.tuples import State

MARGIN = 8192
"""Rows that must be free in a growing array before a kernel handles one more event."""


class Store:
    """A state together with the reference to it that compiled code takes.

    Parameters
    ----------
    state : State

    Attributes
    ----------
    state : State
    ref : object
        See `govsim.state.reference`.
    """

    def __init__(self, state: State) -> None:
        self.state = with_room(state)
        self.ref = reference(self.state)

    def reserve(self, disputes: int = 0, events: int = 0, supporters: int = 0) -> None:
        """Make room for so many more rows; see `with_room`."""
        state = with_room(self.state, disputes, events, supporters)
        if state is not self.state:
            self.state = state
            self.ref = reference(state)


def with_room(state: State, disputes: int = 0, events: int = 0, supporters: int = 0) -> State:
    """Return the state with room for so many more rows, and `MARGIN` besides, in every growing array.

    Arrays that are large enough are kept; the others are copied to arrays half as large again.
    """
    changed: dict[str, Any] = {}
    need = int(state.counters[N_DISPUTES]) + disputes + MARGIN
    if need > state.disputes.size:
        capacity = _capacity(need)
        changed["disputes"] = grow(state.disputes, DISPUTE, capacity)
        changed["conduct"] = grow(state.conduct, CONDUCT, capacity)
        changed["heap"] = _longer(state.heap, capacity)
        changed["heap_time"] = _longer(state.heap_time, capacity)
        changed["heap_slot"] = _longer(state.heap_slot, capacity, fill=-1)
        changed["tray"] = _longer(state.tray, capacity)
    need = int(state.counters[N_EVENTS]) + events + MARGIN
    if need > state.log.size:
        changed["log"] = grow(state.log, LOG, _capacity(need))
    lacking = supporters + MARGIN - int(state.counters[N_FREE_SUPPORTERS])
    if lacking > 0:
        changed.update(_more_supporters(state, lacking))
    return state._replace(**changed) if changed else state


def _more_supporters(state: State, lacking: int) -> dict[str, NDArray[Any]]:
    old = state.supporters.size
    capacity = _capacity(old + lacking)
    supporters = grow(state.supporters, SUPPORTER, capacity)
    supporters["next_of_dispute"][old:-1] = np.arange(old + 1, capacity, dtype=np.int32)
    supporters["next_of_dispute"][-1] = state.counters[FREE_SUPPORTER]
    state.counters[FREE_SUPPORTER] = old
    state.counters[N_FREE_SUPPORTERS] += capacity - old
    return {
        "supporters": supporters,
        "active": _longer(state.active, capacity),
        "active_due": _longer(state.active_due, capacity),
    }


def _capacity(need: int) -> int:
    return need + need // 2


def _longer(array: NDArray[Any], capacity: int, fill: float = 0) -> NDArray[Any]:
    longer = np.full(capacity, fill, dtype=array.dtype)
    longer[: array.size] = array
    return longer
