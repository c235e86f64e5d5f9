"""What outcomes and differences depend on, in words."""

from collections.abc import Iterator
from math import isnan

import numpy as np

from govsim.analysis.sensitivity import MorrisEffects, SobolIndices
from govsim.report.study.findings import Findings
from govsim.report.study.indices import MOSTLY_NOISE
from govsim.report.study.words import Names

MUCH_NOISE = 0.1
"""Share of noise above which indices are to be read with care."""


def sensitivity_paragraphs(findings: Findings, names: Names) -> Iterator[str]:
    """Say what the differences depend on, and how much factors do only together."""
    for method, by_outcome in findings.sensitivity.items():
        for measure in findings.measures:
            for key, found in by_outcome.get(measure.name, {}).items():
                if isinstance(found, SobolIndices) and found.second is not None:
                    yield from together(found, key, names.outcome(measure.spec), names)
                if " minus " not in key:
                    continue
                if isinstance(found, SobolIndices):
                    weights, what = found.total, names.pick("total index", "总阶指数")
                elif isinstance(found, MorrisEffects):
                    weights, what = found.mu_star, "μ*"
                else:
                    weights, what = found.median, names.pick("PAWN index", "PAWN指数")
                if np.isnan(weights).all():
                    continue
                order = np.argsort(-weights)[:3]
                listed = ", ".join(f"{names.factor(found.factors[i])} {weights[i]:.2g}" for i in order)
                noise = found.noise.share
                share = (
                    names.pick("not known from one replicate", "单次重复无法得知")
                    if isnan(noise)
                    else f"{noise:.0%}"
                )
                if noise > MOSTLY_NOISE:
                    yield names.pick(
                        f"What {names.quantity(key)} in {names.outcome(measure.spec)} depends on cannot be told "
                        f"({method}): {noise:.0%} of the variance analysed is noise between replicates.",
                        f"{names.outcome(measure.spec)}的{names.quantity(key)}取决于什么无从判断（{method}）："
                        f"所分析方差的{noise:.0%}是重复间噪声。",
                    )
                    continue
                care = ""
                if noise > MUCH_NOISE:
                    care = names.pick(
                        " So much noise blurs the order of factors: more replicates would sharpen it.",
                        "噪声占比较高，会模糊因素排序；增加重复次数可改善。",
                    )
                yield names.pick(
                    f"What {names.quantity(key)} in {names.outcome(measure.spec)} depends on most ({method}, "
                    f"{what}): {listed}. Noise between replicates is {share} of the variance analysed.{care}",
                    f"{names.outcome(measure.spec)}的{names.quantity(key)}主要取决于（{method}，{what}）：{listed}。"
                    f"重复间噪声占所分析方差的{share}。{care}",
                )


def together(found: SobolIndices, key: str, outcome: str, names: Names) -> Iterator[str]:
    """Say how much of a variance is due to single factors, and which pairs do more together."""
    if found.second is None or found.second_half is None or found.noise.share > MOSTLY_NOISE:
        return
    alone = float(np.nansum(found.first))
    pairs = [
        (found.second[i, j], found.second_half[i, j], found.factors[i], found.factors[j])
        for i, j in zip(*np.triu_indices(len(found.factors), 1), strict=True)
    ]
    # A share of variance is never below zero: where its estimate is, that is noise.
    clear = sorted((pair for pair in pairs if pair[0] > pair[1]), reverse=True)
    listed = ", ".join(
        f"{names.factor(a)} × {names.factor(b)} {index:.2f} ± {half:.2f}" for index, half, a, b in clear
    )
    of = names.quantity(key)
    beyond = names.pick(", whose estimates may pass 100%", "，估计值可能超过100%") if alone > 1.0 else ""
    yield names.pick(
        f"{outcome}, {of}: what each factor does alone makes up {alone:.0%} of the variance (sum of first "
        f"orders{beyond}); "
        + (
            f"pairs that do more together (second order, 95%): {listed}."
            if clear
            else "no pair's second order is clear of zero."
        ),
        f"{outcome}，{of}：各因素单独的作用占方差的{alone:.0%}（一阶之和{beyond}）；"
        + (f"共同作用的因素对（二阶，95%）：{listed}。" if clear else "没有一对因素的二阶指数明确大于零。"),
    )
