"""One attempt: its length, the consent it needs and its chance, against the formulas term by term."""

import math

import numpy as np
import pytest

from govsim import CityModel
from govsim.dice import Purpose, uniforms
from govsim.governance.service import (
    distance,
    partners_needed,
    service_time,
    success_probability,
    unit_mean_variate,
    units_touched,
)
from govsim.scenario.vocabulary import SERVICE_DISTRIBUTIONS
from govsim.state import ORGANIZATION
from worlds import ready, world


@pytest.fixture(scope="module")
def model() -> CityModel:
    """A city of three counties in which every tier has staff."""
    staff = {"community": 0.25, "street": 0.25, "county": 0.25, "city": 0.25}
    regime = {
        "staff": staff,
        "entry": [{"tier": "community"}],
        "terminal": "city",
        "crossing": {"consent": True, "superior": "city", "after_attempts": 2, "after_days": 50},
    }
    scenario = world(
        {
            "counties": 3,
            "casework.slots": 200,
            "casework.alpha": 0.2,
            "casework.tau": 0.3,
            "casework.kappa": 0.4,
            "casework.coordination_time": 0.5,
            "party.coordination": 0,
            "party.burden": 0,
        },
        regimes={"test": regime},
    )
    return CityModel(scenario, "test", 1)


FREE = {
    "staff": {"community": 0.25, "street": 0.25, "county": 0.25, "city": 0.25},
    "entry": [{"tier": "community"}],
    "terminal": "city",
    "crossing": {"consent": False, "superior": "city", "after_attempts": 1, "after_days": 1},
}


def _office(model: CityModel, tier: int) -> int:
    return int(np.flatnonzero(model.state.offices["tier"] == tier)[0])


def _case(model: CityModel, tier: int, **columns: float) -> np.ndarray:
    rows = ready(model, 1)
    rows["office"] = _office(model, tier)
    rows["stage"] = 2
    rows["attempts"], rows["office_attempts"] = 1, 1
    rows["entered"] = 0.0
    for name, value in columns.items():
        rows[name] = value
    return rows


@pytest.mark.parametrize("tier", range(4))
@pytest.mark.parametrize("counties", [1, 3])
def test_success_is_the_product_of_its_terms(model, tier, counties):
    """q = q_max logistic(skill - difficulty) (1 - alpha)^L kappa^(n - 1), harder by stage."""
    _case(model, tier, counties=counties, difficulty=0.7, stage=3, type=6)
    ref = model._store.ref
    partners_needed(ref, 0, 1.0)
    settings = model.scenario.casework
    n = 1 if tier == 3 else counties
    expected = (
        list(model.scenario.disputes.types.values())[6].success
        / (1 + math.exp(0.7 + settings.hardening - 2.0))
        * 0.8**tier
        * 0.4 ** (n - 1)
    )
    assert success_probability(ref, 0) == pytest.approx(expected, rel=1e-6)
    assert distance(ref, 0) == tier


@pytest.mark.parametrize("tier", range(4))
def test_service_is_longer_by_distance_and_partners(model, tier):
    """The time of an attempt is its mean, 1 + tau L + coordination_time (n - 1), times its keyed variate."""
    rows = _case(model, tier, counties=2, communities=2, streets=2)
    ref = model._store.ref
    partners_needed(ref, 0, 1.0)
    u = float(uniforms(model.city.seed, Purpose.SERVICE, rows["key"], 1, 0)[0])
    partners = 1 if tier == 3 else 2
    mean = 14.0 * (1 + 0.3 * tier + 0.5 * (partners - 1))
    assert service_time(ref, 0) == pytest.approx(-math.log(1 - u) * mean, rel=1e-9)


def test_units_touched_are_counted_at_each_tier(model):
    """The city is one; below the county the first parties count, and never fewer than the counties."""
    _case(model, 0, counties=2, streets=1, communities=2)
    ref = model._store.ref
    assert [units_touched(ref, 0, tier) for tier in range(4)] == [2, 2, 2, 1]
    _case(model, 0, counties=1, streets=1, communities=2)
    assert [units_touched(ref, 0, tier) for tier in range(4)] == [2, 1, 1, 1]


@pytest.mark.parametrize(
    ("attempts", "since", "imposed"), [(1, 10, False), (3, 10, True), (1, 51, True), (2, 49, False)]
)
def test_the_superior_decides_late_over_county_lines(model, attempts, since, imposed):
    """After more than the stated attempts or days nobody's consent is needed, at the superior's distance."""
    rows = _case(model, 2, counties=2, office_attempts=attempts)
    ref = model._store.ref
    partners_needed(ref, 0, float(since))
    assert bool(rows["imposed"][0] == 3) is imposed
    assert rows["partners"][0] == (1 if imposed else 2)
    assert distance(ref, 0) == (3 if imposed else 2)


