"""A desk with study files, and the command line as a user has it."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from govsim.scenario import ScenarioError
from govsim.study.directory import Directory
from govsim.study.export import rows_of
from govsim.study.plan import study_from_text

WORLD = """\
scenario: quickstart
set:
  scale: 4
  warmup_days: 5
  city.invented: {counties: 2, streets: 1, communities: 2, population: 2000}
  disputes.claims_per_1000: 400
days: 30
seed: 7
"""
"""A city so small that a run takes a blink."""

TINY = (
    "title: {en: Tiny}\n"
    + WORLD
    + """\
design: {kind: grid}
factors:
  - {key: casework.alpha, low: 0, high: 0.4, levels: 3}
  - {key: casework.kappa, values: [0.3, 0.9]}
replicates: {minimum: 3}
outcomes:
  - {name: resolved_share, smallest_effect: 0.01}
  - {name: wait_days_mean}
series: [waiting]
"""
)
"""A study whose runs take a blink."""


LONGER = TINY.replace("levels: 3", "levels: 12").replace("minimum: 3", "minimum: 4")
"""96 jobs: long enough to be killed in."""


class Desk:
    """A folder with study files, and the command line as a user has it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = dict(os.environ)

    def file(self, name: str, text: str = TINY) -> Path:
        """Write a study file."""
        path = self.folder / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    def command(self, *words: str | Path) -> list[str]:
        """Return the words of a command."""
        return [sys.executable, "-m", "govsim", "study", *(str(word) for word in words)]

    def govsim(self, *words: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        done = subprocess.run(
            self.command(*words), cwd=self.folder, env=self.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def poison(self, source: str) -> None:
        """Let every process run some code as it starts."""
        place = self.folder / "poison"
        place.mkdir(exist_ok=True)
        (place / "sitecustomize.py").write_text(source, encoding="utf-8")
        paths = [str(place), *filter(None, [os.environ.get("PYTHONPATH")])]
        self.env["PYTHONPATH"] = os.pathsep.join(paths)


def problems(text):
    """Return every problem of a study file by key."""
    with pytest.raises(ScenarioError) as caught:
        study_from_text(text)
    return {problem.key: problem for problem in caught.value.problems}


def rows(directory: Path) -> pd.DataFrame:
    """Return the rows of a study as they do not depend on when and where they were run."""
    return rows_of(Directory(directory)).drop_columns(["seconds"]).to_pandas()


def assert_same_rows(one: Path, other: Path) -> None:
    """Assert that two directories hold the same rows, to the last bit."""
    pd.testing.assert_frame_equal(rows(one), rows(other), check_exact=True)
