"""Invented cities: any number of units, any population, even or uneven."""

import math

import numpy as np
from numpy.typing import NDArray

from govsim.dice import Purpose, normals, uniforms
from govsim.territory.apportion import apportion
from govsim.territory.city import MAX_COUNTIES, Communities, Counties, Streets, Territory
from govsim.territory.load import sum_over

# 99 is no province of GB/T 2260, so an invented code is never a real one.
INVENTED_CITY = 9901
MAX_UNITS = 999

# National shares of the seventh census (National Bureau of Statistics, Communiqué of the Seventh National
# Population Census, 2021): floating population 375.8 million, aged 60 and over 18.7%, urban 63.9%, 2.62
# persons a family household.
MIGRANT_SHARE = 0.266
AGED_SHARE = 0.187
URBAN_SHARE = 0.639
HOUSEHOLD_SIZE = 2.62

# Degrees of latitude a km: counties stand on a square grid around 35 N, 104 E.
_DEGREES_PER_KM = 1 / 111.2
_LATITUDE, _LONGITUDE = 35.0, 104.0


_POPULATION, _MIGRANTS, _AGED, _URBAN, _HOUSEHOLDS = range(5)


def invent_city(
    counties: int,
    streets: int,
    communities: int,
    population: int,
    heterogeneity: float = 0.0,
    *,
    seed: int = 0,
    name: str = "Invented City",
    chinese_name: str = "虚构市",
    side_km: float = 30.0,
) -> Territory:
    """Make up a city.

    The population is divided among counties, then among the streets of each and the communities of each
    street, in proportion to lognormal weights of mean 1 and coefficient of variation `heterogeneity`, exactly
    (largest remainder). With heterogeneity 0 all weights are 1, and units of a level differ by one person at
    most within the unit above. Each weight is a function of the seed and the unit's code alone.

    The shares of migrants, of the aged, of urban residents and of households in a county's population are the
    national ones of 2020 when heterogeneity is 0; otherwise their odds are multiplied by such weights, which
    keeps them between 0 and 1.

    The counties stand on a square grid, filled row by row, ``ceil(sqrt(counties))`` in a row; those that
    share a side are neighbours.

    Parameters
    ----------
    counties : int
        Number of counties, 1 to 64.
    streets : int
        Number of streets in each county, 1 to 999.
    communities : int
        Number of communities in each street, 1 to 999.
    population : int
        Persons in the city, at least 0.
    heterogeneity : float
        Coefficient of variation of the weights, at least 0.
    seed : int
        Key of the dice, 0 to 2**64 - 1.
    name, chinese_name : str
        Name of the city in English and Chinese texts.
    side_km : float
        Side of a county, above 0.

    Returns
    -------
    Territory
        With the code 9901.

    Raises
    ------
    ValueError
        If a number is out of its range.

    Examples
    --------
    >>> city = invent_city(4, streets=5, communities=5, population=20_000)
    >>> city.counties.population
    array([5000, 5000, 5000, 5000])
    >>> city.neighbours
    ((0, 1), (0, 2), (1, 3), (2, 3))
    """
    _check(counties, streets, communities, population, heterogeneity, side_km)
    county_code = INVENTED_CITY * 100 + np.arange(1, counties + 1, dtype=np.int64)
    street_code = (county_code[:, None] * 1000 + np.arange(1, streets + 1)).ravel()
    code = (street_code[:, None] * 1000 + np.arange(1, communities + 1)).ravel()
    street = np.repeat(np.arange(len(street_code), dtype=np.int32), communities)
    street_county = np.repeat(np.arange(counties, dtype=np.int32), streets)

    def weights(codes: NDArray[np.int64], quantity: int) -> NDArray[np.float64]:
        return _weights(seed, codes, quantity, heterogeneity)

    of_county = apportion(population, weights(county_code, _POPULATION), county_code)
    of_street = _divide(of_county, weights(street_code, _POPULATION), street_code, streets)
    of_community = _divide(of_street, weights(code, _POPULATION), code, communities)

    def people(share: float, quantity: int) -> NDArray[np.int64]:
        odds = share / (1 - share) * weights(county_code, quantity)
        return np.rint(of_county * (odds / (1 + odds))).astype(np.int64)

    row, column, neighbours = _grid(counties)
    return Territory(
        code=str(INVENTED_CITY),
        name=chinese_name,
        english=name,
        province="",
        counties=Counties(
            code=county_code,
            name=_names("第{}区", range(1, counties + 1)),
            english=_names("District {}", range(1, counties + 1)),
            population=of_county,
            households=people(1 / HOUSEHOLD_SIZE, _HOUSEHOLDS),
            urban=people(URBAN_SHARE, _URBAN),
            migrants=people(MIGRANT_SHARE, _MIGRANTS),
            aged60=people(AGED_SHARE, _AGED),
            area_km2=np.full(counties, side_km**2),
            longitude=_LONGITUDE + column * side_km * _DEGREES_PER_KM / math.cos(math.radians(_LATITUDE)),
            latitude=_LATITUDE - row * side_km * _DEGREES_PER_KM,
            basis=("invented",) * counties,
        ),
        streets=Streets(
            code=street_code,
            name=_names("第{}街道", _paths(counties, streets)),
            english=_names("Subdistrict {}", _paths(counties, streets)),
            county=street_county,
            population=sum_over(of_community, street, len(street_code)),
        ),
        communities=Communities(
            code=code,
            name=_names("第{}社区", _paths(counties, streets, communities)),
            english=_names("Community {}", _paths(counties, streets, communities)),
            street=street,
            county=street_county[street],
            population=of_community,
        ),
        neighbours=neighbours,
        neighbour_kind=("grid",) * len(neighbours),
    )


