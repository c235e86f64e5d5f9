"""Where the border runs, and why, in words."""

from collections.abc import Iterator

import numpy as np

from govsim.analysis.field import Field, zero_crossings
from govsim.report.study.borders import BorderFinding, Panel, column
from govsim.report.study.findings import Findings
from govsim.report.study.words import Names


def border_paragraphs(findings: Findings, found: BorderFinding, names: Names) -> list[str]:
    """Say where one level overtakes the other, and where a formula puts that border.

    Parameters
    ----------
    findings : Findings
    found : BorderFinding
    names : Names

    Returns
    -------
    list of str
    """
    said = [text for panel in found.panels for text in _panel(findings, found, panel, names)]
    if found.formula is not None and len(found.axes) == 2:
        said += list(_formula(findings, found, names))
    return said


def _panel(findings: Findings, found: BorderFinding, panel: Panel, names: Names) -> Iterator[str]:
    where = ", ".join(f"{names.factor(key)} = {value}" for key, value in panel.setting)
    start = names.pick(f"Where {where}: ", f"{where}时：") if where else ""
    below, above = names.better(findings.spec(found.outcome), found.of, found.minus)
    if panel.border is not None:
        yield start + _along(found, panel, names, below, above)
        return
    field = panel.field
    if field is None:
        return
    low, unknown, high = field.shares
    text = names.pick(
        f"{above} on {high:.0%} of the map, {below} on {low:.0%}; on {unknown:.0%} the sign is not known at 95%.",
        f"地图上{above}占{high:.0%}，{below}占{low:.0%}，符号在95%水平未定的占{unknown:.0%}。",
    )
    yield start + text[0].upper() + text[1:] + _course(field, found, names)


def _along(found: BorderFinding, panel: Panel, names: Names, below: str, above: str) -> str:
    border = panel.border
    if border is None:
        return ""
    factor = names.factor(found.axes[0])
    if not border.crossings:
        signs = {probe.sign for probe in border.probes}
        if signs in ({1}, {-1}):
            ahead = above if signs == {1} else below
            return names.pick(
                f"{ahead} at every {factor} that was run; there is no border.",
                f"在所有{factor}取值下均为{ahead}，没有分界。",
            )
        return names.pick(
            f"no border along {factor} is certain: the difference keeps its sign where it is known.",
            f"沿{factor}没有可确定的分界：凡符号可知之处，差值符号不变。",
        )
    parts = []
    for crossing in border.crossings:
        before, after = (below, above) if crossing.rising else (above, below)
        parts.append(
            names.pick(
                f"the border lies at {factor} = {crossing.at:.3g}, between {crossing.low:.3g} and "
                f"{crossing.high:.3g}: {before} below it, {after} above it",
                f"分界位于{factor} = {crossing.at:.3g}（在{crossing.low:.3g}与{crossing.high:.3g}之间）："
                f"低于它{before}，高于它{after}",
            )
        )
    return names.pick("; ", "；").join(parts) + names.pick(".", "。")


def _course(field: Field, found: BorderFinding, names: Names) -> str:
    """Say how the border runs: where it lies on the first axis, at low and high values of the second."""
    lines = [(y, zero_crossings(field.x, row)) for y, row in zip(field.y, field.mean, strict=True)]
    crossed = [(y, xs) for y, xs in lines if xs]
    if not crossed:
        return names.pick(
            " No border runs through it.",
            "其中没有分界线。",
        )
    (y_low, x_low), (y_high, x_high) = crossed[0], crossed[-1]
    x, y = (names.factor(key) for key in found.axes)
    several = max(len(xs) for _, xs in crossed) > 1
    text = names.pick(
        f" The border runs from {x} {_listed(x_low)} at {y} {y_low:.3g} to {x} {_listed(x_high)} at {y} "
        f"{y_high:.3g}.",
        f"分界线从{y}为{y_low:.3g}时的{x} {_listed(x_low)}，延伸到{y}为{y_high:.3g}时的{x} {_listed(x_high)}。",
    )
    if several:
        text += names.pick(" Some lines across the map meet it more than once.", "部分横线与之相交不止一次。")
    return text


