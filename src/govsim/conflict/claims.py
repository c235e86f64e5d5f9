"""How disputes arise: one stream of candidates that every arm sees, thinned by the arm's own rate.

For every community, type and day a keyed Poisson number of candidates arises at a dominating rate;
each has a keyed resident, hour, stake and difficulty, and becomes a dispute where its keyed uniform
lies below the arm's rate over the dominating one (thinning; Lewis and Shedler 1979). A dispute's key
is a function of its cause alone, so the same dispute is the same dispute in every arm.
"""

import math

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.columns import records
from govsim.conflict.calendar import State, reschedule
from govsim.conflict.escalation import LATENT, MEDIATION, begin_stage
from govsim.conflict.experience import aggrieve, relax
from govsim.conflict.history import note, note_crossing
from govsim.conflict.moves import is_newcomer
from govsim.conflict.supporters import join
from govsim.dice import Purpose, normal, philox4x32, poisson, uniform, uniform_pair
from govsim.scenario.schema import Scenario
from govsim.scenario.vocabulary import LAYERS
from govsim.state import AHEAD, FALSE_ALARM, N_DISPUTES, TYPE, Event, Status, prefetch

DAYS_PER_YEAR = 365.0
LEAST_REACH = 0.02
"""Share of latent disputes assumed to come to mediation at the least, so that not too many arise."""

_NO_PARTY = -1
_LOCAL_LAYER = 0
_CHILD = 0
_AGED = 2
_ALARM_TYPE = 31
_MOST_TYPES = 32
_MOST_HOUSEHOLDS = 400
_32 = np.uint64(32)
_OUTSIDE = int(Status.OUTSIDE)


def reach_of_mediation(scenario: Scenario, detection: float) -> float:
    """Return the share of latent disputes that come to mediation, by competing exponential clocks.

    Parameters
    ----------
    scenario
    detection
        Hazard, per day, that a latent dispute is detected.
    """
    e = scenario.escalation
    latent = e.claim_rate + e.settle_latent + e.lump_latent + detection
    claim = e.mediation_rate + e.settle_claim + e.lump_claim
    if latent == 0.0:
        return 0.0
    voiced = e.claim_rate / latent * (e.mediation_rate / claim if claim > 0.0 else 0.0)
    return voiced + detection / latent


def dispute_types(scenario: Scenario, detection: float) -> NDArray[np.void]:
    """Return the types of dispute as records of `TYPE`, in the order of the scenario.

    Rates are set so that, at resting grievance, without support and before histories part,
    `claims_per_1000` disputes come to mediation per 1,000 residents and year. Where hardly any latent
    dispute can come there, the rates are those at a reach of `LEAST_REACH`, and fewer come.
    """
    kinds = scenario.disputes.types
    reach = max(LEAST_REACH, reach_of_mediation(scenario, detection))
    per_day = scenario.disputes.claims_per_1000 / 1000.0 / DAYS_PER_YEAR
    rows = records(TYPE, len(kinds))
    for row, kind in zip(rows, kinds.values(), strict=True):
        row["rate"] = kind.share * per_day / reach
        row["stake"] = kind.stake
        row["success"] = kind.success
        row["service_days"] = kind.service_days
        row["households"] = kind.households
        row["difficulty"] = kind.difficulty
        row["layer"] = LAYERS.index(kind.respondent) if kind.respondent in LAYERS else -1
    return rows


@numba.njit(cache=True)
def rate_factor(state: State, j: int, t: float) -> float:
    """Return the claim rate of resident `j` relative to one of mean hardship at resting grievance."""
    relax(state, j, t)
    p = state.p[0]
    effect = p.disputes_grievance_effect
    return (
        state.resident_hardship[j]
        * (1.0 + effect * state.resident_grievance[j])
        / (1.0 + effect * p.trust_grievance_rest)
    )


@numba.njit(cache=True)
def dominating_factor(state: State) -> float:
    """Return the largest value that `rate_factor` can take."""
    p = state.p[0]
    effect = p.disputes_grievance_effect
    return p.population_hardship_maximum * (1.0 + effect) / (1.0 + effect * p.trust_grievance_rest)


