"""Look past the problems of a scenario: replace what is wrong, so that the rest can be judged too.

Rules over several keys are only looked at where every single key is valid. So each value at fault gives way
to a valid one, and what the rules then say is kept if it does not touch what was replaced.
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from govsim.scenario.errors import KeyPath, SchemaProblem
from govsim.scenario.fields import spot_at

UNKNOWN_KEY = "extra_forbidden"
"""Pydantic's word for a key that the schema does not have."""

BAD_NAME = "[key]"
"""Pydantic's mark of a name that a table does not allow."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem at a key path, before it has a position.

    Attributes
    ----------
    path : tuple of str or int
        The value at fault.
    kind : str
        Pydantic's word for the error, `BAD_NAME`, or ``"rule"``.
    told : SchemaProblem or None
        What a rule of the schema says.
    value : object
        The value found.
    words : str
        Pydantic's own message.
    """

    path: KeyPath
    kind: str
    told: SchemaProblem | None = None
    value: object = None
    words: str = ""


def mend(data: dict[str, Any], fault: Fault, fallback: Mapping[str, Any], removed: set[str]) -> KeyPath:
    """Replace the value at fault by a valid one, or drop it.

    Parameters
    ----------
    data : dict
        Plain data, changed in place.
    fault : Fault
        What is wrong.
    fallback : mapping
        Valid data of the same schema.
    removed : set of str
        Names of entries that are gone, added to in place.

    Returns
    -------
    tuple of str or int
        The path that was changed.
    """
    path = fault.path
    if fault.kind in {UNKNOWN_KEY, BAD_NAME} and _drop(data, path):
        removed.add(str(path[-1]))
        return path
    for length in range(len(path), 0, -1):
        here = path[:length]
        found, value = _fallback(fallback, here)
        holder = _holder(data, here)
        if found and holder is not None:
            old = holder.get(here[-1])
            if isinstance(old, dict) and isinstance(value, Mapping):
                removed.update(old.keys() - value.keys())
            holder[here[-1]] = copy.deepcopy(value)
            return here
    return path


def _holder(data: dict[str, Any], path: KeyPath) -> dict[str | int, Any] | None:
    """Return the mapping that holds the last step of `path`; None if that is a list or not there."""
    here: Any = data
    for step in path[:-1]:
        here = here.get(step) if isinstance(here, dict) else None
    return here if isinstance(here, dict) else None


def _drop(data: dict[str, Any], path: KeyPath) -> bool:
    """Remove a key, also inside lists; return whether it was there."""
    here: Any = data
    for step in path[:-1]:
        if isinstance(here, dict):
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            return False
    return isinstance(here, dict) and here.pop(path[-1], here) is not here


def _fallback(fallback: Mapping[str, Any], path: KeyPath) -> tuple[bool, Any]:
    """Return whether valid data have a value at `path`, and the value; any entry stands for one not there."""
    here: Any = fallback
    for depth, step in enumerate(path):
        if not isinstance(here, Mapping) or not here:
            return False, None
        if step in here:
            here = here[step]
        elif depth and all(isinstance(entry, Mapping) for entry in here.values()):
            here = next(iter(here.values()))
        else:
            return False, None
    return True, here


def is_independent(model: type[BaseModel], fault: Fault, mended: list[KeyPath], removed: set[str]) -> bool:
    """Return whether a fault found after mending would stand without it too."""
    told = fault.told
    if told is not None and str(told.found) in removed:
        return False
    # Whether a name is known does not hang on the values beside it; other rules may.
    is_name = told is not None and bool(told.choices)
    for path in mended:
        shared = min(len(path), len(fault.path))
        if path[:shared] == fault.path[:shared]:
            return False
        if not is_name and _part(model, path) == _part(model, fault.path):
            return False
    return True


def _part(model: type[BaseModel], path: KeyPath) -> KeyPath:
    """Return the part of the data that a path belongs to: a section, or an entry of a table at the top.

    The single keys at the top are one part.
    """
    if len(path) < 2:
        return ()
    top = spot_at(model, path[:1])
    return path[: 2 if top is not None and top.is_table else 1]
