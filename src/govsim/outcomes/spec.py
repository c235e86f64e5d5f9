"""What every outcome means, in which unit, and which way is better."""

from collections.abc import Iterable
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
    doc, doc_zh : str
        One sentence each.
    """

    name: str
    unit: str
    better: Better
    doc: str
    doc_zh: str


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
    OutcomeSpec("resolved_share", "1", "higher", f"Share {_BROUGHT} that are resolved for good by the end.", "彻底化解率"),
    OutcomeSpec("settled_share", "1", None, f"Share {_BROUGHT} settled by the parties themselves.", "自行和解率"),
    OutcomeSpec("abandoned_share", "1", "lower", f"Share {_BROUGHT} that the parties gave up.", "放弃率"),
    OutcomeSpec("spilled_share", "1", "lower", f"Share {_BROUGHT} that left the city unresolved.", "外溢出市率"),
    OutcomeSpec("dormant_share", "1", "lower", f"Share {_BROUGHT} reported closed, or suppressed, at the end, but to come back.", "假结案率"),
    OutcomeSpec("open_share", "1", "lower", f"Share {_BROUGHT} still open at the end.", "未结率"),
    OutcomeSpec("reported_share", "1", None, f"Share {_BROUGHT} that were reported as resolved at least once.", "上报办结率"),
    OutcomeSpec("reported_gap", "1", "lower", "Reported minus durable share resolved.", "上报与实际化解之差"),
    OutcomeSpec("satisfaction", "1", "higher", "Mean worth of a dispute brought to its claimant: 1 if resolved at once, less by the factor e per `trust.delay_days`, 0 if not resolved.", "当事人满意度"),
    OutcomeSpec("satisfaction_gap", "1", "lower", "Share reported as resolved, less satisfaction: performance as offices report it against what residents make of it.", "上报与满意度之差"),
    OutcomeSpec("left_county_share", "1", None, f"Share {_BROUGHT} that the city handled or decided, or that left the city.", "出县率"),
    OutcomeSpec("first_time_share", "1", "higher", f"Share {_BROUGHT} resolved for good at the first attempt.", "一次性化解率"),
    OutcomeSpec("recurrence_share", "1", "lower", "Share of disputes reported as resolved that came back.", "复发率"),
    OutcomeSpec("crossing_share", "1", None, f"Share {_BROUGHT} that touch two or more counties.", "跨县纠纷占比"),
    OutcomeSpec("resolved_share.crossing", "1", "higher", "Share resolved for good of those that touch two or more counties.", "跨县纠纷化解率"),
    OutcomeSpec("resolved_share.within", "1", "higher", "Share resolved for good of those within one county.", "县内纠纷化解率"),
    OutcomeSpec("detected_share", "1", None, f"Share {_BROUGHT} that were detected before anyone claimed.", "主动发现率"),
    OutcomeSpec("organization_share", "1", None, f"Share {_BROUGHT} that a social organisation took first.", "社会组织受理率"),
    OutcomeSpec("resolution_days_median", "days", "lower", "Median time from first being brought to durable resolution, of those resolved.", "化解用时中位数"),
    OutcomeSpec("resolution_days_p90", "days", "lower", "90th percentile of the time from first being brought to durable resolution, of those resolved.", "化解用时九成分位"),
    OutcomeSpec("wait_days_mean", "days", "lower", "Mean time spent in queues per dispute brought.", "平均等候天数"),
    OutcomeSpec("attempts_mean", "1", None, "Mean attempts per dispute brought.", "平均调处次数"),
    OutcomeSpec("outbreaks", "per million residents and year", "lower", "Disputes whose supporters pass the outbreak size.", "群体性事件数"),
    OutcomeSpec("outbreak_size_mean", "simulated residents", "lower", "Mean peak of supporters of outbreaks.", "事件平均规模"),
    OutcomeSpec("outbreak_counties_mean", "counties", "lower", "Mean number of counties touched by outbreaks.", "事件平均涉及县区数"),
    OutcomeSpec("outbreak_days_mean", "days", "lower", "Mean days that outbreaks stay above the outbreak size.", "事件平均持续天数"),
    OutcomeSpec("supporters_mean", "simulated residents", None, "Mean number of active supporters.", "日均声援人数"),
    OutcomeSpec("staff_used_share", "1", None, "Share of slot time in use.", "人力使用率"),
    OutcomeSpec("staff_days_used", "slot days per 1,000 residents and year", None, "Slot time used.", "人力使用量"),
    OutcomeSpec("staff_days_idle", "slot days per 1,000 residents and year", None, "Slot time idle.", "人力闲置量"),
    OutcomeSpec("staff_days_drafting", "slot days per 1,000 residents and year", "lower", "Slot time used for drafting rules.", "立法起草占用人力"),
    OutcomeSpec("rules", "rules", None, "Rules passed by the end, by all legislators.", "已出台法规数"),
    OutcomeSpec("false_alarms", _PER_YEAR, "lower", "False alarms looked into.", "误报数"),
    OutcomeSpec("unasked", _PER_YEAR, None, "Files opened on residents who had not asked: disputes detected and false alarms.", "未经申请的立案数"),
    OutcomeSpec("systemic_risk", "1", "lower", "Share of days with two or more counties overloaded.", "系统性风险"),
    OutcomeSpec("overload_share", "1", "lower", "Mean share of counties overloaded.", "超负荷县区占比"),
    OutcomeSpec("trust.mean", "1", "higher", "Mean trust over tiers at the end.", "平均信任"),
    OutcomeSpec("grievance_mean", "1", "lower", "Mean grievance at the end.", "平均不满"),
    OutcomeSpec("gain", "1", "higher", "Sense of gain at the end, mean over residents.", "获得感"),
    OutcomeSpec("happiness", "1", "higher", "Happiness at the end: 1 minus grievance.", "幸福感"),
    OutcomeSpec("security", "1", "higher", "Security at the end: 1 minus exposure to mobilisation.", "安全感"),
    OutcomeSpec("misrouted_share", "1", "lower", f"Share {_BROUGHT} that were handed to a wrong office.", "错位受理率"),
    OutcomeSpec("turned_away_share", "1", "lower", f"Share {_BROUGHT} that an office turned away.", "缺位拒办率"),
    OutcomeSpec("taken_over_share", "1", None, f"Share {_BROUGHT} that an office took over uninvited.", "越位介入率"),
    OutcomeSpec("suppressed_share", "1", "lower", f"Share {_BROUGHT} that were suppressed, which is no resolution.", "压制率"),
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

_GAPS = ("gain", "happiness", "security", "trust", "resolved")
_ZH_GAPS = {
    "gain": "获得感",
    "happiness": "幸福感",
    "security": "安全感",
    "trust": "信任",
    "resolved": "化解率",
}
_BY_TYPE = ("brought", "resolved_share", "resolution_days_median")


def describe(name: str) -> OutcomeSpec:
    """Return what an outcome means.

    Parameters
    ----------
    name : str
        A name from `CityModel.outcomes`.

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
            f"Disputes that reached the stage: {tail}.",
            f"达到“{_ZH_STAGE[tail]}”阶段的纠纷",
        )
    if head == "resolved_at" and tail in _ZH_TIER:
        return OutcomeSpec(
            name,
            "1",
            None,
            f"Share {_BROUGHT} resolved for good by the tier: {tail}.",
            f"{_ZH_TIER[tail]}化解占比",
        )
    if head == "channel_share" and tail in CHANNELS:
        return OutcomeSpec(
            name,
            "1",
            None,
            f"Share {_BROUGHT} whose claimants last chose the channel: {tail}.",
            f"选择{_ZH_CHANNEL[tail]}渠道的占比",
        )
    if head == "trust" and tail in TIERS:
        return OutcomeSpec(
            name, "1", "higher", f"Mean trust in the tier at the end: {tail}.", f"对{_ZH_TIER[tail]}的信任"
        )
    if head in _BY_TYPE and tail.startswith("type."):
        return _of_type(name, head, tail.removeprefix("type."))
    if head == "resolved_share" and tail in _GROUPS:
        who, who_zh = _GROUPS[tail]
        return OutcomeSpec(
            name, "1", "higher", f"Share {_BROUGHT} by {who} that are resolved for good.", f"{who_zh}化解率"
        )
    group, _, what = tail.partition(".")
    if head == "gap" and group in _GROUPS and what in _GAPS:
        who, who_zh = _GROUPS[group]
        return OutcomeSpec(
            name, "1", None, f"{what}: others minus {who}; 0 is equality.", f"{who_zh}差距：{_ZH_GAPS[what]}"
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


def _of_type(name: str, head: str, kind: str) -> OutcomeSpec:
    if head == "resolved_share":
        return OutcomeSpec(
            name, "1", "higher", f"Share {_BROUGHT} resolved for good: {kind}.", f"化解率:{kind}"
        )
    if head == "brought":
        return OutcomeSpec(
            name, _PER_YEAR, None, f"Disputes brought to a third party: {kind}.", f"进入处置的纠纷:{kind}"
        )
    return OutcomeSpec(
        name, "days", "lower", f"Median days to durable resolution: {kind}.", f"化解用时中位数:{kind}"
    )
