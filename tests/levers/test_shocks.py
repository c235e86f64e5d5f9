"""Shocks by target, and the measures against them: what each does and what it costs."""

import math

import numpy as np
import pytest

from govsim import Scenario
from govsim.conflict.measures import contact_left, delays, press
from govsim.conflict.shocks import spells
from govsim.dice import Purpose, uniform
from govsim.population import NO_GROUP, resident_key
from govsim.scenario import ScenarioError
from paired import CATCHING, interval, lowers, raises
from worlds import TYPES, digest, within, world

DAYS = {"day": 40, "length": 90}
EPIDEMIC = {"types": ["medical", "family", "labour"], "factor": 3, **DAYS}
"""A spell that fills most of the days scored."""


def one_day(shocks, day=40, changes=None, seed=3):
    """Return a model of a seed that has come to the morning of a day."""
    model = CATCHING.model(changes, seed, shocks=shocks)
    model.day = day
    model._turns = {day}
    model.let_shocks_strike()
    return model


def lived(shocks=None, changes=None, regime="county", seeds=None):
    """Return a model for each seed, lived to the end."""
    return CATCHING.lived(changes, regime, shocks, seeds)


def struck(model):
    """Return which communities are struck today."""
    return (model.state.today.shock > 1).any(axis=1)


# --- off ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["counties", "neighbours", "community", "employer"])
def test_a_shock_that_changes_nothing_is_the_same_bits(where):
    """A factor of 1 leaves every event as it was, whoever is struck and whatever idle measures cost."""
    idle = {} if where == "employer" else {"harsh_trust": 0.5, "stringency_time": 3, "compliance": 0.1}
    shock = {"types": list(TYPES), "factor": 1, "where": where, **DAYS, **idle}
    plain, shocked = lived(seeds=[2])[0], lived({"nothing": shock}, seeds=[2])[0]
    assert digest(shocked) == digest(plain)


# --- who is struck --------------------------------------------------------------------------------


def test_neighbours_are_the_named_county_and_those_adjacent():
    """Of four counties in a square, each has two neighbours, and the one across is spared."""
    counties = CATCHING.city(3).territory.counties
    for row, across in ((0, 3), (1, 2)):
        shock = {**EPIDEMIC, "where": "neighbours", "counties": [counties.english[row]]}
        model = one_day({"river": shock})
        assert set(model.state.places.county[struck(model)]) == set(range(4)) - {across}


@pytest.mark.parametrize("timing", [{"day": 40}, {"per_year": 60}])
def test_whose_neighbours_are_struck_is_a_lot_among_the_counties_named(timing):
    """Without one name the least keyed uniform decides, spell by spell."""
    counties = CATCHING.city(3).territory.counties
    shock = {
        "types": ["land"], "factor": 2, "length": 1, "where": "neighbours", **timing,
        "counties": [counties.name[1], counties.name[2]],
    }  # fmt: skip
    scenario = world({**CATCHING.settings, "seed": 3}, shocks={"river": shock})
    found = spells(scenario, CATCHING.city(3).territory, CATCHING.city(3).population, 3)
    assert len(found) > (10 if "per_year" in timing else 0)
    for spell in found:
        lots = [uniform(3, Purpose.SHOCK_COUNTY, counties.code[row], spell.first, 0) for row in (1, 2)]
        spared = 2 if lots[0] < lots[1] else 1
        there = CATCHING.city(3).territory.communities.county[spell.communities]
        assert set(there) == set(range(4)) - {spared}


def test_a_community_is_struck_by_name_or_by_lot():
    """By its code and both names; else the least lot within the county on which the least lot falls."""
    table = CATCHING.city(3).territory.communities
    for name in (str(table.code[7]), table.name[7], table.english[7]):
        model = one_day({"tear": {**EPIDEMIC, "where": "community", "community": name}})
        assert np.flatnonzero(struck(model)).tolist() == [7]
    codes = CATCHING.city(3).territory.counties.code
    county = min(range(4), key=lambda row: uniform(3, Purpose.SHOCK_COUNTY, codes[row], 40, 0))
    rows = np.flatnonzero(table.county == county).tolist()
    row = min(rows, key=lambda row: uniform(3, Purpose.SHOCK_COMMUNITY, table.code[row], 40, 0))
    model = one_day({"tear": {**EPIDEMIC, "where": "community"}})
    assert np.flatnonzero(struck(model)).tolist() == [row]


