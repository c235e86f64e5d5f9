"""Party cells and social organisations at work."""

import numpy as np
import pytest

from govsim import CityModel
from govsim.agents import PartyCell
from govsim.state import ORGANIZATION
from worlds import world


@pytest.fixture
def model():
    """Return a city in which cells and organisations do a good deal."""
    return CityModel(
        world(
            {
                "population": 4000,
                "scale": 2,
                "casework.slots": 60,
                "organizations.per_street": 2,
                "organizations.dilution": 0.6,
                "party.reach": 4,
                "party.response": 1,
                "party.mobilised": 0.2,
            }
        ),
        "county",
    )


def test_cells_count_the_members_of_their_unit(model):
    """Members and residents of the communities add up tier by tier to those of the city."""
    cells = model.agents_by_type[PartyCell]
    people = model.state.residents
    members = (model.state.places.weight[people.community] * people.party).sum()
    for tier in range(4):
        mine = cells.select(lambda cell, t=tier: cell.tier == t)
        assert mine.agg("members", sum) == pytest.approx(members)
        assert mine.agg("population", sum) == pytest.approx(4000)


def test_cells_of_a_community_bring_disputes_to_light_sooner(model):
    """The detection hazard rises by reach times the share of residents kept in touch with."""
    for cell in model.agents_by_type[PartyCell]:
        if cell.tier == 0:
            touched = min(1, 10 * 0.2 * cell.members / cell.population)
            assert cell.reach == pytest.approx(touched)
            expected = model.base_detection * (1 + 4 * touched)
            assert model.state.places.detection[cell.unit] == pytest.approx(expected)


def test_cells_mobilise_as_the_queue_of_their_office_grows(model):
    """Cells go half the way a week to the share that the waiting per slot calls for, at most everyone."""
    cell = next(c for c in model.agents_by_type[PartyCell] if c.tier == 1)
    model.waiting_per_slot[cell.office] = 2.0
    cell.step()
    assert cell.mobilised == pytest.approx(0.2 + 0.5 * (0.6 - 0.2))
    lacking = 0.5 * (1 - model.scenario.party.coordination * cell.mobilised)
    assert model.kappa[cell.office] == pytest.approx(1 - lacking)
    assert model.burden[cell.office] == pytest.approx(model.scenario.party.burden * cell.mobilised)
    model.waiting_per_slot[cell.office] = 50.0
    for _ in range(30):
        cell.step()
    assert cell.mobilised == pytest.approx(1.0, abs=2e-3)
    model.waiting_per_slot[cell.office] = 0.0
    for _ in range(30):
        cell.step()
    assert cell.mobilised == pytest.approx(0.2, abs=2e-3)


def test_cells_heed_a_queue_that_comes_back_to_what_it_was(model):
    """A cell that has come to rest at a queue goes back to the same rest after another one."""
    cell = next(c for c in model.agents_by_type[PartyCell] if c.tier == 1)
    rests = []
    for waiting in (1.0, 3.0, 1.0):
        model.waiting_per_slot[cell.office] = waiting
        for _ in range(30):
            cell.step()
        rests.append(cell.mobilised)
    assert rests == pytest.approx([0.4, 0.8, 0.4], abs=2e-3)
    assert model.burden[cell.office] == pytest.approx(model.scenario.party.burden * cell.mobilised)


def test_organisations_share_the_communities_of_their_street_and_calm_them(model):
    """Every community has one organisation; dilution is full up to full load and falls beyond."""
    reached = np.concatenate([o.communities for o in model.organizations])
    assert sorted(reached.tolist()) == list(range(len(model.territory.communities.code)))
    for organization in model.organizations:
        assert organization.tier == ORGANIZATION
        streets = model.territory.communities.street[organization.communities]
        assert (streets == organization.unit).all()
        assert model.state.places.dilution[organization.communities] == pytest.approx(0.4)
    busy = model.organizations[0]
    model.state.offices["busy"][busy.row] = busy.slots
    model.state.offices["waiting"][busy.row] = busy.slots
    model.circles.calm()
    assert model.state.places.dilution[busy.communities] == pytest.approx(1 - 0.6 * 0.5)


def test_where_a_regime_uses_no_organisations_there_are_none():
    """Without them nobody is calmed and all slots are the government's."""
    model = CityModel(world({"casework.slots": 60}), "unhandled")
    assert not model.organizations
    assert (model.state.places.dilution == 1).all()
    assert (model.state.offices["tier"] < ORGANIZATION).all()
