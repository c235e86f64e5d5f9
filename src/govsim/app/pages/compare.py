"""The first page: two arms of one city side by side."""

from typing import Any

import solara

from govsim.app.components import Island
from govsim.app.pages.catalogue import catalogue, entry
from govsim.app.pages.desk import Desk
from govsim.app.pages.form import limits
from govsim.app.pages.settings import Setting
from govsim.app.text import levers


@solara.component
def Compare(desk: Desk[Setting], own: list[dict[str, str]], go: Any, address: str) -> None:
    """Show the comparison of a session."""
    desk.changed.get()

    def heard(kind: str, body: dict[str, Any]) -> None:
        if kind == "run":
            desk.run(Setting.model_validate(body["setting"]))
        elif kind == "open":
            desk.run(of_shipped(body["name"], desk.setting.seed))
        elif kind == "cancel":
            desk.cancel("pair")
            desk.status = {"state": "cancelled"}
            desk.touch()
        elif kind == "worlds":
            desk.average(int(body["n"]))
        elif kind == "cancel_worlds":
            desk.cancel("worlds")
            desk.worlds = None
            desk.touch()
        elif kind == "card":
            desk.ask(str(body["kind_of"]), body["id"], "b" if body["side"] == "b" else "a", int(body["day"]))
        elif kind == "go":
            go(body["path"])

    regimes = regimes_of(desk.setting, own)
    setting = desk.setting
    Island.element(
        module="compare",
        props={
            "catalogue": [{"name": one["name"], "title": one["title"]} for one in catalogue()],
            "setting": setting.model_dump(mode="json"),
            "regimes": regimes,
            "labels": labels(desk, regimes),
            "days": desk.pair.a.meta["days"] if desk.pair else 365,
            "status": desk.status,
            "worlds": desk.worlds,
            "card": desk.card,
            "levers": offered(),
            "query": setting.query(),
            "address": address,
        },
        blobs=desk.pair.blobs if desk.pair else {},
        heard=heard,
    )


def labels(desk: Desk[Setting], regimes: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """Return what the two arms are called: those that are shown, before there are any those asked for."""
    if desk.pair is not None:
        return {"a": desk.pair.a.meta["regime"], "b": desk.pair.b.meta["regime"]}
    names = {regime["name"]: regime for regime in regimes}
    return {side: names.get(getattr(desk.setting, side), {"en": "", "zh": ""}) for side in ("a", "b")}


def of_shipped(name: str, seed: int) -> Setting:
    """Return the setting that a shipped scenario opens with: the first two regimes that it compares."""
    listed = entry(Setting(name=name).name)
    compared: list[str] = listed["compare"]
    a, b = (compared * 2)[:2]
    return Setting(name=name, a=a, b=b, seed=seed)


def regimes_of(setting: Setting, own: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the regimes that can be put in the columns; `own` are those of a scenario of somebody's own."""
    return own if setting.text and own else list(entry(setting.name or "quickstart")["regimes"])


def offered() -> list[dict[str, Any]]:
    """Return the levers of a class with the limits that the schema sets."""
    return [{**lever, **limits(lever["key"])} for lever in levers()]
