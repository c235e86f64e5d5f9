"""Measures against a shock: when they are in force where, and what they do to people."""

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.conflict.calendar import State
from govsim.conflict.experience import relax
from govsim.dice import Purpose, uniforms
from govsim.scenario.sections.shocks import Shock
from govsim.scenario.vocabulary import TIERS

_N_TIERS = len(TIERS)


def delays(shock: Shock, number: int, first: int, codes: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """Return by how many days the measures of each county begin late.

    Parameters
    ----------
    shock
    number
        Place of the shock among those of the scenario.
    first
        First day of the spell.
    codes
        Codes of the counties.
    seed
        Seed of the world.

    Returns
    -------
    int64 (counties,)
        `order_days` under a unified command; where it is fragmented, each of 0 to `fragmentation_days`
        with the same probability, by the dice of the county.
    """
    if shock.command == "unified":
        return np.full(codes.size, shock.order_days)
    u = uniforms(seed, Purpose.COMMAND, codes, first, number)
    return np.floor(u * (shock.fragmentation_days + 1)).astype(np.int64)


def contact_left(shock: Shock) -> float:
    """Return what a shock's measures leave of contact: ``1 - stringency (c + (1 - c) harshness)``."""
    obeyed = shock.compliance + (1.0 - shock.compliance) * shock.harshness
    return 1.0 - shock.stringency * obeyed


@numba.njit(cache=True)
def press(state: State, t: float) -> None:
    """Let harsh measures cost trust in every tier and raise grievance, where they are in force today.

    All the persons for whom a resident stands feel them, so there is no share by weight.
    """
    for c in range(state.place_weight.size):
        distrust, anger = state.today_distrust[c], state.today_anger[c]
        if distrust == 0.0 and anger == 0.0:
            continue
        for j in range(state.place_start[c], state.place_start[c + 1]):
            relax(state, j, t)
            state.resident_grievance[j] = min(1.0, np.float64(state.resident_grievance[j]) + anger)
            for tier in range(_N_TIERS):
                before = np.float64(state.resident_trust[j, tier])
                after = max(0.0, before - distrust)
                state.resident_trust[j, tier] = after
                state.trust_shift[tier] += (after - before) * state.place_weight[c]
