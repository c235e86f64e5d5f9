"""Who the parties of a dispute are: layers of ties, respondents, households, places touched."""

from itertools import pairwise

import numpy as np
import pytest

from govsim import CityModel
from govsim.conflict.claims import (
    LEAST_REACH,
    acquaintance,
    dispute_types,
    layer_range,
    parties_join,
    reach_of_mediation,
)
from govsim.conflict.supporters import release
from govsim.dice import Purpose, uniform_pair
from govsim.scenario.vocabulary import LAYERS
from govsim.state import Event
from worlds import QUIET, of_kind, ready, supporters_of, world

CHILD, AGED = 0, 2
KINDS = {
    "alone": {"respondent": "none"},
    "street": {"respondent": "neighbours", "households": 3},
    "shop": {"respondent": "work", "households": 6},
    "online": {"respondent": "online", "households": 6},
}
CROWDED = {**QUIET, "population": 3000, "ties.online.degree": 12, "disputes.claims_per_1000": 400}
STILL = {
    "escalation.claim_rate": 0,
    "escalation.settle_latent": 0,
    "escalation.lump_latent": 0,
    "escalation.mediation_rate": 0,
    "escalation.settle_claim": 0,
    "escalation.lump_claim": 0,
}
"""No clock of the first two stages runs."""


@pytest.fixture(scope="module")
def run():
    """Return a run in which every claim is brought, often over a county line, and nobody handles it."""
    far = {"ties.online.leave_community": 0.9, "ties.online.leave_county": 0.9}
    return CityModel(world({**CROWDED, **far, "days": 90}, kinds=KINDS), "unhandled").run()


@pytest.fixture(scope="module")
def fresh():
    """Return a model that has not run."""
    return CityModel(world(CROWDED, kinds=KINDS), "unhandled")


def _layers(ties, j):
    """Return the neighbours of a resident by layer."""
    first, last = int(ties.start[j]), int(ties.start[j + 1])
    cuts = (first, first + int(ties.work_from[j]), first + int(ties.online_from[j]), last)
    return [ties.neighbour[a:b].tolist() for a, b in pairwise(cuts)]


def test_layers_of_ties_follow_each_other(fresh):
    """A resident's ties stand by layer, and an acquaintance is any of one layer with equal chance."""
    ref, ties = fresh._store.ref, fresh.population.ties
    for j in range(0, 1000, 7):
        for layer, mine in enumerate(_layers(ties, j)):
            first, last = layer_range(ref, j, layer)
            assert ties.neighbour[first:last].tolist() == mine
            found = [acquaintance(ref, j, layer, (k + 0.5) / max(1, len(mine))) for k in range(len(mine))]
            assert found == mine
            if not mine:
                assert acquaintance(ref, j, layer, 0.5) == -1


def test_the_respondent_is_a_keyed_tie_of_the_types_layer_and_fixes_the_places_touched(run):
    """Respondent, communities, streets and counties of a new dispute are those of its first parties."""
    ties, r, places = run.population.ties, run.state.residents, run.state.places
    names = [kind["respondent"] for kind in KINDS.values()]
    first = {}
    for entry in of_kind(run, Event.CROSSED):
        first.setdefault(int(entry["dispute"]), entry)
    crossing = 0
    for i, row in enumerate(run.disputes.records):
        j, name = int(row["claimant"]), names[row["type"]]
        _, v = uniform_pair(run.city.seed, Purpose.PARTIES, row["key"], 0, 0)
        mine = _layers(ties, j)[LAYERS.index(name)] if name in LAYERS else []
        other = mine[int(v * len(mine))] if mine else -1
        assert row["respondent"] == other
        assert row["migrant"] == r.migrant[j]
        assert row["aged"] == (r.age_class[j] == AGED)
        here = r.community[j]
        there = r.community[other] if other >= 0 else here
        assert row["communities"] == 1 + (here != there)
        assert row["streets"] == 1 + (places.street[here] != places.street[there])
        for county in (places.county[here], places.county[there]):
            assert int(row["county_mask"]) >> int(county) & 1
        if places.county[here] != places.county[there]:
            crossing += 1
            assert (first[i]["time"], first[i]["value"]) == (row["opened"], 2), "noted when it arises"
    assert crossing > 10


