"""Figures of differences and of sensitivity."""

from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.analysis.discovery import Discovery
from govsim.analysis.sensitivity import MorrisEffects, PawnIndices, SobolIndices
from govsim.report.chart import colours
from govsim.report.forest import FAINT, GREY, INK, NOTE
from govsim.report.study.drawing import SIZE, WIDTH, add_panel, inches, panel_letter, sheet, svg
from govsim.report.study.findings import Findings, Question
from govsim.report.study.indices import MOSTLY_NOISE, Sensitivity
from govsim.report.study.words import Names
from govsim.report.words import decimals, interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROW = 0.27
_COLUMNS = 3
_FIRST, _TOTAL = "#56B4E9", "#E69F00"
_PALE = 0.35
_ANY: dict[str, Any] = {"va": "center", "fontsize": SIZE}


def forest(findings: Findings, questions: tuple[Question, ...], names: Names, name: str) -> str:
    """Draw differences with their intervals, each on its own scale, better to the right.

    Grey bars run from minus to plus the smallest effect of interest. See `govsim.report.study.drawing.svg` for
    `name` and what is returned.
    """
    levels = findings.results.levels
    paint = colours(levels)
    several = len(levels) > 2
    texts = [_row_name(question, names, several=several) for question in questions]
    left = min(max(map(inches, texts)) + 0.15, 0.45 * WIDTH)
    right = max(inches(_numbers(question)) for question in questions) + 0.45
    height = _ROW * (len(questions) + 3.2)
    with sheet(names.language, height) as figure:
        axes = add_panel(figure, left, 0, WIDTH - left - right, height)
        for y, (question, text) in enumerate(zip(questions, texts, strict=True)):
            _interval(axes, y, question, paint, text)
        first = levels[0]
        other = names.level(levels[1]) if not several else names.pick("other", "另一方")
        head: dict[str, Any] = _ANY | {"fontweight": "bold"}
        axes.text(-0.04, -1.1, f"← {names.level(first)}", ha="right", color=paint[first], **head)
        axes.text(0.04, -1.1, f"{other} →", ha="left", color=INK if several else paint[levels[1]], **head)
        axes.text(1.25, -1.1, names.pick("difference [95%]", "差值 [95%]"), ha="left", color=INK, **head)
        note = names.pick(
            "hollow: the interval holds zero; bar: less than the smallest effect of interest",
            "空心：区间含零    灰条：小于最小关注差异",
        )
        axes.text(0, len(questions) + 0.15, note, ha="center", color=NOTE, fontsize=SIZE - 1, va="center")
        axes.plot([0, 0], [-0.6, len(questions) - 0.4], color=INK, linewidth=0.9, zorder=1)
        axes.set_xlim(-1.15, 1.15)
        axes.set_ylim(len(questions) + 0.6, -1.9)
        axes.set_axis_off()
        return svg(figure, name)


def _row_name(question: Question, names: Names, *, several: bool) -> str:
    name = names.outcome(question.measure.spec, unit=True)
    of = names.level(question.comparison.difference.of)
    return names.pick(f"{name}, {of}", f"{name}，{of}") if several else name


def _interval(axes: "Axes", y: float, question: Question, paint: dict[str, str], text: str) -> None:
    comparison = question.comparison
    e, spec = comparison.difference.estimate, question.measure.spec
    axes.text(-1.2, y, text, ha="right", clip_on=False, **_ANY)
    axes.plot([-1, 1], [y, y], color=FAINT, linewidth=0.6, zorder=0)
    if np.isnan(e.mean):
        axes.text(1.25, y, "-", ha="left", **_ANY)
        return
    turn = -1.0 if spec.better == "lower" else 1.0
    small = comparison.smallest_effect or 0.0
    ends = [turn * end for end in (e.low, e.high) if not np.isnan(end)] or [turn * e.mean]
    reach = max(*(abs(end) for end in ends), 1.3 * small) or 1.0
    if small:
        width = small / reach
        axes.fill_between([-width, width], y - 0.33, y + 0.33, color=FAINT, linewidth=0, zorder=0)
    clear = e.low > 0 or e.high < 0
    ahead = comparison.difference.of if turn * e.mean > 0 else comparison.difference.minus
    colour = paint[ahead] if clear and spec.better else GREY
    axes.plot(np.array([min(ends), max(ends)]) / reach, [y, y], color=colour, linewidth=2.2,
              solid_capstyle="butt")  # fmt: skip
    face = colour if clear else "white"
    axes.plot(turn * e.mean / reach, y, "o", markersize=6, color=colour, markerfacecolor=face, zorder=3)
    axes.text(1.25, y, _numbers(question), ha="left", **_ANY)


def _numbers(question: Question) -> str:
    """Return a difference with its interval."""
    difference = question.comparison.difference
    return interval(difference, decimals((difference.estimate.high - difference.estimate.low) / 2))


