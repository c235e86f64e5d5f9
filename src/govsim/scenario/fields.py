"""What the schema says about the value at a key path."""

import functools
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAliasType, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from govsim.scenario.errors import KeyPath, show

ANY = "*"
"""The step into a table for whatever name stands there."""

_PATTERNS = {
    "^[a-z][a-z0-9_]{0,39}$": "a name of small letters, digits and _ that starts with a letter, at most 40",
}

_NUMBERS = {int: "a whole number", float: "a number"}


@dataclass(frozen=True, slots=True)
class Spot:
    """The schema's word on one value.

    Attributes
    ----------
    kind : Any
        Its type, without ``Annotated`` and without ``| None``.
    limits : tuple
        Limits on the value, as `annotated_types` and pydantic hold them.
    optional : bool
        Whether null is allowed.
    info : pydantic.fields.FieldInfo or None
        The declaration, where the value belongs to a key of a section; None for entries of tables and lists.
    """

    kind: Any
    limits: tuple[Any, ...] = ()
    optional: bool = False
    info: FieldInfo | None = None

    @property
    def section(self) -> type[BaseModel] | None:
        """The model, if the value is a mapping with fixed keys."""
        return self.kind if isinstance(self.kind, type) and issubclass(self.kind, BaseModel) else None

    @property
    def is_table(self) -> bool:
        """Whether the value is a mapping with free names."""
        return get_origin(self.kind) is dict

    @property
    def is_list(self) -> bool:
        """Whether the value is a list."""
        return get_origin(self.kind) in {list, tuple}

    @property
    def unit(self) -> str | None:
        """Unit of measurement."""
        return self._extra("unit")

    @property
    def basis(self) -> str | None:
        """``"sourced"``, ``"stylised"`` or ``"choice"``; None for entries of tables and lists."""
        return self._extra("basis")

    @property
    def source(self) -> str | None:
        """Where a figure comes from."""
        return self._extra("source")

    def _extra(self, name: str) -> str | None:
        extra = self.info.json_schema_extra if self.info is not None else None
        value = extra.get(name) if isinstance(extra, dict) else None
        return str(value) if value else None

    @property
    def names(self) -> tuple[str, ...]:
        """Keys of a section or words of a closed list, in their order."""
        if self.section is not None:
            return tuple(self.section.model_fields)
        if get_origin(self.kind) is Literal:
            return tuple(show(word).strip("'") for word in get_args(self.kind))
        return ()

    def children(self) -> Iterator[tuple[str, "Spot"]]:
        """Yield the spots below, under `ANY` for tables and lists."""
        yield from _below(self.kind).items()

    def child(self, step: str | int) -> "Spot | None":
        """Return the spot one step below, or None if the schema has no such key."""
        below = _below(self.kind)
        if self.is_list and not (isinstance(step, int) or step.isdigit() or step == ANY):
            return None
        return below.get(ANY) or below.get(str(step))

    def allowed(self, *, kind: bool = False) -> str:
        """Return the values allowed, in words.

        Parameters
        ----------
        kind : bool
            Whether to say that a range is one of numbers.
        """
        words = self._allowed(kind=kind)
        return f"{words}, or null" if self.optional else words

    def _allowed(self, *, kind: bool) -> str:
        if self.kind is Any:
            return "a single value"
        if self.kind in _NUMBERS:
            reach = _range(self.limits)
            if reach and self.unit:
                reach += f" {self.unit}"
            sort = _NUMBERS[self.kind] if kind or self.kind is int or not reach else ""
            return " ".join(part for part in (sort, reach) if part)
        if self.is_list:
            item = spot_of(get_args(self.kind)[0]).allowed()
            return f"a list, each item {item}{_length(self.limits, 'items')}"
        if self.is_table:
            return f"a mapping of names to entries{_length(self.limits, 'entries')}"
        if self.names:
            short = "a name, or " if any(isinstance(limit, BeforeValidator) for limit in self.limits) else ""
            return f"{short}{'a mapping of ' if self.section else ''}{', '.join(self.names)}"
        return "true or false" if self.kind is bool else _text(self.limits)


