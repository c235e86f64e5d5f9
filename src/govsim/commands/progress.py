"""How far a long command has come, told on standard error."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

_EVERY = 10.0
"""Seconds between lines, where standard error is no terminal."""


@contextmanager
def shown_progress(what: str) -> Iterator[Callable[[int, int, int, float | None], None]]:
    """Show a bar on a terminal, lines elsewhere.

    Parameters
    ----------
    what : str
        What is counted, in the plural.

    Yields
    ------
    callable
        To be told the number done, lost and wanted, and the seconds left if they are known.
    """
    if sys.stderr.isatty():
        with _bar(what) as tell:
            yield tell
    else:
        yield _Lines(what)


class _Lines:
    """Writes a line at the start, after the first, at the end, and every few seconds between.

    Parameters
    ----------
    what : str
        What is counted.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._last = time.monotonic()

    def __call__(self, done: int, lost: int, total: int, left: float | None) -> None:
        now = time.monotonic()
        if 1 < done + lost < total and now - self._last < _EVERY:
            return
        self._last = now
        typer.echo(describe(self._what, done, lost, total, left), err=True)


def describe(what: str, done: int, lost: int, total: int, left: float | None) -> str:
    """Say in a line how far it has come."""
    line = f"{done} of {total} {what} done"
    if lost:
        line += f", {lost} lost"
    if left:
        line += f", about {duration(left)} left"
    return line


def duration(seconds: float) -> str:
    """Return a duration in words."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int, int, float | None], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"preparing {what}", total=None)

        def tell(done: int, lost: int, total: int, left: float | None) -> None:
            bar.update(
                task, completed=done + lost, total=total, description=describe(what, done, lost, total, left)
            )

        yield tell
