"""What a worker does: lives through a world under every level at a design point, and writes rows."""

import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from govsim.study.design import Point, Value
from govsim.study.identity import CityShelf, run_name
from govsim.study.layout import Layout
from govsim.study.shards import Row, table_of, write_shard

if TYPE_CHECKING:
    from govsim.scenario import Scenario

_OFTEN = 2.0
"""Seconds of work that may be lost with a worker, beyond the runs it has in hand."""

_LONG = 1.0
"""Seconds after which a job is written at once: writing takes a hundredth of that."""

KEPT = 128
"""Scenarios that a worker keeps, so as not to check those of a design point for every world."""

BUILDING = ""
"""What is noted while a city is built; otherwise the level."""


@dataclass(frozen=True)
class Job:
    """A design point in a world: a run at every level, which count together or not at all.

    Attributes
    ----------
    number : int
        By which the scheduler knows it.
    point : tuple
    replicate, seed : int
    """

    number: int
    point: Point
    replicate: int
    seed: int


@dataclass(frozen=True)
class Lost:
    """What is known of a job that was lost.

    Attributes
    ----------
    level : str or None
        Where it was lost; None before the first run.
    message : str
    trace : str
        Where in the code, if it is known.
    """

    level: str | None
    message: str
    trace: str = ""


@dataclass(frozen=True)
class Report:
    """What a worker says after a job, or after it has written what it kept.

    Attributes
    ----------
    written : tuple of int
        Numbers of jobs whose rows are on disk now.
    watched : tuple of float
        The watched outcome of the job, by level; empty where none is.
    lost : Lost or None
    busy, processor : float
        Seconds in runs and in building cities, by the clock and of the processor.
    stopped : str
        Why rows cannot be written; empty where they can.
    """

    written: tuple[int, ...] = ()
    watched: tuple[float, ...] = ()
    lost: Lost | None = None
    busy: float = 0.0
    processor: float = 0.0
    stopped: str = ""


@dataclass(frozen=True)
class Task:
    """All that a worker must know of a study.

    Attributes
    ----------
    layout : Layout
        What is lived where.
    name : str
        Of what all runs start from, see `identity.base_name`.
    series : tuple of str
        That are kept.
    watched : str or None
        Outcome of the stopping rule.
    version : str
        Name of the code.
    """

    layout: Layout = field(repr=False)
    name: str
    series: tuple[str, ...]
    watched: str | None
    version: str


class Runner:
    """Lives through jobs, one after the other, and keeps what the next one may need.

    Parameters
    ----------
    task : Task

    Attributes
    ----------
    busy, processor : float
        Seconds in runs and in building cities so far, by the clock and of the processor.
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        self._shelf = CityShelf()
        self.busy = self.processor = 0.0
        self._scenarios: OrderedDict[tuple[Point, Value], tuple[Scenario, str]] = OrderedDict()

    def rows(self, job: Job, note: Callable[[str], None]) -> tuple[Row, ...] | Lost:
        """Return a row for every level, or what became of the job.

        Parameters
        ----------
        job : Job
        note : callable
            Told `BUILDING` before a city is built, and each level before its run begins.
        """
        level: Value | None = None
        rows = []
        try:
            for level in self.task.layout.levels_at(job.point):
                rows.append(self.live(job, level, note))
        except Exception as error:  # noqa: BLE001 - one run must not cost the others
            message = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            return Lost(None if level is None else str(level), message, traceback.format_exc())
        return tuple(rows)

    def live(self, job: Job, level: Value, note: Callable[[str], None]) -> Row:
        """Live through a job at one level; errors rise."""
        from govsim.model import CityModel

        task = self.task
        scenario, regime = self._scenario(job.point, level)
        with self._timed():
            city = self._shelf.take(scenario, job.seed, lambda: note(BUILDING))
        note(str(level))
        before = self.busy
        with self._timed():
            model = CityModel(scenario, regime, job.seed, city=city).run()
            outcomes = model.outcomes()
        place = task.layout.place(job.point)
        return Row(
            run=run_name(task.name, place, task.layout.factor, level, job.seed),
            place=place,
            level=str(level),
            replicate=job.replicate,
            seed=job.seed,
            version=task.version,
            seconds=self.busy - before,
            point=job.point,
            outcomes=outcomes,
            series={name: model.daily[name].copy() for name in task.series},
        )

    @contextmanager
    def _timed(self) -> Iterator[None]:
        start = time.perf_counter(), time.process_time()
        yield
        self.busy += time.perf_counter() - start[0]
        self.processor += time.process_time() - start[1]

    def _scenario(self, point: Point, level: Value) -> "tuple[Scenario, str]":
        layout = self.task.layout
        if layout.factor == "regime":
            # One scenario serves all regimes.
            scenario, _ = self._kept(point, layout.levels[0])
            return scenario, str(level)
        return self._kept(point, level)

    def _kept(self, point: Point, level: Value) -> "tuple[Scenario, str]":
        key = (point, level)
        if key in self._scenarios:
            self._scenarios.move_to_end(key)
        else:
            self._scenarios[key] = self.task.layout.at(point, level)
            if len(self._scenarios) > KEPT:
                self._scenarios.popitem(last=False)
        return self._scenarios[key]


def report_of(runner: Runner, job: Job, note: Callable[[str], None]) -> tuple[tuple[Row, ...], Report]:
    """Live through a job and return its rows, none if it was lost, and what to say of it."""
    before = runner.busy, runner.processor
    found = runner.rows(job, note)
    spent = Report(busy=runner.busy - before[0], processor=runner.processor - before[1])
    if isinstance(found, Lost):
        return (), replace(spent, lost=found)
    name = runner.task.watched
    watched = tuple(row.outcomes.get(name, float("nan")) for row in found) if name else ()
    return found, replace(spent, watched=watched)


class LocalWorker:
    """A worker process's function: lives through jobs and writes their rows, several to a shard.

    Parameters
    ----------
    task : Task
    directory : pathlib.Path
        Of the study.
    """

    def __init__(self, task: Task, directory: Path) -> None:
        self._task = task
        self._directory = directory
        self._runner: Runner | None = None
        self._rows: list[Row] = []
        self._jobs: list[int] = []
        self._last = 0.0

    def __call__(self, job: Job | None, note: Callable[[str], None]) -> Report:
        """Live through a job; without one, write what is kept."""
        if self._runner is None:
            self._runner, self._last = Runner(self._task), time.monotonic()
        try:
            return Report(self._write()) if job is None else self._live(self._runner, job, note)
        except OSError as error:
            return Report(stopped=str(error))

    def _live(self, runner: Runner, job: Job, note: Callable[[str], None]) -> Report:
        rows, report = report_of(runner, job, note)
        if report.lost is not None:
            return report
        self._rows += rows
        self._jobs.append(job.number)
        is_due = report.busy > _LONG or time.monotonic() - self._last > _OFTEN
        return replace(report, written=self._write()) if is_due else report

    def _write(self) -> tuple[int, ...]:
        jobs = tuple(self._jobs)
        if jobs:
            write_shard(self._directory, table_of(self._rows, self._task.layout.keys))
            self._rows.clear()
            self._jobs.clear()
        self._last = time.monotonic()
        return jobs
