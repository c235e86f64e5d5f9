"""I7: a city of twice as many identical, unconnected counties."""

import math

import numpy as np

from govsim import CityModel
from govsim.verify.queueing import erlang_c_wait
from worlds import CERTAIN, QUIET, SKILLED, one_office, within, world

SERVICE, LOAD, SLOTS, RESIDENTS, DAYS = 10.0, 0.8, 5, 500, 2000
SEEDS = range(1, 7)
COUNTY = {
    "staff": {"county": 1.0},
    "entry": [{"tier": "county"}],
    "terminal": "county",
    "crossing": {"consent": False},
}


def _waits(counties, regime):
    """Return the mean wait in several worlds whose counties are alike and have no ties with each other."""
    per_year = LOAD * SLOTS / SERVICE * 365.0
    changes = {
        **QUIET,
        **SKILLED,
        **{f"ties.{layer}.leave_county": 0 for layer in ("neighbours", "work", "online")},
        "counties": counties,
        "population": counties * RESIDENTS,
        "heterogeneity": 0,
        "population.hardship_cv": 0,
        "population.hardship_migrant": 1,
        "trust.grievance_rest": 0,
        "disputes.claims_per_1000": per_year / RESIDENTS * 1000,
        "casework.slots": counties * SLOTS,
        "days": DAYS,
        "warmup_days": 200,
    }
    kind = {**CERTAIN, "service_days": SERVICE}
    scenario = world(changes, kinds={"family": kind}, regimes={"low": COUNTY, "high": one_office()})
    return np.array([CityModel(scenario, regime, seed).run().outcomes()["wait_days_mean"] for seed in SEEDS])


def _error(*waits):
    return math.sqrt(sum(wait.var(ddof=1) / wait.size for wait in waits))


def test_under_the_county_more_counties_wait_as_long():
    """Counties that have nothing to do with each other do not notice how many they are."""
    few, many = _waits(2, "low"), _waits(4, "low")
    assert within(many.mean(), few.mean(), _error(few, many))


def test_under_the_city_more_counties_wait_less_by_what_erlang_says():
    """Twice the servers at the same load: the waits are those of M/M/2c and M/M/4c."""
    few, many = _waits(2, "high"), _waits(4, "high")
    assert many.mean() < few.mean()
    for waits, counties in ((few, 2), (many, 4)):
        expected = SERVICE * erlang_c_wait(counties * SLOTS, LOAD)
        assert within(waits.mean(), expected, _error(waits))
