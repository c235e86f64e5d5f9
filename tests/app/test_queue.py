from collections import deque

from hypothesis import given
from hypothesis import strategies as st

from govsim.app.engine.cache import Cache
from govsim.app.engine.queue import Turns, Work


def work(name, owner, jobs=1, lane="heavy"):
    """Return a work of so many jobs, which are their own names."""
    parts = deque((n, f"{name}.{n}") for n in range(jobs))
    return Work(name, owner, lane, "live", parts, lambda answers: answers)


def served(turns, lane="heavy"):
    """Take everything of a lane and return the names in order."""
    names = []
    while (taken := turns.take(lane)) is not None:
        names.append(taken[2])
    return names


def test_owners_take_turns_whatever_each_asks_for():
    """One who asks for many worlds delays another who asks for one run by a single job."""
    turns = Turns()
    turns.add(work("many", "ann", 4))
    turns.add(work("one", "bob"))
    turns.add(work("two", "cy", 2))
    assert served(turns) == ["many.0", "one.0", "two.0", "many.1", "two.1", "many.2", "many.3"]


def test_the_light_lane_does_not_wait_behind_runs():
    """A check is handed out while runs of the same owner wait."""
    turns = Turns()
    turns.add(work("run", "ann", 2))
    turns.add(work("check", "ann", lane="light"))
    assert turns.take("light")[2] == "check.0"
    assert turns.take("light") is None
    assert served(turns) == ["run.0", "run.1"]


def test_what_is_removed_is_not_served():
    """A cancelled work leaves the row, and its owner's other works stay."""
    turns = Turns()
    gone, kept = work("gone", "ann", 3), work("kept", "ann")
    for one in (gone, kept, work("other", "bob")):
        turns.add(one)
    turns.remove(gone)
    turns.remove(gone)
    assert served(turns) == ["kept.0", "other.0"]


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=12))
def test_position_says_how_many_are_served_before(owners):
    """The position of every work is the number of works that are served before it."""
    turns = Turns()
    works = [work(f"w{n}", owner) for n, owner in enumerate(owners)]
    for one in works:
        turns.add(one)
    said = {one.key: turns.position(one) for one in works}
    order = [name.partition(".")[0] for name in served(turns)]
    assert said == {name: place for place, name in enumerate(order)}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 5)), max_size=10))
def test_nothing_is_lost_and_nobody_starves(asked):
    """Every job is served once, and no owner is served twice while another waits."""
    turns = Turns()
    left = dict.fromkeys("abc", 0)
    for n, (owner, jobs) in enumerate(asked):
        turns.add(work(f"w{n}", owner, jobs))
        left[owner] += jobs
    last = {}
    count = 0
    while (taken := turns.take("heavy")) is not None:
        owner = taken[0].owner
        waiting = [other for other in left if other != owner and left[other]]
        if owner in last:
            assert all(last.get(other, -1) >= last[owner] for other in waiting)
        last[owner] = count
        left[owner] -= 1
        count += 1
    assert not any(left.values())


def test_the_cache_keeps_what_was_asked_for_last():
    """The oldest make room; what is larger than all room is not kept."""
    cache = Cache(10)
    for name in "abc":
        cache.put(name, name.upper(), 4)
    assert (cache.get("a"), cache.get("b"), cache.get("c"), cache.bytes) == (None, "B", "C", 8)
    cache.get("b")
    cache.put("d", "D", 4)
    assert (cache.get("b"), cache.get("c")) == ("B", None)
    cache.put("e", "E", 11)
    assert (cache.get("e"), len(cache)) == (None, 2)
    cache.put("b", "B2", 6)
    assert (cache.get("b"), cache.bytes) == ("B2", 10)