@numba.njit(cache=True)
def dispute_key(state: State, c: int, kind: int, day: int, ordinal: int) -> np.uint64:
    """Return the 64-bit identity of a candidate, from its place, type, day and ordinal."""
    return file_key(state, Purpose.DISPUTE_KEY, c, kind, day, ordinal)


@numba.njit(cache=True)
def file_key(state: State, purpose: int, c: int, kind: int, day: int, ordinal: int) -> np.uint64:
    """Return the 64-bit identity of a row of the docket, from its sort, place, type, day and ordinal."""
    code, seed = state.place_code[c], state.seed[0]
    high, low, _, _ = philox4x32(
        np.uint64(day),
        np.uint64(purpose) | (np.uint64(kind) << np.uint64(8)) | (np.uint64(ordinal) << np.uint64(13)),
        code & np.uint64(0xFFFFFFFF),
        code >> _32,
        seed & np.uint64(0xFFFFFFFF),
        seed >> _32,
    )
    return (np.uint64(high) << _32) | np.uint64(low)


@numba.njit(cache=True)
def expected_candidates(state: State) -> float:
    """Return the mean number of today's candidates and false alarms, to reserve room for."""
    alarms = state.p[0].detection_false_alarms_per_1000 / 1000.0 / DAYS_PER_YEAR
    factor, persons = dominating_factor(state), state.place_population
    total = 0.0
    for c in range(persons.size):
        total += alarms * state.today_alert[c] * persons[c]
        for kind in range(state.types.size):
            shock = state.today_shock[c, kind] * state.today_most[c, kind]
            rules = state.rule_factor[state.place_county[c], kind]
            total += state.types[kind].rate * factor * persons[c] * shock * rules
    return total


