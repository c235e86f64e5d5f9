"""Misconduct of offices: each rule by its formula, and what each does and costs over pairs of runs."""

import math

import numpy as np
import pytest

from govsim import CityModel
from govsim.conflict.contagion import join
from govsim.dice import Purpose, exponential, uniform_pair
from govsim.governance.casework import arrive, conclude_attempt
from govsim.governance.conduct import another_office
from govsim.governance.events import enter, escalate, happen
from govsim.scenario.vocabulary import STAGES, TIERS
from govsim.state import Event, Status
from paired import SMALL, lowers, raises
from worlds import QUIET, digest, of_kind, ready, world

CLAIM, MEDIATION, PETITION = (STAGES.index(name) for name in ("claim", "mediation", "petition"))
CASES = {
    **QUIET,
    "casework.slots": 60,
    "casework.patience_days": 50,
    "casework.distribution": "deterministic",
}
HEATED = {
    "escalation.base": 0.05,
    "contagion.beta": 0.02,
    "casework.skill_county": 0,
    "casework.load": 0.6,
    "casework.reporting_pressure": 0,
}
"""Disputes rush up the ladder to counties that fail."""


def _model(**changes):
    return CityModel(world({**CASES, **{key.replace("__", "."): value for key, value in changes.items()}}))


def _case(model, **columns):
    """Return the record of one dispute at mediation in the first community."""
    rows = ready(model, 1)
    model.state.by_status[:], model.state.by_stage[:], model.state.happened[:] = 0, 0, 0
    model.state.waiting_by_county[:] = 0
    model.state.by_status[Status.OUTSIDE], model.state.by_stage[MEDIATION] = 1, 1
    rows["stage"], rows["highest"], rows["community"] = MEDIATION, MEDIATION, 0
    rows["claimant"] = model.state.places.start[0] + 5
    rows["entered"] = np.nan
    for name, value in columns.items():
        rows[name] = value
    return rows


def _told(model, i=0):
    return [Event(e["event"]) for e in model.disputes.events(int(model.state.disputes["key"][i]))]


def _pair(model, rows, purpose, time):
    return uniform_pair(model.city.seed, purpose, rows["key"][0], time, 0)


# --- off ------------------------------------------------------------------------------------------


def test_off_is_the_same_bits():
    """While probabilities are 0, what a misconduct would cost and how it would be felt changes nothing."""
    off = {
        "conduct.misrouting_time": 1,
        "conduct.overreach_weight": 1,
        "conduct.suppression_return_days": 3,
        "conduct.suppression_grievance": 1,
        "detection.one_window_time": 5,
    }
    for regime in ("county", "municipal"):
        assert digest(SMALL.model(HEATED, 1, regime).run()) == digest(
            SMALL.model({**HEATED, **off}, 1, regime).run()
        )


# --- misrouting -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("window", "chance"), [(0.0, 0.4), (0.5, 0.2), (1.0, 0.0)])
def test_a_file_is_misrouted_where_its_luck_lies_below_misrouting_less_one_window(window, chance):
    """P(misrouted) = misrouting (1 - one_window), by the keyed luck of the step of the ladder."""
    model = _model(conduct__misrouting=0.4, detection__one_window=window)
    seen = 0
    for key in range(1, 60):
        rows = _case(model, key=key, episode=2)
        enter(model._store.ref, 0, 5.0)
        u, _ = _pair(model, rows, Purpose.MISROUTING, 2 * len(STAGES) + MEDIATION)
        assert model.state.conduct["misrouted"][0] == (u < chance)
        right = model.state.places.receiving[0, 0]
        assert (rows["office"][0] != right) == (u < chance)
        assert model.state.conduct["right"][0] == (right if u < chance else -1)
        seen += u < chance
    assert (seen > 0) == (chance > 0)


def test_a_wrong_office_is_another_of_the_tier_each_as_likely():
    """The wrong office is of the same tier, has slots, is never the right one; each other one can be it."""
    model = _model(casework__slots=200)
    offices = model.state.offices
    for tier in range(len(TIERS) - 1):
        there = np.flatnonzero((offices["tier"] == tier) & (offices["slots"] > 0))
        for office in there:
            draws = (np.arange(700) + 0.5) / 700
            found = [another_office(model._store.ref, int(office), u) for u in draws]
            rows, times = np.unique(found, return_counts=True)
            assert rows.tolist() == [row for row in there if row != office] or there.size == 1
            assert times.max() - times.min() <= 1
    alone = CityModel(world({**CASES, "counties": 1}), "municipal")
    city = int(alone.state.places.receiving[0, 3])
    assert another_office(alone._store.ref, city, 0.9) == city


