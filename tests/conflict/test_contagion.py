"""Mobilisation along ties, against the formula walked through slowly in Python."""

import dataclasses
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from govsim import CityModel
from govsim.city import build_city
from govsim.conflict.claims import parties_join
from govsim.conflict.contagion import (
    due_supporters,
    highest_chance,
    layer_weight,
    spread,
    threshold,
    transmissions,
)
from govsim.conflict.supporters import join, release
from govsim.governance.casework import arrive
from govsim.governance.support import support_changed
from govsim.population import Ties
from govsim.scenario.vocabulary import REASONS
from govsim.state import N_ACTIVE, Event, Status
from worlds import QUIET, ready, supporters_of, within, world

EVEN = np.ones(3)
CHILD = 0
LASTING = {
    "contagion.tiring_days": 1e6,
    "contagion.grievance_effect": 0,
    "contagion.trust_effect": 0,
    "casework.slots": 100,
    "organizations.per_street": 0,
}
SMALL = {"counties": 2, "streets": 1, "communities": 1, "population": 400}


def _ties(graph, n, layers=1):
    """Return the ties of a graph, all in the first layer, or the k-th neighbour in layer k mod `layers`."""
    start = np.zeros(n + 1, dtype=np.int64)
    neighbour, work, online = [], np.zeros(n, np.uint16), np.zeros(n, np.uint16)
    for j in range(n):
        mine = sorted(graph[j]) if j in graph else []
        parts = [[v for v in mine if (j + v) % layers == layer] for layer in range(3)]
        work[j], online[j] = len(parts[0]), len(parts[0]) + len(parts[1])
        neighbour += parts[0] + parts[1] + parts[2]
        start[j + 1] = len(neighbour)
    return Ties(start, np.array(neighbour, dtype=np.uint32), work, online)


def _model(graph, changes, layers=1):
    """Return a model whose residents are tied as in a graph, with one dispute that nobody has joined."""
    scenario = world({**SMALL, **LASTING, **changes})
    city = build_city(scenario)
    population = dataclasses.replace(city.population, ties=_ties(graph, city.population.size, layers))
    model = CityModel(scenario, "county", city=dataclasses.replace(city, population=population))
    ready(model, 3)
    return model


def _grown_up(model):
    return set(np.flatnonzero(model.state.residents.age_class != CHILD).tolist())


@settings(max_examples=10)
@given(
    degree=st.floats(1, 8),
    seed=st.integers(0, 1000),
    mean=st.sampled_from([0.0, 0.1, 0.2, 0.4]),
    seeds=st.integers(1, 12),
)
def test_with_certain_transmission_each_evening_is_a_threshold_cascade(degree, seed, mean, seeds):
    """At beta 1 the set of supporters grows evening by evening as in Granovetter's and Watts's models."""
    graph = nx.fast_gnp_random_graph(400, degree / 400, seed=seed)
    model = _model(graph, {"contagion.beta": 1, "population.threshold_mean": mean, "seed": seed})
    people, phi = _grown_up(model), model.state.residents.threshold.astype(float)
    active = set(sorted(people)[:seeds])
    for j in active:
        join(model._store.ref, j, 0, 0.5)
    for evening in range(1, 40):
        spread(model._store, float(evening), EVEN)
        reached = {
            j
            for j in people - active
            if (a := len(active & set(graph[j]))) > 0 and a >= phi[j] * graph.degree(j)
        }
        active |= reached
        assert supporters_of(model) == active
        if not reached:
            break
    assert model.state.disputes["supporters"][0] == len(active)


def test_transmission_alone_joins_with_the_complement_of_missing_all():
    """Without thresholds a resident with a active neighbours joins with probability 1 - (1 - beta)^a."""
    graph, beta = nx.Graph(), 0.15
    changes = {
        "population": 30_000,
        "contagion.beta": beta,
        "population.threshold_mean": 0,
        "population.threshold_sd": 0,
    }
    model = _model(graph, changes)
    people = iter(sorted(_grown_up(model)))
    targets = {a: [] for a in (1, 2, 4)}
    for a, mine in targets.items():
        for _ in range(2000):
            j = next(people)
            mine.append(j)
            graph.add_edges_from((j, next(people)) for _ in range(a))
    model = _model(graph, changes)
    model._store.reserve(supporters=30_000)
    for mine in targets.values():
        for j in mine:
            for v in graph[j]:
                join(model._store.ref, v, 0, 0.5)
    for evening in (1, 2, 3):
        before = supporters_of(model)
        spread(model._store, float(evening), EVEN)
        after = supporters_of(model)
        for a, mine in targets.items():
            susceptible = [j for j in mine if j not in before]
            share = sum(j in after for j in susceptible) / len(susceptible)
            p = 1 - (1 - beta) ** a
            assert within(share, p, math.sqrt(p * (1 - p) / len(susceptible)))


