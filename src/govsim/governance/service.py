"""One attempt: whose consent it needs, how long it takes, whether it succeeds."""

import math

import numba

from govsim.conflict.calendar import State
from govsim.conflict.escalation import MEDIATION
from govsim.dice import Purpose, exponential, gamma, normal, uniform
from govsim.governance.law import precedent
from govsim.scenario.vocabulary import SERVICE_DISTRIBUTIONS, TIERS
from govsim.state import DRAFT, FALSE_ALARM, ORGANIZATION

EXPONENTIAL, LOGNORMAL, GAMMA, DETERMINISTIC = range(len(SERVICE_DISTRIBUTIONS))
_COMMUNITY, _STREET, _COUNTY, _CITY = range(len(TIERS))
_LONGEST = 1.0e7
"""Days that no attempt exceeds, so that times stay finite."""


@numba.njit(cache=True)
def units_touched(state: State, i: int, tier: int) -> int:
    """Return how many units of a tier dispute `i` touches: by its first parties below the county."""
    d = state.disputes[i]
    if tier >= _CITY:
        return 1
    if tier == _COUNTY:
        return d.counties
    if tier == _STREET:
        return max(d.streets, d.counties)
    return max(d.communities, d.counties)


@numba.njit(cache=True)
def partners_needed(state: State, i: int, t: float) -> None:
    """Set how many offices the attempt needs, and whether a common superior decides it.

    Where the regime has a superior, it decides late: after the stated failed attempts at the office
    or days in the hands of offices. Nobody's consent is needed then.
    """
    d = state.disputes[i]
    tier = state.offices[d.office].tier
    d.imposed = -1
    d.partners = 1
    if tier == ORGANIZATION or state.route_consent[0] == 0 or d.alarm != 0:
        return
    touched = units_touched(state, i, tier)
    superior = state.route_superior[0]
    if (
        d.counties > 1
        and superior > tier
        and (
            d.office_attempts > state.route_superior_attempts[0]
            or t - d.entered >= state.route_superior_days[0]
        )
    ):
        d.imposed = superior
        return
    d.partners = touched


@numba.njit(cache=True)
def distance(state: State, i: int) -> int:
    """Return L, the tiers that the file has climbed from the lowest office to the tier that decides."""
    d = state.disputes[i]
    tier = state.offices[d.office].tier
    if tier == ORGANIZATION:
        return 0
    return max(0, max(int(tier), int(d.imposed)) - int(state.route_lowest[0]))


@numba.njit(cache=True)
def unit_mean_variate(u: float, distribution: int, cv: float) -> float:
    """Return the service-time variate of mean 1 at the uniform `u`."""
    if distribution == DETERMINISTIC:
        return 1.0
    if distribution == LOGNORMAL:
        variance = math.log1p(cv * cv)
        return math.exp(math.sqrt(variance) * normal(u) - 0.5 * variance)
    if distribution == GAMMA:
        shape = 1.0 / (cv * cv)
        return gamma(u, shape) / shape
    return exponential(u)


@numba.njit(cache=True)
def service_time(state: State, i: int) -> float:
    """Return the time of the present attempt, see `normal_time`, unless it was given."""
    if state.given.size > 0:
        return state.given[i].service
    d, p = state.disputes[i], state.p[0]
    if d.alarm == DRAFT:
        return p.law_drafting_days
    u = uniform(state.seed[0], Purpose.SERVICE, d.key, d.attempts, 0)
    if d.alarm == FALSE_ALARM:
        return p.detection_false_alarm_days * exponential(u)
    return normal_time(state, i, u)


@numba.njit(cache=True)
def normal_time(state: State, i: int, u: float) -> float:
    """Return the time of an attempt at the uniform `u`.

    Mean ``service_days (1 + tau L + coordination_time (n - 1)) (1 + burden + overhead)``, where the
    overhead is that of one-window service and of entering data, times what measures against a shock
    lengthen it by.
    """
    d, p = state.disputes[i], state.p[0]
    mean = state.types[d.type].service_days * (
        1.0 + p.casework_tau * distance(state, i) + p.casework_coordination_time * (d.partners - 1)
    )
    variate = unit_mean_variate(u, int(p.casework_distribution), p.casework_service_cv)
    overhead = (
        p.detection_one_window_time * p.detection_one_window
        + p.detection_data_sharing_time * p.detection_data_sharing
    )
    mean *= (1.0 + state.offices[d.office].burden + overhead) * state.today_delay[d.community]
    return min(_LONGEST, mean * variate)


@numba.njit(cache=True)
def success_probability(state: State, i: int) -> float:
    """Return ``q = q_max logistic(skill - difficulty) (1 - alpha (1 - sharing))^L kappa^(n - 1)``.

    Difficulty grows by `hardening` with every stage above mediation, skill with precedents; `sharing` is
    `data_sharing`.
    """
    d, p = state.disputes[i], state.p[0]
    o = state.offices[d.office]
    difficulty = d.difficulty + p.casework_hardening * (d.stage - MEDIATION)
    loss = p.casework_alpha * (1.0 - p.detection_data_sharing)
    return (
        state.types[d.type].success
        / (1.0 + math.exp(difficulty - (o.skill + precedent(state, i))))
        * (1.0 - loss) ** distance(state, i)
        * o.kappa ** (d.partners - 1)
    )
