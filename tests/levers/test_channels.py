"""Channels: how claimants choose, what each channel does, and what the choice costs."""

import math

import numpy as np
import pytest

from govsim import CityModel
from govsim.dice import Purpose, uniform
from govsim.governance.casework import limit_of
from govsim.governance.channels import (
    choose_channel,
    efficacy,
    note_attempt,
    present_channel,
    relapse_probability,
    tier_behind,
    utility,
)
from govsim.governance.entry import entry_office
from govsim.outcomes import describe
from govsim.scenario.errors import ScenarioError
from govsim.scenario.vocabulary import CHANNELS, STAGES, TIERS
from govsim.state import ORGANIZATION, Event, Status
from paired import paired, student
from worlds import digest, of_kind, ready, world

MEDIATION, ORGANISATION, ADMINISTRATION, COURT, PETITION = range(len(CHANNELS))
ON = {"channels.sensitivity": 1.0}
STAFF = {"community": 0.3, "street": 0.2, "county": 0.25, "city": 0.25}
ENTRY = [
    {"stage": "mediation", "tier": "street"},
    {"stage": "formal", "tier": "county"},
    {"stage": "petition", "tier": "city"},
]


def blank(changes=None, **regime):
    """Return a model that has not run, with four tiers of staff."""
    settings = {**ON, "casework.slots": 100, "organizations.per_street": 2, **(changes or {})}
    rules = {"staff": STAFF, "entry": ENTRY, "terminal": "city", **regime}
    return CityModel(world(settings, regimes={"test": rules}), "test")


@pytest.fixture
def model():
    return blank(
        {
            "channels.sensitivity": 1.3,
            "channels.trust_effect": 0.7,
            "channels.efficacy_effect": 2.0,
            "channels.court.appeal": 0.3,
            "channels.court.access_migrant": 0.4,
            "channels.court.access_aged": 0.25,
            "channels.court.cost": 0.6,
        }
    )


def claim(model, **columns):
    """Make row 0 of the docket a claim and return it."""
    rows = ready(model, 1)
    rows["stage"] = STAGES.index("claim")
    for name, value in columns.items():
        rows[name] = value
    return rows[0]


# --- off ---------------------------------------------------------------------------------------


def test_without_sensitivity_nothing_changes():
    """At sensitivity 0 no other key of the section matters, and nobody has chosen."""
    busy = {"disputes.claims_per_1000": 150}
    dear = {f"channels.{name}.{key}": 2 for name in CHANNELS for key in ("appeal", "cost", "binding")}
    plain, other = (CityModel(world({**busy, **more}), "county").run() for more in ({}, dear))
    assert digest(plain) == digest(other)
    assert (plain.disputes.column("channel") == -1).all()
    assert of_kind(plain, Event.CHANNEL).size == 0
    assert all(plain.outcomes()[f"channel_share.{name}"] == 0 for name in CHANNELS)


def test_nobody_chooses_where_nobody_handles():
    """In the baseline without offices there is nothing to choose from."""
    busy = {"disputes.claims_per_1000": 150}
    plain, other = (CityModel(world({**busy, **more}), "unhandled").run() for more in ({}, ON))
    assert digest(plain) == digest(other)


# --- the choice ----------------------------------------------------------------------------------


@pytest.mark.parametrize("migrant", [0, 1])
@pytest.mark.parametrize("aged", [0, 1])
def test_utility_is_the_sum_of_its_terms(model, migrant, aged):
    """Appeal, trust in the tier behind, efficacy seen in the county, less access and cost."""
    row = claim(model, migrant=migrant, aged=aged)
    j, state = row["claimant"], model.state
    state.residents.trust[j] = [0.1, 0.2, 0.3, 0.4]
    state.residents.hardship[j] = 1.5
    state.channel_tried[0, COURT], state.channel_kept[0, COURT] = 20, 15
    expected = 0.3 + 0.7 * 0.3 + 2.0 * (20 * 0.5 + 15) / 40 - 0.4 * migrant - 0.25 * aged - 0.6 * 1.5
    assert utility(model._store.ref, 0, COURT) == pytest.approx(expected)
    assert utility(model._store.ref, 0, MEDIATION) == pytest.approx(0.5 + 0.7 * 0.2 + 2.0 * 0.5)


def test_the_tier_behind_a_channel_is_where_the_regime_lets_it_enter(model):
    """Street, county and city by stage of the channel; the community behind organisations."""
    claim(model)
    found = [TIERS[tier_behind(model._store.ref, 0, channel)] for channel in range(5)]
    assert found == ["street", "community", "county", "county", "city"]
    bare = blank(entry=[{"stage": "mediation", "tier": "street"}])
    claim(bare)
    assert [TIERS[tier_behind(bare._store.ref, 0, c)] for c in (COURT, PETITION)] == ["city", "city"]


