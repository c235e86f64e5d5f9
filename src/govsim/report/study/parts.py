"""What a page is made of."""

from dataclasses import dataclass
from math import isnan

MOST_ROWS = 300
"""Rows of a table on the page; all of them are in the files beside it."""


@dataclass(frozen=True)
class Head:
    """The head of a column."""

    name: str
    is_text: bool


@dataclass(frozen=True)
class Table:
    """A table, folded away where it is long."""

    caption: str
    heads: tuple[Head, ...]
    rows: list[list[str]]
    folded: bool


@dataclass(frozen=True)
class Figure:
    """A figure with its number."""

    number: int
    svg: str
    caption: str


@dataclass(frozen=True)
class Section:
    """A part of the page."""

    title: str
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]


def p_text(p: float) -> str:
    """Return a p value as papers print it."""
    return "-" if isnan(p) else "<.001" if p < 0.001 else f"{p:.3f}"
