"""The five governances: dials that move named parameters, at a price."""

import json
import math
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from typer.testing import CliRunner

import govsim.scenario.dials as module
from govsim import CityModel, Scenario, build_city
from govsim.cli import app
from govsim.scenario.dial_table import DIALS, TURNS
from govsim.scenario.dials import moved, strengths, turn_dials
from govsim.scenario.explain import explain
from govsim.scenario.plain import to_plain
from paired import ORGANISED, lowers, raises, scored
from reference.governances import table
from strategies import QUICK, worlds
from worlds import digest, one_office, world

ALL = {f"governances.{dial}": 1 for dial in DIALS}


def dial(name, value=1.0):
    """Return the change that turns one dial."""
    return {f"governances.{name}": value}


# --- the table ------------------------------------------------------------------------------------


def test_off_is_the_scenario_itself():
    """With all dials at 0 nothing is copied; integration alone moves nothing."""
    for changes in ({}, {"governances.integration": 1}):
        scenario = world(changes)
        assert turn_dials(scenario, "county") is scenario
        assert moved(scenario, "county") == []


def test_every_dial_has_benefits_and_costs():
    """None is good by definition, and each parameter is moved in one way only."""
    for name in DIALS:
        assert {turn.side for turn in TURNS if turn.dial == name} == {"benefit", "cost"}
    forms = {}
    for turn in TURNS:
        assert forms.setdefault(turn.key, turn.form) == turn.form
        assert turn.factor > 0
        assert turn.factor != 1


def test_page_and_explanation_have_every_row():
    """The page of the model holds the table, and `govsim explain` names what a dial moves."""
    assert table() == [(turn.dial, turn.key, turn.form, turn.factor) for turn in TURNS]
    for turn in TURNS:
        assert turn.key in explain(f"governances.{turn.dial}").meaning


def test_dial_at_one_moves_by_the_stated_factor():
    """A value is multiplied, or what it lacks of 1; everything else stays as it is written."""
    scenario = world()
    for name in DIALS:
        turned = turn_dials(world(dial(name)), "county")
        changed = {turn.key: turn for turn in TURNS if turn.dial == name}
        before, after = flat(to_plain(scenario)), flat(to_plain(turned))
        for key, value in before.items():
            pattern = re.sub(r"(disputes\.types)\.\w+", r"\1.*", key)
            if pattern not in changed:
                assert after[key] == value or key == f"governances.{name}", key
                continue
            turn = changed[pattern]
            expected = value * turn.factor if turn.form == "value" else 1 - (1 - value) * turn.factor
            assert after[key] == pytest.approx(expected)


def flat(data, path=""):
    """Return nested data as values by dotted key."""
    if not isinstance(data, dict):
        return {path: data}
    below = [flat(value, f"{path}.{key}" if path else key) for key, value in data.items()]
    return {key: value for part in below for key, value in part.items()}


def test_half_a_dial_is_the_root_of_the_factor():
    """Strength is the exponent, so that two half steps make a whole one."""
    half = turn_dials(world(dial("rule_of_law", 0.5)), "county").casework.relapse
    assert half == pytest.approx(0.05 * math.sqrt(0.4))


def test_pushes_on_one_parameter_multiply():
    """Morality and autonomy both raise settling."""
    turned = turn_dials(world(dial("morality") | dial("autonomy")), "county")
    assert turned.escalation.settle_claim == pytest.approx(0.03 * 1.5 * 1.3)


def test_integration_needs_all_five():
    """Strengths grow by integration times the geometric mean; with one dial off nothing is added."""
    some = world({"governances.political": 1, "governances.integration": 1}).governances
    assert strengths(some)["political"] == 1.0
    half = {f"governances.{name}": 0.5 for name in DIALS}
    for integration in (-1, 0, 0.6):
        found = strengths(world({**half, "governances.integration": integration}).governances)
        assert list(found.values()) == pytest.approx([0.5 * (1 + integration * 0.5)] * 5)
    uneven = {**half, "governances.smart": 0.1, "governances.integration": 1}
    mean = (0.5**4 * 0.1) ** 0.2
    assert strengths(world(uneven).governances)["smart"] == pytest.approx(0.1 * (1 + mean))


