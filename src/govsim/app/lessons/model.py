"""What a lesson file may say."""

import functools
from collections.abc import Mapping
from importlib.resources import files
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator

from govsim.app.engine import RunRequest
from govsim.outcomes import describe
from govsim.scenario.render import plain_yaml
from govsim.scenario.shipped import shipped

PauseKind = Literal["first", "apart", "widest", "end"]
"""When playing pauses: where the arms first differ, half-way to the widest gap, there, and at the end."""

Change = tuple[int, str, str]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Part):
    """A text in both languages."""

    en: Annotated[str, Field(min_length=1)]
    zh: Annotated[str, Field(min_length=1)]


class Arm(_Part):
    """One side: a shipped scenario, a regime and what is set differently."""

    scenario: str
    regime: str
    label: Words
    set: dict[str, Any] = {}

    @field_validator("scenario")
    @classmethod
    def _is_shipped(cls, name: str) -> str:
        if name not in shipped():
            raise ValueError(f"no shipped scenario is called {name!r}")
        return name

    @property
    def text(self) -> str:
        """The scenario as YAML."""
        return plain_yaml({"extends": self.scenario, **_nested(self.set)})


class Pause(_Part):
    """What is said when playing pauses; figures are told by the page, the reason here."""

    at: PauseKind
    why: Words


class Trace(_Part):
    """Which dispute is traced: the weightiest event of the first kind that there is, seen from an arm.

    Where `types` of dispute are named, of one of them.
    """

    kinds: Annotated[tuple[str, ...], Field(min_length=1)]
    types: tuple[str, ...] = ()
    side: Literal["a", "b"]
    why: Words


class Lever(_Part):
    """What is changed when the class goes back: in both arms, a quarter of the run after its beginning."""

    key: str
    value: str
    name: Words
    why: Words


class Lesson(_Part):
    """One guided story.

    Attributes
    ----------
    name : str
        Name of its file.
    outcome : str
        What the class predicts: on which side it is higher.
    focus : str
        Daily series whose gap decides where playing pauses.
    watch, indicators : tuple of str
        Series of the charts and of the numbers.
    outcomes : tuple of str
        Rows of the closing card.
    """

    name: str
    title: Words
    summary: Words
    question: Words
    outcome: str
    a: Arm
    b: Arm
    seed: int
    days: int | None = None
    focus: str
    watch: Annotated[tuple[str, ...], Field(min_length=1, max_length=3)]
    indicators: Annotated[tuple[str, ...], Field(min_length=4, max_length=4)]
    pauses: Annotated[tuple[Pause, ...], Field(min_length=2)]
    trace: Trace
    lever: Lever
    outcomes: Annotated[tuple[str, ...], Field(min_length=3, max_length=8)]
    closing: Words
    cannot: Words

    @field_validator("outcome", "outcomes")
    @classmethod
    def _are_outcomes(cls, value: Any) -> Any:
        for name in (value,) if isinstance(value, str) else value:
            describe(name)
        return value

    def request(self, side: str, changes: tuple[Change, ...] = ()) -> RunRequest:
        """Return what the engine is asked for arm ``"a"`` or ``"b"``."""
        arm = self.a if side == "a" else self.b
        return RunRequest(arm.text, arm.regime, self.seed, self.days, changes)

    @classmethod
    def read(cls, name: str, text: str) -> Self:
        """Read a lesson from YAML; raises `pydantic.ValidationError` with everything that is wrong."""
        from ruamel.yaml import YAML

        return cls.model_validate({"name": name, **YAML(typ="safe", pure=True).load(text)})


@functools.cache
def lessons() -> dict[str, Lesson]:
    """Return the lessons by name, in the order in which they are best taught; shared by all sessions."""
    folder = files("govsim.app.lessons")
    found = sorted(file.name for file in folder.iterdir() if file.name.endswith(".yaml"))
    # Files are numbered in the order of teaching; the number is no part of the name.
    named = ((file.removesuffix(".yaml").partition("-")[2], file) for file in found)
    return {
        name: Lesson.read(name, folder.joinpath(file).read_text(encoding="utf-8")) for name, file in named
    }


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by dotted key as mappings inside mappings."""
    root: dict[str, Any] = {}
    for key, value in values.items():
        *steps, last = key.split(".")
        here = root
        for step in steps:
            here = here.setdefault(step, {})
        here[last] = value
    return root
