"""The directory of a result."""

import csv
import json
import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from govsim import Scenario
from govsim.experiment import Comparison, check_directory
from govsim.experiment.store import whole_directory
from govsim.scenario import fingerprint

FILES = {
    "scenario.yaml",
    "provenance.json",
    "runs.parquet",
    "daily.parquet",
    "outcomes.csv",
    "comparison.json",
}


@pytest.fixture(scope="module")
def saved(comparison: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where a comparison was saved."""
    place = tmp_path_factory.mktemp("results") / "deep" / "down"
    comparison.save(place)
    return place


def test_everything_is_there_and_nothing_else(saved: Path) -> None:
    """All files, and no temporary one beside them."""
    assert {path.name for path in saved.iterdir()} == FILES
    assert list(saved.parent.iterdir()) == [saved]


def test_scenario_reloads(saved: Path, comparison: Comparison) -> None:
    """The resolved scenario is the one that ran."""
    assert Scenario.load(saved / "scenario.yaml") == comparison.scenario


def test_provenance_says_where_numbers_come_from(saved: Path, comparison: Comparison) -> None:
    """Versions, seeds, scenario and time."""
    data = json.loads((saved / "provenance.json").read_text(encoding="utf-8"))
    assert data["seeds"] == {str(run.replicate): run.seed for run in comparison.runs}
    assert data["scenario"] == {"title": "Quickstart", "fingerprint": fingerprint(comparison.scenario)}
    assert {"numpy", "numba", "scipy", "mesa", "networkx", "pyarrow"} <= set(data["packages"])
    assert set(data["govsim"]) == {"version", "commit", "changed"}
    assert (data["workers"], data["lost"], len(data["run_seconds"])) == (1, [], 6)
    assert data["seconds"] > 0


def test_runs_have_a_row_each(saved: Path, comparison: Comparison) -> None:
    """One row per run, with every outcome."""
    table = pq.read_table(saved / "runs.parquet")
    assert table.column_names == ["regime", "replicate", "seed", *comparison.runs[0].outcomes]
    assert table["seed"].to_pylist() == [run.seed for run in comparison.runs]
    assert table["wait_days_mean"].to_pylist() == [run.outcomes["wait_days_mean"] for run in comparison.runs]


def test_days_have_a_row_each(saved: Path, comparison: Comparison) -> None:
    """One row per run and day, with every series."""
    table = pq.read_table(saved / "daily.parquet")
    assert table.column_names == ["regime", "replicate", "day", *comparison.runs[0].daily]
    assert table.num_rows == 6 * 60
    assert table["day"].to_pylist() == list(range(60)) * 6
    third = table.slice(2 * 60, 60)
    assert set(third["regime"].to_pylist()) == {"county"}
    assert third["waiting"].to_pylist() == comparison.runs[2].daily["waiting"].tolist()


def test_table_and_summary(saved: Path, comparison: Comparison) -> None:
    """The CSV file holds the table, the JSON file the summary."""
    with (saved / "outcomes.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["outcome"] for row in rows] == list(comparison.outcomes)
    assert float(rows[3]["county"]) == comparison.table()[3]["county"]
    assert json.loads((saved / "comparison.json").read_text(encoding="utf-8")) == comparison.to_dict()


def test_same_numbers_give_the_same_files(saved: Path, comparison: Comparison, tmp_path: Path) -> None:
    """Writing twice gives the same bytes."""
    comparison.save(tmp_path / "again")
    for name in FILES:
        assert (tmp_path / "again" / name).read_bytes() == (saved / name).read_bytes()


def test_earlier_result_is_replaced_as_a_whole(comparison: Comparison, tmp_path: Path) -> None:
    """What an earlier result held besides is gone."""
    place = tmp_path / "out"
    comparison.save(place, {"more.txt": lambda path: path.write_text("more", encoding="utf-8")})
    assert (place / "more.txt").read_text(encoding="utf-8") == "more"
    comparison.save(place)
    assert {path.name for path in place.iterdir()} == FILES
    assert list(tmp_path.iterdir()) == [place]


def test_what_was_put_beside_an_earlier_result_is_spared(comparison: Comparison, tmp_path: Path) -> None:
    """Notes and drafts that a user keeps in the directory of a result are not replaced with it."""
    place = tmp_path / "out"
    comparison.save(place)
    (place / "notes.txt").write_text("mine", encoding="utf-8")
    (place / "paper").mkdir()
    before = sorted(tmp_path.rglob("*"))
    for attempt in (check_directory, comparison.save):
        with pytest.raises(FileExistsError, match=r"holds other files \(notes\.txt, paper\)"):
            attempt(place)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("kind", ["others", "others' provenance", "broken provenance", "file"])
def test_what_is_not_ours_is_spared(comparison: Comparison, tmp_path: Path, kind: str) -> None:
    """Other files are not replaced, and that is said before and after the work."""
    place = tmp_path / "out"
    if kind == "file":
        place.write_text("mine", encoding="utf-8")
    else:
        place.mkdir()
        name = "thesis.tex" if kind == "others" else "provenance.json"
        text = {"broken provenance": "{", "others' provenance": '{"tool": "other"}'}.get(kind, "mine")
        (place / name).write_text(text, encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(OSError, match=r"holds other files|Not a directory"):
        check_directory(place)
    with pytest.raises(OSError, match=r"holds other files|Not a directory"):
        comparison.save(place)
    assert sorted(tmp_path.rglob("*")) == before


def test_failure_leaves_everything_as_it_was(comparison: Comparison, tmp_path: Path) -> None:
    """An error while writing leaves the earlier result, and nothing half-written."""
    place = tmp_path / "out"
    comparison.save(place)
    before = {path.name: path.read_bytes() for path in place.iterdir()}

    def fail(path: Path) -> None:
        path.write_text("half", encoding="utf-8")
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        comparison.save(place, {"chart.png": fail})
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before
    assert list(tmp_path.iterdir()) == [place]


def test_failed_move_brings_the_earlier_result_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the new directory cannot take its place, the earlier one returns."""
    place = tmp_path / "out"
    place.mkdir()
    (place / "provenance.json").write_text('{"govsim": {}}', encoding="utf-8")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise PermissionError("refused")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError, match="refused"), whole_directory(place) as new:
        (new / "provenance.json").write_text("{}", encoding="utf-8")
    assert (place / "provenance.json").read_text(encoding="utf-8") == '{"govsim": {}}'
    assert list(tmp_path.iterdir()) == [place]


def test_check_leaves_nothing(tmp_path: Path) -> None:
    """A directory that could be written is not made by the check."""
    check_directory(tmp_path / "a" / "b")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere"
)
def test_unwritable_parent_is_told(tmp_path: Path) -> None:
    """No permission is found out before the work."""
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(PermissionError, match="cannot be written"):
            check_directory(tmp_path / "out")
    finally:
        tmp_path.chmod(0o700)


def test_parent_that_is_a_file_is_told(tmp_path: Path) -> None:
    """A file cannot hold a directory."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OSError, match="Not a directory"):
        check_directory(tmp_path / "file" / "out")
