"""How many simulated residents each community gets, and where their rows are."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from govsim.territory import Territory, apportion


class Places(NamedTuple):
    """Where the rows of the residents are; arrays of shape (n_communities,) unless said.

    `start` (n_communities + 1,) is the first row of each community, `code` and `county` its code and
    the row of its county, `order` the communities in the order of their codes.
    """

    start: NDArray[np.int64]
    code: NDArray[np.int64]
    county: NDArray[np.int32]
    order: NDArray[np.int64]

    @property
    def rows(self) -> NDArray[np.int64]:
        """Number of rows of each community."""
        return np.diff(self.start)


def rows_per_community(
    population: NDArray[np.int64], county: NDArray[np.int32], codes: NDArray[np.int64], scale: float
) -> NDArray[np.int64]:
    """Return the number of simulated residents of each community.

    A county gets its population over the scale, rounded; its communities share that by largest
    remainders. A community too small for one whole row, but not empty, gets one row.

    Parameters
    ----------
    population : ndarray of int64, shape (n_communities,)
        Persons.
    county : ndarray of int32, shape (n_communities,)
        Row of the county.
    codes : ndarray of int64, shape (n_communities,)
        Codes of the communities.
    scale : float
        Persons that one row stands for, at least 1.

    Returns
    -------
    ndarray of int64, shape (n_communities,)
        Equal to `population` at scale 1.
    """
    rows = np.zeros(population.size, dtype=np.int64)
    for unit in np.unique(county):
        members = np.flatnonzero(county == unit)
        people = population[members]
        single = (people > 0) & (people < scale)
        rows[members[single]] = 1
        large = members[people >= scale]
        if large.size:
            total = int(np.floor(float(people.sum()) / scale + 0.5)) - int(single.sum())
            rest = max(total, large.size)
            rows[large] = np.maximum(apportion(rest, population[large].astype(np.float64), codes[large]), 1)
    return rows


def lay_out(territory: Territory, scale: float) -> Places:
    """Lay out the rows of the residents of a territory, community by community.

    Parameters
    ----------
    territory : Territory
    scale : float
        Persons that one row stands for, at least 1.

    Returns
    -------
    Places
    """
    communities = territory.communities
    # Copies are contiguous and writable whatever table they come from, so kernels compile only once.
    code = np.array(communities.code, dtype=np.int64)
    county = np.array(communities.county, dtype=np.int32)
    rows = rows_per_community(communities.population, county, code, scale)
    start = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(rows)))
    return Places(start, code, county, np.argsort(code, kind="stable"))
