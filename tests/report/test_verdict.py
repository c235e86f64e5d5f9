"""What a paired difference amounts to."""

from collections.abc import Callable

import pytest

from govsim.experiment import Comparison
from govsim.report.verdict import Verdict, is_small, verdict


@pytest.mark.parametrize(
    ("outcome", "expected", "small"),
    [
        ("resolved_share", Verdict.BETTER, False),
        ("wait_days_mean", Verdict.WORSE, False),
        ("spilled_share", Verdict.NOISE, True),
        ("trust.mean", Verdict.BETTER, True),
        ("staff_used_share", Verdict.NEUTRAL, False),
        ("recurrence_share", Verdict.UNKNOWN, False),
        ("outbreaks", Verdict.SAME, True),
    ],
)
def test_verdicts(comparison: Comparison, outcome: str, expected: Verdict, small: bool) -> None:
    """Each follows from the interval, the better way, and the size."""
    summary = comparison.outcomes[outcome]
    assert verdict(summary, summary.differences[0]) is expected
    assert is_small(summary, summary.differences[0]) is small


def test_lower_is_better_where_it_is_said(made: Callable[..., Comparison]) -> None:
    """Fewer days are better, fewer resolutions are worse."""
    falls = {"county": [1.0, 1.1, 1.0], "municipal": [0.5, 0.6, 0.4]}
    got = made({"wait_days_mean": falls, "resolved_share": falls}, pairs=3)
    kinds = [
        verdict(s, s.differences[0]) for s in (got.outcomes["wait_days_mean"], got.outcomes["resolved_share"])
    ]
    assert kinds == [Verdict.BETTER, Verdict.WORSE]
