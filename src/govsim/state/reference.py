"""One pointer to a `State` for compiled code.

Compiled functions that are handed a tuple of sixty arrays take it as some four hundred arguments;
handed a pointer they take one, which makes compiling them ten times faster. The pointer leads to a
table of where each array lies and how long it is. Nothing is counted or owned by it: keep the
state while the reference is in use, and make the reference anew when one of the arrays is replaced
(`Store` does both).
"""

import hashlib
from collections.abc import Iterator
from itertools import accumulate
from types import SimpleNamespace
from typing import Any

import numba
import numpy as np
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import populate_array
from numpy.typing import NDArray

from govsim.columns import allocate, records
from govsim.population import SCHEMA, Residents, Ties
from govsim.state.channels import CHANNEL
from govsim.state.conduct import CONDUCT
from govsim.state.counters import COUNTERS
from govsim.state.disputes import DISPUTE, GIVEN, LOG
from govsim.state.offices import OFFICE
from govsim.state.parameters import parameters_dtype
from govsim.state.supporters import SUPPORTER
from govsim.state.tuples import Places, Routes, State, Today
from govsim.state.types import TYPE


class Reference:
    """A reference to a `State`; opaque to Python.

    Parameters
    ----------
    table : ndarray of int64
        Address and shape of every array, one after the other.
    """

    def __init__(self, table: NDArray[np.int64]) -> None:
        self._table = table
        self.address = int(table.ctypes.data)


def plain_day(communities: int, types: int, struck: NDArray[np.uint32]) -> Today:
    """Return a day on which nothing strikes and no measures are taken.

    Parameters
    ----------
    communities, types
        Numbers of rows and columns.
    struck
        Groups that are struck on other days.
    """
    return Today(
        shock=np.ones((communities, types)),
        most=np.ones((communities, types)),
        struck=struck,
        factor=np.ones((struck.size, types)),
        alert=np.ones(communities),
        contact=np.ones(communities),
        delay=np.ones(communities),
        distrust=np.zeros(communities),
        anger=np.zeros(communities),
    )


def empty_state() -> State:
    """Return a state without any rows: no city, in which nothing can happen."""
    return State(
        seed=np.zeros(1, np.uint64),
        p=np.zeros(1, parameters_dtype()).view(np.recarray),
        types=records(TYPE, 0),
        highest_chance=np.zeros(1),
        log_miss=np.zeros(1),
        rumour=np.zeros(2),
        places=Places(
            code=np.empty(0, np.uint64),
            start=np.empty(0, np.int64),
            weight=np.empty(0),
            population=np.empty(0),
            street=np.empty(0, np.int32),
            county=np.empty(0, np.int32),
            receiving=np.empty((0, 4), np.int32),
            organization=np.empty((0, 2), np.int32),
            peers=np.empty(0, np.int32),
            peers_from=np.zeros(5, np.int32),
            detection=np.empty(0),
            dilution=np.empty(0),
        ),
        today=plain_day(0, 0, np.empty(0, np.uint32)),
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
        conduct=records(CONDUCT, 0),
        heap=np.empty(0, np.int32),
        heap_time=np.empty(0),
        heap_slot=np.empty(0, np.int32),
        tray=np.empty(0, np.int32),
        active=np.empty(0, np.int32),
        active_due=np.empty(0),
        standing=np.zeros(1, np.uint32),
        queue_first=np.empty((0, 3), np.int32),
        queue_last=np.empty((0, 3), np.int32),
        given=records(GIVEN, 0),
        counters=np.zeros(COUNTERS, np.int64),
        by_status=np.empty(0, np.int64),
        by_stage=np.empty(0, np.int64),
        happened=np.empty(0, np.int64),
        waiting_by_county=np.empty(0, np.int64),
        trust_shift=np.empty(0),
        resolved_cases=np.empty((0, 0), np.int64),
        rule_factor=np.empty((0, 0)),
        channels=records(CHANNEL, 0),
        channel_tried=np.empty((0, 0), np.int64),
        channel_kept=np.empty((0, 0), np.int64),
    )