def test_choice_is_by_softmax_at_one_keyed_uniform(model):
    """The channel is where u falls among the shares exp(s U)/sum; the stage is the channel's."""
    stages = [STAGES.index(name) for name in ("mediation", "mediation", "formal", "formal", "petition")]
    rows = ready(model, 400)
    rows["stage"] = STAGES.index("claim")
    rows["key"] = np.arange(1, 401) * 7919
    rows["episode"] = np.arange(400) % 3
    for i, row in enumerate(rows):
        worth = np.array([math.exp(1.3 * utility(model._store.ref, i, c)) for c in range(5)])
        u = uniform(np.uint64(model.city.seed), Purpose.CHANNEL, row["key"], row["episode"], 0)
        expected = int(np.searchsorted(np.cumsum(worth) / worth.sum(), u))
        assert choose_channel(model._store.ref, i, 1.0) == stages[expected]
        assert row["channel"] == expected
    assert np.bincount(rows["channel"], minlength=5).min() > 10
    told = of_kind(model, Event.CHANNEL)
    assert told["value"].tolist() == rows["channel"].tolist()


@pytest.mark.parametrize("how", ["regime", "street"])
def test_organisations_are_chosen_only_where_there_are_any(how):
    """A regime without them, or a street without them, leaves four channels."""
    changes = {"channels.organization.appeal": 10, "channels.sensitivity": 50}
    model = (
        blank(changes, organizations=False)
        if how == "regime"
        else blank({**changes, "organizations.per_street": 0})
    )
    claim(model)
    assert utility(model._store.ref, 0, ORGANISATION) == -math.inf
    choose_channel(model._store.ref, 0, 1.0)
    assert model.disputes[0].channel != ORGANISATION


def test_whoever_chose_an_organisation_gets_one_and_nobody_else(model):
    """Among those who chose, the share that turns to organisations by itself plays no part."""
    for channel, expected in ((ORGANISATION, ORGANIZATION), (MEDIATION, TIERS.index("street"))):
        for key in range(1, 40):
            claim(model, stage=STAGES.index("mediation"), channel=channel, key=key)
            office = entry_office(model._store.ref, 0)
            assert model.state.offices["tier"][office] == expected


# --- what a channel does ------------------------------------------------------------------------------


def test_a_channel_is_present_only_at_its_stage(model):
    """What was chosen for one stage means nothing after the dispute has left it."""
    for stage, expected in (("formal", COURT), ("petition", -1), ("claim", -1)):
        claim(model, stage=STAGES.index(stage), channel=COURT)
        assert present_channel(model._store.ref, 0) == expected


def test_limits_are_those_of_the_stage_but_for_reconsideration():
    """Court 90 days, reconsideration 60, petition 60, mediation 30."""
    model = blank()
    stages = [2, 2, 3, 3, 4]
    found = []
    for channel, stage in enumerate(stages):
        claim(model, stage=stage, channel=channel)
        found.append(limit_of(model._store.ref, 0))
    assert found == [30, 30, 60, 90, 60]
    claim(model, stage=3)
    assert limit_of(model._store.ref, 0) == 90


def test_a_judgment_binds():
    """The probability of relapse is that of casework times the channel's factor, at its stage."""
    model = blank({"casework.relapse": 0.4, "channels.court.binding": 0.25})
    for stage, channel, expected in ((3, COURT, 0.1), (4, COURT, 0.4), (3, -1, 0.4), (2, MEDIATION, 0.4)):
        claim(model, stage=stage, channel=channel)
        assert relapse_probability(model._store.ref, 0) == pytest.approx(expected)


def test_efficacy_is_a_running_share_from_a_prior(model):
    """(cases prior + kept) / (cases + tried), county by county."""
    claim(model, stage=3, channel=COURT)
    ref, seen = model._store.ref, []
    assert efficacy(ref, 0, COURT) == 0.5
    for lasts in (1, 1, 1, 0):
        note_attempt(ref, 0, lasts)
        seen.append(efficacy(ref, 0, COURT))
    assert seen == pytest.approx([11 / 21, 12 / 22, 13 / 23, 13 / 24])
    assert efficacy(ref, 1, COURT) == efficacy(ref, 0, PETITION) == 0.5


# --- in a living city -----------------------------------------------------------------------------------

BUSY = {
    **ON,
    "days": 240,
    "warmup_days": 60,
    "population": 3000,
    "disputes.claims_per_1000": 150,
    "detection.grid": 0,
    "detection.smart": 0,
}


