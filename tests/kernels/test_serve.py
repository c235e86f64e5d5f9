"""`govsim.serve` against Ciw and against a queue of twenty lines of plain Python.

What happens at equal times, as found and held fast here:

1. Arrivals come first, in the order given. An idle server takes the first of them, even if the next one is
   more urgent. A server that frees at this very moment is not idle yet: the arrival queues.
2. Then services end, those of no length included, and every server that frees takes the first of the most
   urgent class, of those that have arrived at this very moment, too.
3. Whoever's patience or deadline ends at this moment leaves last, so that it has its last chance in 2.
"""

import heapq
import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import govsim
from peers import ciw

ARRIVAL, END, LEAVE = range(3)


def plain(arrivals, services, servers, patience, priority, deadline):
    """Return start, end and time of leaving of every case; the kinds of events are in order of precedence."""
    n = len(arrivals)
    leave = [max(a, min(a + p, d)) for a, p, d in zip(arrivals, patience, deadline, strict=True)]
    start, end, left = [math.nan] * n, [math.nan] * n, [math.nan] * n
    events = [(arrivals[i], ARRIVAL, i) for i in range(n)] + [(leave[i], LEAVE, i) for i in range(n)]
    heapq.heapify(events)
    rank = {i: r for r, i in enumerate(sorted(range(n), key=lambda i: (arrivals[i], i)))}
    waiting, free = set(), servers
    while events:
        t, kind, i = heapq.heappop(events)
        if kind == ARRIVAL:
            waiting.add(i)
        elif kind == END:
            free += 1
        elif i in waiting:
            waiting.remove(i)
            left[i] = t
        if free and waiting:
            first = min(waiting, key=lambda j: (priority[j], rank[j]))
            waiting.remove(first)
            free -= 1
            start[first], end[first] = t, t + services[first]
            heapq.heappush(events, (end[first], END, first))
    return start, end, left


def assert_served(found, start, end, abandoned):
    np.testing.assert_array_equal(found.start, start)
    np.testing.assert_array_equal(found.end, end)
    np.testing.assert_array_equal(found.abandoned, abandoned)


class ByCase(ciw.dists.Distribution):
    """A "distribution" that gives every individual of Ciw the number meant for it."""

    def __init__(self, values):
        self.values = [float(value) for value in values]

    def sample(self, *, ind, **_):
        """Return the value of an individual; Ciw numbers them from 1 by arrival."""
        return self.values[ind.id_number - 1]


class InTurn(ciw.dists.Distribution):
    """A "distribution" that gives a list of gaps, then no end of waiting; unlike Ciw's, it can be copied."""

    def __init__(self, gaps):
        self.rest = [math.inf, *map(float, reversed(gaps))]

    def sample(self, **_):
        """Return the next gap."""
        return self.rest.pop() if len(self.rest) > 1 else math.inf


def by_ciw(arrivals, services, servers, patience=None, priority=None):
    """Return start, end and time of leaving that Ciw finds; arrivals ascend."""
    n = len(arrivals)
    classes = [0] * n if priority is None else list(priority)
    names = {f"Class {c}": c for c in sorted(set(classes))}
    network = {"arrival_distributions": {}, "service_distributions": {}, "reneging_time_distributions": {}}
    for name, c in names.items():
        times = [arrivals[i] for i in range(n) if classes[i] == c]
        network["arrival_distributions"][name] = [InTurn(np.diff([0.0, *times]))]
        network["service_distributions"][name] = [ByCase(services)]
        if patience is not None:
            network["reneging_time_distributions"][name] = [ByCase(patience)]
    if patience is None:
        del network["reneging_time_distributions"]
    simulation = ciw.Simulation(
        ciw.create_network(**network, number_of_servers=[servers], priority_classes=names)
    )
    simulation.simulate_until_max_time(1e9)
    start, end, left = np.full((3, n), np.nan)
    for record in simulation.get_all_records():
        i = record.id_number - 1
        assert record.arrival_date == arrivals[i]
        if record.record_type == "renege":
            left[i] = record.exit_date
        else:
            start[i], end[i] = record.service_start_date, record.service_end_date
    assert (np.isnan(start) ^ np.isnan(left)).all()
    return start, end, left


