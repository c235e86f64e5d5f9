"""Figures as vector graphics that stand inside a page."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from govsim.report.chart import STYLE
from govsim.report.study.words import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 7.2
"""Inches: two columns of a journal."""

SIZE = 9.0
"""Points: size of text."""

_CHINESE = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei")
"""Fonts with Chinese characters. Text stays text, so that one is needed where the page is read, not here."""

_PARTS = re.compile(r"[\u2e80-\uffff]\s*|[^\s\u2e80-\uffff]+\s*")
"""Where a line may break: after a word, or after a Chinese character."""

_ID = re.compile(r'(\bid="|xlink:href="#|url\(#)')


@contextmanager
def style(language: Language) -> Iterator[None]:
    """Set matplotlib's settings for a figure of a page; text is measured with them too."""
    import matplotlib as mpl

    settings: Any = STYLE | {
        "font.size": SIZE,
        "axes.titlesize": SIZE + 1,
        "axes.titlepad": 8,
        "svg.fonttype": "none",
    }
    if language == "zh":
        from matplotlib.font_manager import fontManager

        there = {font.name for font in fontManager.ttflist}
        settings["font.family"] = ["DejaVu Sans", *(name for name in _CHINESE if name in there)]
    with mpl.rc_context(settings), warnings.catch_warnings():
        # The characters are drawn by the reader's own fonts; here they are only measured.
        warnings.filterwarnings("ignore", r"Glyph .* missing from font", UserWarning)
        yield


@contextmanager
def sheet(language: Language, height: float, width: float = WIDTH) -> Iterator["Figure"]:
    """Yield an empty figure of a page, with `style` in force; sizes in inches."""
    from matplotlib.figure import Figure

    with style(language):
        yield Figure(figsize=(width, height), facecolor="white")


def add_panel(figure: "Figure", left: float, top: float, wide: float, high: float) -> "Axes":
    """Add axes to a figure, in inches from its left and upper edge."""
    width, height = figure.get_size_inches()
    return figure.add_axes((left / width, 1 - (top + high) / height, wide / width, high / height))


def svg(figure: "Figure", name: str) -> str:
    """Return a figure as an SVG element.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    name : str
        Begins every id, so that several figures can stand in one page.
    """
    held = BytesIO()
    figure.savefig(held, format="svg", metadata={"Date": None, "Creator": None})
    text = held.getvalue().decode("utf-8")
    return _ID.sub(rf"\g<1>{name}-", text[text.index("<svg") :])


def inches(text: str, size: float = SIZE) -> float:
    """Return about how wide a text is: a Chinese character is as wide as high, others are narrower."""
    ems = sum(1.0 if ord(character) > 0x2E80 else 0.6 for character in text)
    return ems * size / 72


def panel_letter(axes: "Axes", place: int, text: str) -> None:
    """Write the title of a panel, with its letter where there are several."""
    letter = f"{chr(ord('a') + place)}  " if place >= 0 else ""
    wide = axes.get_position().width * WIDTH
    axes.set_title("\n".join(wrapped(letter + text, wide, 1.15 * SIZE)))


def wrapped(text: str, wide: float, size: float = SIZE) -> list[str]:
    """Return the lines of a text that is at most so many inches wide; Chinese may break between characters."""
    lines = [""]
    for part in _PARTS.findall(text):
        if lines[-1].strip() and inches(lines[-1] + part.rstrip(), size) > wide:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += part
    return [line.rstrip() for line in lines]
