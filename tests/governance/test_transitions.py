"""One event at a time: what each does to a dispute, its office, its clocks and those who took part."""

import math

import numpy as np
import pytest

from govsim import CityModel
from govsim.conflict.claims import parties_join
from govsim.conflict.history import set_stage
from govsim.conflict.supporters import join
from govsim.dice import Purpose, uniform
from govsim.governance.casework import END, REFER, arrive, carry_out, conclude_attempt, finish, leave_office
from govsim.governance.events import detect, enter, escalate, happen, return_to_claim
from govsim.governance.support import support_changed
from govsim.governance.tray import DEADLINE, SCOPE, SEVERITY, is_referred, review, take_tray, to_tray
from govsim.scenario.vocabulary import STAGES
from govsim.state import ORGANIZATION, Event, Status
from worlds import QUIET, ready, world

MEDIATION, FORMAL = STAGES.index("mediation"), STAGES.index("formal")
CASES = {
    **QUIET,
    "casework.slots": 60,
    "casework.patience_days": 50,
    "casework.limit_mediation": 30,
    "casework.limit_formal": 40,
    "organizations.per_street": 1,
    "organizations.staff_share": 0.3,
    "warmup_days": 20,
    "trust.grievance_waiting": 0.3,
    "trust.grievance_failure": 0.125,
    "trust.grievance_relief": 0.25,
    "trust.grievance_decay": 0,
}


@pytest.fixture(scope="module")
def model():
    """Return a model that has not run, with staff on every tier."""
    return CityModel(world(CASES), "triage")


def _case(model, tier=2, n=1, **columns):
    """Return records of disputes at mediation, and the office of a tier that takes the first one's cases."""
    rows, places = ready(model, n), model.state.places
    model.state.by_status[:], model.state.by_stage[:], model.state.waiting_by_county[:] = 0, 0, 0
    model.state.happened[:] = 0
    model.state.by_status[Status.OUTSIDE], model.state.by_stage[MEDIATION] = n, n
    rows["stage"], rows["highest"], rows["entered"], rows["community"] = MEDIATION, MEDIATION, 0.0, 0
    rows["claimant"] = np.arange(n) + places.start[0]
    for name, value in columns.items():
        rows[name] = value
    office = int(places.organization[0, 0] if tier == ORGANIZATION else places.receiving[0, tier])
    return rows, office


def _fill(model, office):
    """Let all slots of an office be taken."""
    model.state.offices["busy"][office] = model.state.offices["slots"][office]


def _told(model, i=0):
    return [Event(e["event"]) for e in model.disputes.events(int(model.state.disputes["key"][i]))]


@pytest.mark.parametrize("tier", [2, ORGANIZATION])
def test_a_waiting_file_has_patience_and_at_an_office_a_limit(model, tier):
    """Patience is a keyed exponential, anew in every spell; the limit runs at offices of government only."""
    rows, office = _case(model, tier, highest_tier=-1)
    _fill(model, office)
    quits = []
    for spell, t in enumerate((10.0, 20.0)):
        arrive(model._store.ref, 0, office, t, Event.ENTERED)
        u = uniform(model.city.seed, Purpose.PATIENCE, rows["key"][0], spell, 0)
        assert rows["t_quit"][0] == pytest.approx(t - 50 * math.log1p(-u))
        assert rows["t_deadline"][0] == (t + 30 if tier < ORGANIZATION else math.inf)
        assert rows["spells"][0] == spell + 1
        quits.append(rows["t_quit"][0] - t)
        leave_office(model._store.ref, 0, t)
    assert quits[0] != quits[1]
    assert rows["highest_tier"][0] == (tier if tier < ORGANIZATION else -1)


def test_the_highest_tier_stays(model):
    """A dispute that comes back to a lower office keeps the highest tier that has held it."""
    rows, low = _case(model, 0, highest_tier=2)
    arrive(model._store.ref, 0, low, 1.0, Event.ENTERED)
    assert rows["highest_tier"][0] == 2
    assert rows["office_attempts"][0] == rows["attempts"][0] == 1


def test_a_file_that_moves_counts_attempts_anew(model):
    """Attempts at one office are counted from its arrival there."""
    rows, office = _case(model, office_attempts=4, attempts=4)
    _fill(model, office)
    arrive(model._store.ref, 0, office, 1.0, Event.ENTERED)
    assert (rows["office_attempts"][0], rows["attempts"][0]) == (0, 4)