def _listed(values: list[float]) -> str:
    return " / ".join(f"{value:.3g}" for value in values)


def _formula(findings: Findings, found: BorderFinding, names: Names) -> Iterator[str]:
    """Say how often the formula is right about the sign, how far off its border is, and what it leaves out."""
    formula = found.formula
    if formula is None:
        return
    known = {
        question.point: int(np.sign(question.comparison.difference.estimate.mean))
        for question in findings.by_point
        if question.measure.name == found.outcome
        and question.comparison.difference.of == found.of
        and question.point is not None
        and question.comparison.difference.is_clear
    }
    right = sum(int(formula.sign[point]) == sign for point, sign in known.items())
    yield names.pick(
        f"The mean-field formula, x* = [1 − (1−α)ᴸ (1−A_m)/(1−A_c)]/(1−κ), says who is ahead in "
        f"{right} of the {len(known)} settings in which the study knows it.",
        f"平均场公式 x* = [1 − (1−α)ᴸ (1−A_m)/(1−A_c)]/(1−κ) 在{len(known)}个符号已知的设定中，有{right}个判断一致。",
    )
    for panel in found.panels:
        gap = _offset(findings, found, panel)
        if gap is None:
            continue
        seen, said = gap
        where = ", ".join(f"{names.factor(key)} = {value}" for key, value in panel.setting)
        start = names.pick(f"Where {where}: ", f"{where}时：") if where else ""
        more = seen > said
        text = names.pick(
            f"measured on the share of disputes over county lines, the study's border lies at {seen:.2f} on "
            f"average where the formula puts it at {said:.2f}: the study needs {'more' if more else 'fewer'} "
            f"disputes to cross lines before {names.level('municipal')} is ahead.",
            f"以跨县纠纷占比衡量，研究得到的分界平均位于{seen:.2f}，公式给出{said:.2f}："
            f"{names.level('municipal')}领先所需的跨县占比比公式{'更高' if more else '更低'}。",
        )
        yield start + (text if start else text[0].upper() + text[1:])
    if formula.departures:
        listed = ", ".join(f"{key} {value}" for key, value in formula.departures)
        yield names.pick(
            "Departures are to be expected, as the formula assumes one attempt a dispute, one tier, exponential "
            f"times and nothing else; in this scenario these keys break that: {listed}. To see which of them "
            "moves the border, switch them off one by one with `set`.",
            "偏离在意料之中：公式假设每件纠纷只调处一次、只有一级机构、时间服从指数分布，别无其他；"
            f"本情景中以下键不符合：{listed}。用 `set` 逐一关闭，可看出是哪一个移动了分界。",
        )
    else:
        yield names.pick(
            "No key of this scenario is known to break the formula's assumptions.",
            "本情景中没有已知违背公式假设的键。",
        )


def _offset(findings: Findings, found: BorderFinding, panel: Panel) -> tuple[float, float] | None:
    """Return the mean measured border and the formula's, over the lines of the map that have one."""
    field, formula = panel.measured, found.formula
    if field is None or formula is None:
        return None
    other = next(key for key in found.axes if key != found.measured_axis)
    heights = column(findings.results, other)[panel.points]
    order = np.argsort(heights, kind="stable")
    seen, said = [], []
    low, high = formula.crossing[panel.points].min(), formula.crossing[panel.points].max()
    for y, row in zip(field.y, field.mean, strict=True):
        for x in zero_crossings(field.x, row):
            if low <= x <= high:
                seen.append(x)
                said.append(float(np.interp(y, heights[order], formula.border[panel.points][order])))
    return (float(np.mean(seen)), float(np.mean(said))) if seen else None
