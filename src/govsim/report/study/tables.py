"""Tables of a study, for the page and for other programs."""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

import numpy as np

from govsim.analysis.sensitivity import MorrisEffects, SobolIndices
from govsim.report.study.findings import Findings, Question

type Row = dict[str, Any]


def question_rows(findings: Findings, questions: tuple[Question, ...]) -> list[Row]:
    """Return differences as rows, one for each outcome, level and design point.

    Parameters
    ----------
    findings : Findings
    questions : tuple of Question

    Returns
    -------
    list of dict
        The factors' values first, where the question is of a design point.
    """
    rows = []
    results = findings.results
    for q in questions:
        c, d = q.comparison, q.comparison.difference
        row: Row = {}
        if q.point is not None:
            row["point"] = q.point
            row |= dict(zip(results.factors, results.points[q.point], strict=True))
        row |= {
            "outcome": q.measure.name,
            "unit": q.measure.spec.unit,
            "better": q.measure.spec.better,
            "of": d.of,
            "minus": d.minus,
            "mean_of": q.after.mean,
            "mean_minus": q.before.mean,
            "difference": d.estimate.mean,
            "t_low": d.estimate.low,
            "t_high": d.estimate.high,
            "bca_low": c.bca[0],
            "bca_high": c.bca[1],
            "pairs": c.pairs,
            "pairs_left_out": d.left_out,
            "p": c.p,
            "p_adjusted": q.adjusted_p,
            "p_negligible": c.p_negligible,
            "smallest_effect": c.smallest_effect,
            "effect": c.effect.value,
            "probability_superiority": d.probability_better,
            "vargha_delaney_a": c.vargha_delaney,
            "variance_ratio": d.variance_ratio,
            "pairs_needed": q.needed,
        }
        rows.append(row)
    return rows


def sensitivity_rows(findings: Findings) -> list[Row]:
    """Return every index as a row, with the share of noise."""
    rows = []
    for method, by_outcome in findings.sensitivity.items():
        for outcome, by_quantity in by_outcome.items():
            for quantity, found in by_quantity.items():
                noise = {"noise_share": found.noise.share, "replicates": found.noise.replicates}
                head = {"method": method, "outcome": outcome, "quantity": quantity}
                rows += [head | index | noise for index in _indices(found)]
    return rows


def _indices(found: Any) -> Iterator[Row]:
    names = found.factors
    columns: Mapping[str, tuple[Any, Any]]
    if isinstance(found, SobolIndices):
        columns = {"first": (found.first, found.first_half), "total": (found.total, found.total_half)}
    elif isinstance(found, MorrisEffects):
        columns = {
            "mu": (found.mu, None),
            "mu_star": (found.mu_star, found.mu_star_half),
            "sigma": (found.sigma, None),
        }
    else:
        columns = {"median": (found.median, None), "maximum": (found.maximum, None)}
    for index, (values, halves) in columns.items():
        for place, name in enumerate(names):
            half = float("nan") if halves is None else halves[place]
            yield {"index": index, "factor": name, "value": values[place], "half_width": half}
    if isinstance(found, SobolIndices) and found.second is not None and found.second_half is not None:
        for i, j in zip(*np.triu_indices(len(names), 1), strict=True):
            yield {
                "index": "second",
                "factor": f"{names[i]} x {names[j]}",
                "value": found.second[i, j],
                "half_width": found.second_half[i, j],
            }
    if not isinstance(found, SobolIndices | MorrisEffects):
        yield {"index": "dummy", "factor": "", "value": found.dummy, "half_width": float("nan")}


def border_rows(findings: Findings) -> list[Row]:
    """Return crossings along one factor, and the grid of every map, as rows."""
    rows: list[Row] = []
    for found in findings.borders:
        for panel in found.panels:
            head = {"outcome": found.outcome, "of": found.of, "minus": found.minus} | dict(panel.setting)
            if panel.border is not None:
                rows += [
                    head
                    | {
                        found.axes[0]: c.at,
                        "low": c.low,
                        "high": c.high,
                        "rising": c.rising,
                        "ended_by": c.ended_by,
                    }
                    for c in panel.border.crossings
                ]
            if panel.field is not None:
                f = panel.field
                rows += [
                    head
                    | {found.axes[0]: x, found.axes[1]: y, "difference": f.mean[i, j], "error": f.error[i, j]}
                    | {"sign": int(f.sign[i, j])}
                    for i, y in enumerate(f.y)
                    for j, x in enumerate(f.x)
                ]
    return rows


def csv_text(rows: list[Row]) -> str:
    """Return rows as comma-separated values; what is not a number is empty."""
    import csv
    from io import StringIO

    held = StringIO()
    fields = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(held, fields, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return held.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool | str | int | np.integer | np.bool_):
        return value
    return repr(float(value)) if isfinite(value) or value == np.inf else ""