def test_a_wrong_office_wastes_its_share_of_a_normal_time_and_hands_the_file_on():
    """The slot is taken for misrouting_time of a service; no attempt counts; the right office starts anew."""
    for window, share in ((0.0, 0.25), (0.5, 0.25 * 1.5)):
        model = _model(
            conduct__misrouting=1 if window == 0 else 1.0,
            conduct__misrouting_time=0.25,
            detection__one_window=window,
            detection__one_window_time=1,
        )
        key = next(
            k
            for k in range(1, 99)
            if uniform_pair(model.city.seed, Purpose.MISROUTING, k, MEDIATION, 0)[0] < 1 - window
        )
        rows = _case(model, key=key)
        enter(model._store.ref, 0, 5.0)
        wrong, right = int(rows["office"][0]), int(model.state.places.receiving[0, 0])
        assert rows["attempts"][0] == 0
        assert rows["t_service"][0] == pytest.approx(5 + 14 * share)
        conclude_attempt(model._store.ref, 0, 9.0)
        assert model.state.offices["busy_days"][[wrong, right]].tolist() == [4.0, 0.0]
        assert model.state.offices["busy"][[wrong, right]].tolist() == [0, 1]
        assert (rows["office"][0], rows["attempts"][0], rows["office_attempts"][0]) == (right, 1, 1)
        assert model.state.conduct["right"][0] == -1
        assert _told(model) == [Event.ENTERED, Event.SERVICE_BEGAN, Event.MISROUTED, Event.SERVICE_BEGAN]


def test_the_only_office_of_a_tier_misroutes_within_itself():
    """Where a tier has one office, its wrong department keeps the file, which then queues there again."""
    model = CityModel(world({**CASES, "conduct.misrouting": 1, "casework.slots": 4}), "municipal")
    rows = _case(model, stage=PETITION)
    enter(model._store.ref, 0, 5.0)
    city = int(model.state.places.receiving[0, 3])
    assert rows["office"][0] == model.state.conduct["right"][0] == city
    conclude_attempt(model._store.ref, 0, 9.0)
    assert (rows["office"][0], model.state.conduct["right"][0]) == (city, -1)
    assert model.state.offices["busy"][city] == 1


def test_organisations_and_false_alarms_are_spared():
    """Parties find an organisation themselves, and false alarms are the lowest office's own files."""
    on = {
        "conduct.misrouting": 1,
        "conduct.absence": 1,
        "organizations.per_street": 1,
        "organizations.take_up": 1,
    }
    model = CityModel(world({**CASES, **on, "organizations.staff_share": 0.5}), "county")
    for columns in ({}, {"alarm": 1, "claimant": -1}):
        rows = _case(model, **columns)
        enter(model._store.ref, 0, 5.0)
        assert rows["office"][0] >= 0
        assert _told(model)[0] == Event.ENTERED
        assert not model.state.conduct[0]["misrouted"]


def test_misrouting_takes_time_of_staff_and_of_parties():
    """Misrouting delays resolution, and wastes slot time where offices have slots to spare."""
    on = {"conduct.misrouting": 0.4}
    assert SMALL.model(on).run().outcomes()["misrouted_share"] > 0.2
    pair = SMALL.both({}, on)
    assert raises(*pair, "resolution_days_median")
    assert lowers(*pair, "resolved_share")
    pair = SMALL.both({"casework.load": 0.3}, on)
    assert raises(*pair, "staff_days_used")


def test_one_window_avoids_misrouting_at_the_price_of_longer_service():
    """One-window service lowers misrouting; where nothing is misrouted it costs slot time alone."""
    astray = {"conduct.misrouting": 0.4}
    pair = SMALL.both(astray, {"detection.one_window": 0.8})
    assert lowers(*pair, "misrouted_share")
    assert lowers(*pair, "resolution_days_median")
    slow = {"detection.one_window": 1, "detection.one_window_time": 0.3}
    pair = SMALL.both({}, slow)
    assert raises(*pair, "staff_days_used")


# --- absence --------------------------------------------------------------------------------------