def test_the_first_entry_is_kept(model):
    """Time to resolution runs from the first entry, not from a later one."""
    rows, _ = _case(model, entered=np.nan)
    enter(model._store.ref, 0, 5.0)
    assert rows["entered"][0] == 5.0
    leave_office(model._store.ref, 0, 6.0)
    enter(model._store.ref, 0, 9.0)
    assert rows["entered"][0] == 5.0


def test_a_file_that_no_office_takes_has_patience_outside():
    """Where no row lets a case enter, parties wait with new patience each time, and the ladder goes on."""
    changes = {**CASES, "escalation.base": 0.01, "organizations.per_street": 0}
    regime = {
        "staff": {"city": 1.0},
        "entry": [{"tier": "city", "stage": "collective"}],
        "terminal": "city",
    }
    model = CityModel(world(changes, regimes={"own": regime}), "own")
    rows, _ = _case(model, 3, entered=np.nan, hazard_left=1.0)
    for spell in range(2):
        enter(model._store.ref, 0, 5.0)
        u = uniform(model.city.seed, Purpose.PATIENCE, rows["key"][0], spell, 0)
        assert rows["t_quit"][0] == pytest.approx(5.0 - 50 * math.log1p(-u))
        assert rows["status"][0] == Status.OUTSIDE
        assert np.isfinite(rows["t_escalate"][0])
        assert np.isnan(rows["entered"][0])


@pytest.mark.parametrize(
    ("served", "until", "days"), [(25.0, 27.5, 2.5), (15.0, 27.5, 7.5), (3.0, 15.0, 0.0)]
)
def test_slot_time_counts_from_the_end_of_the_warm_up(model, served, until, days):
    """Of an attempt only the days after the warm-up are slot time."""
    rows, office = _case(model)
    arrive(model._store.ref, 0, office, served, Event.ENTERED)
    assert rows["status"][0] == Status.IN_SERVICE
    conclude_attempt(model._store.ref, 0, until)
    offices = model.state.offices
    assert offices["busy_days"][office] == days
    assert offices["busy"][office] == (rows["status"][0] == Status.IN_SERVICE)


def test_waiting_is_resented_by_the_month(model):
    """The claimant's grievance rises by grievance_waiting for every 30 days of a wait."""
    rows, office = _case(model, n=2)
    grievance = model.state.residents.grievance
    grievance[rows["claimant"]] = 0.25
    _fill(model, office)
    arrive(model._store.ref, 0, office, 10.0, Event.ENTERED)
    model.state.offices["busy"][office] -= 1
    arrive(model._store.ref, 1, office, 25.0, Event.ENTERED)
    assert rows["status"].tolist() == [Status.IN_SERVICE, Status.WAITING]
    assert grievance[rows["claimant"]].tolist() == pytest.approx([0.25 + 0.3 * 15 / 30, 0.25])


def test_giving_up_at_an_office_is_a_failure_after_a_wait():
    """Whoever loses patience in a queue judges the office as for a failure, and resents the wait."""
    model = CityModel(world({**CASES, "trust.loss_rate": 0.5}), "triage")
    rows, office = _case(model)
    r, j = model.state.residents, int(rows["claimant"][0])
    r.grievance[j], r.trust[j] = 0.25, 0.5
    _fill(model, office)
    arrive(model._store.ref, 0, office, 10.0, Event.ENTERED)
    rows["t_quit"][0] = rows["t_next"][0] = 20.0
    happen(model._store.ref, 0)
    assert rows["status"][0] == Status.ABANDONED
    assert (rows["closed"][0], rows["office"][0]) == (20.0, -1)
    assert model.state.offices["waiting"][office] == 0
    assert r.grievance[j] == pytest.approx(0.25 + 0.3 * 10 / 30 + 0.125)
    assert r.trust[j].tolist() == pytest.approx([0.5, 0.5, 0.25, 0.5])
    last = model.disputes.events(int(rows["key"][0]))[-1]
    assert (last["event"], last["office"]) == (Event.ABANDONED, office)


