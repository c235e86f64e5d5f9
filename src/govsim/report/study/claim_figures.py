"""Figures of claims: contrasts as intervals, and small panels along keys."""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.analysis.claims import Verdict, is_clear
from govsim.report.forest import FAINT, GREY, INK, NOTE
from govsim.report.study.claim_words import DAGGER, flip_key, interval_text, verdict_text
from govsim.report.study.claims import ClaimFinding, ContrastFinding, FlipFinding
from govsim.report.study.drawing import SIZE, WIDTH, add_panel, inches, sheet, svg
from govsim.report.study.words import Names

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PAINT = {Verdict.SUPPORTED: "#0072B2", Verdict.CONTRADICTED: "#D55E00", Verdict.OPEN: GREY}
"""Okabe and Ito's blue and vermilion; shapes say the same without colour."""

_SHAPES = {Verdict.SUPPORTED: "o", Verdict.CONTRADICTED: "s", Verdict.OPEN: "o"}
_LEFT = 2.95
"""Inches for the words on the left."""
_LINE, _GAP = 0.155, 0.1
"""Inches: a line of text, and the room between rows."""
_COLUMNS = 3
_ANY: dict[str, Any] = {"va": "center", "fontsize": SIZE}


def contrasts_figure(found: Sequence[ClaimFinding], names: Names, name: str) -> str:
    """Draw every contrast with its interval, each on its own scale, the claimed side to the right.

    See `govsim.report.study.drawing.svg` for `name` and what is returned.
    """
    t = names.pick
    heads = [_wrapped(_head(claim, names), WIDTH - 0.2) for claim in found]
    labels = [
        [_wrapped(one.contrast.says.in_language(names.language), _LEFT - 0.25) for one in claim.contrasts]
        for claim in found
    ]
    lines = sum(len(head) for head in heads) + sum(len(text) + 1 for texts in labels for text in texts)
    rows = sum(len(texts) for texts in labels)
    right = max(inches(_numbers(one)) for claim in found for one in claim.contrasts) + 0.1
    height = 0.35 + lines * _LINE + (rows + 2.2 * len(found)) * _GAP + 0.25
    with sheet(names.language, height) as figure:
        words = figure.add_axes((0, 0, 1, 1))
        words.set_xlim(0, WIDTH)
        words.set_ylim(height, 0)
        words.set_axis_off()
        middle = (_LEFT + WIDTH - right) / 2
        bold: dict[str, Any] = _ANY | {"fontweight": "bold"}
        words.text(
            middle - 0.08,
            0.15,
            t("← contradicts", "← 不支持"),
            ha="right",
            color=PAINT[Verdict.CONTRADICTED],
            **bold,
        )
        words.text(
            middle + 0.08, 0.15, t("supports →", "支持 →"), ha="left", color=PAINT[Verdict.SUPPORTED], **bold
        )
        words.text(WIDTH - right + 0.12, 0.15, t("contrast [95%]", "对比 [95%]"), ha="left", **bold)
        y = 0.35
        for claim, head, texts in zip(found, heads, labels, strict=True):
            y += 1.2 * _GAP
            for line in head:
                words.text(0.05, y + _LINE / 2, line, ha="left", **bold)
                y += _LINE
            y += _GAP
            top = y
            for one, text in zip(claim.contrasts, texts, strict=True):
                y = _contrast(words, y, one, text, names, WIDTH - right)
            words.plot([middle, middle], [top - 0.03, y - _GAP], color=INK, linewidth=0.9, zorder=1)
        note = t(
            f"hollow: the interval holds zero; {DAGGER}: does not survive the correction over all contrasts",
            f"空心：区间含零    {DAGGER}：经全部对比的校正后不成立",
        )
        words.text(WIDTH / 2, y + 0.1, note, ha="center", color=NOTE, fontsize=SIZE - 1, va="center")
        return svg(figure, name)


def _head(claim: ClaimFinding, names: Names) -> str:
    says = claim.says.in_language(names.language)
    what = verdict_text(claim.verdict, names)
    return names.pick(f"{claim.name}  {says} \N{EN DASH} {what}", f"{claim.name}  {says}——{what}")


def _wrapped(text: str, wide: float) -> list[str]:
    """Return a text in lines of at most so many inches."""
    # Chinese has no spaces to break at, and its characters are wider.
    ems = inches(text) / max(len(text), 1)
    return textwrap.wrap(text, max(8, int(wide / ems)))


