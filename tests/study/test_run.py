"""`govsim study run`, through real processes."""

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from desk import LONGER, TINY, Desk, rows
from govsim import Scenario
from govsim.experiment import run as run_alone
from govsim.study import load_results
from govsim.study.shards import shards_of


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


def test_other_code_is_refused(desk):
    """Rows of another version of the code are not mixed in unless that is said."""
    desk.govsim("run", desk.file("tiny"), "--out", "out", "--workers", 1)
    note = desk.folder / "out" / "provenance.json"
    there = json.loads(note.read_text(encoding="utf-8"))
    (name,) = there["versions"]
    there["versions"] = {"0123456789abcdef": there["versions"][name]}
    note.write_text(json.dumps(there), encoding="utf-8")
    refused = desk.govsim("extend", "out", "--replicates", 4, code=2).stderr
    assert "another version of the code" in refused
    assert "--accept-version-change" in refused
    desk.govsim("extend", "out", "--replicates", 4, "--accept-version-change", "--workers", 1)
    assert set(json.loads(note.read_text(encoding="utf-8"))["versions"]) == {"0123456789abcdef", name}
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
