"""Worlds with and without a shock or a measure, on the same seeds."""

from functools import cache

from govsim import CityModel, build_city
from worlds import world

CITY = {
    "counties": 4,
    "streets": 2,
    "communities": 3,
    "population": 5000,
    "days": 150,
    "warmup_days": 30,
    "disputes.claims_per_1000": 120,
    "contagion.beta": 0.04,
    "contagion.outbreak_size": 12,
}
"""A small city at scale 1, with enough disputes, that are catching."""

SEEDS = tuple(range(1, 13))


@cache
def city(seed):
    """Return the city of a seed."""
    return build_city(world({**CITY, "seed": seed}))


def lived(shocks=None, changes=None, regime="county", seeds=SEEDS):
    """Return a model for each seed, lived to the end; no change may shape the people."""
    return [
        CityModel(
            world({**CITY, **(changes or {}), "seed": seed}, shocks=shocks or {}), regime, seed, city(seed)
        ).run()
        for seed in seeds
    ]
