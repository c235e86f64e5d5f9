"""The room in which one lesson is held by one page: runs, pauses, the traced dispute and twenty worlds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from govsim.app.engine import Engine, Replay, RunRequest
from govsim.app.lessons import Lesson, Stop, stops
from govsim.app.lessons.model import Change
from govsim.app.pages.desk import IDLE, Desk

WORLDS = 20
"""Worlds of the closing card."""

CANDIDATES = 5
"""Disputes that are looked at until one is found whose two stories differ."""


@dataclass(frozen=True)
class Held:
    """A lesson as it is held: with or without its lever changed."""

    lesson: Lesson
    changes: tuple[Change, ...] = ()

    def request(self, side: str) -> RunRequest:
        """Return what the engine is asked for arm ``"a"`` or ``"b"``."""
        return self.lesson.request(side, self.changes)

    def goes_on_from(self, other: Self) -> bool:
        """Whether it differs from another in levers changed on the way, and in nothing else."""
        return self.lesson is other.lesson and self.changes != other.changes


class Room:
    """What one page has of one lesson.

    Parameters
    ----------
    engine : Engine
    owner : str
        The session's kernel.
    lesson : Lesson

    Attributes
    ----------
    desk, again : Desk
        The pair as it is first shown, and with the lever changed.
    trace : dict
        The dispute that is traced: ``state``, and the stories ``a`` and ``b``.
    """

    def __init__(self, engine: Engine, owner: str, lesson: Lesson) -> None:
        self.lesson = lesson
        self.desk = Desk(engine, owner, Held(lesson))
        self.again = Desk(engine, owner, Held(lesson))
        self.trace: dict[str, Any] = IDLE

    def enter(self, step: str) -> None:
        """Begin what a step needs, unless it is there or on its way."""
        if step == "question" and self.desk.status["state"] in {"idle", "failed", "cancelled"}:
            self.desk.run(self.desk.setting)
        if self.desk.pair is None:
            return
        # What later steps need is begun while the class watches: the one pair before the twenty worlds.
        if step != "question" and self.again.status["state"] in {"idle", "failed", "cancelled"}:
            self.again.pair = self.desk.pair
            change = (self.turn, self.lesson.lever.key, self.lesson.lever.value)
            self.again.run(Held(self.lesson, (change,)))
        if step != "question" and (self.desk.worlds is None or self.desk.worlds["state"] == "failed"):
            self.desk.average(WORLDS)
        if step == "trace" and self.trace["state"] in {"idle", "failed"}:
            self._find(self.desk.pair.a, self.desk.pair.b)

    @property
    def stops(self) -> tuple[Stop, ...]:
        """Where playing pauses; empty until the pair is there."""
        pair, lesson = self.desk.pair, self.lesson
        if pair is None:
            return ()
        return stops(pair.a, pair.b, lesson.focus, lesson.watch, [pause.at for pause in lesson.pauses])

    @property
    def turn(self) -> int:
        """The day from which the lever is changed: a quarter of the run, so that a difference can show."""
        return int(self.desk.pair.a.meta["days"]) // 4 if self.desk.pair is not None else 0

    def close(self) -> None:
        """End whatever is on its way."""
        self.desk.close()
        self.again.close()

    def _find(self, a: Replay, b: Replay) -> None:
        """Look for a dispute whose stories differ, the weightiest first, and keep both."""
        side = self.lesson.trace.side
        trace = self.lesson.trace
        rows = candidates(a if side == "a" else b, trace.kinds, trace.types)
        if not rows:
            self._note({"state": "none"})
            return
        engine, owner = self.desk.engine, self.desk.owner
        mine, theirs = (self.desk.setting.request(one) for one in (side, "b" if side == "a" else "a"))

        def other(found: Sequence[Any]) -> None:
            self.desk.follow(
                "trace",
                lambda: [engine.story(theirs, story["key"], owner) for story in found],
                self._note,
                lambda others: self._choose(side, found, others),
            )

        self.desk.follow("trace", lambda: [engine.story(mine, row, owner) for row in rows], self._note, other)

    def _choose(self, side: str, mine: Sequence[Any], others: Sequence[Any]) -> None:
        pairs = list(zip(mine, others, strict=True))
        one, other = next(
            ((one, other) for one, other in pairs if other["en"] and one["en"] != other["en"]), pairs[0]
        )
        there = "b" if side == "a" else "a"
        self._note({"state": "done", side: one, there: other})

    def _note(self, trace: dict[str, Any]) -> None:
        self.trace = trace
        self.desk.touch()


def candidates(replay: Replay, kinds: Sequence[str], types: Sequence[str] = ()) -> list[int]:
    """Return rows of disputes worth tracing: of the kinds named, earlier kinds and weightier events first.

    Where types of dispute are named, of those alone.
    """
    told = [
        event
        for event in replay.events
        if event.kind in kinds and event.dispute >= 0 and (not types or event.type in types)
    ]
    told.sort(key=lambda event: (kinds.index(event.kind), -event.weight, event.day))
    return list(dict.fromkeys(event.dispute for event in told))[:CANDIDATES]
