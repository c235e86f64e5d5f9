"""The shipped scenarios as the pages list them."""

import functools
import math
from typing import Any

from govsim.app.engine.limits import RESIDENTS
from govsim.city import build_territory
from govsim.scenario import Scenario
from govsim.scenario.shipped import shipped

_STEP = 10.0
"""Scales of large cities are multiples of it."""

_FIRST = ("quickstart", "lanzhou", "chengdu", "hangzhou", "fuzhou", "shenzhen")


@functools.cache
def catalogue() -> tuple[dict[str, Any], ...]:
    """Return the shipped scenarios, cities before stories.

    Returns
    -------
    tuple of dict
        ``name``, ``title`` and ``summary`` {en, zh}, ``regimes`` [{name, en, zh}], ``compare`` (names of
        regimes), ``days`` and ``seed``. Shared by all sessions, so not to be changed.
    """
    names = sorted(shipped(), key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name))
    return tuple(entry(name) for name in names)


@functools.cache
def class_scale(name: str) -> float | None:
    """Return the scale at which a city too large for the classroom is lived, None where its own will do."""
    scenario = Scenario.load(name)
    least = build_territory(scenario).population / RESIDENTS
    return None if scenario.scale >= least else math.ceil(least / _STEP) * _STEP


@functools.cache
def entry(name: str) -> dict[str, Any]:
    """Return the entry of one shipped scenario."""
    scenario = Scenario.load(name)
    return {"name": name, **described(scenario)}


def described(scenario: Scenario) -> dict[str, Any]:
    """Return what the pages list of a scenario."""
    return {
        "title": _both(scenario.title),
        "summary": _both(scenario.summary) if scenario.summary else {"en": "", "zh": ""},
        "regimes": [{"name": name, **_both(regime.label)} for name, regime in scenario.regimes.items()],
        "compare": list(scenario.compare.regimes),
        "days": scenario.days,
        "seed": scenario.seed,
    }


def _both(text: Any) -> dict[str, str]:
    return {"en": text.in_language("en"), "zh": text.in_language("zh")}
