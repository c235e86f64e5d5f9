"""Media: what rumour, disclosure, reach and suppression do, and what each costs."""

import math
from itertools import pairwise

import numpy as np
import pytest

from govsim.agents import Media
from govsim.conflict.contagion import due_supporters, highest_chance, transmissions
from govsim.conflict.media import lose_trust
from govsim.conflict.supporters import join
from govsim.dice import Purpose, uniform
from govsim.population import resident_key
from govsim.state import Event
from paired import CATCHING, interval, lowers, raises
from worlds import digest, ready, within

UNREST = {
    "unrest": {
        "types": ["family", "labour", "debt"],
        "factor": 2,
        "day": 30,
        "length": 100,
        "disclosure_delay": 5,
    }
}
SECRET = {"types": ["land"], "factor": 2, "where": "neighbours"}
RUMOUR = {"media.rumour_growth": 0.004, "media.rumour_effect": 1.0}
"""Rumour that comes half-way in a city of 5,000, where one outbreak is twenty per 100,000."""


def lived(shocks, changes=None, seeds=CATCHING.seeds[:8]):
    """Return a model for each seed, in a city that is less catching than that of other tests."""
    return CATCHING.lived({"contagion.beta": 0.02, **(changes or {})}, "county", shocks, seeds)


def model_of(changes, shocks=None, seed=3):
    """Return a model of a seed that has not lived a day."""
    return CATCHING.model(changes, seed, shocks=shocks)


def supporters(model):
    """Return the mean number of supporters after the warm-up."""
    return model.daily["supporters"][30:].mean()


def rumour(model):
    """Return the mean level of rumour after the warm-up."""
    return model.daily["rumour"][30:].mean()


# --- off ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "idle",
    [
        {
            "media.rumour_effect": 3,
            "media.suppression": 1,
            "media.leak": 1,
            "media.publicity": 1,
            "media.every": 1,
        },
        {"media.rumour_growth": 5, "media.rumour_effect": 0},
    ],
)
def test_media_that_do_nothing_leave_the_same_bits(idle):
    """Without growth and disclosure there are no media; rumour without effect changes no event."""
    plain, quiet = lived(UNREST, seeds=[2])[0], lived(UNREST, idle, seeds=[2])[0]
    assert digest(plain) == digest(quiet)
    assert (quiet.media is None) == ("media.rumour_growth" not in idle)
    assert (rumour(quiet) > 0) == ("media.rumour_growth" in idle)


# --- rules ----------------------------------------------------------------------------------------


def test_the_audience_is_a_share_of_every_group():
    """Reach, lower among migrants and among the aged, by the dice of each resident."""
    model = model_of(
        {"media.disclosure": 1, "media.reach": 0.8, "media.reach_migrant": 0.5, "media.reach_aged": 0.4}
    )
    people, places = model.state.residents, model.state.places
    for j in range(0, len(people.informed), 97):
        c = people.community[j]
        share = 0.8 * (0.5 if people.migrant[j] else 1) * (0.4 if people.age_class[j] == 2 else 1)
        key = np.uint64(resident_key(places.code[c], int(j - places.start[c])))
        assert people.informed[j] == (uniform(3, Purpose.AUDIENCE, key, 0, 0) < share)
    for migrant, aged, share in ((0, 0, 0.8), (1, 0, 0.4), (0, 1, 0.32), (1, 1, 0.16)):
        group = people.informed[(people.migrant == migrant) & ((people.age_class == 2) == aged)]
        assert within(group.mean(), share, math.sqrt(share * (1 - share) / group.size))
    assert model.media.audience == pytest.approx(people.informed.mean())
    model.state.rumour[:] = 0.5, 0.25
    assert model.media.rumour == pytest.approx(0.5 - 0.25 * people.informed.mean())


