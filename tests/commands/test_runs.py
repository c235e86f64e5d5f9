"""`govsim compare` and `govsim run`."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from govsim import CityModel, Scenario, compare
from govsim.cli import app
from govsim.commands.runs import most_eventful
from govsim.experiment import Comparison, replicate_seeds

SMALL = ["--days", "60", "--set", "city.invented.population=4000", "--set", "warmup_days=10"]
FILES = {
    "scenario.yaml",
    "provenance.json",
    "runs.parquet",
    "daily.parquet",
    "outcomes.csv",
    "comparison.json",
    "comparison.png",
    "comparison.svg",
}


def _govsim(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def _compare(*arguments: str | Path) -> Result:
    return _govsim("compare", "quickstart", *SMALL, "--replicates", "2", "--workers", "1", *arguments)


@pytest.fixture(scope="module")
def expected() -> Comparison:
    """Compare in Python what the command line compares."""
    scenario = Scenario.load("quickstart", {"city.invented.population": 4000, "warmup_days": 10})
    return compare(scenario, replicates=2, days=60, workers=1)


def test_compare_prints_and_writes(expected: Comparison, tmp_path: Path) -> None:
    """The table and its reading on standard output, everything in the directory, and only there."""
    out = tmp_path / "results" / "mine"
    result = _compare("--out", out)
    assert result.exit_code == 0
    assert result.stdout.startswith("municipal against county: Quickstart, 2 worlds, 60 days\n")
    assert "Only 2 pairs of worlds" in result.stdout
    assert result.stderr.splitlines()[-1] == f"wrote {out}"
    assert {path.name for path in out.iterdir()} == FILES
    assert json.loads((out / "comparison.json").read_text(encoding="utf-8")) == expected.to_dict()
    assert list(tmp_path.iterdir()) == [tmp_path / "results"]


def test_result_can_be_had_again(expected: Comparison, tmp_path: Path) -> None:
    """The scenario that a result keeps gives the same result."""
    expected.save(tmp_path / "first")
    result = _govsim("compare", tmp_path / "first" / "scenario.yaml", "--workers", "1", "--json")
    assert json.loads(result.stdout) == expected.to_dict()


def test_json_is_all_there_is(expected: Comparison) -> None:
    """With `--json`, standard output is one object, also from a process of its own with workers."""
    command = [sys.executable, "-m", "govsim", "compare", "quickstart", *SMALL]
    done = subprocess.run(
        [*command, "--replicates", "2", "--workers", "2", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == expected.to_dict()
    assert done.stderr.splitlines()[0] == "0 of 2 worlds done"


def test_regimes_and_seed_are_taken_over() -> None:
    """The options count over the file."""
    data = json.loads(_compare("--regimes", "triage, county", "--seed", "7", "--scale", "2", "--json").stdout)
    assert (data["regimes"], data["seed"], data["scale"], data["pairs"]) == (["triage", "county"], 7, 2, 2)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--regimes", "county,munciipal"], "error: --regimes  unknown regime: found 'munciipal'. Did you"),
        (["--regimes", ""], "--regimes"),
        (["--replicates", "0"], "error: --replicates  found 0, allowed a whole number 1 to "),
        (["--days", "-3"], "error: --days  found -3"),
        (["--days", "many"], "Invalid value for '--days'"),
        (["--days", "30", "--set", "warmup_days=60"], "no day to score: found 60, allowed less than days"),
        (["--days", "30", "--set", "days=40"], "error: --days  --set days gives the same key"),
        (["--set", "days=30", "--set", "days=40"], "error: --set days: this key is given twice"),
        (["--scale", "0"], "error: --scale  found 0, allowed 1 to 1000"),
        (["--seed", "-1"], "error: --seed  found -1"),
        (["--workers", "0"], "Invalid value for '--workers'"),
        (["--set", "casework.alfa=0.1"], "error: --set casework.alfa"),
        (["--set", "casework.alpha"], "allowed key=value"),
        (["--set", "casework.alpha=much"], "error: --set casework.alpha"),
    ],
)  # fmt: skip
def test_bad_values(options: list[str], said: str) -> None:
    """A value that cannot be used ends with code 2 and its name, before anything runs."""
    result = _govsim("compare", "quickstart", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert "worlds done" not in result.stderr


def test_missing_file() -> None:
    """A file that is not there ends with code 2."""
    result = _govsim("compare", "quikstart")
    assert result.exit_code == 2
    assert "Did you mean 'quickstart'?" in result.stderr


@pytest.mark.parametrize("command", ["compare", "run"])
def test_bad_directory_is_found_out_first(command: str, tmp_path: Path) -> None:
    """A directory that cannot be written ends with code 2 before anything runs, and is left as it was."""
    wall = tmp_path / "wall"
    wall.write_text("a file, not a folder", encoding="utf-8")
    others = tmp_path / "others"
    others.mkdir()
    (others / "thesis.tex").write_text("mine", encoding="utf-8")
    for out, said in ((wall / "out", "Not a directory"), (others, "holds other files")):
        result = _govsim(command, "quickstart", "--out", out)
        assert (result.exit_code, result.stdout) == (2, "")
        assert said in result.stderr
        assert " done" not in result.stderr
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["others", "thesis.tex", "wall"]


def _break(monkeypatch: pytest.MonkeyPatch, seeds: set[int]) -> None:
    live = CityModel.run

    def run(self: CityModel, *arguments: Any) -> CityModel:
        if self.city.seed in seeds:
            raise ZeroDivisionError("broken on purpose")
        return live(self, *arguments)

    monkeypatch.setattr(CityModel, "run", run)


def test_lost_world_ends_with_code_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The others are reported and written; the lost one is named, with the command to see it again."""
    lost = replicate_seeds(2026, 2)[1]
    _break(monkeypatch, {lost})
    result = _compare("--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "1 of 2 worlds were lost" in result.stdout
    assert "replicate 1" in result.stderr
    again = f"govsim run quickstart {' '.join(SMALL)} --regime county --seed {lost}"
    assert f"to see it again: {again}" in result.stderr
    kept = json.loads((tmp_path / "out" / "provenance.json").read_text(encoding="utf-8"))["lost"]
    assert len(kept) == 1


def test_command_to_see_it_again_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command that a lost world comes with meets the same failure."""
    lost = replicate_seeds(2026, 2)[1]
    _break(monkeypatch, {lost})
    said = _compare().stderr
    again = re.search(r"to see it again: govsim (.*)", said)
    assert again is not None
    assert isinstance(_govsim(*again[1].split()).exception, ZeroDivisionError)


def test_nothing_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where every world is lost nothing is written."""
    _break(monkeypatch, set(replicate_seeds(2026, 2)))
    result = _compare("--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "replicate 0" in result.stderr
    assert "replicate 1" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("workers", [1, 2])
def test_interrupt_leaves_nothing(tmp_path: Path, workers: int) -> None:
    """Ctrl-C ends with code 130, without a traceback, a process, or a file."""
    command = [sys.executable, "-m", "govsim", "compare", "quickstart", "--replicates", "5000"]
    with subprocess.Popen(
        [*command, "--workers", str(workers), "--out", str(tmp_path / "deep" / "out")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        assert process.stdout is not None
        # The first line comes at the start, the second after the first world.
        told = [process.stderr.readline(), process.stderr.readline()]
        assert "of 5000 worlds done" in told[1], told
        os.killpg(process.pid, signal.SIGINT)
        # It ends when every process that shares it has ended, the workers included.
        said, shown = process.stderr.read(), process.stdout.read()
        assert process.wait(60) == 130
    assert shown == ""
    assert said.splitlines()[-1] == "interrupted"
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_run_prints_and_writes(expected: Comparison, tmp_path: Path) -> None:
    """One run shows every outcome and writes the same files."""
    result = _govsim("run", "quickstart", *SMALL, "--regime", "municipal", "--out", tmp_path / "out")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "Quickstart under the regime municipal, seed 2026"
    assert len(lines) == 2 + len(expected.outcomes)
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES


def test_run_as_json(expected: Comparison) -> None:
    """One object with the outcomes of the run, which are those within a comparison."""
    result = _govsim("run", "quickstart", *SMALL, "--regime", "municipal", "--json", "--story")
    data = json.loads(result.stdout)
    assert (data["scenario"], data["regime"], data["seed"], data["days"]) == (
        "Quickstart",
        "municipal",
        2026,
        60,
    )
    assert data["outcomes"]["wait_days_mean"] == {
        "unit": "days",
        "better": "lower",
        "value": expected.runs[1].outcomes["wait_days_mean"],
    }
    assert "A grievance arises." in data["story"]


def test_run_takes_the_first_regime() -> None:
    """Without a regime it is the first that the scenario compares."""
    result = _govsim("run", "quickstart", *SMALL, "--set", "compare.regimes=[triage, county]", "--json")
    assert json.loads(result.stdout)["regime"] == "triage"


def test_story_of_the_most_eventful_dispute() -> None:
    """Without a key, the story is that of the dispute with most events."""
    scenario = Scenario.load("quickstart", {"city.invented.population": 4000, "warmup_days": 10, "days": 60})
    disputes = CityModel(scenario, "county").run().disputes
    key = most_eventful(disputes)
    assert key is not None
    events = {dispute.key: len(disputes.events(dispute.key)) for dispute in disputes if not dispute.alarm}
    assert events[key] == max(events.values())
    told = _govsim("run", "quickstart", *SMALL, "--story").stdout
    assert told.endswith(f"\n\n{disputes.story(key)}\n")
    other = next(dispute.key for dispute in disputes if dispute.key != key)
    told = _govsim("run", "quickstart", "--story", f"{other:016x}", *SMALL).stdout
    assert told.endswith(f"\n\n{disputes.story(other)}\n")


def test_no_dispute_has_no_story() -> None:
    """Where nothing arises there is nothing to tell."""
    calm = ["--set", "disputes.claims_per_1000=0", "--set", "detection.false_alarms_per_1000=0"]
    result = _govsim("run", "quickstart", *SMALL, *calm, "--story")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "No dispute arose.")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ["--regime", "municipl"],
            "error: --regime  unknown regime: found 'municipl'. Did you mean 'municipal'?",
        ),
        (["--story=zebra"], "found 'zebra', allowed the hexadecimal key of a dispute"),
        (["--story", "00000000000000ff"], "no dispute 0x00000000000000ff arose in this run"),
    ],
)
def test_bad_values_of_run(options: list[str], said: str) -> None:
    """A regime or a dispute that is not there ends with code 2."""
    result = _govsim("run", "quickstart", *SMALL, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
