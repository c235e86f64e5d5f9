"""Measured facts agree with a published graph library on the same graph."""

import math

import networkx as nx
import numpy as np
import pytest

from govsim.population import LAYERS, build_population, facts
from govsim.territory import invent_city


@pytest.fixture(scope="module")
def population(people, ties):
    """Return a small population."""
    return build_population(invent_city(2, 2, 2, 1200), people, ties, 1, 3)


@pytest.fixture(scope="module")
def found(population):
    """Return the facts of that population, with a sample that meets everyone many times."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(facts, "SAMPLE", 30_000)
        return population.facts()


@pytest.fixture(scope="module")
def graphs(population):
    """Return the graph of each layer of the facts."""
    residents, ties = population.residents, population.ties
    made = {name: nx.Graph() for name in LAYERS}
    for graph in made.values():
        graph.add_nodes_from(range(population.size))
    for row in range(population.size):
        for place, other in enumerate(ties.neighbour[ties.start[row] : ties.start[row + 1]].tolist()):
            if place >= ties.online_from[row]:
                name = "online"
            elif place >= ties.work_from[row]:
                name = "work"
            else:
                name = "household" if residents.household[row] == residents.household[other] else "neighbours"
            made[name].add_edge(row, other)
            made["all"].add_edge(row, other)
    for graph in made.values():
        nx.set_node_attributes(graph, dict(enumerate(residents.migrant.tolist())), "migrant")
        kinds = (residents.migrant * 3 + residents.age_class).tolist()
        nx.set_node_attributes(graph, dict(enumerate(kinds)), "kind")
    return made


@pytest.mark.parametrize("name", LAYERS)
def test_degrees_and_homophily_match_networkx(graphs, found, name):
    """Mean, variance and Newman's assortativity are those of NetworkX."""
    graph, measured = graphs[name], found["ties"][name]
    degrees = np.array([degree for _, degree in graph.degree])
    if name == "all":
        # Two residents may be tied in two layers; the table counts both ties.
        assert measured["degree_mean"] >= degrees.mean()
        return
    assert measured["degree_mean"] == pytest.approx(degrees.mean())
    assert measured["degree_variance"] == pytest.approx(degrees.var())
    for fact, attribute in (("homophily", "kind"), ("homophily_migrant", "migrant")):
        expected = nx.attribute_assortativity_coefficient(graph, attribute)
        assert measured[fact] == pytest.approx(expected)


@pytest.mark.parametrize("name", ["work", "online", "all"])
def test_clustering_matches_networkx(graphs, found, name):
    """With everyone in the sample the closed share of triads is the transitivity."""
    assert found["ties"][name]["clustering"] == pytest.approx(nx.transitivity(graphs[name]), abs=0.01)


def test_clustering_of_neighbours_leaves_households_out(population, graphs, found):
    """Pairs that live together are tied anyway and are no triads of the neighbourhood."""
    graph, household = graphs["neighbours"], population.residents.household
    triads = closed = 0
    for row in graph:
        others = list(graph[row])
        for at, one in enumerate(others):
            for two in others[at + 1 :]:
                if household[one] != household[two]:
                    triads += 1
                    closed += graph.has_edge(one, two)
    assert found["ties"]["neighbours"]["clustering"] == pytest.approx(closed / triads, abs=0.01)


def test_leave_shares_are_counted_over_ties(population, graphs, found):
    """Shares that leave are shares of ties."""
    community, county = population.residents.community, population.community_county
    for name in ("neighbours", "work", "online"):
        edges = np.array(graphs[name].edges)
        measured = found["ties"][name]
        away = community[edges[:, 0]] != community[edges[:, 1]]
        assert measured["leave_community"] == pytest.approx(away.mean())
        across = county[community[edges[:, 0]]] != county[community[edges[:, 1]]]
        assert measured["leave_county"] == pytest.approx(across.mean())


def test_counts_of_people(population, found):
    """The facts of the residents are plain counts of the columns."""
    residents = population.residents
    assert found["residents"] == population.size == 1200
    assert found["persons"] == pytest.approx(1200)
    assert found["memory"] == sum(a.nbytes for a in (*residents, *population.ties))
    assert found["households"] == len(set(residents.household.tolist()))
    assert found["migrant"] == pytest.approx(residents.migrant.mean())
    assert found["aged"] == pytest.approx((residents.age_class == 2).mean())
    assert found["child"] == pytest.approx((residents.age_class == 0).mean())
    assert found["party"] == pytest.approx(residents.party.mean())


def test_without_ties_there_is_nothing_to_measure(people, no_ties):
    """An empty layer has degree 0 and no other facts."""
    found = build_population(invent_city(2, 2, 2, 500), people, no_ties, 1, 3).facts()["ties"]["work"]
    assert found.pop("degree_mean") == 0
    assert found.pop("degree_variance") == 0
    assert all(math.isnan(value) for value in found.values())