_TUPLES = {"places": "place", "today": "today", "routes": "route", "residents": "resident", "ties": "tie"}
"""Tuples within a state, and the prefix that their arrays have in a reference."""


def _flat(state: State) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the arrays of a state under the names that they have in a reference."""
    for name, value in state._asdict().items():
        if name in _TUPLES:
            for field, array in value._asdict().items():
                yield f"{_TUPLES[name]}_{field}", array
        else:
            yield name, value


_FIELDS = {name: numba.typeof(array) for name, array in _flat(empty_state())}
# Compared instead of Numba's types, which take a hundred times as long to tell.
_KINDS = {name: (array.dtype, array.ndim) for name, array in _flat(empty_state())}
_PLACES = dict(
    zip(_FIELDS, accumulate((1 + array.ndim for array in _FIELDS.values()), initial=0), strict=False)
)


class ReferenceType(types.Type):
    """Numba's type of a `Reference`."""

    def __init__(self) -> None:
        # A fingerprint of the fields: kernels on disk must not outlive a change of them.
        digest = hashlib.blake2b(repr(_FIELDS).encode(), digest_size=8).hexdigest()
        super().__init__(name=f"govsim.State({digest})")


_REFERENCE = ReferenceType()
# Told by the object itself, or Numba would ask the interpreter at every call of a kernel.
Reference._numba_type_ = _REFERENCE  # type: ignore[attr-defined]
register_model(ReferenceType)(models.OpaqueModel)


@typeof_impl.register(Reference)
def _typeof(value: Reference, context: Any) -> ReferenceType:  # noqa: ARG001 - the signature of Numba's hook
    return _REFERENCE


@unbox(ReferenceType)
def _unbox(kind: ReferenceType, reference: Any, c: Any) -> NativeValue:  # noqa: ARG001 - likewise
    address = c.pyapi.object_getattr_string(reference, "address")
    pointer = c.pyapi.long_as_voidptr(address)
    c.pyapi.decref(address)
    return NativeValue(pointer, is_error=cgutils.is_not_null(c.builder, c.pyapi.err_occurred()))


@infer_getattr
class _ReferenceAttributes(AttributeTemplate):
    key = ReferenceType

    def generic_resolve(self, kind: ReferenceType, name: str) -> types.Type | None:  # type: ignore[override]  # noqa: ARG002 - likewise
        return _FIELDS.get(name)


@lower_getattr_generic(ReferenceType)
def _lower(context: Any, builder: Any, kind: ReferenceType, pointer: Any, name: str) -> Any:  # noqa: ARG001 - likewise
    """Load an array without an owner: its reference count is nobody's business in a kernel."""
    field = _FIELDS[name]
    word = context.get_value_type(types.intp)
    table = builder.bitcast(pointer, word.as_pointer())
    address, *shape = (
        builder.load(cgutils.gep_inbounds(builder, table, _PLACES[name] + k)) for k in range(1 + field.ndim)
    )
    array = context.make_array(field)(context, builder)
    itemsize = context.get_constant(types.intp, context.get_abi_sizeof(context.get_data_type(field.dtype)))
    strides = list(accumulate(reversed(shape[1:]), builder.mul, initial=itemsize))[::-1]
    data = builder.inttoptr(address, array.data.type)
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=itemsize, meminfo=None)
    return array._getvalue()  # noqa: SLF001 - the name Numba gives it


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
    table: list[int] = []
    for name, array in _flat(state):
        if (array.dtype, array.ndim) != _KINDS[name] or not array.flags.carray:
            raise TypeError(f"state.{name} must be {_FIELDS[name]}, found {numba.typeof(array)}")
        table += (array.__array_interface__["data"][0], *array.shape)
    return Reference(np.array(table, dtype=np.int64))
