"""What a user sees when a command fails."""

import errno
import os
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from govsim.commands.failures import Commands
from govsim.scenario import Problem, ScenarioError
from govsim.territory import UnknownCityError


def _raising(error: BaseException) -> typer.Typer:
    """Return a command line with one command, `fail`, that raises `error`."""
    app = typer.Typer(cls=Commands, pretty_exceptions_enable=False)

    @app.command()
    def fail() -> None:
        raise error

    app.callback()(lambda: None)
    return app


def _problem(message: str) -> Problem:
    return Problem("a.yaml", 3, 5, "days", message)


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        pytest.param(
            ScenarioError([_problem("too small"), _problem("too odd")]),
            2,
            "error: a.yaml:3:5  days: too small\nerror: a.yaml:3:5  days: too odd\n",
            id="scenario",
        ),
        pytest.param(
            UnknownCityError("no city is called 'x'"), 2, "error: no city is called 'x'\n", id="city"
        ),
        pytest.param(
            PermissionError(errno.EACCES, "Permission denied", "results"),
            2,
            "error: results: Permission denied\n",
            id="file",
        ),
        pytest.param(OSError("no space left"), 2, "error: no space left\n", id="nameless"),
        pytest.param(KeyboardInterrupt(), 130, "\ninterrupted\n", id="ctrl-c"),
    ],
)
def test_expected_failure_is_told_plainly(error: BaseException, code: int, said: str) -> None:
    """An expected failure is a message on standard error and an exit code, and nothing else."""
    result = CliRunner().invoke(_raising(error), ["fail"])
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", said)


def test_defect_keeps_its_traceback() -> None:
    """An error nobody expects is not dressed up as bad input."""
    result = CliRunner().invoke(_raising(ZeroDivisionError("defect")), ["fail"])
    assert isinstance(result.exception, ZeroDivisionError)


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_reader_that_leaves_is_no_failure() -> None:
    """`govsim cities | head -1` ends quietly with code 0."""
    with subprocess.Popen(
        [sys.executable, "-m", "govsim", "explain"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode()
    assert (process.returncode, said) == (0, "")
