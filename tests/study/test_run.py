"""`govsim study run`, interrupted and poisoned, through real processes."""

import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from desk import TINY, Desk, assert_same_rows, rows
from govsim import Scenario
from govsim.experiment import run as run_alone
from govsim.study import load_results
from govsim.study.shards import shards_of

LONGER = TINY.replace("levels: 3", "levels: 12").replace("minimum: 3", "minimum: 4")
"""96 jobs: long enough to be killed in."""

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


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """Run the longer study undisturbed, once for all tests."""
    desk = Desk(tmp_path_factory.mktemp("whole"))
    desk.govsim("run", desk.file("tiny", LONGER), "--out", "out", "--workers", 2)
    return desk.folder / "out"


def test_rows_are_those_of_plain_runs(whole):
    """A row holds what the model gives outside of any study."""
    results = load_results(whole)
    assert results.done.all()
    assert results.done.shape == (24, 2, 4)
    found = rows(whole)
    assert len(found) == 192
    row = found[(found["point"] == 5) & (found["level"] == "municipal") & (found["replicate"] == 3)].iloc[0]
    scenario = Scenario.load(
        whole / "scenario.yaml", dict(zip(results.factors, results.points[5], strict=True))
    )
    alone = run_alone(scenario, "municipal", int(row["seed"]))
    assert {name: row[name] for name in alone.outcomes} == pytest.approx(alone.outcomes, rel=0, nan_ok=True)
    assert row["series.waiting"].tolist() == alone.daily["waiting"].tolist()
    assert results.outcomes["resolved_share"][5, 1, 3] == alone.outcomes["resolved_share"]


def test_worlds_are_the_same_at_every_point(whole):
    """A replicate has one seed, whatever the point and the level."""
    assert (rows(whole).groupby("replicate")["seed"].nunique() == 1).all()


