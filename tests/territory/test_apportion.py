"""Exact division of whole numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsim.territory.apportion import LARGEST_RATIO, SMALLEST_RATIO, apportion, community_weights

weights_lists = st.lists(st.floats(0, 1e9, allow_subnormal=False), min_size=1, max_size=40).filter(
    lambda w: sum(w) > 0
)


@given(st.integers(0, 30_000_000), weights_lists)
def test_sums_to_total_within_one_of_quota(total, weights):
    """The shares sum to the total and none is a whole person away from its quota."""
    w = np.array(weights)
    shares = apportion(total, w, np.arange(len(w)))
    assert shares.sum() == total
    assert np.all(np.abs(shares - total * (w / w.sum())) < 1 + 1e-6)


@given(st.integers(0, 10_000), weights_lists, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(total, weights, random):
    """Shuffling the rows shuffles the answer and changes nothing else, ties included."""
    w, codes = np.array(weights), np.arange(len(weights)) * 7 + 3
    order = list(range(len(w)))
    random.shuffle(order)
    np.testing.assert_array_equal(apportion(total, w, codes)[order], apportion(total, w[order], codes[order]))


def test_order_does_not_matter_where_rounding_decides():
    """The quotas 0.4 and 2.4 tie but for rounding: adding the weights up in another order must not decide."""
    w, codes, order = np.array([0.1, 0.6, 0.3]), np.arange(3), [1, 2, 0]
    np.testing.assert_array_equal(apportion(4, w, codes)[order], apportion(4, w[order], codes[order]))


def test_ties_go_to_lower_codes():
    """What equal weights leave over goes to the lower codes, wherever they stand."""
    assert apportion(5, np.ones(3), np.array([30, 10, 20])).tolist() == [1, 2, 2]


def test_known_example():
    """Hamilton's method on a textbook example: quotas 41.7, 29.3, 23.9 and 5.1."""
    assert apportion(100, np.array([417.0, 293.0, 239.0, 51.0]), np.arange(4)).tolist() == [42, 29, 24, 5]


@pytest.mark.parametrize(
    ("total", "weights", "message"),
    [
        (-1, [1.0], "total is -1"),
        (1, [-1.0, 2.0], "weights"),
        (1, [float("nan")], "weights"),
        (1, [0.0], "divided"),
    ],
)
def test_refuses_what_cannot_be_divided(total, weights, message):
    """A negative total or weight, and a total for nobody, are errors that say so."""
    with pytest.raises(ValueError, match=message):
        apportion(total, np.array(weights), np.arange(len(weights)))


def test_urban_people_live_in_committees():
    """Two committees share the urban population, two villages the rest, while the ratio is plausible."""
    codes = np.array([1, 402, 200, 500]) + 620102001000
    shares = apportion(10_000, community_weights(codes, 10_000, 8_000), codes)
    assert shares.tolist() == [4_000, 4_000, 1_000, 1_000]


@pytest.mark.parametrize(
    ("urban", "ratio"), [(9_999, LARGEST_RATIO), (10_000, LARGEST_RATIO), (10, SMALLEST_RATIO)]
)
def test_ratio_is_bounded(urban, ratio):
    """A committee is never smaller than a village nor more than 14 villages large."""
    weights = community_weights(np.array([620102001001, 620102001200]), 10_000, urban)
    assert weights.tolist() == [ratio, 1.0]


def test_placeholder_weighs_as_a_village():
    """Where no committee has been set up (x98), the weight is a village's."""
    codes = np.array([620102001001, 620102001498, 620102001200])
    assert community_weights(codes, 11_000, 8_000).tolist() == [pytest.approx(8_000 / 1_500), 1.0, 1.0]


def test_one_kind_weighs_the_same():
    """Without villages, or without committees, all communities are equal whatever the census says."""
    assert community_weights(np.array([620102001001, 620102001002]), 100, 7).tolist() == [1.0, 1.0]
    assert community_weights(np.array([620102001201, 620102001202]), 100, 70).tolist() == [1.0, 1.0]
