"""Where the slots stand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsim.city import build_territory
from govsim.governance.staffing import place_staff, total_slots
from govsim.scenario.vocabulary import TIERS
from govsim.state import ORGANIZATION
from worlds import REGIMES, world


def test_total_slots_follow_from_the_load():
    """Cases a day times elapsed time times attempts, over the load, rounded up."""
    scenario = world({"population": 5000, "casework.load": 0.7, "disputes.claims_per_1000": 80})
    kinds = scenario.disputes.types.values()
    service = sum(kind.share * kind.service_days for kind in kinds)
    offered = 80 * 5 / 365 * service * scenario.casework.attempts_per_case
    assert total_slots(scenario, 5000) == math.ceil(offered / 0.7)
    assert total_slots(world({"casework.slots": 17}), 5000) == 17


@pytest.mark.parametrize("tiers", [2, 3, 4])
@given(slots=st.integers(0, 700), counties=st.integers(1, 4), heterogeneity=st.sampled_from([0, 0.8]))
def test_every_regime_has_the_same_total_by_its_shares(tiers, slots, counties, heterogeneity):
    """Totals are equal, tiers get their shares to within a slot, units theirs by population."""
    scenario = world(
        {"casework.slots": slots, "counties": counties, "heterogeneity": heterogeneity, "tiers": tiers}
    )
    territory = build_territory(scenario)
    for name in REGIMES:
        regime = scenario.regimes[name]
        offices = place_staff(scenario, regime, territory).offices
        assert offices["slots"].sum() == slots
        by_tier = [int(offices["slots"][offices["tier"] == tier].sum()) for tier in range(5)]
        used = regime.handles and regime.organizations
        assert by_tier[ORGANIZATION] == (round(slots * scenario.organizations.staff_share) if used else 0)
        shares = np.array([getattr(regime.staff, tier) for tier in TIERS])
        shares[: 4 - tiers] = 0
        if shares.sum() == 0:
            shares[3] = 1
        wanted = (slots - by_tier[ORGANIZATION]) * shares / shares.sum()
        assert np.abs(np.array(by_tier[:4]) - wanted).max() < 1
        counties_ = offices[offices["tier"] == 2]
        quota = by_tier[2] * territory.counties.population / territory.counties.population.sum()
        assert np.abs(counties_["slots"] - quota).max() < 1


@given(slots=st.integers(0, 60))
def test_cases_go_to_the_first_staffed_office_above(slots):
    """Unstaffed offices are skipped upward, tier by tier, along the place tree."""
    scenario = world({"casework.slots": slots, "heterogeneity": 0.8, "streets": 3})
    territory = build_territory(scenario)
    for name in REGIMES:
        offices, receiving, *_ = place_staff(scenario, scenario.regimes[name], territory)
        for c in range(territory.communities.code.size):
            chain = (c, territory.communities.street[c], territory.communities.county[c], 0)
            above = -1
            for tier in (3, 2, 1, 0):
                here = np.flatnonzero((offices["tier"] == tier) & (offices["unit"] == chain[tier]))
                if offices["slots"][here[0]] > 0:
                    above = here[0]
                assert receiving[c, tier] == above


def test_skill_and_consent_are_those_of_the_tier():
    """Each office has the skill of its tier and organisations their own."""
    skills = {f"casework.skill_{tier}": n / 2 for n, tier in enumerate(TIERS)}
    scenario = world({**skills, "organizations.skill": 3.5, "casework.kappa": 0.3})
    offices = place_staff(scenario, scenario.regimes["county"], build_territory(scenario)).offices
    for tier in range(4):
        assert (offices["skill"][offices["tier"] == tier] == tier / 2).all()
    assert (offices["skill"][offices["tier"] == ORGANIZATION] == 3.5).all()
    assert (offices["kappa"] == 0.3).all()


@pytest.mark.parametrize("per_street", [1, 3])
def test_organisations_stand_by_street_and_their_slots_by_population(per_street):
    """A community is served by the organisations of its street, which share the slots by its population."""
    scenario = world(
        {"organizations.per_street": per_street, "organizations.staff_share": 0.5, "casework.slots": 100}
        | {"heterogeneity": 0.8, "streets": 3}
    )
    territory = build_territory(scenario)
    offices, _, organization, *_ = place_staff(scenario, scenario.regimes["county"], territory)
    units = offices["unit"]
    for c, street in enumerate(territory.communities.street.tolist()):
        first, number = organization[c].tolist()
        assert number == per_street
        assert (offices["tier"][first : first + number] == ORGANIZATION).all()
        assert (units[first : first + number] == street).all()
    own = offices[offices["tier"] == ORGANIZATION]
    quota = 50 * territory.streets.population / territory.streets.population.sum() / per_street
    assert np.abs(own["slots"] - np.repeat(quota, per_street)).max() < 1
    none = place_staff(scenario, scenario.regimes["unhandled"], territory)
    assert not none.organization.any()
    assert not (none.offices["tier"] == ORGANIZATION).any()


def test_a_city_whose_types_have_no_share_needs_one_slot_or_none():
    """Without any claim there is nothing to staff for."""
    assert total_slots(world({"disputes.claims_per_1000": 0}), 5000) == 0