def test_rumour_fades_grows_and_is_answered_step_by_step():
    """1 - (1 - R exp(-decay)) exp(-growth fresh), times 1 - disclosure among the reached once news is old."""
    model = model_of(
        {
            "media.every": 5, "media.rumour_growth": 0.03, "media.rumour_decay": 0.02,
            "media.disclosure": 0.4,
            "media.delay_days": 6, "media.publicity": 0.01, "media.suppression": 0.25, "media.leak": 0,
        },
        {"secret": {**SECRET, "day": 7, "length": 60, "disclosure_delay": 11}},
    )  # fmt: skip
    share = model._spells[0].communities[model.state.residents.community].mean()
    assert 0.6 < share < 0.9
    steps = {5: (3, 40), 10: (0, 20), 15: (1, 0), 20: (0, 10), 25: (0, 5)}
    silent = {5: 0, 10: 3, 15: 5, 20: 3, 25: 0}
    hidden, told = 0.0, []
    expected = [0.0, 0.0]
    trust = model.state.residents.trust.astype(float)
    informed = model.state.residents.informed[:, None]
    for t, (outbreaks, failures) in steps.items():
        model.day = t - 1
        model.state.happened[Event.OUTBREAK] += outbreaks
        model.state.happened[Event.FAILED] += failures
        model.let_media_inform()
        fresh = outbreaks / 5000 * 1e5 + share * silent[t]
        hidden += 0.03 * 0.25 * fresh
        told.append((t, outbreaks, failures))
        due = [news for news in told if news[0] + 6 <= t]
        told = [news for news in told if news not in due]
        # The spell is disclosed on day 18, in the step that ends on day 20.
        answered = t == 20 or any(news[1] for news in due)
        for row in (0, 1):
            expected[row] = 1 - (1 - expected[row] * math.exp(-0.1)) * math.exp(-0.03 * 0.75 * fresh)
        expected[1] *= 0.6 if answered else 1
        trust = np.maximum(0, trust - informed * 0.4 * 0.01 * sum(news[2] for news in due) / 5)
        assert model.state.rumour == pytest.approx(expected)
        assert model.media.suppressed == pytest.approx(hidden)
        assert model.state.residents.trust == pytest.approx(trust, abs=1e-6)


def test_media_step_on_their_days_only():
    """Every seventh evening, as a phase that can be taken out."""
    model = model_of(RUMOUR, UNREST)
    days = []
    model.media.step = lambda: days.append(model.day)
    for day in range(30):
        model.day = day
        model.phases["inform"]()
    assert days == [6, 13, 20, 27]
    assert isinstance(model.media, Media)
    assert model.media in model.agents


@pytest.mark.parametrize("leak", [0.02, 0.3])
def test_what_was_suppressed_comes_out_by_the_dice_with_all_its_rumour_and_costs_trust(leak):
    """With 1 - exp(-leak days) a step; trust falls by leak_trust at full suppression, of everyone."""
    model = model_of(
        {
            "media.every": 1, "media.rumour_growth": 0.01, "media.rumour_decay": 0,
            "media.suppression": 0.8,
            "media.leak": leak, "media.leak_trust": 0.01,
        }
    )  # fmt: skip
    start = model.state.residents.trust.astype(float)
    came_out, hidden, level = 0, 0.0, 0.0
    for t in range(1, 101):
        model.day = t - 1
        model.state.happened[Event.OUTBREAK] += 1
        model.media.step()
        hidden += 0.01 * 0.8 * 20
        grown = 0.01 * 0.2 * 20
        if uniform(3, Purpose.LEAK, 0, t, 0) < 1 - math.exp(-leak):
            grown, hidden, came_out = grown + hidden, 0.0, came_out + 1
        level = 1 - (1 - level) * math.exp(-grown)
        assert model.media.suppressed == pytest.approx(hidden)
        assert model.state.rumour == pytest.approx([level, level])
    assert came_out > (0 if leak < 0.1 else 10)
    trust = np.maximum(0, start - 0.01 * 0.8 * came_out)
    assert model.state.residents.trust == pytest.approx(trust, abs=1e-5)


def test_lost_trust_is_tallied_in_persons():
    """The informed lose both shares, the others one, down to 0, and the daily series knows."""
    model = model_of({"media.disclosure": 1})
    state = model.state
    state.places.weight[:] = 3.0
    state.residents.trust[::5] = 0.1
    before = state.residents.trust.astype(float)
    lose_trust(model.reference, 0.2, 0.05)
    after = np.maximum(0, before - 0.05 - 0.2 * state.residents.informed[:, None])
    assert state.residents.trust == pytest.approx(after, abs=1e-6)
    assert state.trust_shift == pytest.approx(3 * (after - before).sum(axis=0), rel=1e-5)


