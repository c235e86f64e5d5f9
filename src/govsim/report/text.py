"""The printed reading of a comparison."""

import shutil
import textwrap
from collections.abc import Iterator
from math import isnan
from typing import TextIO

from govsim.experiment import FEW_PAIRS, Comparison, Difference, OutcomeSummary, RunResult
from govsim.outcomes import HEADLINE, describe
from govsim.report.verdict import Verdict, is_small, verdict
from govsim.report.words import decimals_of, interval, number, short_unit, with_unit

_WIDTH, _WIDEST = 110, 500
"""Columns of text, and most columns of a table, that do not go to a terminal."""

_GAP = 3
"""Columns between two columns of a table."""


_LESS_TOLD = {
    Verdict.NOISE: "Within noise, as the interval holds zero",
    Verdict.SAME: "The same in every world",
    Verdict.NEUTRAL: "Neither way is better in itself",
    Verdict.UNKNOWN: "Not defined in enough worlds for an interval",
}
"""What is said of outcomes whose numbers are left to the table."""


def print_comparison(comparison: Comparison, stream: TextIO) -> None:
    """Print the headline outcomes of a comparison, a table for each further regime, and their reading.

    Parameters
    ----------
    comparison : Comparison
    stream : text stream
        Colours and lines are left out where it is no terminal.
    """
    first, *further = comparison.regimes
    where = f"{comparison.title}, {_worlds(comparison)}, {comparison.scenario.days} days"
    for row, regime in enumerate(further):
        if row:
            stream.write("\n")
        _print_table(
            f"{regime} against {first}: {where}", *comparison_table(comparison, regime), stream, (1, 2)
        )
    if not further:
        _print_table(f"{first}: {where}", *means_table(comparison), stream)
    _print_paragraphs(reading(comparison), stream)


def print_run(result: RunResult, title: str, stream: TextIO) -> None:
    """Print the outcomes of one run, the headline ones first.

    Parameters
    ----------
    result : RunResult
    title : str
        Title of the scenario.
    stream : text stream
    """
    rest = [name for name in result.outcomes if name not in HEADLINE]
    rows = []
    for name in (*HEADLINE, *rest):
        value = result.outcomes[name]
        text = "-" if isnan(value) else f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
        spec = describe(name)
        rows.append([spec.label, text, short_unit(spec.unit)])
    heading = f"{title} under the regime {result.regime}, seed {result.seed}"
    _print_table(heading, ["outcome", "value", "unit"], rows, stream)


def comparison_table(comparison: Comparison, regime: str) -> tuple[list[str], list[list[str]]]:
    """Return headers and rows of the headline outcomes under two regimes, in words.

    Parameters
    ----------
    comparison : Comparison
    regime : str
        The one compared to the first.

    Returns
    -------
    tuple of list of str and list of list of str
        The means, their paired difference with its interval, and the probability of being better.
    """
    first = comparison.regimes[0]
    rows = []
    for name in HEADLINE:
        summary = comparison.outcomes[name]
        places = decimals_of(summary)
        d = next(d for d in summary.differences if d.of == regime)
        rows.append(
            [
                with_unit(summary.spec),
                number(summary.by_regime[first].mean, places),
                number(summary.by_regime[regime].mean, places),
                interval(d, places),
                number(d.probability_better, 2) if summary.spec.better else "",
            ]
        )
    return ["outcome", first, regime, f"{regime} minus {first} [95%]", "P(better)"], rows


def means_table(comparison: Comparison) -> tuple[list[str], list[list[str]]]:
    """Return headers and rows of the headline outcomes under a single regime, in words.

    Parameters
    ----------
    comparison : Comparison

    Returns
    -------
    tuple of list of str and list of list of str
        The means and their intervals.
    """
    (regime,) = comparison.regimes
    rows = []
    for name in HEADLINE:
        summary = comparison.outcomes[name]
        e, places = summary.by_regime[regime], decimals_of(summary)
        ends = "" if isnan(e.low) else f"[{number(e.low, places)}, {number(e.high, places)}]"
        rows.append([with_unit(summary.spec), number(e.mean, places), ends])
    return ["outcome", regime, "95%"], rows


