"""What a study has found: its results through every analysis that its file asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import nan

import numpy as np
from numpy.typing import NDArray

from govsim.analysis.corrections import adjust
from govsim.analysis.discovery import Discovery
from govsim.analysis.matrices import common_replicates
from govsim.analysis.paired import PairedComparison, compare_pairs, replicates_needed
from govsim.experiment.statistics import Estimate, estimate
from govsim.outcomes import OutcomeSpec, describe
from govsim.report.study.borders import BorderFinding, find_borders
from govsim.report.study.claims import ClaimFinding, judge
from govsim.report.study.indices import Sensitivity, discover_box, find_sensitivity
from govsim.report.study.notes import Note
from govsim.scenario.schema import Scenario
from govsim.study.results import Results
from govsim.study.sections import Outcome

MOST_BCA = 400
"""Comparisons of single design points for which BCa intervals are computed; of more, they are left out."""


@dataclass(frozen=True)
class Measure:
    """An outcome as the study looks at it.

    Attributes
    ----------
    spec : OutcomeSpec
        With the direction that the study gives it.
    smallest_effect : float or None
    """

    spec: OutcomeSpec
    smallest_effect: float | None

    @property
    def name(self) -> str:
        """Name of the outcome."""
        return self.spec.name


@dataclass(frozen=True)
class Question:
    """One level against the first on one outcome, at a design point or over all.

    Attributes
    ----------
    measure : Measure
    point : int or None
        Design point; None for the mean over all of them, world by world.
    comparison : PairedComparison
    adjusted_p : float
        Corrected over the outcomes and levels of the same point.
    before, after : Estimate
        Under the first level, and under the one compared.
    needed : float
        Pairs that would make the half-width of the interval as small as the study wants it; NaN where it
        does not say.
    """

    measure: Measure
    point: int | None
    comparison: PairedComparison
    adjusted_p: float
    before: Estimate
    after: Estimate
    needed: float


@dataclass(frozen=True, eq=False)
class Findings:
    """Everything that a report says.

    Attributes
    ----------
    results : Results
    scenario : Scenario
        That the runs start from.
    measures : tuple of Measure
    overall : tuple of Question
        Over the whole design; empty where no world was lived through at every point.
    by_point : tuple of Question
    sensitivity : mapping
        Indices by method, outcome, and level or difference.
    borders : tuple of BorderFinding
    discovery : Discovery or None
    claims : tuple of ClaimFinding
    notes : tuple of Note
        What was asked for and could not be done, and why.
    """

    results: Results = field(repr=False)
    scenario: Scenario = field(repr=False)
    measures: tuple[Measure, ...]
    overall: tuple[Question, ...]
    by_point: tuple[Question, ...]
    sensitivity: Mapping[str, Sensitivity]
    borders: tuple[BorderFinding, ...]
    discovery: Discovery | None
    claims: tuple[ClaimFinding, ...]
    notes: tuple[Note, ...]

    def spec(self, outcome: str) -> OutcomeSpec:
        """Return what an outcome means, with the direction that the study gives it."""
        return next((m.spec for m in self.measures if m.name == outcome), None) or describe(outcome)

    @property
    def main(self) -> tuple[Question, ...]:
        """The differences to show first: those over the whole design, or those of its only point."""
        if len(self.results.points) > 1:
            return self.overall
        return self.by_point

    @property
    def pairs(self) -> tuple[int, int]:
        """Fewest and most pairs behind a difference at a design point, or worlds behind a contrast."""
        counts = [question.comparison.pairs for question in self.by_point]
        counts += [one.estimate.values for claim in self.claims for one in claim.contrasts]
        return min(counts, default=0), max(counts, default=0)


def find(results: Results, scenario: Scenario) -> Findings:
    """Analyse the results of a study as its file says.

    Parameters
    ----------
    results : Results
    scenario : Scenario
        That its runs start from, with the study's own values.

    Returns
    -------
    Findings

    Raises
    ------
    MissingExtraError
        If a package of the extra `studies` is needed and not installed.
    """
    seed = scenario.seed % 2**32
    notes: list[Note] = []
    measures = tuple(_measure(outcome) for outcome in results.study.outcomes)
    # What settings differ in is asked by claims.
    asked = 0 if results.study.claims else len(results.points)
    by_point = [
        question
        for point in range(asked)
        for question in _questions(
            results, measures, {name: values[point] for name, values in results.outcomes.items()}, point, seed
        )
    ]
    if len(by_point) > MOST_BCA:
        notes.append(
            Note(
                f"BCa intervals of single design points are left out, as there are {len(by_point):,} of them",
                f"单个设计点的比较多达{len(by_point):,}项，故略去其BCa区间",
            )
        )
    return Findings(
        results=results,
        scenario=scenario,
        measures=measures,
        overall=_overall(results, measures, seed, notes),
        by_point=tuple(by_point),
        sensitivity=find_sensitivity(results, scenario.seed, notes),
        borders=find_borders(results, scenario, notes),
        discovery=discover_box(results, notes),
        claims=judge(results, seed),
        notes=tuple(notes),
    )


def _measure(outcome: Outcome) -> Measure:
    spec = describe(outcome.name)
    return Measure(spec._replace(better=outcome.better or spec.better), outcome.smallest_effect)


def _overall(
    results: Results, measures: tuple[Measure, ...], seed: int, notes: list[Note]
) -> tuple[Question, ...]:
    """Return the differences over the whole design: each world's mean over the points."""
    if len(results.points) < 2 or results.study.design.kind in {"border", "settings"}:
        # Where the points were chosen for what they show, their mean means nothing.
        return ()
    means = {}
    for measure in measures:
        values = results.outcomes[measure.name]
        kept = common_replicates(values)
        if kept.sum() < 2:
            notes.append(
                Note(
                    f"{measure.spec.label}: no mean over the design, as fewer than 2 worlds have a value at every "
                    "point",
                    f"{measure.spec.label_zh}：在每个设计点都有值的世界不足2个，故不取全部设定的平均",
                )
            )
            continue
        means[measure.name] = np.where(kept, values.mean(axis=0), nan)
    asked = tuple(measure for measure in measures if measure.name in means)
    return tuple(_questions(results, asked, means, None, seed))


