"""The page of a study: reading, figures, tables, methods, in one file."""

from collections.abc import Iterator
from importlib.resources import files
from math import isinf, isnan
from typing import Any

from govsim.experiment.seeds import replicate_seed
from govsim.report.study.by_setting import by_setting, can_be_seen
from govsim.report.study.claim_page import claim_section
from govsim.report.study.figures import bars, forest, trade_off
from govsim.report.study.findings import Findings, Question
from govsim.report.study.maps import border_figure, measured_figure
from govsim.report.study.methods import methods, provenance_rows
from govsim.report.study.parts import MOST_ROWS, Figure, Head, Section, Table, p_text
from govsim.report.study.reading import needed_text, reading
from govsim.report.study.tables import sensitivity_rows
from govsim.report.study.words import Language, Names
from govsim.report.words import decimals, number
from govsim.scenario.plain import to_plain
from govsim.scenario.render import plain_yaml


def page(findings: Findings, language: Language) -> str:
    """Return the report of a study as one HTML page that needs nothing else.

    Parameters
    ----------
    findings : Findings
    language : {"en", "zh"}

    Returns
    -------
    str
        The same findings give the same page.
    """
    from jinja2 import Environment
    from markupsafe import Markup

    names = Names(findings.results, findings.scenario, language)
    study, t = findings.results.study, names.pick
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(files(__package__).joinpath("page.html").read_text(encoding="utf-8"))
    drawn = [
        Section(
            section.title,
            tuple(Figure(f.number, Markup(f.svg), f.caption) for f in section.figures),  # noqa: S704
            section.tables,
        )
        for section in _sections(findings, names)
    ]
    root, worlds = findings.scenario.seed, findings.results.replicates
    return template.render(
        lang={"en": "en", "zh": "zh-CN"}[language],
        t=t,
        title=study.title.in_language(language),
        summary=study.summary.in_language(language) if study.summary else "",
        facts=t(
            f"Scenario: {findings.scenario.title.in_language('en')}; {findings.results.runs:,} runs",
            f"情景：{findings.scenario.title.in_language('zh')}；{findings.results.runs:,} 次运行",
        ),
        reading=reading(findings, names),
        sections=drawn,
        methods=methods(findings, names),
        study_file=plain_yaml(to_plain(study)),
        seeds=t(f"Root {root}; by world: ", f"根种子 {root}；按世界：")
        + ", ".join(str(replicate_seed(root, replicate)) for replicate in range(worlds)),
        provenance=provenance_rows(findings),
    )


def _sections(findings: Findings, names: Names) -> list[Section]:
    t = names.pick
    count = iter(range(1, 1000))
    found = [_differences(findings, names, count)] if findings.main else []
    if findings.claims:
        found.append(claim_section(findings, names, count))
    figures: list[Figure] = []
    for place, border in enumerate(findings.borders):
        what = f"{names.minus(border.of, border.minus)}, {names.outcome(findings.spec(border.outcome))}"
        figures.append(
            Figure(
                next(count),
                border_figure(findings, border, names, f"border{place}"),
                t(
                    f"Where the border runs: {what}. {_map_caption(border, names)}",
                    f"分界所在：{what}。{_map_caption(border, names)}",
                ),
            )
        )
        if any(panel.measured for panel in border.panels):
            figures.append(
                Figure(
                    next(count),
                    measured_figure(findings, border, names, f"measured{place}"),
                    t(
                        f"The same over the share of disputes that cross county lines, as measured under "
                        f"{names.level(findings.results.levels[0])}. Dotted: where the mean-field formula puts "
                        "the border.",
                        f"同上，横轴为{names.level(findings.results.levels[0])}下实测的跨县纠纷占比。点线：平均场公式给出的分界。",
                    ),
                )
            )
    if figures:
        found.append(Section(t("Where the border runs, and why", "分界在哪里，为什么"), tuple(figures), ()))
    found += _sensitivity(findings, names, count)
    if findings.discovery is not None:
        figure = Figure(
            next(count),
            trade_off(findings.discovery, names, "prim"),
            t("Coverage and density of the boxes that PRIM peeled. Ringed: the one reported. Dashed: all settings.",
              "PRIM剥离各箱体的覆盖率与密度。圆圈：报告所用箱体。虚线：全体。"),
        )  # fmt: skip
        found.append(Section(t("Discovery", "发现"), (figure,), ()))
    if len(findings.results.points) > 1 and findings.by_point:
        found.append(_settings(findings, names, count))
    return found


