"""How disputes arise: their number, their types, whom they befall, and what shocks change."""

import math

import numpy as np
import pytest

from govsim import CityModel, build_city
from govsim.conflict.claims import dominating_factor, rate_factor, reach_of_mediation
from worlds import QUIET, shock_factors, within, world

EVEN = {
    "disputes.grievance_effect": 0,
    "contagion.beta": 0,
    "party.reach": 0,
    "detection.false_alarms_per_1000": 0,
}
"""No feedback on the claim rate."""


def _latent(changes=(), **more) -> CityModel:
    base = {**EVEN, "population": 6000, "days": 365, "disputes.claims_per_1000": 60}
    return CityModel(world({**base, **dict(changes)}, **more), "county", 11).run()


def test_as_many_disputes_come_to_mediation_as_the_scenario_says():
    """Per 1,000 residents and year, claims_per_1000 disputes reach mediation, by type in their shares."""
    model = _latent({"days": 600})
    rows = model.disputes.records
    # The last months are left out: what arose there may still be on its way.
    early = rows[rows["opened"] < 500]
    expected = 60 / 1000 * 6000 * 500 / 365
    hardship = model.state.residents.hardship.mean()
    reached = (early["highest"] >= 2).sum()
    assert within(reached, expected * hardship, math.sqrt(expected))
    for code, kind in enumerate(model.scenario.disputes.types.values()):
        arose = (early["type"] == code).sum()
        assert within(arose, kind.share * len(early), math.sqrt(kind.share * len(early)) + 1)


def test_reach_of_mediation_is_that_of_competing_clocks():
    """The share of latent disputes that come to mediation is a product of hazards over their sums."""
    model = _latent({"days": 600, "escalation.chi": 0, "detection.migrant_factor": 1})
    rows = model.disputes.records
    early = rows[rows["opened"] < 450]
    share = reach_of_mediation(model.scenario, model.base_detection)
    e, d = model.scenario.escalation, model.base_detection
    claimed = e.claim_rate / (e.claim_rate + e.settle_latent + e.lump_latent + d)
    by_hand = claimed * e.mediation_rate / (e.mediation_rate + e.settle_claim + e.lump_claim)
    by_hand += d / (e.claim_rate + e.settle_latent + e.lump_latent + d)
    assert share == pytest.approx(by_hand)
    reached = (early["highest"] >= 2).mean()
    assert within(reached, share, math.sqrt(share * (1 - share) / len(early)))


def test_detection_finds_its_share_and_fewer_migrants():
    """The share detected is the hazard over the sum of hazards, with the factor for migrants."""
    model = _latent(
        {
            "detection.grid": 0.03,
            "detection.migrant_factor": 0.2,
            "days": 500,
            "disputes.claims_per_1000": 200,
        }
    )
    rows = model.disputes.records
    early = rows[rows["opened"] < 400]
    e = model.scenario.escalation
    rest = e.claim_rate + e.settle_latent + e.lump_latent
    for migrant, hazard in ((0, model.base_detection), (1, 0.2 * model.base_detection)):
        group = early[early["migrant"] == migrant]
        share = hazard / (hazard + rest)
        assert within(group["detected"].mean(), share, math.sqrt(share * (1 - share) / len(group)))


def test_claims_befall_residents_in_proportion_to_hardship():
    """Mean hardship of claimants is the mean of its square over its mean, as thinning by hardship implies."""
    model = _latent({"disputes.claims_per_1000": 200})
    hardship = model.state.residents.hardship.astype(float)
    claimants = hardship[model.disputes.column("claimant")]
    expected = (hardship**2).mean() / hardship.mean()
    assert expected > 1.1
    assert within(claimants.mean(), expected, claimants.std() / math.sqrt(len(claimants)))


def test_grievance_raises_the_claim_rate():
    """Aggrieved residents claim more: with the effect on, more disputes arise from the same candidates."""
    sore = {"trust.grievance_rest": 0.5, "trust.grievance_claim": 0.5, "disputes.claims_per_1000": 300}
    calm = set(_latent(sore).disputes.column("key").tolist())
    roused = set(_latent({**sore, "disputes.grievance_effect": 2}).disputes.column("key").tolist())
    assert len(roused) > 1.02 * len(calm)


def test_the_claim_rate_is_that_of_hardship_and_present_grievance():
    """h (1 + b g) / (1 + b g0), with the grievance of the moment, and never above the dominating factor."""
    model = CityModel(
        world(
            {
                "disputes.grievance_effect": 1.5,
                "trust.grievance_rest": 0.1,
                "trust.grievance_decay": 0.05,
                "population.hardship_maximum": 4,
            }
        ),
        "county",
    )
    r, ref = model.state.residents, model._store.ref
    highest = 4 * 2.5 / 1.15
    assert dominating_factor(ref) == pytest.approx(highest)
    for hardship in (0.0, 0.7, 4.0):
        r.hardship[3], r.grievance[3], r.updated[3] = hardship, 0.9, 10
        g = 0.1 * hardship + (0.9 - 0.1 * hardship) * math.exp(-0.05 * 20)
        assert rate_factor(ref, 3, 30.0) == pytest.approx(hardship * (1 + 1.5 * g) / 1.15, rel=1e-6)
    r.hardship[3], r.grievance[3], r.updated[3] = 4.0, 1.0, 30
    assert rate_factor(ref, 3, 30.0) == pytest.approx(highest)


def test_a_shock_multiplies_claims_in_its_counties_types_and_days_only():
    """Eightfold claims of one type in one county for fifty days, and the same disputes elsewhere."""
    plain = _latent({"disputes.claims_per_1000": 200}, shocks={})
    county = plain.territory.counties.name[1]
    shock = {"types": ["labour"], "factor": 8, "day": 100, "length": 50, "counties": [county]}
    struck = _latent({"disputes.claims_per_1000": 200}, shocks={"strike": shock})
    inside, outside = [], []
    for model in (plain, struck):
        rows = model.disputes.records
        there = (model.state.places.county[rows["community"]] == 1) & (rows["type"] == 5)
        there &= (rows["opened"] >= 100) & (rows["opened"] < 150)
        inside.append(there.sum())
        outside.append(set(rows["key"][~there].tolist()))
    assert outside[0] == outside[1]
    assert within(inside[1], 8 * inside[0], math.sqrt(8 * inside[0] + 64 * inside[0]))
    assert inside[1] > 3 * inside[0] > 0


def test_random_shocks_strike_together_or_alone_by_their_correlation():
    """At correlation 1 a spell strikes all counties, at 0 one of them."""
    for correlation, struck in ((1.0, 4), (0.0, 1)):
        shock = {"types": ["finance"], "factor": 3, "per_year": 12, "length": 1, "correlation": correlation}
        scenario = world({"counties": 4, "days": 2000}, shocks={"random": shock})
        factors = shock_factors(scenario, build_city(scenario, 1))[:, :, 9]
        counties = (factors > 1).sum(axis=1)
        assert set(counties.tolist()) == {0, struck}
        assert within((counties > 0).sum(), 2000 * 12 / 365, math.sqrt(2000 * 12 / 365))


def test_no_candidate_is_lost_when_arrays_grow():
    """A burst of claims beyond all room that was made in advance is recorded whole."""
    model = CityModel(
        world(
            {**QUIET, "disputes.claims_per_1000": 1, "days": 3},
            shocks={"burst": {"types": ["family"], "factor": 1000, "day": 1, "length": 1}},
        ),
        "county",
        2,
    )
    model.run()
    rows = model.disputes.records
    assert len(np.unique(rows["key"])) == len(rows)
    assert np.all(np.isfinite(rows["opened"]))
