"""The study file: what is read, what is refused, and how."""

import re
from pathlib import Path

import pytest

from desk import TINY, problems
from govsim.study.plan import load_study, study_from_text
from govsim.study.reference import study_reference
from govsim.study.rules import left_out

WRONG = """
title: {en: Wrong}
scenario: quickstart
days: 150
factors:
  - {key: casework.alpa, low: 0, high: 0.4, levels: 3}
  - {key: casework.kappa, values: [0.3, 7]}
  - {key: casework.tau, low: 2, high: 1, levels: 3}
design: {kind: sobol}
compare: {levels: [county, munincipal]}
replicates: {minimum: 5, maximum: 3}
outcomes:
  - {name: resolved_shar}
series: [waitin]
"""


def test_all_mistakes_are_told_at_once_and_where_they_stand():
    """Names unknown, ranges upside down, settings missing: each with line, column and nearest name."""
    found = problems(WRONG)
    assert set(found) == {
        "factors.0.key", "factors.2.high", "design", "compare.levels.1", "replicates.maximum",
        "outcomes.0.name", "series.0",
    }  # fmt: skip
    assert "'casework.alpha'" in found["factors.0.key"].message
    assert found["compare.levels.1"].nearest == ("municipal",)
    assert found["outcomes.0.name"].nearest[0] == "resolved_share"
    assert found["series.0"].nearest == ("waiting",)
    lines = WRONG.splitlines()
    for key, problem in found.items():
        top = key.split(".")[0]
        word = {"factors": "key", "outcomes": "name"}.get(top, top)
        assert word in lines[problem.line - 1], problem


def test_values_that_the_scenario_refuses_are_told_at_their_factor():
    """A level out of the key's range is found before anything runs."""
    found = problems(TINY.replace("[0.3, 0.9]", "[0.3, 7]"))
    assert set(found) == {"factors.1.values.1"}
    assert "found 7, allowed 0 to 1" in found["factors.1.values.1"].message


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (("design: {kind: grid}", "design: {kind: morris, trajectories: 4, levels: 5}"), "design.levels"),
        (("design: {kind: grid}", "design: {kind: grid, points: 9}"), "design.points"),
        (("design: {kind: grid}", "design: {kind: list, table: [[0.1]]}"), "design.table.0"),
        (("kind: grid}", "kind: list, table: [[0.1, true]]}"), "design.table.0.1"),
        (("{minimum: 3}", "{minimum: 3, maximum: 9}"), "replicates.maximum"),
        (("{minimum: 3}", "{minimum: 3, maximum: 9, precision: {outcome: resolved_share}}"),
         "replicates.precision"),
        (("{minimum: 3}", "{minimum: 3, maximum: 9, precision: {outcome: spilled_share, absolute: 1}}"),
         "replicates.precision.outcome"),
        (("key: casework.kappa", "key: casework.alpha"), "factors.1.key"),
        (("key: casework.kappa, values: [0.3, 0.9]", "key: seed, values: [1, 2]"), "factors.1.key"),
        (("scenario: quickstart", "scenario: quickstar"), "scenario"),
        (("scale: 4", "scal: 4"), "set.scal"),
        (("days: 30", "days: 3"), "set.warmup_days"),
        (("high: 0.4, levels: 3", "high: 0.4"), "factors.0"),
        (("low: 0, high: 0.4, levels: 3", "low: 0, high: 0.4, levels: 3, scale: log"), "factors.0.low"),
    ],
)  # fmt: skip
def test_one_mistake_is_told_at_its_key(change, key):
    """Each rule names the key that breaks it, and only that."""
    assert set(problems(TINY.replace(*change))) == {key}


def test_resolved_files_are_the_same_study(tmp_path):
    """What is written beside the results reads back as the same study, with the same runs."""
    plan = study_from_text(TINY)
    (tmp_path / "study.yaml").write_text(plan.to_yaml(), encoding="utf-8")
    (tmp_path / "scenario.yaml").write_text(plan.scenario.to_yaml(), encoding="utf-8")
    again = load_study(tmp_path / "study.yaml")
    assert again.points == plan.points
    assert again.run_names(again.points[3], 2) == plan.run_names(plan.points[3], 2)
    assert re.search("^seed: 7$", plan.to_yaml(), re.MULTILINE)


@pytest.mark.parametrize("kind", ["grid", "settings"])
def test_files_of_the_tutorial_are_read(kind):
    """The study files that the tutorial shows are whole and valid."""
    page = (Path(__file__).parents[2] / "docs" / "tutorials" / "studies.md").read_text(encoding="utf-8")
    shown = [block for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if f"kind: {kind}" in block]
    (text,) = shown
    assert study_from_text(text).points


def test_the_reference_is_in_step():
    """The reference page says what the schema says; if not: python tools/write_study_reference.py."""
    page = Path(__file__).parents[2] / "docs" / "reference" / "study.md"
    assert page.read_text(encoding="utf-8") == study_reference()


def test_what_a_design_does_not_allow_is_known_before_it_is_run():
    """Sobol' indices and elementary effects need designs of their own; the rest takes any."""
    asked = TINY + "analysis: {sensitivity: [sobol, morris, pawn]}\n"
    assert left_out(study_from_text(asked).study) == {"sobol": "saltelli", "morris": "morris"}
    assert left_out(study_from_text(TINY).study) == {}
