"""Live one run of a study again."""

from dataclasses import dataclass
from math import isnan
from typing import Any

from govsim.study.code import present_code
from govsim.study.design import Point
from govsim.study.directory import Directory
from govsim.study.errors import StudyError
from govsim.study.execute import task_of
from govsim.study.plan import Plan
from govsim.study.shards import read_tables
from govsim.study.worker import Job, Runner


@dataclass(frozen=True)
class Replayed:
    """A run that was lived again.

    Attributes
    ----------
    run, level : str
    replicate, seed : int
    point : dict
    outcomes : dict of float
        By name.
    differs : dict of tuple
        Value on disk and value now of every outcome that is not the same to the last bit; None where the
        run is not on disk.
    version_then, version_now : str
        Names of the code; the first empty where the run is not on disk.
    """

    run: str
    level: str
    replicate: int
    seed: int
    point: dict[str, Any]
    outcomes: dict[str, float]
    differs: dict[str, tuple[float | None, float]] | None
    version_then: str
    version_now: str


def replay(directory: Directory, run: str) -> Replayed:
    """Live one run again, in this process and without a limit of time; its errors rise.

    Parameters
    ----------
    directory : Directory
    run : str
        Name of the run, or its first characters.

    Raises
    ------
    StudyError
        If the study has no such run, or several.
    """
    plan = directory.plan()
    code = present_code()
    point, level, replicate, there = _find(directory, plan, run)
    runner = Runner(task_of(plan, code))
    row = runner.live(Job(0, point, replicate, plan.seed(replicate)), level, lambda _: None)
    outcomes = dict(row.outcomes)
    return Replayed(
        run=row.run,
        level=str(level),
        replicate=replicate,
        seed=row.seed,
        point=dict(zip(plan.keys, point, strict=True)),
        outcomes=outcomes,
        differs=None if there is None else _differences(there, outcomes),
        version_then="" if there is None else there["version"],
        version_now=code.name,
    )


def _find(directory: Directory, plan: Plan, run: str) -> tuple[Point, Any, int, dict[str, Any] | None]:
    """Return point, level and replicate of a run, and its row if it is on disk."""
    points = {plan.layout.place(point): point for point in (*plan.points, *directory.asked())}
    levels = {str(level): level for level in plan.levels}
    found: dict[str, tuple[Point, Any, int, dict[str, Any] | None]] = {}
    for failure in directory.failures():
        if failure["run"].startswith(run) and failure["place"] in points:
            level = levels[failure["level"] or str(plan.layout.levels_at(points[failure["place"]])[0])]
            found[failure["run"]] = points[failure["place"]], level, failure["replicate"], None
    for table in read_tables(directory.path):
        for place, name in enumerate(table["run"].to_pylist()):
            if name.startswith(run):
                (row,) = table.slice(place, 1).to_pylist()
                if row["point"] in points:
                    found[name] = points[row["point"]], levels[row["level"]], row["replicate"], row
    if len(found) != 1:
        what = "no run" if not found else f"{len(found)} runs"
        raise StudyError(
            f"{directory.path}: {what} of the name {run!r}; names are in failures/ and in exports"
        )
    return next(iter(found.values()))


def _differences(row: dict[str, Any], outcomes: dict[str, float]) -> dict[str, tuple[float | None, float]]:
    differs: dict[str, tuple[float | None, float]] = {}
    for name, now in outcomes.items():
        then = row.get(name)
        is_nothing = then is None or isnan(then)
        if is_nothing != isnan(now) or (not is_nothing and then != now):
            differs[name] = (then, now)
    return differs
