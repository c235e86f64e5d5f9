"""The lessons: a list of them, and one of them held step by step."""

import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import solara

from govsim.app.components import Island
from govsim.app.lessons import Lesson, lessons
from govsim.app.pages.room import Room
from govsim.app.server import Shared, is_trainer

STEPS = ("question", "watch", "trace", "lever", "closing")
CHOICES = ("a", "b", "same")
"""What can be voted for."""


@solara.component
def Lessons(common: Shared, owner: str, name: str, go: Callable[[str], None]) -> None:
    """Show the list, or the lesson of a name."""
    lesson = lessons().get(name)
    if lesson is None:
        Island.element(
            module="lessons",
            props={
                "lessons": [
                    {**one.model_dump(include={"name", "title", "summary"}), "labels": labels(one)}
                    for one in lessons().values()
                ]
            },
            heard=lambda kind, body: go(f"/lessons/{body['name']}") if kind == "open" else None,
        )
        return
    Held(common, owner, lesson, go).key(name)


@solara.component
def Held(common: Shared, owner: str, lesson: Lesson, go: Callable[[str], None]) -> None:
    """Hold one lesson."""
    room = solara.use_memo(lambda: Room(common.engine, owner, lesson), [lesson.name])
    voted, set_voted = solara.use_state(0)
    room.desk.changed.get()
    room.again.changed.get()
    voter = solara.use_memo(solara.get_session_id, [])
    trainer = solara.use_memo(is_trainer, [])

    def begin() -> Callable[[], None]:
        """Start computing while the class thinks, and hear of votes until the page is left."""
        room.enter("question")
        news, left = threading.Event(), threading.Event()

        def redraw() -> None:
            while news.wait() and not left.is_set():
                news.clear()
                set_voted(lambda count: count + 1)

        # In a thread of this page: in the voter's, it would be drawn as the voter's own.
        threading.Thread(target=redraw, daemon=True).start()
        deaf = common.votes.follow(lesson.name, news.set)

        def leave() -> None:
            deaf()
            left.set()
            news.set()
            room.close()

        return leave

    solara.use_effect(begin, [lesson.name])

    def heard(kind: str, body: dict[str, Any]) -> None:
        if kind == "step" and body.get("step") in STEPS:
            room.enter(body["step"])
        elif kind == "vote" and body.get("choice") in CHOICES:
            common.votes.cast(lesson.name, voter, body["choice"])
        elif kind == "clear" and trainer:
            common.votes.clear(lesson.name)
        elif kind == "list":
            go("/lessons")

    pair, again = room.desk.pair, room.again.pair
    changed = again is not None and again is not pair
    blobs = {**(pair.blobs if pair else {})}
    if changed and again is not None:
        blobs |= {"again_a": again.blobs["a"], "again_b": again.blobs["b"]}
    Island.element(
        module="lesson",
        props={
            "lesson": told(lesson),
            "status": room.desk.status,
            "stops": [asdict(stop) for stop in room.stops],
            "trace": room.trace,
            "again": {"status": room.again.status, "day": room.turn},
            "worlds": without_bands(room.desk.worlds),
            "votes": {
                "counts": common.votes.counts(lesson.name),
                "mine": common.votes.choice(lesson.name, voter),
            },
            "version": voted,
            "trainer": trainer,
            "join": {
                "addresses": common.addresses,
                "qr": common.qr(f"/lessons/{lesson.name}"),
                "pin": common.pin,
            }
            if common.lan
            else None,
        },
        blobs=blobs,
        heard=heard,
    )


def told(lesson: Lesson) -> dict[str, Any]:
    """Return what a page is told of a lesson."""
    return {
        **lesson.model_dump(mode="json", exclude={"a", "b", "pauses"}),
        "labels": labels(lesson),
        "pauses": {pause.at: pause.why.model_dump() for pause in lesson.pauses},
        "order": list(lessons()),
    }


def labels(lesson: Lesson) -> dict[str, Any]:
    """Return what the two sides of a lesson are called."""
    return {"a": lesson.a.label.model_dump(), "b": lesson.b.label.model_dump()}


def without_bands(worlds: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return worlds without the series of their bands, which a lesson does not draw."""
    return {name: value for name, value in worlds.items() if name != "bands"} if worlds else worlds
