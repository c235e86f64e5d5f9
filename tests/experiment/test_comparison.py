"""What a comparison says of itself."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from govsim import Scenario, compare
from govsim.experiment import Comparison
from govsim.outcomes import HEADLINE


def _keys(data: dict[str, Any]) -> set[str]:
    return set(data)


def test_json_has_its_shape(comparison: Comparison) -> None:
    """The keys, the regimes and the intervals are where they are said to be."""
    data = json.loads(json.dumps(comparison.to_dict(), allow_nan=False))
    assert {"scenario", "seed", "days", "scale", "regimes", "pairs", "outcomes"} <= _keys(data)
    assert (data["scenario"], data["seed"], data["days"], data["scale"]) == ("Quickstart", 2026, 60, 1)
    assert (data["regimes"], data["pairs"], data["pairs_lost"]) == (["county", "municipal"], 3, 0)
    assert set(HEADLINE) <= _keys(data["outcomes"])
    for outcome in data["outcomes"].values():
        assert {"unit", "better", "by_regime", "difference"} <= _keys(outcome)
        assert outcome["better"] in ("higher", "lower", None)
        assert list(outcome["by_regime"]) == ["county", "municipal"]
        difference = outcome["difference"]
        assert {"of", "minus", "mean", "ci95", "probability_better"} <= _keys(difference)
        assert (difference["of"], difference["minus"]) == ("municipal", "county")
        assert len(difference["ci95"]) == 2
        assert difference["probability_of"] == ("better" if outcome["better"] else "higher")


def test_json_means_what_it_says(comparison: Comparison) -> None:
    """Means and differences are those of the runs."""
    county, municipal = (comparison.values("wait_days_mean", regime) for regime in comparison.regimes)
    outcome = comparison.to_dict()["outcomes"]["wait_days_mean"]
    assert outcome["by_regime"] == pytest.approx({"county": county.mean(), "municipal": municipal.mean()})
    assert outcome["difference"]["mean"] == pytest.approx((municipal - county).mean())
    low, high = outcome["difference"]["ci95"]
    assert low < outcome["difference"]["mean"] < high


def test_undefined_is_null(comparison: Comparison) -> None:
    """NaN and infinity become null."""
    runs = tuple(
        replace(
            run,
            outcomes=run.outcomes | {"outbreak_size_mean": float("nan"), "outbreaks": float(run.replicate)},
        )
        for run in comparison.runs
    )
    outcomes = replace(comparison, runs=runs).to_dict()["outcomes"]
    nowhere, same = outcomes["outbreak_size_mean"]["difference"], outcomes["outbreaks"]["difference"]
    assert outcomes["outbreak_size_mean"]["by_regime"] == {"county": None, "municipal": None}
    assert (nowhere["mean"], nowhere["ci95"], nowhere["probability_better"]) == (None, [None, None], None)
    assert (nowhere["pairs"], nowhere["pairs_left_out"]) == (0, 3)
    assert (same["mean"], same["ci95"], same["variance_ratio"]) == (0, [0, 0], None)


def test_several_regimes_have_several_differences(scenario: Scenario) -> None:
    """The first further regime stands in `difference`, all of them in `differences`."""
    got = compare(scenario, ["triage", "county", "unhandled"], replicates=2, workers=1).to_dict()
    outcome = got["outcomes"]["resolved_share"]
    assert [(d["of"], d["minus"]) for d in outcome["differences"]] == [
        ("county", "triage"),
        ("unhandled", "triage"),
    ]
    assert outcome["difference"] == outcome["differences"][0]


def test_table_has_a_row_per_outcome(comparison: Comparison) -> None:
    """Rows have the same cells throughout, and the numbers of the summary."""
    rows = comparison.table()
    assert [row["outcome"] for row in rows] == list(comparison.outcomes)
    assert len({tuple(row) for row in rows}) == 1
    row = next(row for row in rows if row["outcome"] == "wait_days_mean")
    assert row["county"] == pytest.approx(comparison.values("wait_days_mean", "county").mean())
    assert row["difference"] == pytest.approx(row["municipal"] - row["county"])
    assert (row["of"], row["minus"], row["pairs"], row["unit"], row["better"]) == (
        "municipal",
        "county",
        3,
        "days",
        "lower",
    )


def test_single_regime_has_no_difference(scenario: Scenario) -> None:
    """One regime gives means and nothing to subtract."""
    got = compare(scenario, ["county"], replicates=1, workers=1)
    assert got.to_dict()["outcomes"]["resolved_share"]["difference"] is None
    assert "difference" not in got.table()[0]
    assert got.warnings == ()


def test_few_pairs_are_pointed_out(comparison: Comparison) -> None:
    """Below ten pairs a warning says so."""
    assert comparison.warnings[0].startswith("Only 3 pairs of worlds")
    many = replace(
        comparison, runs=tuple(replace(run, replicate=n) for n in range(10) for run in comparison.runs[:2])
    )
    assert (many.pairs, many.warnings) == (10, ())


def test_series_has_a_row_per_world(comparison: Comparison) -> None:
    """Daily series come as worlds by days."""
    series = comparison.series("waiting", "county")
    assert series.shape == (3, 60)
    assert np.isfinite(series).all()
