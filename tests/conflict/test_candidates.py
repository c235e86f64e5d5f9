"""The stream of candidates against the same rule walked through slowly, with the same dice."""

import math

import numpy as np
import pytest

from govsim import CityModel
from govsim.conflict.claims import dispute_types
from govsim.dice import Purpose, normal, philox4x32, poisson, uniform_pair
from worlds import QUIET, shock_factors, world

SHOCK = {"blow": {"types": ["land", "debt"], "factor": 6, "day": 10, "length": 8}}
MASK = 0xFFFFFFFF


def _key(seed, code, day, kind, ordinal):
    word = int(Purpose.DISPUTE_KEY) | kind << 8 | ordinal << 13
    high, low, *_ = philox4x32(day, word, code & MASK, code >> 32, seed & MASK, seed >> 32)
    return np.uint64(int(high) << 32 | int(low))


def _expected(scenario, model):
    """Yield (key, opened, type, claimant, stake, difficulty, households) of every dispute that must arise."""
    people, seed = model.population, model.city.seed
    start = people.community_start.tolist()
    hardship = people.residents.hardship.astype(float)
    persons = model.state.places.population
    factors = shock_factors(scenario, model.city)
    kinds = list(scenario.disputes.types.values())
    rates = dispute_types(scenario, model.base_detection)["rate"]
    most = scenario.population.hardship_maximum
    sigma, sd = scenario.disputes.stake_sigma, scenario.disputes.difficulty_sd
    for day in range(scenario.days):
        for c, code in enumerate(model.territory.communities.code.tolist()):
            for k, kind in enumerate(kinds):
                mean = rates[k] * most * persons[c] * factors[day, model.state.places.county[c], k]
                u, _ = uniform_pair(seed, Purpose.CANDIDATES, code, day, k)
                for ordinal in range(poisson(u, mean)):
                    where, accept = uniform_pair(seed, Purpose.CLAIMANT, code, day, k + 32 * ordinal)
                    j = start[c] + int(where * (start[c + 1] - start[c]))
                    if accept >= hardship[j] / most:
                        continue
                    key = _key(seed, code, day, k, ordinal)
                    hour, _ = uniform_pair(seed, Purpose.HOUR, key, 0, 0)
                    u1, u2 = uniform_pair(seed, Purpose.STAKE, key, 0, 0)
                    u3, _ = uniform_pair(seed, Purpose.PARTIES, key, 0, 0)
                    stake = kind.stake * math.exp(sigma * normal(u1))
                    difficulty = kind.difficulty + sd * normal(u2)
                    households = 1 + poisson(u3, kind.households - 1)
                    yield key, day + hour, k, j, np.float32(stake), np.float32(difficulty), households


@pytest.mark.parametrize("scale", [1, 7])
def test_exactly_the_accepted_candidates_arise(scale):
    """Keys, hours, types, claimants, stakes, difficulties and sizes are those of the thinned stream."""
    scenario = world(
        {**QUIET, "scale": scale, "days": 30, "disputes.claims_per_1000": 300, "heterogeneity": 0.5},
        shocks=SHOCK,
    )
    model = CityModel(scenario, "unhandled").run()
    names = ("key", "opened", "type", "claimant", "stake", "difficulty", "households")
    found = [tuple(row[name] for name in names) for row in model.disputes.records]
    expected = list(_expected(scenario, model))
    assert len(expected) > 50
    assert found == expected


def test_severity_is_that_of_the_stake():
    """From the serious and the grave stake on a dispute is serious and grave."""
    scenario = world({**QUIET, "disputes.claims_per_1000": 300, "contagion.outbreak_size": 10_000})
    rows = CityModel(scenario, "unhandled").run().disputes.records
    stake = rows["stake"]
    assert (rows["severity"] == (stake >= 3).astype(int) + (stake >= 8)).all()
    assert set(rows["severity"].tolist()) == {0, 1, 2}
