"""Where numbers come from."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

import govsim.experiment.origins as module
from govsim import Scenario
from govsim.experiment import provenance
from govsim.experiment.checkout import checkout

STARTED = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


def test_it_is_plain_data(scenario: Scenario) -> None:
    """Everything can be written as JSON."""
    data = provenance(scenario, (5, 6), 2, STARTED, 1.23456).to_dict()
    assert json.loads(json.dumps(data))["seeds"] == {"0": 5, "1": 6}
    assert (data["started"], data["seconds"], data["workers"]) == ("2026-03-01T12:00:00+00:00", 1.235, 2)


def test_command_line_is_kept(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line can be pasted, without the folder of the program."""
    monkeypatch.setattr("sys.argv", ["/opt/bin/govsim", "compare", "my file.yaml"])
    assert provenance(scenario, (1,), 1, STARTED, 0).command == "govsim compare 'my file.yaml'"


def test_checkout_has_a_commit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scenario: Scenario) -> None:
    """In a Git checkout the commit is named, and whether files differ from it; elsewhere neither is."""
    source = tmp_path / "src" / "govsim" / "experiment" / "origins.py"
    monkeypatch.setattr(module, "__file__", str(source))
    assert provenance(scenario, (1,), 1, STARTED, 0).govsim["commit"] is None
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b.c"]
    for words in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "first"]):
        subprocess.run([*git, *words], check=True)
    clean = provenance(scenario, (1,), 1, STARTED, 0).govsim
    assert len(str(clean["commit"])) == 40
    assert clean["changed"] is False
    (tmp_path / "notes.txt").write_text("new", encoding="utf-8")
    assert provenance(scenario, (1,), 1, STARTED, 0).govsim["changed"] is False
    source.parent.mkdir(parents=True)
    source.write_bytes(b"rule = '\xff'\n")
    assert provenance(scenario, (1,), 1, STARTED, 0).govsim["changed"] is True


def test_a_patch_leads_from_the_commit_to_the_code(tmp_path: Path) -> None:
    """What differs from the commit can be built again, files that are new to Git included."""
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b.c"]
    old, new = tmp_path / "src" / "old.py", tmp_path / "src" / "new.py"
    old.parent.mkdir()
    old.write_text("rule = 1\n", encoding="utf-8")
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *words], check=True)
    assert checkout(tmp_path).patch == ""
    old.write_text("rule = 2\n", encoding="utf-8")
    new.write_text("法则 = 3\n", encoding="utf-8")
    patch = checkout(tmp_path).patch
    subprocess.run([*git, "stash", "-q", "--include-untracked"], check=True)
    assert not new.exists()
    subprocess.run([*git, "apply"], input=patch, encoding="utf-8", check=True)
    assert (old.read_text(encoding="utf-8"), new.read_text(encoding="utf-8")) == ("rule = 2\n", "法则 = 3\n")
