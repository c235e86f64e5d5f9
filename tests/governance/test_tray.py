"""What offices and organisations decide on files, and what becomes of their decisions."""

import numpy as np
import pytest

from govsim import CityModel
from govsim.governance.casework import REFER, carry_out, statutory_limit, worth_of_success
from govsim.scenario.vocabulary import STAGES, TIERS
from govsim.state import ORGANIZATION, Event, Status
from worlds import CERTAIN, QUIET, SKILLED, of_kind, one_office, ready, world

HOPELESS = {"success": 0.0, "service_days": 2.0}


def _run(changes=(), regime=None, kind=HOPELESS, days=150):
    scenario = world(
        {
            **QUIET,
            **SKILLED,
            "days": days,
            "disputes.claims_per_1000": 300,
            "casework.slots": 400,
            **dict(changes),
        },
        kinds={"plain": kind},
        regimes={"own": regime or one_office()},
    )
    return CityModel(scenario, "own").run()


def test_an_organisation_hands_what_it_cannot_settle_to_the_office_of_entry():
    """A file that failed at an organisation enters, the next morning, where it would have without it."""
    model = _run(
        {"organizations.per_street": 1, "organizations.take_up": 1, "organizations.staff_share": 0.5},
        one_office(staff={"street": 0.5, "city": 0.5}, entry=[{"tier": "street"}]),
    )
    tiers = model.state.offices["tier"]
    referred = of_kind(model, Event.REFERRED)
    assert len(referred) > 100
    assert (tiers[referred["office"]] == TIERS.index("street")).all()
    first = {}
    for entry in of_kind(model, Event.ENTERED, Event.FAILED, Event.REFERRED):
        first.setdefault(int(entry["dispute"]), []).append(
            (Event(entry["event"]), int(tiers[entry["office"]]), float(entry["time"]))
        )
    for steps in first.values():
        assert steps[0][:2] == (Event.ENTERED, ORGANIZATION)
        if len(steps) > 2:
            assert steps[1][:2] == (Event.FAILED, ORGANIZATION)
            assert steps[2] == (Event.REFERRED, TIERS.index("street"), np.ceil(steps[1][2]))


def test_an_organisation_keeps_a_file_that_no_row_lets_enter():
    """Where the regime takes no mediation cases, an organisation tries again and sends none astray."""
    model = _run(
        {"organizations.per_street": 1, "organizations.take_up": 1, "organizations.staff_share": 0.5},
        one_office(entry=[{"stage": "formal", "tier": "city"}]),
    )
    assert len(of_kind(model, Event.REFERRED)) == 0
    held = of_kind(model, Event.HELD)
    assert len(held) > 100
    assert (model.state.offices["tier"][held["office"]] == ORGANIZATION).all()


def test_reporting_pressure_does_not_touch_organisations():
    """Organisations report no failure as a success."""
    model = _run(
        {
            "casework.reporting_pressure": 1,
            "organizations.per_street": 1,
            "organizations.take_up": 1,
            "organizations.staff_share": 0.5,
        }
    )
    tiers = model.state.offices["tier"]
    assert (tiers[of_kind(model, Event.FAILED)["office"]] == ORGANIZATION).all()
    assert (tiers[of_kind(model, Event.CLOSED_ON_PAPER)["office"]] != ORGANIZATION).all()
    assert len(of_kind(model, Event.CLOSED_ON_PAPER)) > 0


def test_referral_waits_for_the_attempts_of_its_row():
    """A row with after_attempts 3 lets an office try three times; the next tier then counts anew."""
    regime = one_office(
        staff={"street": 0.5, "city": 0.5},
        entry=[{"tier": "street"}],
        referral=[{"source": "street", "to": "city", "on": "failure", "after_attempts": 3}],
        attempts=2,
    )
    model = _run(regime=regime)
    rows = model.disputes.records
    done = rows[rows["status"] == Status.SPILLED]
    assert len(done) > 100
    assert set(done["attempts"].tolist()) == {5}
    assert set(done["referrals"].tolist()) == {1}
    began = of_kind(model, Event.SERVICE_BEGAN)
    tiers = model.state.offices["tier"][began["office"]]
    assert began["value"][tiers == 1].max() == 3
    assert began["value"][tiers == 3].max() == 2


def test_a_file_referred_to_nobody_is_held():
    """Where the tier referred to has no slots at or above it, the file stays and no office is disturbed."""
    model = CityModel(world({"casework.slots": 40, "organizations.per_street": 0}), "county")
    rows = ready(model, 1)
    office = model.state.places.receiving[0, 0]
    rows["status"], rows["stage"], rows["office"], rows["entered"] = Status.IN_TRAY, 2, office, 0.0
    model.state.by_status[[Status.IN_TRAY, Status.OUTSIDE]] = 1, 0
    which, decision = np.array([0], dtype=np.int32), np.array([REFER], dtype=np.int8)
    carry_out(model._store.ref, 1.0, which, decision, np.array([-1], dtype=np.int32))
    assert rows["office"][0] == office
    assert Event(of_kind(model, *Event)["event"][0]) == Event.HELD


def test_limits_and_the_worth_of_success_follow_the_scenario():
    """Each stage has its limit, and a success is worth exp(-delay / delay_days)."""
    limits = {"mediation": 11, "formal": 22, "petition": 33, "collective": 44}
    model = CityModel(
        world({**{f"casework.limit_{k}": v for k, v in limits.items()}, "trust.delay_days": 50}), "county"
    )
    ref = model._store.ref
    assert [statutory_limit(ref, STAGES.index(name)) for name in limits] == list(limits.values())
    rows = ready(model, 1)
    rows["entered"][0] = 10.0
    assert worth_of_success(ref, 0, 10.0) == 1.0
    assert worth_of_success(ref, 0, 35.0) == pytest.approx(np.exp(-0.5))


def test_a_prompt_office_wins_trust_and_a_failing_one_loses_it():
    """Claimants' trust in the tier that served them rises by success and falls by failure."""
    shifts = [
        _run(kind=kind, changes={"population.trust_sd": 0}).state.trust_shift
        for kind in ({**CERTAIN, "service_days": 2.0}, HOPELESS)
    ]
    assert shifts[0][3] > 0 > shifts[1][3]
    assert not any(shift[:3].any() for shift in shifts)


def test_waiting_is_resented():
    """Grievance grows by the stated amount for every thirty days in a queue, beyond that of a failure."""
    found = []
    for waiting in (0.0, 0.5):
        changes = {"trust.grievance_waiting": waiting, "trust.grievance_decay": 0, "casework.slots": 4}
        model = _run({**changes, "trust.grievance_rest": 0}, kind={**CERTAIN, "service_days": 8.0})
        found.append(model)
    easy, hard = (model.state.residents.grievance.astype(float).sum() for model in found)
    assert found[0].disputes.column("waited").sum() == found[1].disputes.column("waited").sum() > 0
    assert hard > 1.2 * easy
