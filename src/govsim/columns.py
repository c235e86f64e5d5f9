"""Declared columns: one schema states the name, type, unit, default and meaning of every attribute.

A schema is a tuple of `Column`. From it come a struct of arrays (`allocate`: one array per
attribute, for what is walked attribute by attribute) or an array of structs (`records`: one record
per row, for what is read row by row), and the reference page of the documentation (`describe`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

__all__ = ["Column", "Schema", "allocate", "describe", "grow", "record_dtype", "records"]


@dataclass(frozen=True, slots=True)
class Column:
    """One attribute of every row.

    Parameters
    ----------
    name : str
        A Python identifier, not starting with an underscore.
    dtype : str
        NumPy scalar type, for example ``"float32"``.
    default : int, float or bool
        Value of a new row; the type must hold it exactly, or as the nearest float.
    unit : str
        Unit of the values, ``"1"`` where there is none.
    doc : str
        One sentence.
    shape : tuple of int, optional
        Shape of one row's value; empty for a scalar.

    Raises
    ------
    ValueError
        If the name is no identifier, the text is missing, or the type cannot hold the default.
    """

    name: str
    dtype: str
    default: float
    unit: str
    doc: str
    shape: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.name.isidentifier() or self.name.startswith("_"):
            raise ValueError(f"a column's name must be a public identifier, found {self.name!r}")
        if not self.unit or not self.doc:
            raise ValueError(f"column {self.name!r} needs a unit and a doc sentence")
        kind = np.dtype(self.dtype)
        if kind.kind not in "biuf":
            raise ValueError(f"column {self.name!r} must be bool, integer or float, found {kind}")
        if kind.kind in "iu":
            limits = np.iinfo(kind)
            fits = float(self.default).is_integer() and limits.min <= self.default <= limits.max
        else:
            fits = kind.kind == "f" or self.default in (0, 1)
        if not fits:
            raise ValueError(f"column {self.name!r}: {kind} cannot hold its default {self.default!r}")


type Schema = tuple[Column, ...]


def _check_names(schema: Sequence[Column]) -> None:
    names = [column.name for column in schema]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"columns declared twice: {', '.join(twice)}")


def _filled(column: Column, n: int) -> NDArray[Any]:
    shape = (n, *column.shape)
    # Zeroed pages are handed out lazily by the operating system, filled ones are touched at once.
    if column.default == 0:
        return np.zeros(shape, dtype=column.dtype)
    return np.full(shape, column.default, dtype=column.dtype)


def allocate[T: NamedTuple](schema: Schema, n: int, into: type[T]) -> T:
    """Return a struct of arrays with `n` rows of defaults.

    Parameters
    ----------
    schema : tuple of Column
    n : int
        Number of rows.
    into : type of NamedTuple
        A module-level class with exactly the columns of the schema as fields, in order. (Compiled
        code is cached on disk by the importable name of this class.)

    Returns
    -------
    NamedTuple
        Of type `into`; field `name` is an array of shape ``(n, *shape)``.

    Raises
    ------
    ValueError
        If a name is declared twice, or the fields are not the columns.
    """
    _check_names(schema)
    names = tuple(column.name for column in schema)
    if into._fields != names:
        raise ValueError(f"{into.__name__} must have the fields {names}, found {into._fields}")
    return into._make(_filled(column, n) for column in schema)


def record_dtype(schema: Schema) -> np.dtype[np.void]:
    """Return the aligned structured dtype of one row.

    Parameters
    ----------
    schema : tuple of Column

    Returns
    -------
    numpy.dtype
        Fields in the order of the schema, aligned as a C compiler would.

    Raises
    ------
    ValueError
        If a name is declared twice.
    """
    _check_names(schema)
    fields: list[tuple[str, DTypeLike, tuple[int, ...]]] = [
        (column.name, column.dtype, column.shape) for column in schema
    ]
    return np.dtype(fields, align=True)


def records(schema: Schema, n: int) -> NDArray[np.void]:
    """Return an array of structs with `n` rows of defaults.

    Parameters
    ----------
    schema : tuple of Column
    n : int
        Number of rows.

    Returns
    -------
    ndarray of shape (n,)
        With dtype `record_dtype`.
    """
    row = np.zeros((), dtype=record_dtype(schema))
    for column in schema:
        row[column.name] = column.default
    # Whole rows at a time: column by column would walk the array once for each.
    rows = np.empty(n, dtype=row.dtype)
    rows.view(f"V{row.itemsize}")[:] = row.view(f"V{row.itemsize}")
    return rows.view(np.recarray)


def grow(array: NDArray[np.void], schema: Schema, capacity: int) -> NDArray[np.void]:
    """Return an array of structs with room for `capacity` rows, the old ones first.

    Parameters
    ----------
    array : ndarray of shape (n,)
        Made by `records` from the same schema.
    schema : tuple of Column
    capacity : int
        New number of rows, at least n.

    Returns
    -------
    ndarray of shape (capacity,)
        A new array; the rows beyond n hold defaults. `array` itself where the capacity is n.

    Raises
    ------
    ValueError
        If the array has another dtype, or would shrink.
    """
    dtype = record_dtype(schema)
    if array.dtype != dtype:
        raise ValueError(f"expected rows of {dtype}, found {array.dtype}")
    if capacity < array.size:
        raise ValueError(f"cannot shrink {array.size} rows to {capacity}")
    if capacity == array.size:
        return array
    larger = records(schema, capacity)
    larger[: array.size] = array
    return larger


def describe(schema: Schema) -> list[dict[str, object]]:
    """Return the schema as rows for a table of the documentation.

    Parameters
    ----------
    schema : tuple of Column

    Returns
    -------
    list of dict
        With the keys ``name, type, shape, default, unit, doc``, in the order of the schema.
    """
    return [
        {
            "name": column.name,
            "type": str(np.dtype(column.dtype)),
            "shape": column.shape,
            "default": column.default,
            "unit": column.unit,
            "doc": column.doc,
        }
        for column in schema
    ]
