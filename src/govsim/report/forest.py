"""The forest plot: paired differences with their intervals, one below the other."""

from math import isnan
from typing import TYPE_CHECKING, Any

from govsim.experiment import Comparison, Difference, OutcomeSummary
from govsim.report.verdict import Verdict, is_small, verdict
from govsim.report.words import decimals_of, interval, number, short_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, NOTE, GREY, FAINT = "#222222", "#666666", "#8A8A8A", "#DDDDDD"
"""Shades of text, lesser text, what is neither good nor bad, and guiding lines."""

_PALE = 0.4
"""Opacity of what is certain but small."""

_FIRST, _SECOND, _DIFFERENCE = 1.34, 1.68, 1.76
"""Columns of numbers to the right, in widths of the plot."""

_HEAD, _FOOT, _BREAK = 2.0, 0.9, 0.9
"""Rows taken by the heads, by the remark below, and by the break before outcomes without a better way."""

type Row = tuple[OutcomeSummary, Difference]


def rows_high(rows: list[Row]) -> float:
    """Return the height of the plot in rows, heads and remark included."""
    return _HEAD + _places(rows)[-1] + 0.5 + _FOOT


def _places(rows: list[Row]) -> list[float]:
    """Return where each row lies, counted from the first downwards."""
    has_judged = any(summary.spec.better for summary, _ in rows)
    return [y + (_BREAK if has_judged and not s.spec.better else 0.0) for y, (s, _) in enumerate(rows)]


def draw_differences(axes: "Axes", comparison: Comparison, rows: list[Row], paint: dict[str, str]) -> None:
    """Draw a row per difference, each on its own scale, turned so that better lies to the right.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Names are written to its left, numbers to its right.
    comparison : Comparison
    rows : list of (OutcomeSummary, Difference)
        Those of outcomes without a better way come last.
    paint : dict of str
        Colour by regime.
    """
    first, *further = comparison.regimes
    heights = _places(rows)
    axes.plot([0, 0], [-0.55, heights[-1] + 0.5], color=INK, linewidth=0.9, zorder=1)
    for y, (summary, d) in zip(heights, rows, strict=True):
        _draw_interval(axes, y, summary, d, paint)
        places = decimals_of(summary)
        before = number(summary.by_regime[first].mean, places)
        if d.of == further[0]:
            unit = short_unit(summary.spec.unit)
            _write(axes, -0.03, y, summary.spec.label + (f", {unit}" if unit else ""), "right")
            if len(further) > 1:
                _write(axes, -0.03, y + 1, f"{first}: {before}", "right", color=paint[first], fontsize=8)
        if len(further) > 1:
            _write(axes, _FIRST, y, d.of, "right", color=paint[d.of], fontsize=8)
        else:
            _write(axes, _FIRST, y, before, "right")
        _write(axes, _SECOND, y, number(summary.by_regime[d.of].mean, places), "right")
        _write(axes, _DIFFERENCE, y, interval(d, places), "left")
    _write_head(axes, first, further, paint)
    judged = sum(summary.spec.better is not None for summary, _ in rows)
    if 0 < judged < len(rows):
        _write(axes, 0.48, heights[judged] - 0.92, "← lower", "right", color=NOTE, fontsize=8.5)
        _write(axes, 0.52, heights[judged] - 0.92, "higher →", "left", color=NOTE, fontsize=8.5)
    _write(
        axes,
        -0.03,
        heights[-1] + 1.0,
        "hollow: the interval holds zero; pale: certain, but less than 1% of the first regime's figure",
        "left",
        color=NOTE,
        fontsize=8,
    )
    axes.set_xlim(-1.1, 1.1)
    axes.set_ylim(heights[-1] + 0.5 + _FOOT, -_HEAD)
    axes.set_axis_off()


def _write_head(axes: "Axes", first: str, further: list[str], paint: dict[str, str]) -> None:
    """Write the title and the heads of the columns."""
    other = further[0] if len(further) == 1 else "other"
    colour = paint.get(other, INK)
    strong: dict[str, Any] = {"fontsize": 9, "fontweight": "bold"}
    title = "c  Paired differences with 95% intervals, each on its own scale"
    _write(axes, -0.935, -_HEAD, title, "left", fontsize=11, fontweight="bold")
    _write(axes, 0.48, -1.0, f"← {first} better", "right", color=paint[first], **strong)
    _write(axes, 0.52, -1.0, f"{other} better →", "left", color=colour, **strong)
    if len(further) == 1:
        _write(axes, _FIRST, -1.0, first, "right", color=paint[first], **strong)
    _write(axes, _SECOND, -1.0, other, "right", color=colour, **strong)
    _write(axes, _DIFFERENCE, -1.0, f"{other} minus {first}", "left", **strong)


def _draw_interval(
    axes: "Axes", y: float, summary: OutcomeSummary, d: Difference, paint: dict[str, str]
) -> None:
    """Draw one difference, coloured by the regime that is better."""
    e = d.estimate
    axes.plot([-1, 1], [y, y], color=FAINT, linewidth=0.6, zorder=0)
    if isnan(e.mean):
        return
    colour = {Verdict.BETTER: paint[d.of], Verdict.WORSE: paint[d.minus]}.get(verdict(summary, d), GREY)
    alpha = _PALE if d.is_clear and is_small(summary, d) else 1.0
    turn = -1.0 if summary.spec.better == "lower" else 1.0
    ends = [turn * value for value in (e.low, e.high) if not isnan(value)] or [turn * e.mean]
    reach = max(abs(end) for end in ends) or 1.0
    axes.plot(
        [min(ends) / reach, max(ends) / reach],
        [y, y],
        color=colour,
        alpha=alpha,
        linewidth=2.4,
        solid_capstyle="butt",
    )
    # White below a pale point, so that the line does not shine through.
    dot: dict[str, Any] = {"marker": "o", "markersize": 6.5, "color": colour, "markeredgewidth": 1.6}
    x = turn * e.mean / reach
    axes.plot(x, y, **dot | {"color": "white", "markersize": 8})
    axes.plot(x, y, alpha=alpha, markerfacecolor=colour if d.is_clear else "white", **dot)


def _write(axes: "Axes", x: float, y: float, text: str, side: str, **style: Any) -> None:
    """Write beside or into the plot: `x` in widths of it, `y` in rows."""
    settings: dict[str, Any] = {"fontsize": 9, "ha": side, "va": "center"} | style
    axes.text(x, y, text, transform=axes.get_yaxis_transform(), **settings)
