"""What a lever does, as an interval over pairs of runs that differ in it alone."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
from scipy import stats

from govsim import CityModel, build_city
from govsim.city import City
from worlds import world

SEEDS = range(1, 13)

SMALL: dict[str, Any] = {
    "population": 3000,
    "days": 240,
    "warmup_days": 40,
    "disputes.claims_per_1000": 150,
    "contagion.outbreak_size": 12,
}
"""A city of two counties that is small enough to live through many times."""


@cache
def _city(seed: int) -> City:
    return build_city(world(SMALL), seed)


@cache
def _run(changes: tuple[tuple[str, Any], ...], regime: str, seed: int) -> CityModel:
    return CityModel(world(dict(changes)), regime, seed, _city(seed)).run()


def lived(changes: Mapping[str, Any], seed: int = 1, regime: str = "county") -> CityModel:
    """Return a run of `SMALL` with changes; the same run is lived once."""
    return _run(tuple(sorted((SMALL | dict(changes)).items())), regime, seed)


def interval(
    off: Mapping[str, Any],
    on: Mapping[str, Any],
    outcome: str | Callable[[CityModel], float],
    regime: str = "county",
) -> tuple[float, float]:
    """Return the 99% Student interval of the paired difference that a lever makes.

    Parameters
    ----------
    off
        Changes of `SMALL` in both runs of a pair.
    on
        Further changes in the second.
    outcome
        Its name, or how it is found from a run.
    """

    def value(changes: Mapping[str, Any], seed: int) -> float:
        model = lived(changes, seed, regime)
        return model.outcomes()[outcome] if isinstance(outcome, str) else outcome(model)

    found = np.array([value({**off, **on}, seed) - value(off, seed) for seed in SEEDS])
    half = stats.t.ppf(0.995, found.size - 1) * found.std(ddof=1) / np.sqrt(found.size)
    return float(found.mean() - half), float(found.mean() + half)
