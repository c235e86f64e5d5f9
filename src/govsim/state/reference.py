"""One pointer to a `State` for compiled code.

Compiled functions that are handed a tuple of sixty arrays take it as some four hundred arguments;
handed a reference they take one, which makes compiling them ten times faster. The reference shares
the arrays of the state: it has to be made anew when one of them is replaced.
"""

from typing import Any

import numba
import numpy as np
from numba.core import types
from numba.experimental import structref

from govsim.columns import allocate, records
from govsim.population import SCHEMA, Residents, Ties
from govsim.state.parameters import parameters_dtype
from govsim.state.tuples import Places, Routes, State
from govsim.state.disputes import DISPUTE, LOG
from govsim.state.offices import OFFICE
from govsim.state.supporters import SUPPORTER
from govsim.state.types import TYPE


@structref.register
class StateType(types.StructRef):
    """Type of a reference to a `State`."""


class StateReference(structref.StructRefProxy):
    """A reference to a `State`; opaque to Python."""


structref.define_boxing(StateType, StateReference)


def _example() -> State:
    """Return a state of the right types without any rows."""
    return State(
        seed=np.empty(1, np.uint64),
        p=np.empty(1, parameters_dtype()).view(np.recarray),
        types=records(TYPE, 0),
        highest_chance=np.empty(1),
        places=Places(
            code=np.empty(0, np.uint64),
            start=np.empty(0, np.int64),
            weight=np.empty(0),
            population=np.empty(0),
            street=np.empty(0, np.int32),
            county=np.empty(0, np.int32),
            receiving=np.empty((0, 4), np.int32),
            organization=np.empty((0, 2), np.int32),
            detection=np.empty(0),
            dilution=np.empty(0),
        ),
        routes=Routes(
            handles=np.empty(1, np.int8),
            organizations=np.empty(1, np.int8),
            lowest=np.empty(1, np.int8),
            entry=np.empty((0, 0, 0, 0), np.int8),
            refer=np.empty((0, 0, 0, 0, 0), np.int8),
            after=np.empty((0, 0, 0, 0), np.int16),
            overflow_to=np.empty(0, np.int8),
            overflow_load=np.empty(0),
            consent=np.empty(1, np.int8),
            superior=np.empty(1, np.int8),
            superior_attempts=np.empty(1),
            superior_days=np.empty(1),
            terminal=np.empty(1, np.int8),
            terminal_attempts=np.empty(1, np.int16),
        ),
        residents=allocate(SCHEMA, 0, Residents),
        ties=Ties(np.empty(1, np.int64), np.empty(0, np.uint32), np.empty(0, np.uint16), np.empty(0, np.uint16)),
        disputes=records(DISPUTE, 0),
        log=records(LOG, 0),
        offices=records(OFFICE, 0),
        supporters=records(SUPPORTER, 0),
        heap=np.empty(0, np.int32),
        tray=np.empty(0, np.int32),
        active=np.empty(0, np.int32),
        queue_first=np.empty((0, 3), np.int32),
        queue_last=np.empty((0, 3), np.int32),
        counters=np.empty(0, np.int64),
        by_status=np.empty(0, np.int64),
        by_stage=np.empty(0, np.int64),
        happened=np.empty(0, np.int64),
        waiting_by_county=np.empty(0, np.int64),
        trust_shift=np.empty(0),
    )


_FIELDS = tuple((name, numba.typeof(value)) for name, value in zip(State._fields, _example(), strict=True))
_TYPE = StateType(_FIELDS)


@numba.njit(cache=True)
def _refer(state: State) -> StateReference:
    ref = structref.new(_TYPE)
    ref.seed = state.seed
    ref.p = state.p
    ref.types = state.types
    ref.highest_chance = state.highest_chance
    ref.places = state.places
    ref.routes = state.routes
    ref.residents = state.residents
    ref.ties = state.ties
    ref.disputes = state.disputes
    ref.log = state.log
    ref.offices = state.offices
    ref.supporters = state.supporters
    ref.heap = state.heap
    ref.tray = state.tray
    ref.active = state.active
    ref.queue_first = state.queue_first
    ref.queue_last = state.queue_last
    ref.counters = state.counters
    ref.by_status = state.by_status
    ref.by_stage = state.by_stage
    ref.happened = state.happened
    ref.waiting_by_county = state.waiting_by_county
    ref.trust_shift = state.trust_shift
    return ref


def reference(state: State) -> Any:
    """Return a reference to a state for compiled code.

    With compiling switched off (``NUMBA_DISABLE_JIT``) kernels are plain Python and take the state
    itself.

    Raises
    ------
    TypeError
        If an array of the state has not the type that kernels are compiled for.
    """
    if numba.config.DISABLE_JIT:
        return state
    for (name, expected), value in zip(_FIELDS, state, strict=True):
        found = numba.typeof(value)
        if found != expected:
            raise TypeError(f"state.{name} must be {expected}, found {found}")
    return _refer(state)
