import numpy as np
import pytest

from govsim.app.engine import Event, RefusedError, Replay, Ticket
from govsim.app.lessons import lessons
from govsim.app.pages.desk import Desk, as_data, summed
from govsim.app.pages.draft import Draft, shipped_text
from govsim.app.pages.form import fields, limits
from govsim.app.pages.results import days_csv
from govsim.app.pages.room import candidates
from govsim.app.pages.settings import Setting


def replay(regime="county", events=()):
    """Return a small replay."""
    meta = {"regime": {"name": regime}, "days": 3}
    return Replay(meta, {"waiting": np.arange(3, dtype=np.float32)}, {}, {}, {}, tuple(events), {})


class Clockwork:
    """An engine whose tickets are finished by the test."""

    def __init__(self):
        self.tickets = []

    def submit(self, request, owner=""):  # noqa: ARG002
        """Take a run in."""
        return self._ticket(request)

    def check(self, text, owner="", edit=None, original=""):  # noqa: ARG002
        """Take a check in."""
        return self._ticket((text, edit, original))

    def story(self, request, dispute, owner=""):  # noqa: ARG002
        """Take a question for a story in."""
        return self._ticket((request.regime, dispute))

    def _ticket(self, asked):
        ticket = Ticket(lambda one: one.update(state="cancelled"))
        self.tickets.append((asked, ticket))
        return ticket


def wait_for(desk, what):
    """Wait until a desk has what is asked for; a thread of its own brings it."""
    import time

    end = time.monotonic() + 20
    while not what(desk):
        assert time.monotonic() < end, desk.status
        time.sleep(0.01)


@pytest.fixture
def desk():
    """Return a desk over clockwork."""
    made = Desk(Clockwork(), "somebody", Setting())
    yield made
    made.close()


def finish(desk, *results):
    """Finish the last tickets with these results."""
    for (_, ticket), result in zip(desk.engine.tickets[-len(results) :], results, strict=True):
        ticket.update(state="done", raw=result)


def test_a_pair_is_shown_when_both_arms_are_there(desk):
    """One arm alone shows nothing; both do, packed."""
    desk.run(Setting())
    (_, first), (_, other) = desk.engine.tickets
    first.update(state="done", raw=replay())
    assert desk.pair is None
    other.update(state="done", raw=replay("municipal"))
    wait_for(desk, lambda one: one.pair is not None)
    assert set(desk.pair.blobs) == {"a", "b"}
    assert desk.pair.blobs["a"][:4] == b"GVS1"


def test_a_new_request_gives_the_old_one_up(desk):
    """Whoever asks for something else no longer waits for what was asked before."""
    desk.run(Setting())
    before = [ticket for _, ticket in desk.engine.tickets]
    desk.run(Setting(seed=7))
    assert [ticket.state for ticket in before] == ["cancelled", "cancelled"]
    assert desk.setting.seed == 7


def test_only_a_changed_lever_leaves_a_ghost(desk):
    """The pair of before stays as a ghost of the same world, and not of another."""
    desk.run(Setting())
    finish(desk, replay(), replay("municipal"))
    wait_for(desk, lambda one: one.pair is not None)
    desk.run(Setting(changes=({"day": 1, "key": "casework.alpha", "value": "0.3"},)))
    finish(desk, replay(), replay("municipal"))
    wait_for(desk, lambda one: "ghost_a" in one.pair.blobs)
    desk.run(Setting(seed=1))
    finish(desk, replay(), replay("municipal"))
    wait_for(desk, lambda one: one.pair.setting.seed == 1)
    assert set(desk.pair.blobs) == {"a", "b"}


def test_a_failure_is_told_and_the_pair_stays(desk):
    """What was shown stays when something later fails, and the reason is told in both languages."""
    desk.run(Setting())
    finish(desk, replay(), replay("municipal"))
    wait_for(desk, lambda one: one.pair is not None)
    shown = desk.pair
    desk.run(Setting(seed=9))
    desk.engine.tickets[-1][1].update(state="failed", error={"en": "no", "zh": "不"})
    desk.engine.tickets[-2][1].update(state="done", raw=replay())
    wait_for(desk, lambda one: one.status["state"] == "failed")
    assert desk.status["error"] == {"en": "no", "zh": "不"}
    assert desk.pair is shown


def test_a_refusal_is_told(desk):
    """What the engine does not even try is told like a failure."""

    def refuse(request, owner=""):
        raise RefusedError("too much", "太多")

    desk.engine.submit = refuse
    desk.run(Setting())
    assert desk.status == {"state": "failed", "error": {"en": "too much", "zh": "太多"}}


