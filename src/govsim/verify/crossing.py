"""Ties of a given length over the lines of counties of a given size."""

import math

import numpy as np

from govsim.city import City, build_city
from govsim.scenario import Scenario
from govsim.verify.check import Measured

SIDE_KM = 20.0
COUNTIES = 16
RESIDENTS = 32_000


def _scenario(length_km: float) -> Scenario:
    return Scenario.from_dict(
        {
            "title": {"en": "Ties alone"},
            "city": {
                "invented": {
                    "counties": COUNTIES,
                    "streets": 1,
                    "communities": 1,
                    "population": RESIDENTS,
                    "side_km": SIDE_KM,
                }
            },
            "scale": 1,
            "ties": {"online": {"length_km": length_km}},
        }
    )


def share(u: float, cities: int, part: float, seed: int) -> Measured:
    """Measure the share of ties that leave their county, where u is half their length over its radius.

    The target is the share of a disc that another disc of its size at distance d does not cover: less the
    lens of two circular segments, each of half angle arccos(d / 2r).
    """
    radius = SIDE_KM / math.sqrt(math.pi)
    angle = math.acos(u)
    lens = radius**2 * (2.0 * angle - math.sin(2.0 * angle))
    target = 1.0 - lens / SIDE_KM**2
    scenario = _scenario(2.0 * radius * u)
    found = [_leaving(build_city(scenario, seed + k)) for k in range(max(4, round(cities * part)))]
    return Measured.mean(target, found)


def _leaving(city: City) -> float:
    """Return the share of online ties that leave their county, as they stand in the city."""
    population = city.population
    ties, county = population.ties, population.community_county[population.residents.community]
    degree = np.diff(ties.start)
    place = np.arange(ties.start[-1]) - np.repeat(ties.start[:-1], degree)
    online = place >= np.repeat(ties.online_from, degree)
    here = np.repeat(county, degree)[online]
    return float(np.mean(county[ties.neighbour[online]] != here))
