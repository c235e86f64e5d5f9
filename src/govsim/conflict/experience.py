"""Trust, grievance and the sense of gain: what residents make of how they were treated."""

import math

import numba

from govsim.conflict.calendar import State
from govsim.scenario.vocabulary import TIERS

_TOP = len(TIERS) - 1


@numba.njit(cache=True)
def relax(state: State, j: int, t: float) -> None:
    """Let grievance and exposure of resident `j` relax up to time `t`, towards hardship and 0."""
    r, p = state.residents, state.p[0]
    elapsed = t - r.updated[j]
    if elapsed > 0.0:
        rest = min(1.0, p.trust_grievance_rest * r.hardship[j])
        fade = math.exp(-p.trust_grievance_decay * elapsed)
        r.grievance[j] = rest + (r.grievance[j] - rest) * fade
        r.exposure[j] *= fade
        r.updated[j] = t


@numba.njit(cache=True)
def aggrieve(state: State, j: int, t: float, change: float) -> None:
    """Raise (or lower) the grievance of one of the persons that resident `j` stands for."""
    relax(state, j, t)
    r = state.residents
    share = 1.0 / state.places.weight[r.community[j]]
    r.grievance[j] = min(1.0, max(0.0, r.grievance[j] + change * share))


@numba.njit(cache=True)
def judge(state: State, j: int, tier: int, worth: float, weight: float) -> None:
    """Move trust of resident `j` in a tier towards the worth of an experience.

    Losses weigh more than gains. A resident who stands for w persons moves by 1/w of what the one
    person concerned does.
    """
    r, p = state.residents, state.p[0]
    share = weight / state.places.weight[r.community[j]]
    if tier <= _TOP:
        gap = worth - r.trust[j, tier]
        rate = p.trust_gain_rate if gap > 0 else p.trust_loss_rate
        change = rate * gap * share
        r.trust[j, tier] += change
        state.trust_shift[tier] += change * state.places.weight[r.community[j]]
    gap = worth - r.gain[j]
    rate = p.trust_gain_rate if gap > 0 else p.trust_loss_rate
    r.gain[j] += rate * gap * share


@numba.njit(cache=True)
def experience(state: State, i: int, t: float, tier: int, worth: float, grievance: float) -> None:
    """Let the parties and supporters of dispute `i` judge the office tier that handled it.

    Parameters
    ----------
    worth
        1 for a prompt durable success, 0 for a failure.
    grievance
        Change of the claimant's grievance.
    """
    d = state.disputes[i]
    if d.claimant >= 0:
        aggrieve(state, d.claimant, t, grievance)
        judge(state, d.claimant, tier, worth, 1.0)
    if d.respondent >= 0:
        judge(state, d.respondent, tier, worth, 1.0)
    weight = state.p[0].trust_supporter_weight
    row = d.supporter_list
    while row >= 0:
        supporter = state.supporters[row]
        j = supporter.resident
        if j != d.claimant and j != d.respondent:
            judge(state, j, tier, worth, weight)
        row = supporter.next_of_dispute