@pytest.mark.parametrize("absence", [0.3, 1.0])
def test_who_is_turned_away_stays_outside_with_patience_and_ladder(absence):
    """Below absence nobody takes the case: patience and escalation run, and the tier is judged 0."""
    model = _model(conduct__absence=absence, escalation__base=0.01, trust__grievance_failure=0.125)
    r = model.state.residents
    seen = 0
    for key in range(1, 40):
        rows = _case(model, key=key, hazard_left=1.0)
        j = int(rows["claimant"][0])
        r.trust[j], r.grievance[j], r.updated[j] = 0.5, 0.25, 5.0
        enter(model._store.ref, 0, 5.0)
        u, _ = _pair(model, rows, Purpose.ABSENCE, MEDIATION)
        away = u < absence
        seen += away
        assert model.state.conduct["turned_away"][0] == away
        assert (rows["status"][0] == Status.OUTSIDE) == away
        assert np.isnan(rows["entered"][0]) == away
        assert model.state.offices["busy"].sum() == (not away)
        assert _told(model)[0] == (Event.TURNED_AWAY if away else Event.ENTERED)
        assert r.trust[j].tolist() == pytest.approx([0.4 if away else 0.5, 0.5, 0.5, 0.5])
        assert r.grievance[j] == pytest.approx(0.375 if away else 0.25)
        if away:
            assert math.isfinite(rows["t_quit"][0])
            assert math.isfinite(rows["t_escalate"][0])
    assert seen > 0


def test_absence_saves_staff_time_and_costs_trust_and_resolution():
    """Turning away frees slots, so that others wait less; fewer disputes are resolved and trust falls."""
    on = {"conduct.absence": 0.3}
    pair = SMALL.both({}, on)
    assert lowers(*pair, "staff_days_used")
    assert lowers(*pair, "wait_days_mean")
    assert lowers(*pair, "resolved_share")
    assert lowers(*pair, "trust.mean")


# --- overreach ------------------------------------------------------------------------------------


def test_a_claim_is_taken_over_at_the_hazard_of_overreach():
    """The clock of a claim is exponential with hazard overreach; latent disputes and baselines have none."""
    model = _model(conduct__overreach=0.2)
    rows = _case(model, stage=0, highest=0)
    model.state.by_stage[:] = 0
    model.state.by_stage[0] = 1
    escalate(model._store.ref, 0, 3.0)
    u, _ = _pair(model, rows, Purpose.OVERREACH, CLAIM)
    assert rows["t_detect"][0] == 3.0 + exponential(u) / 0.2
    nobody = CityModel(world({**CASES, "conduct.overreach": 0.2}), "unhandled")
    rows = _case(nobody, stage=0, highest=0)
    nobody.state.by_stage[0] = 1
    escalate(nobody._store.ref, 0, 3.0)
    assert rows["t_detect"][0] == math.inf


def test_who_is_taken_over_judges_the_tier_and_the_file_is_open():
    """A claim taken over is mediated at once; its claimant's trust in the tier moves to 0 by the weight."""
    model = _model(conduct__overreach=0.2, conduct__overreach_weight=0.5, conduct__absence=1)
    r = model.state.residents
    rows = _case(model, stage=CLAIM, highest=CLAIM, t_detect=7.0, t_next=7.0)
    model.state.by_stage[:] = 0
    model.state.by_stage[CLAIM] = 1
    j = int(rows["claimant"][0])
    r.trust[j] = 0.5
    happen(model._store.ref, 0)
    # Losses move trust by loss_rate 0.2, here at half the weight.
    assert r.trust[j].tolist() == pytest.approx([0.45, 0.5, 0.5, 0.5])
    assert (rows["stage"][0], rows["entered"][0], rows["status"][0]) == (MEDIATION, 7.0, Status.IN_SERVICE)
    assert model.state.conduct["taken_over"][0] == 1
    assert _told(model) == [Event.TAKEN_OVER, Event.ENTERED, Event.SERVICE_BEGAN]


def test_a_claim_that_no_office_would_take_is_not_taken_over():
    """Where the regime lets nothing enter at mediation, the claim stays with the parties."""
    tiers = {"staff": {"city": 1.0}, "entry": [{"tier": "city", "stage": "collective"}], "terminal": "city"}
    model = CityModel(world({**CASES, "conduct.overreach": 0.2}, regimes={"own": tiers}), "own")
    rows = _case(model, stage=CLAIM, highest=CLAIM, t_detect=7.0, t_next=7.0)
    happen(model._store.ref, 0)
    assert (rows["stage"][0], rows["t_detect"][0]) == (CLAIM, math.inf)
    assert model.state.counters[1] == 0


def _days_to_first_entry(model):
    rows = model.disputes.records
    rows = rows[(rows["alarm"] == 0) & ~np.isnan(rows["entered"]) & (rows["detected"] == 0)]
    return float((rows["entered"] - rows["opened"]).mean())


def test_overreach_handles_earlier_at_the_price_of_staff_and_trust():
    """Claims are handled earlier; slots serve claims that might have settled themselves; trust suffers."""
    on = {"conduct.overreach": 0.1}
    assert SMALL.model(on).run().outcomes()["taken_over_share"] > 0.1
    pair = SMALL.both({}, on)
    assert lowers(*pair, _days_to_first_entry)
    assert raises(*pair, "staff_days_used")
    free = {**on, "conduct.overreach_weight": 0}
    pair = SMALL.both(free, {"conduct.overreach_weight": 1})
    assert lowers(*pair, "trust.mean")


