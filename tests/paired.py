"""Paired worlds: the same seeds with and without a lever, and the interval of what it changes."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from govsim import CityModel, Scenario, build_city
from govsim.city import City
from worlds import world

What = str | Callable[[Any], float]
"""An outcome by its name, or how it is found from a model or from its outcomes."""


class Worlds:
    """A small city on some seeds, lived through with one lever or another.

    Parameters
    ----------
    settings
        Of the city; see `worlds.world`.
    seeds
    """

    def __init__(self, settings: Mapping[str, Any], seeds: Iterable[int] = range(1, 13)) -> None:
        self.settings = dict(settings)
        self.seeds = tuple(seeds)
        self.city = cache(self._city)

    def model(
        self,
        changes: Mapping[str, Any] | None = None,
        seed: int = 1,
        regime: str = "county",
        shocks: Mapping[str, Any] | None = None,
    ) -> CityModel:
        """Return a world that has not lived a day; none of the changes may shape the people."""
        scenario = world({**self.settings, **(changes or {}), "seed": seed}, shocks=dict(shocks or {}))
        return CityModel(scenario, regime, seed, self.city(seed))

    def lived(
        self,
        changes: Mapping[str, Any] | None = None,
        regime: str = "county",
        shocks: Mapping[str, Any] | None = None,
        seeds: Iterable[int] | None = None,
    ) -> list[CityModel]:
        """Return a world for each seed that has been lived through; see `model`."""
        return [self.model(changes, seed, regime, shocks).run() for seed in seeds or self.seeds]

    def both(
        self, off: Mapping[str, Any], on: Mapping[str, Any], regime: str = "county"
    ) -> tuple[list[CityModel], list[CityModel]]:
        """Return the worlds with the changes of a lever, and without; both have the changes `off`."""
        return self.lived({**off, **on}, regime), self.lived(off, regime)

    def cache_clear(self) -> None:
        """Let go of all cities; `conftest.py` calls it after each module."""
        self.city.cache_clear()

    def _city(self, seed: int) -> City:
        return build_city(world({**self.settings, "seed": seed}), seed)


def scored(model: CityModel) -> NDArray[np.void]:
    """Return the disputes of a run that arose after its warm-up."""
    rows = model.disputes.records
    return rows[(rows["alarm"] == 0) & (rows["opened"] >= model.scenario.warmup_days)]


def measured(worlds: Iterable[Any], what: What) -> NDArray[np.float64]:
    """Return an outcome in every world; worlds are models, or anything that `what` is a function of."""
    return np.array(
        [what(one) if callable(what) else one.outcomes()[what] for one in worlds], dtype=np.float64
    )


def student(differences: NDArray[np.float64], confidence: float = 0.99) -> tuple[float, float]:
    """Return the ends of Student's interval of the mean of paired differences."""
    low, high = stats.t.interval(confidence, differences.size - 1, differences.mean(), stats.sem(differences))
    return float(low), float(high)


def interval(with_it: Iterable[Any], without: Iterable[Any], what: What) -> tuple[float, float]:
    """Return the ends of the 99% interval of the mean paired difference."""
    return student(measured(with_it, what) - measured(without, what))


def raises(with_it: Iterable[Any], without: Iterable[Any], what: What) -> bool:
    """Whether the whole interval of the difference lies above 0."""
    return interval(with_it, without, what)[0] > 0.0


def lowers(with_it: Iterable[Any], without: Iterable[Any], what: What) -> bool:
    """Whether the whole interval of the difference lies below 0."""
    return interval(with_it, without, what)[1] < 0.0


def paired(
    one: tuple[Scenario, str],
    other: tuple[Scenario, str],
    measures: Iterable[What],
    seeds: Iterable[int] = range(101, 113),
) -> list[NDArray[np.float64]]:
    """Return, for each measure, the differences one minus other, world by world.

    Parameters
    ----------
    one, other
        Scenario and regime; the scenarios must have the same residents and ties.
    measures
    seeds
    """
    rows = []
    for seed in seeds:
        city = build_city(one[0], seed)
        worlds = [CityModel(scenario, regime, seed, city).run() for scenario, regime in (one, other)]
        values = [[float(measured([model], what)[0]) for what in measures] for model in worlds]
        rows.append(np.subtract(*values))
    return list(np.array(rows).T)


SMALL = Worlds(
    {
        "population": 3000,
        "days": 240,
        "warmup_days": 40,
        "disputes.claims_per_1000": 150,
        "contagion.outbreak_size": 12,
    }
)
"""Two counties, small enough to be lived through many times."""

ORGANISED = Worlds(
    {
        "counties": 4,
        "streets": 4,
        "communities": 1,
        "population": 6000,
        "days": 300,
        "warmup_days": 60,
        "disputes.claims_per_1000": 120,
        "contagion.outbreak_size": 12,
        "organizations.member_share": 0.5,
        "detection.false_alarms_per_1000": 10,
    }
)
"""Four counties in which half of all are members of organisations."""

CATCHING = Worlds(
    {
        "counties": 4,
        "streets": 2,
        "communities": 3,
        "population": 5000,
        "days": 150,
        "warmup_days": 30,
        "disputes.claims_per_1000": 120,
        "contagion.beta": 0.04,
        "contagion.outbreak_size": 12,
    }
)
"""Four counties with enough disputes, that are catching."""
