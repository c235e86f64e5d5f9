"""Shocks: which days, counties and types they strike, against the definition written out."""

import math

import numpy as np
import pytest

from govsim.city import build_city, build_territory
from govsim.conflict.shocks import county_rows
from govsim.dice import Purpose, uniform
from worlds import TYPES, shock_factors, world


def _factors(shocks, seed=4, **changes):
    scenario = world({"counties": 3, "days": 40, **changes}, shocks=shocks)
    city = build_city(scenario, seed)
    return shock_factors(scenario, city), city.territory


def test_scheduled_spells_last_their_days_and_overlapping_factors_multiply():
    """A spell feeds its types from its day on, to the end of the run at the latest, and no other."""
    found, _ = _factors(
        {
            "first": {"types": ["land"], "factor": 3, "day": 10, "length": 5},
            "second": {"types": ["land", "debt"], "factor": 0.5, "day": 13, "length": 100},
            "never": {"types": ["family"], "factor": 9, "day": 40, "length": 5},
        }
    )
    expected = np.ones((40, 3, len(TYPES)))
    expected[10:15, :, TYPES.index("land")] *= 3
    expected[13:, :, TYPES.index("land")] *= 0.5
    expected[13:, :, TYPES.index("debt")] *= 0.5
    assert np.array_equal(found, expected)


@pytest.mark.parametrize("correlation", [0.0, 0.4, 1.0])
def test_random_spells_are_those_of_the_dice(correlation):
    """A spell starts with 1 - exp(-per_year / 365), everywhere by correlation, else by the least lot."""
    days, per_year, seed = 300, 200, 4
    shock = {"factor": 2, "length": 1, "correlation": correlation, "per_year": per_year}
    names = build_territory(world({"counties": 3})).counties.name
    chosen = [names[0], names[2]]
    found, territory = _factors(
        {
            "early": {"types": ["land"], "factor": 5, "day": 0, "length": 1},
            "random": {"types": ["labour"], "counties": chosen, **shock},
        },
        seed,
        days=days,
    )
    codes = territory.counties.code[[0, 2]].tolist()
    expected = np.ones((days, 3))
    for day in range(days):
        if uniform(seed, Purpose.SHOCK, 1, day, 0) >= 1 - math.exp(-per_year / 365):
            continue
        if uniform(seed, Purpose.SHOCK, 1, day, 1) < correlation:
            expected[day, [0, 2]] = 2
        else:
            lots = [uniform(seed, Purpose.SHOCK_COUNTY, code, day, 1) for code in codes]
            expected[day, 2 if lots[1] < lots[0] else 0] = 2
    assert np.array_equal(found[:, :, TYPES.index("labour")], expected)
    assert len({tuple(row) for row in expected.tolist()}) == (
        2 if correlation == 1 else 3 + (correlation > 0)
    )


def test_counties_are_known_by_code_and_by_both_names():
    """A county is found by its code, its Chinese and its English name; none named means all."""
    territory = build_territory(world({"counties": 3}))
    counties = territory.counties
    for row in range(3):
        for name in (str(counties.code[row]), counties.name[row], counties.english[row]):
            assert county_rows(territory, [name]).tolist() == [row]
    assert county_rows(territory, []).tolist() == [0, 1, 2]
    assert county_rows(territory, [counties.name[2], counties.name[0]]).tolist() == [2, 0]
    with pytest.raises(ValueError, match="has no county Atlantis; it has " + counties.name[0]):
        county_rows(territory, [counties.name[1], "Atlantis"])


def test_a_random_shock_without_spells_strikes_nobody():
    """At no spells a year the claim rate is as without the shock."""
    found, _ = _factors({"none": {"types": ["land"], "factor": 9, "per_year": 0, "length": 30}}, days=2000)
    assert (found == 1).all()