def test_own_dials_of_a_regime_count():
    """A regime with dials of its own ignores those of the scenario."""
    regimes = {"own": one_office(governances={"smart": 1})}
    scenario = world(dial("rule_of_law"), regimes=regimes)
    assert turn_dials(scenario, "own").casework.relapse == scenario.casework.relapse
    assert turn_dials(scenario, "own").casework.alpha == pytest.approx(0.06)
    assert turn_dials(scenario, "county").casework.alpha == scenario.casework.alpha
    assert CityModel(scenario, "own").effective.casework.alpha == pytest.approx(0.06)


@QUICK
@given(worlds({"population": 1000}))
def test_turned_scenarios_are_valid(arguments):
    """Wherever parameters stand, no dial pushes one out of its limits."""
    scenario = world(**arguments)
    turned = turn_dials(scenario, "county")
    assert Scenario.from_dict(to_plain(turned)) == turned


def test_limits_are_met_not_passed():
    """At the end of its range a parameter stays there."""
    edge = {
        "detection.smart": 0.9999999999999999,
        "organizations.staff_share": 0.9999999999999999,
        "detection.false_alarms_per_1000": 1000,
        "detection.false_alarm_days": 365,
        "party.reach": 20,
        "party.burden": 5,
        "casework.hardening": 5,
        "escalation.settle_latent": 10,
        "population.threshold_mean": 1,
        "governances.integration": 1,
    }
    turned = turn_dials(world({**edge, **ALL}), "county")
    assert Scenario.from_dict(to_plain(turned)) == turned
    assert turned.detection.false_alarms_per_1000 == 1000
    assert turned.detection.smart < 1


# --- what stays the same ----------------------------------------------------------------------------


def test_a_dial_acts_through_its_parameters_alone():
    """A run under dials is, bit for bit, a run of the scenario with these parameters written down."""
    for name in ("political", "rule_of_law"):
        scenario = world({"casework.slots": 30, "disputes.claims_per_1000": 200, **dial(name)})
        plain = turn_dials(scenario, "county").replace({f"governances.{name}": 0})
        city = build_city(scenario)
        by_dial = digest(CityModel(scenario, "county", 5, city).run())
        assert by_dial == digest(CityModel(plain, "county", 5, city).run())
        assert by_dial != digest(CityModel(world({"casework.slots": 30}), "county", 5, city).run())


def test_people_candidates_and_staff_are_those_of_the_scenario_as_written():
    """Dials bring neither people nor staff, and disputes arise at the same rates."""
    scenario, turned = world(ORGANISED.settings), world({**ORGANISED.settings, **ALL})
    city = build_city(scenario)
    before, after = CityModel(scenario, "county", 5, city), CityModel(turned, "county", 5, city)
    assert (before.state.types["rate"] == after.state.types["rate"]).all()
    assert before.state.offices["slots"].sum() == after.state.offices["slots"].sum()
    for name in before.state.residents._fields:
        same = getattr(before.state.residents, name) == getattr(after.state.residents, name)
        assert same.all() == (name != "threshold"), name
    assert after.scenario is turned


def test_thresholds_rise_for_the_same_people():
    """What each lacks of 1 shrinks by one factor: the order stays, and the mean is the stated one."""
    scenario = world({**ORGANISED.settings, **dial("morality")})
    city = build_city(scenario)
    before = city.population.residents.threshold
    model = CityModel(scenario, "county", 5, city)
    after = model.state.residents.threshold
    assert 1 - after == pytest.approx(0.95 * (1 - before))
    assert model.effective.population.threshold_mean == pytest.approx(1 - 0.95 * 0.9)
    assert (city.population.residents.threshold == before).all()


# --- what the dials do, and what they cost ----------------------------------------------------------


@cache
def with_dial(name):
    """Return worlds under one dial, or under none."""
    return ORGANISED.lived({} if name is None else dial(name))


