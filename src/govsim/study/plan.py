"""A study ready to be run: its file, its scenario, its points and levels."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from govsim.experiment.seeds import replicate_seed
from govsim.scenario.check import check
from govsim.scenario.errors import Problem, ScenarioError, SchemaProblem, nearest, suggestion
from govsim.scenario.loader import load, locate
from govsim.scenario.plain import to_plain
from govsim.scenario.render import plain_yaml
from govsim.scenario.schema import Scenario
from govsim.scenario.shipped import is_bare, label, shipped
from govsim.scenario.source import Document, parse, read
from govsim.study.design import Point, Value, design_points, typed
from govsim.study.file import Study
from govsim.study.identity import base_name, run_name
from govsim.study.layout import Layout, Settings, Sweep, lay_out
from govsim.study.messages import inside, message_of
from govsim.study.rules import own_problems, problems_with

_FALLBACK: Mapping[str, Any] = {
    "title": {"en": "Study"},
    "scenario": "quickstart",
    "design": {"kind": "grid"},
    "outcomes": [{"name": "resolved_share"}],
}
"""Valid data to look past problems with."""


@dataclass(frozen=True, eq=False)
class Plan:
    """A study and the scenario that its runs start from.

    Attributes
    ----------
    study : Study
    scenario : Scenario
        With the study's own values, days and seed.
    """

    study: Study
    scenario: Scenario = field(repr=False)

    @cached_property
    def layout(self) -> Layout:
        """What is lived where."""
        study = self.study
        if study.design.kind == "settings":
            return lay_out(self.scenario, study.settings, study.claims)
        return Sweep(
            self.scenario,
            study.compare.factor,
            tuple(factor.key for factor in study.factors),
            tuple(study.compare.levels or self.scenario.compare.regimes),
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the factors, in the order of the file; ``setting`` alone where settings have names."""
        return self.layout.keys

    @property
    def levels(self) -> tuple[Value, ...]:
        """Levels of the compared factor; differences are against the first."""
        return self.layout.levels

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """Points of the design as it is laid out; some may be equal, none where it asks as it goes."""
        if isinstance(self.layout, Settings):
            return self.layout.points
        return design_points(self.study.design, self.study.factors, self.scenario.seed)

    @property
    def compared(self) -> tuple[str, tuple[Value, ...]]:
        """The compared factor and its levels."""
        return self.layout.factor, self.levels

    @property
    def most(self) -> int:
        """Most worlds that a point can meet."""
        rule = self.study.replicates
        return rule.maximum or rule.minimum

    @cached_property
    def name(self) -> str:
        """Name of what all runs start from: studies with the same one can share runs."""
        return base_name(self.scenario)

    def seed(self, replicate: int) -> int:
        """Return the seed of a world, the same at every point and level."""
        return replicate_seed(self.scenario.seed, replicate)

    def run_names(self, point: Point, replicate: int) -> tuple[str, ...]:
        """Return the name of the run at each level of a point, in a world."""
        place, seed = self.layout.place(point), self.seed(replicate)
        levels = self.layout.levels_at(point)
        return tuple(run_name(self.name, place, self.layout.factor, level, seed) for level in levels)

    def to_yaml(self) -> str:
        """Return the study file, resolved, as it stands beside a resolved ``scenario.yaml``."""
        resolved = {
            "scenario": "./scenario.yaml",
            "set": {},
            "days": self.scenario.days,
            "seed": self.scenario.seed,
        }
        data = to_plain(self.study) | resolved
        if isinstance(self.layout, Sweep):
            data["compare"] = {"factor": self.layout.factor, "levels": list(self.levels)}
        return "# A resolved govsim study: every key is written out.\n" + plain_yaml(data)


def load_study(path: str | Path, changes: Mapping[str, Any] | None = None) -> Plan:
    """Read a study file and its scenario.

    Parameters
    ----------
    path : str or pathlib.Path
        A YAML file.
    changes : mapping, optional
        Other values for top-level keys of the file.

    Raises
    ------
    ScenarioError
        With every problem found: file, line, column, key, found, allowed, nearest name.
    """
    where = locate(path) if not Path(path).is_file() else Path(path)
    document = read(where, label(where))
    document.data |= changes or {}
    return _plan(document, where.parent)


def extended(plan: Plan, replicates: int) -> Plan:
    """Return a study in which each point meets more worlds, or may, where it has a stopping rule.

    Raises
    ------
    ScenarioError
        If it has as many already.
    """
    rule = plan.study.replicates
    has_rule = rule.precision is not None or plan.study.design.kind == "border"
    if replicates <= plan.most:
        words = f"found {replicates}, allowed more than {plan.most}, which the study has already"
        raise ScenarioError([Problem("--replicates", None, None, "", words)])
    more = {"maximum": replicates} if has_rule else {"minimum": replicates, "maximum": None}
    return Plan(plan.study.model_copy(update={"replicates": rule.model_copy(update=more)}), plan.scenario)


