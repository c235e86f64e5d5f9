"""Rows fetched ahead: memory answers while the rows before them are worked on.

The residents of an evening lie scattered over columns that are larger than the processor's caches; a loop
that waits for each of them spends much of its time so.
"""

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic, overload

AHEAD = 8
"""How many turns of a loop ahead rows are fetched; about what memory can answer at once."""

_READ, _KEEP, _DATA = 0, 3, 1


@intrinsic
def _fetch(context: Any, array: Any, row: Any) -> Any:  # noqa: ARG001 - the signature of Numba's hook
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = signature.args[0]
        values = context.make_array(kind)(context, builder, arguments[0])
        nought = context.get_constant(types.intp, 0)
        first = context.cast(builder, arguments[1], signature.args[1], types.intp)
        place = [first] + [nought] * (kind.ndim - 1)
        element = cgutils.get_item_pointer(context, builder, kind, values, place, wraparound=False)
        byte, flag = ir.IntType(8).as_pointer(), ir.IntType(32)
        kinds = ir.FunctionType(ir.VoidType(), [byte, flag, flag, flag])
        request = builder.module.declare_intrinsic("llvm.prefetch", [byte], kinds)
        builder.call(request, [builder.bitcast(element, byte), flag(_READ), flag(_KEEP), flag(_DATA)])
        return context.get_dummy_value()

    return types.void(array, row), generate


def prefetch(array: Any, row: Any) -> None:
    """Begin to fetch a row of an array into the processor's caches; changes nothing that can be seen.

    Uncompiled it does nothing at all.

    Parameters
    ----------
    array : array
        A column; rows of several values are fetched by their first.
    row : int
        The processor ignores one that does not exist.
    """


@overload(prefetch)
def _compiled(array: Any, row: Any) -> Any:  # noqa: ARG001 - likewise
    def fetch(array: Any, row: Any) -> None:
        _fetch(array, row)  # type: ignore[call-arg]

    return fetch
