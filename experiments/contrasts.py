"""Contrasts over settings and regimes, taken world by world."""

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

import govsim
from govsim import Scenario, compare
from govsim.experiment.statistics import Estimate, estimate


@dataclass(frozen=True)
class Term:
    """One outcome under one regime in one setting, with its weight in a contrast."""

    weight: float
    regime: str
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Contrast:
    """A weighted sum of an outcome that a claim says is positive (side 1) or negative (side -1)."""

    says: str
    outcome: str
    side: int
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Flip:
    """A contrast followed along a key."""

    contrast: Contrast
    key: str
    values: tuple[float, ...]


def between(says: str, outcome: str, side: int, plus: Term, minus: Term) -> Contrast:
    """Return the contrast of one term less another."""
    return Contrast(says, outcome, side, (plus, Term(-minus.weight, minus.regime, minus.changes)))


class Runs:
    """Outcomes by setting and regime, each run once and kept on disk.

    Parameters
    ----------
    city : str
        Scenario that all settings change.
    replicates : int
        Worlds of each setting.
    directory : Path
        Where settings that are done are kept.
    workers : int, optional
        Processes.
    """

    def __init__(self, city: str, replicates: int, directory: Path, workers: int | None) -> None:
        self.city = city
        self.replicates = replicates
        self.directory = directory
        self.workers = workers
        # Settings that another version of the code has run are run anew.
        sources = sorted(Path(govsim.__file__).parent.rglob("*.py"))
        self._code = blake2b(b"".join(file.read_bytes() for file in sources)).hexdigest()
        self._wanted: dict[str, tuple[Scenario, set[str]]] = {}
        self._kept: dict[str, dict[str, dict[str, list[float]]]] = {}

    def want(self, contrast: Contrast, further: Mapping[str, Any] | None = None) -> None:
        """Ask for what a contrast needs."""
        for term in contrast.terms:
            scenario, name = self._setting(term, further)
            self._wanted.setdefault(name, (scenario, set()))[1].add(term.regime)

    def run(self) -> None:
        """Run what is wanted and not yet done, and tell how far it is."""
        missing = {name: value for name, value in self._wanted.items() if not self._load(name, value[1])}
        start = time.perf_counter()
        for number, (name, (scenario, names)) in enumerate(missing.items()):
            if number:
                left = (time.perf_counter() - start) / number * (len(missing) - number)
                print(f"{number} of {len(missing)} settings, about {left / 60:.0f} min left", file=sys.stderr)
            ordered = sorted(names)
            result = compare(scenario, ordered, self.replicates, workers=self.workers)
            if result.failures:
                raise RuntimeError(result.failures[0].told(result.regimes))
            values = {
                regime: {outcome: result.values(outcome, regime).tolist() for outcome in result.outcomes}
                for regime in ordered
            }
            self._kept[name] = values
            self.directory.mkdir(parents=True, exist_ok=True)
            unfinished = self.directory / f".{name}.json"
            unfinished.write_text(json.dumps(values), encoding="utf-8")
            unfinished.replace(self.directory / f"{name}.json")

    def measure(self, contrast: Contrast, further: Mapping[str, Any] | None = None) -> Estimate:
        """Return the mean of a contrast over worlds, with its interval."""
        total = np.zeros(self.replicates)
        for term in contrast.terms:
            _, name = self._setting(term, further)
            total += term.weight * np.array(self._kept[name][term.regime][contrast.outcome])
        return estimate(total)

    def _setting(self, term: Term, further: Mapping[str, Any] | None) -> tuple[Scenario, str]:
        scenario = Scenario.load(self.city, {**term.changes, **(further or {})})
        identity = f"{self._code} {self.replicates} {scenario.to_yaml()}"
        return scenario, blake2b(identity.encode(), digest_size=8).hexdigest()

    def _load(self, name: str, regimes: set[str]) -> bool:
        file = self.directory / f"{name}.json"
        if name not in self._kept and file.exists():
            self._kept[name] = json.loads(file.read_text(encoding="utf-8"))
        return regimes <= self._kept.get(name, {}).keys()


def verdict(contrast: Contrast, measured: Estimate) -> str:
    """Return what an interval says of a contrast."""
    low, high = sorted((contrast.side * measured.low, contrast.side * measured.high))
    if low > 0.0:
        return "supported"
    return "contradicted" if high < 0.0 else "open"


def crossings(values: tuple[float, ...], measured: list[Estimate]) -> list[float]:
    """Return where the mean changes its sign between neighbouring values that are clear, by interpolation."""
    clear = [(x, e.mean) for x, e in zip(values, measured, strict=True) if e.low > 0.0 or e.high < 0.0]
    return [a + (b - a) * abs(y) / (abs(y) + abs(z)) for (a, y), (b, z) in pairwise(clear) if y * z < 0.0]
