"""Studies that put claims to the test: what is read, what is refused, what is run."""

import json
import os
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from desk import WORLD, assert_same_rows, problems, rows
from govsim.study import load_results, load_study
from govsim.study.claims import cell_name
from govsim.study.plan import extended, study_from_text

TINY = (
    "title: {en: Tiny claims, zh: 小论断}\n"
    + WORLD
    + """\
design: {kind: settings}
settings:
  base: {}
  lossy: {name: {en: much is lost, zh: 损失大}, set: {casework.alpha: 0.4}}
  flood:
    extends: lossy
    set:
      shocks.flood: {label: {en: Flood, zh: 洪水}, types: [housing], factor: 3, day: 10, length: 15}
claims:
  - name: C1
    says: {en: The city resolves more., zh: 市域化解更多。}
    contrasts:
      - name: city
        says: {en: more is resolved by the city, zh: 市域化解率更高}
        outcome: resolved_share
        side: above
        plus: {setting: base, regime: municipal}
        minus: {setting: base, regime: county}
    flips:
      - {contrast: city, key: casework.alpha, name: {en: loss, zh: 损失}, values: [0, 0.1, 0.4]}
  - name: C2
    says: {en: Floods make work., zh: 洪水带来工作。}
    contrasts:
      - says: {en: a flood brings disputes, zh: 洪水带来纠纷}
        outcome: disputes.mediation
        side: above
        plus: {setting: flood, regime: county}
        minus: {setting: lossy, regime: county}
      - says: {en: the two do not add up, zh: 二者不可相加}
        outcome: resolved_share
        side: below
        terms:
          - {weight: 1, setting: flood, regime: county}
          - {weight: -2.5, setting: lossy, regime: county}
          - {weight: 1.5, setting: base, regime: county}
replicates: {minimum: 3}
outcomes:
  - {name: resolved_share, smallest_effect: 0.01}
  - {name: disputes.mediation}
"""
)
"""A study whose runs take a blink: 4 scenarios and 7 runs a world."""


def lived(plan):
    """Return the regimes lived in each different scenario, by the first of its names."""
    found = {}
    for point in plan.points:
        found.setdefault(plan.layout.place(point), (point[0], plan.layout.levels_at(point)))
    return dict(found.values())


def test_only_what_contrasts_need_is_lived():
    """A setting is lived under the regimes that contrasts name there, and equal scenarios are one."""
    plan = study_from_text(TINY)
    assert plan.scenario.casework.alpha == 0.1
    assert lived(plan) == {
        "base": ("county", "municipal"),
        "base, casework.alpha=0": ("county", "municipal"),
        # The flip comes to the setting `lossy`, which C2 asks for too.
        "base, casework.alpha=0.4": ("county", "municipal"),
        "flood": ("county",),
    }
    places = {point[0]: plan.layout.place(point) for point in plan.points}
    assert places["base"] == places["base, casework.alpha=0.1"]
    assert places["lossy"] == places["base, casework.alpha=0.4"]


def test_a_setting_extends_another():
    """The changes of a setting come after those that it extends; a nested value is laid over a nested one."""
    plan = study_from_text(TINY)
    scenario, regime = plan.layout.at(("flood",), "county")
    assert regime == "county"
    assert scenario.casework.alpha == 0.4
    assert scenario.shocks["flood"].factor == 3


