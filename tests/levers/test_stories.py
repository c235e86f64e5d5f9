"""Every lever in the shipped stories: what it does in one and what it costs in another, as intervals."""

from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from govsim import CityModel, Scenario, build_city
from levers.paired import lowers, raises

LEVERS = YAML(typ="safe").load(Path(__file__).with_name("stories.yaml").read_text(encoding="utf-8"))
CASES = [{"lever": lever, **case} for lever, cases in LEVERS.items() for case in cases]
# Those of one story beside each other, so that few processes build the same city.
CASES.sort(key=lambda case: case["story"])

SEEDS = (101, 102, 103, 104, 105)
"""Worlds; in a city of four million they differ little."""

INVENTED = {"quickstart", "smart-city-false-alarms", "governance-radius"}
"""Stories that are lived as they ship; those of real cities are lived at a coarser scale."""


def _loaded(story, changes=()):
    return Scenario.load(story, ({} if story in INVENTED else {"scale": 500}) | dict(changes))


@cache
def _city(story, seed):
    return build_city(_loaded(story), seed)


@cache
def _lived(story, changes, regime):
    scenario = _loaded(story, changes)
    return [CityModel(scenario, regime, seed, _city(story, seed)).run().outcomes() for seed in SEEDS]


def lived(story, changes, regime):
    """Return outcomes of the worlds of a story with changes that do not shape its people."""
    return _lived(story, tuple(sorted(changes.items())), regime)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['lever']}-{case['story']}-{case['outcome']}")
def test_a_lever_does_what_it_is_said_to(case):
    """The whole 99% interval of the paired difference lies on the side that is claimed."""
    with_it, without = case.get("regimes", ("county", "county"))
    on = lived(case["story"], case.get("on", {}), with_it)
    off = lived(case["story"], case.get("off", {}), without)
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
