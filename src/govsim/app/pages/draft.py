"""The scenario that somebody is writing, and what the last check of it said."""

from collections.abc import Sequence
from typing import Any

from govsim.app.pages.catalogue import catalogue
from govsim.app.pages.desk import Desk
from govsim.app.pages.settings import LARGEST_TEXT, Setting
from govsim.app.text import both
from govsim.scenario.shipped import shipped

_NOTHING: dict[str, Any] = {"problems": [], "values": {}, "changed": [], "regimes": []}


class Draft:
    """A scenario in the making. It belongs to one session.

    Parameters
    ----------
    desk : Desk
        Of the session; it follows the checks.
    name : str
        The shipped scenario that it starts from.

    Attributes
    ----------
    text : str
        YAML.
    version : int
        Raised when the text is changed by anything but the keyboard, so that the page takes it over.
    state : str
        ``"running"``, ``"done"`` or ``"failed"``.
    checked : dict
        What the last check found; see `Engine.check`.
    """

    def __init__(self, desk: Desk[Setting], name: str) -> None:
        self._desk = desk
        self.version = 0
        self.state = "idle"
        self.error: dict[str, str] | None = None
        self.checked = _NOTHING
        self.name = name
        self.text = self.original = shipped_text(name)

    def open(self, name: str) -> None:
        """Start anew from a shipped scenario."""
        self.name, self.original = name, shipped_text(name)
        self.take(self.original)

    def take(self, text: str) -> None:
        """Take a text over that was not typed."""
        self.version += 1
        self.check(text)

    def check(self, text: str, edit: tuple[str, str] | None = None) -> None:
        """Check a text, after putting a value under a key where `edit` says so."""
        if len(text.encode("utf-8", "surrogatepass")) > LARGEST_TEXT:
            self.state, self.error = "failed", both("scenario.large", n=LARGEST_TEXT // 1024)
            self._desk.touch()
            return
        self.text = text
        engine, owner = self._desk.engine, self._desk.owner
        self._desk.follow(
            "check",
            lambda: [engine.check(text, owner, edit=edit, original=self.original)],
            self._note,
            lambda results: self._done(results, edited=edit is not None),
        )

    @property
    def is_valid(self) -> bool:
        """Whether the text has been checked and can be run."""
        return self.state == "done" and not self.checked["problems"]

    def setting(self, seed: int) -> Setting:
        """Return the comparison that the scenario itself asks for."""
        compared: list[str] = self.checked["values"]["compare.regimes"]
        a, b = (compared * 2)[:2]
        return Setting(name="", text=self.text, a=a, b=b, seed=seed)

    def _note(self, status: dict[str, Any]) -> None:
        self.state, self.error = str(status["state"]), status.get("error")
        self._desk.touch()

    def _done(self, results: Sequence[Any], *, edited: bool) -> None:
        (self.checked,) = results
        if edited:
            self.text = self.checked["text"]
            self.version += 1
        self._note({"state": "done"})


def shipped_text(name: str) -> str:
    """Return the file of a shipped scenario as it was written; the catalogue's first for unknown names."""
    files = shipped()
    return files.get(name, files[catalogue()[0]["name"]]).read_text(encoding="utf-8")
