"""Loading of a real city from the shipped tables."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.territory.apportion import apportion, community_weights
from govsim.territory.city import Communities, Counties, Streets, Territory
from govsim.territory.find import find_city
from govsim.territory.tables import read_units


def load_city(text: str) -> Territory:
    """Load a real city with its 2020 census figures.

    A county's population is divided among its communities by `community_weights` and the largest remainder,
    so that communities sum to their street, streets to their county and counties to the city, exactly.

    Parameters
    ----------
    text : str
        Name or code, as for `govsim.territory.find_city`: 成都, chengdu, 5101.

    Returns
    -------
    Territory
        The city; rows of every level are in the order of their codes.

    Raises
    ------
    UnknownCityError
        If there is no such city, or several.

    Notes
    -----
    Beijing, Tianjin, Shanghai and Chongqing are one city each (1100, 1200, 3100, 5000). A city without
    districts (Dongguan, Zhongshan, Danzhou, Jiayuguan) has one county, which is the city itself; so has a
    county-level unit that its province administers directly, under its own six-digit code (Xiantao 429004).
    Four units have no census figure and population 0: Kinmen (350527), the park of Golmud (540171), Xinxing
    (659011) and Baiyang (659012); the last two, founded after the census, are for that reason cities without
    residents.
    """
    city = find_city(text)
    counties = _counties(read_units("counties", city))
    streets = read_units("streets", city)
    communities = read_units("communities", city)
    pairs = read_units("neighbours", city)

    street_code = np.array(streets["code"], dtype=np.int64)
    code = np.array(communities["code"], dtype=np.int64)
    street = np.searchsorted(street_code, code // 1000).astype(np.int32)
    street_county = np.searchsorted(counties.code, street_code // 1000).astype(np.int32)
    county = street_county[street]
    population = _divide(counties, code, county)
    ends = zip(pairs["first"], pairs["second"], strict=True)
    row = {int(code): row for row, code in enumerate(counties.code)}
    return Territory(
        code=city.code,
        name=city.name,
        english=city.english,
        province=city.province,
        counties=counties,
        streets=Streets(
            code=street_code,
            name=tuple(streets["name"]),
            english=tuple(streets["english"]),
            county=street_county,
            population=sum_over(population, street, len(street_code)),
        ),
        communities=Communities(
            code=code,
            name=tuple(communities["name"]),
            english=tuple(communities["english"]),
            street=street,
            county=county,
            population=population,
        ),
        neighbours=tuple((row[first], row[second]) for first, second in ends),
        neighbour_kind=tuple(pairs["kind"]),
    )


def sum_over(values: NDArray[np.int64], rows: NDArray[np.int32], number: int) -> NDArray[np.int64]:
    """Add up whole numbers by the row they belong to.

    Parameters
    ----------
    values : ndarray of int64, shape (n,)
        What to add.
    rows : ndarray of int32, shape (n,)
        Where to.
    number : int
        How many rows there are.

    Returns
    -------
    ndarray of int64, shape (number,)
        The sums.
    """
    sums = np.zeros(number, dtype=np.int64)
    np.add.at(sums, rows, values)
    return sums


def _counties(columns: dict[str, list[Any]]) -> Counties:
    def whole(name: str) -> NDArray[np.int64]:
        return np.array(columns[name], dtype=np.int64)

    def real(name: str) -> NDArray[np.float64]:
        return np.array(columns[name], dtype=np.float64)

    def text(name: str) -> tuple[str, ...]:
        return tuple(columns[name])

    return Counties(
        code=whole("code"),
        name=text("name"),
        english=text("english"),
        population=whole("population"),
        households=whole("households"),
        urban=whole("urban"),
        migrants=whole("migrants"),
        aged60=whole("aged60"),
        area_km2=real("area_km2"),
        longitude=real("longitude"),
        latitude=real("latitude"),
        basis=text("basis"),
    )


def _divide(counties: Counties, code: NDArray[np.int64], county: NDArray[np.int32]) -> NDArray[np.int64]:
    """Divide the population of each county among its communities."""
    population = np.zeros(len(code), dtype=np.int64)
    for row in range(len(counties)):
        own = county == row
        total, urban = int(counties.population[row]), int(counties.urban[row])
        population[own] = apportion(total, community_weights(code[own], total, urban), code[own])
    return population
