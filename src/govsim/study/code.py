"""Which code runs: a name for it that is kept beside every row, and all there is to say of it."""

import hashlib
import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from govsim.experiment.checkout import checkout
from govsim.study.identity import digest

_PACKAGES = ("numpy", "numba", "llvmlite", "scipy", "mesa", "networkx", "pydantic")
"""Packages that can have a part in the numbers."""

_APART = ("analysis", "app", "commands", "experiment", "report", "study", "verify")
"""Rooms above the model: they arrange runs and read them, and have no part in what one gives."""


@dataclass(frozen=True)
class Code:
    """The code that runs.

    Attributes
    ----------
    name : str
        Of sources and packages together: two runs whose rows bear the same one came from the same code.
    govsim : dict
        Version, hash of the sources; commit and whether the code differs from it, in a Git checkout.
    python, platform, machine : str
    packages : dict of str
        Versions.
    patch : str
        What differs from the commit, as a patch.
    """

    name: str
    govsim: dict[str, str | bool | None]
    python: str
    platform: str
    machine: str
    packages: dict[str, str]
    patch: str

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, without the patch."""
        return {
            "govsim": self.govsim,
            "python": self.python,
            "platform": self.platform,
            "machine": self.machine,
            "packages": self.packages,
        }


def source_hash(package: Path) -> str:
    """Return the SHA-256 of all files of a package that have a part in what a run gives."""
    state = hashlib.sha256()
    for path in sorted(_files(package)):
        inside = path.relative_to(package)
        if path.suffix not in {".py", ".yaml", ".parquet"}:
            continue
        if inside.parts[0] in {*_APART, "scenarios"} or inside.as_posix() in {"cli.py", "__main__.py"}:
            continue
        state.update(f"{inside.as_posix()}\0".encode())
        state.update(path.read_bytes())
    return state.hexdigest()


def _files(package: Path) -> Iterator[Path]:
    for folder, folders, files in package.walk():
        # Compiled kernels are many.
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (folder / name for name in files)


def present_code() -> Code:
    """Return the code that runs here."""
    package = Path(__file__).resolve().parents[1]
    sources = source_hash(package)
    packages = {name: _version(name) for name in _PACKAGES}
    place = checkout(package.parents[1])
    return Code(
        name=digest([sources, packages, os.environ.get("NUMBA_DISABLE_JIT", "0")]),
        govsim={
            "version": _version("govsim"),
            "sources": sources,
            "commit": place.commit,
            "changed": place.changed,
        },
        python=platform.python_version(),
        platform=platform.platform(),
        machine=platform.machine(),
        packages=packages,
        patch=place.patch,
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
