"""What threads share in a day comes out as if one had done it."""

import numpy as np
import pytest

from govsim import CityModel, build_city
from govsim.conflict import contagion
from govsim.scenario import Scenario
from worlds import digest, threads


def test_every_mechanism_gives_the_same_bits_with_two_threads(monkeypatch):
    """Harsh measures, news, opinions and transmission, each shared by threads, leave the same history."""
    monkeypatch.setattr(contagion, "_SHARED", 1)
    scenario = Scenario.load("every-mechanism").replace({"scale": 400, "days": 150})
    city = build_city(scenario)
    histories = []
    for number in (1, 2):
        with threads(number):
            model = CityModel(scenario, "municipal", None, city).run()
        shares = (model.state.trust_shift, model.state.residents.opinion, model.state.residents.trust)
        histories.append((digest(model), model.outcomes(), *(np.array(share).tobytes() for share in shares)))
    first, second = histories
    assert np.abs(model.state.trust_shift).min() > 0.0
    assert np.ptp(model.state.residents.opinion) > 0.0
    assert first[0] == second[0]
    assert first[1] == pytest.approx(second[1], rel=0, abs=0, nan_ok=True)
    assert first[2:] == second[2:]
