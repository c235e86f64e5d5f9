"""Comparisons made up for the tests of reports."""

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from govsim import Scenario
from govsim.experiment import Comparison, Provenance, RunResult
from govsim.outcomes import DAILY, HEADLINE

type Made = Callable[..., Comparison]


@pytest.fixture(scope="session")
def made() -> Made:
    """Make a comparison in which every outcome is 1 but for what is given, by regime and world."""
    scenario = Scenario.load("quickstart", {"days": 40, "warmup_days": 10})

    def make(values: Mapping[str, Mapping[str, list[float]]], pairs: int = 12) -> Comparison:
        """Make one from ``{outcome: {regime: [value by world]}}``, with the regimes named in it."""
        regimes = tuple(dict.fromkeys(regime for by_regime in values.values() for regime in by_regime))
        runs = []
        for world in range(pairs):
            for place, regime in enumerate(regimes):
                outcomes = dict.fromkeys(HEADLINE, 1.0)
                outcomes |= {name: by_regime[regime][world] for name, by_regime in values.items()}
                days = np.arange(40.0) * (1 + 0.1 * place) + world
                daily = dict.fromkeys(DAILY, days)
                runs.append(RunResult(regime, world, 100 + world, outcomes, daily, 20_000, 0.5))
        origin = Provenance({}, "", "", "", {}, {}, {}, {}, "", 1, "", 1.0)
        return Comparison(scenario, regimes, tuple(runs), (), origin)

    return make


@pytest.fixture(scope="session")
def comparison(made: Made) -> Comparison:
    """Make one whose second regime is better on one outcome, worse on another, the same on a third."""
    noise = np.random.default_rng(5).normal(0, 0.01, 12)
    return made(
        {
            "resolved_share": {"county": [0.5] * 12, "municipal": list(0.6 + noise)},
            "wait_days_mean": {"county": [10.0] * 12, "municipal": list(12.0 + noise)},
            "spilled_share": {"county": [0.1] * 12, "municipal": list(0.1 + noise - noise.mean())},
            "trust.mean": {"county": [0.6] * 12, "municipal": list(0.601 + noise / 100)},
            "staff_used_share": {"county": [0.8] * 12, "municipal": list(0.7 + noise)},
            "recurrence_share": {"county": [float("nan")] * 12, "municipal": [0.5] * 12},
        }
    )