def only(name, keys, regime="county"):
    """Return worlds under a dial that moves these parameters and no others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "TURNS", tuple(turn for turn in TURNS if turn.key in keys))
        return ORGANISED.lived(dial(name), regime)


@cache
def without_its_costs(name):
    """Return worlds under a dial without the rows of the table that are its costs."""
    return only(name, tuple(turn.key for turn in TURNS if (turn.dial, turn.side) == (name, "benefit")))


def lumped(model):
    """Return the share of all grievances that were given up before anyone else was asked."""
    rows = scored(model)
    return np.mean((rows["status"] == 7) & (rows["highest"] < 2))


def government_wait(model):
    """Return the mean time in queues of disputes that no organisation took."""
    rows = scored(model)
    return rows["waited"][(rows["organized"] == 0) & (rows["highest"] >= 2)].mean()


def test_political_governance_finds_disputes_and_slows_offices():
    """Mobilised members bring more to light and neighbours to consent; reporting takes its time."""
    assert raises(with_dial("political"), with_dial(None), "detected_share")
    nobody_above = "subsidiarity"
    consent = only("political", ("party.mobilised", "party.coordination"), nobody_above)
    assert raises(consent, ORGANISED.lived(regime=nobody_above), "resolved_share.crossing")
    assert raises(with_dial("political"), without_its_costs("political"), "resolution_days_median")
    assert lowers(with_dial("political"), without_its_costs("political"), "resolved_share")


def test_rule_of_law_makes_outcomes_last_and_takes_time():
    """Fewer settlements come back and fewer are on paper; procedure lengthens waits and hardens parties."""
    assert lowers(with_dial("rule_of_law"), with_dial(None), "recurrence_share")
    assert lowers(with_dial("rule_of_law"), with_dial(None), "reported_gap")
    assert raises(with_dial("rule_of_law"), without_its_costs("rule_of_law"), "wait_days_mean")
    assert lowers(with_dial("rule_of_law"), without_its_costs("rule_of_law"), "resolved_share")


def test_morality_calms_and_silences():
    """Fewer join and more is settled; more grievances are swallowed."""
    assert lowers(with_dial("morality"), with_dial(None), "supporters_mean")
    assert lowers(with_dial("morality"), with_dial(None), "disputes.mediation")
    assert raises(with_dial("morality"), with_dial(None), lumped)
    assert raises(with_dial("morality"), without_its_costs("morality"), lumped)


def test_autonomy_settles_more_and_takes_staff_from_government():
    """More is settled and organisations take more; whoever turns to the government waits longer for it."""
    assert lowers(with_dial("autonomy"), with_dial(None), "disputes.mediation")
    assert raises(with_dial("autonomy"), with_dial(None), "organization_share")
    assert raises(with_dial("autonomy"), without_its_costs("autonomy"), government_wait)


def test_smart_governance_sees_more_and_cries_wolf():
    """More is found early; false alarms and what is found fill the offices."""
    assert raises(with_dial("smart"), with_dial(None), "detected_share")
    assert lowers(with_dial("smart"), with_dial(None), lumped)
    assert raises(with_dial("smart"), without_its_costs("smart"), "false_alarms")
    assert raises(with_dial("smart"), without_its_costs("smart"), "wait_days_mean")


def test_integration_amplifies_benefits_and_costs():
    """All five, counted twice: less comes back and more is found, but there are more false alarms."""
    alone, together = ORGANISED.lived(ALL), ORGANISED.lived({**ALL, "governances.integration": 1})
    assert lowers(together, alone, "recurrence_share")
    assert raises(together, alone, "detected_share")
    assert raises(together, alone, "false_alarms")


# --- what a user sees ------------------------------------------------------------------------------


def test_run_shows_what_dials_moved(tmp_path: Path):
    """The printed run and the provenance tell written and effective values."""
    small = ["--days", "20", "--set", "city.invented.population=2000", "--set", "warmup_days=1"]
    out = tmp_path / "out"
    words = ["run", "quickstart", *small, "--set", "governances.rule_of_law=1", "--out", str(out)]
    said = CliRunner().invoke(app, words).stdout
    assert "casework.relapse is 0.02 under this regime, 0.05 as written\n" in said
    told = json.loads((out / "provenance.json").read_text(encoding="utf-8"))["moved"]
    assert told["county"]["disputes.types.land.service_days"] == {"written": 14.0, "effective": 16.8}
    assert "under this regime," not in CliRunner().invoke(app, ["run", "quickstart", *small]).stdout
