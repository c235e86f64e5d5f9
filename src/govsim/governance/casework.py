"""Casework in continuous time: entry, queueing, attempts, outcomes and referral, event by event."""

import math

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.conflict.calendar import State, reschedule
from govsim.conflict.claims import parties_join
from govsim.conflict.contagion import release
from govsim.conflict.escalation import (
    CLAIM,
    COLLECTIVE,
    FORMAL,
    MEDIATION,
    PETITION,
    begin_stage,
    ring_after,
    stop_clocks,
    update_hazard,
)
from govsim.conflict.experience import aggrieve, experience
from govsim.conflict.history import is_over, note, note_crossing, set_stage, set_status
from govsim.dice import Purpose, uniform, uniform_pair
from govsim.governance.queues import join_queue, leave_queue, next_in_line
from govsim.governance.service import partners_needed, service_time, success_probability
from govsim.scenario.vocabulary import REASONS
from govsim.state import (
    MARGIN,
    N_DISPUTES,
    N_EVENTS,
    N_FREE_SUPPORTERS,
    N_HEAP,
    N_TRAY,
    ORGANIZATION,
    Event,
    Status,
)

FAILURE, DEADLINE, SEVERITY, SCOPE = range(len(REASONS))
HOLD, REFER, END = range(3)
"""Decisions of an office on a file."""

_OUTSIDE = int(Status.OUTSIDE)
_WAITING = int(Status.WAITING)
_IN_SERVICE = int(Status.IN_SERVICE)
_IN_TRAY = int(Status.IN_TRAY)
_DORMANT = int(Status.DORMANT)
_RESOLVED = int(Status.RESOLVED)
_SETTLED = int(Status.SETTLED)
_ABANDONED = int(Status.ABANDONED)
_SPILLED = int(Status.SPILLED)
_DISMISSED = int(Status.DISMISSED)
_COMMUNITY = 0
_GRIEVANCE_PERIOD = 30.0


@numba.njit(cache=True)
def scope_of(state: State, i: int) -> int:
    """Return the code in `SCOPES` of how far the parties and supporters of dispute `i` are spread."""
    d = state.disputes[i]
    if d.counties > 1:
        return 2
    return 1 if d.communities > 1 else 0


@numba.njit(cache=True)
def statutory_limit(state: State, stage: int) -> float:
    """Return the limit, in days, for cases at a stage."""
    p = state.p[0]
    if stage == FORMAL:
        return p.casework_limit_formal
    if stage == PETITION:
        return p.casework_limit_petition
    if stage == COLLECTIVE:
        return p.casework_limit_collective
    return p.casework_limit_mediation


@numba.njit(cache=True)
def load_of(state: State, office: int) -> float:
    """Return cases waiting and in hand per slot."""
    o = state.offices[office]
    return (o.busy + o.waiting) / o.slots


@numba.njit(cache=True)
def entry_office(state: State, i: int) -> int:
    """Return the office at which dispute `i` enters at its stage, -1 if no office takes it."""
    d = state.disputes[i]
    if state.route_handles[0] == 0:
        return -1
    if d.alarm == 1:
        return state.place_receiving[d.community, _COMMUNITY]
    first, number = state.place_organization[d.community]
    if d.stage == MEDIATION and d.organized == 0 and state.route_organizations[0] == 1 and number > 0:
        turn, which = uniform_pair(state.seed[0], Purpose.ORGANIZATION, d.key, d.episode, 0)
        if turn < state.p[0].organizations_take_up:
            chosen = first + int(which * number)
            if state.offices[chosen].slots > 0:
                d.organized = 1
                return chosen
    tier = state.route_entry[d.stage - MEDIATION, d.type, scope_of(state, i), d.severity]
    if tier < 0:
        return -1
    office = state.place_receiving[d.community, tier]
    while (
        office >= 0
        and state.route_overflow_to[tier] >= 0
        and load_of(state, office) > state.route_overflow_load[tier]
    ):
        tier = state.route_overflow_to[tier]
        office = state.place_receiving[d.community, tier]
    return office