@pytest.mark.parametrize("beta", [0.004, 0.05, 0.6])
def test_skipping_misses_makes_every_tie_a_bernoulli_trial_each_evening(beta):
    """Hits come at rate beta for every tie and evening, independently, whatever is skipped in between."""
    graph = nx.circulant_graph(400, [1, 2, 3])
    model = _model(graph, {"contagion.beta": beta})
    people = sorted(_grown_up(model))
    for j in people:
        join(model._store.ref, j, 0, 0.25)
    evenings = int(np.ceil(4000 / (beta * len(people) * 6)))
    neighbours = [sorted(graph[j]) for j in range(400)]
    hits = np.zeros((evenings, 400, 6))
    state = model.state
    for evening in range(1, evenings + 1):
        for row in due_supporters(model._store.ref, float(evening)):
            j = state.supporters["resident"][row]
            reached, _ = transmissions(model._store.ref, float(evening), np.array([row]), EVEN)
            for v in reached.tolist():
                hits[evening - 1, j, neighbours[j].index(v)] += 1
    hits = hits[:, people]
    n = hits.size
    assert hits.max() == 1
    assert within(hits.mean(), beta, math.sqrt(beta * (1 - beta) / n))
    by_tie = hits.sum(axis=(0, 1))
    assert stats.chisquare(by_tie).pvalue > 1e-4
    both = (hits[:, :, 0] * hits[:, :, 1]).mean()
    assert within(both, beta**2, math.sqrt(beta**2 * (1 - beta**2) / (n / 6)) + 1e-9)
    if evenings > 1:
        again = (hits[1:] * hits[:-1]).mean()
        assert within(again, beta**2, math.sqrt(beta**2 / (n * (1 - 1 / evenings))) + 1e-9)


def test_layers_weigh_transmission_and_organisations_dilute_it():
    """A tie transmits at beta times its layer's weight, to a member times the dilution of the place."""
    graph = nx.complete_graph(380)
    model = _model(graph, {"contagion.beta": 0.1, "ties.work.weight": 0.5, "ties.online.weight": 3}, layers=3)
    weights = np.array([1.0, 0.5, 3.0])
    model.state.highest_chance[0] = highest_chance(0.1, weights)
    state, ref = model.state, model._store.ref
    state.places.dilution[:] = 0.25
    people = sorted(_grown_up(model))
    for j in people:
        join(ref, j, 0, 0.25)
    rows = due_supporters(ref, 1.0)
    reached, _ = transmissions(ref, 1.0, rows, weights)
    member = state.residents.organised[reached] == 1
    ties = model.population.ties
    expected = {0: 0.0, 1: 0.0}
    variance = {0: 0.0, 1: 0.0}
    for j in people:
        mine = ties.neighbour[ties.start[j] : ties.start[j + 1]]
        layer = np.searchsorted([ties.work_from[j], ties.online_from[j]], np.arange(mine.size), side="right")
        inside = state.residents.organised[mine]
        chance = 0.1 * weights[layer] * np.where(inside == 1, 0.25, 1.0)
        for group in (0, 1):
            p = chance[inside == group]
            expected[group] += p.sum()
            variance[group] += (p * (1 - p)).sum()
    for group in (0, 1):
        assert within((member == group).sum(), expected[group], math.sqrt(variance[group]))
    assert highest_chance(0.5, weights) == 1.0


