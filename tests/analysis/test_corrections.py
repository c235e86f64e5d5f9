"""Corrections for several questions at once."""

from itertools import product
from math import isnan, nan, sqrt

import numpy as np
import pytest
from scipy import stats

from govsim.analysis.corrections import adjust, holm, max_t


def test_holm_by_hand() -> None:
    """The example of four p values: times 4, 3, 2, 1, never falling, never above 1; NaN stay out."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, nan, 0.5])[[0, 2]] == pytest.approx([1, 1])
    assert isnan(holm([0.6, nan, 0.5])[1])


def test_max_t_by_enumeration() -> None:
    """With six worlds all 64 flips are taken, and step down is what a plain loop gives."""
    gaps = np.random.default_rng(2).normal([[0.9], [0.3], [0.0]], 1.0, (3, 6))

    def t(rows: np.ndarray) -> np.ndarray:
        return np.abs(stats.ttest_1samp(rows, 0, axis=1).statistic)

    seen = t(gaps)
    order = np.argsort(-seen)
    counts = np.zeros(3)
    for signs in product([-1, 1], repeat=6):
        flipped = t(gaps * np.array(signs))
        for place in range(3):
            counts[place] += flipped[order[place:]].max() >= seen[order[place]] - 1e-9
    expected = np.empty(3)
    expected[order] = np.maximum.accumulate(counts / 64)
    assert max_t(gaps, seed=1) == pytest.approx(expected)


def test_max_t_of_one_question_is_the_sign_flip_test() -> None:
    """One question needs no correction: the p value is the one of scipy's paired permutation test."""
    gaps = np.random.default_rng(4).normal(0.4, 1.0, 10)
    expected = stats.permutation_test((gaps, np.zeros(10)), lambda a, b: abs(np.mean(a - b)),
                                      permutation_type="samples", alternative="greater").pvalue  # fmt: skip
    assert max_t(gaps[None, :], seed=1) == pytest.approx([expected])


def test_max_t_is_smaller_than_holm_where_questions_go_together() -> None:
    """Ten copies of one question cost nothing; ten unrelated ones cost about what Holm takes."""
    rng = np.random.default_rng(6)
    gaps = rng.normal(0.5, 1.0, 40)
    copies = np.tile(gaps, (10, 1))
    alone = max_t(gaps[None, :], seed=1)[0]
    assert max_t(copies, seed=1) == pytest.approx([alone] * 10)
    assert adjust(copies, "holm", seed=1)[0] > 5 * alone


@pytest.mark.parametrize("correction", ["holm", "max-t"])
def test_false_alarms_stay_within_their_level(correction: str) -> None:
    """Of 400 studies of five related outcomes without any difference, 5% raise an alarm."""
    rng = np.random.default_rng(11)
    alarms = 0
    for study in range(400):
        gaps = rng.normal(size=(5, 12)) + rng.normal(size=12)
        p = max_t(gaps, seed=study, flips=399) if correction == "max-t" else adjust(gaps, "holm", seed=0)
        alarms += p.min() <= 0.05
    assert alarms / 400 < 0.05 + 3 * sqrt(0.05 * 0.95 / 400)
    assert alarms > 0


def test_missing_pairs_and_constant_differences() -> None:
    """A question without pairs has no p value; one of zeros has 1; a constant one the smallest there is."""
    gaps = np.array([[nan] * 8, [0.0] * 8, [1.0] * 8, [1.0, nan, *[0.5] * 6]])
    p = max_t(gaps, seed=1)
    assert isnan(p[0])
    assert p[1] == 1
    assert p[2] == pytest.approx(2 / 256)
    assert p[3] < 0.05


def test_unknown_correction_is_refused() -> None:
    """The message names those that there are."""
    with pytest.raises(ValueError, match="holm, max-t"):
        adjust(np.ones((2, 3)), "bonferoni", seed=1)
