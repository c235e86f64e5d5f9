"""A population: the residents of a city, their ties, and what they are measured to be."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from govsim.population import facts, synthesis
from govsim.population.residents import MAX_COMMUNITY, MAX_RESIDENTS, NO_GROUP, Residents
from govsim.population.rows import lay_out
from govsim.population.ties import Ties, build_ties
from govsim.scenario.sections.residents import PopulationSettings, TiesSettings
from govsim.territory import Territory


@dataclass(frozen=True, eq=False)
class Population:
    """The residents of a city and their ties.

    Attributes
    ----------
    residents : Residents
        Rows sorted by community.
    ties : Ties
    community_start : ndarray of int64, shape (n_communities + 1,)
        Rows of community c are ``community_start[c]`` up to, not including, the next.
    weight : ndarray of float64, shape (n_communities,)
        Persons that one row of the community stands for; 0 where it has no rows.
    community_code : ndarray of int64, shape (n_communities,)
    community_county : ndarray of int32, shape (n_communities,)
    seed : int
    """

    residents: Residents
    ties: Ties
    community_start: NDArray[np.int64]
    weight: NDArray[np.float64]
    community_code: NDArray[np.int64]
    community_county: NDArray[np.int32]
    seed: int

    @property
    def size(self) -> int:
        """Number of simulated residents."""
        return self.residents.community.size

    @property
    def nbytes(self) -> int:
        """Memory of the residents and ties, in bytes."""
        return sum(column.nbytes for column in (*self.residents, *self.ties))

    def facts(self) -> dict[str, object]:
        """Measure the population.

        Returns
        -------
        dict
            ``residents`` (rows), ``persons`` (they stand for), ``memory`` (bytes), ``households``,
            ``household_size`` (mean), ``groups``, ``group_size`` (mean), shares of residents
            ``migrant``, ``aged`` (60 and over), ``child`` (0 to 14), ``party``, and ``ties``, the
            facts of each layer (see `govsim.population.facts.measure`).
        """
        people = self.residents
        n = max(self.size, 1)
        households = int(np.count_nonzero(people.household == np.arange(self.size)))
        enrolled = people.group != NO_GROUP
        groups = int(people.group[enrolled].max()) + 1 if enrolled.any() else 0
        rows = np.diff(self.community_start)
        return {
            "residents": self.size,
            "persons": float(self.weight @ rows),
            "memory": self.nbytes,
            "households": households,
            "household_size": self.size / max(households, 1),
            "groups": groups,
            "group_size": int(np.count_nonzero(enrolled)) / max(groups, 1),
            "migrant": int(np.count_nonzero(people.migrant)) / n,
            "aged": int(np.count_nonzero(people.age_class == synthesis.AGED)) / n,
            "child": int(np.count_nonzero(people.age_class == synthesis.CHILD)) / n,
            "party": int(np.count_nonzero(people.party)) / n,
            "ties": facts.measure(
                people,
                self.ties,
                self.community_start,
                self.community_code,
                self.community_county,
                self.seed,
            ),
        }


def build_population(
    territory: Territory,
    population: PopulationSettings,
    ties: TiesSettings,
    scale: float,
    seed: int,
    *,
    organised_share: float = 0.0,
) -> Population:
    """Make the residents of a territory and tie them.

    The result is a pure function of the arguments, the same for any number of threads; reordering
    the counties of the territory renumbers rows and changes nothing else.

    Parameters
    ----------
    territory : Territory
    population : PopulationSettings
    ties : TiesSettings
    scale : float
        Persons that one row stands for, at least 1.
    seed : int
        64-bit seed of the run.
    organised_share : float, optional
        Share of residents who are members of a social organisation.

    Returns
    -------
    Population

    Raises
    ------
    ValueError
        If the scale is below 1, nobody lives in the territory, or it has too many residents for
        32-bit row numbers.
    """
    if not scale >= 1.0:
        raise ValueError(f"scale must be at least 1 person per resident, found {scale:g}")
    places = lay_out(territory, scale)
    rows = places.rows
    total = int(rows.sum())
    if total == 0:
        raise ValueError(f"nobody lives in {territory.name}")
    if total > MAX_RESIDENTS or int(rows.max()) >= MAX_COMMUNITY:
        raise ValueError(f"{total} residents are too many; use a larger scale than {scale:g}")
    shares = synthesis.county_shares(territory, population)
    migrants = synthesis.expected_share(shares.migrant, places, territory.counties.code)
    workers = synthesis.expected_share(shares.worker, places, territory.counties.code)
    residents = synthesis.synthesise(places, population, shares, migrants, organised_share, seed)
    return Population(
        residents=residents,
        ties=build_ties(residents, places, workers, population, ties, seed),
        community_start=places.start,
        weight=np.asarray(territory.communities.population) / np.maximum(rows, 1),
        community_code=places.code,
        community_county=places.county,
        seed=seed,
    )
