"""The shipped scenarios as the pages list them."""

import functools
from typing import Any

from govsim.scenario import Scenario
from govsim.scenario.shipped import shipped

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
