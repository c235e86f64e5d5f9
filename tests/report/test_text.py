"""The printed reading."""

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from govsim.experiment import Comparison, Failure
from govsim.report import print_comparison, print_run
from govsim.report.text import comparison_table, reading


def _printed(comparison: Comparison) -> str:
    stream = io.StringIO()
    print_comparison(comparison, stream)
    return stream.getvalue()


def test_reading_follows_from_the_numbers(comparison: Comparison) -> None:
    """What is better, worse, noise and undefined is said, each with the outcomes it is about."""
    better, worse, noise, same, neutral, unknown, cannot, chance = reading(comparison)
    assert better.startswith("Better under municipal than under county: resolved for good (0.5")
    assert "trust in government" in better
    assert "certain but small" in better
    assert worse.startswith("Worse under municipal than under county: mean time in queues (10.0")
    assert noise == "Within noise, as the interval holds zero: left the city unresolved."
    assert "outbreaks" in same
    assert neutral == "Neither way is better in itself: staff time in use."
    assert unknown == "Not defined in enough worlds for an interval: came back after closure."
    assert "stylised" in cannot
    assert "one interval in twenty" in chance


def test_reading_turns_with_the_numbers(made: Callable[..., Comparison]) -> None:
    """With the arms swapped, so is the reading: nothing in it is fixed."""
    arms = {"county": [0.5, 0.6, 0.55], "municipal": [0.7, 0.8, 0.76]}
    swapped = {"county": arms["municipal"], "municipal": arms["county"]}
    one, other = (reading(made({"resolved_share": values}, pairs=3))[1] for values in (arms, swapped))
    assert one.startswith("Better under municipal than under county: resolved for good (")
    assert other.startswith("Worse under municipal than under county: resolved for good (")


def test_no_difference_is_said(made: Callable[..., Comparison]) -> None:
    """Identical arms get no winner."""
    got = reading(made({"resolved_share": {"a": [0.5] * 12, "b": [0.5] * 12}}))
    assert got[0] == "No headline outcome differs clearly between b and a."


def test_lost_worlds_come_first(comparison: Comparison) -> None:
    """A reader learns of lost worlds before anything else."""
    got = replace(comparison, failures=(Failure(3, 9, None, "killed"),))
    assert reading(got)[0] == "1 of 13 worlds were lost; the numbers rest on the other 12."


def test_table_has_the_numbers(comparison: Comparison) -> None:
    """Means, difference with interval, and probability, in as many digits as are known."""
    headers, rows = comparison_table(comparison, "municipal")
    assert headers == ["outcome", "county", "municipal", "municipal minus county [95%]", "P(better)"]
    wait = next(row for row in rows if row[0] == "mean time in queues (days)")
    assert wait[1] == "10.0000"
    assert wait[3].startswith("+1.99")
    assert wait[4] == "0.00"
    assert all(row[4] == "" for row in rows if row[0].startswith(("staff", "resolution gap")))


def test_plain_text_is_plain(comparison: Comparison) -> None:
    """Where there is no terminal there are no colours, no frames and no padding."""
    text = _printed(comparison)
    assert "\x1b" not in text
    assert "\u2500" not in text
    assert all(line == line.rstrip() for line in text.splitlines())
    assert text.startswith("municipal against county: Quickstart, 12 worlds, 40 days\noutcome")


@pytest.mark.parametrize(("width", "means"), [(80, False), (140, True)])
def test_narrow_terminals_lose_the_means_first(
    comparison: Comparison, width: int, means: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal the table fits, and keeps difference and probability."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("COLUMNS", str(width))
    stream = Terminal()
    print_comparison(comparison, stream)
    table = re.sub(r"\x1b\[\d+m", "", stream.getvalue()).split("\n\n")[1]
    assert "P(better)" in table
    assert (" county " in table.replace("minus county", "")) is means
    assert max(map(len, table.splitlines())) <= width


def test_several_regimes_have_a_table_each(made: Callable[..., Comparison]) -> None:
    """Each further regime is read against the first."""
    got = made({"resolved_share": {"a": [0.5] * 12, "b": [0.6] * 12, "c": [0.4] * 12}})
    text = _printed(got)
    assert text.index("b against a: ") < text.index("c against a: ")
    assert text.index("Better under b than under a") < text.index("Worse under c than under a")


def test_single_regime_has_means(made: Callable[..., Comparison]) -> None:
    """One regime is shown with the intervals of its means."""
    text = _printed(made({"resolved_share": {"a": [0.5, 0.6, 0.7]}}, pairs=3))
    assert "resolved for good" in text
    assert "[0.35, 0.85]" in text


def test_run_is_printed_whole(comparison: Comparison) -> None:
    """All outcomes of a run, the undefined ones as a dash."""
    run = comparison.runs[0]
    stream = io.StringIO()
    print_run(run, "Title", stream)
    lines = stream.getvalue().splitlines()
    assert lines[0] == "Title under the regime county, seed 100"
    assert len(lines) == 2 + len(run.outcomes)
    assert [line.split()[-1] for line in lines if line.startswith("came back")] == ["-"]
