"""Party cells on the chain community - street - county - city."""

import math
from typing import Any

import mesa
import numpy as np

from govsim.scenario.vocabulary import TIERS

COMMUNITY = 0
PACE = 0.5
"""Share of the way to its aim that mobilisation goes in a week."""

NEGLIGIBLE = 1e-3
"""Change of the mobilised share below which a cell stays as it is."""


class PartyCell(mesa.Agent):  # type: ignore[type-arg]
    """The party organisation of one unit.

    Mobilised members keep in touch with residents, so that latent disputes of a community are found
    earlier (reach), and bring offices to consent (coordination: kappa rises); reporting on it
    lengthens service (burden). Mobilisation follows the queue of the unit's office.

    Parameters
    ----------
    model : CityModel
    tier, unit : int
        Tier and row of the unit.
    members, population : float
        Party members and residents of the unit, in persons.
    office : int
        Row of the unit's office, -1 if it has none.
    """

    def __init__(
        self, model: Any, tier: int, unit: int, members: float, population: float, office: int
    ) -> None:
        super().__init__(model)
        self.tier = tier
        self.unit = unit
        self.members = members
        self.population = population
        self.office = office
        # Looked up once: a city has more than a thousand cells, and all of them step every week.
        self._party = model.effective.party
        self._kappa = model.effective.casework.kappa
        self.mobilised = float(self._party.mobilised)
        self._settled_at = math.nan
        self.act()

    @property
    def reach(self) -> float:
        """Share of the unit's residents with whom mobilised members keep in touch."""
        if self.population <= 0:
            return 0.0
        return min(1.0, self._party.contacts * self.mobilised * self.members / self.population)

    def step(self) -> None:
        """Mobilise members as the queue of the office calls for, and act."""
        party = self._party
        waiting = self.model.waiting_per_slot[self.office] if self.office >= 0 else 0.0
        # Most cells rest at a queue that is as it was.
        if waiting == self._settled_at:
            return
        change = PACE * (min(1.0, party.mobilised * (1.0 + party.response * waiting)) - self.mobilised)
        if abs(change) > NEGLIGIBLE:
            self.mobilised += change
            self._settled_at = math.nan
            self.act()
        else:
            self._settled_at = waiting

    def act(self) -> None:
        """Set what the cell does to its office and, in a community, to detection."""
        party = self._party
        if self.office >= 0:
            lacking = (1.0 - self._kappa) * (1.0 - party.coordination * self.mobilised)
            self.model.kappa[self.office] = 1.0 - lacking
            self.model.burden[self.office] = party.burden * self.mobilised
        if self.tier == COMMUNITY:
            self.model.detection[self.unit] = self.model.base_detection * (1.0 + party.reach * self.reach)


def found_cells(model: Any) -> list[PartyCell]:
    """Create a party cell for every unit of every tier."""
    places, residents = model.state.places, model.state.residents
    n = len(places.code)
    members = np.bincount(residents.community, weights=residents.party, minlength=n) * places.weight
    office_of = {
        (int(record["tier"]), int(record["unit"])): row for row, record in enumerate(model.state.offices)
    }
    unit_of = (np.arange(n), places.street, places.county, np.zeros(n, dtype=np.int64))
    cells = []
    for tier in range(len(TIERS)):
        by_unit = np.bincount(unit_of[tier], weights=members)
        population = np.bincount(unit_of[tier], weights=places.population)
        for unit in range(len(by_unit)):
            office = office_of.get((tier, unit), -1)
            cells.append(PartyCell(model, tier, unit, float(by_unit[unit]), float(population[unit]), office))
    return cells
