"""Casework at an office: queueing, attempts, outcomes, and what becomes of a file that was decided on."""

import math

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.conflict.calendar import State, reschedule
from govsim.conflict.escalation import (
    COLLECTIVE,
    FORMAL,
    PETITION,
    ring_after,
    stop_clocks,
    update_hazard,
)
from govsim.conflict.experience import aggrieve, experience
from govsim.conflict.history import note, set_status
from govsim.conflict.supporters import release
from govsim.dice import Purpose, uniform, uniform_pair
from govsim.governance.channels import note_attempt, present_channel, relapse_probability
from govsim.governance.conduct import is_misrouted, is_suppressed, misrouted_time, resent_suppression
from govsim.governance.law import pass_rule
from govsim.governance.queues import join_queue, leave_queue, next_in_line
from govsim.governance.service import partners_needed, service_time, success_probability
from govsim.governance.tray import FAILURE, to_tray
from govsim.scenario.vocabulary import CHANNELS, SEVERITIES
from govsim.state import DRAFT, ORGANIZATION, Event, Status

HOLD, REFER, END, SPEAK = range(4)
"""Decisions of an office on a file."""

_OUTSIDE = int(Status.OUTSIDE)
_WAITING = int(Status.WAITING)
_IN_SERVICE = int(Status.IN_SERVICE)
_DORMANT = int(Status.DORMANT)
_RESOLVED = int(Status.RESOLVED)
_SPILLED = int(Status.SPILLED)
_DISMISSED = int(Status.DISMISSED)
_GRAVEST = len(SEVERITIES) - 1
_GRIEVANCE_PERIOD = 30.0
_ADMINISTRATION = CHANNELS.index("administration")


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
def limit_of(state: State, i: int) -> float:
    """Return the limit, in days, for dispute `i`: that of its stage, or of reconsideration."""
    if present_channel(state, i) == _ADMINISTRATION:
        return state.p[0].channels_limit_administration
    return statutory_limit(state, state.disputes[i].stage)


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
            d.t_deadline = t + limit_of(state, i)
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
    d.office_attempts += 1
    d.served = t
    if is_misrouted(state, i):
        d.imposed = -1
        d.partners = 1
        d.t_service = t + misrouted_time(state, i)
    else:
        d.attempts += 1
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
    d.reported += 1
    u = uniform(state.seed[0], Purpose.RETURN, d.key, d.attempts, 0)
    sleep(state, i, t, event, office, ring_after(u, 1.0 / state.p[0].casework_return_days, t))


@numba.njit(cache=True)
def suppress(state: State, i: int, t: float, office: int) -> None:
    """End dispute `i` by force for now: everyone leaves it, nobody reports it resolved, it will come back."""
    d = state.disputes[i]
    state.conduct[i].suppressed += 1
    resent_suppression(state, i, t, state.offices[office].tier)
    u = uniform(state.seed[0], Purpose.SUPPRESSION, d.key, d.attempts, 0)
    back = ring_after(u, 1.0 / state.p[0].conduct_suppression_return_days, t)
    sleep(state, i, t, Event.SUPPRESSED, office, back)


@numba.njit(cache=True)
def sleep(state: State, i: int, t: float, event: int, office: int, back: float) -> None:
    """Let dispute `i` lie dormant until it comes back; everyone leaves it."""
    d = state.disputes[i]
    stop_clocks(state, i)
    set_status(state, i, _DORMANT)
    d.office = -1
    d.t_return = back
    note(state, t, i, event, office, d.stage)
    release(state, i)
    reschedule(state, i)


@numba.njit(cache=True)
def hand_on(state: State, i: int, t: float) -> None:
    """Hand a misrouted dispute on to the office that it belongs to."""
    right = state.conduct[i].right
    state.conduct[i].right = -1
    arrive(state, i, right, t, Event.MISROUTED)


@numba.njit(cache=True)
def worth_of_success(state: State, i: int, t: float) -> float:
    """Return the worth of a success at `t`: 1 at once, less by the factor e per `delay_days`."""
    d = state.disputes[i]
    return math.exp(-(t - d.entered) / state.p[0].trust_delay_days)


@numba.njit(cache=True)
def conclude_attempt(state: State, i: int, t: float) -> None:
    """Decide the attempt that ends at `t`.

    A file at a wrong office is handed on. Any other is resolved, agreed but not for good, suppressed,
    closed on paper, or has failed.
    """
    d, p = state.disputes[i], state.p[0]
    office = d.office
    tier = state.offices[office].tier
    end_attempt(state, i, t)
    if is_misrouted(state, i):
        hand_on(state, i, t)
        serve(state, office, t)
        return
    if d.alarm != 0:
        if d.alarm == DRAFT:
            pass_rule(state, office, d.type)
            finish(state, i, t, _DISMISSED, Event.RULE, office)
        else:
            finish(state, i, t, _DISMISSED, Event.DISMISSED, office)
        serve(state, office, t)
        return
    o = state.offices[office]
    o.concluded += 1
    luck, paper = uniform_pair(state.seed[0], Purpose.OUTCOME, d.key, d.attempts, 0)
    lasts, _ = uniform_pair(state.seed[0], Purpose.OUTCOME, d.key, d.attempts, 1)
    if luck < success_probability(state, i):
        o.succeeded += 1
        experience(state, i, t, tier, worth_of_success(state, i, t), -p.trust_grievance_relief)
        relapses = lasts < relapse_probability(state, i)
        note_attempt(state, i, 0 if relapses else 1)
        if relapses:
            go_dormant(state, i, t, Event.AGREED, office)
        else:
            d.reported += 1
            d.resolved_office = office
            state.resolved_cases[office, d.type] += 1
            finish(state, i, t, _RESOLVED, Event.RESOLVED, office)
    elif is_suppressed(state, i, tier):
        note_attempt(state, i, 0)
        suppress(state, i, t, office)
    else:
        experience(state, i, t, tier, 0.0, p.trust_grievance_failure)
        note_attempt(state, i, 0)
        if paper < p.casework_reporting_pressure * (1.0 - o.watched) and tier != ORGANIZATION:
            d.papered += 1
            go_dormant(state, i, t, Event.CLOSED_ON_PAPER, office)
        else:
            note(state, t, i, Event.FAILED, office, d.office_attempts)
            to_tray(state, i, t, FAILURE)
    serve(state, office, t)


@numba.njit(cache=True)
def carry_out(
    state: State,
    t: float,
    disputes: NDArray[np.int32],
    decisions: NDArray[np.int8],
    offices: NDArray[np.int32],
) -> None:
    """Carry out the offices' decisions: hold, refer to another office, speak for it there, or end.

    A file that is referred where no office has slots (-1) is held.
    """
    for n in range(disputes.size):
        i = disputes[n]
        d = state.disputes[i]
        if decisions[n] == HOLD or (decisions[n] in (REFER, SPEAK) and offices[n] < 0):
            note(state, t, i, Event.HELD, d.office, d.tray_reason)
            wait(state, i, t)
        elif decisions[n] == REFER:
            if d.alarm == 0:
                d.referrals += 1
            state.conduct[i].right = -1
            arrive(state, i, offices[n], t, Event.REFERRED)
        elif decisions[n] == SPEAK:
            d.referrals += 1
            d.severity = min(d.severity + 1, _GRAVEST)
            arrive(state, i, offices[n], t, Event.SPOKEN_FOR)
        else:
            finish(state, i, t, _SPILLED, Event.SPILLED, d.office)