@numba.njit(cache=True)
def enter(state: State, i: int, t: float) -> None:
    """Bring dispute `i` to the office that its stage calls for."""
    office = entry_office(state, i)
    d = state.disputes[i]
    if office < 0:
        set_status(state, i, _OUTSIDE)
        u = uniform(state.seed[0], Purpose.PATIENCE, d.key, d.spells, 0)
        d.spells += 1
        d.t_quit = ring_after(u, 1.0 / state.p[0].casework_patience_days, t)
        update_hazard(state, i, t)
        reschedule(state, i)
        return
    if math.isnan(d.entered):
        d.entered = t
    arrive(state, i, office, t, Event.ENTERED)


@numba.njit(cache=True)
def arrive(state: State, i: int, office: int, t: float, event: int) -> None:
    """Hand dispute `i` to an office: it waits its turn there, and is served at once if a slot is free."""
    d = state.disputes[i]
    d.office = office
    d.office_attempts = 0
    if state.offices[office].tier != ORGANIZATION:
        d.highest_tier = max(d.highest_tier, state.offices[office].tier)
    note(state, t, i, event, office, state.offices[office].tier)
    wait(state, i, t)


@numba.njit(cache=True)
def wait(state: State, i: int, t: float) -> None:
    """Queue dispute `i` at its office, with fresh patience and limit."""
    d = state.disputes[i]
    join_queue(state, i, t)
    if state.given.size > 0:
        d.t_quit = state.given[i].quit
    elif d.alarm == 0:
        u = uniform(state.seed[0], Purpose.PATIENCE, d.key, d.spells, 0)
        d.spells += 1
        d.t_quit = ring_after(u, 1.0 / state.p[0].casework_patience_days, t)
        if state.offices[d.office].tier != ORGANIZATION:
            d.t_deadline = t + statutory_limit(state, d.stage)
        update_hazard(state, i, t)
    reschedule(state, i)
    serve(state, d.office, t)


@numba.njit(cache=True)
def serve(state: State, office: int, t: float) -> None:
    """Begin attempts while slots are free and cases wait."""
    o = state.offices[office]
    while o.busy < o.slots and o.waiting > 0:
        begin_attempt(state, next_in_line(state, office), t)


@numba.njit(cache=True)
def resent_waiting(state: State, i: int, t: float) -> None:
    """Raise the grievance of the claimant of dispute `i` for the time in the queue that ends at `t`."""
    d = state.disputes[i]
    if d.claimant >= 0:
        change = state.p[0].trust_grievance_waiting * (t - d.enqueued) / _GRIEVANCE_PERIOD
        aggrieve(state, d.claimant, t, change)


@numba.njit(cache=True)
def begin_attempt(state: State, i: int, t: float) -> None:
    """Take dispute `i` from its queue into service."""
    d = state.disputes[i]
    o = state.offices[d.office]
    resent_waiting(state, i, t)
    leave_queue(state, i, t)
    set_status(state, i, _IN_SERVICE)
    o.busy += 1
    o.began += 1
    d.attempts += 1
    d.office_attempts += 1
    d.served = t
    partners_needed(state, i, t)
    d.highest_tier = max(d.highest_tier, d.imposed)
    d.t_service = t + service_time(state, i)
    note(state, t, i, Event.SERVICE_BEGAN, d.office, d.office_attempts)
    update_hazard(state, i, t)
    reschedule(state, i)


@numba.njit(cache=True)
def end_attempt(state: State, i: int, t: float) -> None:
    """Free the slot in which dispute `i` was served and account for its time."""
    d = state.disputes[i]
    o = state.offices[d.office]
    o.busy -= 1
    o.busy_days += max(0.0, t - max(d.served, state.p[0].warmup_days))
    d.t_service = math.inf


