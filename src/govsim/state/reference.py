"""One pointer to a `State` for compiled code.

Compiled functions that are handed a tuple of sixty arrays take it as some four hundred arguments;
handed a reference they take one, which makes compiling them ten times faster. The reference shares
the arrays of the state without owning them: keep the state while the reference is in use, and make
the reference anew when one of the arrays is replaced (`Store` does both).
"""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numba
import numpy as np
from numba.core import types
from numba.experimental import structref
from numba.extending import intrinsic
from numpy.typing import NDArray

from govsim.columns import allocate, records
from govsim.population import SCHEMA, Residents, Ties
from govsim.state.counters import COUNTERS
from govsim.state.disputes import DISPUTE, LOG
from govsim.state.offices import OFFICE
from govsim.state.parameters import parameters_dtype
from govsim.state.supporters import SUPPORTER
from govsim.state.tuples import Places, Routes, State
from govsim.state.types import TYPE


@structref.register
class StateType(types.StructRef):
    """Type of a reference to a `State`."""


class StateReference(structref.StructRefProxy):
    """A reference to a `State`; opaque to Python."""


structref.define_boxing(StateType, StateReference)


def empty_state() -> State:
    """Return a state without any rows: no city, in which nothing can happen."""
    return State(
        seed=np.zeros(1, np.uint64),
        p=np.zeros(1, parameters_dtype()).view(np.recarray),
        types=records(TYPE, 0),
        highest_chance=np.zeros(1),
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
            handles=np.zeros(1, np.int8),
            organizations=np.zeros(1, np.int8),
            lowest=np.zeros(1, np.int8),
            entry=np.empty((0, 0, 0, 0), np.int8),
            refer=np.empty((0, 0, 0, 0, 0), np.int8),
            after=np.empty((0, 0, 0, 0), np.int16),
            overflow_to=np.empty(0, np.int8),
            overflow_load=np.empty(0),
            consent=np.zeros(1, np.int8),
            superior=np.zeros(1, np.int8),
            superior_attempts=np.zeros(1),
            superior_days=np.zeros(1),
            terminal=np.zeros(1, np.int8),
            terminal_attempts=np.zeros(1, np.int16),
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
        counters=np.zeros(COUNTERS, np.int64),
        by_status=np.empty(0, np.int64),
        by_stage=np.empty(0, np.int64),
        happened=np.empty(0, np.int64),
        waiting_by_county=np.empty(0, np.int64),
        trust_shift=np.empty(0),
    )


_TUPLES = {"places": "place", "routes": "route", "residents": "resident", "ties": "tie"}
"""Tuples within a state, and the prefix that their arrays have in a reference."""


def _flat(state: State) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the arrays of a state under the names that they have in a reference."""
    for name, value in state._asdict().items():
        if name in _TUPLES:
            for field, array in value._asdict().items():
                yield f"{_TUPLES[name]}_{field}", array
        else:
            yield name, value


_FIELDS = tuple((name, numba.typeof(array)) for name, array in _flat(empty_state()))
_TYPE = StateType(_FIELDS)  # type: ignore[no-untyped-call]


@intrinsic
def _borrow(context: Any, array: Any) -> Any:  # noqa: ARG001 - the signature of an intrinsic
    """Return an array that does not own its memory, so that using it counts no references."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        borrowed = context.make_array(signature.return_type)(context, builder, value=arguments[0])
        borrowed.meminfo = context.get_constant_null(types.MemInfoPointer(types.voidptr))
        return borrowed._getvalue()  # noqa: SLF001 - the name Numba gives it

    return array(array), generate


@numba.njit(cache=True)
def _refer(state: State) -> StateReference:
    ref = structref.new(_TYPE)
    ref.seed = _borrow(state.seed)
    ref.p = _borrow(state.p)
    ref.types = _borrow(state.types)
    ref.highest_chance = _borrow(state.highest_chance)
    ref.place_code = _borrow(state.places.code)
    ref.place_start = _borrow(state.places.start)
    ref.place_weight = _borrow(state.places.weight)
    ref.place_population = _borrow(state.places.population)
    ref.place_street = _borrow(state.places.street)
    ref.place_county = _borrow(state.places.county)
    ref.place_receiving = _borrow(state.places.receiving)
    ref.place_organization = _borrow(state.places.organization)
    ref.place_detection = _borrow(state.places.detection)
    ref.place_dilution = _borrow(state.places.dilution)
    ref.route_handles = _borrow(state.routes.handles)
    ref.route_organizations = _borrow(state.routes.organizations)
    ref.route_lowest = _borrow(state.routes.lowest)
    ref.route_entry = _borrow(state.routes.entry)
    ref.route_refer = _borrow(state.routes.refer)
    ref.route_after = _borrow(state.routes.after)
    ref.route_overflow_to = _borrow(state.routes.overflow_to)
    ref.route_overflow_load = _borrow(state.routes.overflow_load)
    ref.route_consent = _borrow(state.routes.consent)
    ref.route_superior = _borrow(state.routes.superior)
    ref.route_superior_attempts = _borrow(state.routes.superior_attempts)
    ref.route_superior_days = _borrow(state.routes.superior_days)
    ref.route_terminal = _borrow(state.routes.terminal)
    ref.route_terminal_attempts = _borrow(state.routes.terminal_attempts)
    ref.resident_community = _borrow(state.residents.community)
    ref.resident_household = _borrow(state.residents.household)
    ref.resident_group = _borrow(state.residents.group)
    ref.resident_migrant = _borrow(state.residents.migrant)
    ref.resident_age_class = _borrow(state.residents.age_class)
    ref.resident_party = _borrow(state.residents.party)
    ref.resident_volunteer = _borrow(state.residents.volunteer)
    ref.resident_organised = _borrow(state.residents.organised)
    ref.resident_threshold = _borrow(state.residents.threshold)
    ref.resident_hardship = _borrow(state.residents.hardship)
    ref.resident_trust = _borrow(state.residents.trust)
    ref.resident_grievance = _borrow(state.residents.grievance)
    ref.resident_exposure = _borrow(state.residents.exposure)
    ref.resident_gain = _borrow(state.residents.gain)
    ref.resident_updated = _borrow(state.residents.updated)
    ref.resident_issue = _borrow(state.residents.issue)
    ref.resident_memberships = _borrow(state.residents.memberships)
    ref.resident_mobilised = _borrow(state.residents.mobilised)
    ref.tie_start = _borrow(state.ties.start)
    ref.tie_neighbour = _borrow(state.ties.neighbour)
    ref.tie_work_from = _borrow(state.ties.work_from)
    ref.tie_online_from = _borrow(state.ties.online_from)
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

    The arrays of the tuples within the state stand beside the others, as ``place_code``,
    ``route_entry``, ``resident_trust`` or ``tie_start``: a tuple would be loaded whole each time.
    With compiling switched off (``NUMBA_DISABLE_JIT``) kernels are plain Python and take a plain
    namespace.

    Raises
    ------
    TypeError
        If an array of the state has not the type that kernels are compiled for.
    """
    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return SimpleNamespace(**dict(_flat(state)))
    for (name, expected), (_, array) in zip(_FIELDS, _flat(state), strict=True):
        found = numba.typeof(array)
        if found != expected:
            raise TypeError(f"state.{name} must be {expected}, found {found}")
    return _refer(state)
