"""The methods of a study: every setting that its numbers rest on."""

from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from govsim.analysis.corrections import FLIPS
from govsim.analysis.paired import RESAMPLES
from govsim.analysis.sensitivity import RESAMPLES as INDEX_RESAMPLES
from govsim.analysis.sensitivity import SLICES
from govsim.report.study.findings import Findings
from govsim.report.study.words import Names

_PACKAGES = ("numpy", "scipy", "SALib", "scikit-learn", "ema-workbench", "matplotlib")
"""Packages that have a part in the analysis."""


def methods(findings: Findings, names: Names) -> list[str]:
    """Return the methods text, a paragraph for each step that was taken.

    Parameters
    ----------
    findings : Findings
    names : Names

    Returns
    -------
    list of str
    """
    results, scenario = findings.results, findings.scenario
    study = results.study
    rule = study.replicates
    t = names.pick
    stop = t("Every point meets the same number of worlds.", "每个设计点的世界数相同。")
    if rule.precision is not None:
        wish = (
            t(f"{rule.precision.absolute:g} (absolute)", f"{rule.precision.absolute:g}（绝对）")
            if rule.precision.absolute is not None
            else t(f"{rule.precision.relative:g} of the difference", f"差值的{rule.precision.relative:g}")
        )
        stop = t(
            f"A point is done once the half-width of the 95% interval of its difference in "
            f"{rule.precision.outcome} is at most {wish}, and stays so over {rule.look_ahead} further worlds.",
            f"当{rule.precision.outcome}差值95%区间半宽不超过{wish}，并在其后{rule.look_ahead}个世界中保持，该点即完成。",
        )
    correction = {
        "holm": t("Holm's step-down procedure", "Holm逐步法"),
        "max-t": t(
            f"the step-down maximum of t over {FLIPS:,} sign flips of whole worlds (Westfall and Young 1993)",
            f"对整个世界做{FLIPS:,}次符号翻转的逐步最大t法（Westfall与Young 1993）",
        ),
        "none": t("no correction", "不做校正"),
    }[study.analysis.correction]
    if findings.claims:
        return [*_claims(findings, names, correction), *_notes(findings, names)]
    said = [
        t(
            f"Design: {study.design.kind}, {len(results.points):,} points over {len(results.factors)} factors. "
            f"Compared: {study.compare.factor}, levels {', '.join(results.levels)}; differences are against "
            f"{results.levels[0]}. Root seed {scenario.seed}; world r has the same seed, derived from it, at "
            "every point and level, so that both sides meet the same people, shocks and luck. Horizon "
            f"{scenario.days} days, warm-up {scenario.warmup_days} days, scale {scenario.scale:g}.",
            f"设计：{study.design.kind}，{len(results.factors)}个因素，{len(results.points):,}个设计点。比较："
            f"{study.compare.factor}，水平{', '.join(results.levels)}；差值均相对{results.levels[0]}。根种子"
            f"{scenario.seed}；第r个世界在所有设计点与水平下使用由其派生的同一种子，双方面对同样的人、冲击与偶然。"
            f"时长{scenario.days}天，预热{scenario.warmup_days}天，比例{scenario.scale:g}。",
        ),
        t(
            f"Replicates: at least {rule.minimum} worlds, at most {rule.maximum or rule.minimum}. {stop}",
            f"重复：至少{rule.minimum}个世界，至多{rule.maximum or rule.minimum}个。{stop}",
        ),
        t(
            "Paired differences: Student's t interval of the mean (95%), and bias-corrected and accelerated "
            f"bootstrap intervals ({RESAMPLES:,} resamples). Probability of superiority: share of worlds in "
            "which a level is better, ties half. A: Vargha and Delaney's unpaired effect size. A difference is "
            "called clear where its interval lies beyond the smallest effect of interest, and negligible where "
            "two one-sided tests at 5% show it to be smaller (Schuirmann 1987). Variance ratio: the variance "
            "that the difference would have with unpaired worlds, over the one it has. p values are corrected "
            f"over the outcomes and levels of one setting by {correction}. Averages over settings are taken "
            "world by world.",
            f"配对差值：均值的t区间（95%）与BCa自助区间（{RESAMPLES:,}次重抽样）。优势概率：更优的世界占比，平局计半。"
            "A：Vargha与Delaney的非配对效应量。区间完全超出最小关注差异称为明确；两个单侧检验（5%）表明小于它则称为"
            "无关紧要（Schuirmann 1987）。方差比：不配对时差值的方差与实际方差之比。"
            f"p值在同一设定的各结果与水平之间校正，方法：{correction}。跨设定平均逐个世界计算。",
        ),
    ]
    said += list(_further(findings, names))
    said += _notes(findings, names)
    return said


def _notes(findings: Findings, names: Names) -> list[str]:
    return [names.pick(note.en, note.zh).rstrip(".。") + names.pick(".", "。") for note in findings.notes]


