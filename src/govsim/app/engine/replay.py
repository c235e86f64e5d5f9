"""A run as it is replayed: levels and flows day by day, and what happened in sentences."""

import json
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"GVS1"
"""First bytes of a packed replay."""

_ALIGNED = 8


@dataclass(frozen=True)
class Event:
    """One thing worth telling.

    Attributes
    ----------
    day : int
        The day it happened on, counted from 0.
    kind : str
        Name of the event in lower case, such as ``"outbreak"``.
    county : int
        Row of its county in `Replay.meta`, or -1.
    dispute : int
        Row of its dispute in this run, or -1.
    weight : float
        How much it matters, from 0 to 1; lists are thinned by it.
    text : dict of str to str
        A sentence in ``"en"`` and ``"zh"``, to be escaped by whoever draws it.
    """

    day: int
    kind: str
    county: int
    dispute: int
    weight: float
    text: dict[str, str]


@dataclass(frozen=True)
class Replay:
    """All that a page shows of one run.

    Attributes
    ----------
    meta : dict
        ``title`` {en, zh}; ``regime`` {name, en, zh}; ``seed``; ``days``; ``warmup_days``; ``counties``, a list
        of {code, name {en, zh}, population, x, y, neighbours}; ``offices``, a list of {id, tier, county,
        name {en, zh}, x, y, staff}; ``links``, pairs of rows of offices; ``series``, by name {unit, en, zh,
        better}. Coordinates are from 0 to 1, y downwards.
    city : dict of float32 (days,)
        Series of the city.
    county : dict of float32 (counties, days)
        Series by county.
    office : dict of float32 (offices, days)
        ``waiting`` and ``in_service``.
    events : tuple of Event
        In the order of time.
    outcomes : dict of float
        The outcomes of the run, see `govsim.outcomes.describe`.
    """

    meta: dict[str, Any]
    city: dict[str, NDArray[np.float32]]
    county: dict[str, NDArray[np.float32]]
    office: dict[str, NDArray[np.float32]]
    events: tuple[Event, ...]
    outcomes: dict[str, float]

    def frames(self) -> bytes:
        """Pack the replay for the browser.

        Returns
        -------
        bytes
            ``GVS1``, the length of the header as a little-endian uint32, the header as JSON in UTF-8, zeros up
            to a multiple of eight, then the arrays in C order, little-endian float32, each from its ``offset``
            after the padding. The header holds ``meta``, ``events``, ``outcomes`` (null for not-a-number)
            and ``arrays``: a list of {group, name, shape, offset}.
        """
        arrays: list[dict[str, Any]] = []
        body = bytearray()
        for group in ("city", "county", "office"):
            for name, values in getattr(self, group).items():
                arrays.append({"group": group, "name": name, "shape": list(values.shape), "offset": len(body)})
                body += np.ascontiguousarray(values, dtype="<f4").tobytes()
        header = {
            "meta": self.meta,
            "events": [asdict(event) for event in self.events],
            "outcomes": {name: None if value != value else value for name, value in self.outcomes.items()},
            "arrays": arrays,
        }
        packed = json.dumps(header, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        start = len(MAGIC) + 4 + len(packed)
        return b"".join(
            (MAGIC, len(packed).to_bytes(4, "little"), packed, bytes(-start % _ALIGNED), bytes(body))
        )
