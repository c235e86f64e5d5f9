"""What the runs of a study that are done have given."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.study.design import Value
from govsim.study.directory import Directory
from govsim.study.file import Study
from govsim.study.plan import Plan
from govsim.study.shards import read_tables


@dataclass(frozen=True, eq=False)
class Results:
    """What the runs of a study that are done have given.

    Attributes
    ----------
    study : Study
        The parsed file.
    factors : tuple of str
        Scenario keys that the design varies, in the order of the file.
    points : tuple of tuple
        One per design point, values by factor.
    levels : tuple of str
        Of the compared factor, usually regimes; differences are level minus ``levels[0]``.
    replicates : int
        Worlds of the point that has most.
    outcomes : dict of float64 (points, levels, replicates)
        By name, those that the file names; NaN where a run is missing or has no value.
    done : bool (points, levels, replicates)
    provenance : dict
        As in ``provenance.json``.
    places : tuple of str
        Name of what is lived at each point: points with the same one were lived once. Empty where all differ.
    asked : bool (points, levels) or None
        Whether the study lives a level at a point; None where it lives all of them everywhere.
    """

    study: Study
    factors: tuple[str, ...]
    points: tuple[tuple[Value, ...], ...]
    levels: tuple[str, ...]
    replicates: int
    outcomes: dict[str, NDArray[np.float64]]
    done: NDArray[np.bool_]
    provenance: dict[str, Any]
    places: tuple[str, ...] = ()
    asked: NDArray[np.bool_] | None = None

    @property
    def runs(self) -> int:
        """Number of runs that are done."""
        return int(self.done[self._once].sum())

    @property
    def missing(self) -> int:
        """Number of runs without a result in worlds up to the last that their point has met."""
        done = self.done[self._once]
        met = done.any(axis=1, keepdims=True)
        begun = np.logical_or.accumulate(met[:, :, ::-1], axis=2)[:, :, ::-1]
        asked = np.True_ if self.asked is None else self.asked[self._once][:, :, None]
        return int((begun & asked & ~done).sum())

    @property
    def _once(self) -> NDArray[np.int64]:
        """Rows of points, those that were lived once counted once."""
        if not self.places:
            return np.arange(len(self.points))
        return np.array(list({name: row for row, name in enumerate(self.places)}.values()), dtype=np.int64)


def load_results(directory: str | Path) -> Results:
    """Return what the runs of a study that are done have given.

    Parameters
    ----------
    directory : str or pathlib.Path
        Of the study.

    Raises
    ------
    StudyError
        If there is no study in it.
    ScenarioError
        If its files were broken since.
    """
    place = Directory(Path(directory))
    return results_of(place.plan(), place)


def results_of(plan: Plan, directory: Directory) -> Results:
    """Return the results of a study whose file is read already.

    Parameters
    ----------
    plan : Plan
    directory : Directory
        Rows of runs that the plan does not want are left out.
    """
    laid_out = set(plan.points)
    points = (*plan.points, *(point for point in directory.asked() if point not in laid_out))
    names = [outcome.name for outcome in plan.study.outcomes]
    # Equal points of a sampled design are one run.
    places = tuple(plan.layout.place(point) for point in points)
    rows_of: dict[str, list[int]] = {}
    for row, place in enumerate(places):
        rows_of.setdefault(place, []).append(row)
    filled = _Filled(len(points), {str(level): place for place, level in enumerate(plan.levels)}, names)
    for table in read_tables(directory.path, ("point", "level", "replicate", *names)):
        filled.add(table, rows_of)
    return Results(
        study=plan.study,
        factors=plan.keys,
        points=points,
        levels=tuple(str(level) for level in plan.levels),
        replicates=filled.done.shape[2],
        outcomes=filled.outcomes,
        done=filled.done,
        provenance=directory.provenance(),
        places=places,
        asked=np.array(
            [[level in plan.layout.levels_at(point) for level in plan.levels] for point in points],
            dtype=np.bool_,
        ).reshape(len(points), len(plan.levels)),
    )


class _Filled:
    """Arrays of results that grow with the replicates that are found.

    Parameters
    ----------
    points : int
    levels : dict of int
        Place by name.
    names : list of str
        Of outcomes.
    """

    def __init__(self, points: int, levels: dict[str, int], names: list[str]) -> None:
        self._levels = levels
        self.done = np.zeros((points, len(levels), 0), dtype=np.bool_)
        self.outcomes = {name: np.zeros(self.done.shape) for name in names}

    def add(self, table: Any, rows_of: dict[str, list[int]]) -> None:
        """Enter the rows of a table."""
        points, levels, replicates = (table[name].to_pylist() for name in ("point", "level", "replicate"))
        found = [
            (place, self._levels[level], replicate, row)
            for row, (point, level, replicate) in enumerate(zip(points, levels, replicates, strict=True))
            for place in rows_of.get(point, ())
            # Claims that changed may no longer need a regime whose runs are there.
            if level in self._levels
        ]
        if not found:
            return
        place, level, replicate, row = np.array(found).T
        self._grow(int(replicate.max()) + 1)
        self.done[place, level, replicate] = True
        for name, values in self.outcomes.items():
            if name in table.column_names:
                column = table[name].to_numpy(zero_copy_only=False).astype(np.float64)
                values[place, level, replicate] = column[row]

    def _grow(self, replicates: int) -> None:
        more = replicates - self.done.shape[2]
        if more > 0:
            room = ((0, 0), (0, 0), (0, more))
            self.done = np.pad(self.done, room)
            self.outcomes = {
                name: np.pad(values, room, constant_values=np.nan) for name, values in self.outcomes.items()
            }


__all__ = ["Results", "Value", "load_results", "results_of"]