def study_from_text(text: str, folder: Path | None = None) -> Plan:
    """Read a study from YAML text; `ScenarioError` as for `load_study`."""
    return _plan(parse(text, "study"), Path() if folder is None else folder)


def _plan(document: Document, folder: Path) -> Plan:
    found: list[Plan] = []

    def further(study: Study) -> Iterable[SchemaProblem]:
        problems = list(own_problems(study))
        scenario = _scenario(study, folder, problems)
        if scenario is not None:
            problems += problems_with(study, scenario)
        if not problems and scenario is not None:
            plan = Plan(study, scenario)
            problems += _impossible(plan)
            found.append(plan)
        return problems

    check(Study, document, fallback=_FALLBACK, further=further)
    return found[-1]


def _scenario(study: Study, folder: Path, problems: list[SchemaProblem]) -> Scenario | None:
    """Return the scenario of a study with its changes, None with a further problem if there is none.

    Raises
    ------
    ScenarioError
        If the scenario's own file is at fault.
    """
    is_shipped = is_bare(study.scenario) and study.scenario in shipped()
    place = study.scenario if is_shipped else folder / study.scenario
    if not is_shipped:
        try:
            locate(place)
        except ScenarioError as error:
            (problem,) = error.problems
            near = suggestion(nearest(study.scenario, shipped())) if is_bare(study.scenario) else ""
            words = f"found {study.scenario!r}: {problem.message}{near}"
            problems.append(SchemaProblem(("scenario",), found=study.scenario, message=words))
            return None
    scenario = load(place)
    own = {name: getattr(study, name) for name in ("days", "seed") if getattr(study, name) is not None}
    try:
        return scenario.replace(study.set | own) if study.set or own else scenario
    except ScenarioError as error:
        for one in error.problems:
            # A warm-up that is inherited is not what its author has to change.
            is_inherited = one.key == "warmup_days" and one.key not in study.set
            key = "days" if is_inherited and "days" in own else one.key
            top = (key,) if key in own else ("set", *inside(study.set, one.key))
            problems.append(SchemaProblem(top, message=message_of(one)))
        return None


def _impossible(plan: Plan) -> Iterator[SchemaProblem]:
    """Yield what the scenario has against the ends of each factor and against the compared levels."""
    if isinstance(plan.layout, Settings):
        # Each setting was tried when its names were looked up.
        return
    told: set[tuple[Any, str]] = set()
    points = list(_ends(plan))
    tries = [(point, plan.levels[0]) for point in points]
    tries += [(points[0], level) for level in plan.levels[1:]]
    for point, level in tries:
        try:
            plan.layout.at(point, level)
        except ScenarioError as error:
            for problem in error.problems:
                path = _culprit(plan, point, level, problem.key)
                if (path, problem.message) not in told:
                    told.add((path, problem.message))
                    yield SchemaProblem(path, message=message_of(problem))


def _ends(plan: Plan) -> Iterator[Point]:
    """Yield points at which each factor has its smallest and largest value, and each of its other values."""
    points = plan.points
    if not points:
        for end in ("low", "high"):
            yield typed(plan.study.factors, [getattr(factor, end) for factor in plan.study.factors])
        return
    chosen: dict[int, None] = {}
    for place in range(len(plan.keys)):
        column = [point[place] for point in points]
        if all(isinstance(value, int | float) for value in column):
            wanted = [min(column), max(column)]
        else:
            wanted = list(dict.fromkeys(column))
        chosen |= dict.fromkeys(column.index(value) for value in wanted)
    yield from (points[index] for index in chosen or {0: None})


def _culprit(plan: Plan, point: Point, level: Value, key: str) -> tuple[str | int, ...]:
    """Return the path in the study file of what a problem with a scenario comes from."""
    for place, (factor, value) in enumerate(zip(plan.study.factors, point, strict=True)):
        if key == factor.key or key.startswith(f"{factor.key}."):
            here: tuple[str | int, ...] = ("factors", place)
            if factor.values is not None and value in factor.values:
                return (*here, "values", factor.values.index(value))
            return (*here, "low" if value == factor.low else "high" if value == factor.high else "key")
    if key == plan.study.compare.factor:
        return ("compare", "levels", plan.levels.index(level))
    return ("factors",)


__all__ = ["Plan", "load_study", "study_from_text"]