def test_giving_up_where_nobody_holds_the_file_is_no_experience_of_an_office(model):
    """A claim that is dropped changes no trust and no grievance."""
    rows, _ = _case(model)
    r, j = model.state.residents, int(rows["claimant"][0])
    before = (r.grievance[j], r.trust[j].tolist(), r.gain[j])
    rows["t_quit"][0] = rows["t_next"][0] = 20.0
    happen(model._store.ref, 0)
    assert rows["status"][0] == Status.ABANDONED
    assert (r.grievance[j], r.trust[j].tolist(), r.gain[j]) == before


def test_escalation_breaks_off_an_attempt_and_frees_its_slot(model):
    """From mediation on a dispute leaves its office, which goes on serving, and enters anew one stage up."""
    rows, office = _case(model, n=2)
    model.state.offices["busy"][office] = model.state.offices["slots"][office] - 1
    arrive(model._store.ref, 0, office, 21.0, Event.ENTERED)
    arrive(model._store.ref, 1, office, 22.0, Event.ENTERED)
    assert rows["status"].tolist() == [Status.IN_SERVICE, Status.WAITING]
    escalate(model._store.ref, 0, 24.0)
    assert rows["stage"][0] == rows["highest"][0] == FORMAL
    assert model.state.offices["busy_days"][office] == 3.0
    assert _told(model) == [
        Event.ENTERED,
        Event.SERVICE_BEGAN,
        Event.BROKEN_OFF,
        Event.ESCALATED,
        Event.ENTERED,
        *_told(model)[5:],
    ]
    assert rows["status"][1] == Status.IN_SERVICE
    assert rows["served"][1] == 24.0


def test_a_claim_gathers_its_parties_and_notes_a_line_that_they_cross(model):
    """When a dispute is voiced, or detected before, its parties stand up and counties touched are noted."""
    for act, stage in ((escalate, STAGES.index("claim")), (detect, MEDIATION)):
        rows, _ = _case(model, stage=0, highest=0, counties=2, noted_counties=1, entered=np.nan)
        model.state.by_stage[:] = 0
        model.state.by_stage[0] = 1
        act(model._store.ref, 0, 3.0)
        assert rows["stage"][0] == rows["highest"][0] == stage
        assert rows["supporters"][0] > 0
        assert rows["noted_counties"][0] == rows["counties"][0]
        assert _told(model)[0] == (Event.CLAIMED if act is escalate else Event.DETECTED)
        assert _told(model)[1] == Event.CROSSED
        assert rows["detected"][0] == (act is detect)
        finish(model._store.ref, 0, 4.0, Status.SETTLED, Event.SETTLED, -1)
        assert rows["supporters"][0] == 0
        assert rows["supporter_list"][0] == -1


def test_a_dispute_that_returns_is_a_claim_with_its_parties(model):
    """A dormant dispute comes back as a claim of another episode, and may turn to an organisation again."""
    rows, _ = _case(model, stage=FORMAL, highest=FORMAL, organized=1, status=Status.DORMANT, reported=1)
    model.state.by_status[:], model.state.by_stage[:] = 0, 0
    model.state.by_status[Status.DORMANT] = 1
    return_to_claim(model._store.ref, 0, 30.0)
    assert (rows["stage"][0], rows["highest"][0], rows["episode"][0]) == (STAGES.index("claim"), FORMAL, 1)
    assert (rows["organized"][0], rows["status"][0]) == (0, Status.OUTSIDE)
    assert rows["supporters"][0] > 0
    assert rows["t_return"][0] == math.inf
    assert model.state.by_stage[STAGES.index("claim")] == 1
    finish(model._store.ref, 0, 31.0, Status.SETTLED, Event.SETTLED, -1)


def test_returns_are_drawn_anew_after_every_attempt():
    """A second report of a resolution that will not last has another time of return than the first."""
    changes = {**CASES, "casework.reporting_pressure": 1, "casework.return_days": 30}
    model = CityModel(world(changes, kinds={"bad": {"success": 0.0}}), "triage")
    gaps = []
    for attempts in (0, 1):
        rows, office = _case(model, attempts=attempts)
        join(model._store.ref, int(rows["claimant"][0]), 0, 1.0)
        arrive(model._store.ref, 0, office, 2.0, Event.ENTERED)
        conclude_attempt(model._store.ref, 0, 5.0)
        assert (rows["supporters"][0], rows["supporter_list"][0]) == (0, -1), "everyone leaves it"
        assert (rows["status"][0], rows["papered"][0], rows["reported"][0]) == (Status.DORMANT, 1, 1)
        u = uniform(model.city.seed, Purpose.RETURN, rows["key"][0], attempts + 1, 0)
        assert rows["t_return"][0] == pytest.approx(5 - 30 * math.log1p(-u))
        gaps.append(rows["t_return"][0])
    assert gaps[0] != gaps[1]


