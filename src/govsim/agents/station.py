"""What government offices and social organisations share: a row among the service stations."""

from typing import Any, NamedTuple

import mesa


class File(NamedTuple):
    """A file that awaits a decision, as plain numbers.

    Attributes
    ----------
    row, key : int
        Row and identity of the dispute; ``model.disputes[file.row]`` tells the rest.
    reason, type, scope, severity, stage : int
        Codes, see `govsim.scenario.vocabulary`.
    office_attempts : int
        Failed attempts at this office.
    community : int
        Row of the place.
    """

    row: int
    key: int
    reason: int
    type: int
    scope: int
    severity: int
    stage: int
    office_attempts: int
    community: int


class Station(mesa.Agent):  # type: ignore[type-arg]
    """A service station: its columns are a row of ``model.state.offices``.

    Parameters
    ----------
    model : CityModel
    row : int
        Row of the station.
    name, english : str
        Name of the unit it serves.

    Attributes
    ----------
    tier : int
        Code of its tier.
    unit : int
        Row of its unit among the units of its tier.
    tray : list of File
        Files that await a decision this morning.
    """

    def __init__(self, model: Any, row: int, name: str, english: str) -> None:
        super().__init__(model)
        self.row = row
        self.name = name
        self.english = english
        self.tier = int(self._column("tier"))
        self.unit = int(self._column("unit"))
        self.tray: list[File] = []

    def _column(self, name: str) -> Any:
        return self.model.offices[name][self.row]

    @property
    def slots(self) -> int:
        """Cases that it can have in hand at one time."""
        return int(self._column("slots"))

    @property
    def busy(self) -> int:
        """Cases in hand."""
        return int(self._column("busy"))

    @property
    def waiting(self) -> int:
        """Cases waiting."""
        return int(self._column("waiting"))

    @property
    def load(self) -> float:
        """Cases in hand and waiting per slot; 0 without slots."""
        return (self.busy + self.waiting) / self.slots if self.slots else 0.0

    def __repr__(self) -> str:
        """Return kind, name and work."""
        return (
            f"<{type(self).__name__} {self.english}: {self.busy}/{self.slots} busy, {self.waiting} waiting>"
        )
