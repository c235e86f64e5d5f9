"""Checks of the places that a scenario names, which need the tables of the territory."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from govsim.scenario.errors import SchemaProblem

if TYPE_CHECKING:
    from govsim.scenario.schema import Scenario


def unknown_places(scenario: "Scenario") -> Iterator[SchemaProblem]:
    """Yield a problem if the scenario's city is not in the tables.

    Parameters
    ----------
    scenario : Scenario
        Valid but for its places.
    """
    name = scenario.city.real
    problem = city_problem(name) if name is not None else None
    if problem is not None:
        yield SchemaProblem(("city", "real"), found=name, message=problem)


def city_problem(name: str) -> str | None:
    """Return what is wrong with a real city's name or code, with the nearest names, or None."""
    # The tables live above this package, and only a scenario of a real city needs them.
    from govsim.territory.find import UnknownCityError, find_city

    try:
        find_city(name)
    except UnknownCityError as error:
        return str(error)
    return None
