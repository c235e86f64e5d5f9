"""Escalation: the hazard term by term, and the reach of stages by competing hazards."""

import math

import numpy as np
import pytest

from govsim import CityModel
from govsim.conflict.escalation import escalation_hazard, update_hazard
from govsim.state import Status
from worlds import QUIET, ready, within, world


@pytest.fixture(scope="module")
def model() -> CityModel:
    """A city whose offices never act."""
    return CityModel(
        world({"escalation.gamma": 0.3, "escalation.chi": 0.05, "escalation.theta": 1.5}), "county", 1
    )


@pytest.mark.parametrize("stage", [2, 3, 4])
@pytest.mark.parametrize("severity", [0, 1, 2])
@pytest.mark.parametrize("status", [Status.WAITING, Status.IN_SERVICE])
@pytest.mark.parametrize("supporters", [0, 7, 500])
def test_the_hazard_is_the_product_of_its_terms(model, stage, severity, status, supporters):
    """eps0 exp(gamma s - theta trust) by severity and service, (1 + chi min(support, cap))."""
    rows = ready(model, 1)
    rows["stage"], rows["severity"], rows["status"], rows["supporters"] = stage, severity, status, supporters
    rows["office"] = 0
    e = model.scenario.escalation
    trust = model.state.residents.trust[rows["claimant"][0], model.state.offices["tier"][0]]
    expected = e.base * math.exp(e.gamma * (stage - 2) - e.theta * trust)
    expected *= (1.0, e.serious, e.grave)[severity] * (e.in_service if status == Status.IN_SERVICE else 1.0)
    expected *= 1 + e.chi * min(supporters, e.chi_cap)
    assert escalation_hazard(model._store.ref, 0) == pytest.approx(expected, rel=1e-6)


def test_nothing_escalates_beyond_collective_action(model):
    """The top of the ladder has no hazard."""
    rows = ready(model, 1)
    rows["stage"] = 5
    assert escalation_hazard(model._store.ref, 0) == 0.0


def test_a_changed_hazard_spends_what_is_left_of_the_clock(model):
    """Integrated hazard is conserved: a clock that ran at one rate goes on at another from where it was."""
    rows = ready(model, 1)
    rows["stage"], rows["office"], rows["hazard_left"], rows["hazard_since"] = 2, 0, 1.0, 0.0
    ref = model._store.ref
    update_hazard(ref, 0, 0.0)
    slow = float(rows["hazard_rate"][0])
    rows["supporters"] = 20
    update_hazard(ref, 0, 30.0)
    fast = float(rows["hazard_rate"][0])
    assert fast == pytest.approx(2 * slow)
    assert rows["t_escalate"][0] == pytest.approx(30 + (1.0 - 30 * slow) / fast)


def test_stages_are_reached_by_the_product_of_hazard_ratios():
    """With nobody handling, stage s + 1 is reached from s with probability eps / (eps + 1/patience)."""
    changes = {
        **QUIET,
        "escalation.base": 0.02,
        "escalation.gamma": 0.4,
        "casework.patience_days": 40,
        "population": 6000,
        "disputes.claims_per_1000": 300,
        "days": 900,
    }
    rows = CityModel(world(changes), "unhandled", 4).run().disputes.records
    early = rows[rows["opened"] < 400]
    reached = [(early["highest"] >= stage).sum() for stage in range(2, 6)]
    for s in range(3):
        eps = 0.02 * math.exp(0.4 * s)
        share = eps / (eps + 1 / 40)
        n = reached[s]
        assert n > 50
        assert within(reached[s + 1] / n, share, math.sqrt(share * (1 - share) / n))


def test_trust_keeps_disputes_low_on_the_ladder():
    """Where residents trust more, fewer of the same disputes escalate."""
    formal = []
    for trust in (0.2, 0.9):
        levels = {f"population.trust_{tier}": trust for tier in ("community", "street", "county", "city")}
        changes = {**levels, "escalation.theta": 3, "escalation.base": 0.05, "population": 4000, "days": 200}
        model = CityModel(world({**changes, "disputes.claims_per_1000": 100}), "county", 2).run()
        formal.append(int((model.disputes.column("highest") >= 3).sum()))
    assert formal[1] < 0.7 * formal[0]
    assert np.all(np.array(formal) > 0)
