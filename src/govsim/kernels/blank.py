"""A state with one place, in which nothing happens by itself."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.columns import allocate, records
from govsim.population import SCHEMA, Residents, Ties
from govsim.scenario.vocabulary import REASONS, SCOPES, STAGES, TIERS
from govsim.state import EVENTS, FREE_SUPPORTER, TYPE, Places, State, Status, empty_state, plain_day

_CITY = len(TIERS) - 1
_ADULT = 1


def blank_state(
    residents: int, ties: Ties | None, offices: NDArray[np.void], classes: int, seed: int
) -> State:
    """Return the columns of one community and some offices, every parameter switched off.

    Parameters
    ----------
    residents : int
        Adults, each of whom stands for one person.
    ties : Ties or None
        Their ties, if any.
    offices : records of `OFFICE`
    classes : int
        Classes of priority of their queues.
    seed : int
        64-bit seed of the dice.
    """
    state = empty_state()
    shape = (1, len(SCOPES), classes)
    people = allocate(SCHEMA, residents, Residents)
    people.age_class[:] = _ADULT
    parameters: Any = state.p
    parameters["trust_delay_days"] = 1.0
    parameters["casework_patience_days"] = math.inf
    for name in ("mediation", "formal", "petition", "collective"):
        parameters[f"casework_limit_{name}"] = math.inf
    parameters["contagion_outbreak_size"] = math.inf
    counters = state.counters.copy()
    counters[FREE_SUPPORTER] = -1
    return state._replace(
        seed=np.array([seed], dtype=np.uint64),
        types=records(TYPE, 1),
        places=Places(
            code=np.ones(1, np.uint64),
            start=np.array([0, residents], dtype=np.int64),
            weight=np.ones(1),
            population=np.array([float(residents)]),
            street=np.zeros(1, np.int32),
            county=np.zeros(1, np.int32),
            receiving=np.zeros((1, len(TIERS)), np.int32),
            organization=np.zeros((1, 2), np.int32),
            peers=np.empty(0, np.int32),
            peers_from=np.zeros(len(TIERS) + 1, np.int32),
            detection=np.zeros(1),
            dilution=np.ones(1),
        ),
        today=plain_day(1, 1, np.empty(0, np.uint32)),
        routes=state.routes._replace(
            handles=np.ones(1, np.int8),
            entry=np.full((len(STAGES), *shape), _CITY, np.int8),
            refer=np.full((len(REASONS), len(TIERS), *shape), -1, np.int8),
            after=np.ones((len(TIERS), *shape), np.int16),
            overflow_to=np.full(len(TIERS), -1, np.int8),
            overflow_load=np.full(len(TIERS), math.inf),
        ),
        residents=people,
        ties=state.ties if ties is None else ties,
        offices=offices,
        standing=np.zeros(residents // 32 + 1, dtype=np.uint32),
        queue_first=np.full((offices.size, classes), -1, dtype=np.int32),
        queue_last=np.full((offices.size, classes), -1, dtype=np.int32),
        counters=counters,
        by_status=np.zeros(len(Status), dtype=np.int64),
        by_stage=np.zeros(len(STAGES), dtype=np.int64),
        happened=np.zeros(EVENTS, dtype=np.int64),
        waiting_by_county=np.zeros(1, dtype=np.int64),
        trust_shift=np.zeros(len(TIERS)),
        resolved_cases=np.zeros((offices.size, 1), dtype=np.int64),
        rule_factor=np.ones((1, 1)),
    )


def seed_of(rng: Any) -> int:
    """Return a 64-bit seed: the number itself, or one drawn from what `numpy.random.default_rng` takes."""
    if isinstance(rng, (int, np.integer)) and not isinstance(rng, bool):
        if not 0 <= int(rng) < 2**64:
            raise ValueError(f"a seed must lie in [0, 2**64), found {rng}")
        return int(rng)
    return int(np.random.default_rng(rng).integers(2**64, dtype=np.uint64))
