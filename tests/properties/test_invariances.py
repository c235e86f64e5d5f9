"""What must change nothing, changes nothing (I1 to I6)."""

import dataclasses
import json
import os
import subprocess
import sys
from itertools import zip_longest
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from govsim import CityModel
from govsim.city import build_city, build_territory
from govsim.scenario.vocabulary import TIERS
from govsim.state import Event
from strategies import CASEWORK, CONDUCT, CONFLICT, LAW, PEOPLE, QUICK, worlds
from worlds import REGIMES, digest, events, supporters_of, threads, world

COUNTY, CITY = TIERS.index("county"), TIERS.index("city")
EQUAL = {
    **{f"casework.skill_{tier}": 1.5 for tier in TIERS},
    **{f"population.trust_{tier}": 0.6 for tier in TIERS},
    # One propensity to trust: how much a resident trusts does not depend on the tier.
    "population.trust_common": 1,
    "casework.alpha": 0,
    "casework.tau": 0,
}
ROUNDED = ("trust.mean", "gap.migrant.trust", "gap.aged.trust", "staff_used_share", "staff_days_used")
ROUNDED += ("staff_days_idle",)
"""Outcomes that sum over tiers or offices in their order: exchanging them moves the last bits."""


def _exchanged(name):
    for head in ("trust", "resolved_at"):
        if name == f"{head}.county":
            return f"{head}.city"
        if name == f"{head}.city":
            return f"{head}.county"
    return name


def _history(model, swap):
    """Return time, key, event, value, tier and unit of the office of all events; county as city if asked."""
    entries, offices = events(model), model.state.offices
    office = np.where(entries["office"] >= 0, offices["tier"][entries["office"]], -1)
    value = entries["value"].copy()
    named = np.isin(
        entries["event"],
        (Event.ENTERED, Event.REFERRED, Event.MISROUTED, Event.HANDED_ON, Event.SPOKEN_FOR),
    )
    if swap:
        value[named & (value == COUNTY)] = CITY
        office[office == COUNTY] = CITY
    keys = model.disputes.column("key")[entries["dispute"]]
    return list(
        zip(
            entries["time"].tolist(),
            keys.tolist(),
            entries["event"].tolist(),
            value.tolist(),
            office.tolist(),
            strict=True,
        )
    )


def _parts_at(county, municipal):
    """Return the first events in which two histories differ, None where they are the same."""
    pairs = zip_longest(_history(county, swap=True), _history(municipal, swap=False))
    return next(((ours, theirs) for ours, theirs in pairs if ours != theirs), None)


def _assert_same_but_for_the_tier(county, municipal):
    assert _parts_at(county, municipal) is None
    ours, theirs = county.outcomes(), municipal.outcomes()
    for name, value in ours.items():
        if name == "left_county_share":
            continue
        if name in ROUNDED:
            assert value == pytest.approx(theirs[name], rel=1e-5, abs=1e-6, nan_ok=True)
        else:
            np.testing.assert_equal(theirs[_exchanged(name)], value, err_msg=name)
    for name, series in county.daily.items():
        np.testing.assert_array_equal(municipal.daily[_exchanged(name)], series, err_msg=name)


@settings(QUICK, max_examples=25)
@given(drawn=worlds({**EQUAL, "counties": 1}))
def test_one_county_is_governed_alike_by_county_and_city(drawn):
    """In a city of one county, at equal skill and without distance cost, the arms are one history (I1)."""
    scenario = world(**drawn)
    city = build_city(scenario)
    _assert_same_but_for_the_tier(
        *(CityModel(scenario, regime, city=city).run() for regime in ("county", "municipal"))
    )


# A city that sees all cases learns sooner than counties that share them.
FREE = {**EQUAL, "casework.kappa": 1, "casework.coordination_time": 0, "law.precedent": 0}


@settings(QUICK, max_examples=20)
@given(drawn=worlds({**FREE, "casework.slots": 1_000_000}))
def test_without_queues_and_distance_the_arms_are_alike(drawn):
    """Where nobody waits, distance costs nothing and consent is certain, pooling is all that differs (I2)."""
    scenario = world(**drawn)
    city = build_city(scenario)
    _assert_same_but_for_the_tier(
        *(CityModel(scenario, regime, city=city).run() for regime in ("county", "municipal"))
    )


