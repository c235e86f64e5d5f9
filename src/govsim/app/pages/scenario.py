"""The page on which a scenario is written: a form beside its text."""

from collections.abc import Callable
from typing import Any

import solara

from govsim.app.components import Island
from govsim.app.pages.catalogue import catalogue
from govsim.app.pages.desk import Desk
from govsim.app.pages.draft import Draft
from govsim.app.pages.form import fields
from govsim.app.pages.settings import LARGEST_TEXT, Setting


@solara.component
def Scenario(desk: Desk[Setting], draft: Draft, go: Callable[[str], None]) -> None:
    """Show the draft of a session."""
    desk.changed.get()

    def begin() -> None:
        if draft.state == "idle":
            draft.check(draft.text)

    solara.use_effect(begin, [])

    def heard(kind: str, body: dict[str, Any]) -> None:
        if kind == "open":
            draft.open(str(body["name"]))
        elif kind == "text":
            draft.check(str(body["text"]))
        elif kind == "file":
            draft.take(str(body["text"]))
        elif kind == "edit":
            draft.check(str(body["text"]), (str(body["key"]), str(body["value"])))
        elif kind == "run" and draft.is_valid:
            desk.run(draft.setting(desk.setting.seed))
            go("/")

    Island.element(
        module="scenario",
        props={
            "catalogue": [{"name": one["name"], "title": one["title"]} for one in catalogue()],
            "name": draft.name,
            "fields": fields(),
            "largest": LARGEST_TEXT,
            "text": draft.text,
            "version": draft.version,
            "state": draft.state,
            "error": draft.error,
            "problems": draft.checked["problems"],
            "values": draft.checked["values"],
            "changed": draft.checked["changed"],
        },
        heard=heard,
    )
