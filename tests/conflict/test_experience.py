"""Trust, grievance and the sense of gain."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsim import CityModel
from govsim.conflict.experience import aggrieve, experience, judge, mistrust, relax, relax_neighbours
from govsim.conflict.supporters import join
from govsim.state import ORGANIZATION
from worlds import ready, world

RULES = {
    "trust.gain_rate": 0.1,
    "trust.loss_rate": 0.25,
    "trust.supporter_weight": 0.5,
    "trust.grievance_rest": 0.2,
    "trust.grievance_decay": 0.05,
}


@pytest.fixture(scope="module", params=[1, 8])
def model(request):
    """Return a model at 1:1 and at 1:8."""
    return CityModel(world({**RULES, "scale": request.param, "population": 4000}), "county")


@given(start=st.floats(0, 1, width=32), days=st.floats(0, 200), hardship=st.floats(0, 10, width=32))
def test_grievance_relaxes_exponentially_to_its_rest(model, start, days, hardship):
    """Grievance decays to min(1, rest * hardship), exposure to nothing, at the same rate."""
    r = model.state.residents
    r.updated[0], r.grievance[0], r.exposure[0], r.hardship[0] = 10, start, start, hardship
    relax(model._store.ref, 0, 10.0 + days)
    fade = math.exp(-0.05 * days)
    rest = min(1.0, 0.2 * hardship)
    assert r.grievance[0] == pytest.approx(rest + (start - rest) * fade, abs=1e-6)
    assert r.exposure[0] == pytest.approx(start * fade, abs=1e-6)
    relax(model._store.ref, 0, 5.0)
    assert r.exposure[0] == pytest.approx(start * fade, abs=1e-6)


@given(
    seed=st.integers(0, 2**32 - 1),
    first=st.integers(0, 40),
    number=st.integers(0, 60),
    anger=st.floats(0, 1),
)
def test_neighbours_relax_together_as_they_do_one_by_one(model, seed, first, number, anger):
    """To the bit, whatever time each has behind them; who is up to date or ahead keeps all but the anger."""
    r, rng, last = model.state.residents, np.random.default_rng(seed), first + number
    r.updated[:120] = rng.choice([9.0, 9.0, 9.0, 9.5, 10.0, 10.5], 120)
    r.grievance[:120], r.exposure[:120] = rng.random((2, 120), dtype=np.float32) ** 8
    r.hardship[:120] = 10 * rng.random(120, dtype=np.float32)
    columns = (r.updated, r.grievance, r.exposure)
    before = [column[:120].copy() for column in columns]
    for j in range(first, last):
        relax(model._store.ref, j, 10.0)
        r.grievance[j] = min(1.0, float(r.grievance[j]) + anger)
    one_by_one = [column[:120].copy() for column in columns]
    for column, values in zip(columns, before, strict=True):
        column[:120] = values
    relax_neighbours(model._store.ref, first, last, 10.0, anger)
    for column, expected in zip(columns, one_by_one, strict=True):
        assert (column[:120] == expected).all()


@given(seed=st.integers(0, 2**32 - 1), number=st.integers(0, 60), weight=st.floats(0.5, 100))
def test_mistrust_lowers_every_tier_to_nothing_at_most_and_counts_persons(seed, number, weight):
    """By each resident's own loss, and the changes sum to what persons have lost."""
    rng = np.random.default_rng(seed)
    trust, losses = rng.random((number, 4), dtype=np.float32), rng.random(number)
    before = trust.astype(float)
    changes = mistrust(trust, losses, weight)
    assert (trust == np.maximum(0.0, before - losses[:, None]).astype(np.float32)).all()
    lost = weight * (np.maximum(0.0, before - losses[:, None]) - before).sum(axis=0)
    assert changes == pytest.approx(lost, rel=1e-9, abs=1e-9)


