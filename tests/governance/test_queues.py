"""The queues of an office against one deque per class."""

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsim import CityModel
from govsim.governance.queues import join_queue, leave_queue, next_in_line
from govsim.state import Status
from worlds import ready, world

ROWS = 20
MOVES = st.lists(st.tuples(st.integers(0, ROWS - 1), st.integers(0, 2), st.integers(0, 1)), max_size=150)


@pytest.fixture(scope="module")
def model():
    """Return a model that has not run."""
    return CityModel(world(), "county")


@given(moves=MOVES)
def test_queues_are_first_come_first_served_within_a_class(model, moves):
    """Joining, leaving from anywhere, and who is next agree with deques, graver classes first."""
    rows, ref = ready(model, ROWS), model._store.ref
    queues = {(office, grade): deque() for office in (0, 1) for grade in range(3)}
    where = {}
    for t, (i, grade, office) in enumerate(moves):
        if i in where:
            leave_queue(ref, i, float(t))
            queues[where.pop(i)].remove(i)
            rows["status"][i] = Status.OUTSIDE
        else:
            rows["office"][i], rows["severity"][i] = office, grade
            join_queue(ref, i, float(t))
            queues[office, grade].append(i)
            where[i] = (office, grade)
            assert rows["status"][i] == Status.WAITING
            assert rows["enqueued"][i] == t
        for at in (0, 1):
            waiting = [i for g in (2, 1, 0) for i in queues[at, g]]
            assert model.state.offices["waiting"][at] == len(waiting)
            assert next_in_line(ref, at) == (waiting[0] if waiting else -1)


def test_leaving_a_queue_counts_the_wait_and_stops_its_clocks(model):
    """Time in the queue is added to the wait, and patience and limit run no more."""
    rows, ref = ready(model, 1), model._store.ref
    rows["office"][0] = 0
    rows["waited"][0] = 1.5
    join_queue(ref, 0, 10.0)
    rows["t_quit"][0], rows["t_deadline"][0] = 12.0, 13.0
    leave_queue(ref, 0, 11.25)
    assert rows["waited"][0] == 2.75
    assert rows["t_quit"][0] == rows["t_deadline"][0] == float("inf")
