"""The border in one factor: known crossings of made-up differences."""

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govsim.analysis.border import Border, border_of_points, find_border


class Differences:
    """Paired differences of a known function, with worlds that are the same wherever they are met."""

    def __init__(self, function, noise, seed=0):
        self.function, self.noise, self.seed = function, noise, seed
        self.worlds = np.random.default_rng(seed).normal(size=2000)
        self.runs = {}

    def __call__(self, x, replicates):
        """Return those of the first worlds at a value."""
        own = np.random.default_rng([self.seed, hash(x) % 2**32]).normal(size=2000)
        self.runs[x] = max(replicates, self.runs.get(x, 0))
        return self.function(x) + self.noise * (0.5 * self.worlds + own)[:replicates]


def find(function, noise, low=0.0, high=1.0, seed=0, **settings) -> Border:
    """Search with 10 to 160 replicates."""
    return find_border(Differences(function, noise, seed), low, high, minimum=10, maximum=160, **settings)


def test_one_crossing() -> None:
    """Almost without noise, the crossing is bracketed to the tolerance."""
    (crossing,) = find(lambda x: x - 0.37, 1e-4).crossings
    assert crossing.low <= 0.37 <= crossing.high
    assert crossing.high - crossing.low <= 0.01
    assert crossing.at == pytest.approx(0.37, abs=1e-3)
    assert (crossing.rising, crossing.ended_by) == (True, "tolerance")


def test_two_crossings() -> None:
    """A difference that is above zero in the middle alone has two borders, one rising and one falling."""
    border = find(lambda x: 0.04 - (x - 0.5) ** 2, 1e-3)
    assert [c.rising for c in border.crossings] == [True, False]
    for crossing, truth in zip(border.crossings, (0.3, 0.7), strict=True):
        assert crossing.low <= truth <= crossing.high
        assert crossing.at == pytest.approx(truth, abs=0.01)
    assert border.undecided == ()


@pytest.mark.parametrize("side", [-1, 1])
def test_no_crossing(side: int) -> None:
    """A difference that keeps its sign has none."""
    border = find(lambda x: side * (0.2 + x), 0.1)
    assert (border.crossings, border.undecided) == ((), ())
    assert {probe.sign for probe in border.probes} == {side}


def test_no_difference_at_all_is_undecided() -> None:
    """Where the regimes are the same, no border is made up: nothing is known along the whole range."""
    border = find(lambda x: 0.0 * x, 0.0)
    assert border.crossings == ()
    assert border.undecided == ((0, 1),)
    assert len(border.probes) == 7


def test_touching_zero_is_no_crossing() -> None:
    """A difference that sinks to zero and rises again is undecided there, without a border."""
    border = find(lambda x: (x - 0.5) ** 2, 0.02)
    assert border.crossings == ()
    ((low, high),) = border.undecided
    assert low <= 0.5 <= high


def test_crossing_beyond_the_end_is_undecided_there() -> None:
    """Where the difference only reaches zero at the end of the range, that is said."""
    border = find(lambda x: 1.0 - x, 0.05)
    assert border.crossings == ()
    assert border.undecided == ((1, 1),)


def test_noise_ends_the_search_with_a_wider_interval() -> None:
    """What cannot be told is bracketed from both sides, and called by its name."""
    (crossing,) = find(lambda x: x - 0.37, 0.3).crossings
    assert crossing.ended_by == "noise"
    assert crossing.low <= 0.37 <= crossing.high
    assert 0.02 < crossing.high - crossing.low < 0.4


def test_intervals_hold_the_border_as_often_as_promised() -> None:
    """Of 200 searches, at least 95% hold the true crossing between their ends, and find just one."""
    held = []
    for seed in range(200):
        crossings = find(lambda x: x - 0.37, 0.3, seed=seed, tolerance=0.02).crossings
        held.append(len(crossings) == 1 and crossings[0].low <= 0.37 <= crossings[0].high)
    assert np.mean(held) >= 0.95


def test_replicates_go_where_they_are_needed() -> None:
    """Far from the border the fewest replicates do; near it the most are used."""
    differences = Differences(lambda x: x - 0.37, 0.2)
    find_border(differences, 0.0, 1.0, minimum=10, maximum=160)
    assert differences.runs[1.0] == 10
    assert max(differences.runs.values()) == 160


@settings(deadline=None)
@given(st.floats(0.011, 0.99), st.booleans())
def test_log_scale(truth: float, rising: bool) -> None:
    """On a log scale, brackets are narrow as ratios, and the ends are exactly those given."""
    side = 1 if rising else -1
    border = find(lambda x: side * log(x / truth), 0.0, low=0.01, scale="log")
    (crossing,) = border.crossings
    assert crossing.low <= truth <= crossing.high
    assert log(crossing.high / crossing.low) <= 0.01 * log(100) * (1 + 1e-9)
    assert crossing.rising is rising
    assert {0.01, 1.0} <= {probe.at for probe in border.probes}


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_points_already_run(scale) -> None:
    """Crossings among given points lie between the nearest whose sign is known, in any order of points."""
    places = np.array([0.9, 0.1, 0.5, 0.3, 0.7])
    worlds = np.array([-0.02, -0.01, 0.0, 0.01, 0.02, np.nan])
    border = border_of_points(places, (0.5 - places)[:, None] + worlds, scale=scale)
    (crossing,) = border.crossings
    assert (crossing.low, crossing.high, crossing.rising) == (0.3, 0.7, False)
    assert crossing.at == pytest.approx(0.5, abs=0.05)
    assert [probe.at for probe in border.probes] == sorted(places)
    assert [probe.sign for probe in border.probes] == [1, 1, 0, -1, -1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"low": 1.0},
        {"low": 0.0, "scale": "log"},
        {"minimum": 1},
        {"minimum": 20, "maximum": 10},
        {"scan": 1},
        {"tolerance": 0.0},
    ],
)
def test_nonsense_is_refused(wrong: dict) -> None:
    """Empty ranges and too little to work with are told, before anything is run."""
    asked = {"low": 0.0, "high": 1.0, "minimum": 2, "maximum": 4} | wrong
    with pytest.raises(ValueError, match=r"range|allowed"):
        find_border(lambda *_: pytest.fail("nothing may run"), **asked)