def _numbers(found: ContrastFinding) -> str:
    return interval_text(found.estimate) + (DAGGER if found.survives is False else "")


def _contrast(
    words: "Axes", top: float, found: ContrastFinding, text: Sequence[str], names: Names, right: float
) -> float:
    """Draw a contrast below a height, and return where the next one goes."""
    for place, line in enumerate(text):
        words.text(0.15, top + (place + 0.5) * _LINE, line, ha="left", **_ANY)
    foot = top + len(text) * _LINE
    outcome = names.outcome(found.spec, unit=True)
    words.text(0.15, foot + _LINE / 2, outcome, ha="left", color=NOTE, **_ANY | {"fontsize": SIZE - 1.5})
    y = (top + foot + _LINE) / 2
    words.plot([_LEFT, right], [y, y], color=FAINT, linewidth=0.6, zorder=0)
    e = found.estimate
    words.text(right + 0.12, y, _numbers(found), ha="left", **_ANY)
    if not np.isnan(e.low):
        turn = 1.0 if found.contrast.side == "above" else -1.0
        reach = max(abs(e.low), abs(e.high)) or 1.0
        middle, half = (_LEFT + right) / 2, 0.46 * (right - _LEFT)
        colour = PAINT[found.verdict]
        ends = [middle + turn * half * end / reach for end in (e.low, e.high)]
        words.plot(ends, [y, y], color=colour, linewidth=2.2, solid_capstyle="butt", zorder=2)
        face = "white" if found.verdict is Verdict.OPEN else colour
        words.plot(middle + turn * half * e.mean / reach, y, _SHAPES[found.verdict], markersize=6,
                   color=colour, markerfacecolor=face, zorder=3)  # fmt: skip
    return foot + _LINE + _GAP


def flips_figure(found: Sequence[ClaimFinding], names: Names, name: str) -> str:
    """Draw every contrast that is followed along a key, in a panel of its own; otherwise as `contrasts_figure`."""
    panels = [(claim, flip) for claim in found for flip in claim.flips]
    columns = min(len(panels), _COLUMNS)
    rows = -(-len(panels) // columns)
    wide, high = WIDTH / columns, 2.25
    with sheet(names.language, rows * high + 0.1) as figure:
        for place, (claim, flip) in enumerate(panels):
            row, column = divmod(place, columns)
            axes = add_panel(figure, column * wide + 0.72, row * high + 0.42, wide - 0.87, 1.3)
            _flip(axes, flip, names)
            letter = chr(ord("a") + place) if place < 26 else str(place + 1)
            axes.set_title(f"{letter}  {claim.name}", fontsize=SIZE)
        return svg(figure, name)


def _flip(axes: "Axes", found: FlipFinding, names: Names) -> None:
    turn = 1.0 if found.contrast.side == "above" else -1.0
    for change in found.changes:
        axes.axvspan(change.low, change.high, color=FAINT, linewidth=0, zorder=0)
        axes.axvline(change.at, color=NOTE, linestyle=(0, (2, 2)), linewidth=0.9, zorder=1)
    axes.axhline(0, color=INK, linewidth=0.9, zorder=1)
    axes.plot(found.values, [e.mean for e in found.estimates], color=GREY, linewidth=0.9, zorder=2)
    for value, e in zip(found.values, found.estimates, strict=True):
        what = Verdict.OPEN
        if is_clear(e):
            what = Verdict.SUPPORTED if turn * e.mean > 0 else Verdict.CONTRADICTED
        colour = PAINT[what]
        if not np.isnan(e.low):
            axes.plot([value, value], [e.low, e.high], color=colour, linewidth=1.8, zorder=3)
        face = "white" if what is Verdict.OPEN else colour
        axes.plot(value, e.mean, _SHAPES[what], markersize=4.5, color=colour, markerfacecolor=face, zorder=4)
    axes.set_xlabel(flip_key(found, names), fontsize=SIZE - 1)
    outcome = names.outcome(found.spec, unit=True)
    axes.set_ylabel("\n".join(_wrapped(outcome, 1.5)), fontsize=SIZE - 1)
    axes.tick_params(labelsize=SIZE - 1.5)
    axes.locator_params(axis="y", nbins=5)
