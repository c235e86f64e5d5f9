"""Scenarios as a form edits them: single values put into the text, values by key, and differences."""

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from govsim.scenario import Scenario


def edited(text: str, key: str, value: str) -> str:
    """Return a scenario's text with another value under a key; comments and order stay.

    Parameters
    ----------
    text : str
        YAML that the scenario's own reader takes: it refuses tags and aliases before anything else sees them.
    key : str
        Dotted key of a value that is no mapping.
    value : str
        YAML of the value.

    Raises
    ------
    ScenarioError
        If the text or the value is not read.
    """
    from ruamel.yaml import YAML

    from govsim.scenario.source import parse, parse_value

    parse(text, "")
    read = parse_value(value, key)
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 120
    document = yaml.load(text)
    here: Any = document
    *steps, last = key.split(".")
    for step in steps:
        if not isinstance(here.get(step), dict):
            here[step] = {}
        here = here[step]
    here[last] = read
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def flat(scenario: "Scenario") -> dict[str, Any]:
    """Return every value of a scenario that is no mapping, by dotted key, in the schema's order."""
    from govsim.scenario.plain import to_plain

    values: dict[str, Any] = {}

    def walk(path: str, here: Any) -> None:
        if isinstance(here, dict) and here:
            for name, child in here.items():
                walk(f"{path}.{name}" if path else name, child)
        else:
            values[path] = here

    walk("", to_plain(scenario))
    return values


def changed(original: "Scenario", scenario: "Scenario") -> list[dict[str, Any]]:
    """Return what differs between two scenarios: ``key``, ``original`` and ``value``, None for neither."""
    before, after = flat(original), flat(scenario)
    return [
        {"key": key, "original": before.get(key), "value": after.get(key)}
        for key in dict.fromkeys((*before, *after))
        if before.get(key) != after.get(key)
    ]
