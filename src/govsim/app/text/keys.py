"""What the keys of a scenario mean, in Chinese; in English the schema says it."""

import functools
from typing import Any

from govsim.scenario.dial_table import TURNS

_SIDES = {"benefit": "收益", "cost": "代价"}


def meaning_in_chinese(key: str) -> str:
    """Return what a key means.

    Parameters
    ----------
    key : str
        Dotted key of a single value.

    Raises
    ------
    KeyError
        If the table has no such key.
    """
    meanings = _table()["meanings"]
    head, *rest = key.split(".")
    found: str = meanings[key if key in meanings else ".".join([head, "*", *rest[1:]])]
    return found.format(turns=_told(rest[-1])) if "{turns}" in found else found


def unit_in_chinese(unit: str) -> str:
    """Return a unit of the schema; KeyError where the table has none."""
    found: str = _table()["units"][unit]
    return found


def _told(dial: str) -> str:
    sides = []
    for side, name in _SIDES.items():
        rows = [turn for turn in TURNS if (turn.dial, turn.side) == (dial, side)]
        words = "、".join(
            f"{turn.key}{'' if turn.form == 'value' else '（与1的差距）'} ×{turn.factor:g}" for turn in rows
        )
        sides.append(f"{name}：{words}")
    return f"取1时，{'；'.join(sides)}。"


@functools.cache
def _table() -> dict[str, Any]:
    from govsim.app.text import read

    table: dict[str, Any] = read("keys.yaml")
    return table
