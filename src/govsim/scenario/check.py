"""Validate plain data against the schema and say every problem where it stands."""

import copy
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from govsim.scenario.errors import (
    KeyPath,
    ModelProblems,
    Problem,
    ScenarioError,
    SchemaProblem,
    dotted,
    nearest,
    said,
    show,
    suggestion,
)
from govsim.scenario.fields import ANY, Spot, every_key, spot_at, spot_of
from govsim.scenario.mend import BAD_NAME, UNKNOWN_KEY, Fault, is_independent, mend
from govsim.scenario.source import Document, Mark

MOST_ROUNDS = 4
"""Times that data with problems are mended and validated again, to find what the first problems hid."""

_THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?%?")

type Check[M] = Callable[[M], Iterable[SchemaProblem]]


def check[M: BaseModel](
    model: type[M], document: Document, *, fallback: Mapping[str, Any], further: Check[M] | None = None
) -> M:
    """Return the validated model.

    Parameters
    ----------
    model : type
        The schema.
    document : Document
        Data and positions.
    fallback : mapping
        Valid data of the same schema. Rules over several keys are looked at only where every single key is
        valid, so wrong values are replaced from here, and what those rules then say about *other* parts of
        the file is reported too.
    further : callable, optional
        Checks of a valid model that the schema cannot make.

    Raises
    ------
    ScenarioError
        With every problem, in the order of the file.

    Notes
    -----
    Types are strict: ``"0.2"`` is not a number and ``NO`` not a truth value.
    """
    drop_empty_sections(model, document)
    result, faults = _attempt(model, document.data, further)
    if result is not None and not faults:
        return result
    reported = list(faults)
    data = copy.deepcopy(document.data)
    mended: list[KeyPath] = []
    removed: set[str] = set()
    for _ in range(MOST_ROUNDS):
        mended += [mend(data, fault, fallback, removed) for fault in faults]
        again, faults = _attempt(model, data, further)
        reported += [fault for fault in faults if is_independent(model, fault, mended, removed)]
        if not faults or again is not None:
            break
    raise ScenarioError(_ordered({_located(model, document, fault) for fault in reported}, document.file))


def drop_empty_sections(model: type[BaseModel], document: Document) -> None:
    """Drop the keys of sections and tables that hold null, so that their defaults apply."""

    def below(mapping: dict[str, Any], path: KeyPath, spot: Spot) -> None:
        for name in list(mapping):
            child = spot.child(name)
            if child is None:
                continue
            inner = mapping[name]
            is_mapping = child.section is not None or child.is_table
            if inner is None and is_mapping and not child.optional and spot.section is not None:
                del mapping[name]
            elif isinstance(inner, dict) and is_mapping:
                below(inner, (*path, name), child)

    below(document.data, (), Spot(model))


def _attempt[M: BaseModel](
    model: type[M], data: dict[str, Any], further: Check[M] | None
) -> tuple[M | None, list[Fault]]:
    try:
        result = model.model_validate(data, strict=True)
    except ValidationError as error:
        return None, [fault for entry in error.errors() for fault in _faults(entry, data)]
    except (RecursionError, OverflowError, UnicodeError) as error:
        return None, [Fault((), "value_error", words=str(error))]
    told = further(result) if further is not None else ()
    return result, [Fault(_real(problem.path, data), "rule", told=problem) for problem in told]


def _faults(entry: ErrorDetails, data: dict[str, Any]) -> list[Fault]:
    """Return the faults in one entry of pydantic's list of errors."""
    kind, where = entry["type"], tuple(entry["loc"])
    if where and where[-1] == BAD_NAME:
        return [Fault(where[:-1], BAD_NAME, value=where[-2])]
    path = _real(where, data)
    cause = entry.get("ctx", {}).get("error")
    if isinstance(cause, ModelProblems):
        return [
            Fault(_real((*path, *problem.path), data), "rule", told=problem) for problem in cause.problems
        ]
    if kind in {"value_error", "assertion_error"} and cause is not None:
        return [Fault(path, "rule", told=SchemaProblem((), message=str(cause)))]
    return [Fault(path, kind, value=entry["input"], words=entry["msg"])]


def _real(path: KeyPath, data: object) -> KeyPath:
    """Return a path without the list positions that the data, written in a short form, do not have."""
    real: list[str | int] = []
    here = data
    for step in path:
        if isinstance(step, int) and here is not None and not isinstance(here, list | dict):
            continue
        real.append(step)
        if isinstance(here, dict):
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            here = here if not isinstance(here, list | dict) else None
    return tuple(real)


def _located(model: type[BaseModel], document: Document, fault: Fault) -> Problem:
    """Return the problem with its position and its sentence."""
    if fault.told is not None:
        told = _given_last(document, fault.told)
        return _broken_rule(document, fault.path if told is fault.told else told.path, told)
    speakers = {UNKNOWN_KEY: _unknown_key, BAD_NAME: _bad_name, "missing": _missing}
    return speakers.get(fault.kind, _wrong_value)(model, document, fault)


