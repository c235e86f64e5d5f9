"""What every outcome means, in which unit, and which way is better."""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from govsim.scenario.vocabulary import CHANNELS, STAGES, TIERS

Better = Literal["higher", "lower"] | None


class OutcomeSpec(NamedTuple):
    """One outcome.

    Attributes
    ----------
    name, unit : str
    better : {"higher", "lower"} or None
        None where neither direction is better in itself.
    label, label_zh : str
        Short name in English, for the inside of a sentence, and in Chinese.
    doc : str
        What it is exactly, one sentence.
    """

    name: str
    unit: str
    better: Better
    label: str
    label_zh: str
    doc: str


HEADLINE = (
    "resolved_share",
    "resolution_days_median",
    "wait_days_mean",
    "abandoned_share",
    "spilled_share",
    "recurrence_share",
    "reported_gap",
    "resolved_share.crossing",
    "outbreaks",
    "systemic_risk",
    "staff_used_share",
    "trust.mean",
    "gap.migrant.resolved",
)
"""Outcomes to show first."""

_ZH_TIER = dict(zip((*TIERS, "organization"), ("社区", "街道", "县区", "市", "社会组织"), strict=True))
_ZH_STAGE = dict(zip(STAGES, ("潜在", "提出", "调解", "正式", "信访", "集体行动"), strict=True))
_ZH_CHANNEL = dict(zip(CHANNELS, ("调解", "社会组织", "行政", "司法", "信访"), strict=True))
_BROUGHT = "of the disputes brought to a third party"
_PER_YEAR = "per 1,000 residents and year"

