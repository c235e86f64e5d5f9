"""Single values put over a scenario by dotted key."""

from collections.abc import Mapping
from typing import Any

from govsim.scenario.errors import KeyPath, Plain, Problem, ScenarioError, dotted
from govsim.scenario.extends import EXTENDS, clone, merge
from govsim.scenario.plain import plain
from govsim.scenario.source import DEEPEST, Document, Mark


def override(
    document: Document, changes: Mapping[str, Any], origin: str, defaults: Mapping[str, Any]
) -> Document:
    """Return a document with other values under dotted keys.

    Values merge as those of an extending file do: a mapping into a mapping, null over a mapping removes it.

    Parameters
    ----------
    document : Document
        What is changed; left as it is.
    changes : mapping
        Values by dotted key, applied in order; numbers step into lists from 0.
    origin : str
        What messages name in place of a file, before the key.
    defaults : mapping
        Lists that a key may step into though the document leaves them to the schema.

    Raises
    ------
    ScenarioError
        With every key that cannot be set.
    """
    changed = clone(document)
    problems: list[Problem] = []
    for key, value in changes.items():
        mark = Mark(f"{origin} {key}".strip() if origin else "")
        steps = str(key).split(".")
        if not all(steps) or len(steps) > DEEPEST:
            problems.append(
                Problem(mark.file, None, None, "", "a key is names joined by dots, such as casework.alpha")
            )
        elif steps[0] == EXTENDS:
            problems.append(Problem(mark.file, None, None, EXTENDS, "only a file can extend another"))
        else:
            try:
                changed = _set(changed, steps, plain({"value": value})["value"], mark, defaults)
            except ScenarioError as error:
                problems += [
                    Problem(mark.file, None, None, key, problem.message, problem.found)
                    for problem in error.problems
                ]
    if problems:
        raise ScenarioError(problems)
    return changed


def _set(document: Document, steps: list[str], value: Plain, mark: Mark, defaults: object = None) -> Document:
    """Return the document with one value set; what is not there yet is made."""
    upper = Document(document.file)
    path: KeyPath = ()
    here: Any = document.data
    into = upper.data
    for depth, step in enumerate(steps):
        if isinstance(here, list):
            return _set_in_list(document, path, steps[depth:], value, mark)
        path = (*path, step)
        upper.keys[path] = upper.values[path] = mark
        here = here.get(step) if isinstance(here, dict) else None
        defaults = defaults.get(step) if isinstance(defaults, Mapping) else None
        if here is None and isinstance(defaults, list) and depth < len(steps) - 1:
            written_out = _set(document, steps[: depth + 1], list(defaults), mark)
            return _set(written_out, steps, value, mark)
        into[step] = value if depth == len(steps) - 1 else {}
        into = into[step]
    _mark_all(upper, path, value, mark)
    return merge(document, upper)


def _set_in_list(document: Document, path: KeyPath, steps: list[str], value: Plain, mark: Mark) -> Document:
    """Set one value inside the list at `path`, whose item `steps` starts with.

    Raises
    ------
    ScenarioError
        If the list has no such item.
    """
    items: Any = document.data
    for step in path:
        items = items[step]
    if not steps[0].isdecimal() or not steps[0].isascii() or int(steps[0][:9]) >= len(items):
        allowed = f"0 to {len(items) - 1}" if items else "none: the list is empty"
        message = f"{dotted(path)} has no item {steps[0]!r}, allowed {allowed}"
        raise ScenarioError([Problem(mark.file, None, None, dotted(path), message, steps[0], allowed)])
    index = int(steps[0][:9])
    here = (*path, index)
    if len(steps) == 1:
        document.forget(here)
        items[index] = value
    else:
        inner = items[index] if isinstance(items[index], dict) else {}
        holder = _set(Document(document.file, {"item": inner}), ["item", *steps[1:]], value, mark)
        items[index] = holder.data["item"]
        document.forget((*here, *steps[1:]))
        document.values[(*here, *steps[1:])] = mark
        _mark_all(document, (*here, *steps[1:]), value, mark)
        return document
    document.values[here] = mark
    _mark_all(document, here, value, mark)
    return document


def _mark_all(document: Document, path: KeyPath, value: Plain, mark: Mark) -> None:
    """Let everything inside a value point to where the value was given."""
    inside: list[tuple[str | int, Plain]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    for step, item in inside:
        here = (*path, step)
        document.values[here] = mark
        if isinstance(step, str):
            document.keys[here] = mark
        _mark_all(document, here, item, mark)
