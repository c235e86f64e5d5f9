"""Where things stand on the screen: counties and streets on a cartogram, offices on a tree."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.scenario.vocabulary import TIERS
from govsim.state import ORGANIZATION
from govsim.territory import Territory
from govsim.territory.outlines import county_outlines, is_installed

_ROUNDS = 400
_PULL = 0.02
_COVERED = 0.32
"""Share of the square that the circles of all counties cover together."""

_GOLDEN = math.pi * (3.0 - math.sqrt(5.0))
_RINGS = {"city": 0.0, "county": 0.17, "street": 0.33, "community": 0.48}
_SPOT = 0.025
"""Radius of a county without outline, as a share of the map."""

_BESIDE = 0.40
"""Distance of organisations from the middle, between streets and communities."""


def cartogram(territory: Territory) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lay counties out as circles with areas by population that touch rather than overlap (Dorling 1996).

    Parameters
    ----------
    territory : Territory

    Returns
    -------
    places : float64 (counties, 2)
        From 0 to 1, y downwards.
    radii : float64 (counties,)
    """
    counties = territory.counties
    share = np.maximum(counties.population, 1) / max(1, int(counties.population.sum()))
    radii = np.sqrt(np.maximum(share, 0.2 / len(share) ** 2) * _COVERED / math.pi)
    places = np.column_stack([counties.longitude, -counties.latitude]).astype(np.float64)
    known = np.isfinite(places).all(axis=1)
    places[~known] = places[known].mean(axis=0) if known.any() else 0.0
    # A degree of longitude is shorter than one of latitude.
    if known.any():
        places[:, 0] *= math.cos(math.radians(float(places[known, 1].mean())))
    span = float(np.ptp(places, axis=0).max()) or 1.0
    places = 0.5 + (places - (places.max(axis=0) + places.min(axis=0)) / 2) / span * 0.7
    # No two circles may start from the same point: nothing would tell which way to part.
    turn = np.arange(len(places)) * _GOLDEN
    places += 1e-4 * np.column_stack([np.cos(turn), np.sin(turn)])
    near = np.zeros((len(places), len(places)), dtype=bool)
    for a, b in territory.neighbours:
        near[a, b] = near[b, a] = True
    touch = radii[:, None] + radii[None, :]
    for _ in range(_ROUNDS):
        gap = places[None, :, :] - places[:, None, :]
        distance = np.sqrt((gap**2).sum(axis=2))
        np.fill_diagonal(distance, np.inf)
        overlap = np.maximum(0.0, touch * 1.04 - distance)
        apart = np.where(near, np.maximum(0.0, distance - touch * 1.04), 0.0)
        np.fill_diagonal(apart, 0.0)
        move = (_PULL * apart - 0.5 * overlap) / distance
        places += (move[:, :, None] * gap).sum(axis=1)
    low, high = (places - radii[:, None]).min(axis=0), (places + radii[:, None]).max(axis=0)
    size = float((high - low).max())
    return 0.5 + (places - (low + high) / 2) / size * 0.96, radii / size * 0.96


def real_outlines(territory: Territory) -> list[list[list[float]]] | None:
    """Lay the outlines of counties out as they lie, where the user has installed a package of them.

    Parameters
    ----------
    territory : Territory

    Returns
    -------
    list of list of list of float, or None
        For every county its rings, each as x, y, x, y, ... from 0 to 1, y downwards; holes are rings too.
        A county without outline is a small circle where it lies. None for invented cities, and without the
        package.
    """
    counties = territory.counties
    found = county_outlines(counties.code.tolist()) if is_installed() else {}
    if not found:
        return None
    flat = math.cos(math.radians(float(np.nanmean(counties.latitude))))
    rings = [
        [ring * np.array([flat, -1.0]) for polygon in found.get(code, []) for ring in polygon]
        for code in counties.code.tolist()
    ]
    corners = np.vstack([ring for county in rings for ring in county])
    low, high = corners.min(axis=0), corners.max(axis=0)
    size = float((high - low).max())
    turn = np.linspace(0.0, 2.0 * math.pi, 24)
    spot = _SPOT * size * np.column_stack([np.cos(turn), np.sin(turn)])
    for row, county in enumerate(rings):
        if not county:
            county.append(spot + np.array([counties.longitude[row] * flat, -counties.latitude[row]]))
    return [[_told((ring - (low + high) / 2) / size) for ring in county] for county in rings]