_FIXED: tuple[OutcomeSpec, ...] = (
    OutcomeSpec("resolved_rate", _PER_YEAR, "higher", "disputes resolved for good", "彻底化解的纠纷", "Disputes brought to a third party and resolved for good by the end; unlike the share it does not move with how many are brought."),
    OutcomeSpec("resolved_share", "1", "higher", "resolved for good", "彻底化解率", f"Share {_BROUGHT} that are resolved for good by the end."),
    OutcomeSpec("settled_share", "1", None, "settled by the parties", "自行和解率", f"Share {_BROUGHT} settled by the parties themselves."),
    OutcomeSpec("abandoned_share", "1", "lower", "given up by the parties", "放弃率", f"Share {_BROUGHT} that the parties gave up."),
    OutcomeSpec("spilled_share", "1", "lower", "left the city unresolved", "外溢出市率", f"Share {_BROUGHT} that left the city unresolved."),
    OutcomeSpec("dormant_share", "1", "lower", "dormant, to come back", "假结案率", f"Share {_BROUGHT} reported closed, or suppressed, at the end, but to come back."),
    OutcomeSpec("open_share", "1", "lower", "still open at the end", "未结率", f"Share {_BROUGHT} still open at the end."),
    OutcomeSpec("reported_share", "1", None, "reported as resolved", "上报办结率", f"Share {_BROUGHT} that were reported as resolved at least once."),
    OutcomeSpec("reported_gap", "1", "lower", "reported minus durable resolution", "上报与实际化解之差", "Reported minus durable share resolved."),
    OutcomeSpec("satisfaction", "1", "higher", "satisfaction of claimants", "当事人满意度", "Mean worth of a dispute brought to its claimant: 1 if resolved at once, less by the factor e per `trust.delay_days`, 0 if not resolved."),
    OutcomeSpec("satisfaction_gap", "1", "lower", "reported resolution minus satisfaction", "上报与满意度之差", "Share reported as resolved, less satisfaction: performance as offices report it against what residents make of it."),
    OutcomeSpec("left_county_share", "1", None, "left the county", "出县率", f"Share {_BROUGHT} that the city handled or decided, or that left the city."),
    OutcomeSpec("first_time_share", "1", "higher", "resolved at the first attempt", "一次性化解率", f"Share {_BROUGHT} resolved for good at the first attempt."),
    OutcomeSpec("recurrence_share", "1", "lower", "came back after closure", "复发率", "Share of disputes reported as resolved that came back."),
    OutcomeSpec("crossing_share", "1", None, "share of disputes across counties", "跨县纠纷占比", f"Share {_BROUGHT} that touch two or more counties."),
    OutcomeSpec("resolved_share.crossing", "1", "higher", "resolved, of those across counties", "跨县纠纷化解率", "Share resolved for good of those that touch two or more counties."),
    OutcomeSpec("resolved_share.within", "1", "higher", "resolved, of those within a county", "县内纠纷化解率", "Share resolved for good of those within one county."),
    OutcomeSpec("detected_share", "1", None, "detected before a claim", "主动发现率", f"Share {_BROUGHT} that were detected before anyone claimed."),
    OutcomeSpec("organization_share", "1", None, "taken by organisations first", "社会组织受理率", f"Share {_BROUGHT} that a social organisation took first."),
    OutcomeSpec("resolution_days_median", "days", "lower", "median time to resolution", "化解用时中位数", "Median time from first being brought to durable resolution, of those resolved."),
    OutcomeSpec("resolution_days_p90", "days", "lower", "90th percentile of time to resolution", "化解用时九成分位", "90th percentile of the time from first being brought to durable resolution, of those resolved."),
    OutcomeSpec("wait_days_mean", "days", "lower", "mean time in queues", "平均等候天数", "Mean time spent in queues per dispute brought."),
    OutcomeSpec("attempts_mean", "1", None, "attempts per dispute", "平均调处次数", "Mean attempts per dispute brought."),
    OutcomeSpec("outbreaks", "per million residents and year", "lower", "outbreaks", "群体性事件数", "Disputes whose supporters pass the outbreak size."),
    OutcomeSpec("outbreak_size_mean", "simulated residents", "lower", "mean size of outbreaks", "事件平均规模", "Mean peak of supporters of outbreaks."),
    OutcomeSpec("outbreak_counties_mean", "counties", "lower", "counties per outbreak", "事件平均涉及县区数", "Mean number of counties touched by outbreaks."),
    OutcomeSpec("outbreak_days_mean", "days", "lower", "mean length of outbreaks", "事件平均持续天数", "Mean days that outbreaks stay above the outbreak size."),
    OutcomeSpec("supporters_mean", "simulated residents", None, "active supporters", "日均声援人数", "Mean number of active supporters."),
    OutcomeSpec("staff_used_share", "1", None, "staff time in use", "人力使用率", "Share of slot time in use."),
    OutcomeSpec("staff_days_used", "slot days per 1,000 residents and year", None, "staff time used", "人力使用量", "Slot time used."),
    OutcomeSpec("staff_days_idle", "slot days per 1,000 residents and year", None, "staff time idle", "人力闲置量", "Slot time idle."),
    OutcomeSpec("staff_days_drafting", "slot days per 1,000 residents and year", "lower", "staff time spent on drafting", "立法起草占用人力", "Slot time used for drafting rules."),
    OutcomeSpec("rules", "rules", None, "rules passed", "已出台法规数", "Rules passed by the end, by all legislators."),
    OutcomeSpec("false_alarms", _PER_YEAR, "lower", "false alarms", "误报数", "False alarms looked into."),
    OutcomeSpec("unasked", _PER_YEAR, None, "files opened unasked", "未经申请的立案数", "Files opened on residents who had not asked: disputes detected and false alarms."),
    OutcomeSpec("systemic_risk", "1", "lower", "days with 2+ counties overloaded", "系统性风险", "Share of days with two or more counties overloaded."),
    OutcomeSpec("overload_share", "1", "lower", "counties overloaded", "超负荷县区占比", "Mean share of counties overloaded."),
    OutcomeSpec("trust.mean", "1", "higher", "trust in government", "平均信任", "Mean trust over tiers at the end."),
    OutcomeSpec("grievance_mean", "1", "lower", "grievance", "平均不满", "Mean grievance at the end."),
    OutcomeSpec("gain", "1", "higher", "sense of gain", "获得感", "Sense of gain at the end, mean over residents."),
    OutcomeSpec("happiness", "1", "higher", "happiness", "幸福感", "Happiness at the end: 1 minus grievance."),
    OutcomeSpec("security", "1", "higher", "security", "安全感", "Security at the end: 1 minus exposure to mobilisation."),
    OutcomeSpec("misrouted_share", "1", "lower", "handed to a wrong office", "错位受理率", f"Share {_BROUGHT} that were handed to a wrong office."),
    OutcomeSpec("turned_away_share", "1", "lower", "turned away by an office", "缺位拒办率", f"Share {_BROUGHT} that an office turned away."),
    OutcomeSpec("taken_over_share", "1", None, "taken over uninvited", "越位介入率", f"Share {_BROUGHT} that an office took over uninvited."),
    OutcomeSpec("suppressed_share", "1", "lower", "suppressed", "压制率", f"Share {_BROUGHT} that were suppressed, which is no resolution."),
)  # fmt: skip

_GROUPS = {
    "migrant": ("migrants", "流动人口"),
    "aged": ("residents of 60 and older", "老年人"),
    "newcomer": ("newcomers", "新迁入居民"),
}


ZH_UNITS = {
    "1": "",
    "days": "天",
    "per million residents and year": "每百万人每年",
    "per 1,000 residents and year": "每千人每年",
    "simulated residents": "模拟居民",
    "counties": "县区",
    "rules": "项",
    "slot days per 1,000 residents and year": "岗位日，每千人每年",
}
"""Units in Chinese; a share has none."""

