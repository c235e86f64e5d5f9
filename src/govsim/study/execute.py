"""Run a study: begin it, go on with it, or ask it for further points."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from govsim.experiment.pool import cores
from govsim.experiment.warm import compile_once
from govsim.study.code import Code, present_code
from govsim.study.crew import Crew
from govsim.study.design import Point
from govsim.study.directory import Directory
from govsim.study.kept import done_jobs
from govsim.study.ledger import Ledger
from govsim.study.plan import Plan
from govsim.study.results import results_of
from govsim.study.shards import compact, sweep
from govsim.study.worker import Job, Lost, Task

type Progress = Callable[[int, int, int, float | None], None]
"""Told the number of jobs done, lost and wanted, and the seconds left as far as they can be guessed."""


class Workers(Protocol):
    """Whoever lives through the jobs of a ledger: processes here, or a cluster."""

    busy: float
    processor: float
    workers: int

    def work(self, ledger: Ledger, tell: Callable[[], None]) -> None:
        """Live through every job that the ledger has, and return when all rows are on disk."""


@dataclass(frozen=True)
class Tally:
    """What a session of work has come to.

    Attributes
    ----------
    done, lost, wanted : int
        Jobs, those of earlier sessions included.
    runs : int
        Of the jobs that are done.
    seconds : float
        That the session took.
    busy_share : float
        Share of the workers' time that was spent in runs and in building cities.
    processor : float
        Seconds of processor that these took.
    """

    done: int
    lost: int
    wanted: int
    runs: int
    seconds: float
    busy_share: float
    processor: float


class Session:
    """A study while it is being run.

    Parameters
    ----------
    plan : Plan
    directory : Directory
        Laid out, and this process alone in it.
    crew : Workers
    ledger : Ledger
    progress : callable or None
    """

    def __init__(
        self,
        plan: Plan,
        directory: Directory,
        crew: Workers,
        ledger: Ledger,
        progress: Progress | None,
    ) -> None:
        self.plan = plan
        self.directory = directory
        self._crew = crew
        self._ledger = ledger
        self._progress = progress
        self._start = time.perf_counter()
        self._first: tuple[float, int] | None = None
        self._before = self._over()

    def run(self) -> None:
        """Run every job that is wanted and was not run before."""
        self._crew.work(self._ledger, self._tell)

    def ask(self, wanted: Mapping[Point, int]) -> None:
        """Run points in a number of worlds each, and keep them among those of the study.

        Parameters
        ----------
        wanted : mapping
            Number of worlds by point; what was run before is not run again.
        """
        known = self.directory.asked()
        asked = known | {point: max(worlds, known.get(point, 0)) for point, worlds in wanted.items()}
        if asked != known:
            self.directory.note_asked(asked)
        for point, worlds in wanted.items():
            self._ledger.ask(point, worlds)
        self.run()

    def differences(self, points: Sequence[Point], worlds: int, outcome: str) -> NDArray[np.float64]:
        """Run points and return the differences of an outcome: the second level less the first.

        Parameters
        ----------
        points : sequence of tuple
        worlds : int
            Number of worlds.
        outcome : str
            One that the study names.

        Returns
        -------
        float64 (points, worlds)
            NaN where a run was lost or the outcome is not defined.
        """
        self.ask(dict.fromkeys(points, worlds))
        results = results_of(self.plan, self.directory)
        place = {point: index for index, point in enumerate(results.points)}
        values = results.outcomes[outcome][[place[point] for point in points]]
        short = max(0, worlds - values.shape[2])
        values = np.pad(values, ((0, 0), (0, 0), (0, short)), constant_values=np.nan)
        return np.asarray(values[:, 1, :worlds] - values[:, 0, :worlds])

    def tally(self) -> Tally:
        """Return what the session has come to so far."""
        seconds = time.perf_counter() - self._start
        share = self._crew.busy / (seconds * self._crew.workers)
        return Tally(
            self._ledger.done,
            self._ledger.lost_jobs,
            self._ledger.wanted,
            self._ledger.runs,
            seconds,
            share,
            self._crew.processor,
        )

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(
                self._over() - self._ledger.lost_jobs,
                self._ledger.lost_jobs,
                self._ledger.wanted,
                self._left(),
            )

    def _over(self) -> int:
        return self._ledger.done + self._ledger.kept + self._ledger.lost_jobs

    def _left(self) -> float | None:
        """Return the seconds left, None before anything is known of the time a job takes."""
        over = self._over()
        left = self._ledger.wanted - over
        if left == 0:
            return 0.0
        if over == self._before:
            return None
        now = time.perf_counter()
        if self._first is None:
            # Until the first job is done processes start up, and kernels may be compiled.
            self._first = now, over
            return None
        began, count = self._first
        return (now - began) / (over - count) * left if over > count else None


@contextmanager
def session(
    plan: Plan,
    directory: Directory,
    *,
    workers: int | None = None,
    part: tuple[int, int] = (1, 1),
    accept_version_change: bool = False,
    try_again: bool = False,
    progress: Progress | None = None,
    dask: str | None = None,
) -> Iterator[Session]:
    """Open a study for work, new or begun before; what it has got is on disk whenever this ends.

    Parameters
    ----------
    plan : Plan
    directory : Directory
    workers : int, optional
        Processes; by default one for each core. They have no influence on results.
    part : tuple of int
        Number and count of the parts of a study that is run in parts, ``(1, 1)`` for the whole.
    accept_version_change : bool
        Whether runs of another version of the code may stand beside those that are there.
    try_again : bool
        Whether to run once more what was lost; what is known of it is forgotten.
    progress : callable, optional
    dask : str, optional
        Address of a Dask scheduler whose workers do the work.

    Raises
    ------
    StudyError
        If the directory holds something else, another process is at it, or the code has changed.
    """
    name = "" if part == (1, 1) else f"{part[0]}-of-{part[1]}"
    code = present_code()
    with directory.alone(name):
        directory.begin(plan, code, accept=accept_version_change)
        if try_again:
            directory.forget_failures()
        if part == (1, 1):
            sweep(directory.path)
        ledger = open_ledger(plan, directory, code, part)
        started = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
        count = workers or cores()
        task = task_of(plan, code)
        with _crew(task, directory, count, plan.study.timeout, dask) as crew:
            current = Session(plan, directory, crew, ledger, progress)
            try:
                yield current
            finally:
                _note(current, started, code, crew.workers, part, dask)
        if part == (1, 1):
            compact(directory.path)


def _crew(task: Task, directory: Directory, workers: int, timeout: float, dask: str | None) -> Any:
    if dask is None:
        return Crew(task, directory.path, workers, timeout, compile_once)
    from govsim.study.cluster import Cluster

    return Cluster(task, directory.path, dask, timeout)


def _note(
    current: Session, started: str, code: Code, workers: int, part: tuple[int, int], dask: str | None
) -> None:
    tally = current.tally()
    current.directory.note_session(
        {
            "started": started,
            "version": code.name,
            "workers": workers,
            "executor": "processes" if dask is None else "dask",
            "part": f"{part[0]}/{part[1]}",
            "seconds": round(tally.seconds, 3),
            "busy_share": round(tally.busy_share, 4),
            "processor_seconds": round(tally.processor, 3),
            "jobs": {"done": tally.done, "lost": tally.lost, "wanted": tally.wanted},
        }
    )


def task_of(plan: Plan, code: Code) -> Task:
    """Return what workers must know of a study."""
    rule = plan.study.replicates
    return Task(
        layout=plan.layout,
        name=plan.name,
        series=tuple(plan.study.series),
        watched=rule.precision.outcome if rule.precision else None,
        version=code.name,
    )


def open_ledger(plan: Plan, directory: Directory, code: Code, part: tuple[int, int] = (1, 1)) -> Ledger:
    """Return the books of a study, with all that is on disk entered."""

    def note_lost(job: Job, lost: Lost) -> None:
        directory.note_failure(_failure(plan, directory, code, job, lost, ledger.attempts(job)))

    ledger = Ledger(plan, note_lost, part)
    ledger.add(plan.points)
    asked = directory.asked()
    ledger.add(asked)
    for name, replicate, watched in done_jobs(plan, directory):
        ledger.recall(name, replicate, watched)
    for failure in directory.failures():
        ledger.recall_lost(failure["place"], failure["replicate"])
    ledger.open()
    for point, worlds in asked.items():
        ledger.ask(point, worlds)
    return ledger


def _failure(
    plan: Plan, directory: Directory, code: Code, job: Job, lost: Lost, attempts: int
) -> dict[str, Any]:
    levels = [str(level) for level in plan.layout.levels_at(job.point)]
    names = plan.run_names(job.point, job.replicate)
    run = names[levels.index(lost.level) if lost.level in levels else 0]
    return {
        "run": run,
        "place": plan.layout.place(job.point),
        "point": dict(zip(plan.keys, job.point, strict=True)),
        "level": lost.level,
        "replicate": job.replicate,
        "seed": job.seed,
        "attempts": attempts,
        "message": lost.message,
        "trace": lost.trace,
        "version": code.name,
        "replay": f"govsim study replay {directory.path.name} {run}",
    }