@pytest.mark.parametrize(
    ("change", "key", "nearest"),
    [
        (("plus: {setting: flood,", "plus: {setting: flod,"), "claims.1.contrasts.0.plus.setting", "flood"),
        (("weight: 1.5, setting: base", "weight: 1.5, setting: bas"),
         "claims.1.contrasts.1.terms.2.setting", "base"),
        (("minus: {setting: base, regime: county}", "minus: {setting: base, regime: county_}"),
         "claims.0.contrasts.0.minus.regime", "county"),
        (("outcome: disputes.mediation", "outcome: disputes.mediatio"), "claims.1.contrasts.0.outcome",
         "disputes.mediation"),
        (("{contrast: city,", "{contrast: cty,"), "claims.0.flips.0.contrast", "city"),
        (("extends: lossy", "extends: losy"), "settings.flood.extends", "lossy"),
        (("    says: {en: The city", "    sayz: {en: The city"), "claims.0.sayz", "says"),
        (("side: below", "side: belo"), "claims.1.contrasts.1.side", "below"),
    ],
)  # fmt: skip
def test_unknown_names_are_told_with_the_nearest(change, key, nearest):
    """A name that is not there is told at its place, with what it may have been meant for."""
    found = problems(TINY.replace(*change, 1))
    assert nearest in found[key].nearest
    line = TINY.replace(*change, 1).splitlines()[found[key].line - 1]
    assert key.rpartition(".")[2] in line
    assert found[key].column > 1


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (("set: {casework.alpha: 0.4}", "set: {casework.alpha: 4}"), "settings.lossy.set.casework.alpha"),
        (("factor: 3", "factor: -3"), "settings.flood.set.shocks.flood.factor"),
        (("set: {casework.alpha: 0.4}", "set: {seed: 4}"), "settings.lossy.set.seed"),
        (("base: {}", "base: {extends: base}"), "settings.base.extends"),
        (("lossy: {name", "lossy: {extends: flood, name"), "settings.flood.extends"),
        (("values: [0, 0.1, 0.4]", "values: [0, 0.1, 4]"), "claims.0.flips.0.values.2"),
        (("values: [0, 0.1, 0.4]", "values: [0, 0.1, 0.1]"), "claims.0.flips.0.values.2"),
        (("values: [0, 0.1, 0.4]", "values: [0, much]"), "claims.0.flips.0.values.1"),
        (("key: casework.alpha", "key: casework"), "claims.0.flips.0.key"),
        (("plus: {setting: flood, regime: county}", "terms: []"), "claims.1.contrasts.0.terms"),
        (("        plus: {setting: flood, regime: county}\n", ""), "claims.1.contrasts.0"),
        (("weight: -2.5", "weight: 0"), "claims.1.contrasts.1.terms.1.weight"),
        (("name: C2", "name: C1"), "claims.1.name"),
        (("design: {kind: settings}", "design: {kind: settings}\ncompare: {levels: [county]}"), "compare"),
        (("{minimum: 3}", "{minimum: 3, maximum: 9, precision: {outcome: resolved_share, absolute: 1}}"),
         "replicates.precision"),
        (("replicates:", "analysis: {sensitivity: [sobol]}\nreplicates:"), "analysis.sensitivity"),
        (("replicates:", "factors: [{key: casework.kappa, values: [0.1]}]\nreplicates:"), "factors"),
    ],
)  # fmt: skip
def test_one_mistake_is_told_at_its_key(change, key):
    """Each rule names the key that breaks it."""
    assert key in problems(TINY.replace(*change, 1))


def test_settings_belong_to_their_design():
    """Claims in a grid are refused, and a settings design without any."""
    assert set(problems(TINY.replace("kind: settings", "kind: grid"))) == {"settings", "claims"}
    bare = TINY[: TINY.index("settings:\n")] + TINY[TINY.index("replicates:") :]
    assert set(problems(bare)) == {"design"}


def test_names_of_runs_follow_the_scenario():
    """Neither the name of a setting, nor its order, nor further claims have a part in the name of a run."""
    plan = study_from_text(TINY)
    other = study_from_text(TINY.replace("lossy", "much_lost"))
    assert plan.run_names(("flood",), 1) == other.run_names(("flood",), 1)
    assert plan.run_names(("lossy",), 1) == other.run_names(("much_lost",), 1)
    assert len(set(plan.run_names(("base",), 0) + plan.run_names(("base",), 1))) == 4


def test_resolved_files_are_the_same_study(tmp_path):
    """What is written beside the results reads back as the same study, with the same runs."""
    plan = study_from_text(TINY)
    (tmp_path / "study.yaml").write_text(plan.to_yaml(), encoding="utf-8")
    (tmp_path / "scenario.yaml").write_text(plan.scenario.to_yaml(), encoding="utf-8")
    again = load_study(tmp_path / "study.yaml")
    assert again.points == plan.points
    assert all(again.run_names(point, 2) == plan.run_names(point, 2) for point in plan.points)
    assert extended(again, 5).most == 5


def test_the_shipped_claims_are_read():
    """The seven claims: every contrast and flip finds its settings, in both languages."""
    plan = load_study(Path(__file__).parents[2] / "experiments" / "claims.yaml")
    claims = plan.study.claims
    assert [claim.name for claim in claims] == [f"H{number}" for number in range(1, 8)]
    assert sum(len(claim.contrasts) for claim in claims) == 25
    assert sum(len(claim.flips) for claim in claims) == 8
    for claim in claims:
        texts = [claim.says, *(one.says for one in claim.contrasts), *(flip.name for flip in claim.flips)]
        assert all(text.zh for text in texts)
    for interaction in claims[6].contrasts:
        assert sum(term.weight for term in interaction.sum) == 0
    assert {name for (name,) in plan.points if name in plan.study.settings} == set(plan.study.settings)
    assert len(lived(plan)) < len(plan.points)