def _claims(findings: Findings, names: Names, correction: str) -> Iterator[str]:
    results, scenario, t = findings.results, findings.scenario, names.pick
    study = results.study
    lived = len(set(results.places) or results.points)
    yield t(
        f"Design: {len(study.settings)} named settings, and the keys along which contrasts are followed put over "
        f"them: {lived:,} different scenarios. A scenario is lived only under the regimes that some contrast needs "
        f"there. Root seed {scenario.seed}; world r has the same seed, derived from it, everywhere, so that all arms "
        "of a contrast meet the same people, shocks and luck. Horizon "
        f"{scenario.days} days, warm-up {scenario.warmup_days} days, scale {scenario.scale:g}, where a setting does "
        f"not say otherwise. {study.replicates.minimum} worlds each.",
        f"设计：{len(study.settings)}个命名设定，并在其上叠加对比所沿的参数，共{lived:,}个不同情景；每个情景只在所需方案下运行。"
        f"根种子{scenario.seed}；第r个世界处处使用由其派生的同一种子，对比各项面对同样的人、冲击与偶然。除设定另有规定外，"
        f"时长{scenario.days}天，预热{scenario.warmup_days}天，比例{scenario.scale:g}。每个情景{study.replicates.minimum}个世界。",
    )
    yield t(
        "Contrasts: weighted sums of one outcome over settings and regimes, taken world by world; Student's t interval "
        "of their mean over worlds (95%). A contrast supports its claim if the interval lies on the claimed side of "
        "zero, contradicts it on the other, and leaves it open where the interval holds zero. A claim whose contrasts "
        "agree has their verdict; else it is mixed if any contradicts it, and supported in part if none does. p values "
        f"are two-sided t tests, corrected over all contrasts of all claims by {correction}. Worlds in which an arm "
        "has no value are left out of the contrast.",
        "对比：同一结果在设定与方案上的加权和，逐个世界计算；均值取跨世界t区间（95%）。区间位于论断所在的零一侧为支持，另一侧为不支持，"
        "含零为未定。各对比一致时论断取其结论；否则有不支持者为不一，无不支持者为部分支持。"
        f"p值为双侧t检验，在全部论断的全部对比之间校正，方法：{correction}。某项缺值的世界不计入该对比。",
    )
    if any(claim.flips for claim in findings.claims):
        yield t(
            "Flips: the contrast with a key put over all of its settings. The sign changes between neighbouring values "
            "at which the interval leaves out zero; where in between is by linear interpolation of the means. Signs "
            "along keys are not corrected for their number.",
            "反转：将参数叠加于对比的全部设定。符号在相邻且区间不含零的取值之间改变，位置由均值线性插值得到。沿参数的符号未做多重校正。",
        )


def _further(findings: Findings, names: Names) -> Iterator[str]:
    t = names.pick
    if "sobol" in findings.sensitivity:
        yield t(
            f"Sobol indices: Saltelli design, estimators of Saltelli et al. (2010) as in SALib; intervals from "
            f"{INDEX_RESAMPLES:,} bootstrap resamples of base samples. Computed of means over replicates: noise "
            "lowers first orders and raises totals; its share is given.",
            f"Sobol指数：Saltelli设计，采用SALib中Saltelli等（2010）的估计量；区间来自{INDEX_RESAMPLES:,}次自助重抽样。"
            "以重复均值计算：噪声会压低一阶指数、抬高总阶指数，其占比已列出。",
        )
    if "morris" in findings.sensitivity:
        yield t(
            "Elementary effects (Morris 1991; μ* of Campolongo et al. 2007), per whole range of a factor.",
            "基本效应（Morris 1991；μ*见Campolongo等2007），以因素全程为单位。",
        )
    if "pawn" in findings.sensitivity:
        yield t(
            f"PAWN indices (Pianosi and Wagener 2018), {SLICES} slices; the dashed line is the 95th percentile of "
            "a factor that does nothing.",
            f"PAWN指数（Pianosi与Wagener 2018），{SLICES}个切片；虚线为无作用因素的95%分位数。",
        )
    if any(panel.border for found in findings.borders for panel in found.panels):
        yield t(
            "Border in one factor: signs of paired differences whose interval leaves out zero; each crossing "
            "lies between the nearest values on either side at which the sign is known.",
            "单因素分界：以区间不含零的配对差值定符号，分界位于两侧最近的符号已知取值之间。",
        )
    if any(panel.field for found in findings.borders for panel in found.panels):
        errors = [f.left_out_error for found in findings.borders for p in found.panels if (f := p.field)]
        yield t(
            "Border in two factors: a Gaussian process (Matern 5/2, a length scale for each factor, marginal "
            "likelihood) fitted to mean differences, with the covariance of the points over worlds as noise "
            "(Ledoit and Wolf 2004). Hatched: where zero lies within the 95% interval at that place. Root mean "
            f"square of standardised leave-one-out errors, which should be near 1: "
            f"{', '.join(f'{error:.2f}' for error in errors)}.",
            "双因素分界：对平均差值拟合高斯过程（Matern 5/2，各因素独立长度尺度，边际似然），以各点跨世界协方差为噪声"
            "（Ledoit与Wolf 2004）。阴影：该处95%区间含零。标准化留一误差的均方根（应接近1）："
            f"{'、'.join(f'{error:.2f}' for error in errors)}。",
        )
    if findings.discovery is not None:
        yield t(
            "Discovery: PRIM (Friedman and Fisher 1999; EMA workbench), peeling 5%, smallest box 5% of settings.",
            "发现：PRIM（Friedman与Fisher 1999；EMA workbench），剥离率5%，最小箱体占5%。",
        )


def provenance_rows(findings: Findings) -> list[tuple[str, str]]:
    """Return where the numbers come from as pairs of a name and a text."""
    # Seeds have their own place on the page.
    rows = [row for row in flat(findings.results.provenance) if not row[0].startswith("seeds.")]
    for package in _PACKAGES:
        try:
            rows.append((f"analysis.{package}", version(package)))
        except PackageNotFoundError:
            continue
    return rows


def flat(value: Any, head: str = "") -> Iterator[tuple[str, str]]:
    """Yield nested plain data as pairs of a dotted key and a text."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from flat(inner, f"{head}.{key}" if head else str(key))
    elif isinstance(value, list | tuple):
        yield head, ", ".join(map(str, value))
    else:
        yield head, str(value)