@given(start=st.floats(0, 1, width=32), change=st.floats(-1, 1))
def test_grievance_moves_by_one_person_of_those_a_resident_stands_for(model, start, change):
    """A change of one person's grievance moves a resident of weight w by 1/w, within [0, 1]."""
    r = model.state.residents
    weight = model.state.places.weight[0]
    r.updated[0], r.grievance[0] = 10, start
    aggrieve(model._store.ref, 0, 10.0, change)
    assert r.grievance[0] == pytest.approx(min(1, max(0, start + change / weight)), abs=1e-6)


@given(trust=st.floats(0, 1, width=32), worth=st.floats(0, 1), tier=st.integers(0, 3))
def test_trust_is_lost_faster_than_it_is_won(model, trust, worth, tier):
    """Trust moves towards the experience at the rate of gain or loss, over the weight of the row."""
    r, state = model.state.residents, model.state
    weight = state.places.weight[0]
    r.trust[0] = trust
    r.gain[0] = trust
    before = state.trust_shift.copy()
    judge(model._store.ref, 0, tier, worth, 1.0)
    rate = 0.1 if worth > trust else 0.25
    move = rate * (worth - trust)
    assert r.trust[0, tier] == pytest.approx(trust + move / weight, abs=1e-6)
    assert r.gain[0] == pytest.approx(trust + move / weight, abs=1e-6)
    assert [r.trust[0, other] for other in range(4) if other != tier] == [pytest.approx(trust)] * 3
    shift = state.trust_shift - before
    assert shift[tier] == pytest.approx(move, abs=1e-6)
    assert abs(shift).sum() == pytest.approx(abs(move), abs=1e-6)


def test_an_organisation_moves_gain_but_no_trust_in_government(model):
    """What a social organisation does is no experience of government."""
    r = model.state.residents
    r.trust[0], r.gain[0] = 0.5, 0.5
    judge(model._store.ref, 0, ORGANIZATION, 1.0, 1.0)
    assert r.trust[0].tolist() == [0.5] * 4
    assert r.gain[0] > 0.5


def test_parties_judge_fully_and_supporters_by_their_weight(model):
    """Claimant and respondent move by the full step, supporters by theirs, the claimant's grievance too."""
    rows = ready(model, 1)
    r, state = model.state.residents, model.state
    grown = [j for j in range(20) if r.age_class[j] != 0]
    claimant, respondent, supporter, bystander = grown[:4]
    rows["claimant"][0], rows["respondent"][0] = claimant, respondent
    for j in (claimant, supporter):
        join(model._store.ref, j, 0, 1.0)
    r.trust[grown[:4]] = 0.5
    r.updated[grown[:4]], r.grievance[grown[:4]] = 20, 0.5
    experience(model._store.ref, 0, 20.0, 2, 0.0, 0.25)
    step = 0.25 * 0.5 / state.places.weight[0]
    assert r.trust[grown[:4], 2].tolist() == pytest.approx(
        [0.5 - step, 0.5 - step, 0.5 - 0.5 * step, 0.5], abs=1e-6
    )
    assert r.grievance[grown[:4]].tolist() == pytest.approx(
        [0.5 + 0.25 / state.places.weight[0], 0.5, 0.5, 0.5], abs=1e-6
    )
    assert bystander not in (claimant, respondent, supporter)


@pytest.mark.parametrize(("claimant", "respondent"), [(0, 1), (1, 0), (0, -1), (-1, 0)])
def test_the_first_resident_is_a_party_like_any_other(model, claimant, respondent):
    """Row 0 judges as claimant and as respondent, and nobody (-1) judges nothing."""
    rows, r = ready(model, 1), model.state.residents
    rows["claimant"][0], rows["respondent"][0] = claimant, respondent
    r.gain[:] = 0.5
    r.grievance[:2], r.updated[:2] = 0.5, 20
    experience(model._store.ref, 0, 20.0, 2, 0.0, 0.25)
    parties = {claimant, respondent} - {-1}
    assert set((r.gain < 0.5).nonzero()[0].tolist()) == parties
    assert set((r.grievance[:2] > 0.5).nonzero()[0].tolist()) == {claimant} - {-1}