_GAPS = {
    "gain": ("sense of gain", "获得感"),
    "happiness": ("happiness", "幸福感"),
    "security": ("security", "安全感"),
    "trust": ("trust", "信任"),
    "resolved": ("resolution", "化解率"),
}
_BY_TYPE = ("brought", "resolved_share", "resolution_days_median")


def describe(name: str, types: Mapping[str, tuple[str, str]] | None = None) -> OutcomeSpec:
    """Return what an outcome means.

    Parameters
    ----------
    name : str
        A name from `CityModel.outcomes`.
    types : mapping of str to tuple of str, optional
        English and Chinese names of types of dispute; their keys stand in for those that are left out.

    Raises
    ------
    KeyError
        If there is no such outcome.
    """
    for spec in _FIXED:
        if spec.name == name:
            return spec
    head, _, tail = name.partition(".")
    if head == "disputes" and tail in STAGES:
        better: Better = "lower" if tail in ("formal", "petition", "collective") else None
        return OutcomeSpec(
            name,
            _PER_YEAR,
            better,
            f"disputes that reached: {tail}",
            f"达到“{_ZH_STAGE[tail]}”阶段的纠纷",
            f"Disputes that reached the stage: {tail}.",
        )
    if head == "resolved_at" and tail in _ZH_TIER:
        return OutcomeSpec(
            name,
            "1",
            None,
            f"resolved by: {tail}",
            f"{_ZH_TIER[tail]}化解占比",
            f"Share {_BROUGHT} resolved for good by the tier: {tail}.",
        )
    if head == "channel_share" and tail in CHANNELS:
        return OutcomeSpec(
            name,
            "1",
            None,
            f"came by the channel: {tail}",
            f"选择{_ZH_CHANNEL[tail]}渠道的占比",
            f"Share {_BROUGHT} whose claimants last chose the channel: {tail}.",
        )
    if head == "trust" and tail in TIERS:
        return OutcomeSpec(
            name,
            "1",
            "higher",
            f"trust in the {tail}",
            f"对{_ZH_TIER[tail]}的信任",
            f"Mean trust in the tier at the end: {tail}.",
        )
    if head in _BY_TYPE and tail.startswith("type."):
        kind = tail.removeprefix("type.")
        return _of_type(name, head, *(types or {}).get(kind, (kind.replace("_", " "), kind)))
    if head == "resolved_share" and tail in _GROUPS:
        who, who_zh = _GROUPS[tail]
        return OutcomeSpec(
            name,
            "1",
            "higher",
            f"resolved for good: {who}",
            f"{who_zh}化解率",
            f"Share {_BROUGHT} by {who} that are resolved for good.",
        )
    group, _, what = tail.partition(".")
    if head == "gap" and group in _GROUPS and what in _GAPS:
        who, who_zh = _GROUPS[group]
        kind, kind_zh = _GAPS[what]
        return OutcomeSpec(
            name,
            "1",
            None,
            f"{kind} gap, others minus {who}",
            f"{who_zh}差距：{kind_zh}",
            f"{kind.capitalize()}: others minus {who}; 0 is equality.",
        )
    raise KeyError(name)


def known_names(types: Iterable[str]) -> tuple[str, ...]:
    """Return the name of every outcome that a run can have.

    Parameters
    ----------
    types : iterable of str
        Types of dispute of its scenario.
    """
    gaps = [f"gap.{group}.{name}" for group in _GROUPS for name in _GAPS]
    return (
        *(spec.name for spec in _FIXED),
        *(f"disputes.{stage}" for stage in STAGES),
        *(f"resolved_at.{tier}" for tier in _ZH_TIER),
        *(f"channel_share.{channel}" for channel in CHANNELS),
        *(f"trust.{tier}" for tier in TIERS),
        *(f"{head}.type.{kind}" for kind in types for head in _BY_TYPE),
        *(f"resolved_share.{group}" for group in _GROUPS),
        *gaps,
    )


def _of_type(name: str, head: str, of: str, of_zh: str) -> OutcomeSpec:
    if head == "resolved_share":
        return OutcomeSpec(
            name,
            "1",
            "higher",
            f"resolved for good: {of}",
            f"化解率：{of_zh}",
            f"Share {_BROUGHT} resolved for good: {of}.",
        )
    if head == "brought":
        return OutcomeSpec(
            name,
            _PER_YEAR,
            None,
            f"disputes brought: {of}",
            f"进入处置的纠纷：{of_zh}",
            f"Disputes brought to a third party: {of}.",
        )
    return OutcomeSpec(
        name,
        "days",
        "lower",
        f"median time to resolution: {of}",
        f"化解用时中位数：{of_zh}",
        f"Median days to durable resolution: {of}.",
    )
