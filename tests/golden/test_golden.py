"""The outcomes of the quickstart, pinned to the last bit.

They change only on purpose: ``pytest tests/golden --update-golden`` writes the file anew, and
CHANGELOG.md says why.
"""

import json
from pathlib import Path

import numba
import pytest

from govsim import CityModel, Scenario
from worlds import digest

GOLDEN = Path(__file__).with_name("quickstart.json")


def _measured() -> dict[str, object]:
    scenario = Scenario.load("quickstart")
    found: dict[str, object] = {}
    for regime in scenario.compare.regimes:
        model = CityModel(scenario, regime).run()
        outcomes = {name: repr(value) for name, value in model.outcomes().items()}
        found[regime] = {"log": digest(model), "outcomes": outcomes}
    return found


@pytest.mark.parametrize("threads", [1, 2])
def test_quickstart_gives_the_same_bits_as_ever(threads, request):
    """Every outcome and the whole log are those of the golden file, with one and with two threads."""
    if threads > numba.config.NUMBA_NUM_THREADS:
        pytest.skip("this machine has one core")
    before = numba.get_num_threads()
    numba.set_num_threads(threads)
    try:
        found = _measured()
    finally:
        numba.set_num_threads(before)
    if request.config.getoption("--update-golden"):
        GOLDEN.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(GOLDEN.read_text(encoding="utf-8"))
