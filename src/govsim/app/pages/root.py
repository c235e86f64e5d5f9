"""The frame of all pages: the shell at the top, the page that the address names, and the session's desk."""

from typing import Any

import solara

from govsim.app.components import Island
from govsim.app.pages.catalogue import entry
from govsim.app.pages.compare import Compare, of_shipped
from govsim.app.pages.desk import Desk
from govsim.app.pages.draft import Draft
from govsim.app.pages.lessons import Lessons
from govsim.app.pages.results import Results
from govsim.app.pages.scenario import Scenario
from govsim.app.pages.settings import Setting
from govsim.app.text import texts

PATHS = ("/", "lessons", "scenario", "results")
"""Addresses of the pages."""

START = "quickstart"
"""The scenario that the app opens with."""


@solara.component
def Page(name: str = "") -> None:
    """Show the page of the present address; `name` is what stands behind the page's own."""
    from govsim.app.server import shared

    router = solara.use_router()
    owner = solara.get_kernel_id()
    common = shared()
    desk = solara.use_memo(lambda: Desk(common.engine, owner, asked(router.search)), [])
    draft = solara.use_memo(lambda: Draft(desk, desk.setting.name or START), [])
    page = router.parts[0] if router.parts else ""

    def begin() -> None:
        """Run what the address asks for once a page is open that shows it."""
        if page not in {"lessons", "scenario"} and desk.status["state"] == "idle" and desk.pair is None:
            desk.run(desk.setting)

    solara.use_effect(begin, [page])
    solara.use_effect(lambda: desk.close, [])

    def heard(kind: str, body: dict[str, Any]) -> None:
        if kind == "go":
            router.push(str(body["path"]))

    with solara.Div(classes=["govsim-root"]):
        Island.element(
            module="shell",
            texts=texts(),
            props={"path": f"/{page}", "address": common.address},
            heard=heard,
        )
        with solara.v.Html(tag="main", class_="page"):
            own = draft.checked["regimes"] if draft.text == desk.setting.text else []
            if page == "lessons":
                Lessons(common, owner, name, router.push)
            elif page == "scenario":
                Scenario(desk, draft, router.push)
            elif page == "results":
                Results(desk, own, router.push)
            else:
                Compare(desk, own, router.push, common.address or "")


def asked(search: str | None) -> Setting:
    """Return the setting that an address asks for, or the one to start with where it asks for none."""
    if not search or not ("scenario=" in search or "yaml=" in search):
        return start()
    try:
        return Setting.from_query(search)
    except ValueError:
        return start()


def start() -> Setting:
    """Return the setting that the app opens with."""
    return of_shipped(START, entry(START)["seed"])


@solara.component
def Layout(children: list[Any]) -> Any:
    """Put nothing around the pages: Solara's own bar and tabs would stand above the shell's."""
    return solara.Div(children=children)


# The first route's layout is that of all: with one of its own, a page would be built anew at every change.
routes = [
    solara.Route(path=path, component=Page, layout=Layout if path == "/" else None, label="govsim")
    for path in PATHS
]
