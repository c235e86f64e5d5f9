"""Real cities."""

import networkx as nx
import numpy as np
import pytest

from govsim.territory import describe_city, load_city
from govsim.territory.city import MAX_COUNTIES
from govsim.territory.tables import read_cities, read_units

CENSUS_TOTAL = 1_409_778_724


@pytest.fixture(scope="module")
def lanzhou():
    return load_city("lanzhou")


@pytest.mark.parametrize(
    ("code", "counties", "streets", "communities", "population"),
    [("3301", 13, 196, 3320, 11_936_010), ("3501", 13, 186, 3022, 8_291_268),
     ("4403", 9, 79, 788, 17_494_398), ("5101", 20, 261, 3047, 20_937_757),
     ("6201", 9, 116, 1177, 4_359_446)],
)  # fmt: skip
def test_pilot_cities(code, counties, streets, communities, population):
    """The pilot cities of the literature have the published numbers of units and people."""
    city = load_city(code)
    assert (len(city.counties), len(city.streets), len(city.communities)) == (counties, streets, communities)
    assert city.population == population


def test_every_city_loads_and_adds_up():
    """All 369 cities: unique sorted codes, consecutive rows, exact totals, a connected map of neighbours."""
    national, units = 0, 0
    for entry in read_cities():
        city = load_city(entry.code)
        counties, streets, communities = city.counties, city.streets, city.communities
        assert 1 <= len(counties) <= MAX_COUNTIES
        for level in (counties, streets, communities):
            assert np.all(np.diff(level.code) > 0)
            assert len(level) == len(level.name) == len(level.english) == len(level.population)
            assert all(level.name)
            assert all(level.english)
        np.testing.assert_array_equal(streets.code // 1000, counties.code[streets.county])
        np.testing.assert_array_equal(communities.code // 1000, streets.code[communities.street])
        np.testing.assert_array_equal(communities.county, streets.county[communities.street])
        assert np.all(np.diff(communities.street) >= 0)
        assert np.all(np.diff(communities.county) >= 0)
        assert set(communities.street) == set(range(len(streets)))
        assert np.all(communities.population >= 0)
        for rows, parts, whole in (
            (communities.street, communities.population, streets.population),
            (communities.county, communities.population, counties.population),
            (streets.county, streets.population, counties.population),
        ):
            np.testing.assert_array_equal(np.bincount(rows, parts, len(whole)), whole)
        for part in (counties.urban, counties.migrants, counties.aged60, counties.households):
            assert np.all((part >= 0) & (part <= counties.population))
        assert np.all(np.isfinite(counties.longitude) & np.isfinite(counties.latitude))
        assert len(set(zip(counties.longitude, counties.latitude, strict=True))) == len(counties)
        assert all(0 <= first < second < len(counties) for first, second in city.neighbours)
        assert len(set(city.neighbours)) == len(city.neighbours) == len(city.neighbour_kind)
        borders = nx.Graph(city.neighbours)
        borders.add_nodes_from(range(len(counties)))
        assert nx.is_connected(borders), entry.name
        national += city.population
        units += len(communities)
    assert national == CENSUS_TOTAL
    assert units == 620_573


def test_neighbours_of_lanzhou(lanzhou):
    """Chengguan borders Qilihe; Honggu, at the far end, borders neither; the New Area borders its hosts."""
    names = lanzhou.counties.english
    pairs = {frozenset((names[i].split()[0], names[j].split()[0])) for i, j in lanzhou.neighbours}
    assert {"Chengguan", "Qilihe"} in pairs
    assert {"Chengguan", "Honggu"} not in pairs
    assert {"Qilihe", "Honggu"} not in pairs
    assert {"Lanzhou", "Yongdeng"} in pairs


def test_islands_are_linked_once():
    """Zhoushan's islands hang together by the shortest links across water."""
    zhoushan = load_city("舟山")
    kinds = dict(zip(zhoushan.neighbours, zhoushan.neighbour_kind, strict=True))
    assert kinds == {(0, 1): "border", (0, 2): "nearest", (2, 3): "nearest"}


@pytest.mark.parametrize(
    ("code", "area"),
    [("6201", 13_100), ("5101", 14_335), ("3301", 16_850), ("5000", 82_400), ("1100", 16_410)],
)
def test_areas_are_right(code, area):
    """The areas of inland cities match the published ones (km2) within two per cent."""
    assert np.nansum(load_city(code).counties.area_km2) == pytest.approx(area, rel=0.02)


@pytest.mark.parametrize("name", ["东莞", "中山", "儋州", "嘉峪关", "仙桃", "济源"])
def test_city_without_districts_is_its_own_county(name):
    """Such a city has one county of its own name, and no neighbours."""
    city = load_city(name)
    assert city.counties.name == (city.name,)
    assert city.neighbours == ()
    assert len(city.streets) > 1


def test_chongqing_is_one_city():
    """Districts and counties of Chongqing, two lists in the source, are one city of 38."""
    assert len(load_city("chongqing").counties) == 38


def test_tiny_city():
    """Sansha has three island groups and 2,333 people."""
    sansha = load_city("sansha")
    assert len(sansha.counties) == 3
    assert sansha.population == 2_333


@pytest.mark.parametrize(
    ("city", "county"), [("quanzhou", 350527), ("lhasa", 540171), ("659011", 659011), ("659012", 659012)]
)
def test_county_without_figure_is_empty_and_says_so(city, county):
    """The four units without census figure stay in the tree with nobody in them."""
    territory = load_city(city)
    row = territory.counties.code.tolist().index(county)
    assert territory.counties.population[row] == 0
    assert territory.counties.basis[row] == "no_data"
    assert "no figure" in describe_city(territory)


def test_blank_cell_takes_the_share_of_the_city():
    """Changting's blank number of migrants takes the share of Longyan's other counties."""
    counties = load_city("longyan").counties
    blank = counties.code == 350821
    share = counties.migrants[~blank].sum() / counties.population[~blank].sum()
    assert counties.migrants[blank][0] == round(share * 397_470)


def test_committees_of_lanzhou_are_larger_than_villages(lanzhou):
    """In a county with both, a residents' committee stands for more people than a village."""
    own = lanzhou.communities.code // 10**6 == 620123
    kind = lanzhou.communities.code[own] % 1000 < 200
    people = lanzhou.communities.population[own]
    assert people[kind].min() > people[~kind].max()
    assert np.ptp(people[kind]) <= 1


def test_reading_one_city_reads_one_row_group(lanzhou):
    """The rows of a city come from its own row group."""
    entry = next(city for city in read_cities() if city.code == "6201")
    assert read_units("communities", entry)["code"] == lanzhou.communities.code.tolist()


def test_graph(lanzhou):
    """The graph is the tree of places plus the adjacency of counties."""
    graph = lanzhou.graph()
    kinds = [kind for _, _, kind in graph.edges(data="kind")]
    assert graph.number_of_nodes() == 1 + 9 + 116 + 1177
    assert kinds.count("part_of") == 9 + 116 + 1177
    assert len(kinds) - kinds.count("part_of") == len(lanzhou.neighbours)
    assert graph.nodes["city", 6201]["population"] == lanzhou.population
    assert ("county", 620102) in graph["city", 6201]
    assert graph.edges[("county", 620102), ("county", 620103)]["kind"] == "border"


def test_describe_city(lanzhou):
    """The description names the city, its numbers, and each county with people and neighbours, aligned."""
    lines = describe_city(lanzhou).splitlines()
    assert lines[0] == "兰州市 Lanzhou (6201, 甘肃省)"
    assert lines[1] == "city 1 - counties 9 - streets 116 - communities 1,177"
    assert "4,359,446" in lines[2]
    assert len(lines) == 4 + 1 + 9
    chengguan = next(line for line in lines if line.startswith("620102"))
    assert "Chengguan District" in chengguan
    assert "1,484,016" in chengguan
    assert "七里河区" in chengguan


def test_english_names(lanzhou):
    """Names are pinyin with a translated kind of unit; readings of place names are the right ones."""
    assert lanzhou.counties.english[0] == "Chengguan District"
    assert load_city("恩施").english == "Enshi Tujia and Miao Autonomous Prefecture"
    assert "Yuxian County" in load_city("张家口").counties.english
    assert "Tangshan Hangu Administrative Zone" in load_city("唐山").counties.english
    assert "Dongxiang Autonomous County" in load_city("临夏").counties.english
    assert "Beilin District" in load_city("西安").counties.english
    assert "Laoling City" in load_city("德州").counties.english
    assert "Luhe District" in load_city("南京").counties.english
    assert "Foping County" in load_city("汉中").counties.english
    assert any(name.endswith(" Village") for name in lanzhou.communities.english)
    assert any(name.endswith(" Community") for name in lanzhou.communities.english)
