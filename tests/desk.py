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
from govsim.study.results import Results

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


POISON = """
import os, time
from govsim.study import worker

live = worker.Runner.live

def poisoned(self, job, level, note):
    if job.replicate == 1 and level == "municipal":
        if job.point == (0.0, 0.3):
            raise RuntimeError("poisoned")
        if job.point == (0.2, 0.3):
            note(level)
            time.sleep(3600)
        if job.point == (0.4, 0.3):
            note(level)
            os.kill(os.getpid(), 9)
    return live(self, job, level, note)

worker.Runner.live = poisoned
"""
"""Three runs of `TINY` go wrong: one raises, one hangs, one kills the process that it is in."""

POISONED = {((0.0, 0.3), 1), ((0.2, 0.3), 1), ((0.4, 0.3), 1)}
"""Point and replicate of the three."""


def lost_of(results: Results) -> set[tuple[tuple[float, ...], int]]:
    """Return the points and replicates that are not there, none of which may be there by half."""
    lost = ~results.done.all(axis=1)
    assert not results.done.any(axis=1)[lost].any(), "half a pair was kept"
    return {(results.points[point], replicate) for point, replicate in zip(*lost.nonzero(), strict=True)}


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
