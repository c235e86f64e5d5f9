"""The outcomes of the quickstart, pinned to the last bit.

They change only on purpose: ``pytest tests/golden --update-golden`` writes the file anew, and
CHANGELOG.md says why.
"""

import json
from pathlib import Path

import pytest

from govsim import CityModel, Scenario
from worlds import digest, threads

GOLDEN = Path(__file__).with_name("quickstart.json")


def _measured() -> dict[str, object]:
    scenario = Scenario.load("quickstart")
    found: dict[str, object] = {}
    for regime in scenario.compare.regimes:
        model = CityModel(scenario, regime).run()
        outcomes = {name: repr(value) for name, value in model.outcomes().items()}
        found[regime] = {"log": digest(model), "outcomes": outcomes}
    return found


@pytest.mark.parametrize("number", [1, 2])
def test_quickstart_gives_the_same_bits_as_ever(number, request):
    """Every outcome and the whole log are those of the golden file, with one and with two threads."""
    with threads(number):
        found = _measured()
    if request.config.getoption("--update-golden"):
        GOLDEN.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(GOLDEN.read_text(encoding="utf-8"))
