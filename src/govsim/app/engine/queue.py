"""Who is served next: owners take turns, whatever each of them asks for."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from govsim.app.engine.jobs import Answer, Job
from govsim.app.engine.tickets import Ticket

type Lane = Literal["heavy", "light"]
"""Runs keep processes busy for seconds; checks, stories and cards should not wait behind them."""


@dataclass(eq=False)
class Work:
    """What one or several tickets wait for.

    Attributes
    ----------
    key : str
        Equal for what has equal answers.
    owner : str
        On whose turn it is done: who asked first.
    lane : {"heavy", "light"}
    kind : str
        Key of `limits.SECONDS`.
    jobs : deque of Job
        What is left to be handed out.
    finish : callable
        Makes the answer of the answers of all jobs, in their order.
    total : int
        Number of jobs.
    answers : dict of Answer
        By number of the job.
    running : dict of float
        Share done of the jobs that are handed out.
    tickets : list of Ticket
    began : float or None
        When the first job was handed out.
    """

    key: str
    owner: str
    lane: Lane
    kind: str
    jobs: deque[tuple[int, Job]]
    finish: Callable[[list[Any]], Any]
    total: int = 0
    answers: dict[int, Answer] = field(default_factory=dict)
    running: dict[int, float] = field(default_factory=dict)
    tickets: list[Ticket] = field(default_factory=list)
    began: float | None = None

    def __post_init__(self) -> None:
        self.total = len(self.jobs)

    @property
    def progress(self) -> float:
        """Share that is done."""
        return (len(self.answers) + sum(self.running.values())) / max(1, self.total)


class Turns:
    """Works that have jobs left, owner by owner.

    An owner who has had a turn goes to the end of the row, so that one who asks for fifty worlds delays
    another who asks for one by a single job.
    """

    def __init__(self) -> None:
        self._by_owner: dict[str, deque[Work]] = {}
        self._row: deque[str] = deque()

    def __iter__(self) -> Iterator[Work]:
        """Yield all works that wait, owner by owner."""
        for owner in self._row:
            yield from self._by_owner[owner]

    def add(self, work: Work) -> None:
        """Put a work at the end of its owner's."""
        if work.owner not in self._by_owner:
            self._by_owner[work.owner] = deque()
            self._row.append(work.owner)
        self._by_owner[work.owner].append(work)

    def take(self, lane: Lane) -> tuple[Work, int, Job] | None:
        """Return the next job of a lane, None if there is none."""
        for owner in list(self._row):
            for work in self._by_owner[owner]:
                if work.lane == lane and work.jobs:
                    number, job = work.jobs.popleft()
                    self._row.remove(owner)
                    self._row.append(owner)
                    if not work.jobs:
                        self.remove(work)
                    return work, number, job
        return None

    def put_back(self, work: Work, number: int, job: Job) -> None:
        """Have a job that was handed out handed out once more, before the others of its work."""
        work.jobs.appendleft((number, job))
        if work not in self._by_owner.get(work.owner, ()):
            self.add(work)

    def remove(self, work: Work) -> None:
        """Take a work out, if it is there."""
        own = self._by_owner.get(work.owner)
        if own is None or work not in own:
            return
        own.remove(work)
        if not own:
            del self._by_owner[work.owner]
            self._row.remove(work.owner)

    def position(self, work: Work) -> int:
        """Return how many works of the same lane have their turn before this one."""
        own = [one for one in self._by_owner.get(work.owner, ()) if one.lane == work.lane]
        if work not in own:
            return 0
        place = own.index(work)
        before = place
        ahead = True
        for owner in self._row:
            if owner == work.owner:
                ahead = False
                continue
            others = sum(one.lane == work.lane for one in self._by_owner[owner])
            before += min(others, place + ahead)
        return before