def busy_day(seed, n, servers, load):
    """Return arrivals and services whose sums are exact: multiples of 2**-24, all different."""
    rng = np.random.default_rng([seed, servers])
    arrivals = np.cumsum(rng.exponential(1.0 / (servers * load), n))
    services = rng.exponential(1.0, n)
    grid = 2.0**24
    arrivals, services = np.ceil(arrivals * grid) / grid, np.ceil(services * grid) / grid
    assert np.unique(arrivals).size == n
    return arrivals, services, rng


# Ciw.


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("servers", [1, 3, 10])
def test_same_times_as_ciw(servers, seed):
    """First come, first served."""
    arrivals, services, _ = busy_day(seed, 250, servers, load=0.95)
    assert_served(govsim.serve(arrivals, services, servers), *by_ciw(arrivals, services, servers))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("servers", [1, 3, 10])
def test_same_times_as_ciw_with_priorities(servers, seed):
    """Three classes, without interruption of service; in both, 0 is served first."""
    arrivals, services, rng = busy_day(seed, 250, servers, load=1.0)
    priority = rng.integers(3, size=250)
    found = govsim.serve(arrivals, services, servers, priority=priority)
    assert_served(found, *by_ciw(arrivals, services, servers, priority=priority))
    waits = found.start - arrivals
    assert waits[priority == 0].mean() < waits[priority == 2].mean()


@pytest.mark.parametrize("classes", [1, 3])
@pytest.mark.parametrize("servers", [1, 3, 10])
def test_same_times_as_ciw_with_impatience(servers, classes):
    """Who leaves, when, and what that does to all others, with and without priorities."""
    arrivals, services, rng = busy_day(5, 250, servers, load=1.4)
    patience = np.ceil(rng.exponential(1.0, 250) * 2.0**24) / 2.0**24
    priority = rng.integers(classes, size=250)
    found = govsim.serve(arrivals, services, servers, patience=patience, priority=priority)
    assert_served(found, *by_ciw(arrivals, services, servers, patience, priority))
    assert 20 < np.isfinite(found.abandoned).sum() < 200


def test_same_times_as_ciw_off_the_grid():
    """Where sums are rounded, Ciw's times of arrival differ in the last bits, and so do the results."""
    rng = np.random.default_rng(11)
    arrivals = np.cumsum(rng.exponential(0.35, 300))
    services = rng.lognormal(0.0, 0.8, 300)
    # Ciw adds up the gaps, so these are the times at which its individuals arrive.
    added = np.add.accumulate(np.diff(arrivals, prepend=0.0))
    start, end, _ = by_ciw(added, services, 3)
    found = govsim.serve(arrivals, services, 3)
    np.testing.assert_allclose(found.start, start, rtol=0, atol=1e-9)
    np.testing.assert_allclose(found.end, end, rtol=0, atol=1e-9)


# The twin.


@st.composite
def days_with_ties(draw):
    """Draw small whole numbers, so that many things happen at the same time."""
    n = draw(st.integers(1, 14))
    times = st.lists(st.integers(0, 8), min_size=n, max_size=n)
    endless = st.lists(st.one_of(st.just(math.inf), st.integers(0, 6)), min_size=n, max_size=n)
    return {
        "arrivals": draw(times),
        "services": draw(st.lists(st.integers(0, 4), min_size=n, max_size=n)),
        "servers": draw(st.integers(1, 4)),
        "patience": draw(st.one_of(st.just([math.inf] * n), endless)),
        "priority": draw(st.lists(st.integers(-1, 2), min_size=n, max_size=n)),
        "deadline": draw(st.one_of(st.just([math.inf] * n), endless)),
    }


@settings(max_examples=150)
@given(days_with_ties())
@example(
    {
        "arrivals": [0, 0, 1, 1],
        "services": [1, 0, 0, 2],
        "servers": 1,
        "patience": [0, 1, 0, 0],
        "priority": [2, 1, 0, 0],
        "deadline": [0, 0, 1, 1],
    }
)
def test_ties_are_those_of_the_twin(case):
    """Simultaneous arrivals, services of no length, no patience, deadlines past: exactly the same."""
    assert_served(govsim.serve(**case), *plain(**case))


