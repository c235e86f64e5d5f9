"""A run as it is replayed: levels and flows day by day, and what happened in sentences."""

import json
import math
from dataclasses import asdict, dataclass
from functools import cached_property
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
    type : str
        Type of the dispute.
    """

    day: int
    kind: str
    county: int
    dispute: int
    weight: float
    text: dict[str, str]
    type: str = ""


@dataclass(frozen=True)
class Replay:
    """All that a page shows of one run.

    Attributes
    ----------
    meta : dict
        ``title`` and ``city`` {en, zh}; ``regime`` {name, en, zh}; ``seed``; ``days``; ``warmup_days``;
        ``scale``; ``counties``, a list of {code, name {en, zh}, population, x, y, r, neighbours};
        ``streets``, a list of {code, name, county, population, x, y}; ``offices``, a list of {id, tier,
        county, name, x, y, staff}; ``links``, pairs of rows of offices; ``series`` and ``outcomes``, by name
        {unit, en, zh, better}. Coordinates are from 0 to 1, y downwards; those of offices are of a tree.
    city : dict of float32 (days,)
        Series of the city.
    county : dict of float32 (counties, days)
        Series by county.
    street : dict of float32 (streets, days)
        Series by street: ``open`` and ``supporters``.
    office : dict of uint16 (offices, days)
        ``waiting`` and ``in_service``; 65,535 stands for as many or more.
    events : tuple of Event
        In the order of time.
    outcomes : dict of float
        The outcomes of the run, see `govsim.outcomes.describe`.
    """

    meta: dict[str, Any]
    city: dict[str, NDArray[np.float32]]
    county: dict[str, NDArray[np.float32]]
    street: dict[str, NDArray[np.float32]]
    office: dict[str, NDArray[np.uint16]]
    events: tuple[Event, ...]
    outcomes: dict[str, float]

    def frames(self) -> bytes:
        """Return the replay packed for the browser; it is packed once.

        Returns
        -------
        bytes
            ``GVS1``, the length of the header as a little-endian uint32, the header as JSON in UTF-8, zeros
            up to a multiple of eight, then the arrays in C order, little-endian, each from its ``offset``
            after the padding. The header holds ``meta``, ``events``, ``outcomes`` (null for not-a-number) and
            ``arrays``: a list of {group, name, dtype, shape, offset} with the dtype ``"f4"`` or ``"u2"``.
        """
        return self.packed

    @cached_property
    def packed(self) -> bytes:
        """What `frames` returns."""
        arrays: list[dict[str, Any]] = []
        body = bytearray()
        for group in ("city", "county", "street", "office"):
            dtype = "u2" if group == "office" else "f4"
            for name, values in getattr(self, group).items():
                body += bytes(-len(body) % _ALIGNED)
                said = {"group": group, "name": name, "dtype": dtype, "shape": list(values.shape)}
                arrays.append(said | {"offset": len(body)})
                body += np.ascontiguousarray(values, dtype=f"<{dtype}").tobytes()
        header = {
            "meta": self.meta,
            "events": [asdict(event) for event in self.events],
            "outcomes": {
                name: value if math.isfinite(value) else None for name, value in self.outcomes.items()
            },
            "arrays": arrays,
        }
        packed = json.dumps(header, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        start = len(MAGIC) + 4 + len(packed)
        return b"".join(
            (MAGIC, len(packed).to_bytes(4, "little"), packed, bytes(-start % _ALIGNED), bytes(body))
        )
