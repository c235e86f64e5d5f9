"""Sums over residents, in one fixed order, so that every machine gets the same bits."""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.population import Residents
from govsim.scenario.schema import Scenario
from govsim.scenario.vocabulary import TIERS
from govsim.state import State

GROUPS = ("all", "migrant", "local", "aged", "younger")
MEASURES = (*(f"trust.{tier}" for tier in TIERS), "trust", "grievance", "gain", "happiness", "security")

_AGED = 2
_N_TIERS = len(TIERS)


class People(NamedTuple):
    """Means over groups of residents.

    Attributes
    ----------
    means : float64 (groups, measures)
        In the order of `GROUPS` and `MEASURES`, weighted by persons; NaN for an empty group.
    """

    means: NDArray[np.float64]

    def mean(self, measure: str, group: str = "all") -> float:
        """Return the mean of a measure in a group."""
        return float(self.means[GROUPS.index(group), MEASURES.index(measure)])


def people(scenario: Scenario, state: State, end: float) -> People:
    """Return the means of trust and wellbeing at the time `end`."""
    trust = scenario.trust
    sums, persons = _sum(
        state.residents, state.places.weight, trust.grievance_decay, trust.grievance_rest, end
    )
    with np.errstate(invalid="ignore"):
        return People(sums / persons[:, np.newaxis])


@numba.njit(cache=True)
def _sum(
    residents: Residents, weights: NDArray[np.float64], decay: float, rest: float, end: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    sums = np.zeros((5, _N_TIERS + 5))
    persons = np.zeros(5)
    values = np.empty(_N_TIERS + 5)
    for j in range(residents.community.size):
        fade = np.exp(-decay * max(0.0, end - residents.updated[j]))
        level = min(1.0, rest * residents.hardship[j])
        grievance = level + (residents.grievance[j] - level) * fade
        total = 0.0
        for tier in range(_N_TIERS):
            values[tier] = residents.trust[j, tier]
            total += values[tier]
        values[_N_TIERS] = total / _N_TIERS
        values[_N_TIERS + 1] = grievance
        values[_N_TIERS + 2] = residents.gain[j]
        values[_N_TIERS + 3] = 1.0 - grievance
        values[_N_TIERS + 4] = 1.0 - residents.exposure[j] * fade
        weight = weights[residents.community[j]]
        origin = 1 if residents.migrant[j] == 1 else 2
        age = 3 if residents.age_class[j] == _AGED else 4
        for group in (0, origin, age):
            persons[group] += weight
            for m in range(values.size):
                sums[group, m] += weight * values[m]
    return sums, persons
