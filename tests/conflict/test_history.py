"""Statuses, stages and the log against tallies counted anew."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsim import CityModel
from govsim.conflict.history import is_over, note, set_stage, set_status
from govsim.scenario.vocabulary import STAGES
from govsim.state import Event, Status
from worlds import events, ready, world

ROWS = 6
MOVES = st.lists(
    st.tuples(st.integers(0, ROWS - 1), st.booleans(), st.integers(0, max(len(STAGES), max(Status) + 1) - 1)),
    max_size=40,
)
END_STATES = {Status.RESOLVED, Status.SETTLED, Status.ABANDONED, Status.SPILLED, Status.DISMISSED}


@pytest.fixture(scope="module")
def model():
    """Return a model that has not run."""
    return CityModel(world(), "county")


@given(moves=MOVES)
def test_tallies_are_those_of_the_rows(model, moves):
    """After any moves the tallies by status, stage and county count the rows; false alarms are in none."""
    rows, ref, state = ready(model, ROWS), model._store.ref, model.state
    rows["alarm"][4:] = 1
    state.by_status[:], state.by_stage[:], state.waiting_by_county[:] = 0, 0, 0
    state.by_status[Status.OUTSIDE] = state.by_stage[0] = 4
    highest = np.zeros(ROWS, dtype=int)
    for i, staged, code in moves:
        if staged and code < len(STAGES) and rows["status"][i] < Status.DORMANT:
            set_stage(ref, i, code)
            highest[i] = max(highest[i], code)
        elif not staged and code <= max(Status):
            set_status(ref, i, code)
            assert rows["status"][i] == code
        real = rows[:4]
        assert rows["highest"].tolist() == highest.tolist()
        assert state.by_status.tolist() == np.bincount(real["status"], minlength=len(Status)).tolist()
        open_ = real[real["status"] < Status.DORMANT]
        assert state.by_stage.tolist() == np.bincount(open_["stage"], minlength=len(STAGES)).tolist()
        waiting = state.places.county[real["community"][real["status"] == Status.WAITING]]
        assert state.waiting_by_county.tolist() == np.bincount(waiting, minlength=2).tolist()


def test_end_states_are_over():
    """A dormant dispute is not over, and neither is one that nobody holds."""
    assert {status for status in Status if is_over(status)} == END_STATES


def test_the_log_chains_the_events_of_each_dispute(model):
    """An entry keeps what happened and leads to the one before of the same dispute."""
    rows, state = ready(model, 2), model.state
    state.happened[:] = 0
    rows["alarm"][1] = 1
    for t, i, event, office, value in (
        (1.5, 0, Event.AROSE, -1, 3),
        (2.0, 1, Event.ENTERED, 4, 2),
        (2.5, 0, Event.ENTERED, 5, 2),
        (3.0, 0, Event.FAILED, 5, 1),
    ):
        note(model._store.ref, t, i, event, office, value)
    names = ("time", "dispute", "previous", "office", "value", "event")
    assert [tuple(entry[name] for name in names) for entry in events(model)] == [
        (1.5, 0, -1, -1, 3, Event.AROSE),
        (2.0, 1, -1, 4, 2, Event.ENTERED),
        (2.5, 0, 0, 5, 2, Event.ENTERED),
        (3.0, 0, 2, 5, 1, Event.FAILED),
    ]
    assert rows["last_event"].tolist() == [3, 1]
    told = {Event(code): int(n) for code, n in enumerate(state.happened) if n}
    assert told == {Event.AROSE: 1, Event.ENTERED: 1, Event.FAILED: 1}
