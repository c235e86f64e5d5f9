"""Cards: who an agent is, how it stands on a day, what it decided last and why."""

from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.app.engine.requests import RefusedError
from govsim.scenario.vocabulary import REASONS, SEVERITIES, STAGES, TIERS
from govsim.state import ORGANIZATION, Event, Status

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from govsim.app.engine.dossier import Dossier

_DECISIONS = frozenset(
    {
        Event.REFERRED,
        Event.HELD,
        Event.CLOSED_ON_PAPER,
        Event.RESOLVED,
        Event.AGREED,
        Event.SUPPRESSED,
        Event.TURNED_AWAY,
        Event.TAKEN_OVER,
        Event.SPILLED,
        Event.MISROUTED,
        Event.SPOKEN_FOR,
        Event.RULE,
        Event.DISMISSED,
        Event.HANDED_ON,
    }
)
"""What counts as a decision of an office on a file."""

_RECEIPTS = [Event.ENTERED, Event.REFERRED, Event.MISROUTED, Event.SPOKEN_FOR, Event.HANDED_ON]
"""By what a file comes to an office."""

_ZH_TIERS = dict(zip((*TIERS, "organization"), ("社区", "街道", "县区", "市", "社会组织"), strict=True))
_ZH_STAGES = ("潜在", "提出", "调解", "正式", "信访", "集体行动")
_ZH_SEVERITIES = ("一般", "较重", "重大")
_STATUS_WORDS = {
    Status.OUTSIDE: ("between the parties, with no office", "在当事人之间,未进入机构"),
    Status.WAITING: ("waiting in a queue", "排队等候"),
    Status.IN_SERVICE: ("in hand", "办理中"),
    Status.IN_TRAY: ("waiting for a decision", "等待决定"),
    Status.DORMANT: ("reported closed, but not settled", "已报结案,实际未解决"),
    Status.RESOLVED: ("resolved for good", "彻底化解"),
    Status.SETTLED: ("settled by the parties", "双方自行和解"),
    Status.ABANDONED: ("given up", "已放弃"),
    Status.SPILLED: ("left the city unresolved", "外溢出市"),
    Status.DISMISSED: ("done with: no dispute", "已了结:并非纠纷"),
}
_WHY = {
    REASONS.index("failure"): ("the attempt before had failed", "前一次调处失败"),
    REASONS.index("deadline"): ("it had waited beyond the limit", "等候超过期限"),
    REASONS.index("severity"): ("it had become grave", "事态变得严重"),
    REASONS.index("scope"): ("it had spread over a wider area", "范围扩大"),
}


_TIER_WORDS = (*TIERS, "organization")


def card(dossier: "Dossier", kind: str, number: int | str, day: int) -> dict[str, Any]:
    """Return the card of a county, office, organisation, party cell or dispute on a day.

    Raises
    ------
    RefusedError
        If there is no such agent.
    """
    makers = {
        "county": _county,
        "office": _office,
        "organization": _office,
        "cell": _cell,
        "dispute": _dispute,
    }
    sizes = {
        "county": len(dossier.names["counties"]),
        "office": len(dossier.stations),
        "organization": len(dossier.stations),
        "cell": len(dossier.cells),
        "dispute": len(dossier.disputes),
    }
    if isinstance(number, str):
        number = dossier.row_of(number) if kind == "dispute" else -1
    if kind not in makers or not 0 <= number < sizes[kind]:
        raise RefusedError("There is nobody to tell of here.", "此处没有可介绍的对象。")
    return {"kind": kind, "id": number, "day": day} | makers[kind](dossier, number, day)


def fact(en: str, zh: str, value: Any) -> dict[str, Any]:
    """Return one line of a card; a value in words is {en, zh}."""
    return {"en": en, "zh": zh, "value": value}


def name_of(dossier: "Dossier", kind: str, number: int) -> dict[str, str]:
    """Return the name of a county or station."""
    english, chinese = dossier.names["counties" if kind == "county" else "stations"][number]
    return {"en": english, "zh": chinese}


def _ref(dossier: "Dossier", kind: str, number: int) -> dict[str, Any]:
    return {"kind": kind, "id": number, "name": name_of(dossier, kind, number)}


def _station_kind(dossier: "Dossier", row: int) -> str:
    return "organization" if dossier.stations["tier"][row] == ORGANIZATION else "office"


