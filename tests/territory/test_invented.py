"""Invented cities."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govsim.territory import describe_city, invent_city

cities = st.fixed_dictionaries(
    {
        "counties": st.integers(1, 64),
        "streets": st.integers(1, 6),
        "communities": st.integers(1, 6),
        "population": st.integers(0, 3_000_000),
        "heterogeneity": st.sampled_from([0.0, 0.3, 1.0, 3.0]),
        "seed": st.integers(0, 2**64 - 1),
    }
)


@settings(max_examples=60, deadline=None)
@given(cities)
def test_invented_cities_add_up(arguments):
    """The units asked for, codes that fit, exact totals, and shares within the population."""
    city = invent_city(**arguments)
    counties, streets, communities = city.counties, city.streets, city.communities
    assert len(counties) == arguments["counties"]
    assert len(streets) == len(counties) * arguments["streets"]
    assert len(communities) == len(streets) * arguments["communities"]
    for level, digits in ((counties, 6), (streets, 9), (communities, 12)):
        assert np.all(np.diff(level.code) > 0)
        assert {len(str(code)) for code in level.code} == {digits}
        assert len(set(level.name)) == len(set(level.english)) == len(level)
    np.testing.assert_array_equal(communities.code // 1000, streets.code[communities.street])
    np.testing.assert_array_equal(streets.code // 1000, counties.code[streets.county])
    assert city.population == arguments["population"]
    np.testing.assert_array_equal(
        np.bincount(communities.street, communities.population, len(streets)), streets.population
    )
    np.testing.assert_array_equal(
        np.bincount(streets.county, streets.population, len(counties)), counties.population
    )
    for part in (counties.urban, counties.migrants, counties.aged60, counties.households):
        assert np.all((part >= 0) & (part <= counties.population))


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 64), st.integers(1, 5), st.integers(1, 5), st.integers(0, 500))
def test_equal_means_equal(counties, streets, communities, people):
    """Without heterogeneity communities are equal when they can be; an extra person goes to one of them."""
    number = counties * streets * communities
    even = invent_city(counties, streets, communities, number * people)
    assert set(even.communities.population.tolist()) == {people}
    odd = invent_city(counties, streets, communities, number * people + 1)
    assert np.ptp(odd.communities.population) == (number > 1)


def test_national_shares():
    """Without heterogeneity every county has the national shares of 2020."""
    counties = invent_city(3, 2, 2, 3_000_000).counties
    assert counties.migrants.tolist() == [266_000] * 3
    assert counties.aged60.tolist() == [187_000] * 3
    assert counties.urban.tolist() == [639_000] * 3
    assert counties.households.tolist() == [round(1_000_000 / 2.62)] * 3


def test_heterogeneity_is_the_coefficient_of_variation():
    """Over many seeds the coefficient of variation of county populations is the one asked for."""
    squares = []
    for seed in range(200):
        people = invent_city(64, 1, 1, 6_400_000, 0.3, seed=seed).counties.population
        squares.append((people.std() / people.mean()) ** 2)
    assert np.sqrt(np.mean(squares)) == pytest.approx(0.3, rel=0.05)


def test_weight_belongs_to_the_code():
    """A county keeps its weight when others are added: the ratio of two counties does not change."""
    few = invent_city(2, 1, 1, 10_000_000, 0.5, seed=7).counties.population
    many = invent_city(9, 1, 1, 90_000_000, 0.5, seed=7).counties.population
    assert few[0] / few[1] == pytest.approx(many[0] / many[1], rel=1e-5)
    other = invent_city(2, 1, 1, 10_000_000, 0.5, seed=8).counties.population
    assert few[0] != other[0]


@settings(max_examples=64, deadline=None)
@given(st.integers(1, 64))
def test_grid(counties):
    """Counties form a connected grid; neighbours stand one side apart, all others further."""
    city = invent_city(counties, 1, 1, 1000)
    graph = nx.Graph(city.neighbours)
    graph.add_nodes_from(range(counties))
    assert nx.is_connected(graph)
    wide = int(np.ceil(np.sqrt(counties)))
    where = [(row // wide, row % wide) for row in range(counties)]
    expected = {
        (i, j)
        for i in range(counties)
        for j in range(i + 1, counties)
        if abs(where[i][0] - where[j][0]) + abs(where[i][1] - where[j][1]) == 1
    }
    assert set(city.neighbours) == expected
    assert len(city.neighbours) == len(city.neighbour_kind) == len(expected)


@pytest.mark.parametrize(
    ("change", "message"),
    [({"counties": 0}, "counties is 0; allowed: 1 to 64"), ({"counties": 65}, "counties is 65"),
     ({"streets": 0}, "streets is 0"), ({"communities": 1000}, "communities is 1000"),
     ({"population": -1}, "population is -1"), ({"heterogeneity": -0.1}, "heterogeneity is -0.1"),
     ({"heterogeneity": float("nan")}, "heterogeneity is nan")],
)  # fmt: skip
def test_refuses_impossible_cities(change, message):
    """A number out of range is refused with what was found and what is allowed."""
    arguments = {
        "counties": 2,
        "streets": 2,
        "communities": 2,
        "population": 100,
        "heterogeneity": 0.0,
    } | change
    with pytest.raises(ValueError, match=message):
        invent_city(**arguments)


def test_description():
    """An invented city can be described and has the name it was given."""
    text = describe_city(invent_city(2, 1, 1, 100, name="Testville"))
    assert text.startswith("虚构市 Testville (9901)")
    assert "District 2" in text