def test_claims_enter_at_the_stage_of_their_channel():
    """Everyone who brings a claim chooses, and skips the steps below; efficacy counts attempts."""
    model = CityModel(world({**BUSY, "casework.relapse": 0.3, "casework.return_days": 20}), "county").run()
    rows = model.disputes.records
    rows = rows[(rows["alarm"] == 0) & (rows["highest"] >= 2)]
    chosen = of_kind(model, Event.CHANNEL)
    assert np.bincount(rows["channel"], minlength=5).min() > 5
    assert chosen.size > rows.size  # those that came back chose again
    stage = model.state.channels["stage"][rows["channel"]]
    assert (rows["highest"] >= stage).all()
    concluded = of_kind(model, Event.RESOLVED, Event.AGREED, Event.FAILED, Event.CLOSED_ON_PAPER)
    tried, kept = model.state.channel_tried, model.state.channel_kept
    assert 0 < kept.sum() <= (rows["status"] == Status.RESOLVED).sum()
    assert (kept <= tried).all()
    assert tried.sum() <= concluded.size
    shares = [model.outcomes()[f"channel_share.{name}"] for name in CHANNELS]
    assert sum(shares) == pytest.approx(1.0)


def compared(one, other, measures, regime="county"):
    """Return the paired differences between two cities that differ in some settings."""
    return paired((world({**BUSY, **one}), regime), (world({**BUSY, **other}), regime), measures)


def test_appeal_draws_claims_to_a_channel_whose_queue_grows():
    """Courts that appeal to more people are chosen by more, and parties wait longer: capacity is shared."""
    share, legal, waits = compared(
        {"channels.court.appeal": 3},
        {},
        ["channel_share.court", "channel_share.administration", "wait_days_mean"],
    )
    assert student(share)[0] > 0
    assert student(legal)[1] < 0
    assert student(waits)[0] > 0


def test_trust_moves_the_choice():
    """Where counties are trusted and committees not, weight on trust draws claims to formal channels."""
    people = {f"population.trust_{tier}": 0.9 if tier == "county" else 0.1 for tier in TIERS}
    (share,) = compared(
        {**people, "channels.trust_effect": 3}, {**people, "channels.trust_effect": 0}, [formal_share]
    )
    assert student(share)[0] > 0


def test_what_lasts_is_chosen_more():
    """Where efficacy is seen, the channels that resolve better gain."""
    hard = {"casework.skill_county": -3, "channels.efficacy_cases": 2}
    (low,) = compared(
        {**hard, "channels.efficacy_effect": 5}, {**hard, "channels.efficacy_effect": 0}, [formal_share]
    )
    assert student(low)[1] < 0


def formal_share(model):
    """Return the share of choices for court or administration."""
    return float(np.isin(of_kind(model, Event.CHANNEL)["value"], (ADMINISTRATION, COURT)).mean())


def share_of(group, value):
    def measure(model):
        rows = model.disputes.records
        rows = rows[(rows["channel"] >= 0) & (rows[group] == value)]
        return float((rows["channel"] == COURT).mean())

    return measure


@pytest.mark.parametrize("group", ["migrant", "aged"])
def test_hard_access_keeps_a_group_away(group):
    """A penalty on access lowers the share of that group in the channel."""
    base = {"channels.court.appeal": 1.5}
    inside, outside = compared(
        {**base, f"channels.court.access_{group}": 4},
        {**base, f"channels.court.access_{group}": 0},
        [share_of(group, 1), share_of(group, 0)],
    )
    assert student(inside)[1] < 0
    assert student(outside)[0] > student(inside)[1]


def test_fees_deter_those_in_hardship():
    """Fees lower the hardship of those who go to court below that of the others."""

    def hardship_gap(model):
        rows = model.disputes.records
        rows = rows[rows["channel"] >= 0]
        hardship = model.state.residents.hardship[rows["claimant"]]
        return float(hardship[rows["channel"] == COURT].mean() - hardship[rows["channel"] != COURT].mean())

    base = {"channels.court.appeal": 1.5}
    (gap,) = compared({**base, "channels.court.cost": 2}, {**base, "channels.court.cost": 0}, [hardship_gap])
    assert student(gap)[1] < 0


def test_binding_lowers_recurrence():
    """Where settlements relapse often and all go to court, judgments that bind come back less."""
    base = {"channels.court.appeal": 5, "casework.relapse": 0.4, "casework.return_days": 20}
    (back,) = compared(
        {**base, "channels.court.binding": 0}, {**base, "channels.court.binding": 1}, ["recurrence_share"]
    )
    assert student(back)[1] < 0


# --- words -----------------------------------------------------------------------------------------------


def test_a_story_names_the_channel():
    """The choice is told in both languages."""
    model = CityModel(world({**BUSY, "days": 60, "warmup_days": 0}), "county").run()
    row = model.disputes[int(np.flatnonzero(model.disputes.column("channel") == PETITION)[0])]
    assert "channel: petition" in row.story()
    assert "信访" in row.story("zh")


@pytest.mark.parametrize("name", CHANNELS)
def test_shares_are_described(name):
    """Every share has a sentence in both languages."""
    spec = describe(f"channel_share.{name}")
    assert name in spec.doc
    assert spec.label_zh


def test_relapse_cannot_pass_certainty():
    """A factor that makes a probability above 1 is refused with what is allowed."""
    with pytest.raises(ScenarioError, match="at most 2"):
        world({**ON, "casework.relapse": 0.5, "channels.petition.binding": 3})
