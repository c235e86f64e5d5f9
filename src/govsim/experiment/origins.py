"""Where numbers come from: versions, seeds, scenario, machine and time."""

import platform
import shlex
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govsim.experiment.checkout import checkout

if TYPE_CHECKING:
    from govsim.scenario import Scenario

_PACKAGES = ("numpy", "numba", "llvmlite", "scipy", "mesa", "networkx", "pyarrow", "pydantic")
"""Packages that can have a part in the numbers."""


@dataclass(frozen=True)
class Provenance:
    """Where the numbers of an experiment come from.

    Attributes
    ----------
    govsim : dict
        Version; commit and whether the code differed from it, where the package lies in a Git checkout.
    python, platform, machine : str
    packages : dict of str
        Versions.
    scenario : dict of str
        Title, and SHA-256 of the content.
    moved : dict of dict
        Every parameter that the dials of the five governances move, by regime and key: its value as
        written, and the effective one.
    seeds : dict of int
        Seed by replicate.
    command : str
        The command line.
    workers : int
    started : str
        ISO 8601, with the time zone.
    seconds : float
    """

    govsim: dict[str, str | bool | None]
    python: str
    platform: str
    machine: str
    packages: dict[str, str]
    scenario: dict[str, str]
    moved: dict[str, dict[str, dict[str, float]]]
    seeds: dict[int, int]
    command: str
    workers: int
    started: str
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def provenance(
    scenario: "Scenario", seeds: tuple[int, ...], workers: int, started: datetime, seconds: float
) -> Provenance:
    """Collect where numbers come from.

    Parameters
    ----------
    scenario : Scenario
    seeds : tuple of int
        By replicate.
    workers : int
    started : datetime
        With its time zone.
    seconds : float
    """
    from govsim.scenario import fingerprint

    place = checkout(Path(__file__).resolve().parents[3])
    return Provenance(
        govsim={"version": version("govsim"), "commit": place.commit, "changed": place.changed},
        python=platform.python_version(),
        platform=platform.platform(),
        machine=platform.machine(),
        packages={name: version(name) for name in _PACKAGES},
        scenario={"title": scenario.title.en, "fingerprint": fingerprint(scenario)},
        moved=_moved(scenario),
        seeds=dict(enumerate(seeds)),
        command=shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]]),
        workers=workers,
        started=started.isoformat(timespec="seconds"),
        seconds=round(seconds, 3),
    )


def _moved(scenario: "Scenario") -> dict[str, dict[str, dict[str, float]]]:
    """Return what dials move under the regimes that are compared, where they move anything."""
    from govsim.scenario.dials import moved

    by_regime = {name: moved(scenario, name) for name in scenario.compare.regimes}
    return {
        name: {one.key: {"written": one.written, "effective": one.effective} for one in found}
        for name, found in by_regime.items()
        if found
    }
