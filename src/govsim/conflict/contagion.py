"""Mobilisation along ties: the threshold-and-transmission rule, tiring, and who has joined what.

An inactive resident with `a` active of `k` neighbours joins with probability
``1[a/k >= phi] (1 - (1 - beta)^a)``: every active tie transmits on its own with probability beta
(times the layer's weight), and a transmission counts if the threshold is reached. ``phi = 0`` gives
the SIR process, ``beta = 1`` the threshold process of Granovetter (1978) and Watts (2002).

A resident who stands for w persons has w places: on 1:1 a person is mobilised for one dispute at a
time, on a coarser scale another of the persons joins with probability (w - taken)/w.
"""

import math

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.conflict.calendar import State
from govsim.conflict.experience import relax
from govsim.conflict.media import rumour_factor
from govsim.conflict.opinion import voiced_trust
from govsim.dice import Purpose, exponential, uniform, uniform_pair
from govsim.population import resident_key
from govsim.state import FREE_SUPPORTER, N_ACTIVE, N_FREE_SUPPORTERS, Store

_ENTITY = np.uint64(0x9E3779B97F4A7C15)
_NO_TRIAL = 1 << 62
_CHILD = 0


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


@numba.njit(cache=True)
def threshold(state: State, j: int, t: float) -> float:
    """Return the effective threshold of resident `j`: lower with grievance, higher with trust."""
    relax(state, j, t)
    p = state.p[0]
    trust = voiced_trust(state, j)
    return state.resident_threshold[j] * math.exp(
        p.contagion_trust_effect * (trust - 0.5) - p.contagion_grievance_effect * state.resident_grievance[j]
    )


@numba.njit(cache=True)
def active_neighbours(state: State, j: int, i: int) -> int:
    """Return how many ties of resident `j` lead to someone active for dispute `i`."""
    memberships, supporters, neighbour = state.resident_memberships, state.supporters, state.tie_neighbour
    first, last = state.tie_start[j], state.tie_start[j + 1]
    active = 0
    for e in range(first, last):
        row = memberships[neighbour[e]]
        while row >= 0 and supporters[row].dispute != i:
            row = supporters[row].next_of_resident
        if row >= 0 and supporters[row].active_slot >= 0:
            active += 1
    return active


@numba.njit(cache=True)
def layer_weight(state: State, j: int, e: int, weights: NDArray[np.float64]) -> float:
    """Return the weight of tie number `e` of resident `j` by its layer."""
    if e < state.tie_work_from[j]:
        return weights[0]
    return weights[1] if e < state.tie_online_from[j] else weights[2]


@numba.njit(cache=True)
def contact(state: State, j: int, other: int) -> float:
    """Return what measures leave of the contact between two residents: the less of what both are left."""
    here, there = state.resident_community[j], state.resident_community[other]
    return min(state.today_contact[here], state.today_contact[there])


@numba.njit(cache=True)
def due_supporters(state: State, t: float) -> NDArray[np.int32]:
    """Return the active supporters who tire or transmit by `t`."""
    active, due = state.active, state.active_due
    rows = np.empty(state.counters[N_ACTIVE], dtype=np.int32)
    n = 0
    for slot in range(rows.size):
        if due[slot] <= t:
            rows[n] = active[slot]
            n += 1
    return rows[:n]


@numba.njit(cache=True)
def tire_due(state: State, t: float, rows: NDArray[np.int32]) -> NDArray[np.int32]:
    """Tire those of the supporters whose time is up at `t`; return their disputes, repeats included."""
    touched = np.empty(rows.size, dtype=np.int32)
    n = 0
    for row in rows:
        if state.supporters[row].until <= t:
            touched[n] = state.supporters[row].dispute
            n += 1
            tire(state, row)
    return touched[:n]