BUSY = {
    "counties": 3,
    "disputes.claims_per_1000": 150,
    "contagion.beta": 0.1,
    "population.threshold_mean": 0.05,
    "casework.load": 1.2,
}


def test_pooling_alone_does_make_a_difference():
    """With queues, the arms of I2 part: the test above has something to find."""
    scenario = world({**FREE, **BUSY})
    city = build_city(scenario)
    county, municipal = (CityModel(scenario, regime, city=city).run() for regime in ("county", "municipal"))
    assert _parts_at(county, municipal) is not None


@pytest.mark.parametrize(
    "cost", [{"casework.alpha": 0.3}, {"casework.tau": 0.5}, {"casework.skill_city": 0.5}], ids=str
)
def test_distance_and_skill_part_one_county_from_its_city(cost):
    """Each of the conditions of I1 is needed."""
    scenario = world({**EQUAL, **BUSY, "counties": 1, "days": 120, "disputes.claims_per_1000": 400, **cost})
    city = build_city(scenario)
    county, municipal = (CityModel(scenario, regime, city=city).run() for regime in ("county", "municipal"))
    assert _parts_at(county, municipal) is not None


@settings(QUICK, max_examples=8)
@given(drawn=worlds())
def test_threads_order_and_interleaving_change_nothing(drawn):
    """One or two threads, any order of construction, runs step by step in turn: the same bytes (I3)."""
    scenario = world(**drawn)
    with threads(2):
        alone = {regime: digest(CityModel(scenario, regime).run()) for regime in REGIMES}
    with threads(1):
        models = {regime: CityModel(scenario, regime) for regime in reversed(REGIMES)}
    for _ in range(scenario.days):
        for model in models.values():
            model.step()
    assert {regime: digest(model) for regime, model in models.items()} == alone


def test_people_are_built_alike_by_one_and_two_threads():
    """The residents, their ties and the run that follows do not know how many threads made them (I3)."""
    scenario = world({**BUSY, "population": 6000})
    found = []
    for number in (1, 2):
        with threads(number):
            city = build_city(scenario)
        arrays = (*city.population.residents, *city.population.ties)
        columns = [hash(array.tobytes()) for array in arrays]
        found.append((columns, digest(CityModel(scenario, "triage", city=city).run())))
    assert found[0] == found[1]


_OTHER_PROCESS = """
import json, sys
from govsim import CityModel
from worlds import digest, world
model = CityModel(world(json.loads(sys.argv[1])), "county").run()
sys.stdout.write(digest(model))
"""


def test_another_process_writes_the_same_history():
    """A fresh interpreter, with one thread and another hash seed, comes to the same bytes (I3)."""
    here = digest(CityModel(world(BUSY), "county").run())
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]),
        "PYTHONHASHSEED": "7",
        "NUMBA_NUM_THREADS": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", _OTHER_PROCESS, json.dumps(BUSY)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == here


def _relisted(territory, rng):
    """Return a territory with counties, streets and communities listed in another order, and renamed."""

    def shuffled(level, **parents):
        order = rng.permutation(len(level))
        columns = {field.name: getattr(level, field.name) for field in dataclasses.fields(level)} | parents
        taken = {
            name: tuple(column[row] for row in order) if isinstance(column, tuple) else column[order]
            for name, column in columns.items()
        }
        names = {"name": tuple(f"某{k}" for k in range(len(order)))}
        return dataclasses.replace(level, **(taken | names)), np.argsort(order).astype(np.int32)

    counties, county = shuffled(territory.counties)
    streets, street = shuffled(territory.streets, county=county[territory.streets.county])
    communities, _ = shuffled(
        territory.communities,
        street=street[territory.communities.street],
        county=county[territory.communities.county],
    )
    pairs = [tuple(sorted((int(county[a]), int(county[b])))) for a, b in territory.neighbours]
    return dataclasses.replace(
        territory, counties=counties, streets=streets, communities=communities, neighbours=tuple(pairs)
    )


