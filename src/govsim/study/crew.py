"""Worker processes of a study: each may hang or die, at the cost of the job it has in hand."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Self, cast

from govsim.experiment.pool import Died, Worker
from govsim.study.errors import StudyError
from govsim.study.ledger import Group, Ledger
from govsim.study.worker import BUILDING, Job, LocalWorker, Lost, Report, Task

_AHEAD = 2
"""Jobs that a worker has before it, so that it need not wait for the next."""


_START_UP = 120.0
"""Seconds that a process may take to start up, beyond the time of its first job."""


@dataclass
class _Hand:
    """A worker, and what it is at.

    Attributes
    ----------
    worker : Worker
    jobs : deque of Job or None
        What it lives through, and what it has been given for afterwards, so that it need not wait; None
        stands for writing what it keeps.
    group : tuple or None
        Of its last job.
    since : float
        When it began what it is at.
    ready : bool
        Whether it has been heard of: until then it may be starting up.
    kept : list of int
        Jobs that are done and not yet on disk.
    """

    worker: Worker
    jobs: deque[Job | None] = field(default_factory=deque)
    group: Group | None = None
    since: float = 0.0
    ready: bool = False
    kept: list[int] = field(default_factory=list)


class Crew:
    """Worker processes that live through the jobs of a ledger.

    Parameters
    ----------
    task : Task
    directory : pathlib.Path
        Of the study.
    workers : int
        Processes.
    timeout : float
        Seconds that a run, or the building of a city, may take.
    prepare : callable
        Called here once, while the processes start up and before they get to work.
    """

    def __init__(
        self, task: Task, directory: Path, workers: int, timeout: float, prepare: Callable[[], None]
    ) -> None:
        self._function = LocalWorker(task, directory)
        self._timeout = timeout
        self.workers = workers
        self._prepare = prepare
        self._hands: dict[Connection, _Hand] = {}
        self.busy = self.processor = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Stop all processes, whatever they do."""
        for hand in self._hands.values():
            hand.worker.stop()
        self._hands.clear()

    def work(self, ledger: Ledger, tell: Callable[[], None]) -> None:
        """Live through every job that the ledger has, and return when all rows are on disk.

        Parameters
        ----------
        ledger : Ledger
        tell : callable
            Called when something has changed.

        Raises
        ------
        StudyError
            If rows cannot be written.
        """
        if not self._hands and ledger.waiting:
            for _ in range(self.workers):
                self._hire()
            self._prepare()
        tell()
        while True:
            for hand in self._hands.values():
                self._employ(hand, ledger)
            at_work = {connection: hand for connection, hand in self._hands.items() if hand.jobs}
            if not at_work:
                return
            nearest = min(self._deadline(hand) for hand in at_work.values())
            news = False
            for ready in wait(list(at_work), max(0.0, nearest - time.monotonic())):
                news |= self._hear(at_work[cast("Connection", ready)], ledger)
            for hand in [hand for hand in self._hands.values() if hand.jobs]:
                if time.monotonic() > self._deadline(hand):
                    what = "its city took" if hand.worker.note == BUILDING else "took"
                    self._replace(hand, ledger, f"{what} longer than {self._timeout:g} s")
                    news = True
            if news:
                tell()

    def _deadline(self, hand: _Hand) -> float:
        return hand.since + self._timeout + (0.0 if hand.ready else _START_UP)

    def _hire(self) -> None:
        worker = Worker(self._function)
        self._hands[worker.connection] = _Hand(worker)

    def _employ(self, hand: _Hand, ledger: Ledger) -> None:
        """Give a worker what to do now and next; without any job, let it write what it keeps."""
        # At the end, jobs are left to whoever is free first.
        ahead = _AHEAD if ledger.waiting > len(self._hands) else 1
        while len(hand.jobs) < ahead and (taken := ledger.take(hand.group)) is not None:
            job, hand.group = taken
            self._give(hand, job)
        if not hand.jobs and hand.kept:
            self._give(hand, None)

    def _give(self, hand: _Hand, job: Job | None) -> None:
        if not hand.jobs:
            hand.since = time.monotonic()
        hand.jobs.append(job)
        hand.worker.take(0 if job is None else job.number, job)

    def _hear(self, hand: _Hand, ledger: Ledger) -> bool:
        """Enter what a worker says; False if it has only begun with something else."""
        said: Any = hand.worker.hear()
        was_ready = hand.ready
        hand.since, hand.ready = time.monotonic(), True
        if said is None:
            return False
        if isinstance(said, Died):
            if was_ready and hand.jobs and hand.worker.note is None:
                # It died between two jobs: neither is to blame.
                ledger.untouched(job.number for job in hand.jobs if job is not None)
                hand.jobs.clear()
            self._replace(hand, ledger, said.message)
            return True
        report = cast("Report", said)
        if report.stopped:
            raise StudyError(f"rows cannot be written: {report.stopped}")
        self.busy += report.busy
        self.processor += report.processor
        job = hand.jobs.popleft()
        if job is not None and report.lost is not None:
            ledger.failed(job, report.lost)
        elif job is not None:
            hand.kept.append(job.number)
            ledger.finished(job.number, report.watched)
        ledger.written(report.written)
        hand.kept = [number for number in hand.kept if number not in set(report.written)]
        return True

    def _replace(self, hand: _Hand, ledger: Ledger, message: str) -> None:
        """Put a fresh process in the place of one that died or hangs; what it was at pays for it."""
        del self._hands[hand.worker.connection]
        hand.worker.stop()
        level = hand.worker.note if hand.worker.note != BUILDING else None
        at = hand.jobs.popleft() if hand.jobs else None
        if at is not None:
            ledger.failed(at, Lost(level, message))
        ledger.untouched(job.number for job in hand.jobs if job is not None)
        ledger.returned(hand.kept)
        self._hire()
