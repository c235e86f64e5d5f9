"""Files that a social organisation hands on when its contract is withdrawn."""

import numba
import numpy as np
from numpy.typing import NDArray

from govsim.conflict.calendar import State
from govsim.governance.casework import arrive, serve
from govsim.governance.queues import leave_queue
from govsim.state import Event


@numba.njit(cache=True)
def hand_over(
    state: State,
    t: float,
    receivers: NDArray[np.int32],
    disputes: NDArray[np.int32],
    offices: NDArray[np.int32],
) -> None:
    """Let offices use the slots that have come back to them, then hand on waiting files.

    Parameters
    ----------
    state
    t
        Now, days.
    receivers
        Offices that have more slots than before.
    disputes, offices
        Waiting disputes, and the office that each is handed on to.
    """
    for office in receivers:
        serve(state, office, t)
    for n in range(disputes.size):
        i = disputes[n]
        leave_queue(state, i, t)
        state.disputes[i].referrals += 1
        arrive(state, i, offices[n], t, Event.HANDED_ON)
