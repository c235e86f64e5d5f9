"""What a run is: names that depend on its content alone, never on order, batch or worker."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from govsim.scenario.setting import Section
from govsim.study.design import Point, Value

if TYPE_CHECKING:
    from govsim.city import City
    from govsim.scenario import Scenario

_LENGTH = 8
"""Bytes of a name: among a million runs, two share one with a probability of 3e-8."""

_TOLD = ("title", "summary", "compare")
"""Keys of a scenario of which no run knows."""

CITY_KEYS = ("city", "population", "ties", "scale", "organizations.member_share")
"""Keys of a scenario of which its city is made; see `govsim.city.build_city`."""


def digest(value: Any) -> str:
    """Return the name of plain data: 16 hexadecimal digits; equal numbers have equal names."""
    text = json.dumps(_canonical(value), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode("ascii"), digest_size=_LENGTH).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _canonical(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def base_name(scenario: "Scenario") -> str:
    """Return the name of what all runs of a study start from."""
    from govsim.scenario.plain import to_plain

    return digest({name: value for name, value in to_plain(scenario).items() if name not in _TOLD})


def point_name(keys: Sequence[str], point: Point) -> str:
    """Return the name of a design point; the order of the factors is of no consequence."""
    return digest(dict(zip(keys, point, strict=True)))


def run_name(base: str, point: str, factor: str, level: Value, seed: int) -> str:
    """Return the name of a run.

    Parameters
    ----------
    base : str
        Name of the scenario that all runs start from.
    point : str
        Name of the design point.
    factor : str
        The compared factor.
    level : bool, int, float or str
        Its level.
    seed : int
        Seed of the world, which stands for root seed and replicate.
    """
    return digest([base, point, factor, level, seed])


def city_name(scenario: "Scenario", seed: int) -> str:
    """Return the name of a city: runs with the same one can share it."""
    return digest([[_plain(_value(scenario, key)) for key in CITY_KEYS], seed])


def shapes_city(key: str) -> bool:
    """Whether a key has a part in the city."""
    return any(_within(key, one) or _within(one, key) for one in CITY_KEYS)


def _within(key: str, other: str) -> bool:
    return key == other or key.startswith(f"{other}.")


def _value(scenario: "Scenario", key: str) -> Any:
    here: Any = scenario
    for step in key.split("."):
        here = getattr(here, step)
    return here


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json") if isinstance(value, Section) else value


class CityShelf:
    """Keeps the city that was built last, so that runs on the same one need not build it again."""

    def __init__(self) -> None:
        self._name = ""
        self._city: City | None = None

    def take(self, scenario: "Scenario", seed: int, building: Callable[[], None]) -> "City":
        """Return the city of a scenario in a world.

        Parameters
        ----------
        scenario : Scenario
        seed : int
        building : callable
            Called before a city is built.
        """
        from govsim.city import build_city

        name = city_name(scenario, seed)
        if self._city is None or name != self._name:
            building()
            # The old one makes room before the new one is built.
            self._city = None
            self._city, self._name = build_city(scenario, seed), name
        return self._city