def test_the_employer_struck_is_one_of_the_largest_by_lot():
    """Sizes are members in the counties named; the dice know an employer by its first member there."""
    population, territory = CATCHING.city(3).population, CATCHING.city(3).territory
    people = population.residents
    inside = population.community_county[people.community] == 2
    members = {
        group: np.flatnonzero((people.group == group) & inside)
        for group in set(people.group[inside].tolist()) - {int(NO_GROUP)}
    }

    def key(group):
        row = members[group][0]
        c = people.community[row]
        return np.uint64(
            resident_key(int(population.community_code[c]), int(row - population.community_start[c]))
        )

    largest = sorted(members, key=lambda group: (-len(members[group]), key(group)))[:4]
    expected = min(largest, key=lambda group: uniform(3, Purpose.SHOCK_EMPLOYER, key(group), 40, 0))
    shock = {
        "types": ["labour"], "factor": 9, **DAYS, "where": "employer", "among": 4,
        "counties": [territory.counties.name[2]],
    }  # fmt: skip
    model = one_day({"wages": shock})
    assert model.state.today.struck.tolist() == [expected]
    assert model._spells[0].group == expected
    homes = np.unique(people.community[people.group == expected])
    highest = np.ones((len(territory.communities), len(TYPES)))
    highest[homes, TYPES.index("labour")] = 9
    assert np.array_equal(model.state.today.most, highest)
    assert (model.state.today.shock == 1).all()


def test_claims_arise_among_the_members_of_the_employer_wherever_they_live_and_among_nobody_else():
    """Members claim at `factor` times their rate, all others at theirs, although candidates are more."""
    shock = {"types": ["labour"], "factor": 30, "day": 0, "length": 150, "where": "employer", "among": 1}
    changes = {"disputes.grievance_effect": 0}
    counts = np.zeros((2, 2))
    homes = set()
    for row, shocks in enumerate(({}, {"wages": shock})):
        for model in lived(shocks, changes, "unhandled"):
            rows = model.disputes.records
            labour = rows[rows["type"] == TYPES.index("labour")]
            group = model.state.residents.group
            largest = np.bincount(group[group != NO_GROUP]).argmax()
            member = group[labour["claimant"]] == largest
            counts[row] += member.sum(), (~member).sum()
            homes |= {(model.city.seed, c) for c in labour["community"][member]} if row else set()
    (before, others_before), (after, others_after) = counts
    assert within(after, 30 * before, math.sqrt(after + 900 * before))
    assert after > 12 * before
    assert within(others_after, others_before, math.sqrt(others_after + others_before))
    assert len(homes) > 3 * len(CATCHING.seeds)


def test_members_of_two_struck_employers_keep_their_own_factors():
    """In a community with members of both, the highest factor dominates and neither shock leaks."""
    base = {"types": ["labour"], "where": "employer", "among": 1, **DAYS}
    names = CATCHING.city(3).territory.counties.name
    shocks = {
        "one": {**base, "factor": 5, "counties": [names[0]]},
        "other": {**base, "factor": 3, "counties": [names[1]]},
        "again": {**base, "factor": 2, "counties": [names[1]]},
        "calm": {**base, "factor": 0.5, "counties": [names[2]]},
    }
    model = one_day(shocks)
    today, kind = model.state.today, TYPES.index("labour")
    groups = [spell.group for spell in model._spells]
    assert groups[1] == groups[2]
    assert len(set(groups)) == 3
    factor = dict(zip(today.struck.tolist(), today.factor[:, kind].tolist(), strict=True))
    assert factor == {groups[0]: 5, groups[1]: 6, groups[3]: 0.5}
    people = model.state.residents
    for c in range(len(model.state.places.code)):
        here = set(people.group[people.community == c].tolist()) & set(groups)
        assert today.most[c, kind] == max([1.0, *(factor[group] for group in here)])


# --- measures -------------------------------------------------------------------------------------


