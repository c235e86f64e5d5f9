"""Contrasts, their verdicts, and where they change sign."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from govsim.analysis.claims import Verdict, overall, sign_changes, verdict, weighted_sum
from govsim.experiment.statistics import Estimate, estimate

FINITE = st.floats(-1e6, 1e6)


@given(st.data(), st.integers(1, 7), st.integers(1, 12))
def test_weighted_sum_is_that_of_plain_numpy(data, arms, worlds):
    """World by world, the sum of weight times outcome; a world without a value in any arm has none."""
    values = data.draw(arrays(float, (arms, worlds), elements=st.one_of(FINITE, st.just(np.nan))))
    weights = data.draw(st.lists(FINITE.filter(bool), min_size=arms, max_size=arms))
    found = weighted_sum(values, weights)
    for world in range(worlds):
        column = values[:, world]
        if np.isnan(column).any():
            assert np.isnan(found[world])
        else:
            assert found[world] == pytest.approx(np.dot(weights, column), rel=1e-9, abs=1e-3)


@given(arrays(float, (2, 9), elements=FINITE))
def test_a_difference_is_exact(values):
    """Once and taken off: the difference, to the last bit."""
    assert (weighted_sum(values, [1.0, -1.0]) == values[0] - values[1]).all()


@given(arrays(float, 12, elements=st.floats(-1, 1)), st.floats(-2, 2))
def test_verdicts_turn_with_the_claimed_side(noise, shift):
    """What supports a claim contradicts its opposite, and so does the opposite contrast; open stays open."""
    values = shift + noise
    above, below = (verdict(estimate(values), side) for side in ("above", "below"))
    turned = {
        Verdict.SUPPORTED: Verdict.CONTRADICTED,
        Verdict.CONTRADICTED: Verdict.SUPPORTED,
        Verdict.OPEN: Verdict.OPEN,
    }
    assert below is turned[above]
    assert verdict(estimate(-values), "above") is below


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1.0, 2.0, 3.0, 2.0], Verdict.SUPPORTED),
        ([-1.0, -2.0, -3.0, -2.0], Verdict.CONTRADICTED),
        ([-1.0, 2.0, -3.0, 2.0], Verdict.OPEN),
        ([5.0], Verdict.OPEN),
        ([0.0, 0.0, 0.0], Verdict.OPEN),
        ([2.0, np.nan, 2.0], Verdict.SUPPORTED),
    ],
)
def test_verdict(values, said):
    """The interval decides: without one, and where nothing differs, nothing is decided."""
    assert verdict(estimate(values), "above") is said


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ("supported supported", "supported"),
        ("contradicted contradicted", "contradicted"),
        ("open", "open"),
        ("supported open", "supported in part"),
        ("supported contradicted", "mixed"),
        ("contradicted open", "mixed"),
        ("supported open contradicted", "mixed"),
    ],
)
def test_overall(verdicts, said):
    """Agreeing contrasts give the claim their verdict; others make it mixed, or supported in part."""
    assert overall(Verdict(word) for word in verdicts.split()) is Verdict(said)


def around(mean, half):
    """Return an estimate with an interval of some half-width."""
    return Estimate(mean, mean - half, mean + half, 10)


def test_sign_changes_between_known_signs():
    """Values at which the sign is not known are passed over; the place is found between those that are."""
    found = sign_changes(
        [0, 1, 2, 3, 4, 5],
        [around(3, 1), around(1, 1.5), around(-1, 0.5), around(-2, 0.5), around(0.1, 1), around(2, 1)],
    )
    assert [(one.low, one.high, one.rising) for one in found] == [(0, 2, False), (3, 5, True)]
    assert [one.at for one in found] == pytest.approx([1.5, 4.0])
    assert sign_changes([0, 1, 2], [around(1, 0.5), around(0, 1), around(2, 1)]) == ()
    assert sign_changes([0, 1], [around(0, 1), around(0, 1)]) == ()


@given(
    st.lists(
        st.tuples(st.floats(-5, 5).filter(lambda x: abs(x) > 1e-3), st.floats(0, 3)), min_size=2, max_size=9
    )
)
def test_sign_changes_lie_in_their_brackets(points):
    """Every change lies between its bracket's ends, whose signs differ; brackets do not overlap."""
    values = list(range(len(points)))
    measured = [around(mean, half) for mean, half in points]
    found = sign_changes(values, measured)
    for one in found:
        assert one.low <= one.at <= one.high
        assert (measured[int(one.low)].mean < 0) == one.rising
        assert (measured[int(one.high)].mean > 0) == one.rising
    assert all(before.high <= after.low for before, after in pairwise(found))
