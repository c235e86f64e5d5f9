"""Scenario files: the schema, the loader, and what explains them.

The names below are imported when they are first used, so that importing this package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govsim.scenario.errors import Problem, ScenarioError
    from govsim.scenario.explain import Explanation, all_keys
    from govsim.scenario.loader import load, load_text, parse_settings
    from govsim.scenario.new import write_new
    from govsim.scenario.reference import json_schema, reference_markdown
    from govsim.scenario.render import fingerprint, to_yaml
    from govsim.scenario.schema import Scenario

_HOMES = {
    "Explanation": "explain",
    "Problem": "errors",
    "Scenario": "schema",
    "ScenarioError": "errors",
    "all_keys": "explain",
    "fingerprint": "render",
    "json_schema": "reference",
    "load": "loader",
    "load_text": "loader",
    "parse_settings": "loader",
    "reference_markdown": "reference",
    "to_yaml": "render",
    "write_new": "new",
}

__all__ = [
    "Explanation",
    "Problem",
    "Scenario",
    "ScenarioError",
    "all_keys",
    "fingerprint",
    "json_schema",
    "load",
    "load_text",
    "parse_settings",
    "reference_markdown",
    "to_yaml",
    "write_new",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
