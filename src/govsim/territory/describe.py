"""A city in plain text."""

import unicodedata
from collections.abc import Sequence

import numpy as np

from govsim.territory.city import Territory

_LEFT, _RIGHT = "<", ">"


def describe_city(territory: Territory) -> str:
    """Describe a city: its names, the number of units of each level, and its counties with their neighbours.

    Parameters
    ----------
    territory : Territory
        Real or invented.

    Returns
    -------
    str
        Lines of plain text, aligned for a fixed-width font in which a Chinese character takes two columns.
    """
    facts = territory.summary()
    counties = territory.counties
    where = f", {territory.province}" if territory.province else ""
    title = " ".join(dict.fromkeys((territory.name, territory.english)))
    units = f"counties {len(counties):,} - streets {len(territory.streets):,}"
    people = f"{facts['households']:,} households, {facts['urban']:,} urban, {facts['migrants']:,} migrants"
    lines = [
        f"{title} ({territory.code}{where})",
        f"city 1 - {units} - communities {len(territory.communities):,}",
        f"population {territory.population:,}: {people}, {facts['aged60']:,} aged 60 and over",
        "",
    ]
    streets = np.bincount(territory.streets.county, minlength=len(counties))
    communities = np.bincount(territory.communities.county, minlength=len(counties))
    near: list[list[str]] = [[] for _ in counties.name]
    for first, second in territory.neighbours:
        near[first].append(counties.name[second])
        near[second].append(counties.name[first])
    rows = [("code", "county", "", "population", "streets", "communities", "neighbours")]
    rows += [
        (
            str(counties.code[row]),
            counties.name[row],
            counties.english[row],
            "no figure" if counties.basis[row] == "no_data" else f"{counties.population[row]:,}",
            str(streets[row]),
            str(communities[row]),
            " ".join(near[row]) or "none",
        )
        for row in range(len(counties))
    ]
    lines += _table(rows, (_LEFT, _LEFT, _LEFT, _RIGHT, _RIGHT, _RIGHT, _LEFT))
    return "\n".join(lines)


def _width(text: str) -> int:
    """Count the columns a text takes: two for a wide character."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _table(rows: Sequence[Sequence[str]], sides: Sequence[str]) -> list[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = []
        for text, width, side in zip(row, widths, sides, strict=True):
            gap = " " * (width - _width(text))
            cells.append(gap + text if side == _RIGHT else text + gap)
        lines.append("  ".join(cells).rstrip())
    return lines
