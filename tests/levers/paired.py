"""Paired worlds: the same seeds with and without a lever, and the interval of what it changes."""

from functools import cache

import numpy as np
from scipy import stats

from govsim import CityModel, build_city
from worlds import world

CITY = {
    "counties": 4,
    "streets": 4,
    "communities": 1,
    "population": 6000,
    "days": 300,
    "warmup_days": 60,
    "disputes.claims_per_1000": 120,
    "contagion.outbreak_size": 12,
    "organizations.member_share": 0.5,
    "detection.false_alarms_per_1000": 10,
}
"""A small city with enough disputes, at scale 1."""

SEEDS = tuple(range(1, 13))


@cache
def _city(seed):
    return build_city(world({**CITY, "seed": seed}))


def lived(changes=None, regime="county", seeds=SEEDS):
    """Return one model for each seed, lived to the end; none of the changes may shape the people."""
    models = []
    for seed in seeds:
        scenario = world({**CITY, **(changes or {}), "seed": seed})
        models.append(CityModel(scenario, regime, seed, _city(seed)).run())
    return models


def scored(model):
    """Return the disputes of a run that arose after its warm-up."""
    rows = model.disputes.records
    return rows[(rows["alarm"] == 0) & (rows["opened"] >= model.scenario.warmup_days)]


def measured(models, what):
    """Return an outcome, by name or by function of the model, in every world."""
    if callable(what):
        return np.array([what(model) for model in models])
    return np.array([model.outcomes()[what] for model in models])


def interval(with_it, without, what, confidence=0.99):
    """Return the ends of the Student interval of the mean paired difference."""
    difference = measured(with_it, what) - measured(without, what)
    error = stats.sem(difference)
    return stats.t.interval(confidence, len(difference) - 1, difference.mean(), error)


def raises(with_it, without, what):
    """Whether the whole interval of the difference lies above 0."""
    return interval(with_it, without, what)[0] > 0.0


def lowers(with_it, without, what):
    """Whether the whole interval of the difference lies below 0."""
    return interval(with_it, without, what)[1] < 0.0
