"""Social organisations: pressure reducers and contradiction diluters (Chen)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.agents.office import Decision
from govsim.agents.station import File, Station


class SocialOrganization(Station):
    """A mediating organisation of a street.

    It takes a share of the disputes that come to mediation (reducer), and calms its members, who
    then pass mobilisation on less readily (diluter). What its casework takes of its capacity is
    missing from its outreach.

    Parameters
    ----------
    model, row, name, english
        See `Station`.
    communities : int64 array
        Rows of the communities where its members live.
    """

    def __init__(self, model: Any, row: int, name: str, english: str, communities: NDArray[np.int64]) -> None:
        super().__init__(model, row, name, english)
        self.communities = communities

    @property
    def outreach(self) -> float:
        """Share of its calming effect that casework leaves: 1 up to full load, then falling."""
        return 1.0 / max(1.0, self.load)

    def step(self) -> None:
        """Hand failed files to the government."""
        for file in self.tray:
            self.model.settle(file, self.decide(file))
        self.tray.clear()

    def decide(self, file: File) -> Decision:
        """Hand a file that failed here to the office where it would have entered without it."""
        return Decision.refer(self.model.referrals.entry(file))

    def calm(self) -> None:
        """Set how readily members take part in mobilisation."""
        dilution = self.model.effective.organizations.dilution
        self.model.state.places.dilution[self.communities] = 1.0 - dilution * self.outreach
