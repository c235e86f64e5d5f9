"""Rules that government passes, and what they leave of the claims in its territory."""

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
