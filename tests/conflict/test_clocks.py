"""Whose trust counts, what support does to early stages, and how clocks are wound."""

import math

import numpy as np
import pytest

from govsim import CityModel
from govsim.conflict.escalation import begin_stage, escalation_hazard, trust_in_holder
from govsim.dice import Purpose, uniform_pair
from govsim.scenario.vocabulary import STAGES
from govsim.state import ORGANIZATION
from worlds import ready, world

RATES = {
    "escalation.claim_rate": 0.2,
    "escalation.mediation_rate": 0.07,
    "escalation.chi": 0.03,
    "escalation.settle_latent": 0.011,
    "escalation.lump_latent": 0.013,
    "escalation.settle_claim": 0.017,
    "escalation.lump_claim": 0.019,
    "detection.grid": 0.1,
    "detection.migrant_factor": 0.25,
}


@pytest.fixture(scope="module")
def model():
    """Return a city with staff on every tier that has not run."""
    return CityModel(world({**RATES, "casework.slots": 300}), "triage")


def test_trust_is_that_of_the_tier_that_holds_the_file(model):
    """Organisations are trusted like the community, nobody like the terminal tier; alarms trust nobody."""
    rows, r = ready(model, 1), model.state.residents
    r.trust[rows["claimant"][0]] = [0.1, 0.2, 0.3, 0.4]
    tiers = model.state.offices["tier"]
    for tier, expected in ((0, 0.1), (1, 0.2), (2, 0.3), (3, 0.4), (ORGANIZATION, 0.1)):
        rows["office"][0] = np.flatnonzero(tiers == tier)[0]
        assert trust_in_holder(model._store.ref, 0) == pytest.approx(expected)
    rows["office"][0] = -1
    for tier, expected in ((3, 0.4), (2, 0.3)):
        model.state.routes.terminal[0] = tier
        assert trust_in_holder(model._store.ref, 0) == pytest.approx(expected)
    rows["claimant"][0] = -1
    assert trust_in_holder(model._store.ref, 0) == 0.0
    rows["alarm"][0], rows["stage"][0] = 1, 2
    assert escalation_hazard(model._store.ref, 0) == 0.0


@pytest.mark.parametrize("supporters", [0, 12])
def test_support_speeds_claiming_and_bringing(model, supporters):
    """Latent disputes are voiced at claim_rate, claims brought at mediation_rate, times 1 + chi support."""
    rows = ready(model, 1)
    rows["supporters"][0] = supporters
    for stage, rate in ((0, 0.2), (1, 0.07)):
        rows["stage"][0] = stage
        assert escalation_hazard(model._store.ref, 0) == pytest.approx(rate * (1 + 0.03 * supporters))


@pytest.mark.parametrize("migrant", [0, 1])
@pytest.mark.parametrize(("stage", "settle", "lump"), [(0, 0.011, 0.013), (1, 0.017, 0.019), (2, 0, 0)])
def test_clocks_are_keyed_exponentials_of_their_hazards(model, stage, settle, lump, migrant):
    """Every clock is its unit exponential over its hazard; detection finds migrants at their factor."""
    rows = ready(model, 1)
    rows["stage"][0], rows["episode"][0], rows["migrant"][0] = stage, 1, migrant
    # Clocks of the stage before do not run on.
    rows["t_settle"][0] = rows["t_quit"][0] = rows["t_detect"][0] = 1.0
    begin_stage(model._store.ref, 0, 5.0)
    seed, key, step = model.city.seed, int(rows["key"][0]), len(STAGES) + stage
    draws = (
        *uniform_pair(seed, Purpose.STAGE, key, step, 0),
        *uniform_pair(seed, Purpose.STAGE, key, step, 1),
    )
    unit = [-math.log1p(-u) for u in draws]
    hazard = model.state.places.detection[0] * (0.25 if migrant else 1) if stage == 0 else 0
    for clock, left, rate in (
        ("t_settle", unit[1], settle),
        ("t_quit", unit[2], lump),
        ("t_detect", unit[3], hazard),
    ):
        assert rows[clock][0] == pytest.approx(5 + left / rate if rate else math.inf)
    rate = escalation_hazard(model._store.ref, 0)
    assert rows["t_escalate"][0] == pytest.approx(5 + unit[0] / rate)


def test_nobody_detects_where_nobody_handles():
    """Under the baseline no grid worker brings a dispute to mediation."""
    model = CityModel(world({**RATES, "disputes.claims_per_1000": 200}), "unhandled").run()
    assert not model.disputes.column("detected").any()
    assert (
        CityModel(world({**RATES, "disputes.claims_per_1000": 200}), "county")
        .run()
        .disputes.column("detected")
        .any()
    )
