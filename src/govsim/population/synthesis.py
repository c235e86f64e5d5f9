"""Residents made from the census figures of their counties."""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from govsim import columns
from govsim.dice import Integer, Purpose, categorical, normal, uniform, uniform_pair
from govsim.population import traits
from govsim.population.residents import SCHEMA, Residents, resident_key
from govsim.population.rows import Places
from govsim.population.traits import Table, interpolate
from govsim.scenario.sections.residents import PopulationSettings
from govsim.territory import Territory

MEAN_HOUSEHOLD = 2.62
"""Persons per household where a county's own figure is missing: 2020 population census."""

CHILD, ADULT, AGED = 0, 1, 2


class CountyShares(NamedTuple):
    """What the census says of each county, turned into chances; arrays of shape (n_counties,).

    `sizes` holds the cumulative distribution of household sizes, shape (n_counties, 7). `adult` is
    the share of residents aged 15 and over, `aged` the share of those who are 60 or over, `worker`
    the share of residents aged 15 to 59.
    """

    sizes: NDArray[np.float64]
    migrant: NDArray[np.float64]
    aged: NDArray[np.float64]
    adult: NDArray[np.float64]
    worker: NDArray[np.float64]


class TraitTables(NamedTuple):
    """Trait distributions of a city; see `traits`."""

    hardship_local: Table
    hardship_migrant: Table
    threshold: Table
    trust: NDArray[np.float64]


def county_shares(territory: Territory, settings: PopulationSettings) -> CountyShares:
    """Turn the census figures of the counties into chances.

    Parameters
    ----------
    territory : Territory
    settings : PopulationSettings

    Returns
    -------
    CountyShares
        With national values where a county has no figures.
    """
    counties = territory.counties
    n = len(counties.code)
    sizes = np.empty((n, traits.MAX_HOUSEHOLD))
    aged = np.zeros(n)
    adult = np.ones(n)
    migrant = np.zeros(n)
    for i in range(n):
        people, households = int(counties.population[i]), int(counties.households[i])
        mean = people / households if people and households else MEAN_HOUSEHOLD
        shares = traits.household_sizes(mean)
        sizes[i] = np.cumsum(shares)
        sizes[i, -1] = 1.0
        old = min(counties.aged60[i] / people, 1.0) if people else 0.0
        migrant[i] = min(counties.migrants[i] / people, 1.0) if people else 0.0
        others = 1.0 - 1.0 / float(shares @ np.arange(1, traits.MAX_HOUSEHOLD + 1))
        # The first member of a household is past childhood.
        adult[i] = 1.0 - min(settings.child_share, 1.0 - old, others)
        aged[i] = min(old / adult[i], 1.0)
    return CountyShares(sizes, migrant, aged, adult, adult * (1.0 - aged))


def expected_share(shares: NDArray[np.float64], places: Places, codes: NDArray[np.int64]) -> float:
    """Return the mean of the counties' shares weighted by their rows.

    Parameters
    ----------
    shares : ndarray of float64, shape (n_counties,)
    places : Places
    codes : ndarray of int64, shape (n_counties,)
        The sum runs in the order of these codes, so that it has the same bits in any row order.

    Returns
    -------
    float
    """
    rows = np.zeros(shares.size, dtype=np.int64)
    np.add.at(rows, places.county, places.rows)
    order = np.argsort(codes, kind="stable")
    return float(np.sum(shares[order] * rows[order])) / max(int(rows.sum()), 1)


def trait_tables(settings: PopulationSettings, migrant_share: float) -> TraitTables:
    """Tabulate the traits of a city.

    Parameters
    ----------
    settings : PopulationSettings
    migrant_share : float
        Expected share of migrants in the city.

    Returns
    -------
    TraitTables
        `trust` has shape (4, NODES), by tier.
    """
    local, migrant = traits.hardship(
        settings.hardship_cv, settings.hardship_migrant, settings.hardship_maximum, migrant_share
    )
    means = (settings.trust_community, settings.trust_street, settings.trust_county, settings.trust_city)
    return TraitTables(
        hardship_local=local,
        hardship_migrant=migrant,
        threshold=traits.truncated_normal(settings.threshold_mean, settings.threshold_sd),
        trust=np.stack([traits.truncated_normal(mean, settings.trust_sd) for mean in means]),
    )


@numba.njit(cache=True)
def _expected_households(sizes: NDArray[np.float64], n: int) -> float:
    """Return the expected number of households that n residents form, the last one cut to fit.

    The renewal equation ``m(n) = 1 + sum_k p[k] * m(n - k)``, with m(n) = 0 for n <= 0.
    """
    recent = np.zeros(sizes.size)
    for at in range(n):
        expected = 1.0
        below = 0.0
        for k in range(min(sizes.size, at)):
            expected += (sizes[k] - below) * recent[(at - 1 - k) % sizes.size]
            below = sizes[k]
        recent[at % sizes.size] = expected
    return recent[(n - 1) % sizes.size]


