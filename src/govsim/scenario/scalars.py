"""What plain scalars mean in the YAML 1.2 core schema."""

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_DIGITS = 300
"""Most digits of a number; more do not fit a float."""

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITY = re.compile(r"[-+]?\.(inf|Inf|INF)")
_NOT_A_NUMBER = re.compile(r"\.(nan|NaN|NAN)")


def resolve(text: str) -> bool | int | float | str | None:
    """Return what a plain (unquoted) scalar means in the YAML 1.2 core schema.

    Parameters
    ----------
    text : str
        The scalar as written.

    Returns
    -------
    None, bool, int, float or str
        Text, if nothing else fits.

    Notes
    -----
    YAML 1.2.2, section 10.3.2.
    """
    if text in _WORDS:
        return _WORDS[text]
    readers: tuple[tuple[re.Pattern[str], Callable[[str], int | float]], ...] = (
        (_OCTAL, lambda digits: int(digits, base=8)),
        (_HEXADECIMAL, lambda digits: int(digits, base=16)),
        (_INTEGER, lambda digits: int(digits) if len(digits) <= MOST_DIGITS else math.inf),
        (_FLOAT, float),
        (_INFINITY, lambda sign: -math.inf if sign[0] == "-" else math.inf),
        (_NOT_A_NUMBER, lambda _: math.nan),
    )
    for pattern, reader in readers:
        if pattern.fullmatch(text):
            return reader(text)
    return text
