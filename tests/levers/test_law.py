"""Rules that a city or a county passes: what they do to claims, and what drafting them costs."""

import numpy as np
import pytest

from govsim import CityModel, Scenario
from govsim.conflict.claims import arise, candidates
from govsim.governance.law import pass_rule
from govsim.scenario.errors import ScenarioError
from govsim.state import DRAFT, N_DISPUTES, Event
from paired import paired, student
from worlds import CERTAIN, QUIET, SKILLED, digest, of_kind, one_office, world

DEBT, LAND = 0, 1
KINDS = {"debt": CERTAIN, "land": CERTAIN}
CITY_LAW = {"law.cases_needed": 5, "law.effect": 0.25, "law.drafting_days": 12, "law.most_rules": 2}


def still(changes=None, regime="city", **more):
    """Return a city without a claim, whose only files are the drafts of rules."""
    scenario = world(
        {
            **QUIET,
            **SKILLED,
            **CITY_LAW,
            "days": 120,
            "disputes.claims_per_1000": 0,
            "casework.slots": 4,
            **(changes or {}),
        },
        kinds=KINDS,
        regimes={
            "city": one_office(legislates="city"),
            "counties": one_office(
                staff={"county": 1.0}, entry=[{"tier": "county"}], terminal="county", legislates="county"
            ),
        },
        **more,
    )
    return CityModel(scenario, regime)


def live(model, until):
    while model.day < until:
        model.step()


def rules(model):
    """Return time, office and type of every rule passed."""
    kinds = model.disputes.column("type")
    return [
        (float(e["time"]), int(e["office"]), int(kinds[e["dispute"]])) for e in of_kind(model, Event.RULE)
    ]


# --- off ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "off",
    [
        {"law.effect": 0.9, "law.drafting_days": 3, "regimes.municipal.legislates": "city"},
        {"law.cases_needed": 1, "law.drafting_days": 3, "regimes.triage.legislates": "city"},
    ],
    ids=["no cases needed", "another regime's power"],
)
def test_without_power_or_without_a_threshold_nothing_changes(off):
    """Rules need both a regime with the power and a number of cases; without, the history is the same."""
    busy = {"disputes.claims_per_1000": 150, "days": 70}
    plain, other = (CityModel(world({**busy, **more}), "municipal").run() for more in ({}, off))
    assert digest(plain) == digest(other)
    assert plain.outcomes()["rules"] == plain.outcomes()["staff_days_drafting"] == 0


# --- what a rule does -----------------------------------------------------------------------------


def test_a_rule_lowers_the_rate_in_the_territory_of_its_legislator_alone():
    """A county's rule multiplies the rate of one type by 1 - effect there; the city's does so everywhere."""
    for regime, factors in (("counties", [[1, 1], [0.75, 1]]), ("city", [[0.75, 1], [0.75, 1]])):
        model = still(regime=regime)
        offices = model.state.offices
        office = np.flatnonzero((offices["slots"] > 0) & (offices["unit"] == (regime == "counties")))[-1]
        pass_rule(model._store.ref, office, DEBT)
        assert model.state.rule_factor.tolist() == factors
        pass_rule(model._store.ref, office, DEBT)
        assert model.state.rule_factor[1].tolist() == [0.5625, 1]


def test_what_arises_under_a_rule_would_have_arisen_without():
    """The candidates under a rule are part of those without, in its county and type, at the rule's rate."""
    model = still({"disputes.claims_per_1000": 400, "population": 4000, "days": 200})
    model._store.reserve(disputes=20_000)
    ref = model._store.ref
    county = model.state.places.county
    seen = np.zeros((2, 2, 2))
    for day in range(200):
        found = []
        for rule in (False, True):
            model.state.rule_factor[0, DEBT] = 0.6 if rule else 1.0
            communities, marks = candidates(ref, day)
            found.append(set(zip(communities.tolist(), marks.tolist(), strict=True)))
            for c, mark in found[-1]:
                seen[int(rule), county[c], mark % 32] += 1
        gone = found[0] - found[1]
        assert found[1] <= found[0]
        assert all(county[c] == 0 and mark % 32 == DEBT for c, mark in gone)
    without, under = seen[:, 0, DEBT]
    # Thinned with 0.6, the number has the variance of a binomial.
    assert abs(under - 0.6 * without) < 4 * np.sqrt(without * 0.24)
    assert np.array_equal(seen[0, 1], seen[1, 1])
    assert seen[0, 0, LAND] == seen[1, 0, LAND]


def test_the_disputes_that_a_rule_leaves_are_the_same_disputes():
    """Under a rule, key, claimant, hour and stake of every dispute are those that it has without."""
    rows = []
    for factor in (1.0, 0.3):
        model = still({"disputes.claims_per_1000": 300})
        model._store.reserve(disputes=5000)
        model.state.rule_factor[:] = factor
        for day in range(30):
            arise(model._store.ref, day)
        table = model.state.disputes[: model.state.counters[N_DISPUTES]]
        rows.append({int(d.key): (d.claimant, d.opened, d.stake, d.difficulty) for d in table})
    assert 0 < len(rows[1]) < len(rows[0])
    assert all(rows[0][key] == dispute for key, dispute in rows[1].items())


# --- when a rule is passed --------------------------------------------------------------------------


