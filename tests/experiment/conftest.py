"""What the tests of experiments share."""

import pytest

from govsim import Scenario, compare
from govsim.experiment import Comparison

SMALL = {"days": 60, "warmup_days": 10, "city.invented.population": 4000}
"""Quickstart, smaller and shorter."""


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    """Return a scenario that runs in a blink."""
    return Scenario.load("quickstart", SMALL)


@pytest.fixture(scope="session")
def comparison(scenario: Scenario) -> Comparison:
    """Live through three worlds under two regimes, in this process."""
    return compare(scenario, replicates=3, workers=1)