def test_each_county_begins_when_its_command_says():
    """Unified: all by the same delay. Fragmented: each by its own, evenly from 0 to the most."""
    codes = np.arange(900_000, 901_000)
    shock = world(CATCHING.settings, shocks={"e": {**EPIDEMIC, "order_days": 3}}).shocks["e"]
    assert (delays(shock, 0, 40, codes, 1) == 3).all()
    shock = world(
        CATCHING.settings, shocks={"e": {**EPIDEMIC, "command": "fragmented", "fragmentation_days": 4}}
    ).shocks["e"]
    found = delays(shock, 2, 40, codes, 1)
    assert found.tolist()[:50] == [
        math.floor(5 * uniform(1, Purpose.COMMAND, code, 40, 2)) for code in codes[:50]
    ]
    assert within(np.bincount(found, minlength=5)[[0, 4]], 200, math.sqrt(160)).all()


def test_measures_are_in_force_from_the_warning_and_the_order_to_the_end_of_the_spell():
    """Each factor has its window, only in counties struck, and spells that overlap multiply."""
    names = CATCHING.city(3).territory.counties.name
    shock = {
        **EPIDEMIC, "day": 20, "length": 10, "counties": [names[1]],
        "warning_days": 7, "warning_detection": 3,
        "stringency": 0.5, "stringency_time": 0.8, "compliance": 0.6, "harshness": 0.25, "order_days": 4,
        "harsh_trust": 0.08, "harsh_grievance": 0.04,
    }  # fmt: skip
    left = 1 - 0.5 * (0.6 + 0.4 * 0.25)
    for days in ({"a": shock}, {"a": shock, "b": shock}):
        n = len(days)
        for day, warned, on in ((16, 0, 0), (17, n, 0), (23, n, 0), (24, n, n), (29, n, n), (30, 0, 0)):
            model = one_day(days, day)
            today, there = model.state.today, model.state.places.county == 1
            for column, changed in (
                (today.alert, 3.0**warned),
                (today.contact, left**on),
                (today.delay, 1.4**on),
            ):
                assert column[there] == pytest.approx(changed)
                assert (column[~there] == 1).all()
            assert today.distrust[there] == pytest.approx(0.25 * 0.08 * on)
            assert today.anger[there] == pytest.approx(0.25 * 0.04 * on)
            assert not today.distrust[~there].any()


def test_the_day_is_set_whenever_something_begins_or_ends():
    """Day by day a run has what setting the day anew would give."""
    shock = {
        **EPIDEMIC, "per_year": 30, "length": 9, "correlation": 0.2, "warning_days": 5,
        "stringency": 0.5, "command": "fragmented", "fragmentation_days": 6,
    }  # fmt: skip
    del shock["day"]
    model = CATCHING.model(None, 3, "unhandled", {"e": shock})
    seen = set()
    for day in range(100):
        fresh = one_day({"e": shock}, day)
        model.day = day
        model.let_shocks_strike()
        for name in ("shock", "alert", "contact", "delay"):
            mine = getattr(model.state.today, name)
            assert np.array_equal(mine, getattr(fresh.state.today, name)), (day, name)
            seen.add((name, float(mine.max()), float(mine.min())))
    assert len(seen) > 10


def test_what_is_forbidden_is_given_up_freely_or_by_force():
    """1 - s (c + (1 - c) h)."""
    for s, c, h, left in (
        (0.4, 1, 0, 0.6),
        (0.5, 0.6, 0, 0.7),
        (0.5, 0.6, 0.5, 0.6),
        (1, 0, 1, 0),
        (0, 1, 1, 1),
    ):
        shock = world(
            CATCHING.settings, shocks={"e": {**EPIDEMIC, "stringency": s, "compliance": c, "harshness": h}}
        )
        assert contact_left(shock.shocks["e"]) == pytest.approx(left)


def test_a_harsh_day_costs_trust_and_raises_grievance_of_everyone_there():
    """By its amounts, within [0, 1], however many persons a resident stands for, and tallied in persons."""
    model = one_day({})
    state = model.state
    people, there = state.residents, state.places.county == 2
    state.today.distrust[there], state.today.anger[there] = 0.1, 0.2
    state.places.weight[:] = 4.0
    people.trust[people.community == np.flatnonzero(there)[0]] = 0.05
    people.grievance[::7] = 0.95
    trust, grievance = people.trust.astype(float), people.grievance.astype(float)
    hit = there[people.community]
    press(model._store.ref, 0.0)
    expected = np.where(hit[:, None], np.maximum(0.0, trust - 0.1), trust)
    assert people.trust == pytest.approx(expected, abs=1e-6)
    assert people.grievance == pytest.approx(
        np.where(hit, np.minimum(1.0, grievance + 0.2), grievance), abs=1e-6
    )
    assert state.trust_shift == pytest.approx(4.0 * (expected - trust).sum(axis=0), rel=1e-6)


