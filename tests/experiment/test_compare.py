"""The same worlds under several regimes."""

import multiprocessing
import os
import signal
from typing import Any

import numpy as np
import pytest

import govsim.city
from govsim import CityModel, Scenario, compare
from govsim.experiment import Comparison, ExperimentError, replicate_seeds, run
from govsim.scenario import ScenarioError


def _bits(comparison: Comparison) -> list[Any]:
    """Everything that a comparison is made of, to the last bit."""
    return [
        (
            run.regime,
            run.replicate,
            run.seed,
            {name: np.float64(value).tobytes() for name, value in run.outcomes.items()},
            {name: values.tobytes() for name, values in run.daily.items()},
        )
        for run in comparison.runs
    ]


def test_runs_come_by_replicate_and_regime(comparison: Comparison, scenario: Scenario) -> None:
    """Each world is lived through under each regime, in order, with its own seed."""
    seeds = replicate_seeds(scenario.seed, 3)
    assert [(run.replicate, run.regime, run.seed) for run in comparison.runs] == [
        (replicate, regime, seeds[replicate]) for replicate in range(3) for regime in ("county", "municipal")
    ]
    assert (comparison.pairs, comparison.failures) == (3, ())
    assert all(run.residents == 4000 for run in comparison.runs)


def test_arms_meet_the_same_disputes(comparison: Comparison) -> None:
    """As many disputes arise under one regime as under the other until their histories part."""
    county, municipal = (comparison.series("arose", regime)[:, :20] for regime in comparison.regimes)
    assert county.sum() > 0
    assert (county == municipal).all()


def test_comparison_is_made_of_single_runs(comparison: Comparison, scenario: Scenario) -> None:
    """The run of a world on its own is the same as within a comparison."""
    single = run(scenario, "municipal", comparison.runs[3].seed)
    assert single.outcomes == pytest.approx(comparison.runs[3].outcomes, rel=0, abs=0, nan_ok=True)
    assert single.seconds > 0


def test_city_is_built_once_for_all_regimes(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """A world's city is shared by its regimes."""
    built = []
    build = govsim.city.build_city

    def counted(*arguments: Any) -> Any:
        built.append(arguments)
        return build(*arguments)

    monkeypatch.setattr(govsim.city, "build_city", counted)
    compare(scenario, regimes=["county", "municipal", "triage"], replicates=2, workers=1)
    assert len(built) == 2


def test_number_of_workers_changes_no_bit(comparison: Comparison, scenario: Scenario) -> None:
    """One process and four processes give the same bits in the same order."""
    more = compare(scenario, replicates=5, workers=4)
    assert _bits(more)[:6] == _bits(comparison)
    assert [run.replicate for run in more.runs] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert more.provenance.workers == 4


def test_arguments_count_over_the_scenario(scenario: Scenario) -> None:
    """Regimes, replicates, seed, days and scale can be given, and the scenario kept says so."""
    got = compare(scenario, ["triage"], replicates=1, seed=7, days=20, scale=2, workers=1)
    kept = got.scenario
    assert (kept.seed, kept.days, kept.scale, kept.compare.regimes) == (7, 20, 2, ["triage"])
    assert got.runs[0].seed == 7
    assert len(got.runs[0].daily["waiting"]) == 20
    assert got.outcomes["resolved_share"].differences == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"regimes": ["county", "munciipal"]}, "Did you mean 'municipal'"),
        ({"regimes": ["county", "county"]}, "named twice"),
        ({"replicates": 0}, "compare.replicates"),
        ({"days": 10}, "warm-up"),
        ({"scale": 0.5}, "scale"),
        ({"seed": -1}, "seed"),
    ],
)
def test_bad_values_are_refused(scenario: Scenario, changes: dict[str, Any], said: str) -> None:
    """A value that is not allowed is named before anything runs."""
    with pytest.raises(ScenarioError, match=said):
        compare(scenario, **changes)


def test_workers_must_be_positive(scenario: Scenario) -> None:
    """No worker, no work."""
    with pytest.raises(ValueError, match="at least 1, found 0"):
        compare(scenario, workers=0)


def test_progress_is_told(scenario: Scenario) -> None:
    """It starts at zero, counts every world, and ends with nothing left."""
    told: list[tuple[Any, ...]] = []
    compare(scenario, replicates=4, days=20, workers=1, progress=lambda *state: told.append(state))
    assert [state[:3] for state in told] == [(done, 0, 4) for done in range(5)]
    assert told[0][3] is None
    assert told[3][3] is not None
    assert told[3][3] > 0
    assert told[-1][3] == 0


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_killed_worker_costs_its_world(scenario: Scenario) -> None:
    """A killed process costs one world, which is named; the others are kept."""
    victims = []
    # Other tests may keep processes of their own.
    others = set(multiprocessing.active_children())

    def kill(done: int, lost: int, total: int, left: float | None) -> None:
        if not victims and done == 1:
            victims.append((set(multiprocessing.active_children()) - others).pop().pid)
            os.kill(victims[0], signal.SIGKILL)

    got = compare(scenario, replicates=4, workers=2, progress=kill)
    assert victims
    assert got.pairs == 3
    (failure,) = got.failures
    seed = replicate_seeds(scenario.seed, 4)[failure.replicate]
    assert failure.seed == seed
    assert "SIGKILL" in failure.message
    assert failure.replicate not in {run.replicate for run in got.runs}
    assert "1 of 4 worlds were lost" in got.warnings[0]
    assert f"--seed {seed}" in failure.told(got.regimes)


def _break(monkeypatch: pytest.MonkeyPatch, seeds: set[int]) -> None:
    """Let worlds break down under the municipal regime."""
    live = CityModel.run

    def run(self: CityModel, *arguments: Any) -> CityModel:
        if self.regime_name == "municipal" and self.city.seed in seeds:
            raise ZeroDivisionError("broken on purpose")
        return live(self, *arguments)

    monkeypatch.setattr(CityModel, "run", run)


def test_defect_costs_its_world(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error in a run is reported with replicate, seed, regime and the way to see it again."""
    seeds = replicate_seeds(scenario.seed, 3)
    _break(monkeypatch, {seeds[1]})
    got = compare(scenario, replicates=3, workers=1)
    assert {run.replicate for run in got.runs} == {0, 2}
    (failure,) = got.failures
    assert failure.told(got.regimes, "govsim run a.yaml") == (
        f"replicate 1 (seed {seeds[1]}) was lost under the regime municipal: "
        "ZeroDivisionError: broken on purpose\n"
        f"  to see it again: govsim run a.yaml --regime municipal --seed {seeds[1]}"
    )
    assert "broken on purpose" in failure.trace


def test_nothing_left_is_an_error(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where every world is lost there is no comparison."""
    _break(monkeypatch, set(replicate_seeds(scenario.seed, 2)))
    with pytest.raises(ExperimentError, match=r"replicate 0 .*\n.*\n.*replicate 1 ") as caught:
        compare(scenario, replicates=2, workers=1)
    assert len(caught.value.failures) == 2
