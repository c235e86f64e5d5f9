"""Rows of `State.counters`, the numbers of rows in use."""

N_DISPUTES = 0
N_EVENTS = 1
N_HEAP = 2
N_ACTIVE = 3
N_TRAY = 4
FREE_SUPPORTER = 5
N_FREE_SUPPORTERS = 6

COUNTERS = 7