@numba.njit(cache=True)
def trials(state: State, t: float, rows: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return the trials of this evening that transmit if the tie is of the highest weight.

    Parameters
    ----------
    rows
        Supporters who are due; they are moved on to a later evening.

    Returns
    -------
    who : int32 (n, 2)
        The supporter, and the number of the tie among the resident's.
    keep : float64 (n,)
        The uniform that thins the trial to the weight of the tie.
    """
    seed, supporters = state.seed[0], state.supporters
    # The first draw of everyone in loops of their own: memory is read ahead, draws are vectorised.
    entities, draws = np.empty(rows.size, dtype=np.uint64), np.empty(rows.size, dtype=np.uint64)
    for n in range(rows.size):
        entities[n] = supporters[rows[n]].entity
        draws[n] = supporters[rows[n]].draws
    skips, keeps = np.empty(rows.size), np.empty(rows.size)
    for n in range(rows.size):
        skips[n], keeps[n] = uniform_pair(seed, Purpose.CONTACT, entities[n], 0, draws[n])
    who, keep = np.empty((2 * rows.size + 1, 2), dtype=np.int32), np.empty(2 * rows.size + 1)
    found = 0
    for n in range(rows.size):
        row = rows[n]
        supporter = supporters[row]
        u, v = skips[n], keeps[n]
        while supporter.next_evening <= t:
            # Evenings on which nobody was looking, as where contagion was switched off, pass by.
            if supporter.next_evening == t:
                if found == keep.size:
                    who = np.concatenate((who, np.empty_like(who)))
                    keep = np.concatenate((keep, np.empty_like(keep)))
                who[found, 0], who[found, 1] = row, supporter.next_trial % supporter.degree
                keep[found] = v
                found += 1
            move_on(state, row, u)
            if supporter.next_evening <= t:
                u, v = uniform_pair(seed, Purpose.CONTACT, supporter.entity, 0, supporter.draws)
        state.active_due[supporter.active_slot] = min(supporter.until, supporter.next_evening)
    return who[:found], keep[:found]


@numba.njit(cache=True)
def transmissions(
    state: State, t: float, rows: NDArray[np.int32], weights: NDArray[np.float64]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return who is reached by whose dispute this evening, thresholds not yet considered.

    Parameters
    ----------
    rows
        Supporters who are due.

    Returns
    -------
    residents, disputes : int32 (n,)
        Pairs, repeats included.
    """
    who, keep = trials(state, t, rows)
    highest, beta = state.highest_chance[0], state.p[0].contagion_beta
    residents, disputes = np.empty(keep.size, dtype=np.int32), np.empty(keep.size, dtype=np.int32)
    reached = 0
    for n in range(keep.size):
        supporter, tie = state.supporters[who[n, 0]], who[n, 1]
        j = state.tie_neighbour[supporter.first_tie + tie]
        weight = layer_weight(state, supporter.resident, tie, weights)
        chance = min(1.0, beta * weight * rumour_factor(state, j))
        if tie < state.tie_online_from[supporter.resident]:
            chance *= contact(state, supporter.resident, j)
        if state.resident_organised[j] == 1:
            chance *= state.place_dilution[state.resident_community[j]]
        if keep[n] * highest < chance:
            residents[reached], disputes[reached] = j, supporter.dispute
            reached += 1
    return residents[:reached], disputes[:reached]


@numba.njit(cache=True)
def admissible(
    state: State, t: float, residents: NDArray[np.int32], disputes: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Return which of the reached residents pass their threshold and have a place left.

    Judged for all of them on the state before anyone joins, so that the order of the pairs is of
    no consequence. Everyone reached is exposed, whether they join or not.
    """
    p = state.p[0]
    out = np.zeros(residents.size, dtype=np.bool_)
    for n in range(residents.size):
        j, i = residents[n], disputes[n]
        if state.resident_age_class[j] == _CHILD:
            continue
        if membership(state, j, i) >= 0:
            continue
        needed, k = threshold(state, j, t), state.tie_start[j + 1] - state.tie_start[j]
        # Whoever is reached has one active tie at least.
        out[n] = needed <= 1.0 / k or needed <= active_neighbours(state, j, i) / k
    for n in range(residents.size):
        j = residents[n]
        relax(state, j, t)
        share = 1.0 / state.place_weight[state.resident_community[j]]
        exposure = state.resident_exposure[j] + p.trust_exposure_step * share
        grievance = state.resident_grievance[j] + p.trust_grievance_exposure * share
        state.resident_exposure[j] = min(1.0, exposure)
        state.resident_grievance[j] = min(1.0, grievance)
    return out


@numba.njit(cache=True)
def admit(
    state: State, t: float, residents: NDArray[np.int32], disputes: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Let the pairs join while there are places; return the disputes that were joined.

    Residents wanted by several disputes choose in the order of the disputes' keys.
    """
    keys = np.empty(residents.size, dtype=np.uint64)
    for n in range(residents.size):
        keys[n] = state.disputes[disputes[n]].key
    touched = np.empty(residents.size, dtype=np.int32)
    n_touched = 0
    for place in np.argsort(keys, kind="mergesort"):
        j, i = residents[place], disputes[place]
        weight = state.place_weight[state.resident_community[j]]
        u = uniform(state.seed[0], Purpose.VACANCY, pair_key(state, j, state.disputes[i].key), int(t), 0)
        if u * weight < weight - state.resident_mobilised[j] and join(state, j, i, t):
            touched[n_touched] = i
            n_touched += 1
    return touched[:n_touched]


def spread(store: Store, t: float, weights: NDArray[np.float64]) -> NDArray[np.int32]:
    """One evening of contagion at time `t`: transmission, thresholds, joining, tiring.

    All are judged on who was active before, as in the synchronous SIR process, so that a supporter
    transmits on one evening at least.

    Parameters
    ----------
    store
        Its state is changed.
    t
        Time of the evening, a whole number of days.
    weights
        Weight of each layer, float64 (3,).

    Returns
    -------
    int32 (n,)
        Disputes whose support changed, each once, in the order in which they arose.
    """
    rows = due_supporters(store.ref, t)
    residents, disputes = transmissions(store.ref, t, rows, weights)
    joined = np.empty(0, dtype=np.int32)
    if residents.size:
        passed = admissible(store.ref, t, residents, disputes)
        store.reserve(supporters=int(passed.sum()))
        joined = admit(store.ref, t, residents[passed], disputes[passed])
    tired = tire_due(store.ref, t, rows)
    return _each_once(np.concatenate((tired, joined)))


def _each_once(rows: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return rows in ascending order without repeats; on short arrays faster than `numpy.unique`."""
    rows.sort()
    return rows[np.append(True, rows[1:] != rows[:-1])] if rows.size else rows


def highest_chance(beta: float, weights: NDArray[np.float64], factor: float = 1.0) -> float:
    """Return the highest probability with which any tie transmits in an evening.

    Parameters
    ----------
    beta
    weights
        Weight of each layer, float64 (3,).
    factor
        Highest factor of rumour.
    """
    return min(1.0, beta * float(weights.max()) * factor)