@pytest.mark.parametrize("kind", range(len(KINDS)))
def test_the_claimants_side_is_the_household_and_its_fellows(fresh, kind):
    """Adults of the household join, with those of the next ones in the community or acquaintances."""
    state, ties, r = fresh.state, fresh.population.ties, fresh.state.residents
    start = state.places.start
    rows = ready(fresh, 1)
    name, households = list(KINDS.values())[kind]["respondent"], 6
    layer = LAYERS.index(name) if name in LAYERS else -1
    homes = {}
    for j, home in enumerate(r.household.tolist()):
        homes.setdefault(home, []).append(j)
    last = int(start[1]) - 1
    for claimant in (*range(3, int(start[1]), 29), last):
        ready(fresh, 1)
        rows["community"], rows["claimant"], rows["type"], rows["households"] = 0, claimant, kind, households
        rows["respondent"] = -1
        rows["key"] = key = 977 * claimant + 5
        parties_join(fresh._store.ref, 0, 1.0)
        own = homes[r.household[claimant]]
        if layer > 0:
            fellows, mine = [], _layers(ties, claimant)[layer]
            for ordinal in range(households - 1 if mine else 0):
                u, _ = uniform_pair(fresh.city.seed, Purpose.PARTIES, key, 0, 1 + ordinal)
                fellows.append(mine[int(u * len(mine))])
        else:
            order = sorted(home for home in homes if home < start[1])
            place = order.index(r.household[claimant])
            chosen = [order[(place + k) % len(order)] for k in range(1, households)]
            fellows = [j for home in chosen for j in homes[home]]
        expected = {j for j in (*own, *fellows) if r.age_class[j] != CHILD}
        assert supporters_of(fresh, 0) == expected
        release(fresh._store.ref, 0)


def test_a_community_of_few_households_sends_each_once(fresh):
    """Where a dispute has more households than its community, all of these take part, once."""
    state, r = fresh.state, fresh.state.residents
    rows = ready(fresh, 1)
    first, last = int(state.places.start[1]), int(state.places.start[2])
    rows["community"], rows["claimant"], rows["type"], rows["households"] = 1, first + 10, 1, 10_000
    rows["respondent"] = -1
    parties_join(fresh._store.ref, 0, 1.0)
    assert supporters_of(fresh, 0) == {j for j in range(first, last) if r.age_class[j] != CHILD}
    release(fresh._store.ref, 0)


def test_rates_are_those_of_the_scenario_and_bounded_where_nothing_comes_to_mediation():
    """Shares of claims_per_1000 a year over the reach, which is taken as LEAST_REACH at the least."""
    scenario = world({"disputes.claims_per_1000": 73})
    kinds = list(scenario.disputes.types.values())
    reach = reach_of_mediation(scenario, 0.01)
    found = dispute_types(scenario, 0.01)
    assert found["rate"] == pytest.approx([kind.share * 0.0002 / reach for kind in kinds])
    for column in ("stake", "success", "service_days", "households", "difficulty"):
        assert found[column] == pytest.approx([getattr(kind, column) for kind in kinds])
    names = [kind.respondent for kind in kinds]
    assert found["layer"].tolist() == [LAYERS.index(name) if name in LAYERS else -1 for name in names]
    still = world({"disputes.claims_per_1000": 73, **STILL})
    assert LEAST_REACH == 0.02
    assert dispute_types(still, 0.0)["rate"] == pytest.approx([kind.share * 0.01 for kind in kinds])


def test_reach_of_mediation_where_clocks_stand_still():
    """Nobody comes to mediation where no clock runs; where nobody brings claims, detection does."""
    assert reach_of_mediation(world(STILL), 0.0) == 0.0
    assert reach_of_mediation(world(STILL), 0.1) == 1.0
    voiced = world({**STILL, "escalation.claim_rate": 0.3})
    assert reach_of_mediation(voiced, 0.0) == 0.0
    assert reach_of_mediation(voiced, 0.1) == pytest.approx(0.25)
    mixed = {
        "escalation.claim_rate": 0.3,
        "escalation.settle_latent": 0.1,
        "escalation.lump_latent": 0.05,
        "escalation.mediation_rate": 0.2,
        "escalation.settle_claim": 0.15,
        "escalation.lump_claim": 0.05,
    }
    assert reach_of_mediation(world(mixed), 0.05) == pytest.approx(0.6 * 0.5 + 0.1)


def test_a_claim_aggrieves_the_claimant():
    """When a dispute arises, its claimant's grievance rises by grievance_claim over the weight of the row."""
    changes = {**CROWDED, "scale": 2, "days": 1, "trust.grievance_claim": 0.25, "trust.grievance_decay": 0}
    model = CityModel(world({**changes, "trust.grievance_rest": 0.1}, kinds=KINDS), "unhandled")
    r = model.state.residents
    before = r.grievance.astype(float)
    model.step()
    claims = np.bincount(model.disputes.column("claimant"), minlength=before.size)
    weight = model.state.places.weight[r.community]
    assert claims.max() > 0
    assert r.grievance == pytest.approx(np.minimum(1.0, before + 0.25 * claims / weight), abs=1e-6)
