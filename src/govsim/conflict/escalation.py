"""Escalation by competing hazards, and the other clocks of a dispute outside the offices.

Every clock is the inverse of its integrated hazard at a keyed unit exponential, so a clock that
runs at the same hazard in two arms rings at the same time in both.
"""

import math

import numba

from govsim.conflict.calendar import State
from govsim.dice import Purpose, exponential, uniform, uniform_pair
from govsim.scenario.vocabulary import STAGES
from govsim.state import Status

LATENT, CLAIM, MEDIATION, FORMAL, PETITION, COLLECTIVE = range(len(STAGES))
_IN_SERVICE = int(Status.IN_SERVICE)
_COMMUNITY_TIER = 0
_ORGANIZATION = 4
_SERIOUS, _GRAVE = 1, 2


@numba.njit(cache=True)
def trust_in_holder(state: State, i: int) -> float:
    """Trust of the claimant in the tier that holds the file; where nobody does, in the terminal one."""
    d = state.disputes[i]
    if d.claimant < 0:
        return 0.0
    tier = state.route_terminal[0]
    if d.office >= 0:
        tier = state.offices[d.office].tier
        if tier == _ORGANIZATION:
            tier = _COMMUNITY_TIER
    return float(state.resident_trust[d.claimant, tier])


@numba.njit(cache=True)
def escalation_hazard(state: State, i: int) -> float:
    """Return the hazard, per day, that dispute `i` moves to the next stage.

    Latent disputes are voiced at `claim_rate`, claims are brought to a third party at
    `mediation_rate`, both raised by support; from mediation on (s = 0, 1, 2)
    ``eps_s = eps0 exp(gamma s) (1 + chi min(support, cap)) exp(-theta trust)``,
    times the factor of its severity, and times `in_service` while it is attended.
    """
    d, p = state.disputes[i], state.p[0]
    if d.alarm != 0 or d.stage >= COLLECTIVE:
        return 0.0
    support = 1.0 + p.escalation_chi * min(float(d.supporters), p.escalation_chi_cap)
    if d.stage == LATENT:
        return p.escalation_claim_rate * support
    if d.stage == CLAIM:
        access = p.mobility_access_factor if d.newcomer == 1 else 1.0
        return p.escalation_mediation_rate * access * support
    rate = p.escalation_base * math.exp(
        p.escalation_gamma * (d.stage - MEDIATION) - p.escalation_theta * trust_in_holder(state, i)
    )
    if d.severity == _SERIOUS:
        rate *= p.escalation_serious
    elif d.severity == _GRAVE:
        rate *= p.escalation_grave
    if d.status == _IN_SERVICE:
        rate *= p.escalation_in_service
    return rate * support


@numba.njit(cache=True)
def update_hazard(state: State, i: int, t: float) -> None:
    """Account for the hazard spent up to `t` and go on at the present one."""
    d = state.disputes[i]
    d.hazard_left = max(0.0, d.hazard_left - d.hazard_rate * (t - d.hazard_since))
    d.hazard_since = t
    d.hazard_rate = escalation_hazard(state, i)
    d.t_escalate = t + d.hazard_left / d.hazard_rate if d.hazard_rate > 0.0 else math.inf


@numba.njit(cache=True)
def ring_after(u: float, rate: float, t: float) -> float:
    """Time of a clock with constant hazard `rate` that is wound at `t`."""
    return t + exponential(u) / rate if rate > 0.0 else math.inf


@numba.njit(cache=True)
def begin_stage(state: State, i: int, t: float) -> None:
    """Wind the clocks of dispute `i`, which has just reached its stage."""
    d, p = state.disputes[i], state.p[0]
    step = d.episode * len(STAGES) + d.stage
    escalate, settle = uniform_pair(state.seed[0], Purpose.STAGE, d.key, step, 0)
    quit_, detect = uniform_pair(state.seed[0], Purpose.STAGE, d.key, step, 1)
    d.t_settle = math.inf
    d.t_quit = math.inf
    d.t_detect = math.inf
    d.hazard_left = exponential(escalate)
    d.hazard_rate = 0.0
    d.hazard_since = t
    if d.stage == LATENT:
        d.t_settle = ring_after(settle, p.escalation_settle_latent, t)
        d.t_quit = ring_after(quit_, p.escalation_lump_latent, t)
        if state.route_handles[0]:
            hazard = state.place_detection[d.community] * state.today_alert[d.community]
            if d.migrant == 1:
                hazard *= p.detection_migrant_factor
            if d.aged == 1:
                hazard *= p.detection_aged_factor
            if d.newcomer == 1:
                hazard *= p.mobility_detection_factor
            d.t_detect = ring_after(detect, hazard, t)
    elif d.stage == CLAIM:
        d.t_settle = ring_after(settle, p.escalation_settle_claim, t)
        d.t_quit = ring_after(quit_, p.escalation_lump_claim, t)
        if state.route_handles[0] and p.conduct_overreach > 0.0:
            u = uniform(state.seed[0], Purpose.OVERREACH, d.key, step, 0)
            d.t_detect = ring_after(u, p.conduct_overreach, t)
    update_hazard(state, i, t)


@numba.njit(cache=True)
def stop_clocks(state: State, i: int) -> None:
    """Stop every clock of dispute `i`."""
    d = state.disputes[i]
    d.hazard_rate = 0.0
    d.t_escalate = math.inf
    d.t_settle = math.inf
    d.t_quit = math.inf
    d.t_detect = math.inf
    d.t_deadline = math.inf
    d.t_service = math.inf
    d.t_return = math.inf
