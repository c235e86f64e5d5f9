"""The border of a study, in one factor or in two."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from govsim.analysis.border import Border, border_of_points
from govsim.analysis.field import FEWEST_POINTS, Field, difference_field
from govsim.analysis.matrices import common_replicates
from govsim.report.study.formula import Formula, formula_of
from govsim.report.study.notes import Note
from govsim.scenario.schema import Scenario
from govsim.study.results import Results, Value

MOST_PANELS = 9
"""Values of the factors that are no axis, of which each has a panel of its own."""

type Setting = tuple[tuple[str, Value], ...]
"""Values of the factors that are no axis."""


@dataclass(frozen=True, eq=False)
class Panel:
    """The border at one setting of the factors that are no axis.

    Attributes
    ----------
    setting : tuple of (str, value)
    points : int64 (n,)
        Design points in it.
    border : Border or None
        Along the only axis.
    field : Field or None
        Over two axes.
    measured : Field or None
        The same with the measured share over county lines in place of the first axis.
    """

    setting: Setting
    points: NDArray[np.int64]
    border: Border | None
    field: Field | None
    measured: Field | None


@dataclass(frozen=True, eq=False)
class BorderFinding:
    """Where one level overtakes the first.

    Attributes
    ----------
    outcome, of, minus : str
    axes : tuple of str
        One or two factors.
    panels : tuple of Panel
    measured_axis : str or None
        The factor that the measured share over county lines stands in for.
    formula : Formula or None
    """

    outcome: str
    of: str
    minus: str
    axes: tuple[str, ...]
    panels: tuple[Panel, ...]
    measured_axis: str | None
    formula: Formula | None = field(repr=False)


def find_borders(results: Results, scenario: Scenario, notes: list[Note]) -> tuple[BorderFinding, ...]:
    """Return the border of every further level against the first, where the study asks for one.

    Parameters
    ----------
    results : Results
    scenario : Scenario
        That the runs start from.
    notes : list of Note
        What could not be done is added.
    """
    asked = results.study.analysis.border
    if asked is None or not results.factors:
        return ()
    axes = axes_of(results)
    if not axes:
        notes.append(Note("border: no factor has numbers that vary", "边界：没有取值变化的数值因素"))
        return ()
    settings = sorted(set(_settings(results, axes)), key=repr)
    if len(settings) > MOST_PANELS:
        notes.append(
            Note(
                f"border: factors other than {' and '.join(axes)} have {len(settings):,} settings; "
                f"a map is drawn for at most {MOST_PANELS}",
                f"边界：除{'、'.join(axes)}外的因素有{len(settings):,}种取值组合，最多只为{MOST_PANELS}种作图",
            )
        )
        return ()
    formula = formula_of(results, scenario, notes) if asked.outcome == "resolved_share" else None
    stands_in = _stands_in(results, axes, formula)
    found = []
    for place, level in enumerate(results.levels[1:], start=1):
        values = results.outcomes[asked.outcome]
        gaps = values[:, place] - values[:, 0]
        panels = tuple(
            panel
            for setting in settings
            if (panel := _panel(results, axes, setting, gaps, stands_in, formula, scenario.seed, notes))
        )
        if panels:
            found.append(
                BorderFinding(asked.outcome, level, results.levels[0], axes, panels, stands_in, formula)
            )
    return tuple(found)


def axes_of(results: Results) -> tuple[str, ...]:
    """Return the factors that a border is drawn over: of those with numbers, the two with most values."""
    values = {key: {point[place] for point in results.points} for place, key in enumerate(results.factors)}
    numeric = [
        key
        for key, found in values.items()
        if len(found) > 1 and all(isinstance(v, int | float) and not isinstance(v, bool) for v in found)
    ]
    most = sorted(numeric, key=lambda key: -len(values[key]))[:2]
    return tuple(key for key in results.factors if key in most)


def scale_of(results: Results, key: str) -> str:
    """Return the scale of a factor."""
    return results.study.factors[results.factors.index(key)].scale


def column(results: Results, key: str) -> NDArray[np.float64]:
    """Return the values of a factor with numbers; float64 (points,)."""
    place = results.factors.index(key)
    return np.array([float(point[place]) for point in results.points])


def _settings(results: Results, axes: tuple[str, ...]) -> Iterator[Setting]:
    for point in results.points:
        yield tuple(
            (key, value) for key, value in zip(results.factors, point, strict=True) if key not in axes
        )


def _stands_in(results: Results, axes: tuple[str, ...], formula: Formula | None) -> str | None:
    """Return the axis that moves the measured share over county lines most, if there is a formula for it."""
    if formula is None or len(axes) != 2 or np.ptp(formula.crossing) == 0:
        return None
    moved = [abs(np.corrcoef(column(results, key), formula.crossing)[0, 1]) for key in axes]
    return axes[int(np.argmax(moved))]


def _panel(
    results: Results,
    axes: tuple[str, ...],
    setting: Setting,
    gaps: NDArray[np.float64],
    stands_in: str | None,
    formula: Formula | None,
    seed: int,
    notes: list[Note],
) -> Panel | None:
    here = np.array([point for point, found in enumerate(_settings(results, axes)) if found == setting])
    places = [column(results, key)[here] for key in axes]
    scales = [scale_of(results, key) for key in axes]
    if len(axes) == 1:
        one, index = np.unique(places[0], return_index=True)
        if len(one) < 2:
            notes.append(
                Note("border: needs two values of the factor at least", "边界：因素至少须有两个取值")
            )
            return None
        scale = "log" if scales[0] == "log" else "linear"
        return Panel(setting, here, border_of_points(one, gaps[here[index]], scale=scale), None, None)  # type: ignore[arg-type]
    kept = common_replicates(gaps[here])
    if len(here) < FEWEST_POINTS or kept.sum() < 2:
        notes.append(
            Note(
                f"border: {len(here)} points with {int(kept.sum())} worlds in common are too few for a map; it "
                f"takes {FEWEST_POINTS} and 2",
                f"边界：{len(here)}个设计点、{int(kept.sum())}个共有世界不足以作图，至少须有{FEWEST_POINTS}个与2个",
            )
        )
        return None
    whole = gaps[here][:, kept]
    if not kept.all():
        notes.append(
            Note(
                f"border: the map rests on the {int(kept.sum())} of {len(kept)} worlds that every point has",
                f"边界：图基于{len(kept)}个世界中每个设计点都有的{int(kept.sum())}个",
            )
        )
    points, root = np.column_stack(places), seed % 2**32
    field_found = difference_field(points, whole, scales=(scales[0], scales[1]), seed=root)
    measured = None
    if stands_in is not None and formula is not None:
        other = 1 - axes.index(stands_in)
        measured = difference_field(
            np.column_stack([formula.crossing[here], places[other]]),
            whole,
            scales=("linear", scales[other]),
            seed=root,
        )
    return Panel(setting, here, None, field_found, measured)
