import functools
import subprocess
import sys
from pathlib import Path

import pytest

from govsim.scenario.errors import ScenarioError
from govsim.scenario.loader import load

FOLDER = Path(__file__).parent / "broken"
FILES = sorted(FOLDER.glob("*.yaml"))


@functools.cache
def expected(path):
    """Return the lines of the text beside a broken file; a line that ends in ... may go on."""
    return path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()


def agrees(line, wanted):
    return line.startswith(wanted.removesuffix("...")) if wanted.endswith("...") else line == wanted


def assert_told(lines, path):
    wanted = expected(path)
    assert len(lines) == len(wanted), lines
    for line, want in zip(lines, wanted, strict=True):
        assert agrees(line, want), f"{line!r} is not {want!r}"


def test_there_are_broken_files():
    """Every broken file has its messages beside it, and the other way round."""
    assert len(FILES) >= 15
    assert {path.stem for path in FILES} == {path.stem for path in FOLDER.glob("*.txt")}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_broken_files_are_told(path, monkeypatch):
    """Each broken file gives exactly its messages: file, line, column, key, found, allowed, nearest name."""
    monkeypatch.chdir(FOLDER)
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert_told([str(problem) for problem in caught.value.problems], path)


def validate(*names):
    return subprocess.run(
        [sys.executable, "-m", "govsim", "validate", *names],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_the_command_line_tells_them_too():
    """`govsim validate` gives the same messages for all files, no traceback, and a non-zero exit."""
    names = ["several.yaml", "syntax_flow.yaml", "unknown_city.yaml", "extends_cycle.yaml", "staff_sum.yaml"]
    done = validate(*names)
    told = done.stdout + done.stderr
    assert done.returncode not in {0, -9}
    assert "Traceback" not in told
    joined = " ".join(told.split())
    for name in names:
        for line in expected(FOLDER / name):
            assert " ".join(line.removesuffix("...").split()) in joined


def test_the_command_line_tells_a_missing_file():
    """`govsim validate` of a file that is not there names the nearest one."""
    done = validate("severl.yaml")
    told = " ".join((done.stdout + done.stderr).split())
    assert done.returncode != 0
    assert "severl.yaml no such file. Did you mean 'several.yaml'" in told
    assert "Traceback" not in told
