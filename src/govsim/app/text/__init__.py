"""What the pages say: one file a language, the same keys in each."""

import functools
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "zh")
"""Names of the files."""


@functools.cache
def texts() -> dict[str, dict[str, str]]:
    """Return every text by language and key; shared, so not to be changed."""
    return {language: read(f"{language}.yaml") for language in LANGUAGES}


@functools.cache
def levers() -> tuple[dict[str, Any], ...]:
    """Return the levers offered to a class: ``key``, ``suggested``, ``name`` and ``meaning`` {en, zh}."""
    return tuple(read("levers.yaml")["levers"])


def both(key: str, **values: object) -> dict[str, str]:
    """Return a text in both languages, with {names} filled in."""
    return {language: texts()[language][key].format(**values) for language in LANGUAGES}


def read(name: str) -> Any:
    """Return what a file of texts holds."""
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(
        files("govsim.app.text").joinpath(name).read_text(encoding="utf-8")
    )
