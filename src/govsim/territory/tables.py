"""Reading of the tables shipped with the package, one city at a time."""

import contextlib
import functools
from collections.abc import Iterator
from importlib import resources
from typing import Any, NamedTuple

import pyarrow.parquet as pq


class CityEntry(NamedTuple):
    """One line of the table of cities.

    Parameters
    ----------
    code : str
        Four digits; six for a unit that answers to its province directly.
    name, short : str
        Full Chinese name, and the same without the kind of unit.
    english, english_short : str
        Customary English name with the kind of unit unless that is 市, and without it.
    pinyin : str
        Pinyin of the short name; differs from `english_short` for names that are not Chinese by origin.
    province, province_english : str
        Names of the province.
    group : int
        Its row group in the other tables.
    """

    code: str
    name: str
    short: str
    english: str
    english_short: str
    pinyin: str
    province: str
    province_english: str
    group: int


@functools.cache
def read_cities() -> tuple[CityEntry, ...]:
    """Read the table of cities, in the order of their codes."""
    with _open("cities") as file:
        rows = file.read(use_threads=False).to_pylist()
    return tuple(CityEntry(**row, group=group) for group, row in enumerate(rows))


def read_units(table: str, city: CityEntry) -> dict[str, list[Any]]:
    """Read the rows of one city.

    Parameters
    ----------
    table : {"counties", "neighbours", "streets", "communities"}
        Which table.
    city : CityEntry
        Which city.

    Returns
    -------
    dict of str to list
        Columns by name. Only the city's rows are read and decompressed, not the whole table.
    """
    with _open(table) as file:
        columns: dict[str, list[Any]] = file.read_row_group(city.group, use_threads=False).to_pydict()
    return columns


@contextlib.contextmanager
def _open(table: str) -> Iterator[pq.ParquetFile]:
    source = resources.files("govsim.territory") / "data" / f"{table}.parquet"
    with resources.as_file(source) as path, pq.ParquetFile(path) as file:
        yield file