@functools.cache
def _below(kind: Any) -> Mapping[str, Spot]:
    """Return the spots below a type; kept, because every value of every scenario asks for them."""
    spot = Spot(kind)
    if spot.section is not None:
        fields = spot.section.model_fields.items()
        return {name: spot_of(info.annotation, tuple(info.metadata), info) for name, info in fields}
    if spot.is_table or spot.is_list:
        return {ANY: spot_of(get_args(kind)[1 if spot.is_table else 0])}
    return {}


def spot_of(annotation: object, limits: tuple[Any, ...] = (), info: FieldInfo | None = None) -> Spot:
    """Return the spot of a type annotation.

    Parameters
    ----------
    annotation : Any
        A type as a schema field declares it.
    limits : tuple
        Limits declared beside it.
    info : pydantic.fields.FieldInfo, optional
        The field.
    """
    if isinstance(annotation, TypeAliasType):
        return spot_of(annotation.__value__, limits, info)
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return spot_of(inner, (*limits, *more), info)
    if get_origin(annotation) in {Union, types.UnionType}:
        parts = [part for part in get_args(annotation) if part is not type(None)]
        if len(parts) == 1:
            inside = spot_of(parts[0], limits, info)
            return Spot(inside.kind, inside.limits, optional=True, info=info)
    return Spot(annotation, limits, info=info)


def spot_at(model: type[BaseModel], path: KeyPath) -> Spot | None:
    """Return the spot at a key path, or None if the schema has no such key."""
    spot: Spot | None = Spot(model)
    for step in path:
        if spot is None:
            return None
        spot = spot.child(step)
    return spot


def every_key(model: type[BaseModel]) -> Iterator[tuple[KeyPath, Spot]]:
    """Yield every key path of the schema in its order, with `ANY` for free names and list items."""

    def below(path: KeyPath, spot: Spot) -> Iterator[tuple[KeyPath, Spot]]:
        for name, child in spot.children():
            here = (*path, name)
            plain_item = name == ANY and child.section is None
            if not plain_item:
                yield here, child
            yield from below(here, child)

    return below((), Spot(model))


def _bounds(limits: tuple[Any, ...]) -> dict[str, Any]:
    """Return the limits by short name: ge, gt, le, lt, min_length, max_length, pattern."""
    bounds: dict[str, Any] = {}
    for limit in limits:
        for name in ("ge", "gt", "le", "lt", "min_length", "max_length", "pattern"):
            if (value := getattr(limit, name, None)) is not None:
                bounds[name] = value
    return bounds


def _range(limits: tuple[Any, ...]) -> str:
    bounds = _bounds(limits)
    low = show(bounds["ge"]) if "ge" in bounds else f"above {show(bounds['gt'])}" if "gt" in bounds else ""
    high = show(bounds["le"]) if "le" in bounds else f"below {show(bounds['lt'])}" if "lt" in bounds else ""
    if low and high:
        return f"{low} to {high}"
    if low:
        return f"{low} or more" if "ge" in bounds else low
    if high:
        return f"at most {high}" if "le" in bounds else high
    return ""


def _length(limits: tuple[Any, ...], things: str) -> str:
    bounds = _bounds(limits)
    least, most = bounds.get("min_length"), bounds.get("max_length")
    if least and most is not None:
        return f", {least} to {most} {things}"
    if least:
        return ", not empty" if least == 1 else f", at least {least} {things}"
    return f", at most {most} {things}" if most is not None else ""


def _text(limits: tuple[Any, ...]) -> str:
    pattern = _bounds(limits).get("pattern")
    if pattern is not None:
        return _PATTERNS.get(str(pattern), f"text of the form {pattern}")
    return "text" + _length(limits, "characters")


__all__ = ["ANY", "Spot", "every_key", "spot_at", "spot_of"]
