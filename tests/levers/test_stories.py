"""Every lever in the shipped stories: what it does in one and what it costs in another, as intervals."""

from functools import cache, lru_cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from govsim import CityModel, Scenario, build_city
from paired import lowers, raises

LEVERS = YAML(typ="safe").load(Path(__file__).with_name("stories.yaml").read_text(encoding="utf-8"))
CASES = [{"lever": lever, **case} for lever, cases in LEVERS.items() for case in cases]
# Those of one story beside each other, so that few processes build the same city.
CASES.sort(key=lambda case: case["story"])

SEEDS = (101, 102, 103, 104, 105)
"""Worlds; in a city of four million they differ little."""

SMALL = {"quickstart", "smart-city-false-alarms", "governance-radius"}
"""Stories of small cities."""

LONG = SMALL | {"legislating-city"}
"""Stories that are lived to their end: those of small cities, and one in which the law takes two years."""

STRUCK = {"platform-collapse", "rumour-and-disclosure", "epidemic-early-warning", "epidemic-harsh"}
"""Stories that are lived until a shock in their middle is over."""


def _loaded(story, changes):
    length = {"days": 240, "warmup_days": 60} if story in STRUCK else {"days": 150, "warmup_days": 40}
    return Scenario.load(story, ({} if story in LONG else length) | dict(changes))


# One story after the other: few cities need be kept.
@lru_cache(maxsize=2 * len(SEEDS))
def _city(story, people, seed):
    return build_city(_loaded(story, people), seed)


@cache
def _lived(story, people, changes, regime):
    scenario = _loaded(story, people + changes)
    return [CityModel(scenario, regime, seed, _city(story, people, seed)).run().outcomes() for seed in SEEDS]


def lived(story, changes, regime, people=None):
    """Return outcomes of the worlds of a story, with changes that shape its people and others."""
    return _lived(story, tuple((people or {}).items()), tuple(sorted(changes.items())), regime)


def _marked(case):
    """Return a case as a parameter; those of large cities take long and are for `make stories`."""
    marks = [] if case["story"] in SMALL else [pytest.mark.story]
    return pytest.param(case, marks=marks, id=f"{case['lever']}-{case['story']}-{case['outcome']}")


@pytest.mark.parametrize("case", [_marked(case) for case in CASES])
def test_a_lever_does_what_it_is_said_to(case):
    """The whole 99% interval of the paired difference lies on the side that is claimed."""
    with_it, without = case.get("regimes", ("county", "county"))
    people = case.get("people", {})
    on = lived(case["story"], case.get("on", {}), with_it, people)
    off = lived(case["story"], case.get("off", {}), without, people)
    holds = raises if case["side"] > 0 else lowers
    assert holds(on, off, lambda outcomes: outcomes[case["outcome"]])


@pytest.mark.parametrize("lever", LEVERS)
def test_nothing_is_good_by_definition(lever):
    """Every lever has an effect in one story and a cost in another."""
    effects, costs = (
        {case["story"] for case in LEVERS[lever] if case["kind"] == kind} for kind in ("effect", "cost")
    )
    assert effects
    assert costs
    assert any(one != other for one in effects for other in costs)
