"""The directory of a study, without running any."""

import pytest

from desk import TINY
from govsim.study.code import present_code
from govsim.study.directory import FAILURES, PROVENANCE, Directory
from govsim.study.errors import StudyError
from govsim.study.execute import session
from govsim.study.plan import study_from_text
from govsim.study.results import load_results
from govsim.study.shards import FOLDER, Row, table_of, write_shard

FAILURE = {"run": "ab12", "place": "cd34", "replicate": 0, "message": "why"}


def begun(path, text=TINY):
    """Return the directory of a study that has begun and run nothing."""
    directory = Directory(path)
    directory.begin(study_from_text(text), present_code(), accept=False)
    return directory


def row_of(plan, level):
    """Return a row of the first point as a run would give it."""
    point = plan.points[0]
    return Row("ab12", plan.layout.place(point), level, 0, 1, "v", 0.1, point, {"resolved_share": 0.5}, {})


def test_a_study_that_has_begun_takes_no_part_of_another(tmp_path):
    """Even one without runs yet: points of different studies can bear the same names."""
    mine = begun(tmp_path / "mine")
    other = begun(tmp_path / "other", TINY.replace("claims_per_1000: 400", "claims_per_1000: 100"))
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(
        StudyError, match=r"belongs to another study than .*mine; what differs: scenario, set, days or seed"
    ):
        mine.merge([other])
    assert sorted(tmp_path.rglob("*")) == before


def test_a_merge_that_is_refused_leaves_nothing_behind(tmp_path):
    """All parts are looked at before the first is copied, and the one that differs is named."""
    parts = [begun(tmp_path / "a"), begun(tmp_path / "b", TINY.replace("[waiting]", "[]"))]
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(StudyError, match=r"b: belongs to another study than .*a; what differs: series"):
        Directory(tmp_path / "whole").merge(parts)
    assert sorted(tmp_path.rglob("*")) == before


def test_what_is_known_of_lost_runs_outlives_a_retry_that_is_refused(tmp_path):
    """Failures are forgotten when they are tried again, not before."""
    directory = begun(tmp_path / "out")
    directory.note_failure(FAILURE)
    write_shard(directory.path, table_of([row_of(directory.plan(), "county")], directory.plan().keys))
    known = directory.provenance()
    directory.write_json(PROVENANCE, known | {"versions": {"0123": next(iter(known["versions"].values()))}})
    with (
        pytest.raises(StudyError, match="another version of the code"),
        session(directory.plan(), directory, workers=1, try_again=True),
    ):
        pass
    assert directory.failures() == [FAILURE]


def test_parts_run_side_by_side_but_not_beside_the_whole(tmp_path):
    """The whole clears up what others have not finished."""
    one, other = Directory(tmp_path), Directory(tmp_path)
    with one.alone("1-of-2"), other.alone("2-of-2"):
        for part in ("", "1-of-2"):
            with pytest.raises(StudyError, match="another process"), Directory(tmp_path).alone(part):
                pass
    with one.alone(), pytest.raises(StudyError, match="another process"), other.alone("1-of-2"):
        pass
    with one.alone():
        pass


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (f"{FOLDER}/0.parquet", b"junk!"),
        (f"{FOLDER}/0.parquet", b""),
        (f"{FAILURES}/x.json", b"{"),
        (PROVENANCE, b"\xff"),
    ],
)
def test_a_damaged_file_is_named(tmp_path, name, content):
    """Whoever reads it is told which one."""
    directory = begun(tmp_path / "out")
    (directory.path / name).write_bytes(content)
    readers = {FOLDER: load_results, FAILURES: lambda path: Directory(path).failures()}
    read = readers.get(name.partition("/")[0], lambda path: Directory(path).provenance())
    with pytest.raises(StudyError, match=f"{name}: this file is damaged"):
        read(directory.path)


def test_rows_of_a_regime_that_is_no_longer_asked_for_are_left_out(tmp_path):
    """A directory may hold runs of a regime that claims have ceased to need."""
    directory = begun(tmp_path / "out")
    plan = directory.plan()
    write_shard(directory.path, table_of([row_of(plan, "triage"), row_of(plan, "county")], plan.keys))
    done = load_results(directory.path).done
    assert done.sum() == 1
    assert done[0, plan.levels.index("county"), 0]


def test_a_study_that_is_refused_leaves_no_directory(tmp_path):
    """A new directory goes again with the lock in it, one with a study or anything else stays."""
    with pytest.raises(StudyError, match="refused"), Directory(tmp_path / "new").alone():
        raise StudyError("refused")
    assert list(tmp_path.iterdir()) == []
    with Directory(tmp_path / "kept").alone():
        begun(tmp_path / "kept")
    assert Directory(tmp_path / "kept").exists
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.tex").touch()
    with pytest.raises(StudyError, match="other files"), Directory(tmp_path / "full").alone():
        pass
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["thesis.tex"]
