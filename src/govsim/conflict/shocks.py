"""Shocks: spells in which claims of some types are more frequent among some residents.

Shocks belong to the world, not to the arm: they are drawn from the seed alone.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from govsim.conflict.measures import contact_left, delays
from govsim.dice import Purpose, uniforms
from govsim.population import NO_GROUP, Population, resident_key
from govsim.scenario.schema import Scenario
from govsim.scenario.sections.shocks import Shock
from govsim.state import Today
from govsim.territory import Territory
from govsim.territory.names import rows_named


class Spell(NamedTuple):
    """One spell of a shock.

    Attributes
    ----------
    shock : Shock
    first, last : int
        First day, and the day after the last.
    communities : bool (communities,)
        Those struck as places; none where an employer is struck.
    begin : int64 (communities,)
        Day on which measures begin, but for the lead of the warning.
    group : int
        Employer struck, `NO_GROUP` if none.
    homes : bool (communities,)
        Those where its members live.
    """

    shock: Shock
    first: int
    last: int
    communities: NDArray[np.bool_]
    begin: NDArray[np.int64]
    group: int
    homes: NDArray[np.bool_]

    def turns(self) -> set[int]:
        """Return the days on which something of it begins or ends."""
        struck = np.unique(self.begin[self.communities]).tolist()
        warned = [max(0, day - self.shock.warning_days) for day in struck]
        return {self.first, self.last, *struck, *warned}


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
    found = [rows_named(counties, name) for name in names]
    unknown = [name for name, rows in zip(names, found, strict=True) if not rows]
    if unknown:
        raise ValueError(
            f"{territory.name} has no county {', '.join(unknown)}; it has {', '.join(counties.name)}"
        )
    return np.array([rows[0] for rows in found])


def spells(scenario: Scenario, territory: Territory, population: Population, seed: int) -> list[Spell]:
    """Return all spells of a run, in the order of the shocks and then of their days.

    Parameters
    ----------
    scenario, territory, population
    seed
        Seed of the world.
    """
    out: list[Spell] = []
    codes, county = territory.counties.code, territory.communities.county
    for number, shock in enumerate(scenario.shocks.values()):
        nowhere = np.zeros(county.size, dtype=np.bool_)
        eligible = county_rows(territory, shock.counties)
        for day in _days(shock, number, scenario.days, seed):
            struck, homes, group = nowhere, nowhere, int(NO_GROUP)
            if shock.where == "employer":
                group = _employer(shock, number, day, eligible, population, seed)
                homes = _homes(population, group)
            elif shock.where == "community":
                struck = _community(shock, number, day, eligible, territory, seed)
            else:
                struck = np.isin(county, _counties(shock, number, day, eligible, territory, seed))
            begin = day + delays(shock, number, day, codes, seed)[county]
            out.append(Spell(shock, day, min(day + shock.length, scenario.days), struck, begin, group, homes))
    return out


def employers(spells: list[Spell]) -> NDArray[np.uint32]:
    """Return the groups that are struck in a run, ascending."""
    return np.array(sorted({spell.group for spell in spells} - {int(NO_GROUP)}), dtype=np.uint32)


def set_day(today: Today, spells: list[Spell], kinds: list[str], day: int) -> None:
    """Set what the spells change on a day; factors of spells that overlap multiply.

    Parameters
    ----------
    today
        Written in place.
    spells
    kinds
        Types of dispute in their order.
    day
    """
    for column in (today.shock, today.most, today.factor, today.alert, today.contact, today.delay):
        column[:] = 1.0
    today.distrust[:], today.anger[:] = 0.0, 0.0
    for spell in spells:
        shock = spell.shock
        if spell.first <= day < spell.last:
            columns = [kinds.index(name) for name in shock.types]
            today.shock[np.ix_(spell.communities, columns)] *= shock.factor
            today.factor[np.ix_(today.struck == spell.group, columns)] *= shock.factor
        if day >= spell.last:
            continue
        if shock.warning_days > 0:
            today.alert[spell.communities & (day >= spell.begin - shock.warning_days)] *= (
                shock.warning_detection
            )
        on = spell.communities & (day >= spell.begin)
        today.contact[on] *= contact_left(shock)
        today.delay[on] *= 1.0 + shock.stringency_time * shock.stringency
        today.distrust[on] += shock.harshness * shock.harsh_trust
        today.anger[on] += shock.harshness * shock.harsh_grievance
    for spell in spells:
        if spell.first <= day < spell.last and spell.homes.any():
            row = int(np.flatnonzero(today.struck == spell.group)[0])
            highest = np.maximum(today.most[spell.homes], today.factor[row])
            today.most[spell.homes] = highest


def _days(shock: Shock, number: int, days: int, seed: int) -> Iterator[int]:
    """Yield the first day of every spell."""
    if shock.day is not None:
        if shock.day < days:
            yield shock.day
        return
    chance = -math.expm1(-(shock.per_year or 0.0) / 365.0)
    strikes = uniforms(seed, Purpose.SHOCK, number, np.arange(days), 0) < chance
    yield from np.flatnonzero(strikes).tolist()


def _lot(rows: NDArray[np.int64], codes: NDArray[np.int64], number: int, day: int, seed: int) -> int:
    """Return the county with the smallest keyed uniform, whatever the counties' order."""
    lots = uniforms(seed, Purpose.SHOCK_COUNTY, codes[rows], day, number)
    return int(rows[np.argmin(lots)])


