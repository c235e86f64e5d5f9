"""What a study file must keep to beyond the types of its keys."""

import math
from collections.abc import Iterator, Sequence

from govsim.scenario.errors import SchemaProblem
from govsim.scenario.schema import Scenario
from govsim.study import claim_rules
from govsim.study.design import kind_of
from govsim.study.file import Study
from govsim.study.messages import key_problems
from govsim.study.sections import BorderSettings, DesignSettings, DiscoverySettings, Factor

_SIZED = {"latin-hypercube": "points", "sobol": "points", "saltelli": "points", "morris": "trajectories"}
_DESIGN_OF = {"sobol": "saltelli", "morris": "morris"}
"""The design that a method of sensitivity analysis needs."""

_SETTINGS = {
    "points": ("latin-hypercube", "sobol", "saltelli"),
    "trajectories": ("morris",),
    "levels": ("morris",),
    "table": ("list",),
}


def own_problems(study: Study) -> Iterator[SchemaProblem]:
    """Yield what is wrong with a study file whatever its scenario."""
    yield from _design(study)
    yield from _factors(study)
    yield from _replicates(study)
    yield from _analysis(study)
    yield from claim_rules.own_problems(study)


def _design(study: Study) -> Iterator[SchemaProblem]:
    design = study.design
    if (needed := _SIZED.get(design.kind)) and getattr(design, needed) is None:
        yield SchemaProblem(("design",), message=f"a {design.kind} design needs {needed}")
    for name, kinds in _SETTINGS.items():
        if getattr(design, name) is not None and design.kind not in kinds:
            words = f"only a {' or '.join(kinds)} design has {name}"
            yield SchemaProblem(("design", name), found=getattr(design, name), message=words)
    if design.second_order and design.kind != "saltelli":
        yield SchemaProblem(
            ("design", "second_order"), found=True, message="only a saltelli design has second_order"
        )
    if design.levels is not None and design.levels % 2:
        yield SchemaProblem(("design", "levels"), found=design.levels, allowed="an even number")
    if design.kind not in {"grid", "list", "settings"} and not study.factors:
        yield SchemaProblem(("factors",), message=f"a {design.kind} design needs factors")
    if design.kind == "list":
        yield from _table(design, study.factors)
    if design.kind == "border" and len(study.factors) > 2:
        yield SchemaProblem(
            ("factors",), message=f"a border is sought in one or two factors, found {len(study.factors)}"
        )


def _table(design: DesignSettings, factors: Sequence[Factor]) -> Iterator[SchemaProblem]:
    if design.table is None:
        yield SchemaProblem(("design",), message="a list design needs table: rows of values")
        return
    for number, row in enumerate(design.table):
        if len(row) != len(factors):
            yield SchemaProblem(
                ("design", "table", number),
                message=f"a row has a value for each factor, found {len(row)}, allowed {len(factors)}",
            )
            continue
        for place, (factor, value) in enumerate(zip(factors, row, strict=True)):
            column = [other[place] for other in design.table if len(other) > place]
            if problem := _misfit(kind_of(factor, column), value):
                yield SchemaProblem(("design", "table", number, place), found=value, allowed=problem)


