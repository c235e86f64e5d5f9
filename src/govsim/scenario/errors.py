"""What is wrong with a scenario, said so that its author can mend it.

A :class:`Problem` names the file, line, column and dotted key, what was found, what is allowed and the
nearest known name. A :class:`ScenarioError` carries every problem of a file at once. Validators of the
schema raise :class:`ModelProblems`, which knows key paths only; the loader adds the positions.
"""

import difflib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

type KeyPath = tuple[str | int, ...]
"""Steps from the top of a scenario to a value: mapping keys and positions in lists."""

type Plain = bool | int | float | str | list[Plain] | dict[str, Plain] | None
"""What a scenario file can hold."""

LONGEST_TEXT = 60
"""Characters of a wrong value that are quoted back."""

WHOLE = 1e15
"""Whole numbers below this are shown without a decimal point."""

MOST_NAMES = 24
"""Allowed names that are listed in one message."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a scenario.

    Attributes
    ----------
    file : str
        The file as a reader would write it, the ``--set`` option, or ``""`` for data made in Python.
    line, column : int or None
        Position in the file, counted from 1; None where there is no file.
    key : str
        Dotted key, ``""`` for the file as a whole.
    message : str
        The whole sentence, without position and key.
    found, allowed : str or None
        The offending value and the values allowed, in words.
    nearest : tuple of str
        Known names close to the one found, best first.
    """

    file: str
    line: int | None
    column: int | None
    key: str
    message: str
    found: str | None = None
    allowed: str | None = None
    nearest: tuple[str, ...] = ()

    @property
    def position(self) -> str:
        """``file:line:column`` as far as known."""
        parts = [self.file] if self.file else []
        parts += [str(number) for number in (self.line, self.column) if number is not None]
        return ":".join(parts)

    def __str__(self) -> str:
        """Return position, key and message on one line."""
        if self.key and self.file.endswith(f" {self.key}"):
            return f"{self.position}: {self.message}"
        said = f"{self.key}: {self.message}" if self.key else self.message
        return f"{self.position}  {said}" if self.position else said


class ScenarioError(Exception):
    """A scenario that cannot be used, with all its problems.

    Parameters
    ----------
    problems : iterable of Problem
        At least one; kept in the order given.

    Attributes
    ----------
    problems : tuple of Problem
        What is wrong, first things first.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        if not self.problems:
            msg = "a ScenarioError needs at least one problem"
            raise ValueError(msg)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type["ScenarioError"], tuple[tuple[Problem, ...]]]:
        """Pickle by problems, so that the error survives the way back from a worker process."""
        return type(self), (self.problems,)


@dataclass(frozen=True, slots=True)
class SchemaProblem:
    """One broken rule of the schema, before positions are known.

    Attributes
    ----------
    path : tuple of str or int
        Steps from the model whose validator speaks to the value at fault; ``()`` is the model itself.
    found : object
        The offending value, or None if no single value is at fault.
    allowed : str or None
        The values allowed, in words.
    message : str
        The rule, as a sentence without a full stop; may be empty.
    choices : tuple of str
        Allowed names, where the value is a name: the nearest are offered.
    turned : SchemaProblem or None
        The same, said of another value that has a part in it: told instead where that one was given last.
    """

    path: KeyPath
    found: object = None
    allowed: str | None = None
    message: str = ""
    choices: tuple[str, ...] = ()
    turned: "SchemaProblem | None" = None


class ModelProblems(ValueError):  # noqa: N818  it carries the problems, it is not one
    """Raised by a validator of the schema that found one or several rules broken.

    Parameters
    ----------
    problems : iterable of SchemaProblem
        At least one.
    """

    def __init__(self, problems: Iterable[SchemaProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(said(problem) for problem in self.problems))


def said(problem: SchemaProblem) -> str:
    """Return the sentence for one broken rule: rule, found, allowed, nearest name."""
    details = []
    if problem.found is not None and repr(problem.found) not in problem.message:
        details.append(f"found {show(problem.found)}")
    if problem.allowed is not None:
        details.append(f"allowed {problem.allowed}")
    sentence = ": ".join(part for part in (problem.message, ", ".join(details)) if part) or "not allowed"
    if problem.choices:
        sentence += suggestion(nearest(str(problem.found), problem.choices), problem.choices)
    return sentence


def dotted(path: KeyPath) -> str:
    """Return a key path as users write it, ``("a", "b", 0)`` as ``a.b.0``."""
    return ".".join(str(step) for step in path)


def nearest(name: str, names: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Return the known names that `name` may have been meant for, best first.

    Case, spaces, hyphens and underscores do not count as differences.

    Parameters
    ----------
    name : str
        The name found.
    names : iterable of str
        The names known.
    most : int
        Largest number of names returned.
    """

    def folded(text: str) -> str:
        return text.casefold().replace("-", "_").replace(" ", "_")

    known: dict[str, str] = {}
    for candidate in names:
        known.setdefault(folded(candidate), candidate)
    close = difflib.get_close_matches(folded(name[:200]), known, n=most, cutoff=0.6)
    return tuple(known[match] for match in close)


def suggestion(close: Sequence[str], names: Sequence[str] = ()) -> str:
    """Return ``. Did you mean 'x'? Allowed: x, y`` or as much of it as there is to say."""
    words = ""
    if close:
        words += f". Did you mean {' or '.join(repr(name) for name in close)}?"
    if names:
        words += " Allowed: " if close else ". Allowed: "
        words += listed(names)
    return words


def listed(names: Sequence[str]) -> str:
    """Return names with commas, cut off after `MOST_NAMES` where that leaves out more than one."""
    if len(names) <= MOST_NAMES + 1:
        return ", ".join(names)
    return ", ".join(names[:MOST_NAMES]) + f" and {len(names) - MOST_NAMES} more"


def show(value: object) -> str:
    """Return a value as a scenario file would hold it, short enough for a message."""
    match value:
        case None | bool():
            words = {None: "null", True: "true", False: "false"}[value]
        case int() | float():
            words = _number(value)
        case dict():
            words = "a mapping" if value else "an empty mapping"
        case list() | tuple():
            words = f"a list of {len(value)}" if value else "an empty list"
        case str():
            words = repr(value if len(value) <= LONGEST_TEXT else value[:LONGEST_TEXT] + "...")
        case _:
            words = f"a value of type {type(value).__name__}"
    return words


def _number(value: float) -> str:
    """Return a number without the noise of its last digits."""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**LONGEST_TEXT else "a huge number"
    if not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    rounded = round(value, 12)
    return f"{rounded:.0f}" if rounded.is_integer() and abs(rounded) < WHOLE else repr(rounded)
