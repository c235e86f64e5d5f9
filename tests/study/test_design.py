"""Design points and the names of runs."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import TINY
from govsim.experiment import replicate_seeds
from govsim.study.design import at, design_points, grid_levels, share_of, unit_sample
from govsim.study.identity import point_name
from govsim.study.plan import study_from_text
from govsim.study.sections import DesignSettings, Factor

RANGE = Factor(key="casework.alpha", low=0.1, high=0.4)
LOG = Factor(key="casework.load", low=0.5, high=8, scale="log", levels=5)
WHOLE = Factor(key="organizations.size", low=2, high=5, type="int", levels=4)
WORDS = Factor(key="city.real", values=["lanzhou", "chengdu"])


@given(st.floats(0, 1))
def test_values_lie_in_their_range_and_lead_back(share):
    """A share of the unit interval gives a value in the range, and the value gives the share again."""
    for factor in (RANGE, LOG):
        value = at(factor, share)
        assert factor.low <= value <= factor.high
        assert math.isclose(share_of(factor, value), share, abs_tol=1e-9)


def test_whole_numbers_and_words_have_equal_parts():
    """Each whole number of a range, the ends too, and each value has the same part of the interval."""
    shares = (np.arange(4000) + 0.5) / 4000
    assert Counter(at(WHOLE, share) for share in shares) == dict.fromkeys((2, 3, 4, 5), 1000)
    assert Counter(at(WORDS, share) for share in shares) == dict.fromkeys(("lanzhou", "chengdu"), 2000)
    assert (at(WHOLE, 0.0), at(WHOLE, 1.0), at(WORDS, 1.0)) == (2, 5, "chengdu")


def test_grid_is_every_combination_in_order():
    """The first factor varies slowest; a logarithmic range is divided by factors."""
    assert grid_levels(LOG) == pytest.approx((0.5, 1, 2, 4, 8))
    points = design_points(DesignSettings(kind="grid"), (WORDS, WHOLE), 1)
    assert points == tuple((city, size) for city in ("lanzhou", "chengdu") for size in (2, 3, 4, 5))


@pytest.mark.parametrize(
    ("design", "count"),
    [
        (DesignSettings(kind="latin-hypercube", points=10), 10),
        (DesignSettings(kind="sobol", points=12), 12),
        (DesignSettings(kind="saltelli", points=8), 8 * 5),
        (DesignSettings(kind="saltelli", points=8, second_order=True), 8 * 8),
        (DesignSettings(kind="morris", trajectories=6, levels=4), 6 * 4),
    ],
)
def test_sampled_designs_follow_from_the_seed(design, count):
    """A sampled design has as many points as it should; the same seed gives the same ones, another others."""
    factors = (RANGE, LOG, WORDS)
    points = design_points(design, factors, 5)
    assert len(points) == count
    assert points == design_points(design, factors, 5)
    assert points != design_points(design, factors, 6)


def test_latin_hypercube_meets_every_stratum():
    """Each tenth of each factor has one of ten points."""
    sample = unit_sample(DesignSettings(kind="latin-hypercube", points=10), 3, 4)
    assert [sorted(column) for column in np.floor(sample * 10).astype(int).T.tolist()] == [
        list(range(10))
    ] * 3


def test_morris_moves_one_factor_at_a_time():
    """Neighbours on a trajectory differ in one factor."""
    sample = unit_sample(DesignSettings(kind="morris", trajectories=5, levels=4), 3, 4).reshape(5, 4, 3)
    assert ((np.diff(sample, axis=1) != 0).sum(axis=2) == 1).all()


def test_names_rest_on_content_alone():
    """The order of factors, whole floats and the other points of a design have no part in a run's name."""
    assert point_name(("a", "b"), (1, "x")) == point_name(("b", "a"), ("x", 1.0))
    plan = study_from_text(TINY)
    wider = study_from_text(TINY.replace("[0.3, 0.9]", "[0.1, 0.3, 0.9]").replace("minimum: 3", "minimum: 9"))
    point = (0.2, 0.9)
    assert point in plan.points
    assert plan.run_names(point, 2) == wider.run_names(point, 2)
    names = [
        name for point in plan.points for replicate in range(3) for name in plan.run_names(point, replicate)
    ]
    assert len(set(names)) == 36
    for change in (("days: 30", "days: 31"), ("seed: 7", "seed: 8"), ("scale: 4", "scale: 5")):
        other = study_from_text(TINY.replace(*change))
        assert not set(other.run_names(point, 1)) & set(plan.run_names(point, 1))


def test_worlds_are_those_of_compare():
    """Replicates have the seeds that `compare` gives them."""
    plan = study_from_text(TINY)
    assert tuple(plan.seed(replicate) for replicate in range(5)) == replicate_seeds(7, 5)


def test_rows_of_a_list_have_the_types_of_their_columns():
    """Columns of texts, truth values, whole and other numbers keep their types; numbers are of one type."""
    factors = tuple(Factor(key=key) for key in "abcd")
    table = [["x", True, 1, 1], ["y", False, 2, 0.5]]
    points = design_points(DesignSettings(kind="list", table=table), factors, 1)
    assert [tuple(type(value) for value in point) for point in points] == [(str, bool, int, float)] * 2