def _settings(findings: Findings, names: Names, count: Iterator[int]) -> Section:
    t = names.pick
    figures: tuple[Figure, ...] = ()
    if can_be_seen(findings):
        caption = t(
            "Paired differences at every setting with 95% Student intervals, better to the right; hollow where the "
            "interval holds zero. Grey: less than the smallest effect of interest. A setting is named by what "
            "it does not share with most.",
            "每个设定下的配对差值与95% t区间，向右为更优；空心为区间含零。灰带：小于最小关注差异。"
            "设定以其与多数设定不同之处命名。",
        )
        figures = (Figure(next(count), by_setting(findings, names, "settings"), caption),)
    return Section(t("Every setting", "逐个设定"), figures, (_point_table(findings, names),))


def _map_caption(border: Any, names: Names) -> str:
    if len(border.axes) == 1:
        return names.pick(
            "Points: mean paired difference with its 95% interval, hollow where the sign is not known. Shaded: "
            "between the nearest values at which it is.",
            "点：配对差值均值及95%区间，空心为符号未定。阴影：两侧最近的符号已知取值之间。",
        )
    return names.pick(
        "Colour: predicted mean paired difference. Line: zero. Hatched: sign not known at 95%. Dots: settings run.",
        "颜色：预测的平均配对差值。实线：零。阴影：95%下符号未定。小点：运行过的设定。",
    )


def _differences(findings: Findings, names: Names, count: Iterator[int]) -> Section:
    t = names.pick
    questions = findings.main
    where = (
        t("averaged over all settings, world by world", "对全部设定逐个世界取平均")
        if findings.overall
        else ""
    )
    figure = Figure(
        next(count),
        forest(findings, questions, names, "forest"),
        t(f"Paired differences with 95% Student intervals{', ' + where if where else ''}. Each row has its own "
          "scale, and runs towards the side that is better, or higher where neither way is better.",
          f"配对差值与95% t区间{'，' + where if where else ''}。各行尺度不同，朝向更优的一方；无优劣之分时朝向更高的一方。"),
    )  # fmt: skip
    table = _table(t("Paired differences", "配对差值"), questions, names, (), folded=False)
    return Section(t("Differences", "差值"), (figure,), (table,))


def _point_table(findings: Findings, names: Names) -> Table:
    questions = findings.by_point[:MOST_ROWS]
    left = len(findings.by_point) - len(questions)
    caption = names.pick(
        f"Differences at {len(findings.results.points):,} settings",
        f"{len(findings.results.points):,}个设定的差值",
    )
    if left:
        caption += names.pick(
            f" (the first {MOST_ROWS} rows; all are in differences.csv)",
            f"（前{MOST_ROWS}行，全部见differences.csv）",
        )
    return _table(caption, questions, names, findings.results.factors, folded=True)


def _table(
    caption: str, questions: tuple[Question, ...], names: Names, factors: tuple[str, ...], *, folded: bool
) -> Table:
    t = names.pick
    heads = [Head(names.factor(key, unit=True), is_text=False) for key in factors]
    texts = (t("outcome", "结果"), t("difference", "差值"))
    heads += [Head(text, is_text=True) for text in texts]
    heads += [
        Head(text, is_text=False)
        for text in (
            *_two(names), t("mean", "均值"), t("95% t", "95% t区间"), "95% BCa", "p",
            t("p adjusted", "校正p"), t("P(superior)", "优势概率"), "A", t("variance ratio", "方差比"),
            t("pairs", "对数"), t("pairs needed", "所需对数"),
        )
    ]  # fmt: skip
    heads.append(Head(t("against smallest effect", "与最小关注差异相比"), is_text=True))
    rows = [
        [names.value(key, value) for key, value in _values(names, factors, q)] + _cells(q, names)
        for q in questions
    ]
    return Table(caption, tuple(heads), rows, folded)


