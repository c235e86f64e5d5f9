"""The desk of one session: what is compared now, what is being computed for it, and what came of it."""

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

import solara

from govsim.app.engine import Engine, RefusedError, Replay, RunRequest, Ticket

OFTEN = 0.25
"""Seconds between two notes on how far a request has come."""

SOON = 0.1
"""Seconds within which an answer is told without a word before."""

IDLE: dict[str, Any] = {"state": "idle"}


class Compared(Protocol):
    """What a desk can be asked to compare."""

    def request(self, side: str) -> RunRequest:
        """Return what the engine is asked for arm ``"a"`` or ``"b"``."""

    def goes_on_from(self, other: Self) -> bool:
        """Whether it differs from another in levers changed on the way, and in nothing else."""


@dataclass(frozen=True)
class Pair[Setting: Compared]:
    """Both arms of a comparison, with the packed forms that browsers replay."""

    setting: Setting
    a: Replay
    b: Replay
    blobs: dict[str, bytes] = field(repr=False)


@dataclass
class Work:
    """Tickets that are followed together."""

    tickets: list[Ticket]
    stop: threading.Event = field(default_factory=threading.Event)


class Desk[Setting: Compared]:
    """What one session works on. Everything in it belongs to that session alone.

    Parameters
    ----------
    engine : Engine
    owner : str
        The session's kernel.
    setting : Compared
        What is compared first.

    Attributes
    ----------
    changed : solara.Reactive of int
        Counts changes; pages that read its value are drawn anew with each.
    status, worlds, card : dict
        Of the pair, the average over worlds and the card; ``state`` as a ticket's, or ``"idle"``.
    """

    def __init__(self, engine: Engine, owner: str, setting: Setting) -> None:
        self.engine, self.owner, self.setting = engine, owner, setting
        self.changed = solara.Reactive(0)
        self.status: dict[str, Any] = IDLE
        self.worlds: dict[str, Any] | None = None
        self.card: dict[str, Any] | None = None
        self.pair: Pair[Setting] | None = None
        self._averaged = setting
        self._works: dict[str, Work] = {}
        self._lock = threading.RLock()

    @property
    def shown(self) -> Setting:
        """The setting of the pair that is shown, which may not be the one asked for last."""
        return self.setting if self.pair is None else self.pair.setting

    def run(self, setting: Setting) -> None:
        """Compute both arms of a setting; the pair shown stays until they are there.

        Where only levers were changed, the arms of before become ghosts.
        """
        self.setting = setting
        self.worlds = None
        self.cancel("worlds")
        self.follow(
            "pair",
            lambda: [self.engine.submit(setting.request(side), self.owner) for side in ("a", "b")],
            self._note_pair,
            lambda results: self._show(setting, *results),
        )

    def average(self, n: int) -> None:
        """Compute the paired difference of the present setting over `n` worlds."""
        setting = (
            self.setting if self.pair is None or self.status["state"] in {"queued", "running"} else self.shown
        )
        self._averaged = setting

        def done(results: Sequence[Any]) -> None:
            self._note_worlds({"state": "done", "n": n, **as_data(results[0])})

        self.follow(
            "worlds",
            lambda: [self.engine.worlds(setting.request("a"), setting.request("b"), n, self.owner)],
            lambda status: self._note_worlds({**status, "n": n}),
            done,
        )

    def ask(self, what: str, number: int | str, side: str, day: int) -> None:
        """Ask for a card, or with ``"story"`` for the story of a dispute, in both arms."""
        setting = self.shown
        first, other = ("a", "b") if side == "a" else ("b", "a")
        common = {"kind": what, "id": number, "day": day, "side": side}

        def tickets() -> list[Ticket]:
            if what == "story":
                return [self.engine.story(setting.request(first), number, self.owner)]
            requests = [setting.request(one) for one in (first, other)]
            return [self.engine.card(one, what, number, day, self.owner) for one in requests]

        def done(results: Sequence[Any]) -> None:
            if what == "story":
                self._other_story(common, results[0], first, other)
            else:
                self._note_card({**common, "state": "done", first: results[0], other: results[1]})

        self.follow("card", tickets, lambda status: self._note_card({**common, **status}), done)

    def cancel(self, name: str) -> None:
        """Give up a piece of work: ``"pair"``, ``"worlds"`` or ``"card"``."""
        with self._lock:
            work = self._works.pop(name, None)
        if work is not None:
            work.stop.set()
            for ticket in work.tickets:
                ticket.cancel()

    def close(self) -> None:
        """End all threads and give up all places."""
        for name in list(self._works):
            self.cancel(name)

    def touch(self) -> None:
        """Have the pages drawn anew."""
        self.changed.set(self.changed.peek() + 1)

    def follow(
        self,
        name: str,
        tickets: Callable[[], list[Ticket]],
        note: Callable[[dict[str, Any]], None],
        done: Callable[[Sequence[Any]], None],
    ) -> None:
        """Take up a piece of work in the place of the last one of its name, and follow it.

        Parameters
        ----------
        name : str
        tickets : callable
            Asks the engine for the work.
        note : callable
            Told how far it has come, or why it is refused.
        done : callable
            Told the results, in the order of the tickets.
        """
        self.cancel(name)
        try:
            work = Work(tickets())
        except RefusedError as error:
            note({"state": "failed", "error": error.text})
            return
        with self._lock:
            self._works[name] = work
        if all(ticket.state == "done" for ticket in work.tickets):
            done([ticket.result for ticket in work.tickets])
            return
        # What is there in a moment is told once, and not first that it is on its way.
        if name == "pair" or not all(ticket.wait(SOON / len(work.tickets)) for ticket in work.tickets):
            note(summed(work.tickets))
        threading.Thread(target=self._watch, args=(work, note, done), daemon=True).start()

    def _watch(
        self, work: Work, note: Callable[[dict[str, Any]], None], done: Callable[[Sequence[Any]], None]
    ) -> None:
        """Follow tickets until all are final, or nobody wants to know."""
        said: dict[str, Any] = {}
        while not work.stop.is_set():
            pending = [ticket for ticket in work.tickets if not ticket.final]
            if not pending:
                break
            pending[0].wait(OFTEN)
            status = summed(work.tickets)
            # That all is done is told with what came of it, or a page would look for what is not there.
            if status not in (said, {"state": "done"}) and not work.stop.is_set():
                note(status)
                said = status
        if work.stop.is_set():
            return
        if all(ticket.state == "done" for ticket in work.tickets):
            done([ticket.result for ticket in work.tickets])
        else:
            note(summed(work.tickets))

    def _note_pair(self, status: dict[str, Any]) -> None:
        self.status = status
        self.touch()

    def _note_worlds(self, status: dict[str, Any]) -> None:
        self.worlds = status
        self.touch()

    def _note_card(self, card: dict[str, Any]) -> None:
        self.card = card
        self.touch()

    def _show(self, setting: Setting, a: Replay, b: Replay) -> None:
        blobs = {"a": a.frames(), "b": b.frames()}
        before = self.pair
        if before is not None and setting.goes_on_from(before.setting):
            blobs |= {"ghost_a": before.blobs["a"], "ghost_b": before.blobs["b"]}
        self.pair = Pair(setting, a, b, blobs)
        if self.worlds is not None and self._averaged != setting:
            self.cancel("worlds")
            self.worlds = None
        self._note_pair({"state": "done"})

    def _other_story(self, common: dict[str, Any], mine: dict[str, Any], first: str, other: str) -> None:
        """Ask for the same dispute's story in the other arm: rows differ there, identities do not."""
        setting = self.shown
        self.follow(
            "card",
            lambda: [self.engine.story(setting.request(other), mine["key"], self.owner)],
            lambda status: self._note_card({**common, **status}),
            lambda results: self._note_card({**common, "state": "done", first: mine, other: results[0]}),
        )


def summed(tickets: Sequence[Ticket]) -> dict[str, Any]:
    """Return how far several tickets have come together."""
    for ticket in tickets:
        if ticket.state in {"failed", "cancelled"}:
            return {"state": ticket.state, "error": ticket.error}
    if all(ticket.state == "done" for ticket in tickets):
        return {"state": "done"}
    left = [ticket.eta_seconds for ticket in tickets if ticket.eta_seconds is not None and not ticket.final]
    return {
        "state": "running" if any(ticket.state != "queued" for ticket in tickets) else "queued",
        "position": max(ticket.position for ticket in tickets if not ticket.final),
        "progress": round(
            sum(1.0 if ticket.final else ticket.progress for ticket in tickets) / len(tickets), 2
        ),
        "eta": round(max(left)) if left else None,
    }


def as_data(value: Any) -> Any:
    """Return results as plain data for a page: arrays as lists of four digits, what is no number as None."""
    if isinstance(value, dict):
        return {name: as_data(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_data(item) for item in value]
    if hasattr(value, "tolist"):
        return as_data(value.tolist())
    if isinstance(value, float):
        return float(f"{value:.4g}") if math.isfinite(value) else None
    return value
