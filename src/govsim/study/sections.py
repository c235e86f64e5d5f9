"""The sections of a study file."""

from typing import Any, Literal

from govsim.scenario.setting import Section, Text, setting


class CompareSettings(Section):
    """The factor whose levels are compared world by world."""

    factor: str = setting(
        "regime", "`regime`, or a key of the scenario whose values are compared.", basis="choice",
        min_length=1,
    )  # fmt: skip
    levels: list[Any] = setting(
        [], "Its levels; differences are against the first. Empty: the regimes that the scenario compares.",
        basis="choice", max_length=20,
    )  # fmt: skip


class DesignSettings(Section):
    """Which points are run."""

    kind: Literal["grid", "list", "latin-hypercube", "sobol", "saltelli", "morris", "border", "settings"] = (
        setting(..., "How points are chosen.", basis="choice")
    )
    points: int | None = setting(
        None, "Points of a latin-hypercube or sobol design; base samples of a saltelli design.", ge=1,
        le=10_000_000, basis="choice",
    )  # fmt: skip
    trajectories: int | None = setting(
        None, "Trajectories of a morris design.", ge=2, le=1_000_000, basis="choice"
    )
    levels: int | None = setting(
        None, "Levels of a morris design, an even number.", ge=2, le=1000, basis="choice"
    )
    second_order: bool = setting(
        False, "Whether a saltelli design serves second-order indices.", basis="choice"
    )
    table: list[list[Any]] | None = setting(
        None, "Points of a list design: rows of values, in the order of the factors.", basis="choice",
        min_length=1,
    )  # fmt: skip


class Factor(Section):
    """A key of the scenario that the design varies."""

    key: str = setting(..., "Dotted key of the scenario.", basis="choice", min_length=1)
    name: Text | None = setting(None, "What reports call it.", basis="choice")
    unit: str | None = setting(None, "Unit; that of the key where empty.", basis="choice")
    low: float | None = setting(None, "Lower end of its range.", basis="choice")
    high: float | None = setting(None, "Upper end of its range.", basis="choice")
    levels: int | None = setting(None, "Levels in a grid, ends included.", ge=1, le=100_000, basis="choice")
    values: list[Any] | None = setting(None, "Its values, in place of a range.", basis="choice", min_length=1)
    scale: Literal["linear", "log"] = setting("linear", "How a range is divided.", basis="choice")
    type: Literal["float", "int", "choice", "flag"] | None = setting(
        None, "What its values are; found from values or taken as float where empty.", basis="choice"
    )


class Precision(Section):
    """When a design point has replicates enough."""

    outcome: str = setting(..., "The outcome whose difference is watched.", basis="choice", min_length=1)
    absolute: float | None = setting(
        None, "Largest half-width of the 95% interval of the difference.", gt=0, basis="choice"
    )
    relative: float | None = setting(
        None, "Largest half-width, as a share of the difference itself.", gt=0, le=10, basis="choice"
    )


class ReplicateSettings(Section):
    """How many worlds each design point meets."""

    minimum: int = setting(10, "Worlds of every point.", ge=1, le=1_000_000, basis="choice")
    maximum: int | None = setting(
        None, "Most worlds of a point; the minimum where empty.", ge=1, le=1_000_000, basis="choice"
    )
    precision: Precision | None = setting(
        None, "Stopping rule; without one every point has the minimum.", basis="choice"
    )
    look_ahead: int = setting(
        5, "Further worlds over which the precision must hold before a point is done.", ge=0, le=1000,
        basis="choice",
    )  # fmt: skip


class Outcome(Section):
    """An outcome that the study is about."""

    name: str = setting(..., "Name of the outcome.", basis="choice", min_length=1)
    better: Literal["higher", "lower"] | None = setting(
        None, "Which way is better; as the model has it where empty.", basis="choice"
    )
    smallest_effect: float | None = setting(None, "Smallest difference of interest.", gt=0, basis="choice")


class BorderSettings(Section):
    """The border at which one level overtakes the other."""

    outcome: str = setting(..., "The outcome compared.", basis="choice", min_length=1)
    tolerance: float = setting(
        0.01, "Width of the bracket at which the search ends, as a share of the range.", gt=0, le=0.5,
        basis="choice",
    )  # fmt: skip
    scan: int = setting(7, "Points of the scan that looks for crossings.", ge=2, le=1000, basis="choice")
    points: int = setting(
        60, "Most points of a search in two factors, scan included.", ge=4, le=100_000, basis="choice"
    )


class DiscoverySettings(Section):
    """Where in the space of factors something holds (PRIM)."""

    outcome: str = setting(..., "The outcome whose difference is looked at.", basis="choice", min_length=1)
    above: float | None = setting(None, "Points of interest have a difference above it.", basis="choice")
    below: float | None = setting(None, "Points of interest have a difference below it.", basis="choice")


class AnalysisSettings(Section):
    """What `govsim study analyse` computes."""

    correction: Literal["holm", "max-t", "none"] = setting(
        "holm", "Correction over outcomes.", basis="choice"
    )
    sensitivity: list[Literal["morris", "sobol", "pawn"]] = setting(
        [], "Methods of sensitivity analysis.", basis="choice"
    )
    border: BorderSettings | None = setting(None, "Search for a border.", basis="choice")
    discovery: DiscoverySettings | None = setting(None, "Discovery with PRIM.", basis="choice")
