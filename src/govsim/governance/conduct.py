"""How offices behave towards residents: absence, misrouting, suppression, looking unasked; each off at 0.

No dice are thrown for a rule that is off. Luck is keyed by the dispute and by the step of its ladder
or its attempt, so it is the same under every regime.
"""

import numba

from govsim.conflict.calendar import State
from govsim.conflict.escalation import PETITION
from govsim.conflict.experience import aggrieve, experience, experience_of_all, judge
from govsim.conflict.history import note
from govsim.dice import Purpose, uniform, uniform_pair
from govsim.governance.service import normal_time
from govsim.scenario.vocabulary import STAGES, TIERS
from govsim.state import ORGANIZATION, Event

_STAGES = len(STAGES)
_CITY = len(TIERS) - 1


@numba.njit(cache=True)
def ladder_step(state: State, i: int) -> int:
    """Return the number of the step on which dispute `i` stands: one for every stage of every episode."""
    d = state.disputes[i]
    return d.episode * _STAGES + d.stage


@numba.njit(cache=True)
def resent_looking(state: State, i: int) -> None:
    """Let the claimant of dispute `i`, who had not asked, judge the city for having looked."""
    weight = state.p[0].detection_privacy
    if weight > 0.0:
        judge(state, state.disputes[i].claimant, _CITY, 0.0, weight)


@numba.njit(cache=True)
def is_turned_away(state: State, i: int, office: int) -> bool:
    """Whether the office that should take dispute `i` is absent: with probability `absence`."""
    chance = state.p[0].conduct_absence
    d = state.disputes[i]
    if chance <= 0.0 or d.alarm == 1 or state.offices[office].tier == ORGANIZATION:
        return False
    return bool(uniform(state.seed[0], Purpose.ABSENCE, d.key, ladder_step(state, i), 0) < chance)


@numba.njit(cache=True)
def turn_away(state: State, i: int, t: float, office: int) -> None:
    """Let the parties and supporters of dispute `i` judge being turned away, as a failure of the tier."""
    state.conduct[i].turned_away += 1
    note(state, t, i, Event.TURNED_AWAY, office, state.disputes[i].stage)
    experience(state, i, t, state.offices[office].tier, 0.0, state.p[0].trust_grievance_failure)


@numba.njit(cache=True)
def another_office(state: State, office: int, u: float) -> int:
    """Return another office of the same tier that has slots, by `u`; the same one where it is the only one.

    Offices are counted in the order of the codes of their units, so that the order in which a
    territory lists them is of no consequence.
    """
    o = state.offices[office]
    first, last = state.place_peers_from[o.tier], state.place_peers_from[o.tier + 1]
    others = last - first - 1
    if others <= 0:
        return office
    rank = int(u * others)
    return state.place_peers[first + rank + int(rank >= o.rank)]


@numba.njit(cache=True)
def handed_to(state: State, i: int, office: int) -> int:
    """Return the office that gets dispute `i`, which belongs to `office`: with luck the same.

    The file is misrouted with probability ``misrouting (1 - one_window)``.
    """
    p, d, c = state.p[0], state.disputes[i], state.conduct[i]
    c.right = -1
    chance = p.conduct_misrouting * (1.0 - p.detection_one_window)
    if chance <= 0.0 or d.alarm == 1 or state.offices[office].tier == ORGANIZATION:
        return office
    u, which = uniform_pair(state.seed[0], Purpose.MISROUTING, d.key, ladder_step(state, i), 0)
    if u >= chance:
        return office
    c.right = office
    c.misrouted += 1
    return another_office(state, office, which)


@numba.njit(cache=True)
def is_misrouted(state: State, i: int) -> bool:
    """Whether dispute `i` is at a wrong office, or in a wrong department of the only one."""
    return bool(state.conduct[i].right >= 0)


@numba.njit(cache=True)
def misrouted_time(state: State, i: int) -> float:
    """Return how long a wrong office keeps dispute `i` in hand: `misrouting_time` of a normal attempt."""
    d = state.disputes[i]
    u = uniform(state.seed[0], Purpose.MISROUTED_SERVICE, d.key, ladder_step(state, i), 0)
    return state.p[0].conduct_misrouting_time * normal_time(state, i, u)


@numba.njit(cache=True)
def is_suppressed(state: State, i: int, tier: int) -> bool:
    """Whether the failed attempt that has just ended is followed by suppression."""
    chance = state.p[0].conduct_harshness
    d = state.disputes[i]
    if chance <= 0.0 or d.stage < PETITION or tier == ORGANIZATION:
        return False
    return bool(uniform(state.seed[0], Purpose.HARSHNESS, d.key, d.attempts, 0) < chance)


@numba.njit(cache=True)
def resent_suppression(state: State, i: int, t: float, tier: int) -> None:
    """Let everyone who stood up for dispute `i` judge the tier as its claimant does, and resent it."""
    p, d = state.p[0], state.disputes[i]
    experience_of_all(state, i, t, tier, 0.0, p.trust_grievance_failure, 1.0)
    aggrieve(state, d.claimant, t, p.conduct_suppression_grievance)
    row = d.supporter_list
    while row >= 0:
        supporter = state.supporters[row]
        if supporter.resident != d.claimant:
            aggrieve(state, supporter.resident, t, p.conduct_suppression_grievance)
        row = supporter.next_of_dispute
