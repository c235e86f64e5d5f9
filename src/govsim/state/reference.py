"""One pointer to a `State` for compiled code.

Compiled functions that are handed a tuple of sixty arrays take it as some four hundred arguments;
handed a reference they take one, which makes compiling them ten times faster. The reference shares
the arrays of the state without owning them: keep the state while the reference is in use, and make
the reference anew when one of the arrays is replaced (`Store` does both).
"""

from typing import Any

import numba
import numpy as np
from numba.core import types
from numba.experimental import structref
from numba.extending import intrinsic

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
        ties=Ties(
            np.empty(1, np.int64), np.empty(0, np.uint32), np.empty(0, np.uint16), np.empty(0, np.uint16)
        ),
        disputes=records(DISPUTE, 0),
        log=records(LOG, 0),
        offices=records(OFFICE, 0),
        supporters=records(SUPPORTER, 0),
        heap=np.empty(0, np.int32),
        heap_time=np.empty(0),
        tray=np.empty(0, np.int32),
        active=np.empty(0, np.int32),
        active_due=np.empty(0),
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


@intrinsic
def _borrow(context: Any, array: Any) -> Any:
    """Return an array that does not own its memory, so that using it counts no references."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        borrowed = context.make_array(signature.return_type)(context, builder, value=arguments[0])
        borrowed.meminfo = context.get_constant_null(types.MemInfoPointer(types.voidptr))
        return borrowed._getvalue()

    return array(array), generate


@numba.njit(cache=True)
def _refer(state: State) -> StateReference:
    places, routes, residents, ties = state.places, state.routes, state.residents, state.ties
    ref = structref.new(_TYPE)
    ref.seed = _borrow(state.seed)
    ref.p = _borrow(state.p)
    ref.types = _borrow(state.types)
    ref.highest_chance = _borrow(state.highest_chance)
    ref.places = Places(
        _borrow(places.code),
        _borrow(places.start),
        _borrow(places.weight),
        _borrow(places.population),
        _borrow(places.street),
        _borrow(places.county),
        _borrow(places.receiving),
        _borrow(places.organization),
        _borrow(places.detection),
        _borrow(places.dilution),
    )
    ref.routes = Routes(
        _borrow(routes.handles),
        _borrow(routes.organizations),
        _borrow(routes.lowest),
        _borrow(routes.entry),
        _borrow(routes.refer),
        _borrow(routes.after),
        _borrow(routes.overflow_to),
        _borrow(routes.overflow_load),
        _borrow(routes.consent),
        _borrow(routes.superior),
        _borrow(routes.superior_attempts),
        _borrow(routes.superior_days),
        _borrow(routes.terminal),
        _borrow(routes.terminal_attempts),
    )
    ref.residents = Residents(
        _borrow(residents.community),
        _borrow(residents.household),
        _borrow(residents.group),
        _borrow(residents.migrant),
        _borrow(residents.age_class),
        _borrow(residents.party),
        _borrow(residents.volunteer),
        _borrow(residents.organised),
        _borrow(residents.threshold),
        _borrow(residents.hardship),
        _borrow(residents.trust),
        _borrow(residents.grievance),
        _borrow(residents.exposure),
        _borrow(residents.gain),
        _borrow(residents.updated),
        _borrow(residents.issue),
        _borrow(residents.memberships),
        _borrow(residents.mobilised),
    )
    ref.ties = Ties(
        _borrow(ties.start),
        _borrow(ties.neighbour),
        _borrow(ties.work_from),
        _borrow(ties.online_from),
    )
    ref.disputes = _borrow(state.disputes)
    ref.log = _borrow(state.log)
    ref.offices = _borrow(state.offices)
    ref.supporters = _borrow(state.supporters)
    ref.heap = _borrow(state.heap)
    ref.heap_time = _borrow(state.heap_time)
    ref.tray = _borrow(state.tray)
    ref.active = _borrow(state.active)
    ref.active_due = _borrow(state.active_due)
    ref.queue_first = _borrow(state.queue_first)
    ref.queue_last = _borrow(state.queue_last)
    ref.counters = _borrow(state.counters)
    ref.by_status = _borrow(state.by_status)
    ref.by_stage = _borrow(state.by_stage)
    ref.happened = _borrow(state.happened)
    ref.waiting_by_county = _borrow(state.waiting_by_county)
    ref.trust_shift = _borrow(state.trust_shift)
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