def _counties(
    shock: Shock, number: int, day: int, eligible: NDArray[np.int64], territory: Territory, seed: int
) -> NDArray[np.int64]:
    """Return the rows of the counties that a spell strikes."""
    codes = territory.counties.code
    if shock.where == "neighbours":
        centre = _lot(eligible, codes, number, day, seed)
        pairs = [pair for pair in territory.neighbours if centre in pair]
        return np.unique([centre, *(row for pair in pairs for row in pair)])
    if shock.day is None and uniforms(seed, Purpose.SHOCK, number, day, 1) >= shock.correlation:
        return np.array([_lot(eligible, codes, number, day, seed)])
    return eligible


def _community(
    shock: Shock, number: int, day: int, eligible: NDArray[np.int64], territory: Territory, seed: int
) -> NDArray[np.bool_]:
    """Return which community a spell strikes: the one named, or by lot one of a county that is drawn first.

    Raises
    ------
    ValueError
        If the city has no such community, or several.
    """
    communities = territory.communities
    if shock.community is not None:
        rows = rows_named(communities, shock.community)
        if len(rows) != 1:
            raise ValueError(f"{territory.name} has {len(rows)} communities of the name {shock.community}")
        return np.arange(len(communities)) == rows[0]
    centre = _lot(eligible, territory.counties.code, number, day, seed)
    rows_there = np.flatnonzero((communities.county == centre) & (communities.population > 0))
    lots = uniforms(seed, Purpose.SHOCK_COMMUNITY, communities.code[rows_there], day, number)
    return np.isin(np.arange(len(communities)), rows_there[np.argsort(lots)[:1]])


def _employer(
    shock: Shock, number: int, day: int, eligible: NDArray[np.int64], population: Population, seed: int
) -> int:
    """Return the group that a spell strikes: by lot one of the largest, by members in the counties.

    An employer is known to the dice by its first member.
    """
    people = population.residents
    in_reach = np.isin(population.community_county[people.community], eligible) & (people.group != NO_GROUP)
    members = np.flatnonzero(in_reach)
    if not members.size:
        return int(NO_GROUP)
    groups, first, sizes = np.unique(people.group[members], return_index=True, return_counts=True)
    row = members[first]
    community = people.community[row]
    place = row - population.community_start[community]
    keys = np.array(
        [
            resident_key(int(code), int(index))
            for code, index in zip(population.community_code[community], place, strict=True)
        ],
        dtype=np.uint64,
    )
    largest = np.lexsort((keys, -sizes))[: shock.among]
    lots = uniforms(seed, Purpose.SHOCK_EMPLOYER, keys[largest], day, number)
    return int(groups[largest[np.argmin(lots)]])


def _homes(population: Population, group: int) -> NDArray[np.bool_]:
    """Return where the members of a group live."""
    homes = np.zeros(population.community_code.size, dtype=np.bool_)
    if group != NO_GROUP:
        homes[population.residents.community[population.residents.group == group]] = True
    return homes


def struck_share(spell: Spell, population: Population) -> float:
    """Return the share of the city's residents that a spell strikes."""
    people, weight = population.residents, population.weight
    hit = spell.communities[people.community]
    if spell.group != NO_GROUP:
        hit = people.group == spell.group
    struck = np.bincount(people.community[hit], minlength=weight.size) * weight
    # Exact sums do not depend on the order of communities.
    return math.fsum(struck.tolist()) / math.fsum((np.diff(population.community_start) * weight).tolist())