def test_ties_transmit_more_by_rumour_and_exactly_so():
    """The highest chance is that of full rumour, thinned to beta (1 + effect R) by who is reached."""
    beta, effect = 0.01, 4.0
    even = {"ties.online.weight": 1, "organizations.dilution": 0, "contagion.beta": beta}
    model = model_of({**even, "media.rumour_growth": 1, "media.rumour_effect": effect, "media.disclosure": 1})
    assert model.state.highest_chance[0] == pytest.approx(beta * 5)
    assert highest_chance(0.3, np.ones(3), 5) == 1.0
    ready(model, 1)
    state, ref = model.state, model.reference
    state.rumour[:] = 0.75, 0.25
    people = np.flatnonzero(state.residents.age_class != 0)
    model._store.reserve(supporters=people.size)
    state, ref = model.state, model.reference
    for j in people.tolist():
        join(ref, j, 0, 0.25)
    state.supporters["until"] = 1e9
    found, n = np.zeros(2), 40
    for evening in range(1, n + 1):
        rows = due_supporters(ref, float(evening))
        reached, _ = transmissions(ref, float(evening), rows, np.ones(3))
        found += np.bincount(state.residents.informed[reached], minlength=2)
    ties = model.population.ties
    ends = np.concatenate([ties.neighbour[ties.start[j] : ties.start[j + 1]] for j in people])
    trials = n * np.bincount(state.residents.informed[ends], minlength=2)
    for row, level in ((0, 0.75), (1, 0.25)):
        chance = beta * (1 + effect * level)
        assert within(found[row], trials[row] * chance, math.sqrt(trials[row] * chance))


# --- effect and cost ------------------------------------------------------------------------------


def test_rumour_mobilises():
    """Supporters rise with rumour."""
    assert raises(lived(UNREST, RUMOUR), lived(UNREST), supporters)


def test_disclosure_answers_rumour_and_costs_trust_of_those_who_hear_of_failures():
    """Less rumour, fewer supporters; trust falls, less among migrants, whom it reaches less."""
    hushed = lived(UNREST, RUMOUR)
    told = lived(UNREST, {**RUMOUR, "media.disclosure": 0.9, "media.publicity": 0.002})
    assert lowers(told, hushed, rumour)
    assert lowers(told, hushed, supporters)
    free = lived(UNREST, {**RUMOUR, "media.disclosure": 0.9, "media.publicity": 0})
    assert interval(told, free, "trust.mean")[1] < -0.005
    assert lowers(told, free, "gap.migrant.trust")
    assert lowers(told, free, "gap.aged.trust")
    # The information gap: rumour lives on where nobody is told.
    levels = np.array([model.state.rumour for model in told])
    assert (levels[:, 0] > levels[:, 1]).all()


def test_suppression_keeps_quiet_until_it_comes_out_and_then_costs_trust():
    """Without a leak there is less rumour; with leaks trust is lost."""
    free = lived(UNREST, RUMOUR)
    kept = lived(UNREST, {**RUMOUR, "media.suppression": 0.9, "media.leak": 0})
    leaky = lived(UNREST, {**RUMOUR, "media.suppression": 0.9, "media.leak": 0.05, "media.leak_trust": 0.02})
    assert lowers(kept, free, rumour)
    assert lowers(kept, free, supporters)
    assert raises(leaky, kept, rumour)
    assert lowers(leaky, free, "trust.mean")


def test_late_disclosure_leaves_more_rumour():
    """The longer a shock stays undisclosed, the more there is to answer."""
    late = {"unrest": {**UNREST["unrest"], "disclosure_delay": 60}}
    changes = {**RUMOUR, "media.disclosure": 0.6, "contagion.beta": 0}
    soon, later = lived(UNREST, changes), lived(late, changes)
    assert raises(later, soon, rumour)
    for early, on in pairwise([0, 30, 60]):
        values = [
            rumour(lived({"unrest": {**UNREST["unrest"], "disclosure_delay": days}}, changes, seeds=[1])[0])
            for days in (early, on)
        ]
        assert values[0] < values[1]
