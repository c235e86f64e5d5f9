"""The books of a run, kept a second time and slowly: what must add up after any number of days."""

from collections import Counter, defaultdict

import numpy as np

from govsim import CityModel
from govsim.scenario.vocabulary import STAGES
from govsim.state import DRAFT, EVENTS, FREE_SUPPORTER, N_ACTIVE, N_FREE_SUPPORTERS, N_HEAP, Event, Status
from worlds import events

CLOCKS = ("t_escalate", "t_settle", "t_quit", "t_detect", "t_deadline", "t_service", "t_return")
ENDS_ATTEMPT = {
    Event.RESOLVED,
    Event.AGREED,
    Event.CLOSED_ON_PAPER,
    Event.FAILED,
    Event.BROKEN_OFF,
    Event.DISMISSED,
    Event.MISROUTED,
    Event.SUPPRESSED,
    Event.RULE,
}
END_EVENT = {
    Status.RESOLVED: Event.RESOLVED,
    Status.SETTLED: Event.SETTLED,
    Status.ABANDONED: Event.ABANDONED,
    Status.SPILLED: Event.SPILLED,
    Status.DISMISSED: Event.DISMISSED,
}
CHILD = 0


def check_books(model: CityModel) -> None:
    """Fail unless every account of the run agrees with every other."""
    check_statuses(model)
    check_offices(model)
    check_calendar(model)
    check_supporters(model)
    check_people(model)
    check_log(model)


def check_statuses(model: CityModel) -> None:
    """Every dispute is in one status and one stage, and end states are final."""
    state, rows = model.state, model.disputes.records
    real = rows[rows["alarm"] == 0]
    assert np.bincount(real["status"], minlength=len(Status)).tolist() == state.by_status.tolist()
    open_ = real[real["status"] < Status.DORMANT]
    assert np.bincount(open_["stage"], minlength=len(STAGES)).tolist() == state.by_stage.tolist()
    waiting = real[real["status"] == Status.WAITING]
    counties = state.places.county[waiting["community"]]
    assert np.bincount(counties, minlength=state.waiting_by_county.size).tolist() == (
        state.waiting_by_county.tolist()
    )
    found = rows[rows["status"] == Status.RESOLVED]
    resolved = np.zeros_like(state.resolved_cases)
    np.add.at(resolved, (found["resolved_office"], found["type"]), 1)
    assert np.array_equal(resolved, state.resolved_cases)
    over = rows["status"] >= Status.RESOLVED
    assert not np.isnan(rows["closed"][over]).any()
    assert np.isnan(rows["closed"][~over]).all()
    for clock in CLOCKS:
        assert np.isinf(rows[clock][over]).all()
    assert (rows["office"][over] == -1).all()
    assert (rows["supporters"][rows["status"] >= Status.DORMANT] == 0).all()
    assert (rows["highest"] >= rows["stage"]).all() or (rows["alarm"][rows["highest"] < rows["stage"]]).all()
    held = np.isin(rows["status"], (Status.WAITING, Status.IN_SERVICE, Status.IN_TRAY))
    assert ((rows["office"] >= 0) == held).all()
    resolved = rows["status"] == Status.RESOLVED
    assert ((rows["resolved_office"] >= 0) == resolved).all()
    assert np.unique(rows["key"]).size == rows.size


def check_offices(model: CityModel) -> None:
    """Slots are never exceeded nor idle while cases wait; queues hold exactly who waits."""
    state, rows = model.state, model.disputes.records
    offices = state.offices
    assert (offices["busy"] <= offices["slots"]).all()
    assert (offices["busy"] >= 0).all()
    assert (offices["busy"][offices["waiting"] > 0] == offices["slots"][offices["waiting"] > 0]).all()
    for name, status in (("busy", Status.IN_SERVICE), ("waiting", Status.WAITING)):
        there = rows["office"][rows["status"] == status]
        assert np.bincount(there, minlength=offices.size).tolist() == offices[name].tolist()
    assert (offices["slots"][rows["office"][rows["office"] >= 0]] > 0).all()
    for office in range(offices.size):
        found = 0
        for grade in range(3):
            forward = walk(state.queue_first[office, grade], rows["behind"])
            backward = walk(state.queue_last[office, grade], rows["ahead"])
            assert forward == backward[::-1]
            for i in forward:
                assert (rows["office"][i], rows["queue_class"][i]) == (office, grade)
                assert rows["status"][i] == Status.WAITING
                assert grade == rows["severity"][i]
            found += len(forward)
        assert found == offices["waiting"][office]


def walk(row: int, onward: np.ndarray) -> list[int]:
    """Return the rows of a linked list."""
    out = []
    while row >= 0:
        out.append(int(row))
        assert len(out) <= onward.size, "the list runs in a circle"
        row = onward[row]
    return out