@numba.njit(cache=True)
def candidates(state: State, day: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the candidates of one day, at the highest rate that any resident of the community has.

    Returns
    -------
    communities : int32 (n,)
        In ascending order.
    marks : int32 (n,)
        Type of dispute, and which of the candidates of this type, `_MOST_TYPES` apart.
    """
    factor = dominating_factor(state)
    seed, codes, persons = state.seed[0], state.place_code, state.place_population
    kinds = state.types.size
    rates = np.empty(kinds)
    luck = np.empty((kinds, codes.size))
    for kind in range(kinds):
        rates[kind] = state.types[kind].rate * factor
        # A loop of draws alone is compiled to vector instructions.
        for c in range(codes.size):
            luck[kind, c] = uniform(seed, Purpose.CANDIDATES, codes[c], day, kind)
    most = state.disputes.size - state.counters[N_DISPUTES]
    communities, marks = np.empty(most, dtype=np.int32), np.empty(most, dtype=np.int32)
    n = 0
    for c in range(codes.size):
        if state.place_start[c + 1] == state.place_start[c]:
            continue
        k = state.place_county[c]
        for kind in range(kinds):
            mean = rates[kind] * persons[c] * state.today_shock[c, kind] * state.today_most[c, kind]
            mean *= state.rule_factor[k, kind]
            if mean <= 0.0 or luck[kind, c] <= 1.0 - mean:
                # exp(-mean) is never less than 1 - mean, so there are none; most days end here.
                continue
            for ordinal in range(poisson(luck[kind, c], mean)):
                communities[n] = c
                marks[n] = kind + _MOST_TYPES * ordinal
                n += 1
    return communities[:n], marks[:n]


@numba.njit(cache=True)
def employer_factor(state: State, j: int, kind: int) -> float:
    """Return the claim rate of resident `j` today relative to one whose employer is not struck."""
    if state.today_struck.size == 0:
        return 1.0
    group = state.resident_group[j]
    for g in range(state.today_struck.size):
        if state.today_struck[g] == group:
            return state.today_factor[g, kind]
    return 1.0


@numba.njit(cache=True)
def arise(state: State, day: int) -> int:
    """Let the disputes of one day arise; return the number of the first new row.

    Parameters
    ----------
    state
        With room for all candidates.
    day
    """
    first = state.counters[N_DISPUTES]
    communities, marks = candidates(state, day)
    seed, codes = state.seed[0], state.place_code
    where, accept = np.empty(marks.size), np.empty(marks.size)
    for n in range(marks.size):
        where[n], accept[n] = uniform_pair(seed, Purpose.CLAIMANT, codes[communities[n]], day, marks[n])
    residents, likely = np.empty(marks.size, dtype=np.int64), 0
    hardest = state.p[0].population_hardship_maximum
    for n in range(marks.size):
        c = communities[n]
        start, end = state.place_start[c], state.place_start[c + 1]
        j = start + int(where[n] * (end - start))
        kind = marks[n] % _MOST_TYPES
        # Most candidates fall at their hardship alone, which is the cheaper to look up.
        hardship = state.resident_hardship[j] * employer_factor(state, j, kind)
        if accept[n] * hardest * state.today_most[c, kind] < hardship:
            residents[likely], accept[likely] = j, accept[n]
            communities[likely], marks[likely] = c, marks[n]
            likely += 1
    factor = dominating_factor(state)
    for n in range(likely):
        _fetch_claimant(state, residents[min(n + AHEAD, likely - 1)])
        c, j, kind, ordinal = communities[n], residents[n], marks[n] % _MOST_TYPES, marks[n] // _MOST_TYPES
        # Where nobody's employer is struck both are 1, which changes no bit of what they are multiplied with.
        own, most = employer_factor(state, j, kind), state.today_most[c, kind]
        if accept[n] * factor * most < rate_factor(state, j, float(day)) * own:
            key = dispute_key(state, c, kind, day, ordinal)
            hour, _ = uniform_pair(seed, Purpose.HOUR, key, 0, 0)
            _open(state, c, kind, key, j, day + hour)
    return first


@numba.njit(cache=True)
def _fetch_claimant(state: State, j: int) -> None:
    """Begin to fetch what `_open` will ask of resident `j`."""
    prefetch(state.resident_updated, j)
    prefetch(state.resident_grievance, j)
    prefetch(state.resident_exposure, j)
    prefetch(state.resident_moved, j)
    prefetch(state.resident_migrant, j)
    prefetch(state.resident_age_class, j)
    prefetch(state.tie_start, j)
    prefetch(state.tie_work_from, j)
    prefetch(state.tie_online_from, j)


@numba.njit(cache=True)
def new_row(state: State, c: int, key: np.uint64, t: float) -> int:
    """Open a row of the docket and return it; the state must have room."""
    i = state.counters[N_DISPUTES]
    state.counters[N_DISPUTES] += 1
    d = state.disputes[i]
    d.key = key
    d.community = c
    d.opened = t
    d.county_mask = np.uint64(1) << np.uint64(state.place_county[c])
    return i


@numba.njit(cache=True)
def layer_range(state: State, j: int, layer: int) -> tuple[int, int]:
    """Return the positions of the ties of resident `j` in a layer."""
    first = state.tie_start[j]
    work, online = first + state.tie_work_from[j], first + state.tie_online_from[j]
    if layer == _LOCAL_LAYER:
        return first, work
    if layer == 1:
        return work, online
    return online, state.tie_start[j + 1]


@numba.njit(cache=True)
def acquaintance(state: State, j: int, layer: int, u: float) -> int:
    """Return a neighbour of resident `j` in a layer, chosen by `u`; -1 where there is none."""
    first, last = layer_range(state, j, layer)
    if last == first:
        return _NO_PARTY
    return state.tie_neighbour[first + int(u * (last - first))]


@numba.njit(cache=True)
def _open(state: State, c: int, kind: int, key: np.uint64, j: int, t: float) -> None:
    p = state.p[0]
    i = new_row(state, c, key, t)
    d = state.disputes[i]
    d.type = kind
    d.claimant = j
    d.migrant = state.resident_migrant[j]
    d.newcomer = is_newcomer(state, j, t)
    d.aged = state.resident_age_class[j] == _AGED
    u, v = uniform_pair(state.seed[0], Purpose.STAKE, key, 0, 0)
    d.stake = state.types[kind].stake * math.exp(p.disputes_stake_sigma * normal(u))
    d.difficulty = state.types[kind].difficulty + p.disputes_difficulty_sd * normal(v)
    d.severity = int(d.stake >= p.disputes_serious_stake) + int(d.stake >= p.disputes_grave_stake)
    u, v = uniform_pair(state.seed[0], Purpose.PARTIES, key, 0, 0)
    d.households = min(1 + poisson(u, state.types[kind].households - 1.0), _MOST_HOUSEHOLDS)
    d.respondent = _NO_PARTY
    if state.types[kind].layer >= 0:
        other = acquaintance(state, j, state.types[kind].layer, v)
        d.respondent = other
        if other >= 0:
            o = state.resident_community[other]
            d.communities = 1 + int(o != c)
            d.streets = 1 + int(state.place_street[o] != state.place_street[c])
            d.county_mask |= np.uint64(1) << np.uint64(state.place_county[o])
            d.counties = 1 + int(state.place_county[o] != state.place_county[c])
    state.by_status[_OUTSIDE] += 1
    state.by_stage[LATENT] += 1
    note(state, t, i, Event.AROSE, -1, kind)
    note_crossing(state, i, t)
    begin_stage(state, i, t)
    reschedule(state, i)
    aggrieve(state, j, math.floor(t), p.trust_grievance_claim)


@numba.njit(cache=True)
def false_alarms(state: State, day: int) -> int:
    """Open the false alarms of one day, as files at the mediation stage; return the first new row.

    They are no disputes: they only take staff time, and no tally but their own counts them.
    """
    first = state.counters[N_DISPUTES]
    rate = state.p[0].detection_false_alarms_per_1000 / 1000.0 / DAYS_PER_YEAR
    if rate <= 0.0 or state.route_handles[0] == 0:
        return first
    seed, codes = state.seed[0], state.place_code
    luck = np.empty(codes.size)
    for c in range(codes.size):
        luck[c] = uniform(seed, Purpose.FALSE_ALARMS, codes[c], day, 0)
    for c in range(codes.size):
        mean = rate * state.place_population[c] * state.today_alert[c]
        if luck[c] <= 1.0 - mean:
            continue
        for ordinal in range(poisson(luck[c], mean)):
            key = dispute_key(state, c, _ALARM_TYPE, day, ordinal)
            hour, _ = uniform_pair(state.seed[0], Purpose.HOUR, key, 0, 0)
            i = new_row(state, c, key, day + hour)
            state.disputes[i].alarm = FALSE_ALARM
            state.disputes[i].stage = MEDIATION
            state.disputes[i].t_detect = day + hour
            reschedule(state, i)
    return first


@numba.njit(cache=True)
def parties_join(state: State, i: int, t: float) -> None:
    """Let the claimants' side of dispute `i` stand up: the adults of the first household and its fellows.

    Fellows in matters of work or online are acquaintances of that layer, one person each; in local
    matters they are the households next door.
    """
    d, household = state.disputes[i], state.resident_household
    first, last = state.place_start[d.community], state.place_start[d.community + 1]
    j = household[d.claimant]
    j = _household_joins(state, j, last, i, t)
    layer = state.types[d.type].layer
    for ordinal in range(d.households - 1):
        if layer > _LOCAL_LAYER:
            u, _ = uniform_pair(state.seed[0], Purpose.PARTIES, d.key, 0, 1 + ordinal)
            fellow = acquaintance(state, d.claimant, layer, u)
            if fellow >= 0 and state.resident_age_class[fellow] != _CHILD:
                join(state, fellow, i, t)
        else:
            if j >= last:
                j = first
            if household[j] == household[d.claimant]:
                break
            j = _household_joins(state, j, last, i, t)


@numba.njit(cache=True)
def _household_joins(state: State, j: int, last: int, i: int, t: float) -> int:
    household = state.resident_household[j]
    while j < last and state.resident_household[j] == household:
        if state.resident_age_class[j] != _CHILD:
            join(state, j, i, t)
        j += 1
    return j
