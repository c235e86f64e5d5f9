"""The docket: single disputes by row and identity, and their stories word by word."""

import pytest

from govsim import CityModel
from govsim.conflict.history import note, note_crossing
from govsim.state import Event
from worlds import TYPES, ready, world


@pytest.fixture
def model():
    """Return a model with three disputes, of which the second has a story."""
    model = CityModel(world({"casework.slots": 30}), "county")
    rows, ref = ready(model, 3), model._store.ref
    rows["type"][1], rows["severity"][1] = TYPES.index("land"), 2
    office = int(model.state.places.receiving[1, 2])
    for t, i, event, where, value in (
        (1.5, 1, Event.AROSE, -1, 0),
        (2.0, 0, Event.AROSE, -1, 0),
        (3.25, 1, Event.ESCALATED, -1, 2),
        (3.25, 1, Event.ENTERED, office, 2),
        (17.0, 1, Event.FAILED, office, 1),
    ):
        note(ref, t, i, event, where, value)
    return model


def test_a_story_is_the_log_in_words(model):
    """Each event is one line with its day, its office, and the stage or number that it is about."""
    dispute = model.disputes[1]
    name = model.office_name(int(model.state.places.receiving[1, 2]))
    assert dispute.story() == "\n".join(
        [
            f"Land and demolition dispute {dispute.key:016x} (grave, counties touched: 1)",
            "    1.50  A grievance arises.",
            "    3.25  It escalates to the stage: mediation.",
            f"    3.25  {name} receives the case.",
            f"   17.00  Attempt 1 at {name} fails.",
        ]
    )
    assert dispute.story("zh").splitlines()[2] == "    3.25  升级为:调解。"
    assert [Event(e) for e in model.disputes.events(dispute.key)["event"]] == [
        Event.AROSE,
        Event.ESCALATED,
        Event.ENTERED,
        Event.FAILED,
    ]
    assert len(model.disputes.events(model.disputes[2].key)) == 0


def test_a_false_alarm_is_called_one(model):
    """A false alarm has no type in its story, and an event without an office says so."""
    row = model.state.disputes[0]
    row["alarm"] = 1
    note(model._store.ref, 4.0, 0, Event.DISMISSED, -1, 7)
    lines = model.disputes[0].story().splitlines()
    assert lines[0].startswith("False alarm, dispute ")
    assert lines[-1] == "    4.00  no office finds that it was a false alarm."


def test_rows_are_found_from_either_end_and_by_identity(model):
    """Indices work as in a list, and an identity that did not arise is refused."""
    docket = model.disputes
    assert len(docket) == len(list(docket)) == docket.records.size == docket.column("key").size == 3
    assert [dispute.row for dispute in docket] == [0, 1, 2]
    assert (docket[-1].row, docket[-3].row, docket[2].row) == (2, 0, 2)
    for row in (3, -4):
        with pytest.raises(IndexError, match="there are 3 disputes"):
            docket[row]
    assert docket.find(docket[2].key).row == 2
    with pytest.raises(KeyError, match="no dispute 0x0000000000000001"):
        docket.find(1)
    with pytest.raises(AttributeError, match="no column 'mood'"):
        _ = docket[0].mood
    assert repr(docket[1]) == f"<Dispute {docket[1].key:016x}: land, latent, outside>"


def test_scope_is_that_of_the_places_touched(model):
    """Within a community, within a county, across counties."""
    rows = model.state.disputes
    for counties, communities, scope in ((1, 1, 0), (1, 2, 1), (2, 2, 2), (2, 1, 2)):
        rows["counties"][0], rows["communities"][0] = counties, communities
        assert model.disputes[0].scope == scope


def test_a_further_county_is_noted_once(model):
    """The log tells each rise of the number of counties touched, and nothing when it stays."""
    ref, row = model._store.ref, model.state.disputes[2]
    assert not note_crossing(ref, 2, 1.0)
    row["counties"] = 2
    assert note_crossing(ref, 2, 2.0)
    assert not note_crossing(ref, 2, 3.0)
    row["counties"] = 4
    assert note_crossing(ref, 2, 4.0)
    told = model.disputes.events(int(row["key"]))
    assert [(e["time"], e["event"], e["value"]) for e in told] == [
        (2.0, Event.CROSSED, 2),
        (4.0, Event.CROSSED, 4),
    ]
