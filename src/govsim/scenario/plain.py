"""Scenarios as plain data: mappings, lists, texts, numbers, booleans and None."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, cast

from pydantic import BaseModel

from govsim.scenario.errors import KeyPath, Plain, Problem, ScenarioError, dotted, show
from govsim.scenario.source import DEEPEST


def to_plain(model: BaseModel) -> dict[str, Any]:
    """Return a model's values, keys in the schema's order, names of tables in the scenario's order."""
    return plain(model.model_dump())


def plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a deep copy of plain data, tuples as lists.

    Parameters
    ----------
    data : mapping
        Data made in Python.

    Raises
    ------
    ScenarioError
        With every key that is not text and every value that no scenario file could hold.
    """
    copier = _Copier()
    result = copier.value(data, ())
    if copier.problems:
        raise ScenarioError(copier.problems)
    if not isinstance(result, dict):
        raise ScenarioError([Problem("", None, None, "", "a scenario must be a mapping of keys to values")])
    return result


class _Copier:
    """Copies plain data and notes what is not plain."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def value(self, value: object, path: KeyPath) -> Plain:
        """Return a copy of one value, None in place of what is not plain."""
        if isinstance(value, Enum):
            value = value.value
        message = ""
        if len(path) > DEEPEST:
            message = f"nested more than {DEEPEST} levels deep"
        elif isinstance(value, Mapping):
            return self._mapping(value, path)
        elif isinstance(value, list | tuple):
            return [self.value(item, (*path, index)) for index, item in enumerate(value)]
        elif isinstance(value, str):
            message = "" if _is_text(value) else "half of a surrogate pair is not a character"
        elif value is not None and not isinstance(value, bool | int | float):
            message = f"found {show(value)}, allowed text, numbers, truth values, lists and mappings"
        if message:
            self._refuse(path, message)
            return None
        return cast("Plain", value)

    def _mapping(self, mapping: Mapping[object, object], path: KeyPath) -> dict[str, Plain]:
        result: dict[str, Plain] = {}
        for name, item in mapping.items():
            if isinstance(name, str) and name and _is_text(name):
                result[name] = self.value(item, (*path, name))
            else:
                self._refuse(path, f"a key must be a plain name, found {show(name)}")
        return result

    def _refuse(self, path: KeyPath, message: str) -> None:
        self.problems.append(Problem("", None, None, dotted(path), message))


def _is_text(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)
