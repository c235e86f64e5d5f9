"""The engine: one for a server process, shared by all its sessions."""

from govsim.app.engine.requests import RunRequest
from govsim.app.engine.tickets import Ticket


class Engine:
    """Answers requests from processes of its own, one after another and each owner in turn."""

    def submit(self, request: RunRequest, owner: str = "") -> Ticket:
        """Ask for the `Replay` of a run; done at once where it is remembered.

        Parameters
        ----------
        request : RunRequest
        owner : str
            Who asks (the kernel of a page): owners take turns, however much one of them asks for.

        Raises
        ------
        RefusedError
            If the request is beyond what a classroom needs, or no valid scenario.
        """
        raise NotImplementedError

    def worlds(self, a: RunRequest, b: RunRequest, n: int, owner: str = "") -> Ticket:
        """Ask for the paired difference of two runs over worlds.

        The result is a dict: ``worlds``, ``outcomes`` {name: {mean_a, mean_b, difference, low, high, unit,
        better, en, zh}} with a 95% interval of the difference b - a, and ``bands`` {"a" | "b": {series: {low,
        median, high}}} of float32 (days,), the 10th, 50th and 90th percentiles over worlds.
        """
        raise NotImplementedError

    def story(self, request: RunRequest, dispute: int, owner: str = "") -> Ticket:
        """Ask for the story of one dispute: sentences, ``{"en": [...], "zh": [...]}``, and ``days`` of each."""
        raise NotImplementedError

    def card(self, request: RunRequest, kind: str, id: int, day: int, owner: str = "") -> Ticket:  # noqa: A002
        """Ask who an agent is, how it stands on a day, and what it decided last and why.

        The result is a dict: ``name`` {en, zh}, ``facts`` [{en, zh, value}], ``decision`` {en, zh} or None,
        ``neighbours`` [{kind, id, name {en, zh}}] and ``stories`` [dispute]. Kinds: ``county``, ``office``,
        ``organization``, ``cell``, ``resident`` and ``dispute``.
        """
        raise NotImplementedError

    def leave(self, owner: str) -> None:
        """Cancel whatever an owner still waits for; to be called when its page is closed."""
        raise NotImplementedError

    def close(self) -> None:
        """Stop all processes."""
        raise NotImplementedError
