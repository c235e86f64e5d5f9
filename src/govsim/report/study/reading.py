"""The plain-language reading of a study: every word follows from the numbers."""

from collections import Counter
from collections.abc import Iterator
from math import isfinite, isnan

from govsim.analysis.effects import ALPHA, Effect
from govsim.analysis.paired import FEW_FOR_BCA
from govsim.report.study.border_words import border_paragraphs
from govsim.report.study.claim_words import claim_paragraphs, few_worlds
from govsim.report.study.findings import Findings, Question
from govsim.report.study.sensitivity_words import sensitivity_paragraphs
from govsim.report.study.words import Names
from govsim.report.words import decimals, number


def reading(findings: Findings, names: Names) -> list[str]:
    """Say in a few paragraphs what a study found, and what it did not.

    Parameters
    ----------
    findings : Findings
    names : Names

    Returns
    -------
    list of str
        Both levels of a comparison are told of in the same words.
    """
    said = [_what_was_run(findings, names)]
    said += list(_warnings(findings, names))
    questions = findings.main
    if findings.overall:
        said.append(
            names.pick("On average over all settings: ", "对全部设定取平均：")
            + _joined([sentence(question, names) for question in questions], names)
        )
    elif questions:
        said.append(_joined([sentence(question, names) for question in questions], names))
    if len(findings.results.points) > 1:
        said += list(_over_settings(findings, names))
    if findings.claims:
        said += list(claim_paragraphs(findings.claims, names))
    for found in findings.borders:
        said += border_paragraphs(findings, found, names)
    said += list(sensitivity_paragraphs(findings, names))
    said += list(_discovery(findings, names))
    said.append(
        names.pick(
            "Intervals say how far worlds differ by luck. They do not say how sure the model's parameters are, "
            "most of which are stylised: what holds here holds in the settings that were run, and is no "
            "forecast for a real place.",
            "区间只反映不同世界之间的随机差异，不反映模型参数本身的不确定性，而多数参数是程式化取值。"
            "以上结论仅限于所运行的设定，不构成对任何真实地方的预测。",
        )
    )
    return [paragraph[0].upper() + paragraph[1:] for paragraph in said if paragraph]


def _joined(sentences: list[str], names: Names) -> str:
    return names.pick("; ", "；").join(sentences) + names.pick(".", "。") if sentences else ""


def _what_was_run(findings: Findings, names: Names) -> str:
    results = findings.results
    runs, points = results.runs, len(results.points)
    fewest, most = findings.pairs
    worlds = f"{fewest}" if fewest == most else f"{fewest}\N{EN DASH}{most}"
    levels = [names.level(level) for level in results.levels]
    if findings.claims:
        lived = len(set(results.places) or results.points)
        contrasts = sum(len(claim.contrasts) for claim in findings.claims)
        return names.pick(
            f"{contrasts} contrasts over {lived:,} settings, each under those of {', '.join(levels)} that they "
            f"need, on the same {worlds} worlds: {runs:,} runs.",
            f"{contrasts}项对比，涉及{lived:,}个设定，每个设定只运行所需的方案（{'、'.join(levels)}），使用相同的{worlds}个世界，"
            f"共{runs:,}次运行。",
        )
    return names.pick(
        f"{', '.join(levels[:-1])} and {levels[-1]} lived through the same worlds in {points:,} "
        f"setting{'s' if points != 1 else ''}, {worlds} worlds each: {runs:,} runs of "
        f"{findings.scenario.days} days.",
        f"{'、'.join(levels)}在{points:,}个设定下经历相同的世界，每个设定{worlds}个世界，共{runs:,}次运行，"
        f"每次{findings.scenario.days}天。",
    )


def _warnings(findings: Findings, names: Names) -> Iterator[str]:
    if findings.results.missing:
        yield names.pick(
            f"{findings.results.missing:,} runs are missing; their pairs are left out.",
            f"有{findings.results.missing:,}次运行缺失，相应配对未计入。",
        )
    yield from few_worlds(findings.claims, names)
    fewest, _ = findings.pairs
    if not findings.claims and fewest < FEW_FOR_BCA:
        yield names.pick(
            f"Some differences rest on only {fewest} pairs. Below {FEW_FOR_BCA}, bootstrap (BCa) intervals are "
            "too narrow, and Student intervals lean on the differences being near normal.",
            f"部分差值仅基于{fewest}对。少于{FEW_FOR_BCA}对时，自助法（BCa）区间偏窄，t区间则依赖差值近似正态。",
        )


