"""Everything that changes in a run, as declared columns.

A `State` is the one tuple of arrays that a run consists of; compiled code gets it through
`reference`. Kernels read and write its arrays and own none. Arrays that have become too small are
replaced between kernel calls (`Store.reserve`), never inside one.
"""

from govsim.state.channels import CHANNEL
from govsim.state.conduct import CONDUCT
from govsim.state.counters import (
    COUNTERS,
    FREE_SUPPORTER,
    N_ACTIVE,
    N_DISPUTES,
    N_EVENTS,
    N_FREE_SUPPORTERS,
    N_HEAP,
    N_TRAY,
)
from govsim.state.disputes import DISPUTE, DRAFT, EVENTS, FALSE_ALARM, GIVEN, LOG, Event, Status
from govsim.state.offices import OFFICE, ORGANIZATION
from govsim.state.parameters import parameters, parameters_dtype
from govsim.state.prefetch import AHEAD, prefetch
from govsim.state.reference import empty_state, plain_day, reference
from govsim.state.room import MARGIN, Store
from govsim.state.supporters import SUPPORTER
from govsim.state.tuples import Places, Routes, State, Today
from govsim.state.types import TYPE

__all__ = [
    "AHEAD",
    "CHANNEL",
    "CONDUCT",
    "COUNTERS",
    "DISPUTE",
    "DRAFT",
    "EVENTS",
    "FALSE_ALARM",
    "FREE_SUPPORTER",
    "GIVEN",
    "LOG",
    "MARGIN",
    "N_ACTIVE",
    "N_DISPUTES",
    "N_EVENTS",
    "N_FREE_SUPPORTERS",
    "N_HEAP",
    "N_TRAY",
    "OFFICE",
    "ORGANIZATION",
    "SUPPORTER",
    "TYPE",
    "Event",
    "Places",
    "Routes",
    "State",
    "Status",
    "Store",
    "Today",
    "empty_state",
    "parameters",
    "parameters_dtype",
    "plain_day",
    "prefetch",
    "reference",
]
