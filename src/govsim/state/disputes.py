"""The docket: one record per dispute, and the log of what happened to each."""

import enum
import math

from govsim.columns import Column

NEVER = math.inf
NOT_YET = math.nan


class Status(enum.IntEnum):
    """Where a dispute stands. Those from `RESOLVED` on are end states."""

    OUTSIDE = 0
    """With no office: latent, a claim between the parties, or nobody handles it."""
    WAITING = 1
    IN_SERVICE = 2
    IN_TRAY = 3
    """Waiting for the office's decision to retry, refer or end."""
    DORMANT = 4
    """Reported closed, but not durably, or suppressed: it will come back."""
    RESOLVED = 5
    SETTLED = 6
    """Settled by the parties themselves."""
    ABANDONED = 7
    """Given up ('lumped') by the parties, outside or in a queue."""
    SPILLED = 8
    """Failed at the terminal tier: it left the city."""
    DISMISSED = 9
    """Done with, and never a dispute: a false alarm found to be one, a rule that has been drafted."""


class Event(enum.IntEnum):
    """What can happen to a dispute."""

    AROSE = 0
    CLAIMED = 1
    DETECTED = 2
    ESCALATED = 3
    ENTERED = 4
    SERVICE_BEGAN = 5
    BROKEN_OFF = 6
    FAILED = 7
    DEADLINE = 8
    REFERRED = 9
    HELD = 10
    CLOSED_ON_PAPER = 11
    AGREED = 12
    """Settled by an office, but the settlement will not last."""
    RETURNED = 13
    CROSSED = 14
    OUTBREAK = 15
    RESOLVED = 16
    SETTLED = 17
    ABANDONED = 18
    SPILLED = 19
    DISMISSED = 20
    MISROUTED = 21
    """Found to be at a wrong office and handed on."""
    TURNED_AWAY = 22
    TAKEN_OVER = 23
    """Taken up by an office although the parties had not brought it."""
    SUPPRESSED = 24
    RULE = 25
    """The rule that the file was the draft of is passed."""
    CHANNEL = 26
    """The claimant chooses how to bring the claim to a third party."""
    HANDED_ON = 29
    """Handed on by an organisation whose contract is withdrawn."""
    SPOKEN_FOR = 30
    """Brought to a higher office by an organisation that speaks for its member."""


EVENTS = max(Event) + 1
"""Length of a tally by event: numbers of events are kept free, so there are fewer of them."""

FALSE_ALARM = 1
DRAFT = 2
"""What a row of the docket is that is no dispute; see its column `alarm`."""


