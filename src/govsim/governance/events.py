"""The events of disputes in continuous time, one after the other: clocks that ring and what follows."""

import math

import numba

from govsim.conflict.calendar import State, reschedule
from govsim.conflict.claims import parties_join
from govsim.conflict.escalation import CLAIM, MEDIATION, begin_stage, ring_after, update_hazard
from govsim.conflict.experience import experience, judge
from govsim.conflict.history import note, note_crossing, set_stage, set_status
from govsim.dice import Purpose, uniform
from govsim.governance.casework import arrive, conclude_attempt, finish, leave_office, resent_waiting
from govsim.governance.channels import choose_channel
from govsim.governance.conduct import handed_to, is_turned_away, resent_looking, turn_away
from govsim.governance.entry import entry_office, government_office
from govsim.governance.queues import leave_queue
from govsim.governance.tray import DEADLINE, is_referred, to_tray
from govsim.state import (
    MARGIN,
    N_DISPUTES,
    N_EVENTS,
    N_FREE_SUPPORTERS,
    N_HEAP,
    Event,
    Status,
)

_OUTSIDE = int(Status.OUTSIDE)
_SETTLED = int(Status.SETTLED)
_ABANDONED = int(Status.ABANDONED)


@numba.njit(cache=True)
def enter(state: State, i: int, t: float) -> None:
    """Bring dispute `i` to the office that its stage calls for."""
    office = entry_office(state, i)
    d = state.disputes[i]
    if office >= 0 and is_turned_away(state, i, office):
        turn_away(state, i, t, office)
        office = -1
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
    arrive(state, i, handed_to(state, i, office), t, Event.ENTERED)


@numba.njit(cache=True)
def escalate(state: State, i: int, t: float) -> None:
    """Move dispute `i` one stage up; from mediation on it goes to the office of its new stage.

    A claimant who chooses a channel brings the claim to the stage of that channel.
    """
    d = state.disputes[i]
    if d.stage >= MEDIATION:
        leave_office(state, i, t)
    stage = d.stage + 1
    if stage == MEDIATION and state.p[0].channels_sensitivity > 0.0 and state.route_handles[0]:
        stage = choose_channel(state, i, t)
    set_stage(state, i, stage)
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
        resent_looking(state, i)
        set_stage(state, i, MEDIATION)
        parties_join(state, i, t)
        note_crossing(state, i, t)
        begin_stage(state, i, t)
    enter(state, i, t)


@numba.njit(cache=True)
def take_over(state: State, i: int, t: float) -> None:
    """Let the office that a claim would belong to open a file on it before the parties have brought it."""
    d = state.disputes[i]
    d.t_detect = math.inf
    office = government_office(state, i, MEDIATION)
    if office < 0:
        reschedule(state, i)
        return
    state.conduct[i].taken_over += 1
    note(state, t, i, Event.TAKEN_OVER, office, d.stage)
    judge(state, d.claimant, state.offices[office].tier, 0.0, state.p[0].conduct_overreach_weight)
    set_stage(state, i, MEDIATION)
    begin_stage(state, i, t)
    if math.isnan(d.entered):
        d.entered = t
    state.conduct[i].right = -1
    arrive(state, i, office, t, Event.ENTERED)


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
    elif t == d.t_detect and d.stage == CLAIM:
        take_over(state, i, t)
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
