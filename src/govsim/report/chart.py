"""The chart of a comparison, for a README and for a journal."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from govsim.experiment import Comparison, Difference, OutcomeSummary, confidence_band
from govsim.outcomes import HEADLINE
from govsim.report.forest import FAINT, GREY, INK, NOTE, draw_differences, rows_high

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_FIXED = {"county": "#0072B2", "municipal": "#D55E00"}
_OTHERS = ("#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito's colours, which people with any colour vision can tell apart."""

_DASHES: tuple[Any, ...] = ("solid", (0, (5, 1.5)), (0, (1.5, 1.2)), (0, (5, 1.2, 1.2, 1.2)), (0, (9, 2)))
"""Of the regimes in turn, so that the chart survives a black-and-white printer."""

_WIDTH, _TOP, _PANEL, _ROW = 10.0, 1.15, 2.7, 0.29
"""Inches: width, space above the upper panels, their height, and the height of a row of the lower one."""

STYLE: Any = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.8,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 20,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    # The same numbers give the same file.
    "svg.hashsalt": "govsim",
}
"""Of every figure, in matplotlib's settings."""

_DPI = 150


def colours(regimes: tuple[str, ...]) -> dict[str, str]:
    """Return a colour for each regime; county and municipal always have the same."""
    spare = iter(_OTHERS * (1 + len(regimes) // len(_OTHERS)))
    return {regime: _FIXED.get(regime) or next(spare) for regime in regimes}


def draw(comparison: Comparison) -> "Figure":
    """Draw a comparison.

    Parameters
    ----------
    comparison : Comparison

    Returns
    -------
    matplotlib.figure.Figure
        Cases waiting by day; resolutions gained by day over the first regime; and the paired differences of
        the headline outcomes. With one regime: cases waiting and resolutions by day.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    several = len(comparison.regimes) > 1
    rows = list(_rows(comparison))
    # Inches from the top: title, panels a and b, panel c.
    plot = _ROW * rows_high(rows) if several else 0.0
    height = _TOP + _PANEL + 0.6 + (plot + 0.25 if several else 0.0)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(_WIDTH, height), dpi=_DPI, facecolor="white")
        figure.text(0.02, 1 - 0.3 / height, _title(comparison), fontsize=13, fontweight="bold", va="center")
        bottom = 1 - (_TOP + _PANEL) / height
        left = figure.add_axes((0.08, bottom, 0.4, _PANEL / height), label="waiting")
        _draw_waiting(left, comparison)
        right = figure.add_axes((0.585, bottom, 0.395, _PANEL / height), label="resolved")
        if several:
            _draw_gain(right, comparison)
            area = (0.275, 0.1 / height, 0.26, plot / height)
            draw_differences(
                figure.add_axes(area, label="differences"), comparison, rows, colours(comparison.regimes)
            )
        else:
            _draw_resolved(right, comparison)
    return figure


def write(comparison: Comparison, path: Path) -> None:
    """Draw a comparison into a file.

    Parameters
    ----------
    comparison : Comparison
    path : pathlib.Path
        Ends in ``.png`` or ``.svg``.
    """
    import matplotlib as mpl

    with mpl.rc_context(STYLE):
        metadata = {"Date": None} if path.suffix == ".svg" else {}
        draw(comparison).savefig(path, metadata=metadata)


def _title(comparison: Comparison) -> str:
    scenario = comparison.scenario
    match comparison.regimes:
        case (one,):
            names = f"{one} regime"
        case (one, other):
            names = f"{one} and {other} regimes"
        case _:
            names = f"{len(comparison.regimes)} regimes"
    worlds = "one world" if comparison.pairs == 1 else f"the same {comparison.pairs} worlds"
    return f"{comparison.title}: {names} in {worlds}, {scenario.days} days"


def _draw_waiting(axes: "Axes", comparison: Comparison) -> None:
    paint = colours(comparison.regimes)
    for regime, dash in zip(comparison.regimes, _dashes(comparison), strict=True):
        series = comparison.series("waiting", regime)
        _draw_series(axes, series.mean(axis=0), _spread(series), paint[regime], dash, regime)
    axes.set_ylim(bottom=0)
    axes.set_title("a  Cases waiting in queues")
    axes.set_ylabel("cases")
    _label_days(axes, comparison)
    axes.legend(loc="lower right", handlelength=2.6)
    _subtitle(axes, "mean of worlds, and the middle 80% of them", comparison)


def _draw_resolved(axes: "Axes", comparison: Comparison) -> None:
    (regime,) = comparison.regimes
    series = np.cumsum(comparison.series("resolved", regime), axis=1)
    _draw_series(
        axes, series.mean(axis=0), _spread(series), colours(comparison.regimes)[regime], "solid", regime
    )
    axes.set_ylim(bottom=0)
    axes.set_title("b  Disputes resolved for good")
    axes.set_ylabel("disputes since the first day")
    _subtitle(axes, "mean of worlds, and the middle 80% of them", comparison)
    _label_days(axes, comparison)


def _draw_gain(axes: "Axes", comparison: Comparison) -> None:
    paint = colours(comparison.regimes)
    first, *further = comparison.regimes
    base = np.cumsum(comparison.series("resolved", first), axis=1)
    axes.axhline(0, color=paint[first], linewidth=1.8, label=first)
    for regime, dash in zip(further, _dashes(comparison)[1:], strict=True):
        gains = np.cumsum(comparison.series("resolved", regime), axis=1) - base
        _draw_series(axes, gains.mean(axis=0), confidence_band(gains), paint[regime], dash, regime)
    axes.set_title(f"b  Durable resolutions gained over {first}")
    axes.set_ylabel("disputes since the first day")
    _label_days(axes, comparison)
    _subtitle(axes, "mean of pairs, and its 95% interval", comparison)


def _draw_series(
    axes: "Axes",
    mean: NDArray[np.float64],
    band: tuple[NDArray[np.float64], NDArray[np.float64]],
    colour: str,
    dash: Any,
    name: str,
) -> None:
    days = np.arange(1, len(mean) + 1)
    axes.fill_between(days, *band, color=colour, alpha=0.16, linewidth=0)
    axes.plot(days, mean, color=colour, linestyle=dash, linewidth=1.8, label=name)


def _label_days(axes: "Axes", comparison: Comparison) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    scenario = comparison.scenario
    axes.set_xlabel("day")
    axes.set_xlim(0, scenario.days)
    axes.xaxis.set_major_locator(MaxNLocator(7, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(6))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:,.10g}".replace("-", "\N{MINUS SIGN}")))
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    if scenario.warmup_days:
        axes.axvspan(0, scenario.warmup_days, color=FAINT, alpha=0.45, linewidth=0, zorder=0)
        axes.text(
            scenario.warmup_days / 2,
            0.97,
            "warm-up",
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="top",
            rotation=90,
            fontsize=8,
            color=NOTE,
        )


def _subtitle(axes: "Axes", text: str, comparison: Comparison) -> None:
    """Write under a title what line and band are, where there is more than one world."""
    if comparison.pairs > 1:
        axes.title.set_position((0, 1))
        axes.text(0, 1.035, text, transform=axes.transAxes, fontsize=8.5, color=NOTE)


def _dashes(comparison: Comparison) -> list[Any]:
    return [_DASHES[i % len(_DASHES)] for i in range(len(comparison.regimes))]


def _spread(series: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the middle 80% of worlds by day."""
    low, high = np.quantile(series, [0.1, 0.9], axis=0)
    return low, high


def _rows(comparison: Comparison) -> Iterator[tuple[OutcomeSummary, Difference]]:
    """Yield the differences to show: those with a better way first, so that the others stand apart."""
    summaries = [comparison.outcomes[name] for name in HEADLINE]
    for summary in sorted(summaries, key=lambda s: s.spec.better is None):
        for difference in summary.differences:
            yield summary, difference
