"""Rows of runs on disk: Parquet files that appear whole or not at all."""

import os
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.study.design import Point
from govsim.study.errors import StudyError

FOLDER = "shards"
"""Where shards lie in the directory of a study."""

FACTOR = "factor."
"""Before the key of a factor, in the name of its column."""

SERIES = "series."
"""Before the name of a daily series, in the name of its column."""

_TEMPORARY = ".writing-"
_COMPACT_ROWS = 50_000
_SMALL = 1000


@dataclass(frozen=True, eq=False)
class Row:
    """What is kept of a run.

    Attributes
    ----------
    run, place : str
        Names of the run and of its design point.
    level : str
    replicate, seed : int
    version : str
        Name of the code that ran it.
    seconds : float
        Time it took, without its city.
    point : tuple
        Values of the factors.
    outcomes : dict of float
        By name; NaN where one is not defined.
    series : dict of float64 (days,)
        By name, those that the study keeps.
    """

    run: str
    place: str
    level: str
    replicate: int
    seed: int
    version: str
    seconds: float
    point: Point
    outcomes: Mapping[str, float]
    series: Mapping[str, NDArray[np.float64]]


def table_of(rows: Sequence[Row], keys: Sequence[str]) -> Any:
    """Return rows as an Arrow table.

    Parameters
    ----------
    rows : sequence of Row
        At least one.
    keys : sequence of str
        Of the factors.
    """
    import pyarrow as pa

    columns: dict[str, Any] = {
        "run": [row.run for row in rows],
        "point": [row.place for row in rows],
        "level": [row.level for row in rows],
        "replicate": pa.array([row.replicate for row in rows], pa.int32()),
        "seed": pa.array([row.seed for row in rows], pa.int64()),
        "version": [row.version for row in rows],
        "seconds": pa.array([row.seconds for row in rows], pa.float64()),
    }
    for place, key in enumerate(keys):
        columns[FACTOR + key] = _factor([row.point[place] for row in rows])
    names = dict.fromkeys(name for row in rows for name in row.outcomes)
    for name in names:
        columns[name] = pa.array([row.outcomes.get(name) for row in rows], pa.float64())
    for name in dict.fromkeys(name for row in rows for name in row.series):
        columns[SERIES + name] = pa.array([row.series.get(name) for row in rows], pa.list_(pa.float64()))
    return pa.table(columns)


def _factor(values: list[Any]) -> Any:
    import pyarrow as pa

    kinds = {type(value) for value in values}
    if len(kinds) == 1:
        return pa.array(values)
    if kinds <= {int, float}:
        return pa.array([float(value) for value in values])
    return pa.array([str(value) for value in values])


def shard_bytes(table: Any) -> bytes:
    """Return a table as the content of a shard."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    # Of a few rows, statistics and dictionaries would be the larger part.
    is_small = table.num_rows < _SMALL
    pq.write_table(
        table, sink, compression="zstd", use_dictionary=not is_small, write_statistics=not is_small
    )
    return bytes(sink.getvalue())


def write_shard(directory: Path, table: Any) -> Path:
    """Write a table as a shard; see `write_bytes`."""
    return write_bytes(directory, shard_bytes(table))


def write_bytes(directory: Path, content: bytes) -> Path:
    """Write a shard under a temporary name and move it to its own: it is there whole or not at all.

    Parameters
    ----------
    directory : pathlib.Path
        Of the study.
    content : bytes
        See `shard_bytes`.

    Returns
    -------
    pathlib.Path
        The shard.
    """
    folder = directory / FOLDER
    name = f"{uuid.uuid4().hex}.parquet"
    temporary, final = folder / f"{_TEMPORARY}{name}", folder / name
    with temporary.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.rename(final)
    return final


def shards_of(directory: Path) -> list[Path]:
    """Return the shards of a study, by name."""
    return sorted((directory / FOLDER).glob("[!.]*.parquet"))


def sweep(directory: Path) -> None:
    """Remove shards that were never finished; only while nobody writes."""
    for path in (directory / FOLDER).glob(f"{_TEMPORARY}*"):
        path.unlink()


def read_tables(directory: Path, columns: Iterable[str] | None = None) -> Iterator[Any]:
    """Yield a table for each shard, with those of the columns that it has.

    Parameters
    ----------
    directory : pathlib.Path
        Of the study.
    columns : iterable of str, optional
        All by default.

    Raises
    ------
    StudyError
        If one of them is damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    wanted = None if columns is None else list(columns)
    for path in shards_of(directory):
        # One at a time, so that memory does not grow with the number of runs.
        try:
            with pq.ParquetFile(path) as file:
                names = file.schema_arrow.names
                asked = None if wanted is None else [name for name in wanted if name in names]
                for group in range(file.num_row_groups):
                    yield file.read_row_group(group, asked)
        except (pa.ArrowException, OSError) as error:
            if getattr(error, "errno", None) is not None:
                # The system's word, such as that it may not be read: nothing is wrong with the file.
                raise
            raise StudyError(
                f"{path}: this file is damaged: {error}\n"
                "  remove it, and `govsim study resume` runs again what was in it"
            ) from None


def compact(directory: Path) -> None:
    """Put many small shards into few large ones, each run once; only while nobody writes.

    The new ones are there before the old ones go: whoever dies between leaves some rows twice, which readers
    count once and the next call mends.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    old = shards_of(directory)
    if len(old) < 2:
        return
    seen: set[bytes] = set()
    waiting: list[Any] = []
    for table in read_tables(directory):
        names = [bytes.fromhex(name) for name in table["run"].to_pylist()]
        fresh = [name not in seen for name in names]
        seen.update(names)
        waiting.append(table if all(fresh) else table.filter(pa.array(fresh)))
        if sum(one.num_rows for one in waiting) >= _COMPACT_ROWS:
            write_shard(directory, _joined(waiting))
            waiting = []
    if any(one.num_rows for one in waiting):
        joined = _joined(waiting)
        write_shard(directory, joined.take(pc.sort_indices(joined, _ORDER)))
    for path in old:
        path.unlink()


_ORDER = [("replicate", "ascending"), ("point", "ascending"), ("level", "ascending")]


def _joined(tables: list[Any]) -> Any:
    import pyarrow as pa

    return pa.concat_tables(tables, promote_options="permissive")
