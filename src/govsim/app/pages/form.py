"""The form of a scenario, made from the schema: one field for every key that holds a single value."""

import functools
from typing import Any, Literal, get_args, get_origin

from govsim.app.text.keys import meaning_in_chinese, unit_in_chinese
from govsim.scenario.fields import ANY, Spot, every_key
from govsim.scenario.schema import Scenario

_NOT_HERE = ("title", "summary", "compare", "seed")
"""Keys that the pages have places of their own for, or that only a file says."""


@functools.cache
def fields() -> tuple[dict[str, Any], ...]:
    """Return the fields in the schema's order; shared, so not to be changed.

    Returns
    -------
    tuple of dict
        ``key``, ``section`` (its first step), ``kind`` ("number", "integer", "switch", "choice" or "text"),
        ``options``, ``low``, ``high``, and by language ``unit`` and ``meaning``, in English the schema's own.
    """
    return tuple(
        _field(".".join(map(str, path)), spot)
        for path, spot in every_key(Scenario)
        if ANY not in path and path[0] not in _NOT_HERE and _is_single(spot)
    )


def limits(key: str) -> dict[str, float | None]:
    """Return the lowest and highest value of a key, None where there is no limit."""
    from govsim.scenario.fields import spot_at

    spot = spot_at(Scenario, tuple(key.split(".")))
    return _limits(spot) if spot is not None else {"low": None, "high": None}


def _is_single(spot: Spot) -> bool:
    return spot.section is None and not spot.is_table and not spot.is_list and spot.info is not None


def _field(key: str, spot: Spot) -> dict[str, Any]:
    return {
        "key": key,
        "section": key.partition(".")[0],
        "kind": _kind(spot),
        "options": [str(option) for option in get_args(spot.kind)] if _is_choice(spot) else [],
        **_limits(spot),
        "unit": {"en": spot.unit, "zh": unit_in_chinese(spot.unit)} if spot.unit else None,
        "meaning": {
            "en": (spot.info.description or "") if spot.info is not None else "",
            "zh": meaning_in_chinese(key),
        },
    }


def _kind(spot: Spot) -> str:
    if _is_choice(spot):
        return "choice"
    return {float: "number", int: "integer", bool: "switch"}.get(spot.kind, "text")


def _is_choice(spot: Spot) -> bool:
    return get_origin(spot.kind) is Literal


def _limits(spot: Spot) -> dict[str, float | None]:
    found: dict[str, float | None] = {"low": None, "high": None}
    for limit in spot.limits:
        for name, side in (("ge", "low"), ("gt", "low"), ("le", "high"), ("lt", "high")):
            value = getattr(limit, name, None)
            if value is not None:
                found[side] = float(value)
    return found
