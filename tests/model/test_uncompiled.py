"""The compiled kernels against the same rules as plain Python, step by step and bit for bit."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

from govsim import CityModel, build_city
from worlds import digest, world

RUN = """
import pickle, sys
from govsim import CityModel
from worlds import digest
with open(sys.argv[1], "rb") as stream:
    scenario, city, regime = pickle.load(stream)
print(digest(CityModel(scenario, regime, city.seed, city).run()))
"""


def test_compiled_and_plain_python_write_the_same_history(tmp_path):
    """With compiling switched off, the model lives the same two months through, event by event."""
    changes = {"disputes.claims_per_1000": 300, "contagion.beta": 0.05, "casework.slots": 40}
    levers = {
        "conduct.misrouting": 0.3,
        "conduct.absence": 0.1,
        "conduct.overreach": 0.05,
        "conduct.harshness": 0.7,
        "escalation.base": 0.1,
        "law.precedent": 0.2,
        "law.cases_needed": 1,
        "law.drafting_days": 5,
        "regimes.triage.legislates": "city",
        "channels.sensitivity": 1.5,
        "detection.aged_factor": 3,
        "detection.data_sharing": 0.5,
        "detection.privacy": 0.5,
        "detection.grid": 0.02,
    }
    plain = world({**changes, "population": 1500, "scale": 2})
    levered = world({**changes, **levers, "population": 1500, "scale": 2})
    city = build_city(plain)
    for regime, scenario in (("county", plain), ("triage", plain), ("triage", levered)):
        package = tmp_path / f"{regime}.pickle"
        package.write_bytes(pickle.dumps((scenario, city, regime)))
        path = os.pathsep.join(
            [str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
        )
        done = subprocess.run(
            [sys.executable, "-c", RUN, str(package)],
            env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == digest(CityModel(scenario, regime, city.seed, city).run())