@pytest.mark.parametrize(("success", "change"), [(1.0, -0.25), (0.0, 0.125)])
def test_attempts_relieve_or_aggrieve_the_claimant(success, change):
    """After a success the claimant's grievance falls by grievance_relief, after a failure it rises."""
    kinds = {"one": {"success": success, "difficulty": -5.0}}
    model = CityModel(world({**CASES, "casework.skill_county": 10}, kinds=kinds), "triage")
    rows, office = _case(model, difficulty=-20.0)
    j = int(rows["claimant"][0])
    arrive(model._store.ref, 0, office, 2.0, Event.ENTERED)
    model.state.residents.grievance[j] = 0.5
    conclude_attempt(model._store.ref, 0, 5.0)
    assert model.state.residents.grievance[j] == pytest.approx(0.5 + change)
    resolved = rows["status"][0] == Status.RESOLVED
    assert resolved == (success == 1.0)
    assert rows["resolved_office"][0] == (office if resolved else -1)
    assert rows["reported"][0] == resolved
    if resolved:
        assert rows["closed"][0] == 5.0


def test_a_late_file_goes_to_the_tray_only_under_a_row():
    """Without a row for deadlines the file keeps its place, patience and turn, and is late once."""
    tiers = {"staff": {"street": 0.5, "city": 0.5}, "entry": [{"tier": "street"}], "terminal": "city"}
    rule = {"referral": [{"source": "street", "to": "city", "on": "deadline"}]}
    for more, status in (({}, Status.WAITING), (rule, Status.IN_TRAY)):
        model = CityModel(world(CASES, regimes={"own": {**tiers, **more}}), "own")
        rows, office = _case(model, 1)
        _fill(model, office)
        arrive(model._store.ref, 0, office, 1.0, Event.ENTERED)
        rows["t_quit"][0] = 99.0
        rows["t_next"][0] = rows["t_deadline"][0]
        happen(model._store.ref, 0)
        assert _told(model)[-1] == Event.DEADLINE
        assert rows["status"][0] == status
        assert rows["t_deadline"][0] == math.inf
        assert rows["t_quit"][0] == (99.0 if status == Status.WAITING else math.inf)
        assert model.state.offices["waiting"][office] == (status == Status.WAITING)
        assert is_referred(model._store.ref, 0, DEADLINE) == bool(more)


def test_a_file_lies_in_the_tray_once(model):
    """A file that is laid down twice is decided once, and one that has left the tray is not decided."""
    rows, office = _case(model, n=2)
    rows["office"] = office
    ref = model._store.ref
    to_tray(ref, 0, 1.0, SCOPE)
    to_tray(ref, 0, 1.0, SEVERITY)
    to_tray(ref, 1, 1.0, SCOPE)
    rows["status"][1] = Status.OUTSIDE
    rows["attempts"], rows["office_attempts"] = 7, 3
    files = take_tray(ref)
    assert files.astype(np.int64).tolist() == [
        [0, int(rows["key"][0]), SEVERITY, 0, 0, 0, MEDIATION, 3, 0, office],
    ]
    assert rows["on_tray"].tolist() == [0, 0]
    assert take_tray(ref).shape == (0, 10)
    to_tray(ref, 0, 2.0, SCOPE)
    assert len(take_tray(ref)) == 1


def test_a_graver_file_moves_up_its_queue_and_keeps_its_wait(model):
    """A file that grows graver joins the end of its new class, with patience, limit and wait as before."""
    rows, office = _case(model, 3, n=2)
    _fill(model, office)
    for i in (0, 1):
        arrive(model._store.ref, i, office, 1.0 + i, Event.ENTERED)
    quit_, deadline = rows["t_quit"][1], rows["t_deadline"][1]
    rows["severity"][1] = 1
    review(model._store.ref, 1, 9.0, SEVERITY)
    assert (rows["queue_class"][1], rows["enqueued"][1], rows["waited"][1]) == (1, 2.0, 0.0)
    assert (rows["t_quit"][1], rows["t_deadline"][1]) == (quit_, deadline)
    assert rows["t_next"][1] == min(quit_, deadline)
    assert model.state.queue_first[office].tolist() == [0, 1, -1]
    assert model.state.offices["waiting"][office] == 2


