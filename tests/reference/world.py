"""The city as objects, and the shocks that strike it (1.2, 3.4.14)."""

import math

from govsim.dice import Purpose
from govsim.scenario.vocabulary import LAYERS
from reference.governances import threshold
from reference.resident import Resident

COLUMNS = ("migrant", "age_class", "party", "organised", "threshold", "hardship")


class Place:
    """A community.

    Attributes
    ----------
    residents : list of Resident
    weight : float
        Persons that one of them stands for.
    detection : float
        Hazard at which a latent dispute of a local is found.
    dilution : float
        Transmission to members of an organisation relative to others.
    """

    def __init__(self, row, communities, weight):
        self.row = row
        self.code = int(communities.code[row])
        self.street = int(communities.street[row])
        self.county = int(communities.county[row])
        self.population = float(communities.population[row])
        self.weight = float(weight)
        self.residents = []
        self.detection = 0.0
        self.dilution = 1.0


class World:
    """The places, residents and ties of a built city."""

    def __init__(self, city, scenario, written):
        self.territory = city.territory
        population = city.population
        communities = city.territory.communities
        self.places = [
            Place(row, communities, population.weight[row]) for row in range(len(communities.code))
        ]
        self.residents = []
        people = population.residents
        for row in range(population.size):
            place = self.places[people.community[row]]
            columns = {name: getattr(people, name)[row] for name in COLUMNS}
            columns["threshold"] = threshold(float(columns["threshold"]), scenario, written)
            resident = Resident(
                place,
                len(place.residents),
                int(people.household[row]),
                columns,
                people.trust[row].tolist(),
                scenario,
            )
            place.residents.append(resident)
            self.residents.append(resident)
        ties = population.ties
        for row, resident in enumerate(self.residents):
            neighbours = ties.neighbour[ties.start[row] : ties.start[row + 1]].tolist()
            work, online = int(ties.work_from[row]), int(ties.online_from[row])
            for number, other in enumerate(neighbours):
                layer = LAYERS[0] if number < work else LAYERS[1] if number < online else LAYERS[2]
                resident.ties.append((self.residents[other], layer))


def spells(shock, number, days, counties, dice):
    """Yield the first day of every spell of a shock and the counties that it strikes.

    Parameters
    ----------
    counties : dict of int to int
        Row of every county that can be struck, by code.
    """
    if shock.day is not None:
        yield shock.day, list(counties.values())
        return
    for day in range(days):
        if dice.one(Purpose.SHOCK, number, day, 0) < -math.expm1(-shock.per_year / 365.0):
            if dice.one(Purpose.SHOCK, number, day, 1) < shock.correlation:
                yield day, list(counties.values())
            else:
                lots = {code: dice.one(Purpose.SHOCK_COUNTY, code, day, number) for code in counties}
                yield day, [counties[min(lots, key=lots.get)]]


def shock_factors(scenario, territory, dice):
    """Return the factor on the claim rate by (day, county, type), where it is not 1."""
    factors = {}
    table = territory.counties
    for number, shock in enumerate(scenario.shocks.values()):
        counties = {
            int(code): row
            for row, code in enumerate(table.code)
            if not shock.counties or {str(code), table.name[row], table.english[row]} & set(shock.counties)
        }
        for first, struck in spells(shock, number, scenario.days, counties, dice):
            for day in range(first, first + shock.length):
                for county in struck:
                    for kind in shock.types:
                        cell = (day, county, kind)
                        factors[cell] = factors.get(cell, 1.0) * shock.factor
    return factors
