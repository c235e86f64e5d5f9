"""The page of results: tables and figures of what is compared, and its exports."""

import csv
import io
from collections.abc import Callable
from typing import Any

import solara

from govsim.app.components import Island
from govsim.app.pages.compare import labels, regimes_of
from govsim.app.pages.desk import Desk, Pair, as_data
from govsim.app.pages.settings import Setting
from govsim.outcomes import HEADLINE


@solara.component
def Results(desk: Desk[Setting], own: list[dict[str, str]], go: Callable[[str], None]) -> None:
    """Show what came of the session's comparison."""
    desk.changed.get()

    def heard(kind: str, body: dict[str, Any]) -> None:
        if kind == "worlds":
            desk.average(int(body["n"]))
        elif kind == "cancel_worlds":
            desk.cancel("worlds")
            desk.worlds = None
            desk.touch()
        elif kind == "go":
            go(str(body["path"]))

    pair = desk.pair
    Island.element(
        module="results",
        props={
            "status": desk.status,
            "worlds": desk.worlds,
            "headline": list(HEADLINE),
            "labels": labels(desk, regimes_of(desk.setting, own)),
            "setting": desk.shown.model_dump(mode="json"),
            "query": desk.shown.query(),
            "run": told(pair) if pair else None,
            "csv": {"days": days_csv(pair)} if pair else {},
        },
        blobs=pair.blobs if pair else {},
        heard=heard,
    )


def told(pair: Pair[Setting]) -> dict[str, Any]:
    """Return title and outcomes of one world as a page is told of them."""
    described = pair.a.meta["outcomes"]
    outcomes = {
        name: {**described[name], "a": value, "b": pair.b.outcomes.get(name)}
        for name, value in pair.a.outcomes.items()
        if name in described
    }
    return {"title": pair.a.meta["title"], "outcomes": as_data(outcomes)}


def days_csv(pair: Pair[Setting]) -> str:
    """Return every daily series of both arms as CSV: one row a day and arm."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = list(pair.a.city)
    writer.writerow(["arm", "regime", "day", *names])
    for arm, replay in (("a", pair.a), ("b", pair.b)):
        columns = [replay.city[name] for name in names]
        regime = replay.meta["regime"]["name"]
        writer.writerows(
            [arm, regime, day, *(f"{column[day]:g}" for column in columns)] for day in range(len(columns[0]))
        )
    return out.getvalue()
