"""A city ready to be governed: its territory, its residents and their ties, before anything happens."""

from dataclasses import dataclass

from govsim.population import Population, build_population, place_ties
from govsim.scenario.cities import territory_of
from govsim.scenario.schema import Scenario
from govsim.territory import Territory, in_code_order


@dataclass(frozen=True, eq=False)
class City:
    """The part of a world that every arm shares.

    Attributes
    ----------
    territory : Territory
    population : Population
        Never changed: each run works on copies of the columns that change.
    seed : int
        Seed of the world.
    scale : float
        Residents that one simulated resident stands for.
    """

    territory: Territory
    population: Population
    seed: int
    scale: float


def build_territory(scenario: Scenario) -> Territory:
    """Return the real or invented territory of a scenario."""
    return territory_of(scenario.city)


def build_city(scenario: Scenario, seed: int | None = None, territory: Territory | None = None) -> City:
    """Build the city of a scenario.

    Parameters
    ----------
    scenario : Scenario
    seed : int, optional
        Seed of the world; the scenario's by default.
    territory : Territory, optional
        In place of the scenario's own. The order of its rows is of no consequence.

    Returns
    -------
    City
        For one or several `CityModel` of the same scenario and seed.
    """
    seed = scenario.seed if seed is None else seed
    territory = in_code_order(build_territory(scenario) if territory is None else territory)
    population = build_population(
        territory,
        scenario.population,
        place_ties(scenario.ties, territory),
        scale=scenario.scale,
        seed=seed,
        organised_share=scenario.organizations.member_share,
    )
    return City(territory, population, seed, scenario.scale)