def test_a_rule_takes_cases_then_a_month_s_end_then_its_drafting():
    """Five cases by the 30th evening: the draft takes 12 days. Four are not enough. Counting starts anew."""
    model = still()
    office = model.legislatures[0].office
    live(model, 29)
    model.state.resolved_cases[office] = [5, 4]
    live(model, 59)
    assert rules(model) == [(42.0, office, DEBT)]
    assert model.state.rule_factor.tolist() == [[0.75, 1], [0.75, 1]]
    model.state.resolved_cases[office] = [9, 5]
    live(model, 90)
    assert rules(model)[1:] == [(72.0, office, LAND)]
    model.state.resolved_cases[office, DEBT] = 10
    live(model, 120)
    # Five more than when the first draft was begun, not than when its rule was passed.
    assert model.disputes.column("opened").tolist() == [30.0, 60.0, 120.0]


def test_no_more_rules_than_most_rules():
    """However many cases there are, a legislator has two rules on a type at most."""
    model = still()
    office = model.legislatures[0].office
    for evening in (29, 59, 89):
        live(model, evening)
        model.state.resolved_cases[office, DEBT] += 100
    live(model, 120)
    assert rules(model) == [(42.0, office, DEBT), (72.0, office, DEBT)]


def test_a_second_draft_waits_for_the_first():
    """While a rule on a type is being drafted, no other on it is begun."""
    model = still({"law.drafting_days": 45})
    office = model.legislatures[0].office
    live(model, 29)
    model.state.resolved_cases[office, DEBT] = 5
    live(model, 59)
    model.state.resolved_cases[office, DEBT] = 50
    live(model, 89)
    assert (model.disputes.column("alarm") == DRAFT).sum() == 1
    live(model, 90)
    assert (model.disputes.column("alarm") == DRAFT).sum() == 2


def test_every_county_needs_its_own_cases_and_its_own_drafts():
    """A county that legislates learns from its own cases only, and its rule holds only there."""
    model = still(regime="counties")
    first, second = (legislature.office for legislature in model.legislatures)
    live(model, 29)
    model.state.resolved_cases[first, DEBT] = 5
    model.state.resolved_cases[second, DEBT] = 4
    live(model, 59)
    assert rules(model) == [(42.0, first, DEBT)]
    assert model.state.rule_factor[:, DEBT].tolist() == [0.75, 1]


def test_an_end_says_what_it_was():
    """The story of a draft names the type, the office and the rule; it is in no tally of disputes."""
    model = still()
    live(model, 29)
    model.state.resolved_cases[model.legislatures[0].office, DEBT] = 5
    model.run()
    draft = model.disputes[0]
    story = draft.story()
    assert "Draft of a rule: debt" in story
    assert "passes the rule" in story
    assert "出台法规" in draft.story("zh")
    outcomes = model.outcomes()
    assert outcomes["rules"] == 1
    assert outcomes["false_alarms"] == outcomes["disputes.mediation"] == 0


# --- what it costs ------------------------------------------------------------------------------------


def test_a_draft_holds_one_slot_for_its_days():
    """A draft takes its days from the slots of its office, and cases that come meanwhile wait for it."""
    model = still({"casework.slots": 1, "days": 50})
    office = model.legislatures[0].office
    live(model, 29)
    model.state.resolved_cases[office] = [5, 5]
    model.run()
    # One slot: the draft on land begins when that on debts is done.
    assert rules(model) == [(42.0, office, DEBT)]
    outcomes, persons = model.outcomes(), 2000
    per_day = 1000 / persons / (50 / 365)
    assert outcomes["staff_days_drafting"] == pytest.approx(20 * per_day)
    assert outcomes["staff_days_used"] == pytest.approx(20 * per_day)
    assert outcomes["staff_days_idle"] == pytest.approx(30 * per_day)


BUSY = {
    "days": 300,
    "warmup_days": 30,
    "population": 3000,
    "disputes.claims_per_1000": 150,
    "casework.load": 0.9,
    "law.cases_needed": 4,
    "law.most_rules": 3,
    "law.drafting_days": 20,
}


def busy(**changes):
    """Return a city whose one office serves every dispute, and legislates; and its regime."""
    regime = one_office(legislates="city", organizations=False)
    return world(
        BUSY | {f"law.{key}": value for key, value in changes.items()}, regimes={"one": regime}
    ), "one"


def late_arrivals(model):
    """Return the disputes that arose in the last 180 days."""
    times = of_kind(model, Event.AROSE)["time"]
    return float((times >= model.scenario.days - 180).sum())


def test_rules_lower_claims():
    """With rules that take away a third each, fewer disputes arise in the last 180 days."""
    (fewer,) = paired(busy(effect=0.33), busy(effect=0), [late_arrivals])
    assert student(fewer)[1] < 0


def test_drafting_costs_waits():
    """Rules without effect only cost: slots are busy with drafts, and parties wait longer."""
    waits, days = paired(
        busy(effect=0, drafting_days=120), busy(cases_needed=0), ["wait_days_mean", "staff_days_drafting"]
    )
    assert student(waits)[0] > 0
    assert student(days)[0] > 0


# --- what a scenario may say ------------------------------------------------------------------------


def refused(changes, regimes=None):
    with pytest.raises(ScenarioError) as caught:
        world(changes, regimes=regimes)
    return str(caught.value)


def test_who_legislates_needs_staff():
    """A tier without a slot can draft nothing; the message says which share would do."""
    told = refused({"law.cases_needed": 5, "regimes.county.legislates": "city"})
    assert "no staff" in told
    assert "staff.city" in told


def test_rules_need_a_legislator():
    """A number of cases without any regime that legislates is a mistake."""
    assert "no regime legislates" in refused({"law.cases_needed": 5})


def test_shipped_regimes_leave_the_power_aside():
    """No shipped regime legislates, so that arms differ only where a scenario says so."""
    assert all(regime.legislates is None for regime in Scenario.load("quickstart").regimes.values())