def _check(
    counties: int, streets: int, communities: int, population: int, heterogeneity: float, side_km: float
) -> None:
    for name, value, most in (
        ("counties", counties, MAX_COUNTIES),
        ("streets", streets, MAX_UNITS),
        ("communities", communities, MAX_UNITS),
    ):
        if not 1 <= value <= most:
            raise ValueError(f"{name} is {value}; allowed: 1 to {most}")
    if population < 0:
        raise ValueError(f"population is {population}; it must be at least 0")
    if not (math.isfinite(heterogeneity) and heterogeneity >= 0):
        raise ValueError(f"heterogeneity is {heterogeneity}; it must be a number of at least 0")
    if not (math.isfinite(side_km) and side_km > 0):
        raise ValueError(f"side_km is {side_km}; it must be a number above 0")


def _weights(seed: int, codes: NDArray[np.int64], quantity: int, heterogeneity: float) -> NDArray[np.float64]:
    """Return lognormal weights of mean 1 and the given coefficient of variation, keyed by code."""
    if heterogeneity == 0:
        return np.ones(len(codes))
    sigma = math.sqrt(math.log1p(heterogeneity**2))
    z = normals(uniforms(seed, Purpose.LAYOUT, codes.astype(np.uint64), 0, quantity))
    # The C library's exponential: NumPy's differs between processors in the last bit.
    return np.array([math.exp(x) for x in (sigma * z - sigma**2 / 2).tolist()])


def _divide(
    totals: NDArray[np.int64], weights: NDArray[np.float64], codes: NDArray[np.int64], each: int
) -> NDArray[np.int64]:
    """Divide each total among its own `each` consecutive rows."""
    parts = [
        apportion(int(total), weights[start : start + each], codes[start : start + each])
        for total, start in zip(totals, range(0, len(codes), each), strict=True)
    ]
    return np.concatenate(parts)


def _grid(number: int) -> tuple[NDArray[np.float64], NDArray[np.float64], tuple[tuple[int, int], ...]]:
    """Return row and column of each county on the grid, and the pairs that share a side."""
    wide = math.ceil(math.sqrt(number))
    rows = np.arange(number)
    beside = [(i, i + 1) for i in range(number - 1) if (i + 1) % wide]
    below = [(i, i + wide) for i in range(number - wide)]
    return (rows // wide).astype(np.float64), (rows % wide).astype(np.float64), tuple(sorted(beside + below))


def _paths(*numbers: int) -> list[str]:
    """Return numbers of units by the path that leads to them: 1-1, 1-2, 2-1."""
    paths = [""]
    for number in numbers:
        paths = [f"{path}-{i}" for path in paths for i in range(1, number + 1)]
    return [path[1:] for path in paths]


def _names(pattern: str, numbers: "range | list[str]") -> tuple[str, ...]:
    return tuple(pattern.format(number) for number in numbers)