def _told(ring: NDArray[np.float64]) -> list[float]:
    """Return the corners of a ring as the browser is told of them, those once that fall on one spot."""
    corners = np.round(0.5 + 0.96 * ring, 4)
    moved = np.append(True, (np.diff(corners, axis=0) != 0).any(axis=1))
    told: list[float] = corners[moved].ravel().tolist()
    return told


def street_places(
    territory: Territory, places: NDArray[np.float64], radii: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Lay the streets of each county out inside its circle, as the seeds of a sunflower stand.

    Returns
    -------
    float64 (streets, 2)
    """
    of = territory.streets.county
    found = np.zeros((len(of), 2))
    for county in range(len(places)):
        rows = np.flatnonzero(of == county)
        n = np.arange(rows.size)
        reach = radii[county] * 0.8 * np.sqrt((n + 0.5) / max(1, rows.size))
        found[rows] = (
            places[county] + np.column_stack([np.cos(n * _GOLDEN), np.sin(n * _GOLDEN)]) * reach[:, None]
        )
    return found


def offices(model: Any) -> tuple[NDArray[np.float64], list[list[int]], NDArray[np.int64]]:
    """Lay the offices out as a tree around that of the city.

    Parameters
    ----------
    model : CityModel

    Returns
    -------
    places : float64 (offices, 2)
    links : list of [int, int]
        Rows of an office and of the one above it.
    county : int64 (offices,)
        Row of each one's county, -1 for the city's.
    """
    territory, rows = model.territory, model.state.offices
    street_of, county_of = territory.communities.street, territory.streets.county
    angle = _angles(territory)
    by_unit = {
        (int(row["tier"]), int(row["unit"])): n for n, row in enumerate(rows) if row["tier"] != ORGANIZATION
    }
    places = np.full((len(rows), 2), 0.5)
    county = np.full(len(rows), -1, dtype=np.int64)
    links: list[list[int]] = []
    beside: dict[int, int] = {}
    for n, row in enumerate(rows):
        tier, unit = int(row["tier"]), int(row["unit"])
        is_organization = tier == ORGANIZATION
        level = "street" if is_organization else TIERS[tier]
        if level == "city":
            continue
        street = int(street_of[unit]) if level == "community" else unit
        county[n] = unit if level == "county" else int(county_of[street])
        turn, reach = angle[level][unit], _RINGS[level]
        if is_organization:
            # Those of one street stand side by side.
            beside[unit] = beside.get(unit, 0) + 1
            turn, reach = turn + 0.012 * beside[unit], _BESIDE
        places[n] = 0.5 + reach * np.array([math.cos(turn), math.sin(turn)])
        chain = [
            (TIERS.index("street"), street),
            (TIERS.index("county"), int(county[n])),
            (TIERS.index("city"), 0),
        ]
        above = [by_unit[unit] for unit in chain if unit in by_unit and (is_organization or unit[0] > tier)]
        if above:
            links.append([n, above[0]])
    links += [
        [by_unit[2, a], by_unit[2, b]]
        for a, b in territory.neighbours
        if (2, a) in by_unit and (2, b) in by_unit
    ]
    return places, links, county


def _angles(territory: Territory) -> dict[str, NDArray[np.float64]]:
    """Return the direction of every unit: communities evenly around, those above in the middle of theirs."""
    n = len(territory.communities)
    community = 2.0 * math.pi * (np.arange(n) + 0.5) / max(1, n) - math.pi / 2
    street = _mean_by(territory.communities.street, community, len(territory.streets))
    county = _mean_by(territory.communities.county, community, len(territory.counties))
    return {"community": community, "street": street, "county": county}


def _mean_by(of: NDArray[np.int32], values: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """Return the mean of the values in each of n units; they are consecutive, so angles do not wrap."""
    counts = np.bincount(of, minlength=n)
    return np.asarray(np.bincount(of, weights=values, minlength=n) / np.maximum(counts, 1))