def _misfit(kind: str, value: object) -> str:
    """Return what a value of a factor must be, ``""`` if it is."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "flag" and not isinstance(value, bool):
        return "true or false"
    if kind == "int" and (not number or isinstance(value, float)):
        return "a whole number"
    if kind == "float" and (not number or not math.isfinite(float(value))):  # type: ignore[arg-type]
        return "a number"
    return "" if isinstance(value, bool | int | float | str) else "text, a number, true or false"


def _factors(study: Study) -> Iterator[SchemaProblem]:
    seen: dict[str, int] = {}
    for place, factor in enumerate(study.factors):
        here = ("factors", place)
        if factor.key in seen:
            yield SchemaProblem((*here, "key"), found=factor.key, message="this factor stands here twice")
        seen[factor.key] = place
        if factor.key == study.compare.factor:
            yield SchemaProblem(
                (*here, "key"), found=factor.key, message="a factor that is compared cannot also be varied"
            )
        yield from _values(study.design.kind, factor, here)


def _values(design: str, factor: Factor, here: tuple[str | int, ...]) -> Iterator[SchemaProblem]:
    if design == "list":
        return
    if factor.values is not None:
        if factor.low is not None or factor.high is not None:
            yield SchemaProblem(here, message="give either values or low and high, not both")
        for place, value in enumerate(factor.values):
            if problem := _misfit(kind_of(factor), value):
                yield SchemaProblem((*here, "values", place), found=value, allowed=problem)
        if design == "border":
            yield SchemaProblem((*here, "values"), message="a border is sought between low and high")
    elif kind_of(factor) == "choice":
        yield SchemaProblem(here, message="a choice needs values")
    elif kind_of(factor) != "flag":
        yield from _reach(design, factor, here)


def _reach(design: str, factor: Factor, here: tuple[str | int, ...]) -> Iterator[SchemaProblem]:
    if factor.low is None or factor.high is None:
        yield SchemaProblem(here, message="give low and high, or values")
        return
    if factor.low >= factor.high:
        yield SchemaProblem((*here, "high"), found=factor.high, allowed=f"above low ({factor.low:g})")
    if factor.scale == "log" and factor.low <= 0:
        yield SchemaProblem((*here, "low"), found=factor.low, allowed="above 0, where the scale is log")
    for end in ("low", "high"):
        value = getattr(factor, end)
        if kind_of(factor) == "int" and not value.is_integer():
            yield SchemaProblem((*here, end), found=value, allowed="a whole number, as the type is int")
    if design == "grid" and factor.levels is None:
        yield SchemaProblem(here, message="a grid needs levels, or values")


def _replicates(study: Study) -> Iterator[SchemaProblem]:
    rule = study.replicates
    if rule.maximum is not None and rule.maximum < rule.minimum:
        yield SchemaProblem(
            ("replicates", "maximum"), found=rule.maximum, allowed=f"at least minimum ({rule.minimum})"
        )
    if rule.precision is None:
        if rule.maximum is not None and rule.maximum > rule.minimum and study.design.kind != "border":
            yield SchemaProblem(
                ("replicates", "maximum"),
                found=rule.maximum,
                message="a maximum above the minimum needs precision: when to stop",
            )
        return
    if (rule.precision.absolute is None) == (rule.precision.relative is None):
        yield SchemaProblem(("replicates", "precision"), message="give either absolute or relative")
    if rule.minimum < 2:
        yield SchemaProblem(
            ("replicates", "minimum"), found=rule.minimum, allowed="2 or more, as one world has no interval"
        )
    if rule.maximum is None:
        yield SchemaProblem(("replicates",), message="a stopping rule needs a maximum")


def _analysis(study: Study) -> Iterator[SchemaProblem]:
    names = [one.name for one in study.outcomes]
    for place, name in enumerate(names):
        if name in names[:place]:
            yield SchemaProblem(("outcomes", place, "name"), found=name, message="it stands here twice")
    told: list[tuple[tuple[str, ...], str]] = []
    if study.replicates.precision is not None:
        told.append((("replicates", "precision", "outcome"), study.replicates.precision.outcome))
    parts: dict[str, BorderSettings | DiscoverySettings | None] = {
        "border": study.analysis.border,
        "discovery": study.analysis.discovery,
    }
    told += [(("analysis", name, "outcome"), part.outcome) for name, part in parts.items() if part]
    for path, name in told:
        if name not in names:
            words = "only outcomes that the study names can be used here"
            yield SchemaProblem(path, found=name, message=words, choices=tuple(names))
    discovery = study.analysis.discovery
    if discovery is not None and (discovery.above is None) == (discovery.below is None):
        yield SchemaProblem(("analysis", "discovery"), message="give either above or below")
    if study.design.kind == "border" and study.analysis.border is None:
        yield SchemaProblem(("analysis",), message="a border design needs border: outcome: ...")


def left_out(study: Study) -> dict[str, str]:
    """Return methods of sensitivity analysis that a study asks for in vain, with the design each needs."""
    return {
        method: wanted
        for method, wanted in _DESIGN_OF.items()
        if method in study.analysis.sensitivity and study.design.kind != wanted
    }


def problems_with(study: Study, scenario: Scenario) -> Iterator[SchemaProblem]:
    """Yield names in a study file that its scenario does not know."""
    yield from claim_rules.problems_with(study, scenario)
    for place, factor in enumerate(study.factors):
        yield from key_problems(factor.key, ("factors", place, "key"))
    if study.compare.factor == "regime":
        for place, name in enumerate(study.compare.levels):
            if name not in scenario.regimes:
                yield SchemaProblem(
                    ("compare", "levels", place), found=name, message="no such regime",
                    choices=tuple(scenario.regimes),
                )  # fmt: skip
    else:
        yield from key_problems(study.compare.factor, ("compare", "factor"), ("regime",))
        if not study.compare.levels:
            yield SchemaProblem(("compare",), message=f"name the levels of {study.compare.factor}")
    levels = [repr(level) for level in study.compare.levels]
    for place, level in enumerate(levels):
        if level in levels[:place]:
            yield SchemaProblem(("compare", "levels", place), message="a level stands here twice")
    yield from _outcomes(study, scenario)


def _outcomes(study: Study, scenario: Scenario) -> Iterator[SchemaProblem]:
    from govsim.outcomes import DAILY, describe
    from govsim.outcomes.spec import known_names

    for place, outcome in enumerate(study.outcomes):
        try:
            describe(outcome.name)
        except KeyError:
            yield SchemaProblem(
                ("outcomes", place, "name"), found=outcome.name, message="no such outcome",
                choices=known_names(scenario.disputes.types),
            )  # fmt: skip
    for place, name in enumerate(study.series):
        if name not in DAILY:
            yield SchemaProblem(
                ("series", place), found=name, message="no such daily series", choices=tuple(DAILY)
            )