@pytest.mark.parametrize("regime", ["county", "municipal"])
def test_renaming_and_reordering_counties_changes_nothing_but_labels(regime):
    """I5: units listed in another order, under other names, live the same history."""
    changes = {"counties": 3, "population": 1500, "disputes.claims_per_1000": 300, "contagion.beta": 0.05}
    changes["conduct.misrouting"] = 0.3
    scenario = world({**changes, "days": 90, "casework.slots": 40})
    territory = build_territory(scenario)
    plain = CityModel(scenario, regime, 3, build_city(scenario, 3, territory)).run()
    for order in range(3):
        relisted = _relisted(territory, np.random.default_rng(order))
        other = CityModel(scenario, regime, 3, build_city(scenario, 3, relisted)).run()
        assert _history(other, swap=False) == _history(plain, swap=False)
        assert other.outcomes() == pytest.approx(plain.outcomes(), rel=0, abs=0, nan_ok=True)
        assert sorted(other.territory.neighbours) == sorted(plain.territory.neighbours)
        assert other.office_name(0, "zh") != plain.office_name(0, "zh")


LAWFUL = {
    "counties": 3,
    "population": 1500,
    "days": 150,
    "disputes.claims_per_1000": 300,
    "contagion.beta": 0.01,
    "casework.slots": 80,
    "law.cases_needed": 1,
    "law.effect": 0.5,
    "law.drafting_days": 4,
    "law.precedent": 0.2,
    "regimes.county.legislates": "county",
    "regimes.municipal.legislates": "city",
    "channels.sensitivity": 1.5,
}


@pytest.mark.parametrize("regime", ["county", "municipal"])
def test_the_order_of_counties_is_nothing_to_law_and_channels(regime):
    """I5 where counties or the city legislate, offices learn and claimants choose."""
    scenario = world(LAWFUL)
    territory = build_territory(scenario)
    plain = CityModel(scenario, regime, 3, build_city(scenario, 3, territory)).run()
    assert plain.outcomes()["rules"] > 5
    for order in range(2):
        relisted = _relisted(territory, np.random.default_rng(order))
        other = CityModel(scenario, regime, 3, build_city(scenario, 3, relisted)).run()
        assert _history(other, swap=False) == _history(plain, swap=False)
        assert other.outcomes() == pytest.approx(plain.outcomes(), rel=0, abs=0, nan_ok=True)


@pytest.mark.parametrize("regime", REGIMES)
def test_the_seed_is_the_world(regime):
    """The same seed repeats a history to the bit, another one does not (I4)."""
    scenario = world(BUSY)
    first, again = (digest(CityModel(scenario, regime, rng=11).run()) for _ in range(2))
    other = digest(CityModel(scenario, regime, rng=12).run())
    assert first == again
    assert first != other


AT_HOME = {"mobility.turnover": 0}
"""Nobody moves: who lives where then does not depend on who is kept at home by a dispute."""


@settings(QUICK, max_examples=6)
@given(drawn=worlds({"disputes.claims_per_1000": 0, "detection.false_alarms_per_1000": 0, **AT_HOME}))
def test_without_claims_nothing_happens(drawn):
    """No claims and no false alarms leave an empty docket, idle staff and unmoved trust (I6).

    Harsh measures against a shock cost trust by themselves, so they are left out.
    """
    mild = {name: {**shock, "harshness": 0} for name, shock in (drawn.get("shocks") or {}).items()}
    scenario = world(**{**drawn, "shocks": mild})
    city = build_city(scenario)
    for regime in REGIMES:
        model = CityModel(scenario, regime, city=city).run()
        assert len(model.disputes) == 0
        assert events(model).size == 0
        assert model.state.offices["busy_days"].sum() == 0
        np.testing.assert_array_equal(model.state.residents.trust, city.population.residents.trust)
        assert model.state.residents.exposure.max() == 0


