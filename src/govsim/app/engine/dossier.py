"""What is kept of a run to tell the stories of its disputes and who its offices are."""

import pickle
import re
import zlib
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from govsim.conflict.docket import Disputes
from govsim.state import N_DISPUTES, N_EVENTS, Event

_COLUMNS = (
    "key",
    "opened",
    "closed",
    "community",
    "claimant",
    "respondent",
    "office",
    "last_event",
    "peak_supporters",
    "severity",
    "counties",
    "type",
    "stage",
    "status",
    "alarm",
)


@dataclass(frozen=True)
class Dossier:
    """What is kept of a run beside its replay.

    Attributes
    ----------
    scenario : Scenario
    disputes, log : record arrays
        The docket with the columns that are told, and the log of events.
    places : dict of arrays
        ``county`` and ``street`` of every community.
    names : dict of tuple
        Names (English, Chinese) of ``stations``, ``counties`` and ``communities``, by row.
    stations : record array
        The offices at the end: tier, unit, slots, skill.
    links : list of list of int
        Pairs of rows of stations that refer to each other.
    cells : list of dict
        The party cells at the end: tier, unit, members, office, mobilised, reach.
    regime : str
    """

    scenario: Any
    regime: str
    disputes: NDArray[np.void]
    log: NDArray[np.void]
    places: dict[str, NDArray[np.int32]]
    names: dict[str, list[tuple[str, str]]]
    stations: NDArray[np.void]
    links: list[list[int]]
    cells: list[dict[str, Any]]

    @classmethod
    def of(cls, model: Any) -> Self:
        """Keep what is told of a model that has been lived."""
        from govsim.app.engine.layout import offices

        state, territory = model.state, model.territory
        rows = state.disputes[: int(state.counters[N_DISPUTES])]
        kept = np.empty(len(rows), dtype=[(name, rows.dtype[name]) for name in _COLUMNS])
        for name in _COLUMNS:
            kept[name] = rows[name]
        table = state.offices
        stations = np.empty(
            len(table), dtype=[(name, table.dtype[name]) for name in ("tier", "unit", "slots", "skill")]
        )
        for name in stations.dtype.names or ():
            stations[name] = table[name]
        _, links, _ = offices(model)
        return cls(
            scenario=model.scenario,
            regime=model.regime_name,
            disputes=kept,
            log=np.asarray(state.log[: int(state.counters[N_EVENTS])]).view(np.ndarray).copy(),
            places={"county": state.places.county.copy(), "street": state.places.street.copy()},
            names={
                "stations": [(station.english, station.name) for station in model.stations],
                "counties": _names(territory.counties),
                "communities": _names(territory.communities),
            },
            stations=stations,
            links=links,
            cells=[
                {
                    "tier": cell.tier,
                    "unit": cell.unit,
                    "members": float(cell.members),
                    "office": cell.office,
                    "mobilised": float(cell.mobilised),
                    "reach": float(cell.reach),
                }
                for cell in model.cells
            ],
        )

    def pack(self) -> bytes:
        """Return the dossier as compressed bytes."""
        return zlib.compress(pickle.dumps(self, protocol=pickle.HIGHEST_PROTOCOL), level=1)

    @staticmethod
    def unpack(packed: bytes) -> "Dossier":
        """Return a dossier from bytes that `pack` made in this very server."""
        found: Dossier = pickle.loads(zlib.decompress(packed))  # noqa: S301 - never from outside
        return found

    @cached_property
    def docket(self) -> Disputes:
        """The docket, which tells stories."""
        counters = np.zeros(max(N_DISPUTES, N_EVENTS) + 1, dtype=np.int64)
        counters[N_DISPUTES], counters[N_EVENTS] = len(self.disputes), len(self.log)
        frozen: Any = SimpleNamespace(counters=counters, disputes=self.disputes, log=self.log)
        return Disputes(lambda: frozen, self.scenario, self.station_name)

    def station_name(self, row: int, language: str = "en") -> str:
        """Return the name of a station."""
        return self.names["stations"][row][language == "zh"]

    def row_of(self, dispute: int | str) -> int:
        """Return the row of a dispute given by row or by key (hexadecimal digits), -1 if there is none."""
        if isinstance(dispute, str):
            if not re.fullmatch("[0-9a-f]{1,16}", dispute):
                return -1
            found = np.flatnonzero(self.disputes["key"] == np.uint64(int(dispute, 16)))
            return int(found[0]) if found.size else -1
        return dispute if 0 <= dispute < len(self.disputes) else -1

    def story(self, dispute: int | str) -> dict[str, Any]:
        """Return the story of a dispute; see `Engine.story`."""
        row = self.row_of(dispute)
        if row < 0:
            return {
                "key": dispute if isinstance(dispute, str) else "",
                "row": -1,
                "en": [],
                "zh": [],
                "days": [],
            }
        key = int(self.disputes["key"][row])
        told = {language: self.docket.story(key, language).splitlines()[1:] for language in ("en", "zh")}
        return {
            "key": f"{key:016x}",
            "row": row,
            "title": self.title(row),
            "days": [int(float(line.split(maxsplit=1)[0])) for line in told["en"]],
            "kinds": [Event(int(entry["event"])).name.lower() for entry in self.docket.events(key)],
            **{language: [line.split(maxsplit=1)[1] for line in lines] for language, lines in told.items()},
        }

    def title(self, row: int) -> dict[str, str]:
        """Return what a dispute is called."""
        name, kind = list(self.scenario.disputes.types.items())[int(self.disputes["type"][row])]
        where = self.names["communities"][int(self.disputes["community"][row])]
        label = [kind.label.in_language(language) or name for language in ("en", "zh")]
        return {"en": f"{label[0]} dispute in {where[0]}", "zh": f"{where[1]}{label[1]}纠纷"}

    def entries(self, rows: NDArray[np.bool_], day: int) -> NDArray[np.int64]:
        """Return the rows of the log up to the end of a day among those marked."""
        return np.flatnonzero(rows & (self.log["time"] < day + 1))

    def card(self, kind: str, number: int | str, day: int) -> dict[str, Any]:
        """Return the card of an agent; see `Engine.card`.

        Raises
        ------
        RefusedError
            If there is no such agent.
        """
        from govsim.app.engine.cards import card

        return card(self, kind, number, day)


def _names(units: Any) -> list[tuple[str, str]]:
    return list(zip(units.english, units.name, strict=True))
