"""What claims and their settings must keep to beyond the types of their keys."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from govsim.scenario.errors import KeyPath, ScenarioError, SchemaProblem
from govsim.scenario.schema import Scenario
from govsim.study.claims import Arm, Claim, Contrast, Flip, NamedSetting, changes_of, lineage
from govsim.study.file import Study
from govsim.study.messages import inside, key_problems, message_of

_NOT_HERE: Mapping[str, str] = {
    "sensitivity": "a settings design has no factors",
    "border": "a settings design has no factors; flips follow a contrast along a key",
    "discovery": "a settings design has no factors",
}


def own_problems(study: Study) -> Iterator[SchemaProblem]:
    """Yield what is wrong with settings and claims whatever the scenario."""
    if study.design.kind != "settings":
        for name in ("settings", "claims"):
            if getattr(study, name):
                yield SchemaProblem((name,), message=f"only a settings design has {name}")
        return
    yield from _beside(study)
    yield from _extensions(study)
    names = [claim.name for claim in study.claims]
    for place, claim in enumerate(study.claims):
        if claim.name in names[:place]:
            yield SchemaProblem(
                ("claims", place, "name"), found=claim.name, message="this claim stands here twice"
            )
        yield from _claim(study, claim, ("claims", place))


def _beside(study: Study) -> Iterator[SchemaProblem]:
    """Yield what does not go with a settings design."""
    for name in ("settings", "claims"):
        if not getattr(study, name):
            yield SchemaProblem(("design",), message=f"a settings design needs {name}")
    if study.factors:
        yield SchemaProblem(("factors",), message="a settings design varies settings, and no factors")
    if study.compare.factor != "regime" or study.compare.levels:
        yield SchemaProblem(("compare",), message="a settings design names its regimes in contrasts")
    if study.replicates.precision is not None:
        words = "in a settings design all settings meet the same number of worlds"
        yield SchemaProblem(("replicates", "precision"), message=words)
    for name, why in _NOT_HERE.items():
        if getattr(study.analysis, name):
            yield SchemaProblem(("analysis", name), message=why)


def _extensions(study: Study) -> Iterator[SchemaProblem]:
    for name, setting in study.settings.items():
        here = ("settings", name, "extends")
        if setting.extends is None:
            continue
        if setting.extends not in study.settings:
            choices = tuple(other for other in study.settings if other != name)
            yield SchemaProblem(here, found=setting.extends, message="no such setting", choices=choices)
            continue
        if name in lineage(study.settings, setting.extends):
            yield SchemaProblem(here, found=setting.extends, message="a setting cannot extend itself")


def _claim(study: Study, claim: Claim, here: KeyPath) -> Iterator[SchemaProblem]:
    outcomes = tuple(outcome.name for outcome in study.outcomes)
    called = [contrast.name for contrast in claim.contrasts]
    for number, contrast in enumerate(claim.contrasts):
        path = (*here, "contrasts", number)
        if contrast.name is not None and contrast.name in called[:number]:
            yield SchemaProblem((*path, "name"), found=contrast.name, message="it stands here twice")
        yield from _contrast(contrast, path, outcomes, tuple(study.settings))
    for number, flip in enumerate(claim.flips):
        yield from _flip(flip, (*here, "flips", number), tuple(name for name in called if name))


def _contrast(
    contrast: Contrast, here: KeyPath, outcomes: tuple[str, ...], settings: tuple[str, ...]
) -> Iterator[SchemaProblem]:
    if contrast.outcome not in outcomes:
        yield SchemaProblem(
            (*here, "outcome"), found=contrast.outcome, choices=outcomes,
            message="only outcomes that the study names can be used here",
        )  # fmt: skip
    is_pair = contrast.plus is not None and contrast.minus is not None
    has_side = contrast.plus is not None or contrast.minus is not None
    if is_pair == (contrast.terms is not None) or has_side != is_pair:
        yield SchemaProblem(here, message="give either plus and minus, or terms")
    for path, arm in arms(contrast, here):
        if arm.setting not in settings:
            yield SchemaProblem(
                (*path, "setting"), found=arm.setting, message="no such setting", choices=settings
            )
    for number, term in enumerate(contrast.terms or ()):
        if term.weight == 0:
            yield SchemaProblem((*here, "terms", number, "weight"), found=0, allowed="a number other than 0")


def _flip(flip: Flip, here: KeyPath, contrasts: tuple[str, ...]) -> Iterator[SchemaProblem]:
    if flip.contrast not in contrasts:
        what = (
            "no contrast of this claim has this name" if contrasts else "no contrast of this claim has a name"
        )
        yield SchemaProblem((*here, "contrast"), found=flip.contrast, message=what, choices=contrasts)
    before = -math.inf
    for place, value in enumerate(flip.values):
        path = (*here, "values", place)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            yield SchemaProblem(path, found=value, allowed="a number")
            return
        if value <= before:
            yield SchemaProblem(path, found=value, allowed=f"above the one before ({before:g})")
        before = value


def arms(contrast: Contrast, here: KeyPath) -> Iterator[tuple[KeyPath, Arm]]:
    """Yield the arms of a contrast, each with its path in the study file."""
    for name in ("plus", "minus"):
        arm = getattr(contrast, name)
        if arm is not None:
            yield (*here, name), arm
    yield from (((*here, "terms", number), term) for number, term in enumerate(contrast.terms or ()))


def problems_with(study: Study, scenario: Scenario) -> Iterator[SchemaProblem]:
    """Yield what a scenario has against settings, regimes and flips."""
    lived: dict[str, Scenario] = {}
    for name in study.settings:
        found, problems = _lived(scenario, name, study.settings)
        yield from problems
        if found is not None:
            lived[name] = found
    for place, claim in enumerate(study.claims):
        here: KeyPath = ("claims", place)
        for number, contrast in enumerate(claim.contrasts):
            for path, arm in arms(contrast, (*here, "contrasts", number)):
                if arm.setting in lived and arm.regime not in lived[arm.setting].regimes:
                    yield SchemaProblem(
                        (*path, "regime"), found=arm.regime, message="no such regime",
                        choices=tuple(lived[arm.setting].regimes),
                    )  # fmt: skip
        for number, flip in enumerate(claim.flips):
            yield from _followed(claim, flip, (*here, "flips", number), lived)


def _lived(
    scenario: Scenario, name: str, settings: Mapping[str, NamedSetting]
) -> tuple[Scenario | None, list[SchemaProblem]]:
    """Return the scenario of a setting, or what is wrong with it."""
    own = settings[name].set
    if "seed" in own:
        words = "all settings meet the same worlds; the root seed stands at the top of the study"
        return None, [SchemaProblem(("settings", name, "set", "seed"), found=own["seed"], message=words)]
    changes = changes_of(settings, name)
    try:
        return (scenario.replace(changes) if changes else scenario), []
    except ScenarioError as error:
        return None, [
            SchemaProblem(_culprit(settings, name, one.key), message=message_of(one))
            for one in error.problems
        ]


def _culprit(settings: Mapping[str, NamedSetting], name: str, key: str) -> KeyPath:
    """Return where the change stands that a problem with a setting comes from."""
    for one in lineage(settings, name):
        if path := inside(settings[one].set, key):
            return ("settings", one, "set", *path)
    return ("settings", name)


def _followed(
    claim: Claim, flip: Flip, here: KeyPath, lived: Mapping[str, Scenario]
) -> Iterator[SchemaProblem]:
    problems = list(key_problems(flip.key, (*here, "key")))
    yield from problems
    if problems or flip.contrast not in [contrast.name for contrast in claim.contrasts]:
        return
    told: set[tuple[Any, ...]] = set()
    for name in dict.fromkeys(term.setting for term in claim.contrast(flip.contrast).sum):
        # What a scenario refuses of a number, it refuses of the smallest or the largest.
        for place in (0, len(flip.values) - 1):
            try:
                if name in lived:
                    lived[name].replace({flip.key: flip.values[place]})
            except ScenarioError as error:
                for problem in error.problems:
                    path = (*here, "values", place)
                    if (path, problem.message) not in told:
                        told.add((path, problem.message))
                        yield SchemaProblem(path, message=message_of(problem))
