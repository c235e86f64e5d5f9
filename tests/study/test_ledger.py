"""Which runs are wanted, and when there are enough."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import TINY
from govsim.experiment.statistics import estimate
from govsim.study.ledger import Ledger
from govsim.study.plan import study_from_text
from govsim.study.sections import Precision, ReplicateSettings
from govsim.study.stopping import half_widths, worlds_needed
from govsim.study.worker import Lost

RULE = ReplicateSettings(
    minimum=4, maximum=40, precision=Precision(outcome="resolved_share", absolute=0.3), look_ahead=3
)


@pytest.fixture(scope="module")
def plan():
    """Return a plan of six points and three worlds."""
    return study_from_text(TINY)


@pytest.fixture(scope="module")
def stopping_plan():
    """Return a plan of six points with a stopping rule."""
    rule = "{minimum: 4, maximum: 40, precision: {outcome: resolved_share, absolute: 0.3}, look_ahead: 3}"
    return study_from_text(TINY.replace("{minimum: 3}", rule))


@given(st.lists(st.one_of(st.floats(-1e3, 1e3), st.just(float("nan"))), min_size=1, max_size=40))
def test_half_widths_are_those_of_the_interval(values):
    """For every n, mean and half-width are those of the Student interval of the first n."""
    means, halves = half_widths(np.array(values))
    for n in range(1, len(values) + 1):
        told = estimate(values[:n])
        if told.values < 2:
            assert np.isnan(halves[n - 1])
        else:
            assert means[n - 1] == pytest.approx(told.mean, abs=1e-9)
            assert halves[n - 1] == pytest.approx((told.high - told.low) / 2, abs=1e-6)


@given(st.integers(0, 2**32 - 1), st.floats(0.05, 1.5))
def test_stopping_point_is_reached_step_by_step(seed, spread):
    """Whoever follows the rule runs no world too many, and ends where all worlds together say."""
    gaps = np.random.default_rng(seed).normal(0.0, spread, 40)
    values = np.vstack([np.zeros(40), gaps])
    wanted = worlds_needed(values[:, :0], RULE)
    while (more := worlds_needed(values[:, :wanted], RULE)) > wanted:
        wanted = more
    good = half_widths(gaps)[1] <= 0.3
    good[:3] = False
    ends = [n for n in range(4, 41) if good[max(0, n - 4) : n].all() and n >= 7]
    assert wanted == (ends[0] if ends else 40)


def lives(plan, gap, order, *, breakdowns=0):
    """Live through a ledger in some order and return the jobs done and the ledger."""
    ledger = Ledger(plan, lambda *_: None)
    ledger.add(plan.points)
    ledger.open()
    hand, done = [], []
    while True:
        while len(hand) < 5 and (taken := ledger.take(None)) is not None:
            hand.append(taken[0])
        if not hand:
            return done, ledger
        job = hand.pop(order.randrange(len(hand)))
        ledger.finished(job.number, (0.0, gap(job)))
        if breakdowns and order.random() < 0.2:
            breakdowns -= 1
            ledger.returned([job.number])
        else:
            ledger.written([job.number])
            done.append((job.point, job.replicate))


@given(st.integers(0, 2**32 - 1))
def test_what_is_run_does_not_hang_on_the_order(stopping_plan, seed):
    """With a stopping rule, the same runs are done, each once, in whatever order they end and workers die."""

    def gap(job):
        return random.Random(f"{job.point}{job.replicate}").gauss(0.0, 0.5)

    first, _ = lives(stopping_plan, gap, random.Random(0))
    other, ledger = lives(stopping_plan, gap, random.Random(seed), breakdowns=5)
    assert len(set(first)) == len(first)
    assert sorted(first) == sorted(other)
    assert (ledger.done, ledger.kept, ledger.wanted) == (len(first), 0, len(first))


def test_lost_jobs_are_tried_again_and_then_named(plan):
    """A job is tried once more, then told of with the number of its attempts."""
    told = []
    ledger = Ledger(plan, lambda job, lost: told.append((job.replicate, lost.message, ledger.attempts(job))))
    ledger.add(plan.points[:1])
    ledger.open()
    for _ in range(4):
        job, _ = ledger.take(None)
        if job.replicate == 1:
            ledger.failed(job, Lost("county", "bad luck"))
        else:
            ledger.finished(job.number, ())
            ledger.written([job.number])
    assert told == [(1, "bad luck", 2)]
    assert ledger.take(None) is None
    assert (ledger.done, ledger.lost_jobs, ledger.wanted) == (2, 1, 3)


@pytest.mark.parametrize("parts", [1, 2, 5, 40])
def test_parts_have_every_job_once(plan, parts):
    """The parts of a study share its jobs without gap or overlap."""
    found = []
    for number in range(1, parts + 1):
        ledger = Ledger(plan, lambda *_: None, (number, parts))
        ledger.add(plan.points)
        ledger.open()
        while (taken := ledger.take(None)) is not None:
            found.append((taken[0].point, taken[0].replicate))
    assert len(found) == len(set(found)) == 18


def test_jobs_of_a_world_come_together(plan):
    """Whoever sticks to its group lives through all points of one city before the next."""
    ledger = Ledger(plan, lambda *_: None)
    ledger.add(plan.points)
    ledger.open()
    group, worlds = None, []
    while (taken := ledger.take(group)) is not None:
        job, group = taken
        worlds.append(job.replicate)
    assert worlds == [0] * 6 + [1] * 6 + [2] * 6