@numba.njit(cache=True)
def leave_office(state: State, i: int, t: float) -> None:
    """Take dispute `i` from the office that holds it, wherever it is there, and go on serving others."""
    d = state.disputes[i]
    office = d.office
    if d.status == _WAITING:
        leave_queue(state, i, t)
    elif d.status == _IN_SERVICE:
        end_attempt(state, i, t)
        note(state, t, i, Event.BROKEN_OFF, office, d.office_attempts)
    d.office = -1
    set_status(state, i, _OUTSIDE)
    if office >= 0:
        serve(state, office, t)


@numba.njit(cache=True)
def finish(state: State, i: int, t: float, status: int, event: int, office: int) -> None:
    """Bring dispute `i` to an end state; everyone leaves it."""
    d = state.disputes[i]
    stop_clocks(state, i)
    set_status(state, i, status)
    d.closed = t
    d.office = -1
    note(state, t, i, event, office, d.stage)
    release(state, i)
    reschedule(state, i)


@numba.njit(cache=True)
def go_dormant(state: State, i: int, t: float, event: int, office: int) -> None:
    """Report dispute `i` as resolved although it is not: it will come back."""
    d = state.disputes[i]
    stop_clocks(state, i)
    set_status(state, i, _DORMANT)
    d.office = -1
    d.reported += 1
    u = uniform(state.seed[0], Purpose.RETURN, d.key, d.attempts, 0)
    d.t_return = ring_after(u, 1.0 / state.p[0].casework_return_days, t)
    note(state, t, i, event, office, d.stage)
    release(state, i)
    reschedule(state, i)


@numba.njit(cache=True)
def worth_of_success(state: State, i: int, t: float) -> float:
    """Return the worth of a success at `t`: 1 at once, less by the factor e per `delay_days`."""
    d = state.disputes[i]
    return math.exp(-(t - d.entered) / state.p[0].trust_delay_days)


@numba.njit(cache=True)
def conclude_attempt(state: State, i: int, t: float) -> None:
    """Decide the attempt that ends at `t`: resolved, agreed but not for good, on paper, or failed."""
    d, p = state.disputes[i], state.p[0]
    office = d.office
    tier = state.offices[office].tier
    end_attempt(state, i, t)
    if d.alarm == 1:
        finish(state, i, t, _DISMISSED, Event.DISMISSED, office)
        serve(state, office, t)
        return
    luck, paper = uniform_pair(state.seed[0], Purpose.OUTCOME, d.key, d.attempts, 0)
    lasts, _ = uniform_pair(state.seed[0], Purpose.OUTCOME, d.key, d.attempts, 1)
    if luck < success_probability(state, i):
        experience(state, i, t, tier, worth_of_success(state, i, t), -p.trust_grievance_relief)
        if lasts < p.casework_relapse:
            go_dormant(state, i, t, Event.AGREED, office)
        else:
            d.reported += 1
            d.resolved_office = office
            finish(state, i, t, _RESOLVED, Event.RESOLVED, office)
    else:
        experience(state, i, t, tier, 0.0, p.trust_grievance_failure)
        if paper < p.casework_reporting_pressure and tier != ORGANIZATION:
            d.papered += 1
            go_dormant(state, i, t, Event.CLOSED_ON_PAPER, office)
        else:
            note(state, t, i, Event.FAILED, office, d.office_attempts)
            to_tray(state, i, t, FAILURE)
    serve(state, office, t)


@numba.njit(cache=True)
def to_tray(state: State, i: int, t: float, reason: int) -> None:
    """Lay dispute `i` before its office for a decision next morning."""
    d = state.disputes[i]
    set_status(state, i, _IN_TRAY)
    d.tray_reason = reason
    if d.on_tray == 0:
        d.on_tray = 1
        state.tray[state.counters[N_TRAY]] = i
        state.counters[N_TRAY] += 1
    update_hazard(state, i, t)
    reschedule(state, i)


