"""Experiments: the same worlds under several regimes, and what can be said of the differences.

The names below are imported when they are first used: a worker process needs few of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govsim.experiment.comparing import ExperimentError, Progress, compare
    from govsim.experiment.comparison import Comparison
    from govsim.experiment.origins import Provenance, provenance
    from govsim.experiment.runs import Failure, RunResult, result_of, run
    from govsim.experiment.seeds import replicate_seeds
    from govsim.experiment.statistics import (
        FEW_PAIRS,
        Difference,
        Estimate,
        OutcomeSummary,
        confidence_band,
    )
    from govsim.experiment.store import check_directory

_HOMES = {
    "FEW_PAIRS": "statistics",
    "Comparison": "comparison",
    "Difference": "statistics",
    "Estimate": "statistics",
    "ExperimentError": "comparing",
    "Failure": "runs",
    "OutcomeSummary": "statistics",
    "Progress": "comparing",
    "Provenance": "origins",
    "RunResult": "runs",
    "check_directory": "store",
    "compare": "comparing",
    "confidence_band": "statistics",
    "provenance": "origins",
    "replicate_seeds": "seeds",
    "result_of": "runs",
    "run": "runs",
}

__all__ = [
    "FEW_PAIRS",
    "Comparison",
    "Difference",
    "Estimate",
    "ExperimentError",
    "Failure",
    "OutcomeSummary",
    "Progress",
    "Provenance",
    "RunResult",
    "check_directory",
    "compare",
    "confidence_band",
    "provenance",
    "replicate_seeds",
    "result_of",
    "run",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
