import numpy as np
import pytest

from classroom import TINY
from govsim import CityModel, build_city
from govsim.app.engine import RefusedError
from govsim.app.engine.levers import FIXED, is_changeable, plan
from govsim.app.engine.live import live
from govsim.scenario import ScenarioError
from govsim.scenario.loader import load_text

SCENARIO = load_text(TINY)
DAY = 25


@pytest.fixture(scope="module")
def city():
    """The city that all runs share."""
    return build_city(SCENARIO)


def lived(city, *changes, regime="county"):
    """Live a run with levers turned on the way, and return its daily series."""
    model = CityModel(SCENARIO, regime, city=city)
    return live(model, lambda _: None, plan(model, changes)).city


def parts(one, other):
    """Return the first day on which two runs differ, None if they never do."""
    days = [
        int(np.argmax(one[name] != other[name])) for name in one if not np.array_equal(one[name], other[name])
    ]
    return min(days, default=None)


def test_a_lever_that_is_left_where_it_is_changes_nothing(city):
    """Adopting the same settings in mid-run gives the same history, agents and all."""
    same = lived(city, (DAY, "casework.alpha", str(SCENARIO.casework.alpha)))
    assert parts(lived(city), same) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("casework.skill_county", "-3"),
        ("contagion.beta", "0.3"),
        ("contagion.beta", "0.0"),
        ("disputes.claims_per_1000", "900"),
        ("regimes.county.crossing.consent", "false"),
        ("detection.grid", "0.2"),
        ("party.burden", "3"),
        ("organizations.take_up", "1"),
    ],
)
def test_histories_part_on_the_day_of_the_lever_and_not_before(city, key, value):
    """Up to that day all is as it was, and a strong lever shows in the rest."""
    day = parts(lived(city), lived(city, (DAY, key, value)))
    assert day is not None
    assert day >= DAY


def test_a_lever_turned_on_the_first_day_is_one_set_from_the_start(city):
    """What is changed on day 0 is what the scenario could have said."""
    changed = SCENARIO.replace({"casework.alpha": 0.6})
    start = live(CityModel(changed, "county", city=city), lambda _: None).city
    assert parts(start, lived(city, (0, "casework.alpha", "0.6"))) is None


def test_levers_of_one_day_are_turned_together(city):
    """Changes of several days build on each other."""
    both = lived(city, (DAY, "casework.alpha", "0.8"), (DAY + 10, "casework.alpha", "0.1"))
    once = lived(city, (DAY, "casework.alpha", "0.8"))
    assert parts(lived(city), both) >= DAY
    assert parts(once, both) >= DAY + 10


@pytest.mark.parametrize(
    "key", [*FIXED, "regimes.county.staff.county", "city.real", "regimes.county", "regimes"]
)
def test_what_a_city_is_made_of_cannot_change_on_the_way(city, key):
    """Keys that are settled before the first day are refused by name."""
    assert not is_changeable(key)
    with pytest.raises(RefusedError, match=key):
        plan(CityModel(SCENARIO, "county", city=city), ((3, key, "1"),))


def test_a_wrong_value_is_refused_before_the_run(city):
    """Values are checked as a scenario's are."""
    with pytest.raises(ScenarioError, match="alpha"):
        plan(CityModel(SCENARIO, "county", city=city), ((3, "casework.alpha", "7"),))
