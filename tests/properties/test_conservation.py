"""Whatever happens in a city, its books balance (I8)."""

import numpy as np
import pytest
from hypothesis import given, settings

from books import check_books
from govsim import CityModel
from govsim.city import build_city
from strategies import QUICK, worlds
from worlds import REGIMES, world


@settings(QUICK, max_examples=20)
@given(drawn=worlds())
def test_books_balance_every_few_days_under_every_regime(drawn):
    """Disputes, files, slots, queues, clocks, supporters and people add up after every ten days."""
    scenario = world(**drawn)
    city = build_city(scenario)
    slots = set()
    for regime in scenario.regimes:
        model = CityModel(scenario, regime, city=city)
        slots.add(int(model.state.offices["slots"].sum()))
        while model.day < scenario.days:
            model.step()
            if model.day % 10 == 0 or model.day == scenario.days:
                check_books(model)
        outcomes = model.outcomes()
        assert all(np.isnan(value) or np.isfinite(value) for value in outcomes.values())
    assert len(slots) == 1


@pytest.mark.parametrize("tiers", [2, 3, 4])
@pytest.mark.parametrize("slots", [0, 1, 3, 20])
def test_books_balance_where_few_offices_have_staff(tiers, slots):
    """A city with fewer slots than offices loses no file, whichever tier a regime refers it to."""
    scenario = world(
        {
            "tiers": tiers,
            "casework.slots": slots,
            "disputes.claims_per_1000": 300,
            "casework.skill_community": -3,
            "casework.skill_street": -3,
            "casework.limit_mediation": 2,
            "days": 40,
        }
    )
    city = build_city(scenario)
    for regime in REGIMES:
        model = CityModel(scenario, regime, city=city).run()
        check_books(model)
        assert model.state.offices["slots"].sum() == slots


@pytest.mark.parametrize("regime", REGIMES)
def test_books_balance_in_a_mobilised_city(regime):
    """A strong, slowly tiring contagion that crosses county lines keeps its lists in order."""
    scenario = world(
        {
            "counties": 4,
            "population": 3000,
            "disputes.claims_per_1000": 100,
            "contagion.beta": 0.2,
            "contagion.tiring_days": 20,
            "contagion.outbreak_size": 12,
            "population.threshold_mean": 0.05,
            "casework.reporting_pressure": 0.5,
            "casework.return_days": 10,
        }
    )
    model = CityModel(scenario, regime)
    while model.day < scenario.days:
        model.step()
        if model.day % 10 == 0:
            check_books(model)
    assert model.outcomes()["outbreaks"] > 0
