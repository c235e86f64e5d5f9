"""What a page holds while its answer is computed."""

import threading
from collections.abc import Callable
from typing import Any, Literal

TicketState = Literal["queued", "running", "done", "failed", "cancelled"]
"""How far a request has come; the last three are final."""

FINAL = ("done", "failed", "cancelled")


class Ticket:
    """A place in the queue, and then the answer.

    Everything may be read at any time from any thread. Two pages that ask for the same hold a ticket each,
    and one that cancels its own leaves the other's alone.

    Parameters
    ----------
    cancel : callable
        What the engine does when the place is given up.
    show : callable, optional
        Makes the result of what the engine keeps.

    Attributes
    ----------
    state : {"queued", "running", "done", "failed", "cancelled"}
    stage : str
        ``"preparing"`` while kernels are compiled, ``"building"`` a city, ``"living"`` a run; may be empty.
    position : int
        Requests that are served before this one; 0 once it is its turn.
    progress : float
        From 0 to 1.
    eta_seconds : float or None
        Seconds that are still left, as far as can be told.
    raw : object
        What the engine keeps, once the state is ``"done"``.
    error : dict of str to str or None
        What went wrong in ``"en"`` and ``"zh"``, once the state is ``"failed"``.
    problems : tuple of dict
        What is wrong with the scenario, if that is why it failed: line, column, key, message ...
    """

    def __init__(self, cancel: "Callable[[Ticket], None]", show: Callable[[Any], Any] | None = None) -> None:
        self.state: TicketState = "queued"
        self.stage = ""
        self.position = 0
        self.progress = 0.0
        self.eta_seconds: float | None = None
        self.raw: Any = None
        self.error: dict[str, str] | None = None
        self.problems: tuple[dict[str, Any], ...] = ()
        self._show = show
        self._cancel = cancel
        self._changed = threading.Condition()
        self._followers: list[Callable[[Ticket], None]] = []

    @property
    def result(self) -> Any:
        """The answer, None before the state is ``"done"``."""
        if self.state != "done":
            return None
        return self.raw if self._show is None else self._show(self.raw)

    @property
    def final(self) -> bool:
        """Whether nothing about it will change any more."""
        return self.state in FINAL

    def cancel(self) -> None:
        """Give the place up. What is already final stays as it is."""
        self._cancel(self)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the ticket is final.

        Parameters
        ----------
        seconds : float, optional
            At most so long.

        Returns
        -------
        bool
            Whether it is final.
        """
        with self._changed:
            return self._changed.wait_for(lambda: self.final, seconds)

    def follow(self, tell: "Callable[[Ticket], None]") -> None:
        """Call a function now and after every change, from whatever thread makes it.

        It may be told of one change twice. It must be quick, and must not ask the engine for anything but a
        further ticket.
        """
        with self._changed:
            self._followers.append(tell)
        tell(self)

    def update(self, **values: Any) -> None:
        """Set attributes and wake whoever waits; for the engine alone. What is final stays as it is."""
        with self._changed:
            if self.final or all(getattr(self, name) == value for name, value in values.items()):
                return
            for name, value in values.items():
                setattr(self, name, value)
            followers = list(self._followers)
            self._changed.notify_all()
        for tell in followers:
            tell(self)

    def settle(self, state: TicketState, **values: Any) -> None:
        """Come to an end; for the engine alone."""
        self.update(**values, state=state, position=0, eta_seconds=None)
