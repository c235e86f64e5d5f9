"""Results of studies made up for the tests of their reports."""

from typing import Any

import numpy as np

from govsim.scenario import Scenario
from govsim.study.plan import study_from_text
from govsim.study.results import Results

HEAD = """\
title: {en: "Which <level> & when", zh: 哪一级更好}
summary: {en: A made-up study., zh: 虚构研究。}
scenario: quickstart
days: 180
seed: 11
compare: {factor: regime, levels: [county, municipal]}
replicates: {minimum: 12, maximum: 12}
outcomes:
  - {name: resolved_share, smallest_effect: 0.01}
  - {name: wait_days_mean}
  - {name: crossing_share}
"""

GRID = (
    HEAD
    + """\
design: {kind: grid}
factors:
  - {key: casework.alpha, low: 0, high: 0.3, levels: 5, name: {en: information lost, zh: 信息损失}}
  - {key: ties.work.length_km, low: 1, high: 20, levels: 4, name: {en: length of ties, zh: 关系距离}}
analysis: {border: {outcome: resolved_share}}
"""
)

PANELS = GRID.replace("analysis:", "  - {key: casework.kappa, values: [0.3, 0.5, 0.8]}\nanalysis:")

LINE = (
    HEAD
    + """\
design: {kind: grid}
factors:
  - {key: casework.alpha, low: 0, high: 0.3, levels: 7}
analysis: {border: {outcome: resolved_share}, correction: max-t}
"""
)

SALTELLI = (
    HEAD
    + """\
design: {kind: saltelli, points: 32, second_order: true}
factors:
  - {key: casework.alpha, low: 0, high: 0.3, name: {en: information lost per tier, zh: 每级信息损失}}
  - {key: casework.kappa, low: 0.2, high: 0.9}
  - {key: casework.load, low: 0.6, high: 1.1}
analysis: {sensitivity: [sobol, pawn, morris], discovery: {outcome: resolved_share, above: 0}}
"""
)

MORRIS = (
    HEAD
    + """\
design: {kind: morris, trajectories: 8, levels: 4}
factors:
  - {key: casework.alpha, low: 0, high: 0.3}
  - {key: casework.kappa, low: 0.2, high: 0.9}
analysis: {sensitivity: [morris]}
"""
)

ALONE = HEAD + "design: {kind: grid}\n"

CLAIMS = (
    HEAD.replace("compare: {factor: regime, levels: [county, municipal]}\n", "")
    + """\
design: {kind: settings}
settings:
  base: {name: {en: as it is, zh: 现状}}
  lossy: {extends: base, set: {casework.alpha: 0.3}}
claims:
  - name: C1
    says: {en: The city resolves <more>., zh: 市域化解更多。}
    contrasts:
      - name: more
        says: {en: more is resolved by the city, zh: 市域化解率更高}
        outcome: resolved_share
        side: above
        plus: {setting: base, regime: municipal}
        minus: {setting: base, regime: county}
      - says: {en: and nobody waits longer, zh: 等候不更久}
        outcome: wait_days_mean
        side: below
        plus: {setting: base, regime: municipal}
        minus: {setting: base, regime: county}
    flips:
      - {contrast: more, key: casework.alpha, name: {en: loss, zh: 损失}, values: [0, 0.05, 0.15, 0.2, 0.3]}
  - name: C2
    says: {en: Loss does not matter., zh: 损失无关紧要。}
    contrasts:
      - says: {en: the city gains as much where much is lost, zh: 损失大时收益相同}
        outcome: resolved_share
        side: above
        terms:
          - {weight: 1, setting: lossy, regime: municipal}
          - {weight: -1, setting: lossy, regime: county}
          - {weight: -1, setting: base, regime: municipal}
          - {weight: 1, setting: base, regime: county}
      - says: {en: as much crosses the lines, zh: 跨界同样多}
        outcome: crossing_share
        side: above
        plus: {setting: base, regime: municipal}
        minus: {setting: base, regime: county}
"""
)


def outcomes_at(
    point: dict[str, float], level: str, world: np.ndarray, own: np.ndarray
) -> dict[str, np.ndarray]:
    """Return outcomes by world at a point, in which the city loses by alpha and gains by what crosses."""
    alpha = point.get("casework.alpha", 0.1)
    crossing = 0.05 + 0.02 * point.get("ties.work.length_km", 8.0)
    kappa = point.get("casework.kappa", 0.5)
    gain = (1 - kappa) * crossing - 0.6 * alpha + 0.02 if level == "municipal" else 0.0
    pooled = 3.0 * point.get("casework.load", 0.9) if level == "municipal" else 0.0
    return {
        "resolved_share": 0.6 + 0.03 * world + gain + 0.006 * own,
        "wait_days_mean": 12 + world - pooled + 0.3 * own,
        "crossing_share": crossing + 0.004 * world + 0.001 * own,
    }  # fmt: skip


def make(text: str, worlds: int = 12, *, swapped: bool = False) -> tuple[Results, Scenario]:
    """Make results of a study file; swapped gives each level the numbers of the other."""
    plan = study_from_text(text)
    rng = np.random.default_rng(5)
    world = rng.normal(size=worlds)
    names = [outcome.name for outcome in plan.study.outcomes]
    shape = (len(plan.points), len(plan.levels), worlds)
    outcomes = {name: np.empty(shape) for name in names}
    for i, point in enumerate(plan.points):
        scenario = plan.layout.at(point, plan.levels[0])[0] if plan.study.settings else plan.scenario
        values: dict[str, Any] = {"casework.alpha": scenario.casework.alpha} if plan.study.settings else {}
        values |= dict(zip(plan.keys, point, strict=True))
        levels = tuple(plan.levels)
        for j, level in enumerate(reversed(levels) if swapped else levels):
            found = outcomes_at(values, str(level), world, rng.normal(size=worlds))
            for name in names:
                outcomes[name][i, j] = found[name]
    results = Results(
        plan.study, plan.keys, plan.points, tuple(map(str, plan.levels)), worlds, outcomes,
        np.ones(shape, dtype=np.bool_), {"govsim": {"version": "0"}, "packages": {"numpy": "2"}},
    )  # fmt: skip
    return results, plan.scenario