def test_a_story_is_told_by_identity_in_the_other_arm(desk):
    """Rows differ between the arms: the other arm is asked for the dispute's key."""
    desk.ask("story", 17, "b", 40)
    finish(desk, {"key": "00ff", "en": ["x"], "zh": ["甲"], "days": [1]})
    wait_for(desk, lambda one: len(one.engine.tickets) == 2)
    assert [asked for asked, _ in desk.engine.tickets] == [("municipal", 17), ("county", "00ff")]
    finish(desk, {"key": "00ff", "en": ["y"], "zh": ["乙"], "days": [2]})
    wait_for(desk, lambda one: one.card["state"] == "done")
    assert desk.card["b"]["en"] == ["x"]
    assert desk.card["a"]["en"] == ["y"]


def test_tickets_are_summed_up():
    """Two tickets have come as far as both, and fail together."""
    one, other = Ticket(lambda _: None), Ticket(lambda _: None)
    one.update(state="running", progress=0.5, eta_seconds=4.0)
    other.update(position=2)
    told = summed([one, other])
    assert (told["state"], told["position"], told["progress"], told["eta"]) == ("running", 2, 0.25, 4)
    other.update(state="failed", error={"en": "e", "zh": "z"})
    assert summed([one, other])["state"] == "failed"


def test_results_become_plain_data():
    """Arrays become lists, and what is no number becomes nothing."""
    assert as_data({"a": np.array([1.0, np.nan, 1 / 3]), "b": (float("inf"), "x", 2)}) == {
        "a": [1.0, None, 0.3333],
        "b": [None, "x", 2],
    }


def test_a_draft_starts_from_a_shipped_file_and_measures_what_it_is_given(desk):
    """A draft opens shipped files by name alone, and refuses what is too large before it is checked."""
    draft = Draft(desk, "quickstart")
    assert draft.text == shipped_text("quickstart")
    assert shipped_text("../pyproject") == shipped_text("quickstart")
    draft.check("a" * 300_000)
    assert draft.state == "failed"
    assert desk.engine.tickets == []


def test_an_edit_takes_the_text_over(desk):
    """After an edit of the form the page shows the text that came of it."""
    draft = Draft(desk, "quickstart")
    draft.check("days: 3", ("days", "4"))
    assert desk.engine.tickets[0][0][:2] == ("days: 3", ("days", "4"))
    finish(
        desk,
        {
            "text": "days: 4",
            "problems": [],
            "values": {"compare.regimes": ["county", "triage"]},
            "changed": [],
            "regimes": [],
        },
    )
    wait_for(desk, lambda _: draft.state == "done")
    assert (draft.text, draft.version) == ("days: 4", 1)
    assert (draft.setting(5).a, draft.setting(5).b, draft.setting(5).text) == ("county", "triage", "days: 4")


def test_the_form_has_a_field_for_every_single_value():
    """Keys, kinds and limits are the schema's."""
    found = {field["key"]: field for field in fields()}
    assert len(found) > 150
    assert found["casework.alpha"]["kind"] == "number"
    assert (found["casework.alpha"]["low"], found["casework.alpha"]["high"]) == (0.0, 0.9)
    assert found["days"]["kind"] == "integer"
    assert found["tiers"]["options"] == ["2", "3", "4"]
    assert limits("no.such") == {"low": None, "high": None}


def test_days_are_exported_for_both_arms():
    """One row a day and arm, with every series."""
    from govsim.app.pages.desk import Pair

    table = days_csv(Pair(Setting(), replay(), replay("municipal"), {})).splitlines()
    assert table[0] == "arm,regime,day,waiting"
    assert table[1] == "a,county,0,0"
    assert table[-1] == "b,municipal,2,2"
    assert len(table) == 7


def test_disputes_worth_tracing_are_those_of_the_kinds_named():
    """Earlier kinds come first, then weightier events, each dispute once."""

    def event(kind, dispute, weight, type_="debt"):
        return Event(1, kind, 0, dispute, weight, {"en": "", "zh": ""}, type_)

    told = replay(
        events=[
            event("crossed", 1, 0.2, "labour"),
            event("outbreak", 2, 0.9),
            event("crossed", 3, 0.8),
            event("crossed", 3, 0.1),
            event("rule", 4, 1.0),
        ]
    )
    assert candidates(told, ("crossed", "outbreak")) == [3, 1, 2]
    assert candidates(told, ("crossed", "outbreak"), ("labour",)) == [1]
    assert candidates(told, lessons()["two-cities"].trace.kinds)[0] == 3
