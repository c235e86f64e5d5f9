"""Where a dispute enters: the office that the regime gives it, by its stage, type, spread and severity."""

import numba

from govsim.conflict.calendar import State
from govsim.conflict.escalation import MEDIATION
from govsim.dice import Purpose, uniform_pair
from govsim.scenario.vocabulary import CHANNELS

_COMMUNITY = 0
_CHOSEN = CHANNELS.index("organization")


@numba.njit(cache=True)
def scope_of(state: State, i: int) -> int:
    """Return the code in `SCOPES` of how far the parties and supporters of dispute `i` are spread."""
    d = state.disputes[i]
    if d.counties > 1:
        return 2
    return 1 if d.communities > 1 else 0


@numba.njit(cache=True)
def load_of(state: State, office: int) -> float:
    """Return cases waiting and in hand per slot."""
    o = state.offices[office]
    return (o.busy + o.waiting) / o.slots


@numba.njit(cache=True)
def organization_for(state: State, first: int, number: int, kind: int, which: float) -> int:
    """Return, of a street's organisations that take a type of dispute, the one at the uniform `which`.

    Returns
    -------
    int
        Its row, -1 where none takes it.
    """
    takers = 0
    for office in range(first, first + number):
        takers += (state.offices[office].domain >> kind) & 1
    left = int(which * takers)
    for office in range(first, first + number):
        if (state.offices[office].domain >> kind) & 1:
            if left == 0:
                return office
            left -= 1
    return -1


@numba.njit(cache=True)
def entry_office(state: State, i: int) -> int:
    """Return the office at which dispute `i` enters at its stage, -1 if no office takes it."""
    d = state.disputes[i]
    if state.route_handles[0] == 0:
        return -1
    if d.alarm != 0:
        return state.place_receiving[d.community, _COMMUNITY]
    first, number = state.place_organization[d.community]
    if d.stage == MEDIATION and d.organized == 0 and state.route_organizations[0] == 1 and number > 0:
        turn, which = uniform_pair(state.seed[0], Purpose.ORGANIZATION, d.key, d.episode, 0)
        chosen = organization_for(state, first, number, d.type, which)
        if chosen >= 0 and state.offices[chosen].slots > 0:
            wanted = d.channel == _CHOSEN if d.channel >= 0 else turn < state.offices[chosen].take_up
            if wanted:
                d.organized = 1
                return chosen
    return government_office(state, i, d.stage)


@numba.njit(cache=True)
def government_office(state: State, i: int, stage: int) -> int:
    """Return the office of government that dispute `i` belongs to at a stage, -1 if none."""
    d = state.disputes[i]
    tier = state.route_entry[stage - MEDIATION, d.type, scope_of(state, i), d.severity]
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
