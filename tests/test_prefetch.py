"""Rows fetched ahead."""

import numba
import numpy as np
import pytest

from govsim.state import prefetch


@numba.njit
def fetch_all(array):
    """Fetch every row of an array and some that it has not."""
    for row in range(-2, array.shape[0] + 2):
        prefetch(array, row)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(5.0),
        np.arange(5, dtype=np.uint8),
        np.arange(20, dtype=np.float32).reshape(5, 4),
        np.empty(0),
    ],
    ids=["column", "bytes", "table", "nothing"],
)
@pytest.mark.parametrize("fetch", [fetch_all, fetch_all.py_func], ids=["compiled", "plain"])
def test_fetching_changes_nothing(array, fetch):
    """Whatever the array, compiled or not, within it and beyond."""
    before = array.tobytes()
    fetch(array)
    assert array.tobytes() == before


def test_compiled_code_asks_for_the_row():
    """And nothing but the request is left of the call."""
    fetch_all(np.arange(5.0))
    assert all("prefetch" in assembly for assembly in fetch_all.inspect_asm().values())
