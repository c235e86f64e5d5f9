"""What threads share in a day comes out as if one had done it."""

import numpy as np
import pytest

from govsim import CityModel, build_city
from govsim.conflict import contagion
from govsim.scenario import Scenario
from worlds import digest, threads


def test_every_mechanism_gives_the_same_bits_with_two_threads(monkeypatch):
    """Harsh measures, news, opinions and contagion leave the same history, shared by threads or not."""
    scenario = Scenario.load("every-mechanism").replace({"scale": 400, "days": 150})
    city = build_city(scenario)
    histories = []
    # Contagion is never shared, shared out to one thread, and to two.
    for number, shared in ((1, 10**9), (1, 1), (2, 1)):
        monkeypatch.setattr(contagion, "_SHARED", shared)
        with threads(number):
            model = CityModel(scenario, "municipal", None, city).run()
        shares = (model.state.trust_shift, model.state.residents.opinion, model.state.residents.trust)
        histories.append((digest(model), model.outcomes(), *(np.array(share).tobytes() for share in shares)))
    first, *others = histories
    assert np.abs(model.state.trust_shift).min() > 0.0
    assert np.ptp(model.state.residents.opinion) > 0.0
    for other in others:
        assert other[0] == first[0]
        assert other[1] == pytest.approx(first[1], rel=0, abs=0, nan_ok=True)
        assert other[2:] == first[2:]
