"""Residents who move home: who does, what goes with them, and what it does to detection and access."""

import numpy as np
import pytest
from scipy import stats

from govsim import CityModel, build_city
from govsim.conflict.moves import PERSONAL, bound, exchange, is_newcomer, move
from govsim.dice import Purpose, uniform_pair
from govsim.population import resident_key
from govsim.state import Status
from worlds import digest, events, ready, world

CITY = {
    "counties": 2,
    "population": 6000,
    "days": 360,
    "warmup_days": 60,
    "disputes.claims_per_1000": 120,
    "detection.grid": 0.02,
    "trust.grievance_rest": 0.15,
}
RESTLESS = {**CITY, "mobility.turnover": 1.5}
SEEDS = range(1, 11)


@pytest.fixture(scope="module")
def pairs():
    """Return the models of ten worlds without and with moves."""
    still, restless = world(CITY), world(RESTLESS)
    found = []
    for seed in SEEDS:
        city = build_city(still, seed)
        found.append([CityModel(scenario, "county", seed, city).run() for scenario in (still, restless)])
    return found


def interval(values):
    """Return the ends of the 99% Student interval of a mean."""
    return stats.t.interval(0.99, len(values) - 1, np.mean(values), stats.sem(values))


def scored(model):
    """Return the disputes that arose after the warm-up."""
    rows = model.disputes.records
    return rows[(rows["alarm"] == 0) & (rows["opened"] >= model.scenario.warmup_days)]


def test_off_is_the_same_bits():
    """Without turnover the other keys are of no consequence."""
    settings = {"days": 90, "disputes.claims_per_1000": 200}
    off = {
        **settings,
        "mobility.newcomer_days": 9,
        "mobility.access_factor": 0,
        "mobility.detection_factor": 0,
    }
    assert digest(CityModel(world(off)).run()) == digest(CityModel(world(settings)).run())


def test_the_city_that_arms_share_stays_as_it_is():
    """People change places in the run alone."""
    scenario = world({**RESTLESS, "days": 61, "warmup_days": 0})
    city = build_city(scenario)
    before = [column.copy() for column in city.population.residents]
    model = CityModel(scenario, "county", city=city).run()
    assert np.count_nonzero(model.state.residents.moved > 0) > 500
    for column, old in zip(city.population.residents, before, strict=True):
        np.testing.assert_array_equal(column, old)


def test_people_are_neither_made_nor_lost():
    """What moves are whole persons; homes, groups and ties stay."""
    scenario = world({**RESTLESS, "days": 61, "warmup_days": 0, "disputes.claims_per_1000": 0})
    model = CityModel(scenario)
    start = {name: getattr(model.state.residents, name).copy() for name in model.state.residents._fields}
    model.run()
    now = model.state.residents
    person = ("migrant", "age_class", "party", "volunteer", "organised", "threshold", "hardship")
    before, after = (
        sorted(zip(*(np.asarray(table[name]).tolist() for name in person), strict=True))
        for table in (start, now._asdict())
    )
    assert before == after
    np.testing.assert_array_equal(now.household, start["household"])
    np.testing.assert_array_equal(now.group, start["group"])


def test_a_home_is_exchanged_with_one_of_the_same_size_elsewhere():
    """Persons of two rows change places; the day is noted; trust in tiers stays balanced."""
    model = CityModel(world({**RESTLESS, "scale": 2, "heterogeneity": 0.5}))
    state, ref = model.state, model._store.ref
    a, b = int(state.places.start[0]), int(state.places.start[3])
    columns = state.residents
    old = {name: getattr(columns, name)[[a, b]].copy() for name in PERSONAL}
    persons = state.places.weight[columns.community]
    before = persons @ columns.trust.astype(np.float64)
    state.trust_shift[:] = 0.0
    exchange(ref, a, b, 30)
    for name in set(PERSONAL) - {"moved"}:
        np.testing.assert_array_equal(getattr(columns, name)[[b, a]], old[name])
    assert columns.moved[a] == columns.moved[b] == 30
    after = persons @ columns.trust.astype(np.float64)
    np.testing.assert_allclose(state.trust_shift, after - before, atol=1e-6)
    assert is_newcomer(ref, a, 30 + 364.9)
    assert not is_newcomer(ref, a, 30 + 365.0)


def test_parties_and_supporters_of_open_disputes_stay():
    """They may move once it is over."""
    model = CityModel(world(RESTLESS))
    rows = ready(model, 2)
    rows["claimant"], rows["respondent"] = [10, 20], [11, -1]
    rows["status"] = [Status.DORMANT, Status.RESOLVED]
    model.state.residents.memberships[30] = 0
    assert np.flatnonzero(bound(model._store.ref)).tolist() == [10, 11, 30]


def test_who_moves_is_told_by_the_dice():
    """Households leave at the chance given, and all of equal size that can be paired are."""
    model = CityModel(world({**RESTLESS, "population": 4000}))
    state = model.state
    chance = 0.2
    moved = move(model._store.ref, 30, chance)
    residents, places = state.residents, state.places
    leaving = {}
    first = np.flatnonzero(residents.household == np.arange(residents.household.size))
    sizes = np.diff(np.append(first, residents.household.size))
    for row, size in zip(first, sizes, strict=True):
        c = residents.community[row]
        key = np.uint64(resident_key(int(places.code[c]), int(row - places.start[c])))
        if uniform_pair(model.city.seed, Purpose.MOVE, key, 30, 0)[0] < chance:
            leaving.setdefault(int(size), []).append(int(row))
    wanted = sum(map(len, leaving.values()))
    assert set(first[residents.moved[first] == 30]) <= {row for rows in leaving.values() for row in rows}
    # At most one of each size is left over at the end, and now and then one between neighbours.
    assert 0.8 * wanted < moved <= wanted
    assert moved == np.count_nonzero(residents.moved[first] == 30)
    assert moved % 2 == 0


def test_nobody_moves_within_a_community():
    """A city of one community is left as it is."""
    model = CityModel(world({**RESTLESS, "counties": 1, "streets": 1, "communities": 1, "population": 900}))
    assert move(model._store.ref, 30, 1.0) == 0


def test_newcomers_are_found_and_heard_less(pairs):
    """Mobility blocks information: their disputes are detected less often, and brought less often."""
    for column, least in (("detected", 0.01), ("entered", 0.02)):
        gaps = []
        for _, restless in pairs:
            rows = scored(restless)
            hit = rows[column] == 1 if column == "detected" else ~np.isnan(rows[column])
            gaps.append(hit[rows["newcomer"] == 0].mean() - hit[rows["newcomer"] == 1].mean())
        assert interval(gaps)[0] > least, column


def test_a_city_in_motion_hears_less_and_waits_less(pairs):
    """Fewer disputes come to offices; what is not heard does not queue."""
    brought = [
        np.mean(~np.isnan(scored(a)["entered"])) - np.mean(~np.isnan(scored(b)["entered"])) for a, b in pairs
    ]
    assert interval(brought)[0] > 0.01
    waits = [a.outcomes()["wait_days_mean"] - b.outcomes()["wait_days_mean"] for a, b in pairs]
    assert interval(waits)[0] > 0.0


def test_the_log_of_moves_is_none():
    """Nothing else happens on the evening of a move than without it, where nobody is looked for."""
    quiet = {"days": 31, "disputes.claims_per_1000": 0, "detection.false_alarms_per_1000": 0}
    assert events(CityModel(world({**quiet, "mobility.turnover": 2})).run()).size == 0
