"""The points of a design: which values the factors take together."""

import itertools
import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from govsim.analysis.extras import needed
from govsim.dice import words
from govsim.study.sections import DesignSettings, Factor

type Value = bool | int | float | str
"""A value of a factor."""

type Point = tuple[Value, ...]
"""A value of every factor, in the order of the file."""

_NO_PURPOSE = 0
"""Designs, like worlds, are drawn outside of all purposes of the model's dice."""

_DESIGN = 1
"""In place of a time: replicates have 0."""


def kind_of(factor: Factor, column: Sequence[Value] | None = None) -> str:
    """Return the type of a factor: as declared, else as its values are, else ``"float"``.

    Parameters
    ----------
    factor : Factor
    column : sequence, optional
        Its values in the table of a list, where it has none of its own.
    """
    if factor.type is not None:
        return factor.type
    values = column if factor.values is None else factor.values
    if values is None:
        return "float"
    if all(isinstance(value, bool) for value in values):
        return "flag"
    if any(isinstance(value, bool | str) for value in values):
        return "choice"
    return "int" if all(isinstance(value, int) for value in values) else "float"


def listed_values(factor: Factor) -> tuple[Value, ...] | None:
    """Return the values of a factor that has no range, None for one that has."""
    kind = kind_of(factor)
    if factor.values is not None:
        return tuple(float(value) if kind == "float" else value for value in factor.values)
    return (False, True) if kind == "flag" else None


def at(factor: Factor, share: float) -> Value:
    """Return the value of a factor at a place in the unit interval.

    Parameters
    ----------
    factor : Factor
        With a range or with values.
    share : float
        0 to 1. A range is divided evenly, or evenly in the logarithm; whole numbers and values have equal
        parts of the interval.
    """
    values = listed_values(factor)
    if values is not None:
        return values[min(int(share * len(values)), len(values) - 1)]
    low, high = _range(factor)
    if kind_of(factor) == "int":
        # Every whole number has the same part of the interval, the ends too.
        low, high = low - 0.5, high + 0.5
        value = _between(low, high, share, factor.scale)
        return min(max(math.floor(value + 0.5), math.ceil(low)), math.floor(high))
    return min(max(_between(low, high, share, factor.scale), low), high)


def share_of(factor: Factor, value: Value) -> float:
    """Return the place of a value of a factor with a range in the unit interval, the inverse of `at`."""
    low, high = _range(factor)
    number = float(value)
    if high == low:
        return 0.0
    if factor.scale == "log":
        return math.log(number / low) / math.log(high / low)
    return (number - low) / (high - low)


def _range(factor: Factor) -> tuple[float, float]:
    if factor.low is None or factor.high is None:
        raise ValueError(f"{factor.key} has no range")
    return factor.low, factor.high


def _between(low: float, high: float, share: float, scale: str) -> float:
    # The C library's power: NumPy's differs between processors in the last bit.
    return low * math.pow(high / low, share) if scale == "log" else low + share * (high - low)


def grid_levels(factor: Factor) -> tuple[Value, ...]:
    """Return the values of a factor in a grid, each once."""
    values = listed_values(factor)
    if values is not None:
        return values
    low, high = _range(factor)
    count = factor.levels or 2
    shares = [index / (count - 1) for index in range(count)] if count > 1 else [0.0]
    found: list[Value] = []
    for share in shares:
        value = high if share == 1.0 else _between(low, high, share, factor.scale)
        found.append(round(value) if kind_of(factor) == "int" else value)
    return tuple(dict.fromkeys(found))


def design_seed(root: int) -> int:
    """Return the seed, below 2**32, of whatever a design draws."""
    high, _, _, _ = words(root, _NO_PURPOSE, 0, _DESIGN, 0)
    return int(high)


def unit_sample(design: DesignSettings, factors: int, seed: int) -> NDArray[np.float64]:
    """Return the points of a sampled design in the unit cube.

    Parameters
    ----------
    design : DesignSettings
        Of the kind latin-hypercube, sobol, saltelli or morris.
    factors : int
        Number of factors.
    seed : int
        Of the design.

    Returns
    -------
    float64 (points, factors)
        Saltelli: ``n (2 d + 2)`` points with second order, ``n (d + 2)`` without, laid out as
        `SALib.sample.sobol`; Morris: ``trajectories (d + 1)``, as `SALib.sample.morris`.
    """
    if design.kind == "latin-hypercube":
        from scipy.stats import qmc

        return np.asarray(qmc.LatinHypercube(factors, rng=seed).random(design.points or 1))
    if design.kind == "sobol":
        from scipy.stats import qmc

        count = design.points or 1
        sampler = qmc.Sobol(factors, rng=seed)
        # The balance of the sequence is that of powers of two: draw the next one, keep what was asked for.
        return np.asarray(sampler.random_base2(math.ceil(math.log2(count)))[:count])
    problem = {"num_vars": factors, "names": [str(i) for i in range(factors)], "bounds": [[0, 1]] * factors}
    if design.kind == "saltelli":
        sampled = needed("SALib.sample.sobol", "a Saltelli design").sample(
            problem, design.points or 1, calc_second_order=design.second_order, scramble=True, seed=seed
        )
    else:
        sampled = needed("SALib.sample.morris", "a Morris design").sample(
            problem, design.trajectories or 2, num_levels=design.levels or 4, seed=seed
        )
    return np.asarray(sampled, dtype=np.float64)


def design_points(design: DesignSettings, factors: Sequence[Factor], root: int) -> tuple[Point, ...]:
    """Return the points of a design.

    Parameters
    ----------
    design : DesignSettings
    factors : sequence of Factor
        In the order of the file; with none, a single empty point.
    root : int
        Root seed of the study, from which the seed of a sampled design derives.

    Returns
    -------
    tuple of tuple
        None for a border, which asks for points as it goes. Sampled designs of factors with few values can
        have equal points.
    """
    if design.kind == "border":
        return ()
    if design.kind == "list":
        table = design.table or []
        kinds = [kind_of(factor, [row[place] for row in table]) for place, factor in enumerate(factors)]
        return tuple(_typed(kinds, row) for row in table)
    if design.kind == "grid":
        return tuple(itertools.product(*(grid_levels(factor) for factor in factors)))
    if not factors:
        return ((),)
    sample = unit_sample(design, len(factors), design_seed(root))
    return tuple(
        tuple(at(factor, float(share)) for factor, share in zip(factors, row, strict=True)) for row in sample
    )


def typed(factors: Sequence[Factor], row: Iterable[Value]) -> Point:
    """Return a point with its numbers as the types of the factors have them."""
    return _typed([kind_of(factor) for factor in factors], row)


def _typed(kinds: Sequence[str], row: Iterable[Value]) -> Point:
    return tuple(float(value) if kind == "float" else value for kind, value in zip(kinds, row, strict=True))