def test_the_superior_leaves_matters_of_one_county_alone(model):
    """Inside a county no superior decides, however long it takes."""
    rows = _case(model, 1, counties=1, streets=2, communities=2, office_attempts=9)
    partners_needed(model._store.ref, 0, 500.0)
    assert rows["imposed"][0] == -1
    assert rows["partners"][0] == 2


@pytest.mark.parametrize("code", range(len(SERVICE_DISTRIBUTIONS)))
@pytest.mark.parametrize("cv", [0.5, 2.0])
def test_service_variates_have_mean_one_and_the_stated_spread(code, cv):
    """Every distribution has mean 1; lognormal and gamma have the coefficient of variation asked for."""
    u = (np.arange(200_000) + 0.5) / 200_000
    x = np.array([unit_mean_variate(v, code, cv) for v in u])
    spread = {0: 1.0, 1: cv, 2: cv, 3: 0.0}[code]
    assert x.mean() == pytest.approx(1.0, rel=5e-3)
    assert x.std() == pytest.approx(spread, rel=0.1, abs=1e-12)


def test_cells_make_good_a_share_of_the_lacking_consent():
    """Kappa of an office is 1 - (1 - kappa)(1 - coordination mobilised), its burden grows likewise."""
    scenario = world({"party.coordination": 0.5, "party.mobilised": 0.6, "party.burden": 0.2})
    model = CityModel(scenario, "county", 1)
    government = model.state.offices["tier"] < ORGANIZATION
    assert np.allclose(model.kappa[government], 1 - 0.5 * (1 - 0.5 * 0.6))
    assert np.allclose(model.burden[government], 0.2 * 0.6)


def test_no_attempt_exceeds_the_longest(model):
    """Times of attempts stay finite, and what is shorter than ten million days is left as it is."""
    rows, types = _case(model, 0, partners=1), model.state.types
    usual = types["service_days"][0]
    u = float(uniforms(model.city.seed, Purpose.SERVICE, rows["key"], 1, 0)[0])
    for days, expected in ((1e12, 1e7), (1e5, -math.log(1 - u) * 1e5)):
        types["service_days"][0] = days
        assert service_time(model._store.ref, 0) == pytest.approx(expected)
    types["service_days"][0] = usual


@pytest.mark.parametrize("tier", [0, 1, 2, 3, ORGANIZATION])
def test_where_no_consent_is_asked_for_an_office_decides_alone(tier):
    """Without crossing.consent one office is enough, and what was set for an earlier attempt is wiped."""
    model = CityModel(world({"casework.slots": 300}, regimes={"own": FREE}), "own")
    rows = _case(model, tier, counties=2, communities=2, streets=2, office_attempts=9, partners=5, imposed=3)
    partners_needed(model._store.ref, 0, 500.0)
    assert (rows["partners"][0], rows["imposed"][0]) == (1, -1)


@pytest.mark.parametrize("column", ["alarm", "none"])
def test_consent_is_asked_for_disputes_only(model, column):
    """A false alarm needs nobody's consent."""
    rows = _case(model, 2, counties=2, partners=5, imposed=3, **({"alarm": 1} if column == "alarm" else {}))
    partners_needed(model._store.ref, 0, 1.0)
    assert (rows["partners"][0], rows["imposed"][0]) == (1 if column == "alarm" else 2, -1)


@pytest.mark.parametrize(("tier", "imposed"), [(2, True), (3, False)])
def test_a_superior_is_above_the_office(model, tier, imposed):
    """From the stated day on the superior decides for offices below it, and not for itself."""
    rows = _case(model, tier, counties=2)
    partners_needed(model._store.ref, 0, 50.0)
    assert bool(rows["imposed"][0] == 3) is imposed
    assert rows["partners"][0] == 1


@pytest.mark.parametrize("burden", [0.0, 0.5])
def test_reporting_to_the_cell_lengthens_service(model, burden):
    """An office with a burden takes 1 + burden times as long."""
    rows, offices = _case(model, 2, partners=1), model.state.offices
    u = float(uniforms(model.city.seed, Purpose.SERVICE, rows["key"], 1, 0)[0])
    offices["burden"] = burden
    expected = -math.log(1 - u) * 14.0 * (1 + 0.3 * 2) * (1 + burden)
    assert service_time(model._store.ref, 0) == pytest.approx(expected, rel=1e-9)
    offices["burden"] = 0.0