def test_a_tie_has_the_weight_of_its_layer():
    """Ties of a resident stand by layer, each layer with its weight, the first and last of each included."""
    model = _model(nx.circulant_graph(400, range(1, 8)), {}, layers=3)
    ties, weights = model.population.ties, np.array([1.0, 2.0, 4.0])
    for j in range(0, 400, 13):
        work, online = int(ties.work_from[j]), int(ties.online_from[j])
        expected = [1.0] * work + [2.0] * (online - work) + [4.0] * (14 - online)
        assert [layer_weight(model._store.ref, j, e, weights) for e in range(14)] == expected
        assert {1.0, 2.0, 4.0} == set(expected)


def test_supporters_tire_after_exponential_times():
    """Activity lasts `tiring_days` in the mean, exponentially, and nobody joins the same dispute twice."""
    graph = nx.empty_graph(10)
    model = _model(graph, {"population": 4000, "contagion.tiring_days": 9})
    people = sorted(_grown_up(model))
    for j in people:
        assert join(model._store.ref, j, 0, 0.5)
    until = model.state.supporters["until"][: len(people)] - 0.5
    assert within(until.mean(), 9, 9 / math.sqrt(len(people)))
    assert stats.kstest(until, "expon", args=(0, 9)).pvalue > 1e-4
    for evening in (1, 5, 20, 200):
        spread(model._store, float(evening), EVEN)
        assert model.state.counters[N_ACTIVE] == (until + 0.5 > evening).sum()
    assert not join(model._store.ref, people[0], 0, 201.0)
    assert model.state.residents.mobilised.sum() == 0


def test_the_threshold_falls_with_grievance_and_rises_with_trust():
    """phi exp(trust_effect (trust - 1/2) - grievance_effect grievance), trust the mean over tiers."""
    model = _model(nx.empty_graph(3), {"contagion.trust_effect": 1.5, "contagion.grievance_effect": 2.0})
    r = model.state.residents
    r.trust[5] = [0.2, 0.4, 0.9, 0.7]
    r.grievance[5], r.threshold[5] = 0.3, 0.2
    expected = 0.2 * math.exp(1.5 * (0.55 - 0.5) - 2.0 * 0.3)
    assert threshold(model._store.ref, 5, 0.0) == pytest.approx(expected, rel=1e-6)


def test_a_resident_counts_only_neighbours_who_are_active_for_the_same_dispute():
    """Supporters of another dispute, and those who have tired, do not help a threshold to be reached."""
    graph = nx.star_graph(4)
    model = _model(graph, {"contagion.beta": 1})
    ref, r = model._store.ref, model.state.residents
    r.age_class[:5] = 1
    r.threshold[0] = 0.6
    join(ref, 1, 0, 0.5)
    join(ref, 2, 0, 0.5)
    join(ref, 3, 1, 0.5)
    spread(model._store, 1.0, EVEN)
    assert supporters_of(model) == {1, 2}
    join(ref, 4, 0, 1.5)
    spread(model._store, 2.0, EVEN)
    assert supporters_of(model) == {0, 1, 2, 4}


@pytest.mark.parametrize(
    ("threshold_", "active", "joins"), [(0.5, 2, True), (0.51, 2, False), (0.51, 3, True)]
)
def test_a_threshold_that_is_just_met_is_met(threshold_, active, joins):
    """With a of k neighbours active, a/k >= phi counts equality in."""
    model = _model(nx.star_graph(4), {"contagion.beta": 1})
    ref, r = model._store.ref, model.state.residents
    r.age_class[:5] = 1
    r.threshold[0] = threshold_
    for j in range(1, 1 + active):
        join(ref, j, 0, 0.5)
    spread(model._store, 1.0, EVEN)
    assert (0 in supporters_of(model)) == joins


def test_everyone_reached_is_exposed_and_children_do_not_join():
    """Exposure rises by the step over the weight for whoever is reached; a child stays out."""
    graph = nx.star_graph(2)
    model = _model(graph, {"contagion.beta": 1, "trust.exposure_step": 0.125, "trust.grievance_decay": 0})
    ref, r = model._store.ref, model.state.residents
    r.age_class[:3] = (1, 0, 1)
    r.threshold[:3] = (0, 0, 1.0)
    r.threshold[2] = 2.0
    join(ref, 0, 0, 0.5)
    spread(model._store, 1.0, EVEN)
    assert supporters_of(model) == {0}
    assert r.exposure[:3].tolist() == [0, 0.125, 0.125]


