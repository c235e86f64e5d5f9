"""Shocks and the measures against them (3.4.14)."""

import math

from govsim.dice import Purpose
from govsim.population import NO_GROUP


class Strike:
    """A spell of a shock.

    Attributes
    ----------
    days : range
    places : list of Place
        Struck as places.
    members : set of Resident
        Struck as members of an employer.
    begin : dict of int to int
        Day on which the measures of each county begin.
    """

    def __init__(self, shock, number, first, days, world, dice):
        self.shock = shock
        self.days = range(first, min(first + shock.length, days))
        self.places, self.members = [], set()
        self.key = number, first
        counties = self.counties_by_code(world.territory)
        if shock.where == "employer":
            self.members = self.employer(world, counties, dice)
        elif shock.where == "community":
            self.places = self.community(world, counties, dice)
        else:
            rows = self.counties(world.territory, counties, dice)
            self.places = [place for place in world.places if place.county in rows]
        self.begin = {
            row: first + self.lateness(int(code), dice)
            for row, code in enumerate(world.territory.counties.code)
        }

    def counties_by_code(self, territory):
        """Return the rows of the counties that can be struck, by code."""
        table = territory.counties
        return {
            int(code): row
            for row, code in enumerate(table.code)
            if not self.shock.counties
            or {str(code), table.name[row], table.english[row]} & set(self.shock.counties)
        }

    def lot(self, counties, dice):
        """Return the row of the county on which the lot falls."""
        number, first = self.key
        return counties[min(counties, key=lambda code: dice.one(Purpose.SHOCK_COUNTY, code, first, number))]

    def counties(self, territory, counties, dice):
        """Return the rows of the counties struck."""
        number, first = self.key
        if self.shock.where == "neighbours":
            centre = self.lot(counties, dice)
            return {centre} | {row for pair in territory.neighbours if centre in pair for row in pair}
        alone = dice.one(Purpose.SHOCK, number, first, 1) >= self.shock.correlation
        if self.shock.day is None and alone:
            return {self.lot(counties, dice)}
        return set(counties.values())

    def community(self, world, counties, dice):
        """Return the community struck, in a list."""
        number, first = self.key
        if self.shock.community is not None:
            table = world.territory.communities
            names = {str(self.shock.community)}
            return [
                place
                for place in world.places
                if names & {str(place.code), table.name[place.row], table.english[place.row]}
            ]
        county = self.lot(counties, dice)
        there = [place for place in world.places if place.county == county and place.population > 0]
        lots = sorted(there, key=lambda place: dice.one(Purpose.SHOCK_COMMUNITY, place.code, first, number))
        return lots[:1]

    def employer(self, world, counties, dice):
        """Return the members of the employer struck: one of the largest in the counties, by lot."""
        number, first = self.key
        sizes, keys = {}, {}
        for resident in world.residents:
            if resident.group != NO_GROUP and resident.place.county in counties.values():
                sizes[resident.group] = sizes.get(resident.group, 0) + 1
                keys[resident.group] = min(keys.get(resident.group, resident.key), resident.key)
        largest = sorted(sizes, key=lambda group: (-sizes[group], keys[group]))[: self.shock.among]
        if not largest:
            return set()
        struck = min(largest, key=lambda group: dice.one(Purpose.SHOCK_EMPLOYER, keys[group], first, number))
        return {resident for resident in world.residents if resident.group == struck}

    def lateness(self, code, dice):
        """Return by how many days the measures of a county begin late."""
        if self.shock.command == "unified":
            return self.shock.order_days
        number, first = self.key
        return math.floor(
            dice.one(Purpose.COMMAND, code, first, number) * (self.shock.fragmentation_days + 1)
        )

    def in_force(self, place, day, lead=0):
        """Whether measures are in force in a place, or, by a lead, the warning before them."""
        return place in self.places and self.begin[place.county] - lead <= day < self.days.stop


def strikes(scenario, world, dice):
    """Return all spells of all shocks."""
    found = []
    for number, shock in enumerate(scenario.shocks.values()):
        if shock.day is not None:
            first_days = [shock.day]
        else:
            chance = -math.expm1(-shock.per_year / 365.0)
            first_days = [
                day for day in range(scenario.days) if dice.one(Purpose.SHOCK, number, day, 0) < chance
            ]
        found += [
            Strike(shock, number, day, scenario.days, world, dice)
            for day in first_days
            if day < scenario.days
        ]
    return found


class Shocks:
    """The part of the model in which shocks strike."""

    def let_shocks_strike(self, day):
        """Set what the spells of the day change, and let harsh measures be felt."""
        self.struck = [strike for strike in self.strikes if day in strike.days]
        for place in self.world.places:
            place.alert = place.contact = place.delay = 1.0
            distrust = anger = 0.0
            for strike in self.strikes:
                shock = strike.shock
                if shock.warning_days and strike.in_force(place, day, shock.warning_days):
                    place.alert *= shock.warning_detection
                if strike.in_force(place, day):
                    obeyed = shock.compliance + (1.0 - shock.compliance) * shock.harshness
                    place.contact *= 1.0 - shock.stringency * obeyed
                    place.delay *= 1.0 + shock.stringency_time * shock.stringency
                    distrust += shock.harshness * shock.harsh_trust
                    anger += shock.harshness * shock.harsh_grievance
            if distrust or anger:
                for resident in place.residents:
                    resident.suffer(float(day), distrust, anger)

    def place_factor(self, place, kind):
        """Return the factor on the rate of a type of dispute in a place."""
        factor = 1.0
        for strike in self.struck:
            if place in strike.places and kind in strike.shock.types:
                factor *= strike.shock.factor
        return factor

    def member_factor(self, resident, kind):
        """Return the factor on the rate of a type that a resident has as a member of an employer."""
        factor = 1.0
        for strike in self.struck:
            if resident in strike.members and kind in strike.shock.types:
                factor *= strike.shock.factor
        return factor

    def highest_member_factor(self, place, kind):
        """Return the highest such factor of anyone in a place, 1 at least."""
        if not any(strike.members for strike in self.struck):
            return 1.0
        return max([1.0, *(self.member_factor(resident, kind) for resident in place.residents)])
