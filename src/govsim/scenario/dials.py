"""Turn the dials of the five governances: from a scenario as written to the one that is lived."""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from govsim.scenario.dial_table import DIALS, TURNS
from govsim.scenario.fields import ANY, spot_at
from govsim.scenario.regime import Society
from govsim.scenario.schema import Scenario
from govsim.scenario.sections.governances import GovernanceSettings


class Moved(NamedTuple):
    """A parameter that dials have moved.

    Attributes
    ----------
    key : str
        Dotted key.
    written, effective : float
        Its value in the scenario, and the one that is lived.
    """

    key: str
    written: float
    effective: float


def governances_of(scenario: Scenario, regime: str | None = None) -> GovernanceSettings:
    """Return the dials under a regime: its own if it has any, else the scenario's."""
    own = scenario.regimes[regime].governances if regime is not None else None
    return scenario.governances if own is None else own


def strengths(dials: GovernanceSettings) -> dict[str, float]:
    """Return the strength of each dial: ``d (1 + integration * geometric mean of the five)``."""
    turned = {name: float(getattr(dials, name)) for name in DIALS}
    together = 1.0 + dials.integration * math.prod(turned.values()) ** (1.0 / len(DIALS))
    return {name: value * together for name, value in turned.items()}


def turn_dials(scenario: Scenario, regime: str | None = None) -> Scenario:
    """Return the scenario with every parameter where the regime's society has it and dials move it.

    A parameter p becomes ``p * prod(factor ** strength)``, or ``1 - (1 - p) * prod(factor ** strength)``
    where what it lacks is moved, kept within the limits of its key. With all dials at 0 the scenario
    itself is returned.

    Parameters
    ----------
    scenario : Scenario
        As written.
    regime : str, optional
        The regime that is lived, whose own dials count over the scenario's.
    """
    strength = strengths(governances_of(scenario, regime))
    own = scenario.regimes[regime].society.model_dump(exclude_none=True) if regime is not None else {}
    if own:
        society = scenario.organizations.model_copy(update=own)
        scenario = scenario.model_copy(update={"organizations": society})
    factors: dict[str, tuple[str, float]] = {}
    for turn in TURNS:
        if strength[turn.dial] != 0.0:
            _, before = factors.get(turn.key, ("", 1.0))
            factors[turn.key] = turn.form, before * turn.factor ** strength[turn.dial]
    for key, (form, factor) in factors.items():
        scenario = _move(scenario, tuple(key.split(".")), key, form, factor)
    return scenario


def moved(scenario: Scenario, regime: str | None = None) -> list[Moved]:
    """Return every parameter that society and dials move, in the order of their table."""
    effective = turn_dials(scenario, regime)
    found = {}
    for key in [turn.key for turn in TURNS] + [f"organizations.{name}" for name in Society.model_fields]:
        steps = key.split(".")
        for (one, before), (_, after) in zip(
            _values(scenario, steps), _values(effective, steps), strict=True
        ):
            if before != after:
                found[one] = Moved(one, before, after)
    return list(found.values())


def _values(here: Any, steps: list[str], path: str = "") -> Iterator[tuple[str, float]]:
    """Yield the values that a key of the table stands for, by their own keys."""
    if not steps:
        yield path, here
        return
    step, *rest = steps
    entries = here.items() if step == ANY else [(step, _child(here, step))]
    for name, child in entries:
        yield from _values(child, rest, f"{path}.{name}" if path else name)


def _child(here: Any, name: str) -> Any:
    return here[name] if isinstance(here, dict) else getattr(here, name)


def _move(here: Any, path: tuple[str, ...], key: str, form: str, factor: float) -> Any:
    """Return a copy of a section, table or value in which the value at a path is moved."""
    if not path:
        value = 1.0 - (1.0 - here) * factor if form == "lack" else here * factor
        return _within_limits(key, value)
    step, *rest = path
    below = tuple(rest)
    if isinstance(here, dict):
        return {
            name: _move(child, below, key, form, factor) if step in {ANY, name} else child
            for name, child in here.items()
        }
    return here.model_copy(update={step: _move(getattr(here, step), below, key, form, factor)})


def _within_limits(key: str, value: float) -> float:
    """Return the value, or the nearest that its key allows."""
    spot = spot_at(Scenario, tuple(key.split(".")))
    for limit in spot.limits if spot is not None else ():
        if (low := getattr(limit, "ge", None)) is not None:
            value = max(value, low)
        if (above := getattr(limit, "gt", None)) is not None:
            value = max(value, math.nextafter(above, math.inf))
        if (high := getattr(limit, "le", None)) is not None:
            value = min(value, high)
        if (below := getattr(limit, "lt", None)) is not None:
            value = min(value, math.nextafter(below, -math.inf))
    return value


__all__ = ["Moved", "governances_of", "moved", "strengths", "turn_dials"]
