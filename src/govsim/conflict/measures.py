"""Measures against a shock: when they are in force where, and what they do to people."""

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.conflict.calendar import State
from govsim.conflict.experience import PARTS, communities_of, mistrust, relax_neighbours, shift_trust
from govsim.dice import Purpose, uniforms
from govsim.scenario.sections.shocks import Shock
from govsim.scenario.vocabulary import TIERS


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


@numba.njit(cache=True, parallel=True)
def press(state: State, t: float) -> None:
    """Let harsh measures cost trust in every tier and raise grievance, where they are in force today.

    All the persons for whom a resident stands feel them, so there is no share by weight.
    """
    # Summed by community, so that the sums do not depend on the number of threads.
    shifts = np.zeros((state.place_weight.size, len(TIERS)))
    for part in numba.prange(PARTS):
        _press_part(state, t, part, shifts)
    shift_trust(state, shifts)


@numba.njit(cache=True)
def _press_part(state: State, t: float, part: int, shifts: NDArray[np.float64]) -> None:
    first, last = communities_of(state, part)
    for c in range(first, last):
        distrust, anger = state.today_distrust[c], state.today_anger[c]
        if distrust == 0.0 and anger == 0.0:
            continue
        start, end = state.place_start[c], state.place_start[c + 1]
        relax_neighbours(state, start, end, t, anger)
        losses = np.full(end - start, distrust)
        shifts[c] = mistrust(state.resident_trust[start:end], losses, state.place_weight[c])
