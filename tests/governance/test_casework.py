"""Casework: queues against Erlang's formulas, and each way in which an attempt and a wait can end."""

import math
from itertools import pairwise

import numpy as np
import pytest

from govsim import CityModel
from govsim.scenario.vocabulary import STAGES
from govsim.state import Event, Status
from worlds import CERTAIN, QUIET, SKILLED, of_kind, one_office, within, world

DAYS = 1500
SERVICE = 2.0


def _queue(slots: int, load: float, **changes) -> CityModel:
    """Return a run of one city office with Poisson arrivals and exponential service."""
    per_year = load * slots / SERVICE * 365
    population = 2000
    scenario = world(
        {
            **QUIET,
            **SKILLED,
            "days": DAYS,
            "warmup_days": 200,
            "counties": 1,
            "population": population,
            "population.hardship_cv": 0,
            "population.hardship_migrant": 1,
            "trust.grievance_rest": 0,
            "disputes.claims_per_1000": per_year / population * 1000,
            "casework.slots": slots,
            **changes,
        },
        kinds={"family": {**CERTAIN, "service_days": SERVICE}},
        regimes={"queue": one_office()},
    )
    return CityModel(scenario, "queue", 3).run()


def _scored(model: CityModel) -> np.ndarray:
    rows = model.disputes.records
    begun = rows["entered"] >= model.scenario.warmup_days
    return rows[begun & (rows["entered"] < model.scenario.days - 100)]


def erlang_c(servers: int, offered: float) -> float:
    """Return the probability of waiting in M/M/c (Erlang 1917)."""
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = offered * blocked / (n + offered * blocked)
    rho = offered / servers
    return blocked / (1 - rho * (1 - blocked))


def test_waits_of_one_office_are_those_of_erlang_c():
    """Mean wait of M/M/c is C / (c mu (1 - rho)), in days."""
    slots, load = 5, 0.8
    model = _queue(slots, load)
    waits = _scored(model)["waited"]
    expected = erlang_c(slots, slots * load) * SERVICE / (slots * (1 - load))
    # Waits of a busy queue are correlated, so the error is estimated from means of long batches.
    batches = np.array([part.mean() for part in np.array_split(waits, 20)])
    assert within(waits.mean(), expected, batches.std(ddof=1) / math.sqrt(20))


def erlang_a(servers: int, offered: float, patience: float) -> float:
    """Return the share that abandons in M/M/c+M with mean service 1 (Garnett et al. 2002)."""
    weights = [1.0]
    for n in range(1, 4000):
        weights.append(weights[-1] * offered / (min(n, servers) + max(0, n - servers) / patience))
    total = sum(weights)
    waiting = sum(max(0, n - servers) * w for n, w in enumerate(weights)) / total
    return waiting / patience / offered


def test_an_overloaded_office_loses_the_share_of_erlang_a():
    """With patience of three services and load 1.3, the share that gives up is Erlang-A's."""
    slots, load, patience = 4, 1.3, 3.0
    model = _queue(slots, load, **{"casework.patience_days": patience * SERVICE})
    gone = _scored(model)["status"] == Status.ABANDONED
    batches = np.array([part.mean() for part in np.array_split(gone, 20)])
    expected = erlang_a(slots, slots * load, patience)
    assert within(gone.mean(), expected, batches.std(ddof=1) / math.sqrt(20))


def test_littles_law_joins_queue_and_wait():
    """The mean number waiting is the arrival rate times the mean wait."""
    model = _queue(3, 0.85)
    rows, first = model.disputes.records, model.scenario.warmup_days
    entered = rows["entered"][~np.isnan(rows["entered"])]
    rate = ((entered >= first) & (entered < DAYS)).sum() / (DAYS - first)
    waiting = model.daily["waiting"][first:].mean()
    wait = _scored(model)["waited"].mean()
    assert waiting == pytest.approx(rate * wait, rel=0.1)


def _run(changes=(), kind=(), regime=(), rng=3, **more) -> CityModel:
    scenario = world(
        {
            **QUIET,
            **SKILLED,
            "days": 300,
            "counties": 1,
            "disputes.claims_per_1000": 300,
            "casework.slots": 400,
            **dict(changes),
            **more,
        },
        kinds={"family": {**CERTAIN, "service_days": 5.0, **dict(kind)}},
        regimes={"queue": one_office(**dict(regime))},
    )
    return CityModel(scenario, "queue", rng).run()


@pytest.mark.parametrize("success", [0.0, 0.3, 0.9, 1.0])
def test_attempts_succeed_at_the_rate_of_their_type(success):
    """Without difficulty or distance the share of successful attempts is q_max."""
    model = _run(kind={"success": success})
    good, bad = (len(of_kind(model, event)) for event in (Event.RESOLVED, Event.FAILED))
    n = good + bad
    assert n > 300
    assert within(good / n, success, math.sqrt(max(success * (1 - success), 1e-9) / n))


