"""Rows of a study for other tools."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from govsim.study.directory import Directory
from govsim.study.errors import StudyError
from govsim.study.shards import FACTOR, SERIES, read_tables

FORMATS = ("csv", "parquet", "dta")
"""What can be written; dta is Stata's."""

_STATA_NAME = 32
_STATA_LABEL = 80


def rows_of(directory: Directory) -> Any:
    """Return the rows of a study, each once, by point, replicate and level.

    Parameters
    ----------
    directory : Directory

    Returns
    -------
    pyarrow.Table
        Points in the order of the design, levels in that of the comparison; runs that the study does not
        want are left out. A column ``point`` holds the number of the design point, from 0.

    Raises
    ------
    StudyError
        If nothing is done.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    plan = directory.plan()
    points = [plan.layout.place(point) for point in (*plan.points, *directory.asked())]
    order = {name: place for place, name in reversed(list(enumerate(points)))}
    levels = {str(level): place for place, level in enumerate(plan.levels)}
    tables = list(read_tables(directory.path))
    if not any(table.num_rows for table in tables):
        raise StudyError(f"{directory.path}: nothing is done yet")
    table = pa.concat_tables(tables, promote_options="permissive")
    seen: set[str] = set()
    keep, place, level = [], [], []
    for row, (run, point, name) in enumerate(
        zip(*(table[column].to_pylist() for column in ("run", "point", "level")), strict=True)
    ):
        if run not in seen and point in order and name in levels:
            seen.add(run)
            keep.append(row)
            place.append(order[point])
            level.append(levels[name])
    table = table.take(pa.array(keep, pa.int64()))
    table = table.set_column(table.column_names.index("point"), "point", pa.array(place, pa.int64()))
    sorting = pa.table({"point": place, "replicate": table["replicate"], "level": level})
    keys = [(name, "ascending") for name in sorting.column_names]
    return table.take(pc.sort_indices(sorting, keys))


def export(directory: Directory, to: str, out: Path, *, series: bool = False) -> int:
    """Write the rows of a study to one file, whole or not at all.

    Parameters
    ----------
    directory : Directory
    to : {"csv", "parquet", "dta"}
    out : pathlib.Path
    series : bool
        Whether to write the daily series, a row per run and day, in place of the outcomes.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    StudyError
        If nothing is done, or the study keeps no series.
    """
    table = rows_of(directory)
    daily = [name for name in table.column_names if name.startswith(SERIES)]
    if series and not daily:
        raise StudyError(f"{directory.path}: the study keeps no series")
    table = _daily(table, daily) if series else table.drop_columns(daily)
    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = out.with_name(f".writing-{out.name}")
    try:
        _write(table, to, temporary)
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)
    return int(table.num_rows)


def _write(table: Any, to: str, path: Path) -> None:
    if to == "csv":
        from pyarrow import csv

        csv.write_csv(table, path)
    elif to == "parquet":
        import pyarrow.parquet as pq

        pq.write_table(table, path, compression="zstd")
    else:
        names = stata_names(table.column_names)
        labels = {names[name]: name[-_STATA_LABEL:] for name in table.column_names}
        frame = table.rename_columns(list(names.values())).to_pandas()
        for name in frame.columns:
            if frame[name].dtype == bool:
                frame[name] = frame[name].astype("int8")
        # Stata has no whole numbers of 64 bits.
        frame["seed"] = frame["seed"].astype(str)
        frame["point"] = frame["point"].astype("int32")
        frame.to_stata(path, write_index=False, variable_labels=labels, version=118)


def _daily(table: Any, names: Sequence[str]) -> Any:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    lengths = pc.list_value_length(table[names[0]]).to_numpy()
    repeated = pa.array(np.repeat(np.arange(table.num_rows), lengths))
    keys = [name for name in table.column_names if name in {"run", "point", "level", "replicate", "seed"}]
    keys += [name for name in table.column_names if name.startswith(FACTOR)]
    columns = {name: table[name].take(repeated) for name in keys}
    columns["day"] = pa.array(np.concatenate([np.arange(length) for length in lengths]))
    columns |= {name.removeprefix(SERIES): pc.list_flatten(table[name]) for name in names}
    return pa.table(columns)


def stata_names(names: Sequence[str]) -> dict[str, str]:
    """Return a name that Stata allows for every column: letters, digits and ``_``, at most 32, none twice."""
    given: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"\W", "_", name, flags=re.ASCII)
        plain = plain if plain[:1].isalpha() or plain[:1] == "_" else f"_{plain}"
        short, number = plain[:_STATA_NAME], 1
        while short in given.values():
            number += 1
            tail = f"_{number}"
            short = plain[: _STATA_NAME - len(tail)] + tail
        given[name] = short
    return given