def test_a_person_stands_up_for_one_dispute_at_a_time():
    """At scale 1 an active resident does not join another dispute until they have tired."""
    model = _model(nx.path_graph(3), {"contagion.beta": 1, "population.threshold_mean": 0})
    ref, r = model._store.ref, model.state.residents
    r.age_class[:3] = 1
    r.threshold[:3] = 0
    join(ref, 0, 0, 0.5)
    join(ref, 1, 1, 0.5)
    spread(model._store, 1.0, EVEN)
    assert (supporters_of(model, 0), supporters_of(model, 1)) == ({0}, {1, 2})
    release(ref, 1)
    spread(model._store, 2.0, EVEN)
    assert supporters_of(model, 0) == {0, 1}
    assert r.issue[:3].tolist() == [0, 0, -1]


def test_a_thinned_resident_has_as_many_places_as_persons():
    """Another of w persons joins with probability (w - taken)/w."""
    weight, n = 10, 380
    graph = nx.star_graph(n - 1)
    model = _model(
        graph,
        {
            "population": 4000,
            "scale": 10,
            "contagion.beta": 1,
            "population.threshold_mean": 0,
            "population.threshold_sd": 0,
        },
    )
    r = model.state.residents
    r.age_class[:] = 1
    taken = 4
    r.mobilised[1:n] = taken
    join(model._store.ref, 0, 0, 0.5)
    spread(model._store, 1.0, EVEN)
    p = 1 - taken / weight
    assert within((len(supporters_of(model)) - 1) / (n - 1), p, math.sqrt(p * (1 - p) / (n - 1)))


def _waiting(model, office=None):
    """Let dispute 0 wait at the office of its community, whose slots are all taken."""
    ref, offices = model._store.ref, model.state.offices
    model.state.disputes["stage"][0] = 2
    model.state.disputes["entered"][0] = 0.0
    office = model.state.places.receiving[0, 0] if office is None else office
    offices["busy"][office] = offices["slots"][office]
    arrive(ref, 0, office, 0.25, Event.ENTERED)
    assert model.state.disputes["status"][0] == Status.WAITING


@pytest.mark.parametrize(("regime", "tier"), [("municipal", 3), ("county", 2)])
def test_a_supporter_across_the_line_makes_it_a_matter_of_two_counties(regime, tier):
    """Crossing is noted, the waiting file goes to the tray, and the regime refers it the next morning."""
    model = CityModel(world({**SMALL, **LASTING, "contagion.outbreak_size": 50}), regime)
    ready(model, 2)
    _waiting(model)
    state, ref = model.state, model._store.ref
    row = state.disputes[0]
    neighbour, stranger = int(state.places.start[1]) - 1, int(state.places.start[1])
    join(ref, neighbour, 0, 0.5)
    support_changed(ref, 1.0, np.array([0], dtype=np.int32), np.bool_(True))
    assert (row["counties"], row["status"]) == (1, Status.WAITING)
    join(ref, stranger, 0, 1.5)
    support_changed(ref, 2.0, np.array([0], dtype=np.int32), np.bool_(True))
    assert (row["counties"], row["noted_counties"], row["status"]) == (2, 2, Status.IN_TRAY)
    assert REASONS[row["tray_reason"]] == "scope"
    model.let_offices_decide()
    assert state.offices["tier"][row["office"]] == tier
    told = [Event(e["event"]) for e in model.disputes.events(int(row["key"]))]
    assert told[1:3] == [Event.CROSSED, Event.REFERRED]


