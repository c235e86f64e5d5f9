"""The calendar of events against Python's own heap."""

import heapq
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from books import CLOCKS, check_calendar
from govsim import CityModel
from govsim.conflict.calendar import reschedule
from govsim.state import N_HEAP
from worlds import ready, world

ROWS = 25
TIMES = st.one_of(st.just(math.inf), st.integers(0, 6).map(float), st.floats(0, 100))
SETTINGS = st.lists(
    st.tuples(st.integers(0, ROWS - 1), st.sampled_from(CLOCKS), TIMES), min_size=1, max_size=120
)


@pytest.fixture(scope="module")
def model():
    """Return a model that has not run."""
    return CityModel(world(), "county")


@given(steps=SETTINGS)
def test_calendar_pops_in_the_order_of_a_heap(model, steps):
    """After any settings of clocks, disputes come out by time, and at equal times by key."""
    rows = ready(model, ROWS)
    rows["key"] = (rows["key"] * 7919) % 104_729
    twin = {}
    for i, clock, t in steps:
        rows[clock][i] = t
        reschedule(model._store.ref, i)
        twin[i] = min(rows[name][i] for name in CLOCKS)
        check_calendar(model)
    heap = [(t, int(rows["key"][i]), i) for i, t in twin.items() if t < math.inf]
    heapq.heapify(heap)
    while heap:
        t, key, i = heapq.heappop(heap)
        first = model.state.heap[0]
        assert (rows["t_next"][first], rows["key"][first], first) == (t, key, i)
        for clock in CLOCKS:
            rows[clock][i] = math.inf
        reschedule(model._store.ref, i)
    assert model.state.counters[N_HEAP] == 0
