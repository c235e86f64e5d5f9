"""Parts of a study, exports and pilots."""

import json

from desk import TINY, assert_same_rows, rows
from govsim.study import load_results


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
