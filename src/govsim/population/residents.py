"""Who a resident is: the columns of the residents and the key of their dice."""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.columns import Column
from govsim.dice import Integer

NEIGHBOURS, WORK, ONLINE = range(3)
"""Layers of ties, by the number that keys their dice."""

NO_GROUP = 2**32 - 1
"""Group of a resident who belongs to no employer or interest group."""

AGE_CLASSES = ("0-14", "15-59", "60+")
"""Age classes, by their code in the column `age_class`."""

CLASSES = 2 * len(AGE_CLASSES)
"""Number of classes that ties tell apart: migrant or local, by age class."""

MAX_RESIDENTS = 2**32 - 2
"""Largest number of rows; rows are numbered in 32 bits."""

MAX_COMMUNITY = 2**24
"""Largest number of rows of one community, and of groups seated in one."""

SCHEMA = (
    Column("community", "int32", 0, "row", "Community of residence, a row of the territory's table."),
    Column("household", "uint32", 0, "row", "Row of the household's first member; members are consecutive."),
    Column("group", "uint32", NO_GROUP, "1", "Employer or interest group; 2**32 - 1 where there is none."),
    Column("migrant", "uint8", 0, "1", "1 for residents registered in another county, as the census counts."),
    Column("age_class", "uint8", 0, "1", "0 for ages 0 to 14, 1 for 15 to 59, 2 for 60 and over."),
    Column("party", "uint8", 0, "1", "1 for members of the Party."),
    Column("volunteer", "uint8", 0, "1", "1 for residents who volunteer."),
    Column("organised", "uint8", 0, "1", "1 for members of a social organisation."),
    Column("threshold", "float64", 0, "1", "Share of active neighbours at which the resident may join."),
    Column("hardship", "float32", 1, "1", "Hardship relative to the city's mean."),
    Column("trust", "float32", 0, "1", "Trust in the community, the street, the county and the city.", (4,)),
    Column("grievance", "float32", 0, "1", "Grievance at the last touch."),
    Column("exposure", "float32", 0, "1", "Exposure to mobilised contacts at the last touch."),
    Column("gain", "float32", 0, "1", "Sense of gain."),
    Column("updated", "float32", 0, "days", "Day on which the row was last touched."),
    Column("moved", "float32", float("-inf"), "day", "Day of the last move."),
    Column("issue", "int32", -1, "row", "Dispute joined last and still active for; -1 where there is none."),
    Column(
        "memberships",
        "int32",
        -1,
        "row",
        "Head of the list of open disputes the resident has joined; -1 where empty.",
    ),
    Column("mobilised", "int32", 0, "disputes", "Disputes the resident is active for now."),
    Column("informed", "uint8", 0, "1", "1 for residents whom disclosure by the media reaches."),
    Column(
        "opinion",
        "float32",
        0,
        "1",
        "Expressed trust: what the resident and those around them make of government.",
    ),
)
"""The columns of the residents, one row each."""


class Residents(NamedTuple):
    """The residents as a struct of arrays; `SCHEMA` says what each column means."""

    community: NDArray[np.int32]
    household: NDArray[np.uint32]
    group: NDArray[np.uint32]
    migrant: NDArray[np.uint8]
    age_class: NDArray[np.uint8]
    party: NDArray[np.uint8]
    volunteer: NDArray[np.uint8]
    organised: NDArray[np.uint8]
    threshold: NDArray[np.float64]
    hardship: NDArray[np.float32]
    trust: NDArray[np.float32]
    grievance: NDArray[np.float32]
    exposure: NDArray[np.float32]
    gain: NDArray[np.float32]
    updated: NDArray[np.float32]
    moved: NDArray[np.float32]
    issue: NDArray[np.int32]
    memberships: NDArray[np.int32]
    mobilised: NDArray[np.int32]
    informed: NDArray[np.uint8]
    opinion: NDArray[np.float32]


@numba.njit(cache=True)
def resident_key(community_code: Integer, index: Integer) -> np.uint64:
    """Return the entity under which a resident throws dice.

    Parameters
    ----------
    community_code : int
        Statistical code of the community, at most 12 decimal digits.
    index : int
        Place of the resident among the rows of the community, below 2**24.

    Returns
    -------
    uint64
        ``code << 24 | index``, the same wherever the community stands in the tables.
    """
    return (np.uint64(community_code) << np.uint64(24)) | np.uint64(index)
