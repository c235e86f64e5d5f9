import os
import signal
import time

import numpy as np
import pytest

from classroom import LONG, TINY, answer, request, shipped
from govsim import Scenario
from govsim.app.engine import Engine, RefusedError, limits
from govsim.experiment import compare
from govsim.scenario.loader import load_text

FLAT_BOMB = "a: [" + "1," * 120_000 + "1]"
ALIAS_BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


def until(condition, seconds=120):
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_run_is_that_of_the_model(engine):
    """What is replayed is the run that the command line would make, and its outcomes are the same."""
    replay = answer(engine.submit(request(), "ann"))
    from govsim.experiment import run

    alone = run(load_text(TINY), "county", 5)
    assert replay.outcomes.keys() == alone.outcomes.keys()
    np.testing.assert_equal(replay.outcomes, alone.outcomes)
    for name, values in alone.daily.items():
        np.testing.assert_array_equal(replay.city[name], values.astype(np.float32))


def test_a_run_is_lived_once_and_remembered(engine):
    """Two who ask for the same get the same thing, and asking again costs nothing."""
    first, second = engine.submit(request(seed=11), "ann"), engine.submit(request(seed=11), "bob")
    assert answer(first) is answer(second)
    again = engine.submit(request(seed=11), "cy")
    assert again.state == "done"
    assert again.result is first.result


def test_progress_is_told(engine):
    """A ticket tells of its progress until it is done, which never falls."""
    ticket = engine.submit(request(text=TINY.replace("days: 60", "days: 400"), seed=12), "ann")
    shares = []
    ticket.follow(lambda news: shares.append(news.progress))
    answer(ticket)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert ticket.eta_seconds is None


def test_days_and_levers_are_part_of_the_request(engine):
    """A shorter run is the start of the longer, and a lever parts them on its day."""
    whole = answer(engine.submit(request(), "ann"))
    short = answer(engine.submit(request(days=40), "ann"))
    turned = answer(engine.submit(request(changes=((30, "contagion.beta", "0.4"),)), "ann"))
    np.testing.assert_array_equal(whole.city["waiting"][:40], short.city["waiting"])
    np.testing.assert_array_equal(whole.city["supporters"][:30], turned.city["supporters"][:30])
    assert not np.array_equal(whole.city["supporters"], turned.city["supporters"])


def test_worlds_are_those_of_a_comparison(engine):
    """The paired difference over worlds is the one that `compare` reports."""
    result = answer(engine.worlds(request(), request("municipal"), 3, "ann"))
    other = compare(load_text(TINY), ["county", "municipal"], replicates=3, workers=1)
    assert result["worlds"] == 3
    for name, summary in other.outcomes.items():
        told, estimate = result["outcomes"][name], summary.differences[0].estimate
        np.testing.assert_equal(
            [told["difference"], told["low"], told["high"]], [estimate.mean, estimate.low, estimate.high]
        )
    supporters = other.series("supporters", "county")
    band = result["bands"]["a"]["supporters"]
    np.testing.assert_allclose(band["median"], np.median(supporters, axis=0))
    resolved = other.series("resolved", "municipal").cumsum(axis=1)
    np.testing.assert_allclose(
        result["bands"]["b"]["resolved"]["low"], np.percentile(resolved, 10, axis=0), rtol=1e-6
    )


