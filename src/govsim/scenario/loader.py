"""Turn a scenario file, a shipped scenario, plain data or another scenario into a `Scenario`."""

import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from govsim.scenario.check import check
from govsim.scenario.cities import unknown_places
from govsim.scenario.errors import Problem, ScenarioError, nearest, show, suggestion
from govsim.scenario.extends import clone, inherit
from govsim.scenario.override import override
from govsim.scenario.plain import plain, to_plain
from govsim.scenario.schema import Scenario
from govsim.scenario.shipped import base, is_bare, label, shipped
from govsim.scenario.source import Document, parse, parse_value, read


def load(path: str | Path, overrides: Mapping[str, Any] | None = None) -> Scenario:
    """Read a scenario.

    Parameters
    ----------
    path : str or pathlib.Path
        A YAML file, or the bare name of a shipped scenario.
    overrides : mapping, optional
        Values by dotted key, which count over the file's.

    Returns
    -------
    Scenario
        Validated and complete.

    Raises
    ------
    ScenarioError
        With every problem found.
    """
    where = locate(path)
    document = read(where, label(where))
    return _finish(inherit(document, where.parent, (where,)), overrides)


def load_text(
    text: str, name: str = "", *, folder: Path | None = None, overrides: Mapping[str, Any] | None = None
) -> Scenario:
    """Read a scenario from YAML text.

    Parameters
    ----------
    text : str
        YAML.
    name : str
        What messages call the text.
    folder : pathlib.Path, optional
        Folder in which ``extends`` looks for files; without it only shipped scenarios can be extended, which
        is what text from strangers needs.
    overrides : mapping, optional
        Values by dotted key.

    Raises
    ------
    ScenarioError
        With every problem found.
    """
    return _finish(inherit(parse(text, name), folder), overrides)


def from_dict(data: Mapping[str, Any]) -> Scenario:
    """Validate plain data as a scenario file would be, ``extends`` included.

    Raises
    ------
    ScenarioError
        With every problem found; there are no positions.
    """
    return _finish(inherit(Document("", plain(data)), Path.cwd()), None)


def replace(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """Return a scenario with other values under dotted keys.

    Raises
    ------
    ScenarioError
        With every problem found, named by key.
    """
    return _finish(Document("", to_plain(scenario)), changes, origin="")


def parse_settings(settings: Iterable[str]) -> dict[str, Any]:
    """Read ``key=value`` pairs as the command line's ``--set`` gives them.

    Parameters
    ----------
    settings : iterable of str
        For example ``["casework.alpha=0.2", "city=成都"]``; values are YAML, so quotes force text.

    Returns
    -------
    dict
        Values by dotted key.

    Raises
    ------
    ScenarioError
        With every pair that is not of this form, and every key that is given twice.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for setting in settings:
        key, equals, text = setting.partition("=")
        key = key.strip()
        if not equals or not key:
            problems.append(
                Problem(
                    "--set",
                    None,
                    None,
                    "",
                    f"found {show(setting)}, allowed key=value",
                    show(setting),
                    "key=value",
                )
            )
            continue
        if key in values:
            problems.append(Problem(f"--set {key}", None, None, key, "this key is given twice", key))
            continue
        try:
            values[key] = parse_value(text.strip(), f"--set {key}")
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return values


def locate(path: str | Path) -> Path:
    """Return the file of a path or of a shipped scenario's bare name; a shipped name counts first.

    Raises
    ------
    ScenarioError
        If there is neither.
    """
    where = Path(path)
    text = str(path)
    ships = shipped()
    if isinstance(path, str) and is_bare(text) and text in ships:
        return ships[text]
    try:
        if where.exists():
            return where
        near_files = [other.name for other in where.parent.glob("*.y*ml")] if where.parent.is_dir() else []
    except (OSError, ValueError):
        near_files = []
    if is_bare(text):
        close = nearest(text, [*ships, *near_files])
        message = f"no such file, and no shipped scenario of this name{suggestion(close, list(ships))}"
    else:
        close = nearest(where.name, near_files)
        message = f"no such file{suggestion(close)}"
    raise ScenarioError([Problem(text, None, None, "", message, show(text), None, close)])


def _finish(document: Document, changes: Mapping[str, Any] | None, origin: str = "--set") -> Scenario:
    if changes:
        document = override(document, changes, origin, _fallback())
    return check(Scenario, document, fallback=_fallback(), further=unknown_places)


@functools.cache
def _fallback() -> Mapping[str, Any]:
    """Return valid data to look past problems with: the base and an invented city."""
    document = clone(base())
    document.data |= {"title": {"en": "Base"}, "city": {"invented": {}}}
    return to_plain(check(Scenario, document, fallback={}))
