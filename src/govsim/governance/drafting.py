"""The draft of a rule: a file that holds a slot of the office that writes it."""

import numba

from govsim.conflict.calendar import State
from govsim.conflict.claims import file_key, new_row
from govsim.conflict.escalation import MEDIATION
from govsim.dice import Purpose
from govsim.governance.casework import arrive
from govsim.state import DRAFT, Event


@numba.njit(cache=True)
def open_draft(state: State, t: float, office: int, c: int, kind: int, number: int) -> int:
    """Lay the draft of a rule before an office and return its row in the docket.

    It waits its turn like any ordinary file, without patience or limit. So the slot time that it takes
    is booked like all slot time, and the cases behind it wait for it.

    Parameters
    ----------
    state
        With room for one more row.
    t
    office
    c
        Community that stands for the territory; its code is part of the draft's identity.
    kind
        Type of dispute.
    number
        Which rule of the office on this type it is, from 0.
    """
    i = new_row(state, c, file_key(state, Purpose.DRAFT, c, kind, int(t), number), t)
    d = state.disputes[i]
    d.alarm = DRAFT
    d.type = kind
    d.stage = MEDIATION
    arrive(state, i, office, t, Event.ENTERED)
    return i
