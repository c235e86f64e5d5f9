"""Smart governance: detection by age, data sharing and privacy, each by its formula and by what it costs."""

import math

import numpy as np
import pytest

from govsim import CityModel
from govsim.conflict.escalation import begin_stage
from govsim.dice import Purpose, exponential, uniform_pair
from govsim.governance.events import detect
from govsim.governance.service import service_time, success_probability
from govsim.scenario.vocabulary import STAGES
from govsim.state import Event, Status
from paired import SMALL, lowers, raises
from worlds import QUIET, digest, of_kind, ready, world

MEDIATION = STAGES.index("mediation")
CASES = {**QUIET, "casework.slots": 60, "casework.distribution": "deterministic"}
WATCHED = {"detection.grid": 0.02, "detection.smart": 0.02}


def test_off_is_the_same_bits():
    """What entering data would cost changes nothing while no data are shared."""
    assert digest(SMALL.model({}).run()) == digest(SMALL.model({"detection.data_sharing_time": 5}).run())


@pytest.mark.parametrize(("aged", "migrant", "factor"), [(0, 0, 1), (1, 0, 3), (0, 1, 0.5), (1, 1, 1.5)])
def test_the_hazard_of_detection_goes_by_age_and_origin(aged, migrant, factor):
    """A latent dispute is found at the base hazard, times aged_factor from 60, times migrant_factor."""
    changes = {"detection.grid": 0.1, "detection.aged_factor": 3, "detection.migrant_factor": 0.5}
    model = CityModel(world({**CASES, **changes}), "county")
    rows = ready(model, 1)
    rows["aged"], rows["migrant"] = aged, migrant
    begin_stage(model._store.ref, 0, 2.0)
    _, u = uniform_pair(model.city.seed, Purpose.STAGE, rows["key"][0], 0, 1)
    assert rows["t_detect"][0] == pytest.approx(2 + exponential(u) / (-math.log(0.9) * factor))


@pytest.mark.parametrize(("sharing", "chance"), [(0.0, 0.7**3), (0.5, 0.85**3), (1.0, 1.0)])
def test_shared_data_avoid_their_share_of_the_loss(sharing, chance):
    """A tier keeps 1 - alpha (1 - data_sharing) of the information; entering data takes time."""
    changes = {**CASES, "casework.alpha": 0.3, "detection.data_sharing": sharing}
    changes["detection.data_sharing_time"] = 0.5
    model = CityModel(world(changes, kinds={"one": {"success": 1.0, "difficulty": 0.0}}), "municipal")
    rows = ready(model, 1)
    rows["stage"], rows["office"] = MEDIATION, model.state.places.receiving[0, 3]
    skill = 1 / (1 + math.exp(-2))
    assert success_probability(model._store.ref, 0) == pytest.approx(skill * chance)
    assert service_time(model._store.ref, 0) == pytest.approx(14 * (1 + 0.5 * sharing))


@pytest.mark.parametrize("privacy", [0.0, 0.5])
def test_who_is_detected_resents_that_someone_looked(privacy):
    """The claimant's trust in the city moves to 0 by the weight; a false alarm has nobody to resent it."""
    model = CityModel(world({**CASES, "detection.privacy": privacy}), "county")
    r = model.state.residents
    model.state.by_stage[0], model.state.by_status[Status.OUTSIDE] = 1, 1
    for alarm in (1, 0):
        rows = ready(model, 1)
        rows["alarm"], rows["entered"] = alarm, np.nan
        rows["stage"] = MEDIATION if alarm else 0
        j = int(rows["claimant"][0])
        if alarm:
            rows["claimant"] = -1
        r.trust[:] = 0.5
        detect(model._store.ref, 0, 3.0)
        moved = 0.0 if alarm else 0.2 * 0.5 * privacy
        assert r.trust[j].tolist() == pytest.approx([0.5, 0.5, 0.5, 0.5 - moved])
        assert np.delete(r.trust, j, axis=0).min() == 0.5


def test_unasked_counts_detections_and_false_alarms():
    """Files opened on residents who had not asked, per 1,000 residents and year after the warm-up."""
    changes = {**WATCHED, "detection.false_alarms_per_1000": 30, "detection.privacy": 0.1}
    model = SMALL.model(changes).run()
    opened = model.disputes.column("opened") >= 40
    found = of_kind(model, Event.DETECTED)["dispute"]
    alarms = (model.disputes.column("alarm") == 1) & opened
    expected = (opened[found].sum() + alarms.sum()) / 3 / (200 / 365)
    assert model.outcomes()["unasked"] == pytest.approx(expected)
    assert alarms.sum() > 10


def _found(model, aged):
    rows = model.disputes.records
    rows = rows[(rows["alarm"] == 0) & (rows["aged"] == aged)]
    return float((rows["detected"] == 1).mean())


def test_looking_after_the_aged_finds_more_of_theirs_and_takes_staff():
    """With aged_factor 8 more disputes of residents of 60 and older are found, at the cost of slot time."""
    on = {"detection.aged_factor": 8}
    pair = SMALL.both(WATCHED, on)
    assert raises(*pair, lambda model: _found(model, 1))
    unasked = {**WATCHED, "detection.privacy": 1e-9}
    pair = SMALL.both(unasked, on)
    assert raises(*pair, "unasked")
    pair = SMALL.both({**WATCHED, "casework.load": 0.3}, on)
    assert raises(*pair, "staff_days_used")


def test_sharing_data_saves_information_and_costs_time():
    """Where much is lost, sharing resolves more; where nothing is, it only takes time."""
    lossy, on = {"casework.alpha": 0.4, "casework.load": 0.4}, {"detection.data_sharing": 1}
    pair = SMALL.both(lossy, on, "municipal")
    assert raises(*pair, "resolved_share")
    free = {"casework.alpha": 0, "casework.load": 0.3, "detection.data_sharing_time": 0.3}
    pair = SMALL.both(free, on, "municipal")
    assert raises(*pair, "staff_days_used")
    assert raises(*pair, "resolution_days_median")


def test_privacy_costs_trust_in_the_city():
    """The more the detected mind, the lower trust in the city ends."""
    pair = SMALL.both(WATCHED, {"detection.privacy": 1})
    assert lowers(*pair, "trust.city")