def supporters(model):
    """Return the mean number of supporters during the spell."""
    return model.daily["supporters"][40:130].mean()


def test_an_early_warning_finds_more_and_raises_more_false_alarms():
    """Detection in the spell rises, and so do the false alarms that staff looks into."""
    changes = {"detection.false_alarms_per_1000": 20}
    plain = lived({"e": EPIDEMIC}, changes)
    warned = lived({"e": {**EPIDEMIC, "warning_days": 10, "warning_detection": 4}}, changes)
    assert raises(warned, plain, "detected_share")
    assert raises(warned, plain, "false_alarms")
    assert raises(warned, plain, "staff_days_used")


def test_stringency_keeps_people_apart_and_slows_the_offices():
    """Fewer supporters, longer service."""
    plain, strict = lived({"e": EPIDEMIC}), lived({"e": {**EPIDEMIC, "stringency": 0.8}})
    assert lowers(strict, plain, supporters)
    assert raises(strict, plain, "resolution_days_median")
    # Online ties carry on: with them alone nothing changes.
    online = {"ties.neighbours.weight": 0, "ties.work.weight": 0, "ties.online.weight": 1}
    free = lived({"e": EPIDEMIC}, online, seeds=[1])[0]
    shut = lived({"e": {**EPIDEMIC, "stringency": 1, "stringency_time": 0}}, online, seeds=[1])[0]
    assert digest(free) == digest(shut)


def test_harshness_enforces_what_is_not_obeyed_and_costs_trust_and_peace_of_mind():
    """Where few comply, force lowers support today; trust falls and grievance rises."""
    lax = {**EPIDEMIC, "stringency": 0.9, "compliance": 0.2}
    mild, harsh = lived({"e": lax}), lived({"e": {**lax, "harshness": 0.8, "harsh_grievance": 0.002}})
    assert lowers(harsh, mild, supporters)
    assert lowers(harsh, mild, "trust.mean")
    assert raises(harsh, mild, "grievance_mean")


def test_a_fragmented_command_begins_late_here_and_there_and_a_unified_one_late_everywhere():
    """Against prompt unified measures, both kinds of delay leave more contact."""
    strict = {**EPIDEMIC, "stringency": 1.0, "stringency_time": 0}
    prompt = lived({"e": strict})
    scattered = lived({"e": {**strict, "command": "fragmented", "fragmentation_days": 60}})
    slow = lived({"e": {**strict, "order_days": 60}})
    assert raises(scattered, prompt, supporters)
    assert raises(slow, scattered, supporters)
    assert interval(slow, prompt, supporters)[0] > 0


# --- scenarios ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shock", "words"),
    [
        ({"community": "x"}, "community needs `where: community`"),
        ({"where": "community", "community": "x", "counties": ["y"]}, "give either community"),
        ({"where": "neighbours", "correlation": 0.5}, "leave it out"),
        ({"where": "employer", "stringency": 0.5}, "measures are taken in places"),
        ({"where": "employer", "warning_days": 5}, "measures are taken in places"),
        ({"where": "employer", "harshness": 0.1}, "measures are taken in places"),
        ({"counties": ["第9区"]}, "no such county"),
        ({"where": "community", "community": "Community 1-1-l"}, "or 'Community 1-1-1'"),
    ],
)
def test_what_does_not_fit_is_told(shock, words):
    """Each rule over several keys says what to change."""
    with pytest.raises(ScenarioError, match=words):
        world(CATCHING.settings, shocks={"e": {**EPIDEMIC, **shock}})


def test_names_of_places_are_those_of_the_city():
    """In a real city a county and a community are found by name, and a name borne twice asks for a code."""
    base = {"title": {"en": "Lanzhou"}, "city": "兰州"}
    shock = {"label": {"en": "e"}, **EPIDEMIC}
    for county in ("城关区", "620102"):
        assert Scenario.from_dict({**base, "shocks": {"e": {**shock, "counties": [county]}}})
    twice = {"where": "community", "community": "高家湾村委会"}
    with pytest.raises(ScenarioError, match=r"communities of 兰州市 have this name: .*allowed a code: 6201"):
        Scenario.from_dict({**base, "shocks": {"e": {**shock, **twice}}})
