"""Files that build on other files.

``extends:`` names a file, relative to the one that says it, or a shipped scenario by its bare name.
A file that does not say it extends the package's ``base.yaml``; ``extends: null`` extends nothing.

Merging
-------
Mappings merge key by key; lists, texts and numbers replace what they inherit. Over an inherited mapping,
``null`` removes it (so ``regimes: {triage: null}`` drops a regime), and a key with nothing after its colon
changes nothing (so a section whose lines are all comments is harmless). Over anything else both are null.
A text in several languages is one value: a new ``en`` drops the inherited translation, which would be of
another text. Likewise a city is real or invented: who gives one does not inherit the other.
"""

import copy
from pathlib import Path
from typing import Any

from govsim.scenario.errors import KeyPath, Plain, Problem, ScenarioError, nearest, show, suggestion
from govsim.scenario.shipped import BASE, base, is_bare, label, shipped
from govsim.scenario.source import Document, Mark, read

EXTENDS = "extends"
"""The one key of a file that is not a key of a scenario."""

_CITY: KeyPath = ("city",)

LONGEST_CHAIN = 32
"""Most files that may extend each other in a row."""


def inherit(document: Document, folder: Path | None, chain: tuple[Path, ...] = ()) -> Document:
    """Return a document merged over everything that it extends.

    Parameters
    ----------
    document : Document
        One file's own content.
    folder : pathlib.Path or None
        Folder that a relative ``extends`` starts from; None allows shipped names only.
    chain : tuple of pathlib.Path
        The files that led here, this one last.

    Raises
    ------
    ScenarioError
        If the file extended is missing, broken, or extends this one in turn.
    """
    own = clone(document)
    path: KeyPath = (EXTENDS,)
    inherits = EXTENDS in own.data
    if not inherits:
        _refuse_misspelt(own)
    said = own.data.pop(EXTENDS, None)
    silent = not inherits or path in own.empty
    mark = own.value_mark(path)
    own.forget(path)
    if said is None and not silent:
        return own
    if said is None or said == BASE:
        return merge(base(), own)
    parent = _locate(said, folder, mark, Path(own.file).name)
    known = [seen.resolve() for seen in chain]
    if parent.resolve() in known:
        loop = [label(seen) for seen in (*chain[known.index(parent.resolve()) :], parent)]
        raise _refused(mark, f"these files extend each other in a circle: {' -> '.join(loop)}", show(said))
    if len(chain) > LONGEST_CHAIN:
        raise _refused(mark, f"more than {LONGEST_CHAIN} files extend each other", show(said))
    inherited = read(parent, label(parent))
    return merge(inherit(inherited, parent.parent, (*chain, parent)), own)


def _refuse_misspelt(document: Document) -> None:
    """Raise if a key is nearly ``extends``: all that its author believes to inherit would be missed."""
    for key in document.data:
        if nearest(key, [EXTENDS]):
            mark = document.key_mark((key,))
            message = f"unknown key{suggestion((EXTENDS,))}"
            raise ScenarioError(
                [Problem(mark.file, mark.line, mark.column, key, message, show(key), None, (EXTENDS,))]
            )


def clone(document: Document) -> Document:
    """Return a copy that shares nothing that can change."""
    return Document(
        document.file,
        copy.deepcopy(document.data),
        dict(document.keys),
        dict(document.values),
        set(document.empty),
    )


def merge(lower: Document, upper: Document) -> Document:
    """Return `upper` merged over `lower`; each part keeps the mark of the file it came from.

    Parameters
    ----------
    lower : Document
        What is inherited.
    upper : Document
        What changes it; the result bears its name.
    """
    merged = clone(lower)
    merged.file = upper.file
    _merge_mapping(merged, merged.data, upper, upper.data, ())
    return merged


def _merge_mapping(
    merged: Document, into: dict[str, Any], upper: Document, changes: dict[str, Any], path: KeyPath
) -> None:
    for name, value in changes.items():
        here = (*path, name)
        inherited = into.get(name)
        if isinstance(inherited, dict) and isinstance(value, dict) and _is_text(inherited) and "en" in value:
            inherited.clear()
        if isinstance(inherited, dict) and (isinstance(value, dict) or here in upper.empty):
            _mark(merged, upper, here)
            if isinstance(value, dict):
                if here == _CITY:
                    _give_up_other_city(merged, inherited, value)
                _merge_mapping(merged, inherited, upper, value, here)
            continue
        merged.forget(here)
        if isinstance(inherited, dict) and value is None:
            del into[name]
            continue
        into[name] = copy.deepcopy(value)
        depth = len(here)
        merged.keys |= {at: mark for at, mark in upper.keys.items() if at[:depth] == here}
        merged.values |= {at: mark for at, mark in upper.values.items() if at[:depth] == here}
        merged.empty |= {at for at in upper.empty if at[:depth] == here}


def _give_up_other_city(merged: Document, inherited: dict[str, Any], value: dict[str, Any]) -> None:
    """Drop the kind of city that is inherited where the other kind is given."""
    for given, other in (("real", "invented"), ("invented", "real")):
        if value.get(given) is not None and other not in value and inherited.pop(other, None) is not None:
            merged.forget((*_CITY, other))


def _is_text(mapping: dict[str, Any]) -> bool:
    return bool(mapping) and mapping.keys() <= {"en", "zh"}


def _mark(merged: Document, upper: Document, path: KeyPath) -> None:
    """Let a merged mapping point to the file that touched it last."""
    if path in upper.keys:
        merged.keys[path] = upper.keys[path]
    if path in upper.values:
        merged.values[path] = upper.values[path]


def _locate(said: Plain, folder: Path | None, mark: Mark, own: str) -> Path:
    """Return the file that ``extends`` names.

    Raises
    ------
    ScenarioError
        If there is none.
    """
    if not isinstance(said, str):
        allowed = "the name of a shipped scenario or of a file"
        raise _refused(mark, f"found {show(said)}, allowed {allowed}", show(said), allowed=allowed)
    ships = shipped()
    if is_bare(said) and said in ships:
        return ships[said]
    names = [BASE, *ships]
    if folder is not None:
        path = folder / said
        try:
            if not is_bare(said) and path.is_file():
                return path
            beside = sorted(path.parent.glob("*.y*ml")) if path.parent.is_dir() else []
            names += [Path(said).with_name(other.name).as_posix() for other in beside if other.name != own]
        except (OSError, ValueError):
            # A name that no file can have (too long, a zero byte) is a file that is not there.
            pass
    what = "no shipped scenario" if is_bare(said) else "no file"
    close = nearest(said, names)
    close += tuple(name for name in names if Path(name).stem == said and name not in close)
    message = f"{what} {show(said)}" + suggestion(close, [] if close else list(ships))
    raise _refused(mark, message, show(said), nearest=close)


def _refused(
    mark: Mark, message: str, found: str, *, allowed: str | None = None, nearest: tuple[str, ...] = ()
) -> ScenarioError:
    return ScenarioError(
        [Problem(mark.file, mark.line, mark.column, EXTENDS, message, found, allowed, nearest)]
    )