@pytest.mark.parametrize("servers", [1, 2, 3, 4])
def test_thousands_of_days_with_ties_are_those_of_the_twin(servers):
    """Small days as above, far enough apart that the office is empty in between, in one call."""
    rng = np.random.default_rng(servers)
    number = 3000
    size = rng.integers(2, 13, number)
    day = np.repeat(100 * np.arange(number), size)
    n = day.size
    case = {
        "arrivals": day + rng.integers(0, 5, n),
        "services": rng.integers(0, 4, n),
        "servers": servers,
        "patience": np.where(rng.random(n) < 0.3, math.inf, rng.integers(0, 5, n)),
        "priority": rng.integers(0, 3, n),
        "deadline": np.where(rng.random(n) < 0.6, math.inf, day + rng.integers(0, 8, n)),
    }
    assert_served(govsim.serve(**case), *plain(**case))


@pytest.mark.parametrize("servers", [1, 2, 7])
def test_large_cases_are_those_of_the_twin(servers):
    """Fifteen hundred cases on a coarse grid, with everything at once."""
    rng = np.random.default_rng(servers)
    n = 1500
    case = {
        "arrivals": rng.integers(0, int(n / servers), n) / 2,
        "services": rng.integers(0, 5, n) / 2,
        "servers": servers,
        "patience": np.where(rng.random(n) < 0.3, math.inf, rng.integers(0, 40, n) / 4),
        "priority": rng.integers(0, 5, n),
        "deadline": np.where(rng.random(n) < 0.7, math.inf, rng.integers(0, int(n / servers), n) / 2),
    }
    found = govsim.serve(**case)
    assert_served(found, *plain(**case))
    assert 50 < np.isfinite(found.abandoned).sum() < n - 50


def test_many_cases_are_all_served():
    """No array is too short for a long list: Lindley's recursion for one server."""
    rng = np.random.default_rng(2)
    n = 60_000
    arrivals = np.cumsum(rng.integers(0, 9, n)).astype(float)
    services = rng.integers(0, 8, n).astype(float)
    end = np.empty(n)
    free = 0.0
    for i in range(n):
        free = end[i] = max(free, arrivals[i]) + services[i]
    found = govsim.serve(arrivals, services, 1)
    np.testing.assert_array_equal(found.end, end)
    np.testing.assert_array_equal(found.start, end - services)


# What happens at equal times, one sentence each.


def test_an_arrival_at_the_moment_a_server_frees_is_judged_with_those_who_wait():
    """The more urgent newcomer is taken before the case that has waited."""
    found = govsim.serve([0, 1, 3], [3, 1, 1], 1, priority=[0, 1, 0])
    assert found.start.tolist() == [0, 4, 3]


def test_an_idle_server_takes_the_first_given_of_simultaneous_arrivals():
    """It does not wait for a more urgent one that is given later."""
    assert govsim.serve([0, 0], [2, 1], 1, priority=[1, 0]).start.tolist() == [0, 2]


def test_patience_that_ends_as_a_server_frees_is_enough():
    """Taken at the last moment; not if a more urgent case arrives at that moment."""
    assert govsim.serve([0, 1], [3, 1], 1, patience=2).start.tolist() == [0, 3]
    found = govsim.serve([0, 1, 3], [3, 1, 1], 1, patience=2, priority=[0, 1, 0])
    assert_served(found, [0, math.nan, 3], [3, math.nan, 4], [math.nan, 3, math.nan])


def test_without_patience_only_a_server_of_the_same_moment_helps():
    """Idle, freeing at this moment, or busy with a case of no length."""
    assert govsim.serve([0], [1], 1, patience=0).start.tolist() == [0]
    assert govsim.serve([0, 2], [2, 1], 1, patience=0).start.tolist() == [0, 2]
    assert govsim.serve([5, 5, 5], [0, 0, 1], 1, patience=0).start.tolist() == [5, 5, 5]
    assert_served(govsim.serve([0, 1], [2, 1], 1, patience=0), [0, math.nan], [2, math.nan], [math.nan, 1])


def test_a_deadline_in_the_past_is_one_of_no_patience():
    """The case leaves on arrival, not before, unless it is taken at once."""
    found = govsim.serve([4, 4], [2, 1], 1, deadline=1)
    assert_served(found, [4, math.nan], [6, math.nan], [math.nan, 4])


def test_patience_that_ended_one_bit_ago_is_over():
    """0.1 + 0.2 is one bit above 0.3: whoever waits until 0.3 has left."""
    found = govsim.serve([0, 0], [0.1 + 0.2, 1], 1, patience=[9, 0.3])
    assert found.abandoned.tolist()[1] == 0.3


