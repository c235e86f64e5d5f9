"""What a page may ask for."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

import govsim


class RefusedError(ValueError):
    """A request that is not even tried, with a reason for people in two languages.

    Attributes
    ----------
    text : dict of str to str
        The reason in ``"en"`` and ``"zh"``.
    """

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.text = {"en": en, "zh": zh}


@dataclass(frozen=True)
class RunRequest:
    """One run; a comparison is two of these that differ in their regime.

    Attributes
    ----------
    scenario : str
        YAML text of a whole scenario file, which may extend a shipped scenario by name; never a path.
    regime : str
        Name of one of its regimes.
    seed : int
        Seed of the world.
    days : int or None
        Length of the run; None for the scenario's own.
    changes : tuple of (int, str, str)
        Day, dotted key of the scenario and value as YAML: levers that are changed from that day on.
    """

    scenario: str
    regime: str
    seed: int
    days: int | None = None
    changes: tuple[tuple[int, str, str], ...] = ()

    @cached_property
    def key(self) -> str:
        """A fingerprint of the request and of the version that answers it."""
        said = [self.scenario, self.regime, self.seed, self.days, sorted(self.changes), govsim.__version__]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]
