"""Write a scenario out: as YAML that reloads to an equal scenario, and as a fingerprint."""

import hashlib
import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from govsim.scenario.errors import Plain
from govsim.scenario.plain import to_plain
from govsim.scenario.scalars import resolve

if TYPE_CHECKING:
    from govsim.scenario.schema import Scenario

WIDEST = 140
"""Characters of a line that a short list or mapping may fill."""

_HEADER = """\
# A resolved govsim scenario: every key is written out and nothing is inherited.
"""

_NEEDS_QUOTES_FIRST = frozenset("-?:,[]{}#&*!|>'\"%@` ")
_NEEDS_QUOTES_INSIDE = frozenset(":#,[]{}\"'\\")


def to_yaml(scenario: "Scenario") -> str:
    """Return a scenario as YAML.

    Parameters
    ----------
    scenario : Scenario
        Any valid scenario.

    Returns
    -------
    str
        Keys in the schema's order, every default written out. It says ``extends: null``, so that a later
        version of the package's base changes nothing in it.
    """
    return f"{_HEADER}extends: null\n{plain_yaml(to_plain(scenario))}"


def plain_yaml(data: Mapping[str, Plain]) -> str:
    """Return plain data as YAML that reads back as equal data."""
    lines: list[str] = []
    _mapping(data, 0, lines)
    return "\n".join(lines) + "\n"


def fingerprint(scenario: "Scenario") -> str:
    """Return the SHA-256 of a scenario's content, in hexadecimal.

    Equal scenarios have equal fingerprints, whatever files they came from and in whatever order their
    tables were written.
    """
    text = json.dumps(
        _canonical(to_plain(scenario)), sort_keys=True, ensure_ascii=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _canonical(value: Plain) -> Plain:
    """Return equal values in one form: whole floats as integers, no negative zero."""
    if isinstance(value, dict):
        return {name: _canonical(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _mapping(mapping: Mapping[str, Plain], depth: int, lines: list[str]) -> None:
    for name, value in mapping.items():
        _entry(f"{'  ' * depth}{scalar(name)}:", value, depth, lines)


def _entry(start: str, value: Plain, depth: int, lines: list[str]) -> None:
    """Write a value after its key or dash: on the same line if it is short, else below."""
    if not isinstance(value, dict | list) or not value:
        lines.append(f"{start} {_flow(value)}")
        return
    is_leafy = not any(isinstance(item, dict | list) and item for item in _items(value))
    if is_leafy and (depth > 0 or isinstance(value, list)):
        line = f"{start} {_flow(value)}"
        if len(line) <= WIDEST:
            lines.append(line)
            return
    if isinstance(value, dict):
        lines.append(start)
        _mapping(value, depth + 1, lines)
        return
    lines.append(start)
    for item in value:
        dash = f"{'  ' * (depth + 1)}-"
        row = f"{dash} {_flow(item)}"
        if isinstance(item, dict) and item and len(row) > WIDEST:
            first = len(lines)
            _mapping(item, depth + 2, lines)
            lines[first] = f"{dash} {lines[first].lstrip()}"
        else:
            lines.append(row)


def _items(value: dict[str, Plain] | list[Plain]) -> list[Plain]:
    return list(value.values()) if isinstance(value, dict) else list(value)


def _flow(value: Plain) -> str:
    """Return a value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(name)}: {_flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return _number(value) if isinstance(value, float) else str(value)


def _number(value: float) -> str:
    """Return the shortest text that reads back as the same float."""
    if not math.isfinite(value):
        return ".nan" if math.isnan(value) else "-.inf" if value < 0 else ".inf"
    return repr(value)


def scalar(text: str) -> str:
    """Return a text as a scalar, quoted where it would be read as anything else."""
    is_plain = (
        text.isprintable()
        and text == text.strip()
        and resolve(text) == text
        and text[0] not in _NEEDS_QUOTES_FIRST
        and not _NEEDS_QUOTES_INSIDE.intersection(text)
        and text not in {"---", "...", "<<", "="}
    )
    return text if is_plain else f'"{"".join(_escaped(character) for character in text)}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