def test_an_organisation_refers_nothing_before_it_has_failed():
    """However the rows read, a file that waits at an organisation is not laid in the tray for its scope."""
    tiers = {"staff": {"community": 0.5, "city": 0.5}, "entry": [{"tier": "community"}], "terminal": "city"}
    rows_ = [{"source": "community", "to": "city", "on": ["scope", "severity", "deadline", "failure"]}]
    model = CityModel(world(CASES, regimes={"own": {**tiers, "referral": rows_}}), "own")
    for tier, expected in ((0, True), (ORGANIZATION, False)):
        rows, office = _case(model, tier)
        rows["office"] = office
        assert [is_referred(model._store.ref, 0, reason) for reason in range(4)] == [expected] * 4


def test_what_is_over_or_dormant_is_left_alone(model):
    """Support that changes after the end, or while a dispute sleeps, makes nothing graver."""
    for status in (Status.RESOLVED, Status.DORMANT):
        rows, _ = _case(model, status=status, supporters=10_000, severity=0)
        support_changed(model._store.ref, 9.0, np.array([0], dtype=np.int32), np.bool_(True))
        assert (rows["severity"][0], rows["outbreak_days"][0]) == (0, 0)
        assert np.isnan(rows["outbreak_began"][0])


def test_referral_is_counted_and_the_end_is_a_spill(model):
    """A referral raises the count and changes the office; an end names the office that gave up."""
    rows, office = _case(model, 0, n=2)
    rows["office"], rows["status"] = office, Status.IN_TRAY
    model.state.by_status[Status.OUTSIDE], model.state.by_status[Status.IN_TRAY] = 0, 2
    above = int(model.state.places.receiving[0, 2])
    carry_out(
        model._store.ref,
        3.0,
        np.array([0, 1], dtype=np.int32),
        np.array([REFER, END], dtype=np.int8),
        np.array([above, -1], dtype=np.int32),
    )
    assert rows["referrals"].tolist() == [1, 0]
    assert rows["office"].tolist() == [above, -1]
    assert rows["status"][1] == Status.SPILLED
    assert model.disputes.events(int(rows["key"][1]))[-1]["office"] == office


def test_a_false_alarm_is_no_referral_and_in_no_tally(model):
    """What happens to a false alarm is told in its log only."""
    rows, office = _case(model, 0, alarm=1, claimant=-1)
    model.state.by_status[:], model.state.by_stage[:] = 0, 0
    rows["office"], rows["status"] = office, Status.IN_TRAY
    above = int(model.state.places.receiving[0, 2])
    _fill(model, above)
    which, to = np.array([0], dtype=np.int32), np.array([above], dtype=np.int32)
    carry_out(model._store.ref, 3.0, which, np.array([REFER], dtype=np.int8), to)
    assert rows["referrals"][0] == 0
    assert rows["status"][0] == Status.WAITING
    assert rows["t_quit"][0] == rows["t_deadline"][0] == math.inf
    assert not model.state.happened.any()
    assert not model.state.by_status.any()
    assert not model.state.waiting_by_county.any()


def test_the_highest_stage_stays(model):
    """A stage below the highest one leaves that as it is."""
    rows, _ = _case(model, stage=FORMAL, highest=FORMAL)
    set_stage(model._store.ref, 0, MEDIATION)
    assert (rows["stage"][0], rows["highest"][0]) == (MEDIATION, FORMAL)


def test_a_supporter_in_each_of_two_disputes_leaves_one(model):
    """Whoever supports two disputes and leaves one of them stays in the other, in whatever order."""
    for left in (0, 1):
        rows, _ = _case(model, n=2)
        ref = model._store.ref
        j = int(rows["claimant"][0])
        parties_join(ref, 0, 1.0)
        parties_join(ref, 1, 1.0)
        join(ref, j, 1, 1.0)
        finish(ref, left, 2.0, Status.SETTLED, Event.SETTLED, -1)
        kept = model.state.disputes["supporter_list"][1 - left]
        assert kept >= 0
        finish(ref, 1 - left, 3.0, Status.SETTLED, Event.SETTLED, -1)
        assert (model.state.residents.memberships == -1).all()
        assert (model.state.residents.mobilised == 0).all()
