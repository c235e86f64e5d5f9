"""The tree of places of one city."""

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import networkx as nx

# The districts of a city must fit the 64-bit sets in which the model keeps the counties a dispute touches.
MAX_COUNTIES = 64


@dataclass(frozen=True, eq=False)
class Counties:
    """County-level units, one row each, by code.

    Parameters
    ----------
    code : ndarray of int64
        Six digits, GB/T 2260 or the statistical codes built on it.
    name, english : tuple of str
        Chinese name; pinyin or customary name with the kind of unit.
    population, households, urban, migrants, aged60 : ndarray of int64
        Persons (households: family and collective households). Migrants are registered in another county.
    area_km2 : ndarray of float64
        Geodesic area, NaN where no outline is known.
    longitude, latitude : ndarray of float64
        Centroid in degrees (WGS 84).
    basis : tuple of str
        How the figures were matched to the unit; "no_data" where there are none and the population is 0.
    """

    code: NDArray[np.int64]
    name: tuple[str, ...]
    english: tuple[str, ...]
    population: NDArray[np.int64]
    households: NDArray[np.int64]
    urban: NDArray[np.int64]
    migrants: NDArray[np.int64]
    aged60: NDArray[np.int64]
    area_km2: NDArray[np.float64]
    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    basis: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.code)


@dataclass(frozen=True, eq=False)
class Streets:
    """Streets (subdistricts), towns and townships, one row each, by code.

    Parameters
    ----------
    code : ndarray of int64
        Nine digits, of which the first six are the county's.
    name, english : tuple of str
        As for `Counties`.
    county : ndarray of int32
        Row of its county.
    population : ndarray of int64
        Persons; the sum over its communities.
    """

    code: NDArray[np.int64]
    name: tuple[str, ...]
    english: tuple[str, ...]
    county: NDArray[np.int32]
    population: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.code)


@dataclass(frozen=True, eq=False)
class Communities:
    """Residents' and village committees, one row each, by code: those of a street are consecutive.

    Parameters
    ----------
    code : ndarray of int64
        Twelve digits, of which the first nine are the street's.
    name, english : tuple of str
        As for `Counties`.
    street, county : ndarray of int32
        Rows of its street and county.
    population : ndarray of int64
        Persons, by the rule of `govsim.territory.apportion.community_weights`.
    """

    code: NDArray[np.int64]
    name: tuple[str, ...]
    english: tuple[str, ...]
    street: NDArray[np.int32]
    county: NDArray[np.int32]
    population: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.code)


@dataclass(frozen=True, eq=False)
class Territory:
    """A city: its counties, streets and communities, and which counties are neighbours.

    Parameters
    ----------
    code : str
        Four digits; six for a unit that answers to its province directly.
    name, english, province : str
        Chinese name, English name, Chinese name of the province.
    counties, streets, communities : Counties, Streets, Communities
        The units of each level, in the order of their codes.
    neighbours : tuple of (int, int)
        Rows of adjacent counties, the lower first.
    neighbour_kind : tuple of str
        Why each pair counts: "border" (common boundary), "nearest" (shortest link to an island or exclave),
        "zone" (a unit without outline and a county it lies in or at), "grid" (invented).
    """

    code: str
    name: str
    english: str
    province: str
    counties: Counties
    streets: Streets
    communities: Communities
    neighbours: tuple[tuple[int, int], ...]
    neighbour_kind: tuple[str, ...]

    @property
    def population(self) -> int:
        """Number of persons in the city."""
        return int(self.counties.population.sum())

    def summary(self) -> dict[str, str | int]:
        """Return the city's names, the number of units of each level and its census totals."""
        counties = self.counties
        return {
            "code": self.code,
            "name": self.name,
            "english": self.english,
            "province": self.province,
            "counties": len(counties),
            "streets": len(self.streets),
            "communities": len(self.communities),
            "neighbours": len(self.neighbours),
            "population": self.population,
            "households": int(counties.households.sum()),
            "urban": int(counties.urban.sum()),
            "migrants": int(counties.migrants.sum()),
            "aged60": int(counties.aged60.sum()),
        }

    def graph(self) -> "nx.Graph[tuple[str, int]]":
        """Return the tree of places and the adjacency of counties as one graph.

        Returns
        -------
        networkx.Graph
            Nodes ``(level, code)`` with the attributes ``level``, ``name``, ``english``, ``population``;
            edges with ``kind`` "part_of", or the kind of neighbours ("border", "nearest", "zone", "grid").
        """
        import networkx as nx

        graph: nx.Graph[tuple[str, int]] = nx.Graph(name=self.english)

        def add(level: str, units: Counties | Streets | Communities) -> list[tuple[str, int]]:
            nodes = [(level, int(code)) for code in units.code]
            rows = zip(nodes, units.name, units.english, units.population.tolist(), strict=True)
            for node, name, english, population in rows:
                graph.add_node(node, level=level, name=name, english=english, population=population)
            return nodes

        top = ("city", int(self.code))
        facts: dict[str, Any] = {"name": self.name, "english": self.english, "population": self.population}
        graph.add_node(top, level="city", **facts)
        counties = add("county", self.counties)
        streets = add("street", self.streets)
        communities = add("community", self.communities)
        graph.add_edges_from(((top, node) for node in counties), kind="part_of")
        above = [counties[row] for row in self.streets.county]
        graph.add_edges_from(zip(above, streets, strict=True), kind="part_of")
        above = [streets[row] for row in self.communities.street]
        graph.add_edges_from(zip(above, communities, strict=True), kind="part_of")
        for (first, second), kind in zip(self.neighbours, self.neighbour_kind, strict=True):
            graph.add_edge(counties[first], counties[second], kind=kind)
        return graph


def in_code_order(territory: Territory) -> Territory:
    """Return a territory with the units of every level in the order of their codes.

    A model works on this order, so that the order in which units were listed is of no consequence.
    """
    levels = (territory.counties, territory.streets, territory.communities)
    orders = [np.argsort(level.code, kind="stable") for level in levels]
    if all((order == np.arange(order.size)).all() for order in orders):
        return territory
    # Where each row has gone: the inverse of the order.
    county, street, _ = (np.argsort(order).astype(np.int32) for order in orders)
    counties = _taken(territory.counties, orders[0])
    streets = _taken(territory.streets, orders[1])
    communities = _taken(territory.communities, orders[2])
    places = (sorted((int(county[a]), int(county[b]))) for a, b in territory.neighbours)
    pairs = sorted((a, b, kind) for (a, b), kind in zip(places, territory.neighbour_kind, strict=True))
    return replace(
        territory,
        counties=counties,
        streets=replace(streets, county=county[streets.county]),
        communities=replace(
            communities, street=street[communities.street], county=county[communities.county]
        ),
        neighbours=tuple((a, b) for a, b, _ in pairs),
        neighbour_kind=tuple(kind for _, _, kind in pairs),
    )


def _taken[Level: (Counties, Streets, Communities)](level: Level, order: NDArray[np.int64]) -> Level:
    """Return a level with its rows in another order; references to other levels stay as they are."""
    taken: dict[str, Any] = {}
    for field in fields(level):
        column = getattr(level, field.name)
        taken[field.name] = (
            tuple(column[row] for row in order) if isinstance(column, tuple) else column[order]
        )
    return replace(level, **taken)
