"""Levers that are turned in the course of a run."""

import math
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from govsim.agents.organization import Circles, found_organizations
from govsim.agents.party import found_cells
from govsim.app.engine.requests import RefusedError
from govsim.conflict.claims import dispute_types
from govsim.conflict.contagion import highest_chance
from govsim.governance.channels import channel_records
from govsim.governance.routing import Referrals, compile_routes
from govsim.scenario.vocabulary import LAYERS, TIERS
from govsim.start import detection_hazard
from govsim.state import parameters

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
    return not any(
        key == fixed or key.startswith(f"{fixed}.") or fixed.startswith(f"{key}.") for fixed in FIXED
    )


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
            adopt(model, scenarios[day])

    return turn


def adopt(model: Any, scenario: Any) -> None:
    """Let a model live on under another scenario from this morning on; what has happened stays.

    Parameters
    ----------
    model : CityModel
    scenario : Scenario
        That differs in no key of `FIXED`.
    """
    model.adopt(scenario)
    state, effective = model.state, model.effective
    state.p[:] = parameters(effective)
    # Disputes arise at the rates as written, whatever the dials do; see `govsim.start.initial_state`.
    kinds = dispute_types(effective, model.base_detection)
    kinds["rate"] = dispute_types(scenario, detection_hazard(scenario))["rate"]
    state.types[:] = kinds
    state.channels[:] = channel_records(effective)
    for column, value in zip(state.routes, compile_routes(effective, model.regime), strict=True):
        column[:] = value
    model.referrals = Referrals(state.routes)
    _bound_contagion(model)
    for tier, name in enumerate(TIERS):
        of_tier = model.offices["tier"] == tier
        model.offices["skill"][of_tier] = getattr(effective.casework, f"skill_{name}")
    _renew_organizations(model)
    _renew_cells(model)


def _bound_contagion(model: Any) -> None:
    """Raise the bound on the chance of transmission where it no longer holds.

    Supporters have drawn how many evenings to skip by the bound so far, so it never falls: a lower chance is
    exact, a higher one counts from the next evening that each has drawn.
    """
    weights = np.array([getattr(model.scenario.ties, layer).weight for layer in LAYERS])
    wanted = highest_chance(model.effective.contagion.beta, weights, model.effective.media.highest_factor)
    if wanted > model.state.highest_chance[0]:
        model.state.highest_chance[0] = wanted
        model.state.log_miss[0] = math.log1p(-wanted) if wanted < 1.0 else -math.inf


def _renew_organizations(model: Any) -> None:
    """Put organisations with the present settings in the place of those before, contracts included."""
    before = model.organizations
    first = len(model.stations) - len(before)
    for old in before:
        old.remove()
    model.organizations = found_organizations(model, first)
    for old, new in zip(before, model.organizations, strict=True):
        new.contract = old.contract
        new.tray = old.tray
        model.offices["skill"][new.row] = new.kind.skill
        model.offices["take_up"][new.row] = new.kind.take_up
    model.stations[first:] = model.organizations
    model.circles = Circles(model, model.organizations)


def _renew_cells(model: Any) -> None:
    """Put party cells with the present settings in the place of those before, as mobilised as they were."""
    before = model.cells
    for old in before:
        old.remove()
    model.cells = found_cells(model)
    for old, new in zip(before, model.cells, strict=True):
        new.mobilised = old.mobilised
        new.act()
