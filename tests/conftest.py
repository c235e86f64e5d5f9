"""Settings that all tests share."""

import gc
import os
import sys
from pathlib import Path

import numba
import pytest
from hypothesis import HealthCheck, settings

TESTS = str(Path(__file__).parent)

# The same examples on every machine: a failure in CI is a failure at home. The first example of a test may
# compile kernels, which no deadline should punish. HYPOTHESIS_PROFILE=search looks for new examples.
settings.register_profile(
    "ci", derandomize=True, deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "search", deadline=None, max_examples=1000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_addoption(parser):
    """Add the option that writes golden files anew."""
    parser.addoption("--update-golden", action="store_true", help="write golden files anew, on purpose")


def pytest_sessionstart():
    """Leave each process of the tests one thread: as many as there are cores share these already."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        numba.set_num_threads(1)


@pytest.fixture(scope="module", autouse=True)
def _give_memory_back():
    """Let go of the cities that a module has built or kept: some are large, and most are cycles."""
    yield
    for module in list(sys.modules.values()):
        if (getattr(module, "__file__", None) or "").startswith(TESTS):
            for value in vars(module).values():
                if hasattr(value, "cache_clear") and not isinstance(value, type):
                    value.cache_clear()
    gc.collect()
