"""``govsim cities``: find and show real cities."""

import enum
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from govsim.territory import Communities, Counties, Streets, Territory


_MOST_CODES = 4
"""Codes of cities that an error gives."""


class Level(enum.StrEnum):
    """The levels below the counties, down to which a city's tree can be shown."""

    STREET = "street"
    COMMUNITY = "community"


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(cities)


def cities(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="CITY",
            help="Chinese name, pinyin, English name or code of a city (成都, chengdu, 5101) or a province. "
            "Without it: every city.",
            show_default=False,
        ),
    ] = None,
    tree: Annotated[
        Level | None,
        typer.Option(help="Show every unit of one city down to this level.", show_default=False),
    ] = None,
) -> None:
    """Find cities, or show one.

    One city is shown with its counties, streets, communities and people; several are listed.
    """
    from govsim.territory import describe_city, find_cities, find_city, load_city
    from govsim.territory.tables import read_cities

    # Where nothing answers to the name, `find_city` says so and names the nearest.
    found = read_cities() if name is None else find_cities(name) or [find_city(name)]
    if len(found) == 1:
        territory = load_city(found[0].code)
        typer.echo(describe_city(territory))
        if tree is not None:
            typer.echo("\n" + "\n".join(branches(territory, tree)))
        return
    if tree is not None:
        codes = ", ".join(f"{city.code} ({city.name})" for city in found[:_MOST_CODES])
        more = ", ..." if len(found) > _MOST_CODES else ""
        raise typer.BadParameter(f"needs one city, found {len(found)}: {codes}{more}", param_hint="--tree")
    latin = max(len(city.english) for city in found)
    for city in found:
        typer.echo(f"{city.code:<6}  {city.english:<{latin}}  {city.name} {city.province}")


def branches(territory: "Territory", level: Level) -> Iterator[str]:
    """Yield a line for each unit of a city, indented by level.

    Parameters
    ----------
    territory : Territory
        The city.
    level : Level
        The lowest level shown.

    Yields
    ------
    str
        Code, names and population.
    """
    counties, streets, communities = territory.counties, territory.streets, territory.communities
    for county in range(len(counties)):
        yield _branch(counties, county, 0)
        for street in (streets.county == county).nonzero()[0]:
            yield _branch(streets, street, 1)
            if level is Level.COMMUNITY:
                for community in (communities.street == street).nonzero()[0]:
                    yield _branch(communities, community, 2)


def _branch(units: "Counties | Streets | Communities", row: int, depth: int) -> str:
    """Write one unit on a line."""
    names = " ".join(filter(None, (units.name[row], units.english[row])))
    return f"{'  ' * depth}{units.code[row]}  {names}  {units.population[row]:,}"
