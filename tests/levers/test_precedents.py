"""Precedents: what offices learn from the cases they resolve, and what that does to unusual ones."""

import math

import numpy as np
import pytest

from govsim import CityModel
from govsim.governance.law import precedent
from govsim.governance.service import success_probability
from govsim.state import Event, Status
from paired import paired, student
from worlds import digest, of_kind, one_office, ready, world


@pytest.fixture(scope="module")
def model():
    """A city whose one office has resolved three disputes on debts and none on land."""
    kinds = {"debt": {"difficulty": 0.5}, "land": {"difficulty": 0.0}}
    changes = {"law.precedent": 0.2, "law.rigidity": 0.4, "casework.slots": 5, "casework.alpha": 0}
    made = CityModel(world(changes, kinds=kinds, regimes={"city": one_office()}), "city")
    office = int(np.flatnonzero(made.state.offices["slots"])[0])
    made.state.resolved_cases[office] = [3, 0]
    rows = ready(made, 4)
    rows["office"], rows["stage"] = office, 2
    rows["type"] = [0, 0, 0, 1]
    rows["difficulty"] = [0.5, 1.5, -0.5, 2.0]
    return made


def test_skill_grows_by_doublings_and_falls_with_the_distance_from_the_usual(model):
    """With n = 3: 0.2 log2(4) - 0.4 |difficulty - mean|; nothing without a case resolved."""
    found = [precedent(model._store.ref, i) for i in range(4)]
    assert found == pytest.approx([0.4, 0.4 - 0.4, 0.4 - 0.4, 0.0])


def test_success_uses_the_skill_that_precedents_give(model):
    """The logistic of skill and precedents minus difficulty, times q_max."""
    skill = model.scenario.casework.skill_city
    for i, (difficulty, extra) in enumerate([(0.5, 0.4), (1.5, 0.0), (-0.5, 0.0), (2.0, 0.0)]):
        kind = list(model.scenario.disputes.types.values())[i == 3]
        expected = kind.success / (1 + math.exp(difficulty - skill - extra))
        assert success_probability(model._store.ref, i) == pytest.approx(expected)


def test_without_precedents_rigidity_is_nothing():
    """Rigidity is a property of precedents: at precedent 0 the history is the same."""
    busy = {"disputes.claims_per_1000": 150}
    plain, rigid = (CityModel(world({**busy, "law.rigidity": r}), "county").run() for r in (0.5, 5))
    assert digest(plain) == digest(rigid)


def test_offices_count_what_they_resolve_for_good():
    """The cases of an office are its durable resolutions, by type."""
    model = CityModel(world({"disputes.claims_per_1000": 800, "casework.relapse": 0.5}), "county").run()
    done = of_kind(model, Event.RESOLVED)
    expected = np.zeros_like(model.state.resolved_cases)
    np.add.at(expected, (done["office"], model.disputes.column("type")[done["dispute"]]), 1)
    assert expected.sum() > 50
    assert np.array_equal(model.state.resolved_cases, expected)


HARD = {
    "days": 300,
    "warmup_days": 60,
    "population": 3000,
    "disputes.claims_per_1000": 150,
    "disputes.difficulty_sd": 1.5,
    "casework.load": 0.7,
    **{f"casework.skill_{tier}": 0.5 for tier in ("community", "street", "county", "city")},
}


def failed_attempts(model):
    """Return the share of attempts that failed in the end, on paper or not."""
    failed = of_kind(model, Event.FAILED, Event.CLOSED_ON_PAPER).size
    return failed / (failed + of_kind(model, Event.RESOLVED, Event.AGREED).size)


def unusual_resolved(model):
    """Return the share resolved of the disputes that are easier than usual by a standard deviation."""
    rows = model.disputes.records
    mean = model.state.types["difficulty"][rows["type"]]
    rows = rows[(rows["alarm"] == 0) & (rows["highest"] >= 2) & (rows["difficulty"] < mean - 1.5)]
    return (rows["status"] == Status.RESOLVED).mean()


def test_precedents_raise_success():
    """Offices that learn fail less and resolve more."""
    learning, plain = (world({**HARD, "law.precedent": p, "law.rigidity": 0}) for p in (0.3, 0))
    failed, resolved = paired(
        (learning, "municipal"), (plain, "municipal"), [failed_attempts, "resolved_share"], range(101, 113)
    )
    assert student(failed)[1] < 0
    assert student(resolved)[0] > 0


def test_rigidity_costs_the_unusual_case():
    """Where precedents are rigid, even unusually easy disputes are resolved less often than without any."""
    rigid, plain = (world({**HARD, "law.precedent": p, "law.rigidity": 2}) for p in (0.1, 0))
    unusual, failed = paired(
        (rigid, "municipal"), (plain, "municipal"), [unusual_resolved, failed_attempts], range(101, 113)
    )
    assert student(unusual)[1] < 0
    assert student(failed)[0] > 0