@numba.njit(cache=True, error_model="numpy")
def _fill_community(
    residents: Residents,
    c: int,
    first: int,
    end: int,
    code: int,
    k: int,
    shares: CountyShares,
    civic: NDArray[np.float64],
    tables: TraitTables,
    trust_common: float,
    seed: Integer,
) -> None:
    common = np.sqrt(trust_common)
    own = np.sqrt(1.0 - trust_common)
    adult = shares.adult[k]
    head = first
    home_end = first
    household = 0
    migrant = False
    n = end - first
    others = n - _expected_households(shares.sizes[k], n)
    child = (1.0 - adult) * n / others if others > 0.0 else 0.0
    for row in range(first, end):
        key = resident_key(code, row - first)
        if row == home_end:
            # A household's key is its place in the community, so a larger community only adds some.
            home = resident_key(code, household)
            u = uniform(seed, Purpose.HOUSEHOLD_SIZE, home, 0, 0)
            home_end = row + 1 + int(categorical(u, shares.sizes[k]))
            migrant = uniform(seed, Purpose.MIGRANT, home, 0, 0) < shares.migrant[k]
            head = row
            household += 1
        u, v = uniform_pair(seed, Purpose.AGE, key, 0, 0)
        if row != head and u < child:
            age = CHILD
        elif v < shares.aged[k]:
            age = AGED
        else:
            age = ADULT
        residents.community[row] = c
        residents.household[row] = head
        residents.migrant[row] = migrant
        residents.age_class[row] = age
        if age != CHILD:
            residents.party[row] = uniform(seed, Purpose.PARTY, key, 0, 0) * adult < civic[0]
            residents.volunteer[row] = uniform(seed, Purpose.VOLUNTEER, key, 0, 0) * adult < civic[1]
            residents.organised[row] = uniform(seed, Purpose.ORGANISED, key, 0, 0) * adult < civic[2]
        score = normal(uniform(seed, Purpose.HARDSHIP, key, 0, 0))
        table = tables.hardship_migrant if migrant else tables.hardship_local
        residents.hardship[row] = interpolate(table, score)
        score = normal(uniform(seed, Purpose.THRESHOLD, key, 0, 0))
        residents.threshold[row] = interpolate(tables.threshold, score)
        shared = common * normal(uniform(seed, Purpose.TRUST, key, 0, 2))
        for tier in range(0, 4, 2):
            u, v = uniform_pair(seed, Purpose.TRUST, key, 0, tier // 2)
            residents.trust[row, tier] = interpolate(tables.trust[tier], shared + own * normal(u))
            residents.trust[row, tier + 1] = interpolate(tables.trust[tier + 1], shared + own * normal(v))


@numba.njit(cache=True, parallel=True)
def _fill(
    residents: Residents,
    start: NDArray[np.int64],
    code: NDArray[np.int64],
    county: NDArray[np.int32],
    shares: CountyShares,
    civic: NDArray[np.float64],
    tables: TraitTables,
    trust_common: float,
    seed: Integer,
) -> None:
    # One call per community: stores into fields of a tuple are lost when made in a parallel loop itself.
    for c in numba.prange(code.size):
        _fill_community(
            residents,
            c,
            start[c],
            start[c + 1],
            code[c],
            county[c],
            shares,
            civic,
            tables,
            trust_common,
            seed,
        )


def synthesise(
    places: Places,
    settings: PopulationSettings,
    shares: CountyShares,
    migrant_share: float,
    organised_share: float,
    seed: int,
) -> Residents:
    """Make the residents of a city, without their groups and ties.

    Households of a community follow each other; the last one is cut to fit. All members of a
    household are migrants or none is. Party members, volunteers and members of organisations are
    drawn among those aged 15 and over, at a rate that gives the stated share of all residents.

    Parameters
    ----------
    places : Places
    settings : PopulationSettings
    shares : CountyShares
    migrant_share : float
        Expected share of migrants in the city.
    organised_share : float
        Share of residents who are members of a social organisation.
    seed : int
        Seed of the run.

    Returns
    -------
    Residents
    """
    residents = columns.allocate(SCHEMA, int(places.start[-1]), Residents)
    _fill(
        residents,
        places.start,
        places.code,
        places.county,
        shares,
        np.array([settings.party_share, settings.volunteer_share, organised_share]),
        trait_tables(settings, migrant_share),
        settings.trust_common,
        np.uint64(seed),
    )
    return residents
