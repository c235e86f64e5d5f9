"""Discovery of boxes with PRIM."""

import sys

import numpy as np
import pytest

from govsim.analysis.discovery import discover
from govsim.analysis.extras import MissingExtraError

NAMES = ("a", "b", "whole", "word", "flag")


@pytest.fixture(scope="module")
def columns():
    """Four hundred points of two numbers, a whole number, a word and a truth value."""
    rng = np.random.default_rng(1)
    return (
        rng.random(400),
        rng.random(400),
        rng.integers(0, 3, 400),
        np.array(["x", "y", "z"])[rng.integers(0, 3, 400)],
        rng.random(400) < 0.5,
    )


def test_box_is_found(columns):
    """A box in two numbers and a word is found whole, and nothing else is asked."""
    a, b, _, word, _ = columns
    found = discover(NAMES, columns, (a > 0.6) & (b < 0.5) & (word != "z"))
    assert [limit.factor for limit in found.limits] == ["a", "b", "word"]
    low, high, words = found.limits
    assert (low.low, low.high) == (pytest.approx(0.6, abs=0.01), None)
    assert (high.low, high.high) == (None, pytest.approx(0.5, abs=0.01))
    assert words.values == ("x", "y")
    assert (found.chosen.coverage, found.chosen.density) == (1, 1)
    assert all(limit.p < 1e-6 for limit in found.limits)
    assert found.trajectory[0].density == pytest.approx(found.base_rate)


def test_flags_and_whole_numbers(columns):
    """Truth values and whole numbers are limited like others."""
    found = discover(NAMES, columns, columns[4] & (columns[2] >= 1))
    limits = {limit.factor: limit for limit in found.limits}
    assert limits["flag"].values == ("True",)
    assert 0 < limits["whole"].low < 1


def test_luck_gives_no_dense_box(columns):
    """Where points of interest are spread by luck, no box is dense, and quasi p values say so."""
    found = discover(NAMES, columns, np.random.default_rng(2).random(400) < 0.3)
    assert found.chosen.density < 0.7
    assert max(limit.p for limit in found.limits) > 0.05


@pytest.mark.parametrize("count", [9, 400])
def test_too_few_or_all_are_refused(columns, count):
    """There must be points to tell from others."""
    with pytest.raises(ValueError, match=f"{count} of 400"):
        discover(NAMES, columns, np.arange(400) < count)


def test_missing_package_names_the_extra(columns, monkeypatch):
    """Without the workbench the message says what to install."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "ema_workbench"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "ema_workbench", None)
    with pytest.raises(MissingExtraError, match=r"govsim\[studies\]"):
        discover(NAMES, columns, np.arange(400) < 100)