@numba.njit(cache=True)
def escalate(state: State, i: int, t: float) -> None:
    """Move dispute `i` one stage up; from mediation on it goes to the office of its new stage."""
    d = state.disputes[i]
    if d.stage >= MEDIATION:
        leave_office(state, i, t)
    set_stage(state, i, d.stage + 1)
    if d.stage == CLAIM:
        note(state, t, i, Event.CLAIMED, -1, d.stage)
        parties_join(state, i, t)
        note_crossing(state, i, t)
    else:
        note(state, t, i, Event.ESCALATED, -1, d.stage)
    begin_stage(state, i, t)
    if d.stage >= MEDIATION:
        enter(state, i, t)
    else:
        reschedule(state, i)


@numba.njit(cache=True)
def detect(state: State, i: int, t: float) -> None:
    """Bring a latent dispute (or a false alarm) to mediation before anyone has claimed."""
    d = state.disputes[i]
    d.detected = 1
    d.t_detect = math.inf
    if d.alarm == 0:
        note(state, t, i, Event.DETECTED, -1, d.stage)
        set_stage(state, i, MEDIATION)
        parties_join(state, i, t)
        note_crossing(state, i, t)
        begin_stage(state, i, t)
    enter(state, i, t)


@numba.njit(cache=True)
def return_to_claim(state: State, i: int, t: float) -> None:
    """Let a dormant dispute come back as a claim."""
    d = state.disputes[i]
    d.t_return = math.inf
    d.episode += 1
    d.organized = 0
    d.stage = CLAIM
    set_status(state, i, _OUTSIDE)
    note(state, t, i, Event.RETURNED, -1, d.episode)
    parties_join(state, i, t)
    begin_stage(state, i, t)
    reschedule(state, i)


@numba.njit(cache=True)
def happen(state: State, i: int) -> None:
    """Let the next event of dispute `i` happen. At equal times the order is that of the branches."""
    d = state.disputes[i]
    t = d.t_next
    if t == d.t_service:
        conclude_attempt(state, i, t)
    elif t == d.t_detect:
        detect(state, i, t)
    elif t == d.t_return:
        return_to_claim(state, i, t)
    elif t == d.t_settle:
        finish(state, i, t, _SETTLED, Event.SETTLED, -1)
    elif t == d.t_quit:
        office = d.office
        if office >= 0:
            tier = state.offices[office].tier
            resent_waiting(state, i, t)
            experience(state, i, t, tier, 0.0, state.p[0].trust_grievance_failure)
        leave_office(state, i, t)
        finish(state, i, t, _ABANDONED, Event.ABANDONED, office)
    elif t == d.t_deadline:
        note(state, t, i, Event.DEADLINE, d.office, d.stage)
        d.t_deadline = math.inf
        if is_referred(state, i, DEADLINE):
            leave_queue(state, i, t)
            to_tray(state, i, t, DEADLINE)
        else:
            reschedule(state, i)
    else:
        escalate(state, i, t)


@numba.njit(cache=True)
def has_room(state: State) -> bool:
    """Whether one more event can be handled before an array must grow."""
    return (
        state.log.size - state.counters[N_EVENTS] > MARGIN // 2
        and state.counters[N_FREE_SUPPORTERS] > MARGIN // 2
        and state.disputes.size > state.counters[N_DISPUTES]
    )


@numba.njit(cache=True)
def advance(state: State, until: float) -> bool:
    """Handle all events before `until`, in order of time; False if an array must grow first."""
    while state.counters[N_HEAP] > 0:
        i = state.heap[0]
        if state.disputes[i].t_next >= until:
            break
        if not has_room(state):
            return False
        happen(state, i)
    return True


