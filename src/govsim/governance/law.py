"""Rules that government passes, and precedents that offices build up."""

import math

import numba

from govsim.conflict.calendar import State
from govsim.scenario.vocabulary import TIERS

_CITY = TIERS.index("city")


@numba.njit(cache=True)
def pass_rule(state: State, office: int, kind: int) -> None:
    """Put the rule of an office on a type in force: from tomorrow fewer such disputes arise, for good.

    The rate in every county of its territory is multiplied by ``1 - effect``; the territory of the
    city is all counties, that of a county itself.
    """
    o = state.offices[office]
    for k in range(state.rule_factor.shape[0]):
        if o.tier == _CITY or o.unit == k:
            state.rule_factor[k, kind] *= 1.0 - state.p[0].law_effect


@numba.njit(cache=True)
def precedent(state: State, i: int) -> float:
    """Return what precedents add to the skill for dispute `i`, in logits.

    With n cases of its type resolved for good by the office that holds it, ``precedent log2(1 + n)``,
    less ``rigidity |difficulty - mean of the type|`` once n > 0.
    """
    d, p = state.disputes[i], state.p[0]
    n = state.resolved_cases[d.office, d.type]
    if p.law_precedent == 0.0 or n == 0:
        return 0.0
    unusual = abs(float(d.difficulty) - state.types[d.type].difficulty)
    return p.law_precedent * math.log2(1.0 + n) - p.law_rigidity * unusual
