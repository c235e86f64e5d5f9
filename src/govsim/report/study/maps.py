"""Figures of the border: along one factor, and as a map over two."""

from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.analysis.border import Border
from govsim.analysis.field import Field, smooth
from govsim.outcomes import OutcomeSpec
from govsim.report.chart import colours
from govsim.report.forest import FAINT, GREY, INK, NOTE
from govsim.report.study.borders import BorderFinding, Panel, column, scale_of
from govsim.report.study.drawing import SIZE, WIDTH, add_panel, panel_letter, sheet, svg
from govsim.report.study.findings import Findings
from govsim.report.study.words import Names

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLUMNS = 3
_SHADES = 17


def border_figure(findings: Findings, found: BorderFinding, names: Names, name: str) -> str:
    """Draw the border over the factors as the design varies them.

    Parameters
    ----------
    findings : Findings
    found : BorderFinding
    names : Names
    name : str
        Begins every id of the figure.

    Returns
    -------
    str
        An SVG element: a panel for each setting of the factors that are no axis.
    """
    return _figure(findings, found, names, name, measured=False)


def measured_figure(findings: Findings, found: BorderFinding, names: Names, name: str) -> str:
    """Draw the map with the measured share over county lines in place of the factor that moves it."""
    return _figure(findings, found, names, name, measured=True)


