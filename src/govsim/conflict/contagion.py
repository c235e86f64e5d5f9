"""Mobilisation along ties: the threshold-and-transmission rule.

An inactive resident with `a` active of `k` neighbours joins with probability
``1[a/k >= phi] (1 - (1 - beta)^a)``: every active tie transmits on its own with probability beta
(times the layer's weight), and a transmission counts if the threshold is reached. ``phi = 0`` gives
the SIR process, ``beta = 1`` the threshold process of Granovetter (1978) and Watts (2002).
"""

import math
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.conflict.calendar import State
from govsim.conflict.experience import PARTS, relax
from govsim.conflict.media import loudest_rumour, rumour_factor
from govsim.conflict.opinion import voiced_trust
from govsim.conflict.supporters import join, membership, move_on, pair_key, tire
from govsim.dice import Purpose, uniform, uniform_pair
from govsim.state import AHEAD, N_ACTIVE, Store, prefetch

_CHILD = 0
_SHARED = 1_000
"""Supporters, or reached residents, of an evening from whom on another thread is worth its while."""


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
    standing = state.standing
    active = 0
    for e in range(state.tie_start[j], state.tie_start[j + 1]):
        other = neighbour[e]
        if standing[other >> np.uint32(5)] & (np.uint32(1) << (other & np.uint32(31))) == np.uint32(0):
            continue
        row = memberships[other]
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
    state
    t
        The evening, days.
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
    state
    t
        The evening, days.
    rows
        Supporters who are due.
    weights
        Weight of a tie by layer.

    Returns
    -------
    residents, disputes : int32 (n,)
        Pairs, repeats included.
    """
    who, keep = trials(state, t, rows)
    highest, beta = state.highest_chance[0], state.p[0].contagion_beta
    loudest = loudest_rumour(state)
    hushed = (state.today_contact < 1.0).any()
    # In loops of their own, loads that do not wait for each other: memory answers several at once.
    chances, ties = np.empty(keep.size), np.empty(keep.size, dtype=np.int64)
    for n in range(keep.size):
        supporter, tie = state.supporters[who[n, 0]], who[n, 1]
        chances[n] = beta * layer_weight(state, supporter.resident, tie, weights)
        ties[n] = supporter.first_tie + tie
    likely = 0
    for n in range(keep.size):
        if keep[n] * highest < min(1.0, chances[n] * loudest):
            who[likely], keep[likely], chances[likely], ties[likely] = who[n], keep[n], chances[n], ties[n]
            likely += 1
    residents, disputes = np.empty(likely, dtype=np.int32), np.empty(likely, dtype=np.int32)
    for n in range(likely):
        residents[n] = state.tie_neighbour[ties[n]]
    reached = 0
    for n in range(likely):
        supporter, j = state.supporters[who[n, 0]], residents[n]
        chance = min(1.0, chances[n] * (rumour_factor(state, j) if loudest > 1.0 else 1.0))
        if hushed and who[n, 1] < state.tie_online_from[supporter.resident]:
            chance *= contact(state, supporter.resident, j)
        if state.resident_organised[j] == 1:
            chance *= state.place_dilution[state.resident_community[j]]
        if keep[n] * highest < chance:
            residents[reached], disputes[reached] = j, supporter.dispute
            reached += 1
    return residents[:reached], disputes[:reached]


@numba.njit(cache=True, parallel=True)
def shared_transmissions(
    state: State, t: float, rows: NDArray[np.int32], weights: NDArray[np.float64]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return what `transmissions` returns, bit for bit, found by several threads."""
    # Nobody tries a tie twice in an evening, so that each part has room of its own.
    room = np.zeros(PARTS + 1, dtype=np.int64)
    for part in range(PARTS):
        degrees = 0
        for n in range(rows.size * part // PARTS, rows.size * (part + 1) // PARTS):
            degrees += state.supporters[rows[n]].degree
        room[part + 1] = room[part] + degrees
    residents, disputes = np.empty(room[PARTS], dtype=np.int32), np.empty(room[PARTS], dtype=np.int32)
    found = np.zeros(PARTS, dtype=np.int64)
    for part in numba.prange(PARTS):
        some = rows[rows.size * part // PARTS : rows.size * (part + 1) // PARTS]
        reached, causes = transmissions(state, t, some, weights)
        residents[room[part] : room[part] + reached.size] = reached
        disputes[room[part] : room[part] + reached.size] = causes
        found[part] = reached.size
    n = found[0]
    for part in range(1, PARTS):
        for place in range(room[part], room[part] + found[part]):
            residents[n], disputes[n] = residents[place], disputes[place]
            n += 1
    return residents[:n], disputes[:n]


def admissible(
    state: Any, t: float, residents: NDArray[np.int32], disputes: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Return which of the reached residents pass their threshold and have a place left.

    Judged for all of them on the state before anyone joins, so that the order of the pairs is of
    no consequence. Everyone reached is exposed, whether they join or not.
    """
    # Who is up to date is not changed by being judged, so that threads can share that.
    relax_all(state, residents, t)
    find = shared_thresholds if residents.size >= _SHARED else thresholds
    passed = np.zeros(residents.size, dtype=np.bool_)
    find(state, t, residents, disputes, passed)
    expose(state, residents)
    return passed


@numba.njit(cache=True)
def relax_all(state: State, residents: NDArray[np.int32], t: float) -> None:
    """Let grievance and exposure of residents relax up to time `t`."""
    for n in range(residents.size):
        ahead = residents[min(n + AHEAD, residents.size - 1)]
        prefetch(state.resident_updated, ahead)
        prefetch(state.resident_hardship, ahead)
        prefetch(state.resident_grievance, ahead)
        prefetch(state.resident_exposure, ahead)
        relax(state, residents[n], t)


@numba.njit(cache=True)
def expose(state: State, residents: NDArray[np.int32]) -> None:
    """Let residents, who are up to date, feel that they have been reached, once for each time."""
    p = state.p[0]
    for j in residents:
        share = 1.0 / state.place_weight[state.resident_community[j]]
        exposure = state.resident_exposure[j] + p.trust_exposure_step * share
        grievance = state.resident_grievance[j] + p.trust_grievance_exposure * share
        state.resident_exposure[j] = min(1.0, exposure)
        state.resident_grievance[j] = min(1.0, grievance)


@numba.njit(cache=True)
def thresholds(
    state: State,
    t: float,
    residents: NDArray[np.int32],
    disputes: NDArray[np.int32],
    passed: NDArray[np.bool_],
) -> None:
    """Mark which of the reached residents, who are up to date, pass their threshold and are no members."""
    # Where ties begin and end in a loop of its own: loads that do not wait for each other.
    ends = np.empty((residents.size, 2), dtype=np.int64)
    for n in range(residents.size):
        ends[n, 0], ends[n, 1] = state.tie_start[residents[n]], state.tie_start[residents[n] + 1] - 1
    for n in range(residents.size):
        coming = min(n + AHEAD, residents.size - 1)
        ahead = residents[coming]
        prefetch(state.tie_neighbour, ends[coming, 0])
        prefetch(state.tie_neighbour, ends[coming, 1])
        prefetch(state.resident_age_class, ahead)
        prefetch(state.resident_memberships, ahead)
        prefetch(state.resident_trust, ahead)
        prefetch(state.resident_threshold, ahead)
        prefetch(state.resident_opinion, ahead)
        j, i = residents[n], disputes[n]
        if state.resident_age_class[j] == _CHILD:
            continue
        if membership(state, j, i) >= 0:
            continue
        needed, k = threshold(state, j, t), state.tie_start[j + 1] - state.tie_start[j]
        # Whoever is reached has one active tie at least.
        passed[n] = needed <= 1.0 / k or needed <= active_neighbours(state, j, i) / k


@numba.njit(cache=True, parallel=True)
def shared_thresholds(
    state: State,
    t: float,
    residents: NDArray[np.int32],
    disputes: NDArray[np.int32],
    passed: NDArray[np.bool_],
) -> None:
    """Mark what `thresholds` marks, found by several threads."""
    for part in numba.prange(PARTS):
        first, last = residents.size * part // PARTS, residents.size * (part + 1) // PARTS
        thresholds(state, t, residents[first:last], disputes[first:last], passed[first:last])


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
    find = shared_transmissions if rows.size >= _SHARED else transmissions
    residents, disputes = find(store.ref, t, rows, weights)
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
