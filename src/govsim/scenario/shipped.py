"""The scenario files that come with the package."""

import functools
from pathlib import Path

from govsim.scenario.source import Document, read

BASE = "base"
"""Name of the scenario that every file extends unless it says otherwise."""


def folder() -> Path:
    """Return the folder of the shipped scenarios: in an installed package, else in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "scenarios"
    return installed if installed.is_dir() else package.parents[1] / "scenarios"


def shipped() -> dict[str, Path]:
    """Return the shipped scenarios, by bare name in alphabetical order."""
    place = folder()
    return {path.stem: path for path in sorted(place.glob("*.yaml"))} if place.is_dir() else {}


def is_bare(text: str) -> bool:
    """Return whether `text` is a bare name (``lanzhou``) and not a path (``./lanzhou.yaml``)."""
    return not any(sign in text for sign in "/\\") and Path(text).suffix not in {".yaml", ".yml"}


@functools.cache
def base() -> Document:
    """Return the package's ``base.yaml``; it is shared, so copy before changing it."""
    return read(Path(__file__).with_name("base.yaml"), label(Path(__file__).with_name("base.yaml")))


def label(path: Path) -> str:
    """Return a path as messages show it: relative where it lies under the working directory."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (OSError, ValueError, RuntimeError):
        return str(path)