def _values(names: Names, factors: tuple[str, ...], q: Question) -> Iterator[tuple[str, Any]]:
    """Yield the factors asked for with their values at the setting of a question."""
    if factors and q.point is not None:
        yield from zip(factors, names.results.points[q.point], strict=True)


def _two(names: Names) -> tuple[str, str]:
    """Return the heads of the means under both levels of a difference."""
    levels = names.results.levels
    if len(levels) == 2:
        return names.level(levels[0]), names.level(levels[1])
    return names.pick("second mean", "后项均值"), names.pick("first mean", "前项均值")


def _cells(q: Question, names: Names) -> list[str]:
    c, d = q.comparison, q.comparison.difference
    e = d.estimate
    places = decimals((e.high - e.low) / 2)
    effects = {
        "clear": names.pick("clear", "明确"),
        "negligible": names.pick("negligible", "无关紧要"),
        "direction": names.pick("direction only", "仅方向明确"),
        "undecided": names.pick("undecided", "未定"),
        "unknown": names.pick("too few pairs", "对数不足"),
    }
    few = "*" if c.has_few_pairs else ""
    return [
        names.outcome(q.measure.spec, unit=True),
        names.minus(d.of, d.minus),
        number(q.before.mean, places),
        number(q.after.mean, places),
        number(e.mean, places, signed=True),
        _ends(e.low, e.high, places),
        _ends(*c.bca, places) + (few if not isnan(c.bca[0]) else ""),
        p_text(c.p),
        p_text(q.adjusted_p),
        number(d.probability_better, 2),
        number(c.vargha_delaney, 2),
        "∞" if isinf(d.variance_ratio) else number(d.variance_ratio, 1),
        f"{c.pairs}",
        needed_text(q),
        effects[c.effect.value] + (f" ({c.smallest_effect:g})" if c.smallest_effect else ""),
    ]


def _ends(low: float, high: float, places: int) -> str:
    return "-" if isnan(low) else f"[{number(low, places, signed=True)}, {number(high, places, signed=True)}]"


def _sensitivity(findings: Findings, names: Names, count: Iterator[int]) -> list[Section]:
    t = names.pick
    if not findings.sensitivity:
        return []
    figures: list[Figure] = []
    for method, by_outcome in findings.sensitivity.items():
        for measure in findings.measures:
            if measure.name not in by_outcome:
                continue
            name = names.outcome(measure.spec)
            further = ""
            if method == "pawn":
                further = t(
                    " Dashed: what a factor that does nothing reaches.", "虚线：无作用因素所能达到的值。"
                )
            noise = [found.noise.share for found in by_outcome[measure.name].values()]
            shares = ", ".join("?" if isnan(share) else f"{share:.0%}" for share in noise)
            figures.append(
                Figure(
                    next(count),
                    bars(by_outcome, measure.name, names, f"{method}{len(figures)}"),
                    t(
                        f"{method.capitalize()}: {name}. Share of the variance that is noise between "
                        f"replicates, by panel: {shares}; pale where it is more than half.{further}",
                        f"{method.capitalize()}：{name}。各图中重复间噪声占方差的比例：{shares}；超过一半者颜色变淡。{further}",
                    ),
                )
            )
    rows = sensitivity_rows(findings)
    heads = tuple(
        Head(name, is_text=is_text)
        for name, is_text in (
            (t("method", "方法"), True), (t("outcome", "结果"), True), (t("quantity", "对象"), True),
            (t("index", "指数"), True), (t("factor", "因素"), True), (t("value", "值"), False),
            (t("± (95%)", "±（95%）"), False), (t("noise share", "噪声占比"), False),
        )
    )  # fmt: skip
    cells = [
        [row["method"], row["outcome"], row["quantity"], row["index"], row["factor"]]
        + [number(float(row[key]), 3) for key in ("value", "half_width", "noise_share")]
        for row in rows[:MOST_ROWS]
    ]
    table = Table(t("All indices", "全部指数"), heads, cells, folded=True)
    return [Section(t("Sensitivity", "敏感性"), tuple(figures), (table,))]
