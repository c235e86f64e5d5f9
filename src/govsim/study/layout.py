"""How a study is laid out: which scenario is lived at a point, at which levels, and under what name."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from govsim.study.design import Point, Value
from govsim.study.identity import base_name, city_name, point_name, shapes_city

if TYPE_CHECKING:
    from govsim.scenario import Scenario
    from govsim.study.claims import Claim, NamedSetting

SETTING = "setting"
"""What a point of named settings holds, in place of the keys of factors."""


class Layout(Protocol):
    """What the machinery must know of a design.

    Attributes
    ----------
    base : Scenario
        That all runs start from.
    factor : str
        The compared factor.
    keys : tuple of str
        What a point holds a value of.
    levels : tuple
        All levels that some point is lived at, in their order.
    """

    @property
    def base(self) -> "Scenario": ...  # noqa: D102 - see above
    @property
    def factor(self) -> str: ...  # noqa: D102
    @property
    def keys(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def levels(self) -> tuple[Value, ...]: ...  # noqa: D102

    def place(self, point: Point) -> str:
        """Return the name of a point: those with the same one are lived once."""

    def levels_at(self, point: Point) -> tuple[Value, ...]:
        """Return the levels that a point is lived at."""

    def city(self, point: Point) -> Hashable:
        """Return what is the same for points that can share a city."""

    def at(self, point: Point, level: Value) -> tuple["Scenario", str]:
        """Return the scenario that is lived at a point and level, and its regime.

        Raises
        ------
        ScenarioError
            If the values do not fit together.
        """


@dataclass(frozen=True)
class Sweep:
    """A design over keys of the scenario, every point at every level; see `Layout`."""

    base: "Scenario" = field(repr=False)
    factor: str
    keys: tuple[str, ...]
    levels: tuple[Value, ...]

    def place(self, point: Point) -> str:
        """Return the name of a point."""
        return point_name(self.keys, point)

    def levels_at(self, point: Point) -> tuple[Value, ...]:  # noqa: ARG002 - see `Layout`
        """Return the levels, the same at every point."""
        return self.levels

    def city(self, point: Point) -> Hashable:
        """Return the values of the keys that shape the city."""
        return tuple(value for key, value in zip(self.keys, point, strict=True) if shapes_city(key))

    def at(self, point: Point, level: Value) -> tuple["Scenario", str]:
        """Return the scenario at a point and level, and the regime lived."""
        changes: dict[str, Any] = dict(zip(self.keys, point, strict=True))
        regime = self.base.compare.regimes[0]
        if self.factor == "regime":
            regime = str(level)
        else:
            changes[self.factor] = level
        return (self.base.replace(changes) if changes else self.base), regime


@dataclass(frozen=True)
class Cell:
    """A setting, or one with a further key put over it.

    Attributes
    ----------
    changes : mapping
        Of the scenario, by dotted key.
    regimes : tuple of str
        Under which it is lived.
    place : str
        Name of the scenario that comes of it: cells with the same one are lived once.
    city : str
        Name of its city in a world.
    """

    changes: Mapping[str, Any]
    regimes: tuple[Value, ...]
    place: str
    city: str


@dataclass(frozen=True)
class Settings:
    """Named settings, each under the regimes that claims need there; see `Layout`.

    Attributes
    ----------
    cells : mapping of Cell
        By name, as rows have it.
    """

    base: "Scenario" = field(repr=False)
    cells: Mapping[str, Cell] = field(repr=False)
    levels: tuple[Value, ...]
    factor: str = "regime"
    keys: tuple[str, ...] = (SETTING,)

    @property
    def points(self) -> tuple[Point, ...]:
        """Every cell as a point; some may be lived as one."""
        return tuple((name,) for name in self.cells)

    def place(self, point: Point) -> str:
        """Return the name of the scenario at a point."""
        return self._cell(point).place

    def levels_at(self, point: Point) -> tuple[Value, ...]:
        """Return the regimes that claims need at a point."""
        return self._cell(point).regimes

    def city(self, point: Point) -> Hashable:
        """Return the name of the city at a point."""
        return self._cell(point).city

    def at(self, point: Point, level: Value) -> tuple["Scenario", str]:
        """Return the scenario at a point, and the regime."""
        changes = self._cell(point).changes
        return (self.base.replace(changes) if changes else self.base), str(level)

    def _cell(self, point: Point) -> Cell:
        (name,) = point
        return self.cells[str(name)]


def lay_out(base: "Scenario", settings: Mapping[str, "NamedSetting"], claims: "list[Claim]") -> Settings:
    """Lay out what claims need: the settings that they name, under the regimes that they name there.

    Parameters
    ----------
    base : Scenario
    settings : mapping of NamedSetting
        By name.
    claims : list of Claim
        That name no other settings.

    Raises
    ------
    ScenarioError
        If the changes of a setting do not fit together.
    """
    from govsim.study.claims import cell_name, changes_of

    changes: dict[str, dict[str, Any]] = {}
    asked: dict[str, dict[str, None]] = {}
    for claim in claims:
        for arm, key, value in claim.arms():
            name = cell_name(arm.setting, key, value)
            changes[name] = changes_of(settings, arm.setting) | ({key: value} if key else {})
            asked.setdefault(name, {})[arm.regime] = None
    scenarios = {name: base.replace(change) if change else base for name, change in changes.items()}
    places = {name: base_name(scenario) for name, scenario in scenarios.items()}
    known = dict.fromkeys(regime for scenario in (base, *scenarios.values()) for regime in scenario.regimes)
    regimes: dict[str, set[str]] = {}
    for name, place in places.items():
        regimes.setdefault(place, set()).update(asked[name])
    cells = {
        name: Cell(
            changes[name],
            tuple(regime for regime in known if regime in regimes[place]),
            place,
            city_name(scenarios[name], 0),
        )
        for name, place in places.items()
    }
    needed = {regime for cell in cells.values() for regime in cell.regimes}
    return Settings(base, cells, tuple(regime for regime in known if regime in needed))