DISPUTE = (
    Column("key", "uint64", 0, "1", "Identity, a function of place, type, day and ordinal alone."),
    Column("county_mask", "uint64", 0, "1", "Bit c is set where county c has a party or supporter."),
    Column("opened", "float64", 0, "day", "Time at which the dispute arose."),
    Column("entered", "float64", NOT_YET, "day", "Time at which an office first received it."),
    Column("closed", "float64", NOT_YET, "day", "Time of the end state."),
    Column("enqueued", "float64", NOT_YET, "day", "Time at which it joined its present queue."),
    Column("served", "float64", NOT_YET, "day", "Time at which the present attempt began."),
    Column("waited", "float64", 0, "days", "Time spent in queues so far."),
    Column("hazard_left", "float64", 0, "1", "Integrated hazard left until the next escalation."),
    Column("hazard_rate", "float64", 0, "per day", "Present hazard of escalation."),
    Column("hazard_since", "float64", 0, "day", "Time from which the present hazard holds."),
    Column("t_escalate", "float64", NEVER, "day", "Escalation, if nothing else comes first."),
    Column("t_settle", "float64", NEVER, "day", "Settlement by the parties themselves, likewise."),
    Column("t_quit", "float64", NEVER, "day", "Giving up, likewise."),
    Column("t_detect", "float64", NEVER, "day", "Detection, or the uninvited take-over of a claim, likewise."),
    Column("t_deadline", "float64", NEVER, "day", "End of the limit in the present queue."),
    Column("t_service", "float64", NEVER, "day", "End of the present attempt."),
    Column("t_return", "float64", NEVER, "day", "Return of a dormant dispute."),
    Column("t_next", "float64", NEVER, "day", "The earliest of these."),
    Column("outbreak_began", "float64", NOT_YET, "day", "Time of the first outbreak."),
    Column("outbreak_days", "float64", 0, "days", "Evenings with at least the outbreak size of supporters."),
    Column("stake", "float32", 1, "family disputes", "What is at stake."),
    Column("difficulty", "float32", 0, "logits", "Difficulty at the mediation stage."),
    Column("community", "int32", -1, "row", "Place where it arose."),
    Column("claimant", "int32", -1, "row", "Resident who bears it, -1 for a false alarm."),
    Column("respondent", "int32", -1, "row", "The other party, -1 for a firm or an office."),
    Column("office", "int32", -1, "row", "Office that holds the file, -1 if none."),
    Column("ahead", "int32", -1, "row", "The dispute before it in its queue."),
    Column("behind", "int32", -1, "row", "The dispute after it in its queue."),
    Column("supporters", "int32", 0, "residents", "Residents active for it now."),
    Column("supporter_list", "int32", -1, "row", "Head of the list of all who ever joined."),
    Column("peak_supporters", "int32", 0, "residents", "Most supporters at one time."),
    Column("last_event", "int32", -1, "row", "Latest entry in the log."),
    Column("resolved_office", "int32", -1, "row", "Office that resolved it durably."),
    Column("households", "int16", 1, "1", "Households on the claimants' side."),
    Column("episode", "int16", 0, "1", "How often it has come back."),
    Column("attempts", "int16", 0, "1", "Attempts so far."),
    Column("office_attempts", "int16", 0, "1", "Attempts at the present office."),
    Column("spells", "int16", 0, "1", "Waiting spells so far."),
    Column("referrals", "int16", 0, "1", "Referrals so far."),
    Column("reported", "int16", 0, "1", "Times it was reported as resolved."),
    Column("papered", "int16", 0, "1", "Times it was closed on paper only."),
    Column("type", "int8", 0, "code", "Row of the type in `disputes.types`."),
    Column("severity", "int16", 0, "code", "Code in `SEVERITIES`; rises with support."),
    Column("queue_class", "int16", 0, "code", "Priority class of the queue it stands in."),
    Column("stage", "int8", 0, "code", "Code in `STAGES`."),
    Column("highest", "int8", 0, "code", "Highest stage reached."),
    Column("status", "int8", 0, "code", "A `Status`."),
    Column("tray_reason", "int8", 0, "code", "Code in `REASONS` of the decision awaited."),
    Column("partners", "int8", 1, "1", "Offices of the acting tier whose consent the attempt needed, itself included."),
    Column("highest_tier", "int8", -1, "code", "Highest tier of government that has held or decided it."),
    Column("imposed", "int8", -1, "code", "Tier of the superior that decided the present attempt, -1 if none."),
    Column("communities", "int8", 1, "1", "Communities of the first parties."),
    Column("streets", "int8", 1, "1", "Streets of the first parties."),
    Column("counties", "int8", 1, "1", "Counties of parties and supporters."),
    Column("noted_counties", "int8", 1, "1", "Counties touched when it was last looked at."),
    Column("on_tray", "int8", 0, "1", "Whether it is on the list of files awaiting a decision."),
    Column("migrant", "int8", 0, "1", "Whether the claimant is a migrant."),
    Column("newcomer", "int8", 0, "1", "Whether the claimant had moved lately when it arose."),
    Column("aged", "int8", 0, "1", "Whether the claimant is 60 or older."),
    Column("detected", "int8", 0, "1", "Whether it was detected before it was brought."),
    Column("organized", "int8", 0, "1", "Whether a social organisation took it first."),
    Column("channel", "int8", -1, "code", "Code in `CHANNELS` of how the claimant last brought it, -1 if nobody chose."),
    Column("alarm", "int8", 0, "1", "1 for a false alarm, 2 for the draft of a rule, 0 for a dispute."),
)  # fmt: skip

GIVEN = (
    Column("service", "float64", 0, "days", "Time that every attempt takes."),
    Column("quit", "float64", NEVER, "day", "Time at which the case leaves the queue, if it is still there."),
)
"""What is known of a case beforehand where `govsim.serve` is handed it instead of drawing it."""

LOG = (
    Column("time", "float64", 0, "day", "When."),
    Column("dispute", "int32", -1, "row", "To which dispute."),
    Column("previous", "int32", -1, "row", "The dispute's entry before this one."),
    Column("office", "int32", -1, "row", "Office concerned, -1 if none."),
    Column("value", "int16", 0, "1", "Stage, reason, tier or number, by kind of event."),
    Column("event", "int8", 0, "code", "An `Event`."),
)
