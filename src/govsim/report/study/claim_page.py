"""The part of a page that is about claims."""

from collections.abc import Iterator

from govsim.analysis.claims import Verdict, is_clear
from govsim.report.study.claim_figures import contrasts_figure, flips_figure
from govsim.report.study.claim_words import DAGGER, flip_key, interval_text, verdict_text
from govsim.report.study.claims import ClaimFinding, ContrastFinding, FlipFinding
from govsim.report.study.findings import Findings
from govsim.report.study.methods import flat
from govsim.report.study.parts import MOST_ROWS, Figure, Head, Section, Table, p_text
from govsim.report.study.words import Names
from govsim.study.claims import changes_of


def claim_section(findings: Findings, names: Names, count: Iterator[int]) -> Section:
    """Return the section on claims: figures and tables.

    Parameters
    ----------
    findings : Findings
        Of a study that makes claims.
    names : Names
    count : iterator of int
        Numbers of figures.
    """
    t = names.pick
    found = findings.claims
    figures = [
        Figure(
            next(count),
            contrasts_figure(found, names, "claims"),
            t("Contrasts by claim: mean over worlds with its 95% Student interval. Each row has its own scale, with the "
              "side that supports the claim to the right. Circle: supported; square: contradicted; hollow: open.",
              "各论断的对比：跨世界均值与95% t区间。各行尺度不同，右侧为支持论断的方向。圆点：支持；方块：不支持；空心：未定。"),
        )
    ]  # fmt: skip
    if any(claim.flips for claim in found):
        figures.append(
            Figure(
                next(count),
                flips_figure(found, names, "flips"),
                t("Contrasts along a key, with 95% intervals at every value. Dashed: where the sign changes; shaded: between "
                  "the nearest values at which it is known. ",
                  "沿参数的对比及各取值处的95%区间。虚线：符号改变处；阴影：两侧最近的符号已知取值之间。") + _panels(found, names),
            )
        )  # fmt: skip
    tables = [_contrasts(found, names)]
    if len(figures) > 1:
        tables.append(_flips(found, names))
    tables.append(_settings(names))
    return Section(t("The claims", "论断"), tuple(figures), tuple(tables))


def _panels(found: tuple[ClaimFinding, ...], names: Names) -> str:
    """Say which contrast every panel follows."""
    flips = [flip for claim in found for flip in claim.flips]
    letters: dict[str, list[str]] = {}
    for place, flip in enumerate(flips):
        says = flip.contrast.says.in_language(names.language)
        letters.setdefault(says, []).append(chr(ord("a") + place) if place < 26 else str(place + 1))
    listed = names.pick("; ", "；").join(f"{', '.join(places)}: {says}" for says, places in letters.items())
    return listed + names.pick(".", "。")


def _contrasts(found: tuple[ClaimFinding, ...], names: Names) -> Table:
    t = names.pick
    heads = (
        *_texts(t("claim", "论断"), t("verdict", "结论"), t("contrast", "对比")),
        *_numbers(
            t("mean [95% t]", "均值 [95% t区间]"), "p", t("p adjusted", "校正p"), t("worlds", "世界数")
        ),
        *_texts(t("outcome", "结果"), t("claimed side of zero", "论断所在零的一侧")),
    )
    rows = [_contrast(claim, one, names) for claim in found for one in claim.contrasts]
    caption = t(
        f"Verdicts. {DAGGER}: does not survive the correction over all contrasts.",
        f"结论。{DAGGER}：经全部对比的校正后不成立。",
    )
    return Table(caption, heads, rows, folded=False)


def _contrast(claim: ClaimFinding, found: ContrastFinding, names: Names) -> list[str]:
    e = found.estimate
    return [
        claim.name,
        verdict_text(found.verdict, names) + (DAGGER if found.survives is False else ""),
        found.contrast.says.in_language(names.language),
        interval_text(e),
        p_text(found.p),
        p_text(found.adjusted_p),
        f"{e.values}",
        names.outcome(found.spec, unit=True),
        _side(found.contrast.side, names),
    ]


def _side(side: str, names: Names) -> str:
    return names.pick(side, {"above": "上方", "below": "下方"}[side])


def _flips(found: tuple[ClaimFinding, ...], names: Names) -> Table:
    t = names.pick
    heads = (
        *_texts(t("claim", "论断"), t("contrast", "对比"), t("along", "沿")),
        *_numbers(t("value", "取值"), t("mean [95% t]", "均值 [95% t区间]"), t("worlds", "世界数")),
        *_texts(t("sign", "符号")),
    )
    rows = [row for claim in found for flip in claim.flips for row in _flip(claim, flip, names)]
    return Table(t("Contrasts along keys", "沿参数的对比"), heads, rows[:MOST_ROWS], folded=True)


def _flip(claim: ClaimFinding, found: FlipFinding, names: Names) -> Iterator[list[str]]:
    says = found.contrast.says.in_language(names.language)
    for value, e in zip(found.values, found.estimates, strict=True):
        sign = verdict_text(Verdict.OPEN, names)
        if is_clear(e):
            sign = "+" if e.mean > 0 else "\N{MINUS SIGN}"
        numbers = interval_text(e)
        yield [claim.name, says, flip_key(found, names), f"{value:g}", numbers, f"{e.values}", sign]


def _settings(names: Names) -> Table:
    t = names.pick
    settings = names.results.study.settings
    heads = _texts(
        t("setting", "设定"), t("what it is", "说明"), t("changes of the scenario", "对情景的改动")
    )
    rows = [
        [
            key,
            setting.name.in_language(names.language) if setting.name else "",
            "; ".join(f"{path} = {value}" for path, value in flat(changes_of(settings, key))),
        ]
        for key, setting in settings.items()
    ]
    return Table(t("The settings", "各设定"), heads, rows, folded=True)


def _texts(*names: str) -> tuple[Head, ...]:
    return tuple(Head(name, is_text=True) for name in names)


def _numbers(*names: str) -> tuple[Head, ...]:
    return tuple(Head(name, is_text=False) for name in names)
