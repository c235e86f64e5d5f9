"""The daily record of a run."""

import numpy as np
from numpy.typing import NDArray

from govsim.scenario.vocabulary import STAGES, TIERS
from govsim.state import EVENTS, N_ACTIVE, Event, State, Status

DAILY: dict[str, tuple[str, str]] = {
    "waiting": ("cases", "Disputes waiting in queues at the end of the day."),
    "in_service": ("cases", "Disputes in hand."),
    "awaiting_decision": ("cases", "Files in trays."),
    "dormant": ("disputes", "Disputes reported closed, or suppressed, that will come back."),
    "supporters": ("residents", "Simulated residents active for a dispute."),
    "outbreaks": ("disputes", "Outbreaks begun on this day."),
    "arose": ("disputes", "Disputes that arose on this day."),
    "brought": ("disputes", "Disputes received by an office or organisation for the first time or again."),
    "resolved": ("disputes", "Disputes resolved for good on this day."),
    "closed_on_paper": ("disputes", "Disputes closed on paper on this day."),
    "suppressed": ("disputes", "Disputes suppressed on this day."),
    "abandoned": ("disputes", "Disputes given up on this day."),
    "spilled": ("disputes", "Disputes that left the city on this day."),
    "rumour": ("1", "Level of rumour, mean over residents."),
    "counties_overloaded": ("counties", "Counties with more cases waiting than their share of the slots."),
    **{f"open.{stage}": ("disputes", f"Open disputes at the stage: {stage}.") for stage in STAGES},
    **{f"trust.{tier}": ("1", f"Mean trust in the tier: {tier}.") for tier in TIERS},
}
"""Unit and meaning of every daily series."""

_FLOWS = {
    "outbreaks": Event.OUTBREAK,
    "arose": Event.AROSE,
    "brought": Event.ENTERED,
    "resolved": Event.RESOLVED,
    "closed_on_paper": Event.CLOSED_ON_PAPER,
    "suppressed": Event.SUPPRESSED,
    "abandoned": Event.ABANDONED,
    "spilled": Event.SPILLED,
}
_LEVELS = {
    "waiting": Status.WAITING,
    "in_service": Status.IN_SERVICE,
    "awaiting_decision": Status.IN_TRAY,
    "dormant": Status.DORMANT,
}


class DailyRecord:
    """One value per day of every series in `DAILY`.

    Parameters
    ----------
    days : int
    slots_by_county : float64 (counties,)
        Each county's share of all slots, by population.
    initial_trust : float64 (4,)
        Mean trust at the start, weighted by persons.
    persons : float
        Residents of the city.
    """

    def __init__(
        self,
        days: int,
        slots_by_county: NDArray[np.float64],
        initial_trust: NDArray[np.float64],
        persons: float,
    ) -> None:
        self._values = np.full((len(DAILY), days), np.nan)
        self._slots = slots_by_county
        self._initial_trust = initial_trust
        self._persons = persons
        self._happened = np.zeros(EVENTS, dtype=np.int64)
        self.recorded = 0

    def record(self, state: State, rumour: float = 0.0) -> None:
        """Record the state and the level of rumour at the end of a day."""
        day = self.recorded
        by_status, by_stage = state.by_status.tolist(), state.by_stage.tolist()
        put: dict[str, float] = {name: by_status[status] for name, status in _LEVELS.items()}
        happened = (state.happened - self._happened).tolist()
        self._happened = state.happened.copy()
        put |= {name: happened[event] for name, event in _FLOWS.items()}
        put["rumour"] = rumour
        put["supporters"] = int(state.counters[N_ACTIVE])
        put["counties_overloaded"] = int((state.waiting_by_county > self._slots).sum())
        put |= {f"open.{stage}": by_stage[code] for code, stage in enumerate(STAGES)}
        trust = (self._initial_trust + state.trust_shift / max(self._persons, 1.0)).tolist()
        put |= {f"trust.{tier}": trust[code] for code, tier in enumerate(TIERS)}
        self._values[:, day] = [put[name] for name in DAILY]
        self.recorded += 1

    @property
    def series(self) -> dict[str, NDArray[np.float64]]:
        """The days recorded so far, by name of series."""
        return dict(zip(DAILY, self._values[:, : self.recorded], strict=True))
