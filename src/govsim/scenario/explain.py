"""Explain any key of a scenario file."""

import functools
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from govsim.scenario.errors import (
    KeyPath,
    Problem,
    ScenarioError,
    dotted,
    nearest,
    show,
    suggestion,
)
from govsim.scenario.extends import EXTENDS
from govsim.scenario.fields import ANY, Spot, every_key, spot_at
from govsim.scenario.schema import Scenario
from govsim.scenario.shipped import base

_EXTENDS_MEANING = (
    "A file to start from: the name of a shipped scenario, or a path relative to this file. "
    "Without it the package's base; null: nothing."
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What there is to know about a key.

    Attributes
    ----------
    key : str
        Dotted key, as it was asked for.
    meaning : str
        One or two sentences.
    unit : str or None
        Unit of measurement; None for pure numbers and for what is not a number.
    default : object
        The value without a word in the file; None too where there is none (see `required`).
    allowed : str
        The values allowed, in words.
    basis : str or None
        ``"sourced"`` (measured or statutory), ``"stylised"`` (to be swept, not believed) or ``"choice"``
        (of whoever runs the model); None for whole entries of tables.
    source : str or None
        Where a figure comes from.
    required : bool
        Whether a file must say it.
    """

    key: str
    meaning: str
    unit: str | None
    default: Any
    allowed: str
    basis: str | None
    source: str | None
    required: bool = False

    def __str__(self) -> str:
        """Return the explanation in lines of ``name  value``."""
        default = "none: a value must be given" if self.required else written(self.default)
        rows = (
            ("meaning", self.meaning),
            ("default", default),
            ("allowed", self.allowed),
            ("unit", self.unit),
            ("basis", self.basis),
            ("source", self.source),
        )
        return "\n".join([self.key, *(f"  {name:<8} {value}" for name, value in rows if value)])


def explain(key: str) -> Explanation:
    """Explain one key.

    Parameters
    ----------
    key : str
        Dotted key, such as ``"casework.alpha"``. In tables the name of an entry or ``*`` stands for any
        entry: ``"disputes.types.family.share"``, ``"regimes.*.staff"``; in lists a number or ``*``.

    Raises
    ------
    ScenarioError
        If there is no such key; with the nearest ones.
    """
    if key == EXTENDS:
        return Explanation(key, _EXTENDS_MEANING, None, "base", "a name, a file or null", "choice", None)
    path: KeyPath = tuple(key.split("."))
    spot = spot_at(Scenario, path) if key else None
    if spot is None or not _entry_exists(path):
        raise _unknown(key, path)
    found, value = _in_base(path)
    required = False
    if not found and spot.info is not None:
        required = spot.info.is_required()
        value = _declared_default(path)
        value = value.model_dump() if isinstance(value, BaseModel) else value
    return Explanation(
        key,
        meaning(spot, path),
        spot.unit,
        value,
        spot.allowed(kind=True),
        spot.basis,
        spot.source,
        required,
    )


def _declared_default(path: KeyPath) -> Any:
    """Return the default of a key: that of the section it stands in, if that has one of its own."""
    spot: Spot | None = Spot(Scenario)
    value: Any = None
    for step in path:
        spot = spot.child(step) if spot is not None else None
        if isinstance(value, BaseModel) and step in type(value).model_fields:
            value = getattr(value, step)
        elif spot is not None and spot.info is not None and not spot.info.is_required():
            value = spot.info.get_default(call_default_factory=True, validated_data={})
        else:
            value = None
    return value


def all_keys() -> tuple[str, ...]:
    """Return every key in the schema's order, with ``*`` for the names in tables and the items of lists."""
    return (EXTENDS, *(dotted(path) for path, _ in every_key(Scenario)))


def meaning(spot: Spot, path: KeyPath) -> str:
    """Return what a value means; for an entry of a table, what such entries are."""
    if spot.info is not None and spot.info.description:
        return spot.info.description
    if spot.section is not None and spot.section.__doc__:
        return spot.section.__doc__.strip().splitlines()[0]
    return f"One item of {dotted(path[:-1])}."


def written(value: object) -> str:
    """Return a default as a file would hold it; long ones in short."""
    if isinstance(value, list | tuple) and all(isinstance(item, str | int | float) for item in value):
        return "[" + ", ".join(show(item).strip("'") for item in value) + "]"
    if isinstance(value, dict):
        return f"a mapping of {', '.join(value)}" if value else "{}"
    return show(value).strip("'")


@functools.cache
def _known_keys() -> tuple[str, ...]:
    """Return the keys that suggestions are made from: patterns, and tables with the base's own names."""
    keys = list(all_keys())
    for key in list(keys):
        steps = key.split(".")
        if ANY in steps:
            holder = steps[: steps.index(ANY)]
            found, table = _in_base(tuple(holder))
            names = table if found and isinstance(table, dict) else ()
            keys += [".".join([*holder, name, *steps[len(holder) + 1 :]]) for name in names]
    return tuple(keys)


def _unknown(key: str, path: KeyPath) -> ScenarioError:
    keys = _known_keys()
    near = nearest(key, keys)
    if len(path) == 1:
        near = (*(known for known in keys if known.rpartition(".")[2] == key), *near)[:4]
    message = "unknown key" + suggestion(near)
    return ScenarioError([Problem("", None, None, key, message, show(key), None, near)])


def _entry_exists(path: KeyPath) -> bool:
    """Return whether each name inside a table is `ANY` or a name that the base has."""
    for length in range(1, len(path)):
        holder = spot_at(Scenario, path[:length])
        if holder is not None and holder.is_table and path[length] != ANY:
            found, table = _in_base(path[:length])
            if found and isinstance(table, dict) and table and path[length] not in table:
                return False
    return True


def _in_base(path: KeyPath) -> tuple[bool, Any]:
    """Return whether the package's base gives a value at `path`, and the value."""
    here: Any = base().data
    for step in path:
        if isinstance(here, dict) and step in here:
            here = here[step]
        elif isinstance(here, list) and isinstance(step, str) and step.isdecimal() and int(step) < len(here):
            here = here[int(step)]
        else:
            return False, None
    return True, here