# What always holds.


@settings(max_examples=40)
@given(days_with_ties(), st.randoms(use_true_random=False))
def test_cases_may_be_given_in_any_order(case, random):
    """With arrivals all different, the order of the list is of no consequence."""
    n = len(case["arrivals"])
    columns = [key for key in case if key != "servers"]
    case |= {"arrivals": [a + i / 64 for i, a in enumerate(case["arrivals"])]}
    order = list(range(n))
    random.shuffle(order)
    found = govsim.serve(**case)
    moved = govsim.serve(**{k: [case[k][i] for i in order] if k in columns else case[k] for k in case})
    assert_served(moved, found.start[order], found.end[order], found.abandoned[order])


def test_patience_and_priority_may_be_one_number():
    """A number stands for all; classes may be any numbers, in their order."""
    arrivals, services, rng = busy_day(1, 60, 1, 1.2)
    np.testing.assert_array_equal(
        govsim.serve(arrivals, services, 1, patience=1.5).start,
        govsim.serve(arrivals, services, 1, patience=[1.5] * 60).start,
    )
    classes = rng.integers(3, size=60)
    np.testing.assert_array_equal(
        govsim.serve(arrivals, services, 1, priority=classes).start,
        govsim.serve(arrivals, services, 1, priority=np.array([-7.5, 0.25, 1e9])[classes]).start,
    )
    np.testing.assert_array_equal(
        govsim.serve(arrivals, 1.0, 1).end, govsim.serve(arrivals, np.ones(60), 1).end
    )


def test_no_cases_and_many_servers():
    """Nothing to serve, and nobody waits."""
    assert govsim.serve([], [], 1).start.shape == (0,)
    np.testing.assert_array_equal(govsim.serve([3, 1, 2], [1, 1, 1], 3).start, [3, 1, 2])
    np.testing.assert_array_equal(govsim.serve([-3, -1], [1, 1], 1).start, [-3, -1])


# Errors.


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"arrivals": 1.0}, r"arrivals must be one for each case, found shape \(\)"),
        ({"arrivals": [[0, 1]]}, r"arrivals must be one for each case, found shape \(1, 2\)"),
        ({"services": [1]}, r"services must be one for each of 2 cases, found shape \(1,\)"),
        ({"patience": [1, 2, 3]}, r"patience must be one for each of 2 cases, found shape \(3,\)"),
        ({"priority": [[0, 1]]}, r"priority must be one for each of 2 cases, found shape \(1, 2\)"),
        ({"deadline": []}, r"deadline must be one for each of 2 cases, found shape \(0,\)"),
        ({"arrivals": [0, math.nan]}, r"arrivals must not be NaN, found it at case 1"),
        ({"services": [math.nan, 1]}, r"services must not be NaN, found it at case 0"),
        ({"patience": math.nan}, r"patience must not be NaN, found it at case 0"),
        ({"priority": [0, math.nan]}, r"priority must not be NaN, found it at case 1"),
        ({"deadline": [0, math.nan]}, r"deadline must not be NaN, found it at case 1"),
        ({"arrivals": [0, math.inf]}, r"arrivals and services must be finite"),
        ({"services": [0, math.inf]}, r"arrivals and services must be finite"),
        ({"services": [-1, 1]}, r"services must not be negative, found -1.0"),
        ({"patience": [1, -0.5]}, r"patience must not be negative, found -0.5"),
        ({"servers": 0}, r"servers must be a whole number from 1 to 2147483647, found 0"),
        ({"servers": 1.5}, r"servers must be a whole number from 1 to 2147483647, found 1.5"),
    ],
)
def test_what_does_not_fit_is_refused(options, message):
    """With what was found."""
    with pytest.raises(ValueError, match=message):
        govsim.serve(**({"arrivals": [0, 1], "services": [1, 1], "servers": 1} | options))


def test_too_many_classes_are_refused():
    """A class is a 16-bit number; as many as fit are served in order."""
    n = 32_767
    backwards = -np.arange(n + 1)
    with pytest.raises(ValueError, match="priority must have at most 32,767 classes, found 32768"):
        govsim.serve(np.zeros(n + 1), np.ones(n + 1), 1, priority=backwards)