def _figure(findings: Findings, found: BorderFinding, names: Names, name: str, *, measured: bool) -> str:
    from matplotlib.ticker import MaxNLocator

    count = len(found.panels)
    columns = min(count, _COLUMNS)
    rows = -(-count // columns)
    one = len(found.axes) == 1
    left, gap, bottom, top = 1.0 if one else 0.75, 0.3, 0.55, 0.75 if found.panels[0].setting else 0.45
    wide = (WIDTH - left - 0.1 - (0 if one else 1.05) - gap * (columns - 1)) / columns
    wide = min(wide, 4.2)
    high = min(max(wide, 1.9), 3.0)
    height = top + rows * high + (rows - 1) * 0.55 + bottom + 0.1
    spec = findings.spec(found.outcome)
    with sheet(names.language, height) as figure:
        limit = _limit(found, measured=measured)
        shading: Any = None
        for place, panel in enumerate(found.panels):
            row, at = divmod(place, columns)
            axes = add_panel(figure, left + at * (wide + gap), top + row * (high + 0.55), wide, high)
            if panel.border is not None:
                _draw_line(axes, panel.border, found, spec, names)
            else:
                shading = _draw_map(axes, findings, found, panel, limit, measured=measured)
            setting = ", ".join(f"{names.factor(key)} {_value(value)}" for key, value in panel.setting)
            panel_letter(axes, place if count > 1 else -1, setting)
            if at == 0:
                axes.set_ylabel(
                    _difference(found, spec, names) if one else _y_label(found, names, measured=measured)
                )
            else:
                axes.tick_params(labelleft=False)
        middle = (left + (columns * wide + (columns - 1) * gap) / 2) / WIDTH
        figure.text(middle, 0.12 / height, _x_label(found, names, measured=measured), ha="center")
        _legend(figure, findings, found, spec, names, height)
        if shading is not None:
            edge = left + columns * wide + gap * (columns - 1)
            bar = add_panel(figure, edge + 0.12, top, 0.12, high)
            figure.colorbar(shading, cax=bar, ticks=MaxNLocator(7))
            bar.set_ylabel(_difference(found, spec, names), fontsize=SIZE - 1)
            bar.tick_params(labelsize=SIZE - 1)
        return svg(figure, name)


def _difference(found: BorderFinding, spec: OutcomeSpec, names: Names) -> str:
    """Return what is drawn, on two lines: the outcome with its unit, and whose difference."""
    return f"{names.outcome(spec, unit=True)}\n{names.minus(found.of, found.minus)}"


def _value(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def _x_label(found: BorderFinding, names: Names, *, measured: bool) -> str:
    if measured:
        return names.pick("share of disputes over county lines, measured", "跨县纠纷占比（实测）")
    return names.factor(found.axes[0], unit=True)


def _y_label(found: BorderFinding, names: Names, *, measured: bool) -> str:
    if measured:
        return names.factor(next(key for key in found.axes if key != found.measured_axis), unit=True)
    return names.factor(found.axes[1], unit=True)


def _limit(found: BorderFinding, *, measured: bool) -> float:
    fields = [panel.measured if measured else panel.field for panel in found.panels]
    return max((float(np.abs(field.mean).max()) for field in fields if field), default=1.0) or 1.0


def _draw_line(axes: "Axes", border: Border, found: BorderFinding, spec: OutcomeSpec, names: Names) -> None:
    """Draw differences along a factor, with their intervals and the crossings."""
    paint = colours((found.minus, found.of))
    axes.axhline(0, color=INK, linewidth=0.9)
    for crossing in border.crossings:
        axes.axvspan(crossing.low, crossing.high, color=FAINT, linewidth=0, zorder=0)
        axes.axvline(crossing.at, color=INK, linestyle=(0, (4, 2)), linewidth=1.0)
    up, down = (found.of, found.minus) if spec.better != "lower" else (found.minus, found.of)
    for probe in border.probes:
        e = probe.estimate
        colour = GREY if probe.sign == 0 else paint[up if probe.sign > 0 else down]
        low, high = (e.mean if np.isnan(end) else end for end in (e.low, e.high))
        axes.plot([probe.at, probe.at], [low, high], color=colour, linewidth=1.6)
        axes.plot(probe.at, e.mean, "o", markersize=5, color=colour,
                  markerfacecolor=colour if probe.sign else "white")  # fmt: skip
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    if scale_of(names.results, found.axes[0]) == "log":
        axes.set_xscale("log")


def _draw_map(
    axes: "Axes", findings: Findings, found: BorderFinding, panel: Panel, limit: float, *,
    measured: bool,
) -> Any:  # fmt: skip
    """Draw a field, its zero line with the band, the design points, and the formula's line."""
    from matplotlib.colors import LinearSegmentedColormap

    field = panel.measured if measured else panel.field
    if field is None:
        raise ValueError("this panel has no map")
    results = findings.results
    paint = colours(results.levels)
    spec = findings.spec(found.outcome)
    up, down = (found.of, found.minus) if spec.better != "lower" else (found.minus, found.of)
    shades = LinearSegmentedColormap.from_list("regimes", [paint[down], "white", paint[up]])
    shading = axes.contourf(
        field.x, field.y, field.mean, np.linspace(-limit, limit, _SHADES + 1), cmap=shades, alpha=0.8
    )
    ratio = field.mean / np.maximum(field.error, 1e-300) / field.quantile
    band = np.clip(ratio, -10, 10)
    if band.min() < 1 and band.max() > -1:
        axes.contourf(field.x, field.y, band, [-1, 1], colors="none", hatches=["////"])
    for edge in (-1, 1):
        if band.min() < edge < band.max():
            axes.contour(
                field.x, field.y, band, [edge], colors=NOTE, linewidths=0.8, linestyles=[(0, (3, 2))]
            )
    if field.mean.min() < 0 < field.mean.max():
        axes.contour(field.x, field.y, field.mean, [0], colors=INK, linewidths=1.8)
    places = [column(results, key)[panel.points] for key in found.axes]
    formula = found.formula
    if measured and formula is not None:
        other = next(key for key in found.axes if key != found.measured_axis)
        order = np.argsort(column(results, other)[panel.points])
        heights = column(results, other)[panel.points][order]
        line = formula.border[panel.points][order]
        axes.plot(line, heights, color="black", linestyle=(0, (1, 1.3)), linewidth=2.0)
        axes.plot(formula.crossing[panel.points], column(results, other)[panel.points], ".", color=INK,
                  markersize=2.5)  # fmt: skip
        axes.set_xlim(field.x[0], field.x[-1])
        axes.set_ylim(field.y[0], field.y[-1])
    else:
        if formula is not None:
            _draw_formula(axes, findings, found, panel, field)
        axes.plot(*places, ".", color=INK, markersize=2.5)
        for key, set_scale in zip(found.axes, (axes.set_xscale, axes.set_yscale), strict=True):
            if scale_of(results, key) == "log":
                set_scale("log")
    return shading


def _draw_formula(axes: "Axes", findings: Findings, found: BorderFinding, panel: Panel, field: Field) -> None:
    """Draw where the measured share over county lines equals the formula's border."""
    formula = found.formula
    if formula is None:
        return
    points = np.column_stack([column(findings.results, key)[panel.points] for key in found.axes])
    scales = [scale_of(findings.results, key) for key in found.axes]
    beyond = (formula.crossing - formula.border)[panel.points]
    if not beyond.min() < 0 < beyond.max():
        return
    surface = smooth(
        points, beyond, field, scales=(scales[0], scales[1]), seed=findings.scenario.seed % 2**32
    )
    if not surface.min() < 0 < surface.max():
        return
    axes.contour(field.x, field.y, surface, [0], colors="black", linewidths=2.0, linestyles=[(0, (1, 1.3))])


def _legend(
    figure: "Figure", findings: Findings, found: BorderFinding, spec: OutcomeSpec, names: Names, height: float,
) -> None:  # fmt: skip
    """Write above the panels who is ahead where, and what the lines are."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    paint = colours(findings.results.levels)
    up, down = (found.of, found.minus) if spec.better != "lower" else (found.minus, found.of)
    below, above = names.better(spec, found.of, found.minus)
    one = len(found.axes) == 1
    handles: list[Any] = [
        Patch(color=paint[down], alpha=0.8, label=below),
        Patch(color=paint[up], alpha=0.8, label=above),
    ]
    if one:
        handles += [
            Line2D([], [], color=INK, linestyle=(0, (4, 2)), label=names.pick("border", "分界")),
            Patch(color=FAINT, label=names.pick("its bracket", "所在区间")),
        ]
    else:
        handles += [
            Line2D([], [], color=INK, linewidth=1.8, label=names.pick("border", "分界线")),
            Patch(
                facecolor="none",
                edgecolor=NOTE,
                hatch="////",
                label=names.pick("sign not known at 95%", "95%下符号未定"),
            ),
        ]
        if found.formula is not None:
            handles.append(
                Line2D(
                    [],
                    [],
                    color="black",
                    linestyle=(0, (1, 1.3)),
                    linewidth=2.0,
                    label=names.pick("mean-field formula", "平均场公式"),
                )
            )
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.01, 1 - 0.02 / height), ncols=len(handles),
        fontsize=SIZE - 1, handlelength=1.8, columnspacing=1.1, borderaxespad=0.1,
    )  # fmt: skip