def reading(comparison: Comparison) -> list[str]:
    """Say in a few sentences what the numbers say, and what they do not.

    Parameters
    ----------
    comparison : Comparison

    Returns
    -------
    list of str
        Paragraphs, every word of which follows from the numbers.
    """
    said = list(comparison.warnings)
    first, *further = comparison.regimes
    for regime in further:
        said += _of_regime(comparison, regime, first)
    if further and comparison.pairs > 1:
        said.append(
            f"The intervals say how much {_worlds(comparison)} differ by chance. They do not say how sure "
            "the model's parameters are, most of which are stylised: sweep those that matter before you draw "
            "a conclusion, and take nothing here as a forecast for a real place."
        )
        if comparison.pairs >= FEW_PAIRS:
            said.append(
                f"With {len(HEADLINE)} outcomes at 95% each, one interval in twenty misses by chance alone."
            )
    return said


def _of_regime(comparison: Comparison, regime: str, first: str) -> Iterator[str]:
    by_verdict: dict[Verdict, list[tuple[OutcomeSummary, Difference]]] = {kind: [] for kind in Verdict}
    for name in HEADLINE:
        summary = comparison.outcomes[name]
        for d in summary.differences:
            if d.of == regime:
                by_verdict[verdict(summary, d)].append((summary, d))
    better, worse = by_verdict[Verdict.BETTER], by_verdict[Verdict.WORSE]
    if better:
        yield f"Better under {regime} than under {first}: {_listed(better)}."
    if worse:
        yield f"Worse under {regime} than under {first}: {_listed(worse)}."
    if not better and not worse and not by_verdict[Verdict.UNKNOWN]:
        yield f"No headline outcome differs clearly between {regime} and {first}."
    for kind, words in _LESS_TOLD.items():
        if by_verdict[kind]:
            yield f"{words}: {'; '.join(s.spec.label for s, _ in by_verdict[kind])}."


def _listed(entries: list[tuple[OutcomeSummary, Difference]]) -> str:
    return "; ".join(_entry(summary, d) for summary, d in entries)


def _entry(summary: OutcomeSummary, d: Difference) -> str:
    places = decimals_of(summary)
    before = number(summary.by_regime[d.minus].mean, places)
    after = number(summary.by_regime[d.of].mean, places)
    small = ", certain but small" if d.is_clear and is_small(summary, d) else ""
    return f"{summary.spec.label} ({before} to {after}, {interval(d, places)}{small})"


def _worlds(comparison: Comparison) -> str:
    return "one world" if comparison.pairs == 1 else f"{comparison.pairs} worlds"


def _print_table(
    title: str, headers: list[str], rows: list[list[str]], stream: TextIO, spare: tuple[int, ...] = ()
) -> None:
    """Print a table; columns in `spare` go where the terminal is too narrow."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    is_terminal = stream.isatty()
    console = Console(file=stream, width=None if is_terminal else _WIDEST, highlight=False)
    columns = list(zip(headers, *rows, strict=True))
    if sum(max(len(cell) for cell in column) + _GAP for column in columns) > console.width:
        columns = [column for place, column in enumerate(columns) if place not in spare]
    table = Table(
        title=Text(title),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD if is_terminal else None,
        padding=(0, 1),
        pad_edge=False,
    )
    for place, (header, *_) in enumerate(columns):
        is_words = place == 0 or header == "unit"
        table.add_column(Text(header), justify="left" if is_words else "right", no_wrap=not is_words)
    for cells in list(zip(*columns, strict=True))[1:]:
        table.add_row(*(Text(cell) for cell in cells))
    with console.capture() as captured:
        console.print(table)
    # No padding to the right: it would wrap in a narrower window.
    stream.write("\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n")


def _print_paragraphs(paragraphs: list[str], stream: TextIO) -> None:
    width = shutil.get_terminal_size().columns if stream.isatty() else _WIDTH
    for paragraph in paragraphs:
        lines = textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)
        stream.write("\n" + "\n".join(lines) + "\n")
