"""Paired runs: the same worlds under two scenarios, and the interval of what differs."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from scipy import stats

from govsim import CityModel, Scenario
from govsim.city import build_city


def paired(
    one: tuple[Scenario, str],
    other: tuple[Scenario, str],
    measures: Iterable[str | Callable[[CityModel], float]],
    seeds: Iterable[int] = range(101, 113),
) -> list[np.ndarray]:
    """Return, for each measure, the differences one minus other, world by world.

    Parameters
    ----------
    one, other
        Scenario and regime; the scenarios must have the same residents and ties.
    measures
        Names of outcomes, or functions of a model that has run.
    seeds
        Seeds of the worlds.
    """
    rows = []
    for seed in seeds:
        city = build_city(one[0], seed)
        models = [CityModel(scenario, regime, seed, city).run() for scenario, regime in (one, other)]
        outcomes: list[dict[str, Any]] = [model.outcomes() for model in models]
        rows.append(
            [
                outcomes[0][what] - outcomes[1][what]
                if isinstance(what, str)
                else what(models[0]) - what(models[1])
                for what in measures
            ]
        )
    return list(np.array(rows, dtype=np.float64).T)


def interval(differences: np.ndarray, level: float = 0.99) -> tuple[float, float]:
    """Return Student's interval of the mean of paired differences."""
    mean, error = differences.mean(), differences.std(ddof=1) / np.sqrt(differences.size)
    half = stats.t.ppf(0.5 + level / 2, differences.size - 1) * error
    return float(mean - half), float(mean + half)
