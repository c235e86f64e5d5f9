"""Checks of the places that a scenario names, which need the tables of the territory."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from govsim.scenario.errors import SchemaProblem

if TYPE_CHECKING:
    from govsim.scenario.schema import Scenario
    from govsim.scenario.sections.city import CityChoice
    from govsim.territory import Communities, Counties, Territory


def unknown_places(scenario: "Scenario") -> Iterator[SchemaProblem]:
    """Yield a problem for the city if it is not in the tables, else for every place that it has not.

    Parameters
    ----------
    scenario : Scenario
        Valid but for its places.
    """
    name = scenario.city.real
    problem = city_problem(name) if name is not None else None
    if problem is not None:
        yield SchemaProblem(("city", "real"), found=name, message=problem)
    elif any(shock.counties or shock.community for shock in scenario.shocks.values()):
        yield from _unknown_to(territory_of(scenario.city), scenario)


def _unknown_to(territory: "Territory", scenario: "Scenario") -> Iterator[SchemaProblem]:
    """Yield a problem for every place named by a shock that the city does not have, or has twice."""
    from govsim.territory.names import rows_named

    counties, communities = territory.counties, territory.communities
    for shock_name, shock in scenario.shocks.items():
        for index, name in enumerate(shock.counties):
            if not rows_named(counties, name):
                yield SchemaProblem(
                    ("shocks", shock_name, "counties", index),
                    found=name,
                    message=f"{territory.name} has no such county",
                    choices=_names(counties, name),
                )
        if shock.community is None:
            continue
        path = ("shocks", shock_name, "community")
        rows = rows_named(communities, shock.community)
        if not rows:
            yield SchemaProblem(
                path,
                found=shock.community,
                message=f"{territory.name} has no such community",
                choices=_names(communities, shock.community),
            )
        elif len(rows) > 1:
            codes = ", ".join(str(communities.code[row]) for row in rows)
            yield SchemaProblem(
                path,
                found=shock.community,
                message=f"{len(rows)} communities of {territory.name} have this name",
                allowed=f"a code: {codes}",
            )


def _names(units: "Counties | Communities", like: str) -> tuple[str, ...]:
    """Return the names of units, those in the script of a name first."""
    return (*units.english, *units.name) if like.isascii() else (*units.name, *units.english)


def territory_of(city: "CityChoice") -> "Territory":
    """Return the real or invented territory that a scenario chooses."""
    # Most scenarios name no place but the city, and tables take time to read.
    from govsim.territory import invent_city, load_city

    invented = city.invented
    if invented is None:
        return load_city(str(city.real))
    return invent_city(
        counties=invented.counties,
        streets=invented.streets,
        communities=invented.communities,
        population=invented.population,
        heterogeneity=invented.heterogeneity,
        seed=invented.layout_seed,
        side_km=invented.side_km,
        name=invented.name,
        chinese_name=invented.chinese_name,
    )


def city_problem(name: str) -> str | None:
    """Return what is wrong with a real city's name or code, with the nearest names, or None."""
    from govsim.territory.find import UnknownCityError, find_city

    try:
        find_city(name)
    except UnknownCityError as error:
        return str(error)
    return None