@numba.njit(cache=True)
def take_tray(state: State) -> NDArray[np.uint64]:
    """Empty the tray and return the files that await a decision, each once.

    Returns
    -------
    uint64 (n, 10)
        Row, key, reason, type, scope, severity, stage, attempts at its office, community, office.
    """
    waiting = state.counters[N_TRAY]
    state.counters[N_TRAY] = 0
    files = np.empty((waiting, 10), dtype=np.uint64)
    n = 0
    for slot in range(waiting):
        i = state.tray[slot]
        d = state.disputes[i]
        d.on_tray = 0
        if d.status == _IN_TRAY:
            files[n, 0] = i
            files[n, 1] = d.key
            files[n, 2] = d.tray_reason
            files[n, 3] = d.type
            files[n, 4] = scope_of(state, i)
            files[n, 5] = d.severity
            files[n, 6] = d.stage
            files[n, 7] = d.office_attempts
            files[n, 8] = d.community
            files[n, 9] = d.office
            n += 1
    return files[:n]


@numba.njit(cache=True)
def carry_out(
    state: State,
    t: float,
    disputes: NDArray[np.int32],
    decisions: NDArray[np.int8],
    offices: NDArray[np.int32],
) -> None:
    """Carry out the offices' decisions: hold, refer to another office, or end.

    A file that is referred where no office has slots (-1) is held.
    """
    for n in range(disputes.size):
        i = disputes[n]
        d = state.disputes[i]
        if decisions[n] == HOLD or (decisions[n] == REFER and offices[n] < 0):
            note(state, t, i, Event.HELD, d.office, d.tray_reason)
            wait(state, i, t)
        elif decisions[n] == REFER:
            if d.alarm == 0:
                d.referrals += 1
            arrive(state, i, offices[n], t, Event.REFERRED)
        else:
            finish(state, i, t, _SPILLED, Event.SPILLED, d.office)


@numba.njit(cache=True)
def support_changed(state: State, t: float, disputes: NDArray[np.int32], day_scored: np.bool_) -> None:
    """React to changed support: hazard, severity, county lines crossed, outbreaks.

    A dispute whose supporters pass a third of the outbreak size is serious, at the outbreak size
    grave. An office that has one waiting looks at it again if the regime refers such files.
    """
    size = state.p[0].contagion_outbreak_size
    for n in range(disputes.size):
        i = disputes[n]
        d = state.disputes[i]
        if is_over(d.status) or d.status == _DORMANT:
            continue
        if note_crossing(state, i, t) and d.status == _WAITING:
            review(state, i, t, SCOPE)
        severity = max(int(d.severity), int(3 * d.supporters >= size) + int(d.supporters >= size))
        if severity > d.severity:
            d.severity = severity
            if d.status == _WAITING:
                review(state, i, t, SEVERITY)
        if d.supporters >= size:
            if math.isnan(d.outbreak_began):
                d.outbreak_began = t
                note(state, t, i, Event.OUTBREAK, d.office, min(d.supporters, 32767))
            if day_scored:
                d.outbreak_days += 1.0
        update_hazard(state, i, t)
        reschedule(state, i)


@numba.njit(cache=True)
def is_referred(state: State, i: int, reason: int) -> bool:
    """Whether the regime lets the office that holds dispute `i` refer it for a reason."""
    d = state.disputes[i]
    tier = state.offices[d.office].tier
    if tier == ORGANIZATION:
        return False
    return bool(state.route_refer[reason, tier, d.type, scope_of(state, i), d.severity] >= 0)


@numba.njit(cache=True)
def review(state: State, i: int, t: float, reason: int) -> None:
    """Look again at a waiting file that has become graver or wider: refer it, or move it up the queue."""
    d = state.disputes[i]
    if is_referred(state, i, reason):
        leave_queue(state, i, t)
        to_tray(state, i, t, reason)
    elif d.queue_class != d.severity:
        quit_, deadline, enqueued = d.t_quit, d.t_deadline, d.enqueued
        leave_queue(state, i, t)
        join_queue(state, i, t)
        d.waited -= t - enqueued
        d.enqueued = enqueued
        d.t_quit = quit_
        d.t_deadline = deadline
        reschedule(state, i)
