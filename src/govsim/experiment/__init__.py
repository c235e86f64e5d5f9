"""Experiments: the same worlds under several regimes, and what can be said of the differences."""

from govsim.experiment.compare import ExperimentError, Progress, compare
from govsim.experiment.comparison import Comparison
from govsim.experiment.provenance import Provenance, provenance
from govsim.experiment.runs import Failure, RunResult, result_of, run
from govsim.experiment.seeds import replicate_seeds
from govsim.experiment.statistics import FEW_PAIRS, Difference, Estimate, OutcomeSummary, confidence_band
from govsim.experiment.store import check_directory

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
