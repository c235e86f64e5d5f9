"""Several regimes on the same worlds, and what they make of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from govsim.experiment.origins import Provenance
from govsim.experiment.runs import Failure, RunResult
from govsim.experiment.statistics import FEW_PAIRS, Difference, Estimate, OutcomeSummary, summarize

if TYPE_CHECKING:
    from govsim.scenario import Scenario

type Cell = str | float | int | None
"""What a cell of the table holds."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """The result of `compare`.

    Attributes
    ----------
    scenario : Scenario
        As it was run, with every change.
    regimes : tuple of str
        Differences are taken against the first.
    runs : tuple of RunResult
        By replicate, and within one in the order of `regimes`; only whole replicates.
    failures : tuple of Failure
        The replicates that were lost.
    provenance : Provenance
        Where the numbers come from.
    """

    scenario: "Scenario" = field(repr=False)
    regimes: tuple[str, ...]
    runs: tuple[RunResult, ...] = field(repr=False)
    failures: tuple[Failure, ...]
    provenance: Provenance = field(repr=False)

    @property
    def pairs(self) -> int:
        """Number of worlds that every regime lived through."""
        return len(self.runs) // len(self.regimes)

    @property
    def title(self) -> str:
        """Title of the scenario."""
        return self.scenario.title.en

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader of the numbers should know."""
        said = []
        if self.failures:
            said.append(
                f"{len(self.failures)} of {len(self.failures) + self.pairs} worlds were lost; "
                f"the numbers rest on the other {self.pairs}."
            )
        if len(self.regimes) > 1 and self.pairs < FEW_PAIRS:
            said.append(
                f"Only {self.pairs} {'pair' if self.pairs == 1 else 'pairs'} of worlds: "
                f"read the intervals with care, or ask for {FEW_PAIRS} replicates or more."
            )
        return tuple(said)

    @cached_property
    def outcomes(self) -> dict[str, OutcomeSummary]:
        """Every outcome summed up, by name."""
        from govsim.outcomes import describe

        return {
            name: summarize(describe(name), {regime: self.values(name, regime) for regime in self.regimes})
            for name in self.runs[0].outcomes
        }

    def values(self, outcome: str, regime: str) -> NDArray[np.float64]:
        """Return an outcome under a regime in every world; float64 (pairs,)."""
        return np.array([run.outcomes[outcome] for run in self._of(regime)])

    def series(self, name: str, regime: str) -> NDArray[np.float64]:
        """Return a daily series under a regime in every world; float64 (pairs, days)."""
        return np.array([run.daily[name] for run in self._of(regime)])

    def _of(self, regime: str) -> list[RunResult]:
        return [run for run in self.runs if run.regime == regime]

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as plain data, ready for JSON: NaN and infinity are None."""
        return {
            "scenario": self.title,
            "seed": self.scenario.seed,
            "days": self.scenario.days,
            "scale": self.scenario.scale,
            "regimes": list(self.regimes),
            "pairs": self.pairs,
            "pairs_lost": len(self.failures),
            "warnings": list(self.warnings),
            "outcomes": {name: _outcome(summary) for name, summary in self.outcomes.items()},
        }

    def table(self) -> list[dict[str, Cell]]:
        """Return the summary as rows.

        Returns
        -------
        list of dict
            One row per outcome and further regime; NaN are None.
        """
        rows: list[dict[str, Cell]] = []
        for name, summary in self.outcomes.items():
            row: dict[str, Cell] = {
                "outcome": name,
                "unit": summary.spec.unit,
                "better": summary.spec.better,
            }
            for regime, estimate in summary.by_regime.items():
                row |= _cells(regime, estimate)
            if not summary.differences:
                rows.append(row)
            rows += [row | _difference_cells(difference) for difference in summary.differences]
        return rows

    def save(
        self, directory: str | Path, further: Mapping[str, Callable[[Path], None]] | None = None
    ) -> None:
        """Write everything to a directory, whole or not at all.

        ``scenario.yaml`` (resolved), ``provenance.json``, ``runs.parquet`` (a row per run), ``daily.parquet``
        (a row per run and day), ``outcomes.csv``, ``comparison.json``. `govsim.report.save` adds the chart.

        Parameters
        ----------
        directory : str or pathlib.Path
            Made if need be; replaced as a whole if it holds an earlier result.
        further : mapping, optional
            Further files by name, each with what writes it to a path.

        Raises
        ------
        OSError
            If it cannot be written, or holds anything but an earlier result.
        """
        from govsim.experiment.store import save

        save(self, Path(directory), further or {})


def _outcome(summary: OutcomeSummary) -> dict[str, Any]:
    differences = [_difference(difference, summary.spec.better) for difference in summary.differences]
    result: dict[str, Any] = {
        "unit": summary.spec.unit,
        "better": summary.spec.better,
        "by_regime": {regime: _finite(e.mean) for regime, e in summary.by_regime.items()},
        "ci95_by_regime": {regime: _interval(e) for regime, e in summary.by_regime.items()},
        "difference": differences[0] if differences else None,
    }
    if len(differences) > 1:
        result["differences"] = differences
    return result


def _difference(difference: Difference, better: str | None) -> dict[str, Any]:
    return {
        "of": difference.of,
        "minus": difference.minus,
        "mean": _finite(difference.estimate.mean),
        "ci95": _interval(difference.estimate),
        "probability_better": _finite(difference.probability_better),
        "probability_of": "better" if better else "higher",
        "variance_ratio": _finite(difference.variance_ratio),
        "pairs": difference.estimate.values,
        "pairs_left_out": difference.left_out,
    }


def _interval(estimate: Estimate) -> list[float | None]:
    return [_finite(estimate.low), _finite(estimate.high)]


def _cells(name: str, estimate: Estimate) -> dict[str, Cell]:
    return {
        name: _finite(estimate.mean),
        f"{name}_low": _finite(estimate.low),
        f"{name}_high": _finite(estimate.high),
    }


def _difference_cells(difference: Difference) -> dict[str, Cell]:
    head: dict[str, Cell] = {"of": difference.of, "minus": difference.minus}
    tail: dict[str, Cell] = {
        "probability_better": _finite(difference.probability_better),
        "variance_ratio": _finite(difference.variance_ratio),
        "pairs": difference.estimate.values,
        "pairs_left_out": difference.left_out,
    }
    return head | _cells("difference", difference.estimate) | tail


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
