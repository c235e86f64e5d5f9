"""What became of claims, in words and in tables."""

from collections.abc import Iterator, Sequence
from math import isnan

from govsim.analysis.claims import Verdict, is_clear
from govsim.analysis.paired import FEW_FOR_BCA
from govsim.experiment.statistics import Estimate
from govsim.report.study.claims import ClaimFinding, ContrastFinding, FlipFinding
from govsim.report.study.words import Names
from govsim.report.words import decimals, number

DAGGER = "\N{DAGGER}"
"""Marks verdicts that do not stand once corrected for the number of contrasts."""

_CHINESE = {
    Verdict.SUPPORTED: "支持",
    Verdict.CONTRADICTED: "不支持",
    Verdict.OPEN: "未定",
    Verdict.PARTLY: "部分支持",
    Verdict.MIXED: "不一",
}


def verdict_text(verdict: Verdict, names: Names) -> str:
    """Return a verdict in the language of the report."""
    return names.pick(verdict.value, _CHINESE[verdict])


def interval_text(measured: Estimate) -> str:
    """Return a mean with its interval, to the digits that the interval or a two-hundredth of the mean allows."""
    half = (measured.high - measured.low) / 2
    places = decimals(half if isnan(half) else max(half, abs(measured.mean) / 200))
    mean = number(measured.mean, places, signed=True)
    if isnan(measured.low):
        return mean
    low, high = (number(end, places, signed=True) for end in (measured.low, measured.high))
    return f"{mean} [{low}, {high}]"


def _numbers(found: ContrastFinding, names: Names) -> str:
    """Return the outcome of a contrast with its mean, interval and unit."""
    unit = names.unit(found.spec)
    text = f"{names.outcome(found.spec)} {interval_text(found.estimate)}"
    return f"{text} {unit}" if unit else text


def contrast_text(found: ContrastFinding, names: Names) -> str:
    """Say what became of a contrast."""
    says = found.contrast.says.in_language(names.language)
    doubt = ""
    if found.survives is False:
        doubt = names.pick(", not once corrected", "，校正后不成立")
    what = verdict_text(found.verdict, names) + doubt
    numbers = _numbers(found, names)
    return names.pick(f"{says}: {what} ({numbers})", f"{says}：{what}（{numbers}）")


def flip_key(found: FlipFinding, names: Names) -> str:
    """Return what a report calls the key of a flip."""
    name = found.flip.name
    return name.in_language(names.language) if name else found.flip.key


def flip_texts(claim: ClaimFinding, names: Names) -> list[str]:
    """Say where contrasts change their signs along keys, each naming its contrast unless the one before did."""
    texts, before = [], ""
    for found in claim.flips:
        says = found.contrast.says.in_language(names.language)
        of = "" if says == before else names.pick(f" ({says})", f"（{says}）")
        key = flip_key(found, names)
        texts.append(names.pick(f"along {key}{of} the sign ", f"沿{key}{of}符号") + _course(found, names))
        before = says
    return texts


def _course(found: FlipFinding, names: Names) -> str:
    """Say what becomes of a sign along a key."""
    t = names.pick
    if found.changes:
        return t("changes at ", "改变于") + t(", ", "、").join(
            t(
                f"{one.at:.3g} (known at {one.low:g} and {one.high:g})",
                f"{one.at:.3g}（{one.low:g}与{one.high:g}处已知）",
            )
            for one in found.changes
        )
    at = list(zip(found.values, found.estimates, strict=True))
    known = [e for _, e in at if is_clear(e)]
    if not known:
        return t("is known nowhere", "处处未知")
    side = t("above", "上") if known[0].low > 0 else t("below", "下")
    listed = t(", ", "、").join(f"{value:g}" for value, e in at if not is_clear(e))
    doubt = t(f", and not known at {listed}", f"，在{listed}处未知") if listed else ""
    return t(
        f"does not clearly change: {side} zero wherever it is known{doubt}",
        f"没有明确改变：已知处均在零{side}方{doubt}",
    )


def told(found: Sequence[ClaimFinding], names: Names) -> str:
    """Return what became of claims as text for a terminal."""
    lines = []
    for claim in found:
        says = claim.says.in_language(names.language)
        lines.append(f"{claim.name}  {says}  ->  {verdict_text(claim.verdict, names).upper()}")
        for one in claim.contrasts:
            mark = DAGGER if one.survives is False else ""
            what = f"{verdict_text(one.verdict, names)}{mark}"
            lines.append(
                f"    {what:13} {one.contrast.says.in_language(names.language)}: {_numbers(one, names)}"
            )
        lines += [f"    {text}" for text in flip_texts(claim, names)]
    lines += [survivors(found, names), *few_worlds(found, names)]
    return "\n".join(lines)


def claim_paragraphs(found: Sequence[ClaimFinding], names: Names) -> Iterator[str]:
    """Yield a paragraph for every claim, and one on what stands once corrected."""
    t = names.pick
    for claim in found:
        parts = [contrast_text(one, names) for one in claim.contrasts]
        parts += flip_texts(claim, names)
        says = claim.says.in_language(names.language)
        yield t(
            f"{claim.name}, “{says.rstrip('.')}”, is {verdict_text(claim.verdict, names)}. "
            + "; ".join(parts)
            + ".",
            f"{claim.name}“{says.rstrip('。')}”：{verdict_text(claim.verdict, names)}。"
            + "；".join(parts)
            + "。",
        )
    yield survivors(found, names)


def survivors(found: Sequence[ClaimFinding], names: Names) -> str:
    """Say which verdicts stand once corrected for the number of contrasts."""
    t = names.pick
    every = [(claim, one) for claim in found for one in claim.contrasts]
    decided = [(claim, one) for claim, one in every if one.survives is not None]
    lost = [(claim, one) for claim, one in decided if not one.survives]
    how = {"holm": t("Holm's correction", "Holm校正"), "max-t": t("max-t correction", "max-t校正")}.get(
        names.results.study.analysis.correction
    )
    if how is None:
        return t(
            f"Of {len(every)} contrasts, {len(decided)} have a verdict; no correction for their number was asked for.",
            f"{len(every)}项对比中{len(decided)}项有结论；未要求多重校正。",
        )
    names_of = t("; ", "；").join(
        f"{claim.name}, {one.contrast.says.in_language(names.language)}" for claim, one in lost
    )
    which = t(f"; not: {names_of}", f"；不成立者：{names_of}") if lost else ""
    return t(
        f"Of {len(every)} contrasts, {len(decided)} have a verdict; {len(decided) - len(lost)} of these survive "
        f"{how} over all contrasts at 5%{which}.",
        f"{len(every)}项对比中{len(decided)}项有结论；其中{len(decided) - len(lost)}项经全部对比的{how}（5%）后仍成立{which}。",
    )


def few_worlds(found: Sequence[ClaimFinding], names: Names) -> Iterator[str]:
    """Warn where contrasts rest on few worlds."""
    fewest = min((one.estimate.values for claim in found for one in claim.contrasts), default=FEW_FOR_BCA)
    if fewest < FEW_FOR_BCA:
        yield names.pick(
            f"Some contrasts rest on only {fewest} worlds. Below {FEW_FOR_BCA}, Student intervals lean on the "
            "contrasts being near normal.",
            f"部分对比仅基于{fewest}个世界。少于{FEW_FOR_BCA}个时，t区间依赖于对比近似正态。",
        )
