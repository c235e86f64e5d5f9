"""What is compared: a scenario, two regimes, a world, and levers changed on the way; and its address."""

import base64
import zlib
from collections.abc import Mapping
from typing import Annotated, Any, Self
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, ConfigDict, Field, field_validator

from govsim.app.engine import RunRequest
from govsim.app.pages.catalogue import class_scale
from govsim.scenario.shipped import shipped

LARGEST_TEXT = 256 * 1024
"""Bytes of the largest scenario that is taken from a page or an address."""

MOST_CHANGES = 12

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Change(BaseModel):
    """A lever that is changed from a day on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    day: Annotated[int, Field(ge=0, le=36_500)]
    key: Annotated[str, Field(pattern=r"^[a-z0-9_.]{1,120}$")]
    value: Annotated[str, Field(max_length=80)]


class Setting(BaseModel):
    """One comparison.

    Attributes
    ----------
    name : str
        Name of a shipped scenario; empty where `text` counts.
    text : str
        A scenario of somebody's own, as YAML.
    a, b : str
        Regimes of the left and the right arm.
    seed : int
        Seed of the world.
    days : int or None
        None for the scenario's own.
    changes : tuple of Change
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(max_length=60)] = "quickstart"
    text: str = ""
    a: Name = "county"
    b: Name = "municipal"
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 2026
    days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    changes: Annotated[tuple[Change, ...], Field(max_length=MOST_CHANGES)] = ()

    @field_validator("name")
    @classmethod
    def _is_shipped(cls, name: str) -> str:
        """Let no path in: a name is one of those shipped, or nothing."""
        if name and name not in shipped():
            raise ValueError(f"no shipped scenario is called {name!r}")
        return name

    @field_validator("text")
    @classmethod
    def _is_small(cls, text: str) -> str:
        if len(text.encode("utf-8", "surrogatepass")) > LARGEST_TEXT:
            raise ValueError(f"a scenario has at most {LARGEST_TEXT // 1024} KB")
        return text

    @property
    def scenario(self) -> str:
        """The scenario as YAML."""
        if self.text:
            return self.text
        name = self.name or "quickstart"
        scale = class_scale(name)
        return f"extends: {name}\n" + (f"scale: {scale:g}\n" if scale else "")

    def request(self, side: str) -> RunRequest:
        """Return what the engine is asked for arm ``"a"`` or ``"b"``."""
        changes = tuple((change.day, change.key, change.value) for change in self.changes)
        return RunRequest(self.scenario, self.a if side == "a" else self.b, self.seed, self.days, changes)

    def goes_on_from(self, other: Self) -> bool:
        """Whether it differs from another in levers changed on the way, and in nothing else."""
        bare: dict[str, Any] = {"changes": ()}
        return self.changes != other.changes and self.model_copy(update=bare) == other.model_copy(update=bare)

    def query(self) -> str:
        """Return the setting as the query of an address."""
        said: list[tuple[str, str]] = []
        if self.text:
            packed = base64.urlsafe_b64encode(zlib.compress(self.text.encode(), 9)).decode().rstrip("=")
            said.append(("yaml", packed))
        else:
            said.append(("scenario", self.name))
        said += [("a", self.a), ("b", self.b), ("world", str(self.seed))]
        if self.days is not None:
            said.append(("days", str(self.days)))
        said += [("set", f"{change.day}:{change.key}={change.value}") for change in self.changes]
        return urlencode(said)

    @classmethod
    def from_query(cls, query: str) -> Self:
        """Read an address's query.

        Raises
        ------
        ValueError
            If it holds anything that no setting has (`pydantic.ValidationError` is one).
        """
        pairs = parse_qsl(query, max_num_fields=40)
        said = dict(pairs)
        values: dict[str, Any] = {name: said[name] for name in ("a", "b", "days") if name in said}
        if "world" in said:
            values["seed"] = said["world"]
        if "yaml" in said:
            values |= {"name": "", "text": _unpack(said["yaml"])}
        elif "scenario" in said:
            values["name"] = said["scenario"]
        values["changes"] = tuple(_change(value) for name, value in pairs if name == "set")
        return cls.model_validate(values)


def _change(text: str) -> Mapping[str, str]:
    day, _, rest = text.partition(":")
    key, _, value = rest.partition("=")
    return {"day": day, "key": key, "value": value}


def _unpack(packed: str) -> str:
    """Return packed text, of which no more is unpacked than a scenario may have."""
    try:
        raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        return zlib.decompressobj().decompress(raw, LARGEST_TEXT + 1).decode()
    except (ValueError, zlib.error) as error:
        raise ValueError("the address holds no scenario that can be read") from error