def test_failure_at_the_terminal_tier_spills_after_the_attempts_of_the_regime():
    """Where nothing succeeds, every dispute leaves the city after three attempts."""
    model = _run(kind={"success": 0.0}, regime={"attempts": 3})
    rows = model.disputes.records
    spilled = rows[rows["status"] == Status.SPILLED]
    assert len(spilled) > 100
    assert set(spilled["attempts"]) == {3}
    assert not np.any(rows["status"] == Status.RESOLVED)


def test_reporting_pressure_closes_failures_on_paper_and_they_come_back():
    """Under full pressure every failure is reported closed, and returns after return_days on average."""
    model = _run({"casework.reporting_pressure": 1, "casework.return_days": 20}, kind={"success": 0.0})
    rows = model.disputes.records
    assert len(of_kind(model, Event.FAILED)) == 0
    assert np.all(rows["reported"] == rows["papered"])
    outcomes = model.outcomes()
    assert outcomes["resolved_share"] == 0.0
    assert outcomes["reported_share"] > 0.9
    closed = of_kind(model, Event.CLOSED_ON_PAPER)
    returned = of_kind(model, Event.RETURNED)
    following = [
        (Event(after["event"]), int(after["value"]))
        for key in rows["key"][rows["episode"] > 0].tolist()
        for before, after in pairwise(model.disputes.events(key))
        if before["event"] == Event.RETURNED
    ]
    assert set(following) == {(Event.ESCALATED, STAGES.index("mediation"))}, "it comes back as a claim"
    before = {}
    gaps = []
    for entry in np.sort(np.concatenate([closed, returned]), order="time"):
        row = int(entry["dispute"])
        if entry["event"] == Event.CLOSED_ON_PAPER:
            before[row] = float(entry["time"])
        elif before[row] < 150:
            gaps.append(float(entry["time"]) - before[row])
    assert within(np.mean(gaps), 20.0, 20.0 / math.sqrt(len(gaps)))


def test_settlements_relapse_at_the_stated_rate():
    """The share of agreements that do not last is `relapse`."""
    model = _run({"casework.relapse": 0.3, "casework.return_days": 1e6})
    lapsed, lasting = (len(of_kind(model, event)) for event in (Event.AGREED, Event.RESOLVED))
    n = lapsed + lasting
    assert within(lapsed / n, 0.3, math.sqrt(0.21 / n))


def test_a_late_file_is_referred_only_where_the_regime_says_so():
    """A file beyond its limit goes up a tier under a deadline row, and keeps its place without one."""
    tiers = {"staff": {"street": 0.02, "city": 0.98}, "entry": [{"tier": "street"}]}
    changes = {"streets": 1, "casework.slots": 50, "casework.limit_mediation": 10}
    without = _run(changes, regime=tiers)
    rule = [{"source": "street", "to": "city", "on": "deadline"}]
    ruled = _run(changes, regime={**tiers, "referral": rule})
    assert len(of_kind(without, Event.DEADLINE)) > 20
    assert len(of_kind(without, Event.REFERRED)) == 0
    late = of_kind(ruled, Event.DEADLINE)
    referred = of_kind(ruled, Event.REFERRED)
    assert len(referred) >= len(late) - 5
    assert np.all(referred["time"] % 1 == 0), "offices decide in the morning"


def test_severity_is_served_before_its_turn():
    """In a full queue grave disputes wait less than serious ones, and these less than ordinary ones."""
    model = _run({"casework.slots": 6, "disputes.stake_sigma": 1.5, "casework.patience_days": 100})
    rows = model.disputes.records
    waits = [rows["waited"][(rows["severity"] == s) & (rows["attempts"] > 0)].mean() for s in range(3)]
    assert waits[2] < waits[1] < waits[0]


def test_false_alarms_take_staff_time_and_are_no_disputes():
    """False alarms come at their rate, use slots, and appear in no tally of disputes."""
    model = _run(
        {
            "disputes.claims_per_1000": 0,
            "detection.false_alarms_per_1000": 500,
            "detection.false_alarm_days": 3,
            "days": 400,
        }
    )
    rows = model.disputes.records
    assert np.all(rows["alarm"] == 1)
    expected = 500 / 1000 * 2000 * 400 / 365
    assert within(len(rows), expected, math.sqrt(expected))
    assert model.state.by_status.sum() == 0
    used = model.outcomes()["staff_days_used"] * 2000 / 1000 * 400 / 365
    assert within(used, 3 * len(rows), 3 * math.sqrt(2 * len(rows)))
    assert model.outcomes()["disputes.latent"] == 0


def test_higher_stages_enter_where_their_row_says():
    """A dispute that escalates leaves its office for that of its new stage."""
    regime = {
        "staff": {"street": 0.5, "city": 0.5},
        "entry": [{"stage": "mediation", "tier": "street"}, {"tier": "city"}],
    }
    model = _run({"escalation.base": 0.2, "casework.slots": 20}, regime=regime)
    entries = of_kind(model, Event.ENTERED)
    state = model.state
    tiers = state.offices["tier"][entries["office"]]
    assert set(tiers.tolist()) == {1, 3}
    broken = of_kind(model, Event.BROKEN_OFF)
    assert len(broken) > 0
    assert model.outcomes()["disputes.formal"] > 0
    assert len(STAGES) == 6
