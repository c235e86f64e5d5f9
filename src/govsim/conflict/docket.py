"""The docket as Python sees it: columns, single disputes, and their stories in words."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.scenario.schema import Scenario
from govsim.scenario.vocabulary import CHANNELS, REASONS, SEVERITIES, STAGES
from govsim.state import DRAFT, N_DISPUTES, Event, State, Status


class Dispute:
    """A handle on one row of the docket; every column of `DISPUTE` is an attribute.

    Parameters
    ----------
    docket : Disputes
    row : int
    """

    __slots__ = ("docket", "row")

    def __init__(self, docket: "Disputes", row: int) -> None:
        self.docket = docket
        self.row = row

    def __getattr__(self, name: str) -> Any:
        """Return the value of a column in this row."""
        try:
            return self.docket.state.disputes[name][self.row].item()
        except ValueError:
            raise AttributeError(f"a dispute has no column {name!r}") from None

    @property
    def scope(self) -> int:
        """Code in `SCOPES` of how far parties and supporters are spread."""
        if self.counties > 1:
            return 2
        return int(self.communities > 1)

    def story(self, language: str = "en") -> str:
        """Return its history in words; see `Disputes.story`."""
        return self.docket.story(self.key, language)

    def __repr__(self) -> str:
        """Return type, stage and status."""
        kind = list(self.docket.scenario.disputes.types)[self.type]
        return f"<Dispute {self.key:016x}: {kind}, {STAGES[self.stage]}, {Status(self.status).name.lower()}>"


class Disputes:
    """All disputes that ever arose in a run, false alarms included, in order of arrival.

    Parameters
    ----------
    state : callable
        Returns the present `State` (its arrays are replaced as they grow).
    scenario : Scenario
    office_name : callable
        Returns the name of the office in a row, in a language.
    """

    def __init__(
        self, state: Callable[[], State], scenario: Scenario, office_name: Callable[[int, str], str]
    ) -> None:
        self._state = state
        self.scenario = scenario
        self._office_name = office_name

    @property
    def state(self) -> State:
        """The present state."""
        return self._state()

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self.state.counters[N_DISPUTES])

    def __getitem__(self, row: int) -> Dispute:
        """Return the dispute in a row."""
        if not -len(self) <= row < len(self):
            raise IndexError(f"there are {len(self)} disputes, none in row {row}")
        return Dispute(self, row % len(self))

    def __iter__(self) -> Iterator[Dispute]:
        """Yield every dispute."""
        return (Dispute(self, row) for row in range(len(self)))

    @property
    def records(self) -> NDArray[np.void]:
        """The rows in use, as one record array."""
        return self.state.disputes[: len(self)]

    def column(self, name: str) -> NDArray[Any]:
        """Return one column of the rows in use (a view); see `govsim.state.DISPUTE`."""
        return self.records[name]

    def find(self, key: int) -> Dispute:
        """Return the dispute with an identity, which is the same in every arm.

        Raises
        ------
        KeyError
            If it did not arise in this run.
        """
        rows = np.flatnonzero(self.column("key") == np.uint64(key))
        if rows.size == 0:
            raise KeyError(f"no dispute {key:#018x} arose in this run")
        return self[int(rows[0])]

    def events(self, key: int) -> NDArray[np.void]:
        """Return the log of one dispute, in order of time; see `govsim.state.LOG`."""
        rows = []
        row = self.find(key).last_event
        while row >= 0:
            rows.append(row)
            row = int(self.state.log["previous"][row])
        return self.state.log[rows[::-1]]

    def story(self, key: int, language: str = "en") -> str:
        """Tell what happened to a dispute, one dated line per event.

        Parameters
        ----------
        key : int
            Identity of the dispute (``dispute.key``).
        language : {"en", "zh"}

        Raises
        ------
        KeyError
            If it did not arise in this run.
        """
        dispute = self.find(key)
        name, kind = list(self.scenario.disputes.types.items())[dispute.type]
        words = _WORDS[language]
        label = kind.label.in_language(language) or name
        if dispute.alarm:
            label = words["draft" if dispute.alarm == DRAFT else "alarm"].format(label=label)
        head = words["head"].format(
            label=label, key=key, severity=words["severities"][dispute.severity], counties=dispute.counties
        )
        lines = [head]
        for entry in self.events(key):
            event = Event(int(entry["event"]))
            value = int(entry["value"])
            office = int(entry["office"])
            text = words[event].format(
                value=value,
                stage=words["stages"][value] if 0 <= value < len(STAGES) else value,
                channel=words["channels"][value] if 0 <= value < len(CHANNELS) else value,
                reason=words["reasons"][value] if 0 <= value < len(REASONS) else value,
                office=self._office_name(office, language) if office >= 0 else words["nobody"],
            )
            lines.append(f"{float(entry['time']):8.2f}  {text}")
        return "\n".join(lines)


_WORDS: dict[str, dict[Any, Any]] = {
    "en": {
        "head": "{label} dispute {key:016x} ({severity}, counties touched: {counties})",
        "alarm": "False alarm,",
        "draft": "Draft of a rule: {label},",
        "nobody": "no office",
        "stages": STAGES,
        "reasons": REASONS,
        "channels": CHANNELS,
        "severities": SEVERITIES,
        Event.AROSE: "A grievance arises.",
        Event.CLAIMED: "The claimants voice it to the other party.",
        Event.DETECTED: "It is detected before anyone complains, and brought to mediation.",
        Event.ESCALATED: "It escalates to the stage: {stage}.",
        Event.ENTERED: "{office} receives the case.",
        Event.SERVICE_BEGAN: "{office} takes it in hand, attempt {value}.",
        Event.BROKEN_OFF: "The parties break off attempt {value} at {office}.",
        Event.FAILED: "Attempt {value} at {office} fails.",
        Event.DEADLINE: "It has waited at {office} beyond the limit.",
        Event.REFERRED: "It is referred to {office}.",
        Event.HANDED_ON: "The organisation's contract is withdrawn; {office} takes the case over.",
        Event.SPOKEN_FOR: "The organisation speaks for its member at {office}, and it counts as graver.",
        Event.HELD: "{office} decides to try again.",
        Event.CLOSED_ON_PAPER: "{office} reports it closed; nothing is settled.",
        Event.AGREED: "The parties agree at {office}; it will not last.",
        Event.RETURNED: "The dispute comes back, for the {value}. time.",
        Event.CROSSED: "It now touches {value} counties.",
        Event.OUTBREAK: "{value} people stand up for it: an outbreak.",
        Event.RESOLVED: "{office} resolves it for good.",
        Event.SETTLED: "The parties settle it among themselves.",
        Event.ABANDONED: "The claimants give up.",
        Event.SPILLED: "{office} can do no more: it leaves the city.",
        Event.DISMISSED: "{office} finds that it was a false alarm.",
        Event.MISROUTED: "That was the wrong office; {office} receives the case.",
        Event.TURNED_AWAY: "{office}, whose case it is, turns the parties away.",
        Event.TAKEN_OVER: "{office} takes it over although the parties have not brought it.",
        Event.SUPPRESSED: "{office} suppresses it: everyone is sent home, nothing is settled.",
        Event.CHANNEL: "The claimants choose a channel: {channel}.",
        Event.RULE: "{office} passes the rule: fewer such disputes will arise.",
    },
    "zh": {
        "head": "{label}纠纷 {key:016x}({severity},涉及县区 {counties} 个)",
        "alarm": "误报",
        "draft": "{label}立法起草",
        "nobody": "无机构",
        "stages": ("潜在", "提出", "调解", "正式", "信访", "集体行动"),
        "reasons": ("调处失败", "超过期限", "事态严重", "范围扩大"),
        "severities": ("一般", "较重", "重大"),
        "channels": ("人民调解", "社会组织", "行政裁决或复议", "诉讼", "信访"),
        Event.AROSE: "不满产生。",
        Event.CLAIMED: "当事人向对方提出主张。",
        Event.DETECTED: "尚无人投诉即被发现,转入调解。",
        Event.ESCALATED: "升级为:{stage}。",
        Event.ENTERED: "{office}受理。",
        Event.SERVICE_BEGAN: "{office}着手处理,第 {value} 次。",
        Event.BROKEN_OFF: "当事人中止{office}的第 {value} 次调处。",
        Event.FAILED: "{office}第 {value} 次调处失败。",
        Event.DEADLINE: "在{office}等候超过期限。",
        Event.REFERRED: "移送{office}。",
        Event.HANDED_ON: "社会组织合同被撤销,案件移交{office}。",
        Event.SPOKEN_FOR: "社会组织代表成员向{office}反映,案件升级处理。",
        Event.HELD: "{office}决定再试。",
        Event.CLOSED_ON_PAPER: "{office}上报办结,实际未解决。",
        Event.AGREED: "在{office}达成协议,但不会持久。",
        Event.RETURNED: "纠纷第 {value} 次复发。",
        Event.CROSSED: "已涉及 {value} 个县区。",
        Event.OUTBREAK: "{value} 人声援:群体性事件爆发。",
        Event.RESOLVED: "{office}彻底化解。",
        Event.SETTLED: "双方自行和解。",
        Event.ABANDONED: "当事人放弃。",
        Event.SPILLED: "{office}无法解决,外溢出市。",
        Event.DISMISSED: "{office}查明为误报。",
        Event.MISROUTED: "受理错位,转交{office}。",
        Event.TURNED_AWAY: "本应受理的{office}缺位,将当事人拒之门外。",
        Event.TAKEN_OVER: "当事人并未申请,{office}越位介入。",
        Event.SUPPRESSED: "{office}强行压制,众人散去,问题未解决。",
        Event.CHANNEL: "当事人选择渠道:{channel}。",
        Event.RULE: "{office}出台法规,今后此类纠纷减少。",
    },
}
