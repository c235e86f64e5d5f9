"""What a check is, and when it passes."""

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

LARGEST_Z = 3.5
"""Standard errors from the target up to which a check passes: one in 2,000 right engines fails it."""

ROUNDING = 1e-9
"""Relative difference up to which exact results are equal."""


@dataclass(frozen=True, slots=True)
class Measured:
    """An estimate by the engine and the value it should have.

    Attributes
    ----------
    target, estimate : float
    standard_error : float
        0 where the engine's answer does not depend on luck.
    replications : int
        Independent replications from which the standard error was estimated, 0 where it is known.
    """

    target: float
    estimate: float
    standard_error: float = 0.0
    replications: int = 0

    @classmethod
    def mean(cls, target: float, replications: ArrayLike) -> "Measured":
        """Measure by the mean of independent replications."""
        values = np.asarray(replications, dtype=np.float64)
        error = float(values.std(ddof=1) / math.sqrt(values.size))
        return cls(target, float(values.mean()), error, values.size)

    @classmethod
    def share(cls, target: float, successes: float, trials: float) -> "Measured":
        """Measure by a share of independent trials, with the standard error that the target implies."""
        return cls(target, successes / trials, math.sqrt(target * (1.0 - target) / trials))


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit that the engine must reproduce.

    Attributes
    ----------
    name : str
    source : str
        The formula and where it comes from.
    off : str
        What is switched off.
    measure : callable
        Takes the share of the full number of replications and a seed, returns what was measured.
    precision : float
        Largest standard error, relative to the target, with which a full check may pass.
    """

    name: str
    source: str
    off: str
    measure: Callable[[float, int], Measured]
    precision: float = 0.01


@dataclass(frozen=True, slots=True)
class Check:
    """A limit, measured.

    Attributes
    ----------
    name, source, off : str
        See `Limit`.
    target, estimate, standard_error : float
        See `Measured`.
    z : float
        Standard errors from the target, with Student's correction where they were estimated; 0 for an exact
        result that is equal, infinite for one that is not.
    passed : bool
    seconds : float
    """

    name: str
    source: str
    off: str
    target: float
    estimate: float
    standard_error: float
    z: float
    passed: bool
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Return the check for JSON, which has no infinity: an infinite z is null."""
        row = asdict(self)
        row["z"] = self.z if math.isfinite(self.z) else None
        keys = ("name", "source", "target", "estimate", "standard_error", "z", "passed")
        return {key: row[key] for key in keys}


def verdict(limit: Limit, measured: Measured, share: float, seconds: float) -> Check:
    """Judge what was measured.

    A result that depends on luck passes if it lies within `LARGEST_Z` standard errors of the target and
    its standard error is at most the limit's precision (times 1/sqrt(share) where only a share of the
    replications was run). An exact result passes if it equals the target up to rounding.
    """
    gap = measured.estimate - measured.target
    if measured.standard_error > 0.0:
        z = gap / measured.standard_error
        if measured.replications:
            # Student's t as the normal deviate of the same probability.
            z = math.copysign(float(stats.norm.isf(stats.t.sf(abs(z), measured.replications - 1))), gap)
        allowed = limit.precision * abs(measured.target) / math.sqrt(share)
        passed = abs(z) <= LARGEST_Z and measured.standard_error <= allowed
    else:
        passed = abs(gap) <= ROUNDING * max(1.0, abs(measured.target))
        z = 0.0 if passed else math.copysign(math.inf, gap)
    return Check(
        limit.name,
        limit.source,
        limit.off,
        measured.target,
        measured.estimate,
        measured.standard_error,
        z,
        passed,
        seconds,
    )