def test_a_dispute_is_followed_into_the_other_arm(engine):
    """A story's key finds the same dispute under the other regime, and cards lead on from it."""
    replay = answer(engine.submit(request(), "ann"))
    row = replay.events[len(replay.events) // 2].dispute
    here = answer(engine.story(request(), row, "ann"))
    there = answer(engine.story(request("municipal"), here["key"], "ann"))
    assert here["title"] == there["title"]
    assert here["en"][0] == there["en"][0]
    card = answer(engine.card(request(), "dispute", here["key"], 50, "ann"))
    party = next(one["id"] for one in card["neighbours"] if one["kind"] == "resident")
    resident = answer(engine.card(request(), "resident", party, 50, "ann"))
    assert row in resident["stories"]


@pytest.mark.parametrize(
    ("kind", "number"), [("county", 99), ("nobody", 0), ("office", -1), ("resident", 10**9)]
)
def test_nobody_has_no_card(engine, kind, number):
    """A card of nobody is refused in words."""
    ticket = engine.card(request(), kind, number, 10, "ann")
    assert ticket.wait(120)
    assert ticket.state == "failed"
    assert set(ticket.error) == {"en", "zh"}


def test_a_scenario_is_checked_with_lines(engine):
    """Problems come with line and column; a sound scenario comes resolved."""
    found = answer(engine.check(TINY + "nonsense: 1\ndays: 3\n", "ann"))
    assert [problem["line"] for problem in found["problems"]] == [12]
    sound = answer(engine.check(TINY, "ann"))
    assert sound["problems"] == []
    assert load_text(sound["resolved"]) == load_text(TINY)
    assert "county" in [regime["name"] for regime in sound["regimes"]]
    large = answer(engine.check(TINY.replace("days: 60", "days: 5000"), "ann"))
    assert set(large["problems"][0]["text"]) == {"en", "zh"}


def test_no_file_is_ever_read(engine, tmp_path):
    """A text may extend a shipped scenario by name, and nothing by path."""
    file = tmp_path / "mine.yaml"
    file.write_text(TINY, encoding="utf-8")
    for name in (str(file), "../scenarios/quickstart.yaml", "quickstart.yaml"):
        found = answer(engine.check(f"extends: {name}\n", "ann"))
        assert "no file" in found["problems"][0]["message"] or "no shipped" in found["problems"][0]["message"]
    assert answer(engine.check("extends: quickstart\n", "ann"))["problems"] == []


def test_an_unsound_scenario_fails_with_its_problems(engine):
    """A run of one tells what is wrong, and where."""
    ticket = engine.submit(request(text=TINY + "nonsense: 1\n"), "ann")
    assert ticket.wait(120)
    assert ticket.state == "failed"
    assert ticket.problems[0]["line"] == 11
    ticket = engine.submit(request("nobody"), "ann")
    assert ticket.wait(120)
    assert "nobody" in ticket.error["zh"]


def test_a_bomb_harms_nobody_else(engine):
    """While bombs are looked at, another user's run is served; the bombs end in words."""
    bombs = [engine.check(text, "mallory") for text in (FLAT_BOMB, ALIAS_BOMB, "[" * 100_000)]
    bombs.append(
        engine.submit(request(text=TINY.replace("population: 1200", "population: 90000000")), "mallory")
    )
    run = engine.submit(request(seed=21), "ann")
    answer(run)
    for bomb in bombs:
        assert bomb.wait(120)
        problems = bomb.result["problems"] if bomb.state == "done" else bomb.problems or bomb.error
        assert problems
    with pytest.raises(RefusedError, match="256 KB"):
        engine.check(FLAT_BOMB * 2, "mallory")
    with pytest.raises(RefusedError, match="256 KB"):
        engine.submit(request(text=FLAT_BOMB * 2), "mallory")


def test_a_run_is_cancelled_on_the_way(engine):
    """Who cancels is served no more, the process is freed, and the next one has its turn."""
    long = engine.submit(request(text=LONG), "ann")
    until(lambda: long.state == "running" and long.progress > 0.0)
    before = engine.busy
    long.cancel()
    assert long.state == "cancelled"
    answer(engine.submit(request(seed=31), "bob"))
    assert not set(before) & set(engine.processes)
    long.cancel()
    assert long.state == "cancelled"


def test_one_of_two_who_wait_for_the_same_may_leave(engine):
    """Cancelling a ticket leaves the other's run alone."""
    text = TINY.replace("days: 60", "days: 700")
    one, two = engine.submit(request(text=text), "ann"), engine.submit(request(text=text), "bob")
    one.cancel()
    assert one.state == "cancelled"
    assert answer(two).meta["days"] == 700


def test_a_closed_page_waits_for_nothing(engine):
    """When an owner leaves, all of its tickets are cancelled and those of others are not."""
    gone = [engine.submit(request(text=LONG, seed=seed), "ann") for seed in (1, 2, 3)]
    kept = engine.submit(request(seed=41), "bob")
    until(lambda: gone[0].state == "running")
    engine.leave("ann")
    assert {ticket.state for ticket in gone} == {"cancelled"}
    answer(kept)
    assert engine.waiting == 0


def test_a_killed_worker_costs_one_run_and_says_so(engine):
    """The run in hand fails in words; those that wait are served by another process."""
    long = engine.submit(request(text=LONG, seed=51), "ann")
    other = engine.submit(request(seed=52), "bob")
    until(lambda: long.state == "running" and long.progress > 0.0)
    os.kill(engine.busy[0], signal.SIGKILL)
    assert long.wait(60)
    assert long.state == "failed"
    assert "try again" in long.error["en"]
    assert "重试" in long.error["zh"]
    answer(other)


def test_a_killed_idle_worker_is_replaced(engine):
    """A process that dies between jobs costs nothing."""
    for process in engine.processes:
        os.kill(process, signal.SIGKILL)
    answer(engine.submit(request(seed=61), "ann"))
    answer(engine.check(TINY + "# again\n", "ann"))


def test_one_owner_cannot_fill_the_queue(engine):
    """There is an end to what one page may wait for, and others are still let in."""

    def ask(seed):
        return engine.submit(request(text=LONG, seed=seed), "mallory")

    for seed in range(limits.OPEN_PER_OWNER):
        ask(100 + seed)
    with pytest.raises(RefusedError) as refused:
        ask(200)
    assert set(refused.value.text) == {"en", "zh"}
    mine = engine.submit(request(seed=71), "ann")
    assert mine.position <= 1
    engine.leave("mallory")
    answer(mine)


def test_closing_fails_what_is_waited_for():
    """An engine that is closed leaves no process behind and nobody waiting for ever."""
    made = Engine(1)
    ticket = made.submit(request(text=LONG), "ann")
    until(lambda: made.processes != ())
    processes = made.processes
    made.close()
    assert ticket.state == "failed"
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_shipped_scenarios_pass_the_limits_of_the_classroom(engine):
    """Every shipped city can be opened; those that are too large say how to make them smaller."""
    for name in ("quickstart", "lanzhou", "demolition"):
        assert answer(engine.check(shipped(name), "ann"))["problems"] == []
    assert Scenario.load("quickstart").days == answer(engine.check(shipped("quickstart"), "ann"))["days"]