def test_a_claims_study_from_check_to_report(desk):
    """Check, run in parts, merge, extend, export, replay, analyse: as with every study."""
    file = desk.file("claims", TINY)
    told = json.loads(desk.govsim("check", file, "--json").stdout)
    assert (told["points"], told["levels"], told["fewest"], told["lost"]) == (6, 2, 21, [])
    said = desk.govsim("run", file, "--out", "whole", "--workers", 2).stdout
    assert "21 runs of Tiny claims" in said
    for part in (1, 2):
        desk.govsim("run", file, "--out", f"part{part}", "--shard", f"{part}/2", "--workers", 1)
    desk.govsim("merge", "part1", "part2", "--out", "merged")
    assert_same_rows(desk.folder / "merged", desk.folder / "whole")
    whole = desk.folder / "whole"
    names = pq.read_table(next((whole / "shards").glob("*.parquet")))["run"].to_pylist()
    assert len(names) == len(set(names)) == 21
    desk.govsim("extend", "whole", "--replicates", 4, "--workers", 1)
    assert json.loads(desk.govsim("status", "whole", "--json").stdout)["runs"] == 28
    desk.govsim("export", "whole")
    assert (whole / "runs.csv").read_text(encoding="utf-8").count("\n") == 29
    assert "same to the last bit" in desk.govsim("replay", "whole", names[0]).stdout
    results = load_results(whole)
    assert (results.runs, results.missing) == (28, 0)
    said = desk.govsim("analyse", "whole").stdout
    assert re.search(r"^C1  The city resolves more\.  ->  [A-Z ]+$", said, re.MULTILINE)
    assert "along loss" in said
    assert "Holm's correction over all contrasts" in said
    assert "rest on only 4 worlds" in said
    found = {
        one["claim"]: one
        for one in json.loads((whole / "analysis" / "claims.json").read_text(encoding="utf-8"))
    }
    frame = rows(whole)
    gaps = frame[frame["factor.setting"] == "base"].pivot_table(
        index="replicate", columns="level", values="resolved_share"
    )
    (contrast,) = found["C1"]["contrasts"]
    assert contrast["estimate"] == pytest.approx((gaps["municipal"] - gaps["county"]).mean(), abs=1e-15)
    assert contrast["worlds"] == 4
    assert [point["value"] for point in found["C1"]["flips"][0]["points"]] == [0, 0.1, 0.4]
    # At the value that the scenario has anyway, the contrast along the key is the contrast.
    assert found["C1"]["flips"][0]["points"][1]["estimate"] == contrast["estimate"]
    table = (whole / "analysis" / "claims.csv").read_text(encoding="utf-8").splitlines()
    assert len(table) == 1 + 3 + 3
    assert "市域化解更多。" in desk.govsim("analyse", "whole", "--language", "zh").stdout
    assert (whole / "report.zh.html").is_file()


def test_further_claims_keep_what_was_run(desk):
    """A claim that needs a further regime in a setting has that setting run again, and no other."""
    desk.govsim("run", desk.file("claims", TINY), "--out", "out", "--workers", 1)
    before = rows(desk.folder / "out")
    more = TINY.replace(
        "weight: 1, setting: flood, regime: county", "weight: 1, setting: flood, regime: triage"
    )
    assert json.loads(desk.govsim("check", desk.file("claims", more), "--json").stdout)["levels"] == 3
    said = desk.govsim("run", desk.file("claims", more), "--out", "out", "--workers", 1).stdout
    assert "24 runs of Tiny claims" in said
    after = rows(desk.folder / "out")
    assert set(before["run"]) < set(after["run"])
    assert len(after) == len(set(after["run"])) == 24
    assert load_results(desk.folder / "out").missing == 0


def test_lost_runs_are_named_and_tried_again(desk):
    """A poisoned regime of a setting costs that setting in that world alone."""
    desk.poison(
        "from govsim.study import worker\nlive = worker.Runner.live\n"
        "def poisoned(self, job, level, note):\n"
        "    if job.replicate == 1 and level == 'municipal' and job.point == ('base',):\n"
        "        raise RuntimeError('poisoned')\n"
        "    return live(self, job, level, note)\n"
        "worker.Runner.live = poisoned\n"
    )
    said = desk.govsim("run", desk.file("claims", TINY), "--out", "out", "--workers", 1, code=1).stderr
    assert "setting=base): RuntimeError: poisoned" in said
    results = load_results(desk.folder / "out")
    assert (results.runs, results.missing) == (19, 2)
    told = desk.govsim("analyse", "out").stdout
    assert "rest on only 2 worlds" in told
    name = next((desk.folder / "out" / "failures").glob("*.json")).stem
    desk.env["PYTHONPATH"] = desk.env["PYTHONPATH"].partition(os.pathsep)[2]
    assert "came to its end" in desk.govsim("replay", "out", name).stdout
    desk.govsim("retry", "out", "--workers", 1)
    assert load_results(desk.folder / "out").missing == 0


def test_arms_are_what_cells_are_called():
    """Every arm of the study has a row of results under its name."""
    plan = study_from_text(TINY)
    names = [name for (name,) in plan.points]
    for claim in plan.study.claims:
        for arm, key, value in claim.arms():
            assert cell_name(arm.setting, key, value) in names
    assert len(names) == len(set(names))
    assert all(plan.layout.levels_at(point) for point in plan.points)
