"""The search for a border asks for the runs it needs, and finds it."""

import numpy as np
import pytest

from desk import TINY
from govsim.study.border import seek
from govsim.study.errors import StudyError
from govsim.study.plan import study_from_text

pytest.importorskip("govsim.analysis.border")

BORDER = TINY.replace("kind: grid", "kind: border").replace("minimum: 3", "minimum: 5, maximum: 40")
BORDER += "analysis: {border: {outcome: resolved_share, tolerance: 0.02, scan: 5, points: 24}}\n"
ONE = BORDER.replace("  - {key: casework.kappa, values: [0.3, 0.9]}\n", "")
TWO = BORDER.replace("values: [0.3, 0.9]", "low: 0.2, high: 1.0")


class Bench:
    """Stands in for a session: differences follow a formula, with the same luck at every point."""

    def __init__(self, text, truth):
        self.plan = study_from_text(text)
        self.truth = truth
        self.asked = {}

    def ask(self, wanted):
        """Take note of what is asked for."""
        for point, worlds in wanted.items():
            self.asked[point] = max(worlds, self.asked.get(point, 0))

    def differences(self, points, worlds, outcome):
        """Return what the formula and the luck of the worlds give."""
        assert outcome == "resolved_share"
        self.ask(dict.fromkeys(points, worlds))
        luck = np.random.default_rng(1).normal(0.0, 0.003, 40)[:worlds]
        return np.array([self.truth(*point) + luck for point in points])


def test_in_one_factor_the_crossing_is_bracketed():
    """A difference that falls through zero at 0.23 is found there, with no more worlds than are allowed."""
    bench = Bench(ONE, lambda alpha: 0.23 - alpha)
    (crossing,) = seek(bench).crossings
    assert crossing.low < 0.23 < crossing.high
    assert crossing.high - crossing.low < 0.02
    assert not crossing.rising
    assert max(bench.asked.values()) <= 40
    assert len(bench.asked) > 5


def test_in_two_factors_points_go_where_the_sign_is_in_doubt():
    """Half of the points are spread, the others lie nearer to the border than those."""
    bench = Bench(TWO, lambda alpha, kappa: alpha - 0.4 * (kappa - 0.2))
    assert seek(bench) is None
    away = [abs(bench.truth(*point)) for point in bench.asked]
    assert len(away) == 24
    assert np.mean(away[12:]) < 0.5 * np.mean(away[:12])
    assert all(0 <= alpha <= 0.4 and 0.2 <= kappa <= 1.0 for alpha, kappa in bench.asked)


def test_without_a_border_to_seek_that_is_said():
    """A study that asks for none, or varies a factor without a range, is refused."""
    with pytest.raises(StudyError, match="asks for no border"):
        seek(Bench(TINY, None))
    grid = BORDER.replace("kind: border", "kind: grid")
    grid = grid.replace("minimum: 5, maximum: 40", "minimum: 5")
    with pytest.raises(StudyError, match="each with low and high"):
        seek(Bench(grid, None))