def _questions(
    results: Results,
    measures: tuple[Measure, ...],
    values: Mapping[str, NDArray[np.float64]],
    point: int | None,
    seed: int,
) -> list[Question]:
    """Ask every outcome and further level; float64 (levels, replicates) by outcome."""
    first = results.levels[0]
    asked = [(measure, place) for measure in measures for place in range(1, len(results.levels))]
    if not asked:
        return []
    gaps = np.array([values[measure.name][place] - values[measure.name][0] for measure, place in asked])
    adjusted = adjust(gaps, results.study.analysis.correction, seed=seed)
    many = point is not None and len(results.points) * len(asked) > MOST_BCA
    precision = results.study.replicates.precision
    found = []
    for (measure, place), p, gap in zip(asked, adjusted, gaps, strict=True):
        arms = values[measure.name]
        comparison = compare_pairs(
            results.levels[place],
            first,
            arms[place],
            arms[0],
            better=measure.spec.better,
            smallest_effect=measure.smallest_effect,
            seed=seed,
            bca=not many,
        )
        wanted = measure.smallest_effect / 2 if measure.smallest_effect else None
        if precision and precision.outcome == measure.name and precision.absolute:
            wanted = precision.absolute
        whole = np.isfinite(gap)
        found.append(
            Question(
                measure,
                point,
                comparison,
                float(p),
                estimate(arms[0][whole]),
                estimate(arms[place][whole]),
                replicates_needed(gap, wanted) if wanted else nan,
            )
        )
    return found
