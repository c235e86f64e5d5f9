"""Worlds with and without a shock or a measure, on the same seeds, and the interval of the difference."""

from functools import cache

import numpy as np
from scipy import stats

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


def measured(models, what):
    """Return an outcome, by name or by function of the model, in every world."""
    return np.array([what(model) if callable(what) else model.outcomes()[what] for model in models])


def interval(one, other, what, confidence=0.99):
    """Return the ends of the Student interval of the mean paired difference, one minus other."""
    difference = measured(one, what) - measured(other, what)
    return stats.t.interval(confidence, difference.size - 1, difference.mean(), stats.sem(difference))


def raises(one, other, what):
    """Whether the whole interval lies above 0."""
    return interval(one, other, what)[0] > 0.0


def lowers(one, other, what):
    """Whether the whole interval lies below 0."""
    return interval(one, other, what)[1] < 0.0
