"""What the runs of a study that are done have given."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.study.file import Study

type Value = float | str | bool
"""A value of a factor at a design point; whole numbers of factors of the type int are int."""


@dataclass(frozen=True, eq=False)
class Results:
    """What the runs of a study that are done have given.

    Attributes
    ----------
    study : Study
        The parsed file.
    factors : tuple of str
        Scenario keys that the design varies, in the order of the file.
    points : tuple of tuple
        One per design point, values by factor.
    levels : tuple of str
        Of the compared factor, usually regimes; differences are level minus ``levels[0]``.
    replicates : int
        Worlds of the point that has most.
    outcomes : dict of float64 (points, levels, replicates)
        By name, those that the file names; NaN where a run is missing or has no value.
    done : bool (points, levels, replicates)
    provenance : dict
        As in ``provenance.json``.
    """

    study: Study
    factors: tuple[str, ...]
    points: tuple[tuple[Value, ...], ...]
    levels: tuple[str, ...]
    replicates: int
    outcomes: dict[str, NDArray[np.float64]]
    done: NDArray[np.bool_]
    provenance: dict[str, Any]
