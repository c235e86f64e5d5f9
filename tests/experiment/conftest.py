"""What the tests of experiments share."""

import pytest

from govsim import Scenario, compare
from govsim.experiment import Comparison

SMALL = {"days": 60, "warmup_days": 10, "city.invented.population": 4000}
"""Quickstart, smaller and shorter."""


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    """A scenario that runs in a blink."""
    return Scenario.load("quickstart", SMALL)


@pytest.fixture(scope="session")
def comparison(scenario: Scenario) -> Comparison:
    """Three worlds under two regimes, lived through in this process."""
    return compare(scenario, replicates=3, workers=1)