def test_support_makes_a_dispute_serious_then_grave_and_an_outbreak_once():
    """A third of the outbreak size is serious, the size is grave and an outbreak, whose evenings count."""
    model = CityModel(world({**SMALL, **LASTING, "contagion.outbreak_size": 9}), "county")
    ready(model, 1)
    _waiting(model)
    state, ref = model.state, model._store.ref
    row, which = state.disputes[0], np.array([0], dtype=np.int32)
    people = [j for j in range(100) if state.residents.age_class[j] != CHILD]
    for number in range(1, 12):
        join(ref, people[number], 0, float(number))
        support_changed(ref, float(number), which, np.bool_(number > 9))
        assert row["severity"] == row["queue_class"] == (number >= 3) + (number >= 9)
        assert row["status"] == Status.WAITING
        assert np.isnan(row["outbreak_began"]) == (number < 9)
    assert row["outbreak_began"] == 9
    assert row["outbreak_days"] == 2
    assert row["enqueued"] == 0.25
    assert np.isfinite(row["t_quit"])
    assert np.isfinite(row["t_deadline"])
    release(ref, 0)
    support_changed(ref, 12.0, which, np.bool_(True))
    assert row["severity"] == 2
    assert state.happened[Event.OUTBREAK] == 1


def test_triage_refers_what_has_become_grave():
    """A waiting file that support makes grave is referred where the regime says so."""
    model = CityModel(world({**SMALL, **LASTING, "contagion.outbreak_size": 3}), "triage")
    ready(model, 1)
    _waiting(model)
    state, ref = model.state, model._store.ref
    people = [j for j in range(100) if state.residents.age_class[j] != CHILD]
    for j in people[:3]:
        join(ref, j, 0, 0.5)
    support_changed(ref, 1.0, np.array([0], dtype=np.int32), np.bool_(True))
    assert REASONS[state.disputes["tray_reason"][0]] == "severity"
    model.let_offices_decide()
    assert state.offices["tier"][state.disputes["office"][0]] == 2


KINDS = {
    "alone": {"respondent": "none"},
    "street": {"respondent": "neighbours", "households": 8},
    "shop": {"respondent": "work", "households": 20},
    "online": {"respondent": "online", "households": 20},
}


def test_the_claimants_side_has_no_children_and_not_the_other_party():
    """Households next door join with their adults, fellows of work and online one by one."""
    scenario = world(
        {**QUIET, "population": 3000, "ties.online.degree": 12, "disputes.claims_per_1000": 400}, kinds=KINDS
    )
    model = CityModel(scenario, "unhandled").run()
    state, sides = model.state, {name: [] for name in KINDS}
    for dispute in model.disputes:
        side = supporters_of(model, dispute.row)
        assert dispute.respondent not in side
        assert all(state.residents.age_class[j] != CHILD for j in side)
        sides[list(KINDS)[dispute.type]].append(len(side))
        if dispute.respondent >= 0 and KINDS[list(KINDS)[dispute.type]]["respondent"] != "none":
            ties = model.population.ties
            first, last = ties.start[dispute.claimant], ties.start[dispute.claimant + 1]
            assert dispute.respondent in ties.neighbour[first:last]
    means = {name: np.mean(sizes) for name, sizes in sides.items()}
    assert 1 < means["alone"] < 4
    assert means["street"] > 5 * means["alone"]
    assert means["shop"] > 1.5 * means["alone"]
    assert means["online"] > 1.5 * means["alone"]


def test_households_follow_a_poisson_law_above_one():
    """The number of households is 1 plus a Poisson number of the stated mean."""
    scenario = world(
        {**QUIET, "population": 6000, "disputes.claims_per_1000": 800}, kinds={"big": {"households": 4.5}}
    )
    households = CityModel(scenario, "unhandled").run().disputes.column("households")
    assert households.min() == 1
    n = len(households)
    assert within(households.mean(), 4.5, math.sqrt(3.5 / n))
    assert within(households.var(), 3.5, 3.5 * math.sqrt(2.3 / n))


def test_parties_join_again_only_after_everyone_was_released():
    """Joining is idempotent, and a new episode gathers the parties anew with other luck."""
    model = CityModel(world({**SMALL, **LASTING}), "county")
    rows = ready(model, 1)
    rows["claimant"][0] = 3
    ref, state = model._store.ref, model.state
    parties_join(ref, 0, 1.0)
    first = supporters_of(model)
    until = state.supporters["until"][state.disputes["supporter_list"][0]]
    parties_join(ref, 0, 2.0)
    assert supporters_of(model) == first
    release(ref, 0)
    assert supporters_of(model) == set()
    rows["episode"][0] = 1
    parties_join(ref, 0, 1.0)
    assert supporters_of(model) == first
    assert state.supporters["until"][state.disputes["supporter_list"][0]] != until
