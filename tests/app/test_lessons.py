import numpy as np
import pytest
from pydantic import ValidationError

from govsim.app.engine import Replay
from govsim.app.engine.levers import is_changeable
from govsim.app.lessons import Lesson, lessons, stops
from govsim.outcomes import DAILY
from govsim.scenario.loader import load_text
from govsim.state import Event

NAMES = sorted(lessons())


def test_there_are_lessons_enough():
    """A class has at least five to choose from, in the order of their files."""
    assert len(lessons()) >= 5
    assert next(iter(lessons())) == "two-cities"


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_can_be_held(name):
    """Scenarios are valid, regimes and series exist, and the lever can change in the course of a run."""
    lesson = lessons()[name]
    for arm in (lesson.a, lesson.b):
        scenario = load_text(arm.text)
        assert arm.regime in scenario.regimes
        scenario.replace({lesson.lever.key: float(lesson.lever.value)})
    assert {lesson.focus, *lesson.watch, *lesson.indicators} <= set(DAILY)
    assert {kind.upper() for kind in lesson.trace.kinds} <= set(Event.__members__)
    assert is_changeable(lesson.lever.key)
    assert lesson.outcome in lesson.outcomes
    assert {"first", "end"} <= {pause.at for pause in lesson.pauses}


@pytest.mark.parametrize("name", NAMES)
def test_the_sides_of_a_lesson_differ(name):
    """The two arms are not one and the same run."""
    lesson = lessons()[name]
    assert lesson.request("a").key != lesson.request("b").key


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"outcome": "no_such"}, "outcome"),
        ({"surprise": 1}, "surprise"),
        ({"pauses": []}, "pauses"),
        ({"a": {"scenario": "/etc/passwd", "regime": "county", "label": {"en": "a", "zh": "a"}}}, "scenario"),
    ],
    ids=["outcome", "unknown", "no pauses", "path"],
)
def test_a_lesson_that_makes_no_sense_is_refused(change, told):
    """What is wrong with a lesson is found when it is read, and no file is named by a path."""
    said = lessons()["two-cities"].model_dump(mode="json")
    with pytest.raises((ValidationError, KeyError), match=told if told != "outcome" else "no_such"):
        Lesson.model_validate(said | change)


def replay(**series):
    """Return a replay with some series of the city."""
    arrays = {name: np.array(values, dtype=np.float32) for name, values in series.items()}
    meta = {"series": {name: {"flow": name == "resolved"} for name in series}}
    return Replay(meta, arrays, {}, {}, {}, (), {})


def test_playing_pauses_where_the_arms_first_differ():
    """The first pause is the first day on which anything watched differs, the focus or not."""
    level = [0.0] * 100
    a = replay(waiting=level, resolved=level)
    b = replay(waiting=[*level[:10], *[1.0] * 90], resolved=[*level[:30], *[1.0] * 30, *level[:40]])
    found = {
        stop.kind: stop for stop in stops(a, b, "resolved", ["waiting"], ["first", "apart", "widest", "end"])
    }
    assert (found["first"].day, found["first"].series) == (10, "waiting")
    assert (found["apart"].day, found["apart"].b) == (44, 15.0)
    assert (found["widest"].day, found["widest"].b) == (59, 30.0)
    assert found["end"].day == 99
    assert found["end"].b == 30.0


def test_pauses_that_fall_together_are_one():
    """No two pauses are closer than a few days, and the last day stays."""
    a, b = replay(waiting=[0.0] * 50), replay(waiting=[0.0] * 47 + [5.0] * 3)
    assert [stop.kind for stop in stops(a, b, "waiting", [], ["first", "apart", "widest", "end"])] == ["end"]


def test_arms_that_never_differ_have_one_pause():
    """Two equal runs are played to their end."""
    one = replay(waiting=[1.0] * 20)
    assert [stop.day for stop in stops(one, one, "waiting", [], ["first", "apart", "widest", "end"])] == [19]