def sentence(question: Question, names: Names) -> str:
    """Say in one sentence how two levels differ on one outcome."""
    comparison, spec = question.comparison, question.measure.spec
    d, e = comparison.difference, comparison.difference.estimate
    outcome, of, minus = names.outcome(spec), names.level(d.of), names.level(d.minus)
    if comparison.effect is Effect.UNKNOWN:
        return names.pick(
            f"{outcome}: fewer than two pairs of {of} and {minus}", f"{outcome}：{of}与{minus}不足两对"
        )
    size = _size(question, names)
    small = comparison.smallest_effect
    limit = f"{small:g}" if small else ""
    if e.low == e.high == 0:
        return names.pick(
            f"{outcome}: {of} and {minus} are the same in every world",
            f"{outcome}：{of}与{minus}在每个世界都相同",
        )
    if comparison.effect is Effect.NEGLIGIBLE:
        return names.pick(
            f"{outcome}: {of} and {minus} do not differ by as much as matters ({size}; smallest effect of "
            f"interest {limit})",
            f"{outcome}：{of}与{minus}的差异小到无关紧要（{size}；最小关注差异{limit}）",
        )
    if comparison.effect is Effect.UNDECIDED:
        return names.pick(
            f"{outcome}: not decided between {of} and {minus} ({size})",
            f"{outcome}：{of}与{minus}孰优未定（{size}）"
            if spec.better
            else f"{outcome}：{of}与{minus}孰高未定（{size}）",
        )
    up = (e.mean > 0) == (spec.better != "lower")
    ahead, behind = (of, minus) if up else (minus, of)
    doubt = ""
    if question.adjusted_p > ALPHA:
        doubt = names.pick(", not certain once corrected for several questions", "，经多重校正后不再确定")
    if comparison.effect is Effect.DIRECTION:
        doubt += names.pick(
            f", and whether by as much as matters ({limit}) is not decided",
            f"，是否达到最小关注差异（{limit}）未定",
        )
    if spec.better is None:
        return names.pick(
            f"{outcome} is higher under {ahead} than under {behind} ({size}){doubt}",
            f"{outcome}：{ahead}高于{behind}（{size}）{doubt}",
        )
    return names.pick(
        f"{outcome} is better under {ahead} than under {behind} ({size}){doubt}",
        f"{outcome}：{ahead}优于{behind}（{size}）{doubt}",
    )


def _size(question: Question, names: Names) -> str:
    d = question.comparison.difference
    e = d.estimate
    places = decimals((e.high - e.low) / 2)
    unit = names.unit(question.measure.spec)
    mean, low, high = (number(v, places, signed=True) for v in (e.mean, e.low, e.high))
    ends = names.pick(f"{mean} [{low}, {high}]", f"{mean} [{low}, {high}]")
    return f"{names.minus(d.of, d.minus)} {ends}{' ' + unit if unit else ''}"


def _over_settings(findings: Findings, names: Names) -> Iterator[str]:
    """Count settings by what they show, for every outcome and level."""
    by_row: dict[tuple[str, str], list[Question]] = {}
    for question in findings.by_point:
        key = (question.measure.name, question.comparison.difference.of)
        by_row.setdefault(key, []).append(question)
    for questions in by_row.values():
        counts: Counter[str] = Counter()
        for question in questions:
            counts[_side(question)] += 1
        first = questions[0]
        d, spec = first.comparison.difference, first.measure.spec
        below, above = names.better(spec, d.of, d.minus)
        n = len(questions)
        said = {
            "above": above,
            "below": below,
            "negligible": names.pick("too small to matter", "差异无关紧要"),
            "open": names.pick("not decided", "未定"),
        }
        english = [f"{said[side]} in {counts[side]}" for side in said if counts[side]]
        chinese = [f"{said[side]}的{counts[side]}个" for side in said if counts[side]]
        yield names.pick(
            f"{names.outcome(spec)}, setting by setting, of {n}: {', '.join(english)}.",
            f"{names.outcome(spec)}逐个设定看：{n}个设定中，{'，'.join(chinese)}。",
        )


def _side(question: Question) -> str:
    match question.comparison.effect:
        case Effect.NEGLIGIBLE:
            return "negligible"
        case Effect.CLEAR | Effect.DIRECTION:
            return "above" if question.comparison.difference.estimate.mean > 0 else "below"
        case _:
            return "open"


def _discovery(findings: Findings, names: Names) -> Iterator[str]:
    found, asked = findings.discovery, findings.results.study.analysis.discovery
    if found is None or asked is None:
        return
    if not found.limits:
        yield names.pick(
            "PRIM found no box that holds more settings of interest than all of them do.",
            "PRIM未找到比全体更集中的区域。",
        )
        return
    parts = []
    for limit in found.limits:
        name = names.factor(limit.factor)
        if limit.values is not None:
            parts.append(
                names.pick(f"{name} is {' or '.join(limit.values)}", f"{name}为{'或'.join(limit.values)}")
            )
            continue
        if limit.low is not None:
            parts.append(f"{name} ≥ {limit.low:.3g}")
        if limit.high is not None:
            parts.append(f"{name} ≤ {limit.high:.3g}")
    box = names.pick(" and ", "，且").join(parts)
    yield names.pick(
        f"Settings of interest (PRIM) lie where {box}: {found.chosen.density:.0%} of the settings there are of "
        f"interest, against {found.base_rate:.0%} of all, and they are {found.chosen.coverage:.0%} of those of "
        "interest.",
        f"关注的设定（PRIM）集中在：{box}。其中{found.chosen.density:.0%}属于关注设定（全体为{found.base_rate:.0%}），"
        f"覆盖全部关注设定的{found.chosen.coverage:.0%}。",
    )


def needed_text(question: Question) -> str:
    """Return the replicates needed as text."""
    if isnan(question.needed):
        return ""
    return f"{question.needed:,.0f}" if isfinite(question.needed) else "∞"
