"""What a worker process can be asked to do; every job is plain data, and so is every answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from govsim.app.engine.requests import RunRequest

type Note = Callable[[str], None]

PREPARING, BUILDING, LIVING = "preparing", "building", "living"
"""What a job may say it is at; a number instead is the share that is done."""


@dataclass(frozen=True)
class Prepare:
    """Load the kernels, and compile those that are not."""


@dataclass(frozen=True)
class Check:
    """Read a scenario, edit one value where that is asked for, and say what is wrong and what differs."""

    text: str
    edit: tuple[str, str] | None = None
    original: str = ""


@dataclass(frozen=True)
class Live:
    """Live a run and keep what is replayed of it."""

    request: RunRequest


@dataclass(frozen=True)
class World:
    """Live the n-th world under two requests."""

    a: RunRequest
    b: RunRequest
    number: int


@dataclass(frozen=True)
class Story:
    """Tell the story of a dispute from the dossier of its run."""

    dossier: bytes = field(repr=False)
    dispute: int | str


@dataclass(frozen=True)
class Card:
    """Say who an agent is, from the dossier of its run."""

    dossier: bytes = field(repr=False)
    kind: str
    id: int | str
    day: int


@dataclass(frozen=True)
class Resident:
    """Live a run up to a day and say how a resident is then."""

    request: RunRequest
    dossier: bytes = field(repr=False)
    id: int
    day: int


type Job = Prepare | Check | Live | World | Story | Card | Resident


@dataclass(frozen=True)
class Answer:
    """What becomes of a job.

    Attributes
    ----------
    value : object
        None where it failed.
    error : dict of str to str or None
        Why it failed, in ``"en"`` and ``"zh"``.
    problems : tuple of dict
        What is wrong with its scenario.
    trace : str
        Where in the code, for the server's log.
    """

    value: Any = None
    error: dict[str, str] | None = None
    problems: tuple[dict[str, Any], ...] = ()
    trace: str = ""
