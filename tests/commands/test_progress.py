"""How far a long command has come."""

import io
import sys

import pytest

from govsim.commands import progress
from govsim.commands.progress import describe, duration, shown_progress


def test_lines_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """A line at the start, after the first and at the end, none in a hurry between; all on standard error."""
    with shown_progress("worlds") as tell:
        tell(0, 0, 4, None)
        tell(1, 0, 4, None)
        tell(2, 0, 4, 9.0)
        tell(2, 1, 4, 3.0)
        tell(3, 1, 4, 0.0)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "0 of 4 worlds done\n1 of 4 worlds done\n3 of 4 worlds done, 1 lost\n"


def test_lines_now_and_then(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """In between there is a line every ten seconds, with the time left."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    with shown_progress("worlds") as tell:
        for done in range(2, 9):
            now[0] += 6.0
            tell(done, 0, 50, 120.0)
    assert capsys.readouterr().err.splitlines() == [
        f"{done} of 50 worlds done, about 2 min left" for done in (3, 5, 7)
    ]


def test_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal there is a bar, which goes away at the end."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal)
    with shown_progress("worlds") as tell:
        tell(1, 1, 4, 30.0)
    assert "1 of 4 worlds done, 1 lost, about 30 s left" in terminal.getvalue()
    assert terminal.getvalue().endswith("\x1b[2K")


@pytest.mark.parametrize(("seconds", "text"), [(4.4, "4 s"), (600, "10 min"), (9000, "2.5 h")])
def test_durations(seconds: float, text: str) -> None:
    """Seconds, minutes, hours."""
    assert duration(seconds) == text


def test_unknown_time_is_not_told() -> None:
    """No guess, no words."""
    assert describe("days", 1, 0, 9, None) == "1 of 9 days done"