def _stories(rows: "NDArray[np.integer[Any]]", most: int = 6) -> list[int]:
    """Return the disputes that come up last, each once, the latest first."""
    return list(dict.fromkeys(rows[::-1].tolist()))[:most]


def _decision(dossier: "Dossier", entries: "NDArray[np.int64]") -> dict[str, Any] | None:
    """Return the last decision among some entries of the log, with what called for it."""
    for entry in entries[::-1].tolist():
        record = dossier.log[entry]
        if Event(int(record["event"])) not in _DECISIONS:
            continue
        row = int(record["dispute"])
        story = dossier.story(row)
        place = _place_in_story(dossier, row, entry)
        why = _why(record, story, place)
        title = story["title"]
        return {
            "day": int(record["time"]),
            "dispute": row,
            "en": f"{title['en']}: {story['en'][place]}",
            "zh": f"{title['zh']}:{story['zh'][place]}",
            "why": why,
        }
    return None


def _place_in_story(dossier: "Dossier", row: int, entry: int) -> int:
    steps = 0
    here = int(dossier.disputes["last_event"][row])
    while here != entry:
        here = int(dossier.log["previous"][here])
        steps += 1
    return len(dossier.docket.events(int(dossier.disputes["key"][row]))) - 1 - steps


def _why(record: Any, story: dict[str, Any], place: int) -> dict[str, str]:
    """Return why a decision was taken: the reason that was noted, or else what had happened just before."""
    if int(record["event"]) == Event.HELD and int(record["value"]) in _WHY:
        en, zh = _WHY[int(record["value"])]
        return {
            "en": f"Because {en}, and the regime refers such a file nowhere else.",
            "zh": f"因为{zh},且体制未规定另行移送。",
        }
    if place > 0:
        return {"en": f"Just before: {story['en'][place - 1]}", "zh": f"此前:{story['zh'][place - 1]}"}
    return {"en": "It came to this office first.", "zh": "最先到达该机构。"}


def _county(dossier: "Dossier", county: int, day: int) -> dict[str, Any]:
    here = dossier.places["county"][dossier.disputes["community"]] == county
    real = dossier.disputes["alarm"] == 0
    arose = here & real & (dossier.disputes["opened"] < day + 1)
    ended = arose & (dossier.disputes["closed"] < day + 1)
    resolved = ended & (dossier.disputes["status"] == Status.RESOLVED)
    spilled = ended & (dossier.disputes["status"] == Status.SPILLED)
    entries = dossier.entries(here[dossier.log["dispute"]], day)
    tiers = dossier.stations["tier"]
    own = np.flatnonzero((tiers == TIERS.index("county")) & (dossier.stations["unit"] == county))
    return {
        "name": name_of(dossier, "county", county),
        "facts": [
            fact("Disputes so far", "累计纠纷", int(arose.sum())),
            fact("Still open", "尚未了结", int((arose & ~ended).sum())),
            fact("Resolved for good", "彻底化解", int(resolved.sum())),
            fact("Left the city", "外溢出市", int(spilled.sum())),
            fact("Across county lines", "跨县纠纷", int((arose & (dossier.disputes["counties"] > 1)).sum())),
        ],
        "decision": _decision(dossier, entries),
        "neighbours": [_ref(dossier, "office", int(row)) for row in own],
        "stories": _stories(dossier.log["dispute"][entries]),
    }


def _office(dossier: "Dossier", row: int, day: int) -> dict[str, Any]:
    station = dossier.stations[row]
    tier = _TIER_WORDS[int(station["tier"])]
    entries = dossier.entries(dossier.log["office"] == row, day)
    events = dossier.log["event"][entries]
    beside = [b if a == row else a for a, b in dossier.links if row in (a, b)]
    return {
        "name": name_of(dossier, "office", row),
        "facts": [
            fact(
                "Tier",
                "层级",
                {"en": "social organisation" if tier == "organization" else tier, "zh": _ZH_TIERS[tier]},
            ),
            fact("Cases it can have in hand", "可同时办理", int(station["slots"])),
            fact(
                "Cases received so far",
                "累计受理",
                int(np.isin(events, _RECEIPTS).sum()),
            ),
            fact("Attempts begun", "着手处理", int((events == Event.SERVICE_BEGAN).sum())),
            fact("Attempts that failed", "调处失败", int((events == Event.FAILED).sum())),
            fact("Resolved for good", "彻底化解", int((events == Event.RESOLVED).sum())),
            fact("Closed on paper", "纸面办结", int((events == Event.CLOSED_ON_PAPER).sum())),
        ],
        "decision": _decision(dossier, entries),
        "neighbours": [
            *(_ref(dossier, _station_kind(dossier, other), other) for other in beside[:12]),
            *(
                {"kind": "cell", "id": number, "name": _cell_name(dossier, number)}
                for number, cell in enumerate(dossier.cells)
                if cell["office"] == row
            ),
        ],
        "stories": _stories(dossier.log["dispute"][entries]),
    }


