"""Worker processes of a study: each may hang or die, at the cost of the job it has in hand."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, cast

from govsim.experiment.pool import Died, Worker
from govsim.study.directory import StudyError
from govsim.study.ledger import Group, Ledger
from govsim.study.worker import BUILDING, Job, LocalWorker, Lost, Report, Task


@dataclass
class _Hand:
    """A worker, and what it is at.

    Attributes
    ----------
    worker : Worker
    job : Job or None
        What it lives through.
    group : tuple or None
        City and world of its last job.
    busy : bool
        Whether an answer is due.
    since : float
        When it began what it is at.
    kept : list of int
        Jobs that are done and not yet on disk.
    """

    worker: Worker
    job: Job | None = None
    group: Group | None = None
    busy: bool = False
    since: float = 0.0
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
        self._workers = workers
        self._prepare = prepare
        self._hands: dict[Connection, _Hand] = {}
        self.busy = 0.0

    def __enter__(self) -> "Crew":
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
        if not self._hands and ledger.has_jobs:
            for _ in range(self._workers):
                self._hire()
            self._prepare()
        tell()
        while True:
            for hand in list(self._hands.values()):
                if not hand.busy:
                    self._employ(hand, ledger)
            at_work = {connection: hand for connection, hand in self._hands.items() if hand.busy}
            if not at_work:
                return
            nearest = min(hand.since for hand in at_work.values()) + self._timeout
            news = False
            for ready in wait(list(at_work), max(0.0, nearest - time.monotonic())):
                news |= self._hear(at_work[cast("Connection", ready)], ledger)
            for hand in [hand for hand in self._hands.values() if hand.busy and hand.job is not None]:
                if time.monotonic() - hand.since > self._timeout:
                    what = "its city took" if hand.worker.note == BUILDING else "took"
                    self._replace(hand, ledger, f"{what} longer than {self._timeout:g} s")
                    news = True
            if news:
                tell()

    def _hire(self) -> None:
        worker = Worker(self._function)
        self._hands[worker.connection] = _Hand(worker)

    def _employ(self, hand: _Hand, ledger: Ledger) -> None:
        """Give a worker a job; without any, let it write what it keeps."""
        taken = ledger.take(hand.group)
        if taken is not None:
            hand.job, hand.group = taken
        elif hand.kept:
            hand.job = None
        else:
            return
        hand.busy, hand.since = True, time.monotonic()
        hand.worker.take(0 if hand.job is None else hand.job.number, hand.job)

    def _hear(self, hand: _Hand, ledger: Ledger) -> bool:
        """Enter what a worker says; False if it has only begun with something else."""
        said: Any = hand.worker.hear()
        if said is None:
            hand.since = time.monotonic()
            return False
        if isinstance(said, Died):
            self._replace(hand, ledger, said.message)
        else:
            report = cast("Report", said)
            if report.stopped:
                raise StudyError(f"rows cannot be written: {report.stopped}")
            self.busy += report.busy
            hand.busy = False
            if hand.job is not None and report.lost is not None:
                ledger.failed(hand.job, report.lost)
            elif hand.job is not None:
                hand.kept.append(hand.job.number)
                ledger.finished(hand.job.number, report.watched)
            ledger.written(report.written)
            hand.kept = [number for number in hand.kept if number not in set(report.written)]
        return True

    def _replace(self, hand: _Hand, ledger: Ledger, message: str) -> None:
        """Put a fresh process in the place of one that died or hangs; its job pays for it."""
        del self._hands[hand.worker.connection]
        hand.worker.stop()
        level = hand.worker.note if hand.worker.note != BUILDING else None
        if hand.job is not None:
            ledger.failed(hand.job, Lost(level, message))
        ledger.returned(hand.kept)
        self._hire()