# --- harshness ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("stage", "harsh"), [(PETITION, True), (PETITION + 1, True), (PETITION - 1, False)])
def test_suppression_sends_everyone_home_and_is_no_resolution(stage, harsh):
    """A failed attempt at petition or above is suppressed: dormant, unreported, resented by all."""
    changes = {
        **CASES,
        "conduct.harshness": 1,
        "conduct.suppression_return_days": 40,
        "conduct.suppression_grievance": 0.25,
        "casework.reporting_pressure": 0,
        "trust.grievance_failure": 0.125,
    }
    model = CityModel(world(changes, kinds={"bad": {"success": 0.0}}), "county")
    ref, r = model._store.ref, model.state.residents
    rows = _case(model, stage=stage, highest=stage, entered=1.0)
    claimant = int(rows["claimant"][0])
    fellows = [j for j in range(20) if j != claimant and r.age_class[j] != 0][:3]
    respondent = 30
    rows["respondent"] = respondent
    for j in (claimant, *fellows):
        join(ref, j, 0, 1.0)
    arrive(ref, 0, int(model.state.places.receiving[0, 2]), 2.0, Event.ENTERED)
    everyone = [claimant, respondent, *fellows]
    r.trust[everyone], r.grievance[everyone], r.updated[everyone] = 0.5, 0.25, 6.0
    conclude_attempt(ref, 0, 6.0)
    assert rows["reported"][0] == rows["papered"][0] == 0
    assert model.state.conduct["suppressed"][0] == harsh
    weight = 1.0 if harsh else 0.25
    low = 0.5 - 0.2 * 0.5
    assert r.trust[everyone, 2].tolist() == pytest.approx([low, low, *[0.5 - 0.1 * weight] * 3])
    rise = 0.25 if harsh else 0.0
    grievance = [0.25 + 0.125 + rise, 0.25, *[0.25 + rise] * 3]
    assert r.grievance[everyone].tolist() == pytest.approx(grievance)
    if harsh:
        assert (rows["status"][0], rows["supporters"][0]) == (Status.DORMANT, 0)
        u, _ = _pair(model, rows, Purpose.SUPPRESSION, 1)
        assert rows["t_return"][0] == pytest.approx(6 + 40 * exponential(u))
        assert _told(model)[-1] == Event.SUPPRESSED
    else:
        assert rows["status"][0] == Status.IN_TRAY
    r.trust[everyone] = 0.5


def test_suppression_is_never_scored_as_resolved_or_reported():
    """Where nothing is closed on paper and nothing relapses, only resolutions are reported, however harsh."""
    harsh = {**HEATED, "conduct.harshness": 1, "casework.relapse": 0}
    model = SMALL.model(harsh).run()
    found, rows = model.outcomes(), model.disputes.records
    assert found["suppressed_share"] > 0.02
    assert found["reported_share"] == found["resolved_share"]
    suppressed = model.state.conduct["suppressed"][: rows.size] > 0
    assert ((rows["reported"] > 0) <= (rows["status"] == Status.RESOLVED))[suppressed].all()


def test_harshness_calms_today_and_costs_trust_tomorrow():
    """H6: fewer stand up while disputes are suppressed; they come back, trust falls and grievance rises."""
    on = {"conduct.harshness": 1}

    def open_at_the_top(model):
        return float((model.daily["open.petition"] + model.daily["open.collective"]).mean())

    def returned(model):
        return float(len(of_kind(model, Event.RETURNED)))

    pair = SMALL.both(HEATED, on)
    assert lowers(*pair, open_at_the_top)
    assert raises(*pair, returned)
    assert lowers(*pair, "trust.county")
    assert raises(*pair, "grievance_mean")


def test_a_harsh_city_has_its_stories():
    """Each misconduct is told in both languages."""
    on = {"conduct.misrouting": 0.3, "conduct.absence": 0.1, "conduct.overreach": 0.1, "conduct.harshness": 1}
    model = SMALL.model({**HEATED, **on}).run()
    for event in (Event.MISROUTED, Event.TURNED_AWAY, Event.TAKEN_OVER, Event.SUPPRESSED):
        entry = of_kind(model, event)[0]
        key = int(model.disputes.column("key")[entry["dispute"]])
        for language in ("en", "zh"):
            assert model.office_name(int(entry["office"]), language) in model.disputes.story(key, language)