@settings(QUICK, max_examples=8)
@given(
    drawn=worlds({"contagion.beta": 0, "casework.reporting_pressure": 0, "casework.relapse": 0, **AT_HOME})
)
def test_without_contagion_supporters_are_the_parties(drawn):
    """With beta 0 whoever ever joined an open dispute is on the claimants' side (I6)."""
    scenario = world(**drawn)
    city = build_city(scenario)
    people, ties = city.population.residents, city.population.ties
    start = city.population.community_start
    layers = {name: kind.respondent for name, kind in scenario.disputes.types.items()}
    for regime in ("county", "unhandled"):
        model = CityModel(scenario, regime, city=city).run()
        for i, dispute in enumerate(model.disputes):
            joined = supporters_of(model, i)
            if not joined:
                continue
            home = people.household[dispute.claimant]
            here = np.arange(start[dispute.community], start[dispute.community + 1])
            household = here[(people.household[here] == home) & (people.age_class[here] != 0)]
            side = set(household.tolist()) - {dispute.respondent}
            assert side <= joined
            if list(layers.values())[dispute.type] in ("work", "online"):
                first, last = ties.start[dispute.claimant], ties.start[dispute.claimant + 1]
                fellows = set(ties.neighbour[first:last].tolist())
                assert joined - side <= fellows
                assert len(joined - side) < dispute.households
            else:
                homes = np.unique(people.household[here])
                at = int(np.searchsorted(homes, home))
                next_door = [homes[(at + n) % homes.size] for n in range(min(dispute.households, homes.size))]
                adults = here[np.isin(people.household[here], next_door) & (people.age_class[here] != 0)]
                assert joined == set(adults.tolist()) - {dispute.respondent}


@settings(QUICK, max_examples=8)
@given(drawn=worlds({"casework.slots": 1_000_000}))
def test_unlimited_staff_lets_nobody_wait(drawn):
    """With a slot for everyone there is no queue (I6)."""
    scenario = world(**drawn)
    city = build_city(scenario)
    for regime in REGIMES:
        model = CityModel(scenario, regime, city=city).run()
        assert not model.disputes.column("waited").any()
        assert not model.daily["waiting"].any()


WHAT = ("opened", "stake", "difficulty", "claimant", "respondent", "households", "type", "migrant")


@settings(QUICK, max_examples=10)
@given(drawn=worlds(AT_HOME))
def test_a_dispute_is_the_same_dispute_in_every_arm(drawn):
    """Under one key arms find the same parties, stake, difficulty and hour; the same keys at no effect."""
    scenario = world(**drawn)
    city = build_city(scenario)
    seen = {}
    sets = []
    for regime in REGIMES:
        rows = CityModel(scenario, regime, city=city).run().disputes.records
        rows = rows[rows["alarm"] == 0]
        sets.append(set(rows["key"].tolist()))
        for row in rows:
            facts = tuple(row[name].item() for name in WHAT)
            assert seen.setdefault(int(row["key"]), facts) == facts
    if scenario.disputes.grievance_effect == 0:
        assert all(keys == sets[0] for keys in sets)


def test_arms_share_all_candidates_where_grievance_has_no_effect():
    """At grievance effect 0 exactly the same disputes arise under every regime; above it they may part."""
    lasting = {"trust.grievance_relief": 1, "trust.grievance_failure": 1, "trust.grievance_decay": 0}
    busy = {**BUSY, **lasting, "days": 150, "disputes.claims_per_1000": 400, "casework.skill_community": -1}
    for effect, same in ((0, True), (5, False)):
        scenario = world({**busy, "disputes.grievance_effect": effect, "detection.false_alarms_per_1000": 0})
        city = build_city(scenario)
        county, unhandled = (
            sorted(CityModel(scenario, regime, city=city).run().disputes.column("key").tolist())
            for regime in ("county", "unhandled")
        )
        alike = county == unhandled
        assert alike == same


def test_strategies_cover_every_rule():
    """The keys that worlds are drawn from exist in the schema, so that no rule is left out by a slip."""
    for key in PEOPLE | CONFLICT | CASEWORK | CONDUCT | LAW:
        here = world().model_dump()
        for step in key.split("."):
            here = here[step]
