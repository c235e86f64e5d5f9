"""Shocks: spells in which claims of some types are more frequent in some counties.

Shocks belong to the world, not to the arm: they are drawn from the seed alone.
"""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from govsim.dice import Purpose, uniforms
from govsim.scenario.schema import Scenario
from govsim.scenario.sections.conflict import Shock
from govsim.territory import Territory


def county_rows(territory: Territory, names: list[str]) -> NDArray[np.int64]:
    """Return the rows of counties given by name or code; all of them for an empty list.

    Raises
    ------
    ValueError
        If the city has no such county; the message lists those it has.
    """
    counties = territory.counties
    if not names:
        return np.arange(counties.code.size)
    known = {str(code): row for row, code in enumerate(counties.code)}
    known |= {name: row for row, name in enumerate(counties.english)}
    known |= {name: row for row, name in enumerate(counties.name)}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(
            f"{territory.name} has no county {', '.join(unknown)}; it has {', '.join(counties.name)}"
        )
    return np.array([known[name] for name in names])


def shock_factors(scenario: Scenario, territory: Territory, seed: int) -> NDArray[np.float64]:
    """Return the factor on the claim rate of every day, county and type.

    Parameters
    ----------
    scenario, territory
    seed
        Seed of the world.

    Returns
    -------
    float64 (days, counties, types)
        1 where no shock strikes; factors of shocks that overlap multiply.
    """
    kinds = list(scenario.disputes.types)
    factors = np.ones((scenario.days, territory.counties.code.size, len(kinds)))
    for number, shock in enumerate(scenario.shocks.values()):
        columns = [kinds.index(name) for name in shock.types]
        rows = county_rows(territory, shock.counties)
        for day, struck in _spells(shock, number, scenario.days, territory.counties.code[rows], seed):
            spell = np.ix_(range(day, min(day + shock.length, scenario.days)), rows[struck], columns)
            factors[spell] *= shock.factor
    return factors


def _spells(
    shock: Shock, number: int, days: int, codes: NDArray[np.int64], seed: int
) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    """Yield the first day of every spell and which of the counties it strikes."""
    everywhere = np.ones(codes.size, dtype=np.bool_)
    if shock.day is not None:
        if shock.day < days:
            yield shock.day, everywhere
        return
    chance = -math.expm1(-(shock.per_year or 0.0) / 365.0)
    strikes = uniforms(seed, Purpose.SHOCK, number, np.arange(days), 0) < chance
    for day in np.flatnonzero(strikes):
        together = uniforms(seed, Purpose.SHOCK, number, day, 1) < shock.correlation
        if together:
            yield int(day), everywhere
        else:
            # The county with the smallest keyed uniform is struck, whatever the counties' order.
            lots = uniforms(seed, Purpose.SHOCK_COUNTY, codes, day, number)
            yield int(day), lots == lots.min()