def _killed(desk: Desk, words: list[str], before: int, pause: float) -> None:
    """Start a command, kill it when more shards than before are there, and a pause later."""
    process = subprocess.Popen(
        desk.command(*words),
        cwd=desk.folder,
        env=desk.env,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    while process.poll() is None and len(shards_of(desk.folder / "out")) <= before:
        time.sleep(0.05)
    time.sleep(pause)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "it ended before it could be killed"


def test_killed_three_times_gives_the_same_rows(desk, whole):
    """After three `kill -9` at random moments, the rows are those of an undisturbed study, each once."""
    slow = "import time\nfrom govsim.study import worker\nlive = worker.Runner.live\n"
    slow += "worker.Runner.live = lambda *given: (time.sleep(0.1), live(*given))[1]\n"
    desk.poison(slow)
    moments = random.Random(11)
    words = ["run", str(desk.file("tiny", LONGER)), "--out", "out", "--workers", "2"]
    for _ in range(3):
        _killed(desk, words, len(shards_of(desk.folder / "out")), moments.uniform(0.0, 0.8))
        words = ["resume", "out", "--workers", "2"]
    done = json.loads(desk.govsim("status", "out", "--json").stdout)["done"]
    assert 0 < done < 96
    desk.govsim(*words)
    names = [
        name for path in shards_of(desk.folder / "out") for name in pq.read_table(path)["run"].to_pylist()
    ]
    assert len(names) == len(set(names)) == 192
    assert_same_rows(desk.folder / "out", whole)
    assert not list((desk.folder / "out" / "shards").glob(".*"))


def test_interrupt_ends_with_130_and_can_be_resumed(desk):
    """Ctrl-C leaves a directory from which the study goes on."""
    process = subprocess.Popen(
        desk.command("run", desk.file("tiny", LONGER), "--out", "out", "--workers", "2"),
        cwd=desk.folder, env=desk.env, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while not shards_of(desk.folder / "out") and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in said
    assert 0 < json.loads(desk.govsim("status", "out", "--json").stdout)["done"] <= 96


def test_poisoned_points_cost_themselves_alone(desk):
    """Runs that raise, hang or kill their worker are named, and every other run is there."""
    desk.poison(POISON)
    file = desk.file("tiny", TINY + "timeout: 8\nretries: 1\n")
    said = desk.govsim("run", file, "--out", "out", "--workers", 2, code=1)
    assert "RuntimeError: poisoned" in said.stderr
    assert "took longer than 8 s" in said.stderr
    assert "SIGKILL" in said.stderr
    assert "Traceback" not in said.stderr
    out = desk.folder / "out"
    failures = {path.stem: json.loads(path.read_text()) for path in (out / "failures").glob("*.json")}
    assert len(failures) == 3
    for name, failure in failures.items():
        assert failure["run"] == name
        assert (failure["level"], failure["replicate"], failure["attempts"]) == ("municipal", 1, 2)
        assert f"govsim study replay out {name}" in said.stderr
        assert failure["replay"] == f"govsim study replay out {name}"
    results = load_results(out)
    lost = ~results.done.all(axis=1)
    assert lost.sum() == 3
    assert not results.done.any(axis=1)[lost].any(), "half a pair was kept"
    assert {(results.points[point], replicate) for point, replicate in zip(*lost.nonzero(), strict=True)} == {
        ((0.0, 0.3), 1), ((0.2, 0.3), 1), ((0.4, 0.3), 1)
    }  # fmt: skip
    # A rerun leaves what was lost alone; without the poison, retry and replay find nothing wrong.
    assert desk.govsim("resume", "out", code=1).stderr.count("was lost") == 3
    desk.env.pop("PYTHONPATH")
    if "PYTHONPATH" in os.environ:
        desk.env["PYTHONPATH"] = os.environ["PYTHONPATH"]
    name = next(iter(failures))
    assert "came to its end" in desk.govsim("replay", "out", name).stdout
    desk.govsim("retry", "out", "--workers", 2)
    assert load_results(out).done.all()
    assert not list((out / "failures").iterdir())
    assert "same to the last bit" in desk.govsim("replay", "out", name).stdout


def test_other_code_is_refused(desk):
    """Rows of another version of the code are not mixed in unless that is said."""
    desk.govsim("run", desk.file("tiny"), "--out", "out", "--workers", 1)
    note = desk.folder / "out" / "provenance.json"
    there = json.loads(note.read_text())
    (name,) = there["versions"]
    there["versions"] = {"0123456789abcdef": there["versions"][name]}
    note.write_text(json.dumps(there))
    refused = desk.govsim("extend", "out", "--replicates", 4, code=2).stderr
    assert "another version of the code" in refused
    assert "--accept-version-change" in refused
    desk.govsim("extend", "out", "--replicates", 4, "--accept-version-change", "--workers", 1)
    assert set(json.loads(note.read_text())["versions"]) == {"0123456789abcdef", name}
    assert load_results(desk.folder / "out").done.shape == (6, 2, 4)


def test_another_study_is_refused(desk):
    """A directory takes no runs of another study, and says what differs."""
    desk.govsim("run", desk.file("tiny"), "--out", "out", "--workers", 1)
    refused = desk.govsim(
        "run", desk.file("other", TINY.replace("days: 30", "days: 31")), "--out", "out", code=2
    )
    assert "scenario, set, days or seed" in refused.stderr
    (desk.folder / "full").mkdir()
    (desk.folder / "full" / "thesis.tex").touch()
    assert "other files" in desk.govsim("run", desk.file("tiny"), "--out", "full", code=2).stderr


def test_parts_put_together_are_the_whole(desk):
    """A study run in parts, put together, has the rows of one run at once; so has a wider design."""
    file = desk.file("tiny")
    desk.govsim("run", file, "--out", "whole", "--workers", 2)
    for part in (1, 2):
        desk.govsim("run", file, "--out", f"part{part}", "--shard", f"{part}/2", "--workers", 1)
    counts = [len(rows(desk.folder / f"part{part}")) for part in (1, 2)]
    assert sum(counts) == 36
    assert min(counts) > 0
    desk.govsim("merge", "part1", "part2", "--out", "merged")
    assert_same_rows(desk.folder / "merged", desk.folder / "whole")
    wider = desk.file("tiny", TINY.replace("[0.3, 0.9]", "[0.3, 0.6, 0.9]"))
    desk.govsim("run", wider, "--out", "merged", "--workers", 2)
    assert load_results(desk.folder / "merged").done.shape == (9, 2, 3)
    assert len(rows(desk.folder / "merged")) == 54


def test_export_and_check(desk):
    """Exports agree with each other; check says what a study takes without a trace."""
    import pandas as pd

    file = desk.file("tiny")
    told = json.loads(desk.govsim("check", file, "--json").stdout)
    assert (told["points"], told["fewest"], told["most"], told["lost"]) == (6, 36, 36, [])
    assert told["seconds"] > 0
    assert [path.name for path in desk.folder.iterdir()] == ["tiny.yaml"]
    desk.govsim("run", file, "--out", "out", "--workers", 1)
    for to in ("csv", "parquet", "dta"):
        desk.govsim("export", "out", "--to", to)
    out = desk.folder / "out"
    csv, parquet = pd.read_csv(out / "runs.csv"), pd.read_parquet(out / "runs.parquet")
    stata = pd.read_stata(out / "runs.dta")
    assert len(csv) == len(parquet) == len(stata) == 36
    for frame, name in ((csv, "resolved_share"), (stata, "resolved_share")):
        assert frame[name].tolist() == parquet["resolved_share"].tolist()
    assert stata["factor_casework_alpha"].tolist() == parquet["factor.casework.alpha"].tolist()
    desk.govsim("export", "out", "--series", "--to", "parquet")
    daily = pd.read_parquet(out / "daily.parquet")
    assert len(daily) == 36 * 30
    assert set(daily["day"]) == set(range(30))
