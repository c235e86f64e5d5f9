"""Several regimes on the same worlds."""

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from govsim.experiment.comparison import Comparison
from govsim.experiment.origins import provenance
from govsim.experiment.pool import Died, cores, run_jobs
from govsim.experiment.runs import Failure, Replicate, RunResult, run_replicate
from govsim.experiment.seeds import replicate_seeds
from govsim.experiment.warm import compile_once

if TYPE_CHECKING:
    from govsim.scenario import Scenario

type Progress = Callable[[int, int, int, float | None], None]
"""Told the number of worlds done, lost and wanted, and the seconds left as far as they can be guessed."""


class ExperimentError(RuntimeError):
    """An experiment of which nothing is left.

    Parameters
    ----------
    failures : tuple of Failure
        What became of its replicates.
    regimes : tuple of str
        Its regimes.
    """

    def __init__(self, failures: tuple[Failure, ...], regimes: tuple[str, ...]) -> None:
        self.failures = failures
        super().__init__("no replicate came to its end:\n" + "\n".join(f.told(regimes) for f in failures))


def compare(
    scenario: "Scenario",
    regimes: Sequence[str] | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    days: int | None = None,
    scale: float | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Live through the same worlds under several regimes.

    Parameters
    ----------
    scenario : Scenario
        Its own values count for whatever is not given here.
    regimes : sequence of str, optional
        Names; differences are taken against the first.
    replicates : int, optional
        Number of worlds.
    seed : int, optional
        Root seed: that of the first world, from which those of the others derive.
    days : int, optional
        Length of a run.
    scale : float, optional
        Residents that one simulated resident stands for.
    workers : int, optional
        Processes; by default one for each core. They have no influence on results.
    progress : callable, optional
        Called as `Progress` says, first before any world is done.

    Returns
    -------
    Comparison
        Worlds that were lost (a defect, a killed process) are in its `failures`.

    Raises
    ------
    ScenarioError
        If a value is not allowed.
    ValueError
        If `workers` is less than 1.
    ExperimentError
        If every world was lost.

    Examples
    --------
    >>> from govsim import Scenario, compare
    >>> comparison = compare(Scenario.load("quickstart"), replicates=20)  # doctest: +SKIP
    >>> comparison.outcomes["resolved_share"].differences[0].estimate  # doctest: +SKIP
    """
    if workers is not None and workers < 1:
        raise ValueError(f"workers must be at least 1, found {workers}")
    scenario = _changed(
        scenario,
        {
            "compare.regimes": None if regimes is None else list(regimes),
            "compare.replicates": replicates,
            "seed": seed,
            "days": days,
            "scale": scale,
        },
    )
    names = tuple(scenario.compare.regimes)
    seeds = replicate_seeds(scenario.seed, scenario.compare.replicates)
    jobs = [Replicate(scenario, names, replicate, seed) for replicate, seed in enumerate(seeds)]
    workers = min(workers or cores(), len(jobs))
    started, clock = datetime.now(UTC).astimezone(), _Clock(len(jobs), workers, progress)
    runs: list[tuple[RunResult, ...]] = []
    failures: list[Failure] = []
    with closing(run_jobs(run_replicate, jobs, workers, compile_once)) as results:
        clock.tell(0, 0)
        for index, result in results:
            if isinstance(result, Died):
                failures.append(Failure(index, seeds[index], result.note, result.message))
            elif isinstance(result, Failure):
                failures.append(result)
            else:
                runs.append(result)
            clock.tell(len(runs), len(failures))
    failures.sort(key=lambda failure: failure.replicate)
    if not runs:
        raise ExperimentError(tuple(failures), names)
    runs.sort(key=lambda arms: arms[0].replicate)
    return Comparison(
        scenario=scenario,
        regimes=names,
        runs=tuple(run for arms in runs for run in arms),
        failures=tuple(failures),
        provenance=provenance(scenario, seeds, workers, started, clock.elapsed()),
    )


def _changed(scenario: "Scenario", changes: dict[str, Any]) -> "Scenario":
    wanted = {key: value for key, value in changes.items() if value is not None}
    return scenario.replace(wanted) if wanted else scenario


class _Clock:
    """Guesses how long it will take.

    Parameters
    ----------
    total : int
        Worlds wanted.
    workers : int
        Processes.
    progress : callable or None
        Who wants to know.
    """

    def __init__(self, total: int, workers: int, progress: Progress | None) -> None:
        self._total = total
        self._workers = workers
        self._progress = progress
        self._start = time.perf_counter()
        self._first = 0.0

    def elapsed(self) -> float:
        """Return the seconds since the start."""
        return time.perf_counter() - self._start

    def tell(self, done: int, failed: int) -> None:
        """Tell how far it has come."""
        if self._progress is not None:
            self._progress(done, failed, self._total, self._left(done + failed))

    def _left(self, over: int) -> float | None:
        """Return the seconds left, None before every process has come to the end of a world.

        The time until the first is over is left out: in it processes start up and kernels are compiled.
        """
        if over == self._total:
            return 0.0
        if over <= 1:
            self._first = self.elapsed()
        if over <= self._workers:
            return None
        return (self.elapsed() - self._first) / (over - 1) * (self._total - over)