def check_calendar(model: CityModel) -> None:
    """The calendar is a heap of exactly the disputes that have something coming."""
    state, rows = model.state, model.disputes.records
    size = int(state.counters[N_HEAP])
    heap = state.heap[:size]
    earliest = np.min([rows[clock] for clock in CLOCKS], axis=0) if rows.size else np.empty(0)
    pending = np.flatnonzero(np.isfinite(earliest))
    assert (rows["t_next"][pending] == earliest[pending]).all()
    assert sorted(heap.tolist()) == pending.tolist()
    assert (state.heap_slot[heap] == np.arange(size)).all()
    assert (state.heap_time[:size] == earliest[heap]).all()
    assert (np.delete(state.heap_slot[: len(rows)], pending) == -1).all()
    order = [(float(state.heap_time[slot]), int(rows["key"][heap[slot]])) for slot in range(size)]
    assert all(order[(slot - 1) // 2] <= order[slot] for slot in range(1, size))
    assert size == 0 or order[0][0] >= model.day


def check_supporters(model: CityModel) -> None:
    """Every record of support hangs in the lists it belongs to, and the rest are free."""
    state, rows, r = model.state, model.disputes.records, model.state.residents
    supporters = state.supporters
    used: dict[int, tuple[int, int]] = {}
    for i in np.flatnonzero(rows["supporter_list"] >= 0).tolist():
        members = walk(rows["supporter_list"][i], supporters["next_of_dispute"])
        assert (supporters["dispute"][members] == i).all()
        assert len(set(supporters["resident"][members].tolist())) == len(members)
        active = (supporters["active_slot"][members] >= 0).sum()
        assert rows["supporters"][i] == active <= rows["peak_supporters"][i]
        used.update({row: (int(supporters["resident"][row]), i) for row in members})
    assert (rows["supporters"][rows["supporter_list"] < 0] == 0).all()
    free = walk(state.counters[FREE_SUPPORTER], supporters["next_of_dispute"])
    assert len(free) == state.counters[N_FREE_SUPPORTERS]
    assert len(free) + len(used) == supporters.size
    assert not set(free) & set(used)
    by_resident = defaultdict(set)
    for row, (j, _) in used.items():
        by_resident[j].add(row)
    assert set(np.flatnonzero(r.memberships >= 0).tolist()) == set(by_resident)
    for j, members in by_resident.items():
        assert set(walk(r.memberships[j], supporters["next_of_resident"])) == members
        assert r.age_class[j] != CHILD
    active = state.active[: state.counters[N_ACTIVE]]
    assert (supporters["active_slot"][active] == np.arange(active.size)).all()
    due = np.minimum(supporters["until"][active], supporters["next_evening"][active])
    assert (state.active_due[: active.size] == due).all()
    assert active.size == rows["supporters"].sum()
    mobilised = np.bincount(supporters["resident"][active], minlength=r.mobilised.size)
    assert mobilised.tolist() == r.mobilised.tolist()
    assert ((r.issue >= 0) == (r.mobilised > 0)).all()
    bits = np.unpackbits(model.state.standing.view(np.uint8), bitorder="little")
    assert (bits[: r.mobilised.size] == (r.mobilised > 0)).all()
    touched = [int(mask).bit_count() for mask in rows["county_mask"]]
    assert touched == rows["counties"].tolist()


def check_people(model: CityModel) -> None:
    """Residents are neither made nor lost, and what they feel stays within bounds."""
    before, now = model.population.residents, model.state.residents
    for name in ("community", "household", "group"):
        assert np.array_equal(getattr(before, name), getattr(now, name))
    own = ["migrant", "age_class", "hardship"]
    if model.scenario.governances.morality == 0:
        own.append("threshold")
    order = np.sort if model.scenario.mobility.turnover > 0 else np.asarray
    for name in own:
        assert np.array_equal(order(getattr(before, name)), order(getattr(now, name)))
    for name in ("trust", "grievance", "exposure", "gain"):
        values = getattr(now, name)
        assert np.isfinite(values).all()
        assert values.min() >= 0.0
        assert values.max() <= 1.0
    weight = model.state.places.weight[now.community].astype(np.float64)
    shift = weight @ (now.trust.astype(np.float64) - before.trust.astype(np.float64))
    # Single precision rounds every small move, so the running sum drifts a little from the columns.
    assert np.allclose(shift, model.state.trust_shift, atol=1e-6 * weight.sum() + 1e-3)


def check_log(model: CityModel) -> None:
    """The log tells each dispute's life in order, and the slot time that it took."""
    entries, rows = events(model), model.disputes.records
    last: dict[int, int] = {}
    began: dict[int, tuple[int, float]] = {}
    busy = Counter()
    used = np.zeros(model.state.offices.size)
    slots, warmup = model.state.offices["slots"], model.scenario.warmup_days
    columns = (entries[name].tolist() for name in ("time", "dispute", "previous", "office", "event"))
    times = entries["time"].tolist()
    for row, (t, i, previous, office, event) in enumerate(zip(*columns, strict=True)):
        assert previous == last.get(i, -1)
        assert previous < 0 or times[previous] <= t
        last[i] = row
        if event == Event.SERVICE_BEGAN:
            assert i not in began
            began[i] = (office, t)
            busy[office] += 1
            assert busy[office] <= slots[office]
        elif event in ENDS_ATTEMPT:
            at, start = began.pop(i)
            busy[at] -= 1
            used[at] += max(0.0, t - max(start, warmup))
    assert np.allclose(used, model.state.offices["busy_days"])
    for i, row in last.items():
        status = Status(int(rows["status"][i]))
        assert rows["last_event"][i] == row
        final = Event.RULE if rows["alarm"][i] == DRAFT else END_EVENT.get(status)
        assert (int(entries["event"][row]) == final) == (status in END_EVENT)
        assert status not in END_EVENT or rows["closed"][i] == times[row]
    assert set(began) == set(np.flatnonzero(rows["status"] == Status.IN_SERVICE).tolist())
    real = rows["alarm"][entries["dispute"]] == 0
    assert np.bincount(entries["event"][real], minlength=EVENTS).tolist() == model.state.happened.tolist()
    in_hand = sum(max(0.0, model.day - max(start, warmup)) for _, start in began.values())
    available = float(slots.sum()) * max(0, model.day - warmup)
    assert used.sum() + in_hand <= available + 1e-6
