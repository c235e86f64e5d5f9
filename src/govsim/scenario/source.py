"""Read one YAML file and remember where every key and value stands.

The dialect is plain: YAML 1.2 core schema (``NO`` and ``12:30`` stay text), one document, one mapping
at the top, no tags, anchors, aliases or merge keys, no key twice. What a reader sees is then all there is.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from govsim.scenario.errors import KeyPath, Plain, Problem, ScenarioError, dotted
from govsim.scenario.scalars import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_FILE = 1_000_000
"""Bytes of the largest file that is read."""

DEEPEST = 40
"""Most levels of nesting; a scenario uses about eight."""

_SURROGATE = re.compile("[\ud800-\udfff]")

_HINTS = {
    "mapping values are not allowed here": "a text that holds ': ' needs quotes, and lines must line up",
    "found character '\\t' that cannot start any token": "indent with spaces, not with tabs",
    "could not find expected ':'": "a key needs a colon and a space after it",
    "while scanning a quoted scalar": "the quotation mark that opens here is not closed",
    "while parsing a flow mapping": "the brace that opens here is not closed, or a comma is missing",
    "while parsing a flow sequence": "the bracket that opens here is not closed, or a comma is missing",
}


_BEGUN = ("while scanning a simple key", "while scanning a quoted scalar", "while parsing a flow")
"""What the parser was at when it found the end missing."""

_WIDE_COLON = "\N{FULLWIDTH COLON}"


@dataclass(frozen=True, slots=True)
class Mark:
    """Where something stands.

    Attributes
    ----------
    file : str
        The file as messages name it, or a ``--set`` option.
    line, column : int or None
        Counted from 1; None where there is no file.
    """

    file: str
    line: int | None = None
    column: int | None = None


@dataclass(slots=True)
class Document:
    """The plain data of one or several merged files, and where each part of it stands.

    Attributes
    ----------
    file : str
        The file as messages name it.
    data : dict
        Mappings, lists, texts, numbers, booleans and None.
    keys, values : dict
        Mark of the key and of the value at each path; items of lists have values only.
    empty : set
        Paths of keys with nothing after the colon.
    """

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    keys: dict[KeyPath, Mark] = field(default_factory=dict)
    values: dict[KeyPath, Mark] = field(default_factory=dict)
    empty: set[KeyPath] = field(default_factory=set)

    def key_mark(self, path: KeyPath) -> Mark:
        """Return where the key at `path` stands, or the nearest key above it that was written."""
        for length in range(len(path), 0, -1):
            mark = self.keys.get(path[:length]) or self.values.get(path[:length])
            if mark is not None:
                return mark
        return Mark(self.file)

    def value_mark(self, path: KeyPath) -> Mark:
        """Return where the value at `path` stands, or the nearest key above it that was written.

        Where one scalar stands in short for a mapping or a list, it is the place of what is in them.
        """
        parent = path[:-1]
        for place in (path, parent):
            depth = len(place)
            is_whole = place == path or not any(
                len(known) > depth and known[:depth] == place for known in self.values
            )
            if place and place in self.values and is_whole:
                return self.values[place]
        return self.key_mark(path)

    def forget(self, path: KeyPath) -> None:
        """Drop the marks of `path` and of everything under it."""
        depth = len(path)
        for marks in (self.keys, self.values):
            for known in [known for known in marks if known[:depth] == path]:
                del marks[known]
        self.empty -= {known for known in self.empty if known[:depth] == path}


def read(path: Path, label: str) -> Document:
    """Read and parse a scenario file.

    Parameters
    ----------
    path : Path
        The file.
    label : str
        Its name in messages.

    Raises
    ------
    ScenarioError
        If the file cannot be read or breaks the dialect.
    """
    return parse(read_text(path, label), label)


def read_text(path: Path, label: str) -> str:
    """Return the text of a file of at most `LARGEST_FILE` bytes.

    Raises
    ------
    ScenarioError
        If the file is missing, not a plain file, unreadable, too large or not UTF-8.
    """

    def refuse(message: str, line: int | None = None) -> ScenarioError:
        return ScenarioError([Problem(label, line, None, "", message)])

    try:
        if not path.exists():
            raise refuse("no such file")
        if not path.is_file():
            raise refuse("not a file" + (" but a folder" if path.is_dir() else ""))
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise refuse(f"cannot be read: {reason}") from None
    if len(raw) > LARGEST_FILE:
        raise refuse(f"larger than {LARGEST_FILE // 1_000_000} MB, which no scenario needs")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise refuse("not UTF-8 text: save the file in the encoding UTF-8", line) from None


def parse(text: str, label: str) -> Document:
    """Parse the text of a scenario file.

    Parameters
    ----------
    text : str
        YAML.
    label : str
        The file's name in messages.

    Returns
    -------
    Document
        Its data and positions.

    Raises
    ------
    ScenarioError
        With every breach of the dialect, or with the first place that is not YAML.
    """
    builder = _Builder(label, text)
    top = builder.build()
    if builder.problems:
        raise ScenarioError(
            sorted(builder.problems, key=lambda problem: (problem.line or 0, problem.column or 0))
        )
    document = builder.document
    if isinstance(top, dict):
        document.data = top
        return document
    message = "the file is empty" if top is None else "a scenario must be a mapping of keys to values"
    raise ScenarioError([Problem(label, 1, 1, "", message, allowed="a mapping")])


def parse_value(text: str, label: str) -> Plain:
    """Parse one YAML value, as it would stand after a colon.

    Raises
    ------
    ScenarioError
        If `text` is not one plain YAML value.
    """
    try:
        data = parse(f"value: {text}", label).data
    except ScenarioError as error:
        problems = [Problem(label, None, None, "", problem.message) for problem in error.problems]
        raise ScenarioError(problems) from None
    if set(data) != {"value"}:
        raise ScenarioError([Problem(label, None, None, "", "one value is allowed, not several lines")])
    value: Plain = data["value"]
    return value


class _Builder:
    """Builds a document from the parser's events."""

    def __init__(self, label: str, text: str) -> None:
        self.label = label
        self.text = text
        self.problems: list[Problem] = []
        self.document = Document(label)
        self._events: Iterator[Event] = iter(())

    def build(self) -> Plain:
        """Return the data of the only document, or None where there is none."""
        self._events = YAML(typ="safe", pure=True).parse(self.text)
        top: Plain = None
        documents = 0
        try:
            for event in self._events:
                if isinstance(event, DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self._refuse(event, (), "a second document starts here: a file holds one scenario")
                        break
                    self._directives(event)
                elif isinstance(event, AliasEvent | ScalarEvent | SequenceStartEvent | MappingStartEvent):
                    top = self._value(event, ())
        except _TooDeepError as stop:
            self._refuse(stop.event, stop.path, f"nested more than {DEEPEST} levels deep")
        except MarkedYAMLError as error:
            self._syntax(error)
        except ReaderError as error:
            line = self.text.count("\n", 0, error.position) + 1
            code = error.character if isinstance(error.character, int) else ord(error.character[:1])
            self.problems.append(
                Problem(self.label, line, None, "", f"the character U+{code:04X} is not allowed in YAML")
            )
        except (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError) as error:
            # The parser trips over some malformed input without a YAML error of its own.
            self.problems.append(Problem(self.label, None, None, "", f"not YAML: {error}"))
        return top

    def _directives(self, event: DocumentStartEvent) -> None:
        if event.tags:
            self._refuse(event, (), "a %TAG line is not allowed")
        if event.version is not None and tuple(event.version) != (1, 2):
            self._refuse(event, (), "a %YAML line must say 1.2")

    def _value(self, event: Event, path: KeyPath) -> Plain:
        if len(path) > DEEPEST:
            raise _TooDeepError(event, path)
        self.document.values[path] = self._mark(event)
        if isinstance(event, AliasEvent):
            self._refuse(event, path, f"the alias *{event.anchor} is not allowed: write the value out")
            return None
        # What is left in the place of a value is a node; the parser sees to that.
        node = cast("ScalarEvent | CollectionStartEvent", event)
        self._no_adornment(node, path)
        if isinstance(node, ScalarEvent):
            return self._scalar(node, path)
        return self._mapping(path) if isinstance(node, MappingStartEvent) else self._sequence(path)

    def _no_adornment(self, node: ScalarEvent | CollectionStartEvent, path: KeyPath) -> None:
        if node.anchor is not None:
            self._refuse(node, path, f"the anchor &{node.anchor} is not allowed: write the value out")
        if node.ctag:
            tag = str(node.ctag).replace("tag:yaml.org,2002:", "!!")
            self._refuse(node, path, f"the tag {tag} is not allowed: leave it out")

    def _scalar(self, event: ScalarEvent, path: KeyPath) -> Plain:
        if _SURROGATE.search(event.value):
            self._refuse(event, path, "half of a surrogate pair is not a character")
            return None
        return resolve(event.value) if event.style is None else event.value

    def _sequence(self, path: KeyPath) -> list[Plain]:
        items: list[Plain] = []
        for event in self._events:
            if isinstance(event, SequenceEndEvent):
                break
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: KeyPath) -> dict[str, Any]:
        mapping: dict[str, Plain] = {}
        for event in self._events:
            if isinstance(event, MappingEndEvent):
                break
            name = self._key(event, path)
            if name is None:
                self._skip_value()
                continue
            here = (*path, name)
            if name in mapping:
                first = self.document.keys[here]
                self._refuse(event, here, f"this key stands twice; first in line {first.line}")
                self._skip_value()
                continue
            mark = self._mark(event)
            self.document.keys[here] = mark
            follower = next(self._events)
            mapping[name] = self._value(follower, here)
            if isinstance(follower, ScalarEvent) and follower.style is None and not follower.value:
                self.document.empty.add(here)
                self.document.values[here] = mark
        return mapping

    def _key(self, event: Event, path: KeyPath) -> str | None:
        """Return the name of a key, or None (with a problem) where it is none."""
        if not isinstance(event, ScalarEvent):
            self._refuse(event, path, "a key must be a plain name")
            # A complex key is read to its end, so that what follows is read in step.
            self._skip_value(event)
            return None
        name = str(event.value)
        here = (*path, name)
        self._no_adornment(event, here)
        if name == "<<" and event.style is None:
            self._refuse(event, here, "the merge key << is not allowed: use `extends:`")
        if not name or _SURROGATE.search(name):
            self._refuse(event, path, "a key must be a plain name")
            return None
        return name

    def _skip_value(self, event: Event | None = None) -> None:
        """Read a value that has no place in the data, for the problems in it."""
        kept, self.document = self.document, Document(self.label)
        try:
            self._value(next(self._events) if event is None else event, ())
        finally:
            self.document = kept

    def _mark(self, event: Event) -> Mark:
        return Mark(self.label, event.start_mark.line + 1, event.start_mark.column + 1)

    def _refuse(self, event: Event, path: KeyPath, message: str) -> None:
        mark = self._mark(event)
        self.problems.append(Problem(self.label, mark.line, mark.column, dotted(path), message))

    def _syntax(self, error: MarkedYAMLError) -> None:
        problem = str(error.problem or error.context or "not YAML")
        hint = _HINTS.get(problem) or _HINTS.get(str(error.context or ""))
        message = f"not YAML: {problem}" + (f" ({hint})" if hint else "")
        # What was begun and not ended is wrong where it began.
        is_begun = str(error.context or "").startswith(_BEGUN)
        mark = (is_begun and error.context_mark) or error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (None, None)
        if line is not None and _WIDE_COLON in "".join(self.text.splitlines()[line - 1 : line]):
            message += f"; this line has a wide colon, {_WIDE_COLON}, where YAML wants ': '"
        self.problems.append(Problem(self.label, line, column, "", message))


class _TooDeepError(Exception):
    """Stops the reading of a file that is nested too deep."""

    def __init__(self, event: Event, path: KeyPath) -> None:
        super().__init__()
        self.event = event
        self.path = path