def _given_last(document: Document, told: SchemaProblem) -> SchemaProblem:
    """Return a problem, said of that of its values which was given last; options count over every file."""
    if told.turned is None:
        return told

    def rank(problem: SchemaProblem) -> int:
        mark = document.value_mark(problem.path)
        return 2 if mark.line is None and mark.file != document.file else int(mark.file == document.file)

    return max((told, told.turned), key=rank)


def _broken_rule(document: Document, path: KeyPath, told: SchemaProblem) -> Problem:
    mark = document.value_mark(path) if told.found is not None else document.key_mark(path)
    found = None if told.found is None else show(told.found)
    near = nearest(str(told.found), told.choices) if told.choices else ()
    allowed = told.allowed or ", ".join(told.choices) or None
    return _problem(mark, path, said(told), found, allowed, near)


def _bad_name(model: type[BaseModel], document: Document, fault: Fault) -> Problem:
    table = spot_at(model, fault.path[:-1])
    allowed = spot_of(get_args(table.kind)[0]).allowed() if table is not None else "other names"
    name = show(str(fault.path[-1]))
    message = f"found the name {name}, allowed {allowed}"
    return _problem(document.key_mark(fault.path), fault.path, message, name, allowed)


def _missing(model: type[BaseModel], document: Document, fault: Fault) -> Problem:
    spot = spot_at(model, fault.path)
    allowed = spot.allowed(kind=True) if spot is not None else None
    message = "a value is needed here" + (f": {allowed}" if allowed else "")
    return _problem(document.key_mark(fault.path), fault.path, message, None, allowed)


def _wrong_value(model: type[BaseModel], document: Document, fault: Fault) -> Problem:
    spot, path, value = spot_at(model, fault.path), fault.path, fault.value
    mark, found = document.value_mark(path), show(value)
    if spot is None:
        return _problem(mark, path, fault.words or "not allowed", found, None)
    if spot.names and spot.section is None:
        near = nearest(value, spot.names) if isinstance(value, str) else ()
        message = f"found {found}{suggestion(near, spot.names)}"
        return _problem(mark, path, message, found, ", ".join(spot.names), near)
    if spot.kind is int and isinstance(value, float) and value.is_integer():
        # Shown as a whole number it would seem to be what is allowed.
        found = repr(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    allowed = spot.allowed(kind=not is_number)
    return _problem(mark, path, f"found {found}, allowed {allowed}{_hint(value, spot)}", found, allowed)


def _problem(
    mark: Mark,
    path: KeyPath,
    message: str,
    found: str | None,
    allowed: str | None,
    near: tuple[str, ...] = (),
) -> Problem:
    return Problem(mark.file, mark.line, mark.column, dotted(path), message, found, allowed, near)


def _unknown_key(model: type[BaseModel], document: Document, fault: Fault) -> Problem:
    path = fault.path
    name = str(path[-1])
    parent = spot_at(model, path[:-1])
    names = parent.names if parent is not None else ()
    near = nearest(name, names)
    message = "unknown key"
    if not near:
        elsewhere = [dotted(known) for known, _ in every_key(model) if known[-1] == name and ANY not in known]
        if elsewhere:
            message += f"; there is {' and '.join(elsewhere[:3])}"
    if " " in name and path in document.empty:
        message += " (a text that holds a comma needs quotes inside braces)"
    message += suggestion(near, names)
    return _problem(document.key_mark(path), path, message, show(name), ", ".join(names) or None, near)


def _hint(value: object, spot: Spot) -> str:
    """Return advice for a value that is nearly right, or ``""``."""
    advice = ""
    if spot.kind in {int, float} and isinstance(value, str):
        advice = _number_meant(value)
    elif spot.kind is int and isinstance(value, float) and value.is_integer():
        advice = show(int(value))
    elif spot.kind is str and isinstance(value, int | float):
        advice = f"'{show(value)}', in quotes"
    elif spot.is_list and isinstance(value, str | int | float):
        advice = f"[{show(value).strip(chr(39))}]"
    return f" (write {advice})" if advice else ""


def _number_meant(text: str) -> str:
    """Return how a number in a text such as ``1,000`` or ``5%`` is written, or ``""`` if there is none."""
    bare = text.strip().replace("_", "").replace(" ", "")
    # A comma parts thousands, or is what many countries write for a point.
    bare = bare.replace(",", "") if _THOUSANDS.fullmatch(bare) else bare.replace(",", ".")
    percent = bare.removesuffix("%")
    try:
        number = float(percent)
    except ValueError:
        return ""
    if not math.isfinite(number):
        return ""
    if percent != bare:
        return show(number / 100)
    return f"{show(number)}{', without quotes' if bare == text else ''}"


def _ordered(problems: Iterable[Problem], first: str) -> list[Problem]:
    """Return problems by file, `first` leading, and by line and column."""
    return sorted(
        problems,
        key=lambda problem: (
            problem.file != first,
            problem.file,
            problem.line or 0,
            problem.column or 0,
            problem.key,
            problem.message,
        ),
    )
