"""Sensitivity and discovery of a study."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.analysis.discovery import Discovery, discover
from govsim.analysis.matrices import IncompleteError, common_replicates
from govsim.analysis.sensitivity import (
    MorrisEffects,
    PawnIndices,
    SobolIndices,
    morris,
    of_levels_and_differences,
    pawn,
    sobol,
)
from govsim.report.study.notes import Note
from govsim.study.design import design_seed, unit_sample
from govsim.study.results import Results
from govsim.study.rules import left_out

type Sensitivity = Mapping[str, Mapping[str, SobolIndices | MorrisEffects | PawnIndices]]
"""Indices by outcome, and by level or difference."""

MOSTLY_NOISE = 0.5
"""Share of noise above which indices say nothing of the factors."""


def find_sensitivity(results: Results, seed: int, notes: list[Note]) -> dict[str, Sensitivity]:
    """Return what each method asked for gives for each outcome.

    Parameters
    ----------
    results : Results
    seed : int
        Root seed of the study.
    notes : list of Note
        What could not be done is added.
    """
    study = results.study
    found: dict[str, Sensitivity] = {}
    in_vain = left_out(study)
    for method in study.analysis.sensitivity:
        if wanted := in_vain.get(method):
            notes.append(
                Note(
                    f"{method}: needs a {wanted} design, and this one is {study.design.kind}",
                    f"{method}：需要{wanted}设计，而本研究为{study.design.kind}",
                )
            )
            continue
        by_outcome = {}
        for outcome in (outcome.name for outcome in study.outcomes):
            values = results.outcomes[outcome]
            kept = common_replicates(values)
            if not kept.all() and kept.any():
                notes.append(
                    Note(
                        f"{method} of {outcome}: rests on the {int(kept.sum())} of {len(kept)} worlds that have "
                        "a value at every point and level; gaps are not filled in",
                        f"{method}（{outcome}）：基于{len(kept)}个世界中在每个设计点与水平都有值的"
                        f"{int(kept.sum())}个；缺失值不予填补",
                    )
                )
            try:
                by_outcome[outcome] = of_levels_and_differences(
                    lambda matrix, method=method: _analyse(method, results, matrix, seed),  # type: ignore[misc]
                    values[:, :, kept] if kept.any() else values,
                    results.levels,
                )
            except (IncompleteError, ValueError) as error:
                notes.append(Note(f"{method} of {outcome}: {error}", f"{method}（{outcome}）：{error}"))
        if by_outcome:
            found[method] = by_outcome
    return found


def _analyse(
    method: str, results: Results, matrix: NDArray[np.float64], seed: int
) -> SobolIndices | MorrisEffects | PawnIndices:
    study, factors = results.study, results.factors
    root = seed % 2**32
    if method == "sobol":
        return sobol(factors, matrix, second_order=study.design.second_order, seed=root)
    if method == "morris":
        design = unit_sample(study.design, len(factors), design_seed(seed))
        return morris(factors, design, matrix, levels=study.design.levels or 4, seed=root)
    return pawn(factors, coordinates(results), matrix, seed=root)


def coordinates(results: Results) -> NDArray[np.float64]:
    """Return the design as numbers: values that are text by their place in the file, or in order.

    Returns
    -------
    float64 (points, factors)
    """
    columns = []
    for place, factor in enumerate(results.study.factors):
        column = [point[place] for point in results.points]
        if any(isinstance(value, str) for value in column):
            order = list(factor.values or sorted({str(value) for value in column}))
            columns.append([float(order.index(value)) for value in column])
        else:
            columns.append([float(value) for value in column])
    return np.array(columns, dtype=np.float64).reshape(len(columns), -1).T


def discover_box(results: Results, notes: list[Note]) -> Discovery | None:
    """Return where in the space of factors the difference is as asked for, None where it was not asked.

    Parameters
    ----------
    results : Results
    notes : list of Note
        Why it could not be done is added.
    """
    asked = results.study.analysis.discovery
    if asked is None or len(results.levels) < 2:
        return None
    values = results.outcomes[asked.outcome]
    counts = np.isfinite(values[:, 1] - values[:, 0]).sum(axis=1)
    if not counts.all():
        missing = int((counts == 0).sum())
        notes.append(
            Note(
                f"discovery: {missing} points have no pair of runs",
                f"情景发现：{missing}个设计点没有成对运行",
            )
        )
        return None
    gaps = np.nanmean(values[:, 1] - values[:, 0], axis=1)
    of_interest = np.ones(len(gaps), dtype=np.bool_)
    if asked.above is not None:
        of_interest &= gaps > asked.above
    if asked.below is not None:
        of_interest &= gaps < asked.below
    columns: tuple[NDArray[Any], ...] = tuple(
        np.array([point[place] for point in results.points]) for place in range(len(results.factors))
    )
    try:
        return discover(results.factors, columns, of_interest)
    except ValueError as error:
        notes.append(Note(f"discovery: {error}", f"情景发现：{error}"))
        return None
