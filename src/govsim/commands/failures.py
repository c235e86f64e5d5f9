"""What a user sees when a command fails: one clear message on standard error and an exit code, no traceback.

Bad input and files that cannot be read or written end with code 2, Ctrl-C with 130. Anything else is a defect
of govsim and keeps its traceback.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperGroup

BAD_INPUT = 2
"""Exit code for input that cannot be used, the same as for options that cannot be."""

INTERRUPTED = 130
"""Exit code after Ctrl-C: 128 and the number of the signal, as shells have it."""


class Commands(TyperGroup):
    """A group of commands whose expected failures are told plainly."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command chosen."""
        with told_plainly():
            return super().invoke(ctx)


@contextlib.contextmanager
def told_plainly() -> Iterator[None]:
    """Turn expected failures into a message and an exit code.

    Raises
    ------
    typer.Exit
        With `BAD_INPUT` after bad input, `INTERRUPTED` after Ctrl-C, 0 when the reader of a pipe has gone.
    """
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("\ninterrupted", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        # `govsim cities | head` is no failure; without this, Python complains once more as it shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None
    except typer.Exit:
        raise
    except Exception as error:
        message = _message(error)
        if message is None:
            raise
        typer.echo(message, err=True)
        raise typer.Exit(BAD_INPUT) from None


def _message(error: Exception) -> str | None:
    """Say an expected failure in words; None for any other."""
    from govsim.analysis.extras import MissingExtraError
    from govsim.scenario import ScenarioError
    from govsim.study.errors import StudyError
    from govsim.territory import UnknownCityError

    if isinstance(error, ScenarioError):
        return "\n".join(f"error: {problem}" for problem in error.problems)
    if isinstance(error, UnknownCityError | StudyError | MissingExtraError):
        return f"error: {error}"
    if isinstance(error, OSError):
        where = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
        return f"error: {where}{error.strerror or error}"
    return None
