"""What a page holds while its answer is computed."""

import threading
from collections.abc import Callable
from typing import Any, Literal

TicketState = Literal["queued", "running", "done", "failed", "cancelled"]
"""How far a request has come; the last three are final."""

FINAL = ("done", "failed", "cancelled")


class Ticket:
    """A place in the queue, and then the answer.

    Everything may be read at any time from any thread. Two pages that ask for the same hold a ticket each, and
    one that cancels its own leaves the other's alone.

    Attributes
    ----------
    state : {"queued", "running", "done", "failed", "cancelled"}
    position : int
        Requests that are served before this one; 0 once it is its turn.
    progress : float
        From 0 to 1.
    eta_seconds : float or None
        Seconds that are still left, as far as can be told.
    result : object
        The answer, once the state is ``"done"``.
    error : dict of str to str or None
        What went wrong in ``"en"`` and ``"zh"``, once the state is ``"failed"``.
    """

    def __init__(self, cancel: Callable[["Ticket"], None]) -> None:
        self.state: TicketState = "queued"
        self.position = 0
        self.progress = 0.0
        self.eta_seconds: float | None = None
        self.result: Any = None
        self.error: dict[str, str] | None = None
        self._cancel = cancel
        self._changed = threading.Condition()
        self._version = 0

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

    def wait_for_news(self, seen: int, seconds: float) -> int:
        """Wait until anything has changed since `seen`, at most so many seconds.

        Returns
        -------
        int
            What to pass as `seen` the next time; 0 at the first.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._version > seen, seconds)
            return self._version

    def update(self, **values: Any) -> None:
        """Set attributes and wake whoever waits; for the engine alone."""
        with self._changed:
            if self.final:
                return
            for name, value in values.items():
                setattr(self, name, value)
            self._version += 1
            self._changed.notify_all()
