"""The city as objects (1.2)."""

from govsim.scenario.vocabulary import LAYERS
from reference.governances import threshold
from reference.resident import Resident

COLUMNS = ("group", "migrant", "age_class", "party", "organised", "threshold", "hardship")


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
    alert, contact, delay : float
        What today's measures make of detection and false alarms, of contact, and of service times.
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
        self.alert = self.contact = self.delay = 1.0


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

    def unit_code(self, tier, unit):
        """Return the statistical code of a unit of a tier; the city is the only one of its tier."""
        levels = (self.territory.communities, self.territory.streets, self.territory.counties)
        return int(levels[tier].code[unit]) if tier < len(levels) else 0