def bars(indices: Sensitivity, outcome: str, names: Names, name: str) -> str:
    """Draw the indices of one outcome: a panel for each level and difference.

    Parameters
    ----------
    indices : mapping
        By outcome, then by level or difference.
    outcome : str
    names : Names
    name : str
        Begins every id of the figure.

    Returns
    -------
    str
        An SVG element. The factors keep one order, that of their weight in the last panel; panels that are
        mostly noise are pale.
    """
    from matplotlib.patches import Patch

    panels = indices[outcome]
    last = list(panels.values())[-1]
    order = np.argsort(-np.nan_to_num(_weights(last)), kind="stable")
    labels = [names.factor(last.factors[i]) for i in order]
    left = min(max(map(inches, labels)) + 0.2, 0.35 * WIDTH)
    columns = min(len(panels), _COLUMNS)
    rows = -(-len(panels) // columns)
    plot, high = (WIDTH - left - 0.1) / columns, 0.33 * len(order)
    height = 0.35 + rows * (high + 0.9)
    with sheet(names.language, height) as figure:
        reach = 0.0
        for place, (key, found) in enumerate(panels.items()):
            row, at = divmod(place, columns)
            top = 0.7 + row * (high + 0.9)
            axes = add_panel(figure, left + at * plot, top, plot - 0.25, high)
            reach = max(reach, _draw_bars(axes, found, order, names))
            panel_letter(axes, place if len(panels) > 1 else -1, names.quantity(key))
            axes.set_yticks(range(len(order)), labels if at == 0 else [""] * len(order))
            axes.set_ylim(len(order) - 0.5, -0.6)
            axes.tick_params(axis="y", length=0)
            axes.grid(axis="x", color=FAINT, linewidth=0.6)
            axes.set_axisbelow(True)
        for axes in figure.axes:
            if isinstance(last, MorrisEffects):
                axes.set_xlim(left=0)
            else:
                axes.set_xlim(min(0.0, -0.02), max(reach * 1.05, 0.1))
        if isinstance(last, SobolIndices):
            figure.legend(
                handles=[
                    Patch(color=_FIRST, label=names.pick("first order", "一阶")),
                    Patch(color=_TOTAL, label=names.pick("total", "总阶")),
                ],
                loc="upper right", ncols=2, fontsize=SIZE - 1, borderaxespad=0.2,
            )  # fmt: skip
        return svg(figure, name)


def _weights(found: SobolIndices | MorrisEffects | PawnIndices) -> Any:
    if isinstance(found, SobolIndices):
        return found.total
    return found.mu_star if isinstance(found, MorrisEffects) else found.median


def _draw_bars(
    axes: "Axes", found: SobolIndices | MorrisEffects | PawnIndices, order: Any, names: Names
) -> float:
    """Draw the indices of one quantity, and return how far they reach."""
    rows = np.arange(len(order))
    # What is mostly noise is drawn pale: its order means nothing.
    alpha = _PALE if found.noise.share > MOSTLY_NOISE else 1.0
    bar: dict[str, Any] = {"error_kw": {"elinewidth": 1.0, "ecolor": INK}, "height": 0.36, "alpha": alpha}
    if isinstance(found, SobolIndices):
        axes.barh(rows - 0.19, found.first[order], xerr=found.first_half[order], color=_FIRST,
                  **bar)  # fmt: skip
        axes.barh(rows + 0.19, found.total[order], xerr=found.total_half[order], color=_TOTAL,
                  **bar)  # fmt: skip
        axes.set_xlabel(names.pick("share of variance", "方差占比"))
        return float(np.nanmax(found.total + found.total_half, initial=0.0))
    if isinstance(found, MorrisEffects):
        axes.barh(rows, found.mu_star[order], xerr=found.mu_star_half[order], color=_FIRST,
                  **bar | {"height": 0.55})  # fmt: skip
        axes.plot(found.sigma[order], rows, "D", color="#D55E00", markersize=4, markerfacecolor="white")
        axes.set_xlabel(names.pick("μ* (bar), σ (diamond)", "μ*（条），σ（菱形）"))
        return 0.0
    axes.barh(rows, found.median[order], color=_FIRST, height=0.55, alpha=alpha)
    axes.axvline(found.dummy, color=INK, linestyle=(0, (4, 2)), linewidth=1.0)
    axes.set_xlabel(names.pick("PAWN, median", "PAWN 中位数"))
    return float(max(found.median.max(), found.dummy))


def trade_off(found: Discovery, names: Names, name: str) -> str:
    """Draw coverage and density along the boxes that PRIM peeled; the chosen one is ringed."""
    with sheet(names.language, 2.7, 0.6 * WIDTH) as figure:
        axes = figure.add_axes((0.15, 0.19, 0.8, 0.75))
        x, y = ([getattr(step, key) for step in found.trajectory] for key in ("coverage", "density"))
        axes.plot(x, y, "o-", color="#0072B2", markersize=3.5, linewidth=0.8)
        axes.plot(found.chosen.coverage, found.chosen.density, "o", markersize=11, color="#D55E00",
                  markerfacecolor="none", markeredgewidth=1.6)  # fmt: skip
        axes.axhline(found.base_rate, color=GREY, linestyle=(0, (4, 2)), linewidth=0.9)
        axes.set_xlabel(names.pick("coverage (share of the points of interest)", "覆盖率（占关注点的比例）"))
        axes.set_ylabel(names.pick("density (share of interest in the box)", "密度（箱内关注点比例）"))
        axes.set_xlim(0, 1.04)
        axes.set_ylim(0, 1.04)
        return svg(figure, name)
