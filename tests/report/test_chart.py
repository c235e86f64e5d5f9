"""The chart."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from govsim.experiment import Comparison
from govsim.outcomes import HEADLINE
from govsim.report import save
from govsim.report.chart import colours, draw, write


@pytest.fixture(params=["two", "five", "one"])
def any_comparison(
    request: pytest.FixtureRequest, made: Callable[..., Comparison], comparison: Comparison
) -> Comparison:
    """Comparisons of every shape."""
    if request.param == "two":
        return comparison
    regimes = ["county", "municipal", "subsidiarity", "triage", "unhandled"][
        : 5 if request.param == "five" else 1
    ]
    return made({"resolved_share": {regime: [0.3 + 0.1 * i] * 12 for i, regime in enumerate(regimes)}})


def _panel(figure: Figure, name: str) -> Axes:
    return next(axes for axes in figure.axes if axes.get_label() == name)


def _texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text)]


def test_no_label_hides_another(any_comparison: Comparison) -> None:
    """No two texts overlap, and none leaves the picture."""
    figure = draw(any_comparison)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    # Labels of ticks beyond the ends of an axis are there, but not drawn.
    unseen = {
        id(tick)
        for axes in figure.axes
        for ticks, ends, along in (
            (axes.get_xticklabels(), sorted(axes.get_xlim()), 0),
            (axes.get_yticklabels(), sorted(axes.get_ylim()), 1),
        )
        for tick in ticks
        if not (axes.axison and ends[0] <= tick.get_position()[along] <= ends[1])
    }
    texts = [
        item
        for item in figure.findobj(Text)
        if item.get_text() and item.get_visible() and id(item) not in unseen
    ]
    boxes = [(item.get_text(), item.get_window_extent(renderer)) for item in texts]
    boxes = [(text, box) for text, box in boxes if box.width > 0]
    width, height = canvas.get_width_height()
    for text, box in boxes:
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= width, text
        assert box.y1 <= height, text
    for (text, box), (other, other_box) in combinations(boxes, 2):
        # Glyphs keep a little away from the edges of their boxes.
        assert not box.padded(-1.5).overlaps(other_box.padded(-1.5)), (text, other)


def test_difference_of_every_headline_outcome_is_drawn(comparison: Comparison) -> None:
    """Panel c has a row for each, with its numbers, and the points lie on the better side."""
    figure = draw(comparison)
    forest = _panel(figure, "differences")
    points = [
        line for line in forest.lines if line.get_marker() == "o" and to_hex(line.get_color()) != "#ffffff"
    ]
    # One outcome is not defined under one of the regimes.
    assert len(points) == len(HEADLINE) - 1
    by_row = {round(float(line.get_ydata()[0]), 2): line for line in points}
    resolved = by_row[HEADLINE.index("resolved_share")]
    waits = by_row[HEADLINE.index("wait_days_mean")]
    spilled = by_row[HEADLINE.index("spilled_share")]
    assert resolved.get_xdata()[0] > 0 > waits.get_xdata()[0]
    assert to_hex(resolved.get_color()) == "#d55e00"
    assert to_hex(waits.get_color()) == "#0072b2"
    assert to_hex(spilled.get_markerfacecolor()) == "#ffffff"
    assert "municipal minus county" in _texts(figure)


def test_lines_are_those_of_the_regimes(comparison: Comparison) -> None:
    """Panel a shows the mean of each regime in its colour, panel b what is gained over the first."""
    figure = draw(comparison)
    gain, waiting = _panel(figure, "resolved"), _panel(figure, "waiting")
    lines = {line.get_label(): line for line in waiting.lines}
    for regime in comparison.regimes:
        assert lines[regime].get_ydata() == pytest.approx(comparison.series("waiting", regime).mean(axis=0))
        assert lines[regime].get_color() == colours(comparison.regimes)[regime]
    base, gained = (
        comparison.series("resolved", regime).cumsum(axis=1).mean(axis=0) for regime in comparison.regimes
    )
    (line,) = [line for line in gain.lines if line.get_label() == "municipal"]
    assert line.get_ydata() == pytest.approx(gained - base)


def test_county_and_municipal_have_fixed_colours() -> None:
    """Whatever they are compared with, and no two regimes share one."""
    painted = colours(("triage", "municipal", "county", "x", "y"))
    assert (painted["county"], painted["municipal"]) == ("#0072B2", "#D55E00")
    assert len(set(painted.values())) == 5


def test_axes_say_what_they_show(comparison: Comparison) -> None:
    """Panels a and b have units on both axes."""
    figure = draw(comparison)
    assert [(axes.get_xlabel(), axes.get_ylabel()) for axes in figure.axes if axes.axison] == [
        ("day", "cases"),
        ("day", "disputes since the first day"),
    ]


def test_files(any_comparison: Comparison, tmp_path: Path) -> None:
    """The PNG is at least 1,200 pixels wide, the SVG well formed, and both are the same each time."""
    for name in ("a.png", "a.svg", "b.png", "b.svg"):
        write(any_comparison, tmp_path / name)
    png = (tmp_path / "a.png").read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[16:20]) >= 1200
    assert ET.parse(tmp_path / "a.svg").getroot().tag.endswith("svg")  # noqa: S314 - our own file
    for kind in ("png", "svg"):
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()


def test_save_adds_the_charts(comparison: Comparison, tmp_path: Path) -> None:
    """The directory of a result holds the chart in both formats."""
    save(comparison, tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"comparison.png", "comparison.svg", "comparison.json", "scenario.yaml"} <= names