def _cell_name(dossier: "Dossier", number: int) -> dict[str, str]:
    cell = dossier.cells[number]
    if cell["office"] >= 0:
        at = name_of(dossier, "office", cell["office"])
    else:
        tier = TIERS[cell["tier"]]
        at = {"en": f"{tier} {cell['unit'] + 1}", "zh": _ZH_TIERS[tier]}
    return {"en": f"Party cell at {at['en']}", "zh": f"{at['zh']}党组织"}


def _cell(dossier: "Dossier", number: int, day: int) -> dict[str, Any]:
    del day
    cell = dossier.cells[number]
    office = cell["office"]
    party = dossier.scenario.party
    return {
        "name": _cell_name(dossier, number),
        "facts": [
            fact("Members", "党员人数", round(cell["members"])),
            fact("Mobilised at the end", "期末动员比例", f"{cell['mobilised']:.0%}"),
            fact("Residents kept in touch with", "联系居民比例", f"{cell['reach']:.0%}"),
        ],
        "decision": {
            "day": None,
            "dispute": -1,
            "en": f"It mobilises {cell['mobilised']:.0%} of its members; at rest {party.mobilised:.0%}.",
            "zh": f"动员了 {cell['mobilised']:.0%} 的党员;平时为 {party.mobilised:.0%}。",
            "why": {
                "en": "Mobilisation follows the queue of the office beside it.",
                "zh": "动员程度随所在机构的积案而变。",
            },
        },
        "neighbours": [_ref(dossier, "office", office)] if office >= 0 else [],
        "stories": [],
    }


def _dispute(dossier: "Dossier", row: int, day: int) -> dict[str, Any]:
    record = dossier.disputes[row]
    county = int(dossier.places["county"][record["community"]])
    entries = dossier.entries(dossier.log["dispute"] == row, day)
    over = record["closed"] < day + 1
    stages = [int(dossier.log["value"][n]) for n in entries if dossier.log["event"][n] == Event.ESCALATED]
    stage = stages[-1] if stages else 0
    offices = [int(office) for office in dossier.log["office"][entries] if office >= 0]
    status = _STATUS_WORDS[Status(int(record["status"]))] if over else ("open", "未了结")
    parties = [int(record[column]) for column in ("claimant", "respondent") if record[column] >= 0]
    return {
        "name": dossier.title(row),
        "key": f"{int(record['key']):016x}",
        "facts": [
            fact("Arose on day", "产生于第几天", int(record["opened"])),
            fact("Stage", "阶段", {"en": STAGES[stage], "zh": _ZH_STAGES[stage]}),
            fact("State", "状态", {"en": status[0], "zh": status[1]}),
            fact(
                "Severity",
                "严重程度",
                {"en": SEVERITIES[int(record["severity"])], "zh": _ZH_SEVERITIES[int(record["severity"])]},
            ),
            fact("Most supporters", "声援人数峰值", int(record["peak_supporters"])),
            fact("Counties touched", "涉及县区", int(record["counties"])),
        ],
        "decision": _decision(dossier, entries),
        "neighbours": [
            _ref(dossier, "county", county),
            *(
                _ref(dossier, _station_kind(dossier, office), office)
                for office in dict.fromkeys(offices[::-1])
            ),
            *(
                {
                    "kind": "resident",
                    "id": party,
                    "name": {"en": f"Resident {party + 1}", "zh": f"居民 {party + 1}"},
                }
                for party in parties
            ),
        ],
        "stories": [row],
    }
