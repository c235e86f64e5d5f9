"""The scalars of a scenario as one record that kernels read."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.scenario.schema import Scenario
from govsim.scenario.vocabulary import SERVICE_DISTRIBUTIONS

SECTIONS = (
    "population",
    "disputes",
    "escalation",
    "contagion",
    "casework",
    "detection",
    "organizations",
    "party",
    "trust",
    "mobility",
    "conduct",
    "law",
    "channels",
    "media",
    "opinion",
)


@cache
def parameters_dtype() -> np.dtype[np.void]:
    """Return the record type: ``section_key`` for every numeric key of `SECTIONS`, all float64."""
    names = [
        f"{section}_{key}"
        for section in SECTIONS
        for key, field in _model(section).model_fields.items()
        if field.annotation in (float, int)
    ]
    return np.dtype([(name, "f8") for name in (*names, "casework_distribution", "warmup_days")])


def parameters(scenario: Scenario) -> NDArray[np.void]:
    """Return the scenario's scalars as an array of one record of `parameters_dtype`."""
    record = np.zeros(1, dtype=parameters_dtype()).view(np.recarray)
    for name in record.dtype.names or ():
        section, _, key = name.partition("_")
        if section in SECTIONS and key != "distribution":
            record[name] = getattr(getattr(scenario, section), key)
    record["casework_distribution"] = SERVICE_DISTRIBUTIONS.index(scenario.casework.distribution)
    record["warmup_days"] = scenario.warmup_days
    return record


def _model(section: str) -> Any:
    return Scenario.model_fields[section].annotation
