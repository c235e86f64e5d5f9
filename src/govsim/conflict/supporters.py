"""Supporters of disputes: who joins what, when they transmit and tire, and how they leave.

A resident who stands for w persons has w places: on 1:1 a person is mobilised for one dispute at a
time, on a coarser scale another of the persons joins with probability (w - taken)/w.
"""

import math

import numba
import numpy as np

from govsim.conflict.calendar import State
from govsim.dice import Purpose, exponential, uniform, uniform_pair
from govsim.population import resident_key
from govsim.state import FREE_SUPPORTER, N_ACTIVE, N_FREE_SUPPORTERS

_ENTITY = np.uint64(0x9E3779B97F4A7C15)
_NO_TRIAL = 1 << 62


@numba.njit(cache=True)
def pair_key(state: State, j: int, dispute_key: np.uint64) -> np.uint64:
    """Return the dice entity of a resident in a dispute."""
    c = state.resident_community[j]
    person = resident_key(state.place_code[c], j - state.place_start[c])
    return (np.uint64(person) * _ENTITY) ^ np.uint64(dispute_key)


@numba.njit(cache=True)
def move_on(state: State, row: int, skip: float) -> None:
    """Move a supporter on to the next trial that transmits, drawn by the uniform `skip`.

    Every tie of a supporter is tried once an evening. Trials are numbered evening by evening, and
    the geometric number of misses before the next hit is drawn at once, so that the cost is that of
    the hits. Trials are those of a tie of the highest weight, to be thinned to the tie's own.
    """
    supporter = state.supporters[row]
    highest = state.highest_chance[0]
    supporter.draws += 1
    if highest >= 1.0:
        supporter.next_trial += 1
    elif highest > 0.0:
        supporter.next_trial += 1 + int(min(math.log(skip) / state.log_miss[0], 1e15))
    else:
        supporter.next_trial = _NO_TRIAL
    if supporter.degree > 0 and supporter.next_trial < _NO_TRIAL:
        supporter.next_evening = float(supporter.first_evening + supporter.next_trial // supporter.degree)
    else:
        supporter.next_evening = math.inf


@numba.njit(cache=True)
def membership(state: State, j: int, i: int) -> int:
    """Return the row in which resident `j` joined dispute `i`, tired or not, else -1."""
    row = state.resident_memberships[j]
    while row >= 0 and state.supporters[row].dispute != i:
        row = state.supporters[row].next_of_resident
    return row


@numba.njit(cache=True)
def join(state: State, j: int, i: int, t: float) -> bool:
    """Let resident `j` join dispute `i` at time `t`; False for its other party and who has joined before."""
    d = state.disputes[i]
    if j == d.respondent or membership(state, j, i) >= 0:
        return False
    row = state.counters[FREE_SUPPORTER]
    supporter = state.supporters[row]
    state.counters[FREE_SUPPORTER] = supporter.next_of_dispute
    state.counters[N_FREE_SUPPORTERS] -= 1
    supporter.resident = j
    supporter.dispute = i
    supporter.next_of_resident = state.resident_memberships[j]
    supporter.next_of_dispute = d.supporter_list
    state.resident_memberships[j] = row
    d.supporter_list = row
    # Another episode of the same dispute is another occasion, with other luck.
    supporter.entity = pair_key(state, j, d.key) + np.uint64(d.episode)
    supporter.first_tie = state.tie_start[j]
    supporter.degree = state.tie_start[j + 1] - supporter.first_tie
    u = uniform(state.seed[0], Purpose.TIRING, supporter.entity, 0, 0)
    supporter.until = t + exponential(u) * state.p[0].contagion_tiring_days
    supporter.first_evening = math.floor(t) + 1
    supporter.next_trial = -1
    supporter.draws = 0
    skip, _ = uniform_pair(state.seed[0], Purpose.CONTACT, supporter.entity, 0, 0)
    move_on(state, row, skip)
    slot = state.counters[N_ACTIVE]
    state.counters[N_ACTIVE] += 1
    supporter.active_slot = slot
    state.active[slot] = row
    state.active_due[slot] = min(supporter.until, supporter.next_evening)
    state.resident_mobilised[j] += 1
    state.standing[j >> 5] |= np.uint32(1) << np.uint32(j & 31)
    state.resident_issue[j] = i
    d.supporters += 1
    d.peak_supporters = max(d.peak_supporters, d.supporters)
    county = np.uint64(1) << np.uint64(state.place_county[state.resident_community[j]])
    if d.county_mask & county == np.uint64(0):
        d.county_mask |= county
        d.counties += 1
    return True


@numba.njit(cache=True)
def tire(state: State, row: int) -> None:
    """End the activity of one supporter; they stay a member, so they do not join again."""
    supporter = state.supporters[row]
    slot = supporter.active_slot
    if slot < 0:
        return
    last = state.counters[N_ACTIVE] - 1
    moved = state.active[last]
    state.active[slot] = moved
    state.active_due[slot] = state.active_due[last]
    state.supporters[moved].active_slot = slot
    state.counters[N_ACTIVE] = last
    supporter.active_slot = -1
    j = supporter.resident
    state.resident_mobilised[j] -= 1
    if state.resident_mobilised[j] == 0:
        state.standing[j >> 5] &= ~(np.uint32(1) << np.uint32(j & 31))
        state.resident_issue[j] = -1
    state.disputes[supporter.dispute].supporters -= 1


@numba.njit(cache=True)
def release(state: State, i: int) -> None:
    """Let everyone leave dispute `i`."""
    d = state.disputes[i]
    row = d.supporter_list
    while row >= 0:
        tire(state, row)
        supporter = state.supporters[row]
        j = supporter.resident
        before = state.resident_memberships[j]
        if before == row:
            state.resident_memberships[j] = supporter.next_of_resident
        else:
            while state.supporters[before].next_of_resident != row:
                before = state.supporters[before].next_of_resident
            state.supporters[before].next_of_resident = supporter.next_of_resident
        following = supporter.next_of_dispute
        supporter.next_of_dispute = state.counters[FREE_SUPPORTER]
        state.counters[FREE_SUPPORTER] = row
        state.counters[N_FREE_SUPPORTERS] += 1
        row = following
    d.supporter_list = -1
