"""Declared columns: both layouts hold what the schema says, and bad schemas are refused."""

from typing import NamedTuple

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsim.columns import Column, allocate, describe, grow, record_dtype, records

SCHEMA = (
    Column("flag", "uint8", 0, "1", "A flag."),
    Column("wait", "float64", np.nan, "days", "A waiting time."),
    Column("head", "int32", -1, "row", "Head of a list."),
    Column("trust", "float32", 0.5, "1", "Trust by tier.", (4,)),
)


class Example(NamedTuple):
    """A struct of arrays for the schema above."""

    flag: np.ndarray
    wait: np.ndarray
    head: np.ndarray
    trust: np.ndarray


@numba.njit
def add_heads(rows):
    """Read both scalar and array fields of records in compiled code."""
    total = 0.0
    for i in range(rows.size):
        total += rows[i].head + rows[i].trust[3]
    return total


@given(st.integers(0, 50))
def test_both_layouts_start_at_the_defaults(n):
    """Every cell of a new table is the default of its column."""
    columns = allocate(SCHEMA, n, Example)
    rows = records(SCHEMA, n)
    for column in SCHEMA:
        for values in (getattr(columns, column.name), rows[column.name]):
            assert values.dtype == np.dtype(column.dtype)
            assert values.shape == (n, *column.shape)
            np.testing.assert_array_equal(values, np.full_like(values, column.default))


def test_columns_are_separate_contiguous_arrays():
    """Writing one column leaves the others alone."""
    columns = allocate(SCHEMA, 3, Example)
    columns.head[:] = 7
    assert all(values.flags.c_contiguous for values in columns)
    assert columns.flag.sum() == 0
    assert (columns.trust == 0.5).all()


def test_records_are_aligned_and_compile():
    """Records have C alignment and compiled code can read them."""
    assert record_dtype(SCHEMA).isalignedstruct
    assert add_heads(records(SCHEMA, 4)) == pytest.approx(4 * -0.5)


@given(st.integers(0, 20), st.integers(0, 20))
def test_growing_keeps_old_rows_and_adds_defaults(n, more):
    """Old rows come first and unchanged, new rows hold defaults."""
    rows = records(SCHEMA, n)
    rows["head"] = np.arange(n)
    larger = grow(rows, SCHEMA, n + more)
    assert larger.size == n + more
    np.testing.assert_array_equal(larger["head"][:n], np.arange(n))
    assert larger[n:].tobytes() == records(SCHEMA, more).tobytes()


def test_growing_refuses_to_shrink_or_to_mix_schemas():
    """A smaller capacity and a foreign array are errors."""
    rows = records(SCHEMA, 3)
    assert grow(rows, SCHEMA, 3) is rows
    with pytest.raises(ValueError, match="cannot shrink 3 rows to 2"):
        grow(rows, SCHEMA, 2)
    with pytest.raises(ValueError, match="expected rows of"):
        grow(rows, SCHEMA[:2], 9)


def test_fields_must_be_the_columns():
    """A NamedTuple that does not fit the schema is refused before any array is made."""
    with pytest.raises(ValueError, match="Example must have the fields"):
        allocate(SCHEMA[:-1], 1, Example)


@pytest.mark.parametrize("make", [record_dtype, lambda s: allocate(s, 1, Example)])
def test_a_name_may_be_declared_once(make):
    """A column declared twice is named in the error."""
    with pytest.raises(ValueError, match="columns declared twice: head"):
        make((SCHEMA[2], SCHEMA[2]))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("a b", "int8", 0, "1", "x"), "public identifier"),
        (("_a", "int8", 0, "1", "x"), "public identifier"),
        (("a", "int8", 0, "", "x"), "needs a unit"),
        (("a", "int8", 0, "1", ""), "needs a unit"),
        (("a", "int8", 128, "1", "x"), "cannot hold"),
        (("a", "uint8", -1, "1", "x"), "cannot hold"),
        (("a", "int8", 0.5, "1", "x"), "cannot hold"),
        (("a", "bool", 2, "1", "x"), "cannot hold"),
        (("a", "U5", 0, "1", "x"), "must be bool, integer or float"),
    ],
)
def test_bad_columns_are_refused(arguments, message):
    """A column that cannot be stored or explained is refused where it is declared."""
    with pytest.raises(ValueError, match=message):
        Column(*arguments)


def test_description_lists_every_column():
    """The documentation table has a row per column with its unit and meaning."""
    table = describe(SCHEMA)
    assert [row["name"] for row in table] == ["flag", "wait", "head", "trust"]
    assert table[3] == {
        "name": "trust",
        "type": "float32",
        "shape": (4,),
        "default": 0.5,
        "unit": "1",
        "doc": "Trust by tier.",
    }
