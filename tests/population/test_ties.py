"""Ties: a simple symmetric graph, the same for any thread count and any order of counties."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govsim.population import NO_GROUP, build_population
from govsim.scenario.sections.residents import LayerSettings, PopulationSettings, TiesSettings
from govsim.territory import invent_city
from worlds import threads

LAYER_NAMES = ("neighbours", "work", "online")


@st.composite
def layers(draw):
    """Draw the settings of a layer."""
    leave = sorted(draw(st.tuples(st.floats(0, 1), st.floats(0, 1))))
    return LayerSettings(
        degree=draw(st.sampled_from([0.0, 0.5, 4.0, 12.0])),
        dispersion=draw(st.sampled_from([0.0, 0.3, 2.0])),
        clustering=draw(st.sampled_from([0.0, 0.05, 0.2, 0.8])),
        homophily=draw(st.sampled_from([0.0, 0.3, 1.0])),
        leave_community=leave[1],
        leave_county=leave[0],
    )


def segments(ties, row):
    """Return the neighbours of a row in each layer."""
    start, end = ties.start[row], ties.start[row + 1]
    cuts = [int(ties.work_from[row]), int(ties.online_from[row])]
    return np.split(ties.neighbour[start:end], cuts)


def edges_by_layer(population):
    """Return, for each layer, the tie ends as pairs of rows, in the order of the table."""
    ties = population.ties
    degree = np.diff(ties.start)
    row = np.repeat(np.arange(population.size), degree)
    place = np.arange(ties.neighbour.size) - ties.start[row]
    layer = (place >= ties.work_from[row]).astype(int) + (place >= ties.online_from[row])
    return [np.stack([row, ties.neighbour], axis=1)[layer == number].astype(np.int64) for number in range(3)]


def same(a, b):
    """Say whether two populations are bit for bit the same."""
    return all(
        np.array_equal(x, y) for x, y in zip((*a.residents, *a.ties), (*b.residents, *b.ties), strict=True)
    )


@settings(max_examples=15)
@given(
    st.integers(1, 3), st.integers(1, 3), st.integers(1, 900), st.sampled_from([1.0, 3.0]),
    layers(), layers(), layers(), st.integers(2, 60), st.integers(0, 2**64 - 1),
)  # fmt: skip
def test_ties_are_mutual_simple_and_sorted(
    counties, communities, persons, scale, neighbours, work, online, group_size, seed
):
    """In every layer ties go both ways, none is a loop, none is double, and households are cliques."""
    city = invent_city(counties, 1, communities, persons, 0.5)
    settings_ = TiesSettings(neighbours=neighbours, work=work, online=online)
    population = build_population(city, PopulationSettings(group_size=group_size), settings_, scale, seed)
    residents, n = population.residents, population.size
    group, household = residents.group, residents.household
    assert ((group != NO_GROUP) == (residents.age_class == 1)).all()
    for layer, edges in zip(LAYER_NAMES, edges_by_layer(population), strict=True):
        row, other = edges.T
        keys = row * n + other
        assert (row != other).all()
        assert (np.diff(keys) > 0).all()
        assert np.array_equal(np.sort(other * n + row), keys)
        if layer == "neighbours":
            at_home = np.bincount(row[household[row] == household[other]], minlength=n)
            assert np.array_equal(at_home, np.bincount(household, minlength=n)[household] - 1)
        else:
            assert (household[row] != household[other]).all()
        if layer == "work":
            assert (group[row] == group[other]).all()
        if getattr(settings_, layer).degree == 0 and layer != "neighbours":
            assert row.size == 0
    assert population.ties.start[-1] == population.ties.neighbour.size
    assert (population.ties.work_from <= population.ties.online_from).all()


def test_neighbours_segment_of_a_row(city, people, ties):
    """The offsets of a row cut its neighbours into the three layers."""
    population = build_population(city, people, ties, 10, 3)
    for row in (0, 1000, population.size - 1):
        for segment, edges in zip(segments(population.ties, row), edges_by_layer(population), strict=True):
            assert np.array_equal(segment, edges[edges[:, 0] == row, 1])


@pytest.mark.parametrize("scale", [1, 10])
def test_one_and_two_threads_build_the_same_city(city, people, ties, scale):
    """No bit depends on the number of threads."""
    with threads(2):
        two = build_population(city, people, ties, scale, 5, organised_share=0.1)
    with threads(1):
        one = build_population(city, people, ties, scale, 5, organised_share=0.1)
    assert same(one, two)


@settings(max_examples=8)
@given(st.permutations(range(4)), st.integers(0, 2**64 - 1), st.sampled_from([1.0, 4.0, 60.0]))
def test_reordering_counties_renumbers_rows_and_changes_nothing_else(reordered, order, seed, scale):
    """The same people with the same ties live in the same communities, wherever those stand."""
    city = invent_city(4, 2, 3, 4000, 0.6, seed=1)
    moved_city = reordered(city, order)
    settings_ = TiesSettings(
        neighbours=LayerSettings(degree=4, leave_community=0.3, leave_county=0.1),
        work=LayerSettings(degree=4, leave_community=0.7, leave_county=0.3),
        online=LayerSettings(degree=4, clustering=0.0, leave_community=0.9, leave_county=0.5),
    )
    a = build_population(city, PopulationSettings(), settings_, scale, seed, organised_share=0.1)
    b = build_population(moved_city, PopulationSettings(), settings_, scale, seed, organised_share=0.1)
    row_of = {int(code): c for c, code in enumerate(b.community_code)}
    place = [row_of[int(code)] for code in a.community_code]
    new = np.concatenate([np.arange(b.community_start[c], b.community_start[c + 1]) for c in place])
    assert np.array_equal(np.sort(new), np.arange(a.size))
    for name in a.residents._fields:
        x, y = getattr(a.residents, name), getattr(b.residents, name)[new]
        if name == "community":
            x = np.array(place)[x]
        elif name == "household":
            x = new[x]
        assert np.array_equal(x, y), name
    for x, y in zip(edges_by_layer(a), edges_by_layer(b), strict=True):
        moved = new[x]
        assert np.array_equal(moved[np.lexsort(moved.T[::-1])], y)
    assert np.allclose(a.weight, b.weight[place])
    facts = a.facts(), b.facts()
    assert facts[0].pop("ties")["all"] == pytest.approx(facts[1].pop("ties")["all"], nan_ok=True)
    assert facts[0] == pytest.approx(facts[1])


def with_layer(name, **changes):
    """Return settings in which only one layer has ties."""
    off = LayerSettings(degree=0)
    base = {"degree": 6, "dispersion": 0.3, "clustering": 0.1, "homophily": 0.2}
    return TiesSettings(**(dict.fromkeys(LAYER_NAMES, off) | {name: LayerSettings(**(base | changes))}))


def measured(city, name, group_size=30, **changes):
    """Return the facts of one layer."""
    people = PopulationSettings(group_size=group_size)
    return build_population(city, people, with_layer(name, **changes), 1, 9).facts()["ties"][name]


@pytest.mark.parametrize("name", LAYER_NAMES)
@pytest.mark.parametrize("degree", [2.0, 8.0])
def test_mean_degree_is_the_one_asked_for(city, name, degree):
    """The degree is a mean over all residents, also where only some take part."""
    assert measured(city, name, degree=degree, group_size=80)["degree_mean"] == pytest.approx(
        degree, rel=0.03
    )


@pytest.mark.parametrize("dispersion", [0.0, 0.5, 2.0])
def test_degree_variance_is_mixed_poisson(city, dispersion):
    """The variance is the mean plus the dispersion times the squared mean."""
    facts = measured(city, "online", dispersion=dispersion, clustering=0.02)
    assert facts["degree_variance"] == pytest.approx(6 + 36 * dispersion, rel=0.1)


@pytest.mark.parametrize("name", ["neighbours", "online"])
@pytest.mark.parametrize("clustering", [0.04, 0.1, 0.25])
def test_clustering_follows_its_parameter(city, name, clustering):
    """The closed share of triads is near the one asked for."""
    assert measured(city, name, clustering=clustering)["clustering"] == pytest.approx(clustering, rel=0.2)


def test_clustering_at_work_is_bounded_by_the_size_of_groups(city):
    """In large groups clustering is as asked; small ones close more triads."""
    wanted = {"degree": 4, "homophily": 0.0, "clustering": 0.15}
    large = measured(city, "work", group_size=300, **wanted)["clustering"]
    small = measured(city, "work", group_size=10, **wanted)["clustering"]
    assert large == pytest.approx(0.15, rel=0.25)
    assert small > 2 * large


@pytest.mark.parametrize("name", LAYER_NAMES)
@pytest.mark.parametrize("homophily", [0.0, 0.3, 0.6])
def test_homophily_follows_its_parameter(city, name, homophily):
    """The assortativity by class is the share of ties made within the class."""
    facts = measured(city, name, homophily=homophily, clustering=0.03, group_size=200)
    assert facts["homophily"] == pytest.approx(homophily, abs=0.06)


@pytest.mark.parametrize("name", LAYER_NAMES)
@pytest.mark.parametrize(("community", "county"), [(0.0, 0.0), (0.4, 0.1), (0.8, 0.4)])
def test_shares_that_leave_follow_their_parameters(name, community, county):
    """Ties leave the community and the county as often as asked."""
    city = invent_city(6, 4, 3, 36_000)
    facts = measured(city, name, leave_community=community, leave_county=county, homophily=0.0)
    assert facts["leave_county"] == pytest.approx(county, abs=0.02)
    assert facts["leave_community"] == pytest.approx(community, abs=0.03)


def test_group_sizes_follow_their_parameter(city, people, ties):
    """Groups have the mean size asked for and a heavy tail."""
    for size in (12, 60):
        population = build_population(city, PopulationSettings(group_size=size), ties, 1, 4)
        group = population.residents.group
        sizes = np.bincount(group[group != NO_GROUP])
        assert sizes.mean() == pytest.approx(size, rel=0.15)
        assert sizes.max() > 4 * np.median(sizes)
        assert population.facts()["group_size"] == pytest.approx(sizes.mean())


@pytest.mark.parametrize("scale", [1, 10, 100, 1000])
def test_every_scale_keeps_degrees_and_the_shares_that_leave_the_county(scale):
    """Thinning joins communities rather than losing ties or crossing county lines."""
    city = invent_city(4, 6, 8, 400_000, 0.3)
    facts = build_population(city, PopulationSettings(), TiesSettings(), 4 * scale, 1).facts()
    ties = facts["ties"]
    assert facts["persons"] == pytest.approx(400_000)
    settings_ = TiesSettings()
    tolerance = 0.02 + 0.5 / np.sqrt(facts["residents"])
    for name in LAYER_NAMES:
        assert ties[name]["degree_mean"] == pytest.approx(getattr(settings_, name).degree, rel=4 * tolerance)
        wanted = getattr(settings_, name).leave_county
        assert ties[name]["leave_county"] == pytest.approx(wanted, abs=2 * tolerance)


def test_degree_beyond_storage_is_refused(city, people, ties, monkeypatch):
    """A resident with more ties than the table can number is an error, not a wrong table."""
    monkeypatch.setattr("govsim.population.ties.MAX_TIES", 20)
    with pytest.raises(ValueError, match="at most 20 can be stored"):
        build_population(city, people, ties, 10, 1)


def test_weights_add_up_to_the_people(city, people, no_ties):
    """Rows times weights are the persons of each community."""
    for scale in (1, 7, 300):
        population = build_population(city, people, no_ties, scale, 1)
        persons = population.weight * np.diff(population.community_start)
        np.testing.assert_allclose(persons, city.communities.population)


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"scale": 0.5}, "scale must be at least 1"), ({"scale": float("nan")}, "scale must be at least 1")],
)
def test_impossible_scales_are_refused(city, people, ties, changes, message):
    """A resident cannot stand for less than one person."""
    with pytest.raises(ValueError, match=message):
        build_population(city, people, ties, seed=1, **changes)


def test_an_empty_city_is_refused(city, people, ties):
    """A city without people has no population to build."""
    nobody = dataclasses.replace(city.communities, population=np.zeros_like(city.communities.population))
    with pytest.raises(ValueError, match="nobody lives in"):
        build_population(dataclasses.replace(city, communities=nobody), people, ties, 1, 1)
