"""The engine: one for a server process, shared by all its sessions."""

import sys
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from govsim.app.engine import jobs, limits
from govsim.app.engine.cache import Cache
from govsim.app.engine.dispatch import Dispatcher
from govsim.app.engine.queue import Lane, Work
from govsim.app.engine.replay import Replay
from govsim.app.engine.requests import RefusedError, RunRequest
from govsim.app.engine.tickets import Ticket
from govsim.app.engine.worlds import size_of_summary, summarize_worlds

CACHE_BYTES = 256 * 1024**2


class Engine:
    """Answers requests from processes of its own, each owner in turn.

    Parameters
    ----------
    workers : int
        Processes that live runs. One more checks scenarios and tells stories.
    cache_bytes : int
        Room for what has been computed.
    """

    def __init__(self, workers: int, cache_bytes: int = CACHE_BYTES) -> None:
        self._cache = Cache(cache_bytes)
        self._owners: dict[Ticket, tuple[str, Work]] = {}
        self._dispatcher = Dispatcher(workers, self._over)
        self._lock = self._dispatcher.lock

    # --- what pages ask ------------------------------------------------------------------------

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
            If the request is beyond what a classroom needs. What is wrong with the scenario itself is said by
            the ticket, which fails.
        """
        limits.check_request(request)
        return self._ask(f"run {request.key}", owner, "heavy", "live", [jobs.Live(request)], show=_replay)

    def check(
        self, text: str, owner: str = "", edit: tuple[str, str] | None = None, original: str = ""
    ) -> Ticket:
        """Ask what is wrong with a scenario, after `edit` has put a value (YAML) under a key.

        The result is a dict: ``problems``, a list of {line, column, key, message, found, allowed, nearest,
        text}, and ``text``, the YAML as it is now; where there is no problem also ``regimes`` [{name, en,
        zh}], ``days``, ``seed``, ``resolved`` (the whole scenario as YAML), ``title`` {en, zh}, ``values`` by
        dotted key, and ``changed`` [{key, original, value}] against the YAML text `original`.

        Raises
        ------
        RefusedError
            If the text is too large.
        """
        limits.check_text(text)
        limits.check_text(original)
        asked = RunRequest(text, original, 0, None, ((0, *edit),) if edit else ())
        return self._ask(f"check {asked.key}", owner, "light", "check", [jobs.Check(text, edit, original)])

    def worlds(self, a: RunRequest, b: RunRequest, n: int, owner: str = "") -> Ticket:
        """Ask for the paired difference of two runs over n worlds, that of request `a` first.

        The result is a dict: ``worlds``; ``outcomes`` {name: {mean_a, mean_b, difference, low, high,
        probability_better, unit, better, en, zh}} with the 95% interval of the mean of b - a; and ``bands``
        {"a" | "b": {series: {low, median, high}}}, float32 (days,): 10th, 50th, 90th percentile of worlds.

        Raises
        ------
        RefusedError
            If it is beyond what a classroom needs.
        """
        limits.check_request(a)
        limits.check_request(b)
        limits.check_worlds(n)
        parts = [jobs.World(a, b, number) for number in range(n)]
        return self._ask(f"worlds {n} {a.key} {b.key}", owner, "heavy", "live", parts, summarize_worlds)

    def story(self, request: RunRequest, dispute: int | str, owner: str = "") -> Ticket:
        """Ask for the story of one dispute.

        Parameters
        ----------
        request : RunRequest
            Of the run, which is lived first if it is not remembered.
        dispute : int or str
            Row in this run, or ``key`` of the story in another: the same dispute in the other arm.
        owner : str

        Returns
        -------
        Ticket
            For a dict: ``key``, ``row`` (-1 where it did not arise), ``title`` {en, zh}, ``en`` and ``zh``
            (sentences), ``days`` and ``kinds`` of each.
        """
        return self._after_run(
            request,
            f"story {dispute}",
            owner,
            lambda dossier: ("light", "read", jobs.Story(dossier, dispute)),
        )

    def card(
        self,
        request: RunRequest,
        kind: str,
        id: int | str,  # noqa: A002 - what a page calls it
        day: int,
        owner: str = "",
    ) -> Ticket:
        """Ask who an agent is, how it stands on a day, and what it decided last and why.

        The result is a dict: ``name`` {en, zh}; ``facts`` [{en, zh, value}] where a value is a number, a text
        or {en, zh}; ``decision`` {day, dispute, en, zh, why {en, zh}} or None; ``neighbours``
        [{kind, id, name}]; ``stories``, rows of disputes. Kinds: ``county``, ``office``, ``organization``,
        ``cell``, ``resident`` and ``dispute``, which may be given by its ``key``.
        """
        day = max(0, min(int(day), limits.DAYS))

        def job(dossier: bytes) -> tuple[Lane, str, jobs.Job]:
            if kind == "resident" and isinstance(id, int):
                return "heavy", "live", jobs.Resident(request, dossier, id, day)
            return "light", "read", jobs.Card(dossier, kind, id, day)

        return self._after_run(request, f"card {kind} {id} {day}", owner, job)

    def leave(self, owner: str) -> None:
        """Cancel whatever an owner still waits for; to be called when its page is closed."""
        with self._lock:
            tickets = [ticket for ticket, (whose, _) in self._owners.items() if whose == owner]
        for ticket in tickets:
            self._cancel(ticket)

    def close(self) -> None:
        """Stop all processes, and fail whatever is still waited for."""
        self._dispatcher.close()

    @property
    def processes(self) -> tuple[int, ...]:
        """Process ids of the workers."""
        return self._dispatcher.processes

    @property
    def busy(self) -> tuple[int, ...]:
        """Process ids of the workers that are at something that was asked for."""
        return self._dispatcher.busy

    @property
    def waiting(self) -> int:
        """Tickets that are not final."""
        return len(self._owners)

    # --- tickets -------------------------------------------------------------------------------

    def _ask(
        self,
        key: str,
        owner: str,
        lane: Lane,
        kind: str,
        parts: Sequence[jobs.Job],
        finish: Callable[[list[Any]], Any] = lambda answers: answers[0],
        show: Callable[[Any], Any] | None = None,
    ) -> Ticket:
        """Return a ticket for what has a key: remembered, under way already, or put into the queue."""
        ticket = Ticket(self._cancel, show)
        with self._lock:
            known = self._cache.get(key)
            if known is None:
                self._check_room(owner)
                work = self._dispatcher.work(key)
                if work is None:
                    work = Work(key, owner, lane, kind, deque(enumerate(parts)), finish)
                    self._dispatcher.add(work)
                work.tickets.append(ticket)
                self._owners[ticket] = owner, work
                ticket.update(
                    position=self._dispatcher.position(work),
                    progress=work.progress,
                    state="queued" if work.began is None else "running",
                )
        if known is not None:
            ticket.settle("done", raw=known, progress=1.0)
        return ticket

    def _after_run(
        self, request: RunRequest, what: str, owner: str, job: Callable[[bytes], tuple[Lane, str, jobs.Job]]
    ) -> Ticket:
        """Return a ticket for what is read from the dossier of a run, which is lived first if need be."""
        limits.check_request(request)
        current: list[Ticket] = []
        outer = Ticket(lambda _: current[-1].cancel())

        def relay(ticket: Ticket) -> None:
            if ticket.state == "done":
                outer.settle("done", raw=ticket.result, progress=1.0)
            elif ticket.final:
                outer.settle(ticket.state, error=ticket.error, problems=ticket.problems)
            else:
                outer.update(
                    state=ticket.state,
                    stage=ticket.stage,
                    position=ticket.position,
                    progress=ticket.progress,
                    eta_seconds=ticket.eta_seconds,
                )

        def read(run: Ticket) -> None:
            if run.state != "done":
                relay(run)
                return
            lane, kind, part = job(run.raw[1])
            with self._lock:
                # A run that ends just as it begins to be followed tells so twice.
                if len(current) > 1:
                    return
                try:
                    current.append(self._ask(f"{what} {request.key}", owner, lane, kind, [part]))
                except RefusedError as error:
                    outer.settle("failed", error=error.text)
                    return
            current[-1].follow(relay)

        run = self._ask(f"run {request.key}", owner, "heavy", "live", [jobs.Live(request)])
        current.append(run)
        run.follow(read)
        return outer

    def _check_room(self, owner: str) -> None:
        own = sum(whose == owner for whose, _ in self._owners.values())
        if own >= limits.OPEN_PER_OWNER or len(self._owners) >= limits.OPEN:
            raise RefusedError(
                "More has been asked for than can be computed in a lesson: please wait a little.",
                "请求过多,请稍候再试。",
            )

    def _cancel(self, ticket: Ticket) -> None:
        with self._lock:
            _, work = self._owners.pop(ticket, ("", None))
            if work is not None:
                work.tickets.remove(ticket)
                if not work.tickets:
                    self._dispatcher.drop(work)
        ticket.settle("cancelled")

    def _over(self, work: Work, answer: jobs.Answer) -> None:
        """Keep an answer and settle the tickets that wait for it; called in the dispatcher's thread."""
        with self._lock:
            if answer.error is None:
                self._cache.put(work.key, answer.value, _size(answer.value))
            tickets = list(work.tickets)
            for ticket in tickets:
                self._owners.pop(ticket, None)
        for ticket in tickets:
            if answer.error is None:
                ticket.settle("done", raw=answer.value, progress=1.0)
            else:
                ticket.settle("failed", error=answer.error, problems=answer.problems)


def _replay(raw: tuple[Replay, bytes]) -> Replay:
    return raw[0]


def _size(value: Any) -> int:
    """Return about how many bytes an answer takes."""
    if isinstance(value, tuple) and isinstance(value[0], Replay):
        # It is kept as it is and, once a page has asked for it, packed.
        return 2 * len(value[0].packed) + len(value[1])
    if isinstance(value, dict) and "bands" in value:
        return size_of_summary(value)
    return sys.getsizeof(repr(value))
