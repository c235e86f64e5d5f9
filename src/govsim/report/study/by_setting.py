"""Differences setting by setting, where there are few enough to be seen at once."""

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.report.chart import colours
from govsim.report.forest import FAINT, GREY, INK, NOTE
from govsim.report.study.drawing import SIZE, WIDTH, add_panel, inches, panel_letter, sheet, svg
from govsim.report.study.findings import Findings, Measure, Question
from govsim.report.study.words import Names

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_SETTINGS = 24
"""More than that are not drawn: their table tells them."""

_ROW = 0.26
_COLUMNS = 3
_LEFT = 0.42 * WIDTH
_HEAD, _FOOT = 0.6, 0.5
"""Inches above and below the axes of a panel."""


def can_be_seen(findings: Findings) -> bool:
    """Return whether there are several settings, and not too many."""
    return bool(findings.by_point) and 1 < len(findings.results.points) <= MOST_SETTINGS


def by_setting(findings: Findings, names: Names, name: str) -> str:
    """Draw the differences at every setting, one panel an outcome, better to the right.

    All rows of a panel share its scale. A grey band runs from minus to plus the smallest effect of interest.
    See `govsim.report.study.drawing.svg` for `name` and what is returned.
    """
    labels = setting_names(findings, names)
    left = min(max(map(inches, labels)) + 0.15, _LEFT)
    measures = findings.measures
    columns = min(_COLUMNS, len(measures))
    wide = (WIDTH - left) / columns
    high = _ROW * len(labels) + 0.1
    rows = -(-len(measures) // columns)
    with sheet(names.language, rows * (_HEAD + high + _FOOT)) as figure:
        for place, measure in enumerate(measures):
            row, column = divmod(place, columns)
            top = row * (_HEAD + high + _FOOT) + _HEAD
            axes = add_panel(figure, left + column * wide + 0.08, top, wide - 0.16, high)
            _draw(axes, findings, measure, names)
            panel_letter(axes, place if len(measures) > 1 else -1, names.outcome(measure.spec, unit=True))
            axes.set_yticks(range(len(labels)), labels if column == 0 else [""] * len(labels))
            axes.set_ylim(len(labels) - 0.5, -0.5)
            axes.tick_params(axis="y", length=0)
            axes.tick_params(axis="x", labelsize=SIZE - 1.5)
        return svg(figure, name)


def setting_names(findings: Findings, names: Names) -> list[str]:
    """Return a name for every setting: its values, but for those that most settings share."""
    results = findings.results
    points, factors = results.points, results.factors
    usual: dict[int, Any] = {}
    for place in range(len(factors)):
        value, count = Counter(point[place] for point in points).most_common(1)[0]
        if 2 * count > len(points):
            usual[place] = value
    found = []
    for point in points:
        own = [place for place in range(len(factors)) if place not in usual or point[place] != usual[place]]
        said = [
            names.value(factors[place], point[place])
            if len(factors) == 1
            else f"{names.factor(factors[place])} {names.value(factors[place], point[place])}"
            for place in own
        ]
        found.append(
            names.pick(", ", "，").join(said) or names.pick("all as in most settings", "均同多数设定")
        )
    return found


def _draw(axes: "Axes", findings: Findings, measure: Measure, names: Names) -> None:
    levels = findings.results.levels
    paint = colours(levels)
    questions = [q for q in findings.by_point if q.measure is measure]
    small = max((q.comparison.smallest_effect or 0.0 for q in questions), default=0.0)
    if small:
        axes.axvspan(-small, small, color=FAINT, linewidth=0, zorder=0)
    axes.axvline(0, color=INK, linewidth=0.9, zorder=1)
    others = levels[1:]
    for question in questions:
        shift = (others.index(question.comparison.difference.of) - (len(others) - 1) / 2) * 0.6 / len(others)
        _interval(axes, (question.point or 0) + shift, question, paint)
    reach = max((abs(x) for x in axes.dataLim.intervalx if np.isfinite(x)), default=1.0) or 1.0
    axes.set_xlim(-1.08 * reach, 1.08 * reach)
    axes.locator_params(axis="x", nbins=4)
    of = others[0]
    below, above = names.better(measure.spec, of, levels[0])
    if len(others) > 1:
        below, above = names.pick("lower", "更低"), names.pick("higher", "更高")
    if measure.spec.better == "lower":
        axes.invert_xaxis()
        below, above = above, below
    size = SIZE - 1.5
    half = axes.get_position().width * WIDTH / 2
    if inches(max(below, above, key=inches), size) + 0.2 < half:
        axes.text(0.48, -0.36 / (_ROW * len(findings.results.points)), f"← {below}", ha="right", va="top",
                  color=NOTE, fontsize=size, transform=axes.transAxes)  # fmt: skip
        axes.text(0.52, -0.36 / (_ROW * len(findings.results.points)), f"{above} →", ha="left", va="top",
                  color=NOTE, fontsize=size, transform=axes.transAxes)  # fmt: skip
    else:
        axes.set_xlabel(f"{above} →", loc="right", fontsize=size, color=NOTE)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)


def _interval(axes: "Axes", y: float, question: Question, paint: dict[str, str]) -> None:
    e, spec = question.comparison.difference.estimate, question.measure.spec
    if np.isnan(e.mean):
        return
    clear = e.low > 0 or e.high < 0
    ahead = question.comparison.difference.of
    if (e.mean > 0) == (spec.better == "lower"):
        ahead = question.comparison.difference.minus
    colour = paint[ahead] if clear and spec.better else GREY
    axes.plot([-1, 1], [y, y], color=FAINT, linewidth=0.6, zorder=0, transform=axes.get_yaxis_transform())
    axes.plot([e.low, e.high], [y, y], color=colour, linewidth=2.0, solid_capstyle="butt")
    axes.plot(
        e.mean, y, "o", markersize=5, color=colour, markerfacecolor=colour if clear else "white", zorder=3
    )
