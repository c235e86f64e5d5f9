"""Levers that are turned in the course of a run."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from govsim.app.engine.requests import RefusedError

FIXED = (
    "title",
    "summary",
    "city",
    "tiers",
    "days",
    "warmup_days",
    "scale",
    "seed",
    "population",
    "ties",
    "mobility",
    "media",
    "opinion",
    "shocks",
    "compare",
    "disputes.types",
    "casework.load",
    "casework.attempts_per_case",
    "casework.slots",
    "casework.distribution",
    "organizations.per_street",
    "organizations.staff_share",
    "organizations.member_share",
    "organizations.kinds",
    "organizations.contracts",
)
"""Keys of what a city is made of, or of what is settled before its first day."""

_FIXED_IN_REGIMES = ("label", "handles", "organizations", "staff", "legislates", "society")


def is_changeable(key: str) -> bool:
    """Whether a key of a scenario can change in the course of a run."""
    steps = key.split(".")
    if steps[0] == "regimes":
        return len(steps) > 2 and steps[2] not in _FIXED_IN_REGIMES
    return not any(key == fixed or key.startswith(f"{fixed}.") or fixed.startswith(f"{key}.") for fixed in FIXED)


def plan(model: Any, changes: Sequence[tuple[int, str, str]]) -> Callable[[int], None]:
    """Return what is to be called before every day of a run.

    Parameters
    ----------
    model : CityModel
        Before its first day.
    changes : sequence of (int, str, str)
        Day, dotted key and value as YAML.

    Raises
    ------
    RefusedError
        If a key cannot change in the course of a run.
    ScenarioError
        If a key or value is not allowed.
    """
    from govsim.scenario.loader import parse_settings

    scenario = model.scenario
    scenarios = {}
    ordered = sorted(changes, key=lambda change: change[0])
    for day, of_day in groupby(ordered, key=lambda change: change[0]):
        settings = list(of_day)
        for _, key, _ in settings:
            if not is_changeable(key):
                raise RefusedError(
                    f"{key} cannot change in the course of a run: change it from the start.",
                    f"{key} 不能在运行中途调整,请从头更改。",
                )
        values = parse_settings(f"{key}={value}" for _, key, value in settings)
        scenario = scenarios[day] = scenario.replace(values)

    def turn(day: int) -> None:
        if day in scenarios:
            model.adopt(scenarios[day])

    return turn
