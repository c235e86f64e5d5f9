"""Social organisations: kinds, autonomy, contracts, voice and supervision, each with its price."""

from functools import cache

import numpy as np
import pytest

from govsim import CityModel
from govsim.agents.contract import COMMISSIONED, ENCOURAGED, WARNED, WITHDRAWN, Contract
from govsim.governance.entry import organization_for
from govsim.governance.kinds import ALL_TYPES, kinds_of
from govsim.scenario import ScenarioError
from govsim.scenario.dials import moved, turn_dials
from govsim.scenario.sections.organizations import ContractSettings
from govsim.scenario.vocabulary import SEVERITIES
from govsim.state import ORGANIZATION, Event, Status
from paired import ORGANISED, lowers, raises, scored
from worlds import TYPES, digest, of_kind, one_office, world

BUSY = {
    "organizations.take_up": 0.6,
    "organizations.staff_share": 0.3,
    "contagion.beta": 0.03,
}
"""Organisations that take most disputes at mediation; half of all residents are members."""

KINDS = {
    "professional_mediation": {"label": {"en": "Mediators", "zh": "调解"}, "share": 0.6, "skill": 2.5},
    "trade_association": {
        "label": {"en": "Trade association", "zh": "商会"},
        "share": 0.4,
        "domain": ["labour", "debt", "finance"],
        "take_up": 0.5,
        "dilution": 0.25,
    },
}


@cache
def busy(**changes):
    """Return paired worlds with busy organisations."""
    return ORGANISED.lived(
        {**BUSY, **{f"organizations.{key.replace('__', '.')}": v for key, v in changes.items()}}
    )


# --- reducer and diluter ----------------------------------------------------------------------------


def test_two_switches():
    """With take-up 0 organisations take no case but calm; with dilution 0 they take cases but do not calm."""
    diluter = CityModel(world({**ORGANISED.settings, **BUSY, "organizations.take_up": 0})).run()
    assert not diluter.disputes.column("organized").any()
    assert (diluter.state.places.dilution == 0.5).all()
    reducer = CityModel(world({**ORGANISED.settings, **BUSY, "organizations.dilution": 0})).run()
    assert reducer.disputes.column("organized").any()
    assert (reducer.state.places.dilution == 1).all()


@cache
def without_organizations():
    """Return paired worlds in which the government has all slots."""
    return ORGANISED.lived(
        {**BUSY, "organizations.take_up": 0, "organizations.staff_share": 0, "organizations.dilution": 0}
    )


def test_reducer_resolves_early_and_binds_staff():
    """At equal staff more is resolved, and nearer; the slots of organisations are used less."""
    reducer = busy(dilution=0.0)
    assert raises(reducer, without_organizations(), "resolved_share")
    assert lowers(reducer, without_organizations(), "left_county_share")
    assert lowers(reducer, without_organizations(), "staff_used_share")


def test_diluter_calms_and_leaves_work_to_others():
    """Fewer join where members are calmed; slots that only calm are missing where cases wait."""
    diluter = busy(take_up=0.0)
    assert lowers(diluter, without_organizations(), "supporters_mean")
    assert raises(diluter, without_organizations(), wait)


def test_overload_takes_the_calm_away():
    """Organisations that take every case, with hardly a slot, have little time for their members."""
    few = {"staff_share": 0.02, "dilution": 1.0}
    assert raises(busy(**few, take_up=1.0), busy(**few, take_up=0.0), "supporters_mean")


def wait(model):
    """Return the mean time in queues of disputes brought."""
    rows = scored(model)
    return rows["waited"][rows["highest"] >= 2].mean()


# --- kinds ------------------------------------------------------------------------------------------


def test_no_kinds_is_one_general_kind():
    """The general kind takes everything at the section's own figures."""
    (kind,) = kinds_of(world())
    assert (kind.share, kind.domain, kind.skill) == (1.0, ALL_TYPES, 2.2)
    assert (kind.take_up, kind.dilution) == (0.2, 0.5)
    same = {"all": {"label": {"en": "All"}, "share": 1, "skill": 2.2}}
    changes = {"disputes.claims_per_1000": 200, "casework.slots": 40, "organizations.take_up": 0.6}
    plain = CityModel(world(changes)).run()
    assert digest(plain) == digest(CityModel(world({**changes, "organizations.kinds": same})).run())


def test_kinds_have_their_share_and_their_domain():
    """Slots are divided by share and population at the same total; files go to who takes their type."""
    model = CityModel(world({**ORGANISED.settings, **BUSY, "organizations.kinds": KINDS}))
    offices = model.state.offices
    own = offices[offices["tier"] == ORGANIZATION]
    total, plain = offices["slots"].sum(), CityModel(world({**ORGANISED.settings, **BUSY})).state.offices
    assert total == plain["slots"].sum()
    assert own["slots"].sum() == plain["slots"][plain["tier"] == ORGANIZATION].sum()
    shares = np.bincount(own["kind"], weights=own["slots"]) / own["slots"].sum()
    assert shares == pytest.approx([0.6, 0.4], abs=0.15)
    model.run()
    taken = of_kind(model, Event.ENTERED)
    taken = taken[offices["tier"][taken["office"]] == ORGANIZATION]
    kind = offices["kind"][taken["office"]]
    names = np.array(TYPES)[model.disputes.column("type")[taken["dispute"]]]
    assert set(names[kind == 1]) <= {"labour", "debt", "finance"}
    assert set(names[kind == 0]) > {"family", "labour"}
    assert {type(one).__name__ for one in model.organizations} == {"SocialOrganization"}


def test_where_nobody_takes_a_type_the_government_does():
    """A domain that a street lacks leaves nobody to turn to."""
    only = {"union": {"label": {"en": "Union"}, "share": 1, "domain": ["labour"]}}
    model = CityModel(world({**BUSY, "organizations.kinds": only}))
    first, number = model.state.places.organization[0]
    assert organization_for(model._store.ref, first, number, TYPES.index("family"), 0.5) == -1
    assert organization_for(model._store.ref, first, number, TYPES.index("labour"), 0.5) == first


def test_choice_is_even_among_those_who_take_the_type():
    """The uniform divides the organisations that take a type into equal parts."""
    model = CityModel(world({**BUSY, "organizations.kinds": KINDS, "organizations.per_street": 2}))
    first, number = model.state.places.organization[0]
    assert number == 4
    labour, family = TYPES.index("labour"), TYPES.index("family")
    found = [organization_for(model._store.ref, first, number, labour, u) - first for u in (0, 0.3, 0.6, 0.9)]
    assert found == [0, 1, 2, 3]
    found = [
        organization_for(model._store.ref, first, number, family, u) - first for u in (0, 0.49, 0.5, 0.9)
    ]
    assert found == [0, 0, 2, 2]


def test_circle_calms_by_the_shares_of_its_kinds():
    """Members of a street belong to its kinds by share; each kind calms its own."""
    model = CityModel(world({**BUSY, "organizations.kinds": KINDS}))
    assert model.state.places.dilution == pytest.approx(1 - 0.5 * (0.6 * 1 + 0.4 * 0.25))
    mediators = model.organizations[0]
    model.state.offices["busy"][mediators.row] = 2 * mediators.slots
    model.circles.calm()
    calm = 1 - 0.5 * (0.6 * 0.5 + 0.4 * 0.25)
    assert model.state.places.dilution[mediators.communities] == pytest.approx(calm)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"organizations.kinds": {"a": {"label": {"en": "A"}, "share": 0.5}}},
            "shares of the kinds sum to 0.5",
        ),
        (
            {"organizations.kinds": {"a": {"label": {"en": "A"}, "share": 1, "domain": ["labor"]}}},
            "unknown type of dispute",
        ),
        ({"organizations.contracts.budget": 0.95}, "leave none to the government"),
    ],
)
def test_what_does_not_fit_together_is_said(changes, said):
    """Kinds share everything, know their types, and contracts leave slots to the government."""
    with pytest.raises(ScenarioError, match=said):
        world(changes)


# --- autonomy ---------------------------------------------------------------------------------------


def test_capture_moves_trust_and_skill():
    """Half captured: half the cost and half the backing."""
    changes = {"organizations.autonomy": 0.5, "organizations.capture_cost": 0.6}
    (kind,) = kinds_of(world({**changes, "organizations.capture_access": 1.0}))
    assert kind.take_up == pytest.approx(0.2 * 0.7)
    assert kind.dilution == pytest.approx(0.5 * 0.7)
    assert kind.skill == pytest.approx(2.2 + 0.5)


def test_a_regime_has_a_society_of_its_own():
    """What its society says counts over the scenario, under this regime alone."""
    own = one_office(society={"autonomy": 0, "take_up": 0.9})
    scenario = world({"organizations.dilution": 0.3}, regimes={"own": own})
    found = turn_dials(scenario, "own").organizations
    assert (found.autonomy, found.take_up, found.dilution) == (0, 0.9, 0.3)
    assert turn_dials(scenario, "county") is scenario
    assert [one.key for one in moved(scenario, "own")] == ["organizations.take_up", "organizations.autonomy"]
    assert CityModel(scenario, "own").state.offices["take_up"].max() == pytest.approx(0.9 * 0.4)


def test_captured_organisations_settle_better_but_are_trusted_less():
    """Backing makes attempts succeed; fewer turn to them and fewer are calmed."""
    captured = busy(autonomy=0.0)
    assert raises(captured, busy(), share_that_succeeds)
    assert lowers(captured, busy(), "organization_share")
    assert raises(captured, busy(), "supporters_mean")


def share_that_succeeds(model):
    """Return the share of the organisations' attempts that end in an agreement."""
    own = model.state.offices[model.state.offices["tier"] == ORGANIZATION]
    return own["succeeded"].sum() / own["concluded"].sum()


# --- contracts --------------------------------------------------------------------------------------


def test_standing_follows_the_target():
    """Met: encouraged; missed: warned, then withdrawn for good; a target that is met lifts the warning."""
    contract = Contract(ContractSettings(budget=0.1, target=0.5, term_days=365))
    assert contract.standing == COMMISSIONED
    told = []
    for day, concluded, succeeded in [
        (30, 0, 0),
        (60, 4, 2),
        (90, 6, 2),
        (120, 8, 4),
        (150, 20, 5),
        (180, 30, 6),
    ]:
        contract.review(day, concluded, succeeded)
        told.append(contract.standing)
    assert told == [COMMISSIONED, ENCOURAGED, WARNED, ENCOURAGED, WARNED, WITHDRAWN]
    contract.review(210, 100, 90)
    assert contract.standing == WITHDRAWN


def test_a_term_counts_anew():
    """At the end of a term past attempts are forgotten, a warning is not."""
    contract = Contract(ContractSettings(budget=0.1, target=0.5, term_days=60))
    contract.review(30, 10, 9)
    contract.review(60, 20, 10)
    assert contract.standing == ENCOURAGED
    contract.review(90, 22, 10)
    assert contract.standing == WARNED
    contract.review(120, 22, 10)
    assert contract.standing == WITHDRAWN


def test_contracts_move_slots_at_equal_total():
    """Commissioned slots come from the government."""
    plain, bound = (
        CityModel(
            world({**ORGANISED.settings, **BUSY, "organizations.contracts.budget": budget})
        ).state.offices
        for budget in (0, 0.25)
    )
    assert plain["slots"].sum() == bound["slots"].sum()
    assert bound["commissioned"].sum() == round(0.25 * plain["slots"].sum())
    assert (bound["slots"] - bound["commissioned"])[bound["tier"] == ORGANIZATION].sum() == (
        plain["slots"][plain["tier"] == ORGANIZATION].sum()
    )


def test_withdrawn_slots_and_files_go_to_the_government():
    """A target that nobody can meet: free slots go to the street office, and the queue is handed on."""
    strict = {
        "organizations.contracts.budget": 0.1,
        "organizations.contracts.target": 1.0,
        "organizations.staff_share": 0.05,
        "organizations.take_up": 1,
        "organizations.skill": -1,
    }
    model = CityModel(world({**ORGANISED.settings, **BUSY, **strict}))
    offices = model.state.offices
    total, before = offices["slots"].sum(), offices["slots"].copy()
    model.run()
    standing = [one.contract.standing for one in model.organizations if one.contract]
    assert WITHDRAWN in standing
    assert offices["slots"].sum() == total
    assert (offices["busy"] <= offices["slots"]).all()
    assert (offices["slots"] >= 0).all()
    street = offices["tier"] == 1
    assert offices["slots"][street].sum() > before[street].sum()
    handed = of_kind(model, Event.HANDED_ON)
    assert len(handed) > 0
    assert (offices["tier"][handed["office"]] < ORGANIZATION).all()
    assert ((handed["time"] % 30) == 0).all()
    again = CityModel(model.scenario, city=model.city).run()
    assert digest(again) == digest(model)


def test_contracts_relieve_organisations_and_strip_the_government():
    """More is resolved by organisations that have more slots; who turns to the government waits longer."""
    bound = busy(contracts__budget=0.25, contracts__target=0.0)
    assert raises(bound, busy(), "resolved_at.organization")
    assert raises(bound, busy(), wait_at_government)


def wait_at_government(model):
    """Return the mean time in queues of disputes that no organisation took."""
    rows = scored(model)
    return rows["waited"][(rows["organized"] == 0) & (rows["highest"] >= 2)].mean()


def test_strict_targets_bring_slots_back():
    """Organisations of little skill lose their contracts: less is resolved by them, government waits fall."""
    weak = {"skill": 0.0, "contracts__budget": 0.25}
    strict, lenient = busy(**weak, contracts__target=0.8), busy(**weak, contracts__target=0.0)
    assert lowers(strict, lenient, "resolved_at.organization")
    assert lowers(strict, lenient, wait_at_government)


# --- voice and supervision ----------------------------------------------------------------------------


def test_voice_speaks_for_members_at_the_county():
    """Only members' files are spoken for; they arrive at the county one class of severity higher."""
    model = CityModel(
        world({**ORGANISED.settings, **BUSY, "organizations.voice": 1, "organizations.skill": 0})
    ).run()
    spoken, rows = of_kind(model, Event.SPOKEN_FOR), model.disputes.records
    assert len(spoken) > 20
    assert (model.state.offices["tier"][spoken["office"]] >= 2).all()
    claimants = rows["claimant"][spoken["dispute"]]
    assert model.state.residents.organised[claimants].all()
    severity = rows["severity"][spoken["dispute"]]
    assert (severity >= 1).all()
    assert severity.max() == len(SEVERITIES) - 1
    failed = of_kind(model, Event.FAILED)
    failed = failed[model.state.offices["tier"][failed["office"]] == ORGANIZATION]
    members = model.state.residents.organised[rows["claimant"][failed["dispute"]]] == 1
    assert len(spoken) <= members.sum()


def test_voice_is_a_share():
    """At a half, about half of the members' failed files are spoken for."""
    models = busy(voice=0.5, skill=0.0), busy(voice=1.0, skill=0.0)
    half, whole = (sum(len(of_kind(m, Event.SPOKEN_FOR)) for m in models_) for models_ in models)
    assert half / whole == pytest.approx(0.5, abs=0.1)


def test_voice_is_heard_and_others_wait():
    """Where the city knows best, those spoken for wait less and resolve more; others wait for it."""
    knowing = {
        **BUSY,
        "casework.skill_city": 4,
        "casework.skill_community": 0,
        "casework.skill_street": 0,
        "casework.alpha": 0,
        "casework.load": 0.7,
        "organizations.skill": 0,
    }
    loud, quiet = (
        ORGANISED.lived({**knowing, "organizations.voice": 1}, "municipal"),
        ORGANISED.lived(knowing, "municipal"),
    )
    keys = {
        model.city.seed: model.disputes.column("key")[of_kind(model, Event.SPOKEN_FOR)["dispute"]]
        for model in loud
    }

    def spoken_for(model):
        rows = model.disputes.records
        return rows[np.isin(rows["key"], keys[model.city.seed])]

    def others(model):
        rows = scored(model)
        return rows[~np.isin(rows["key"], keys[model.city.seed]) & (rows["highest"] >= 3)]

    assert raises(loud, quiet, lambda model: np.mean(spoken_for(model)["status"] == Status.RESOLVED))
    assert lowers(loud, quiet, lambda model: spoken_for(model)["waited"].mean())
    assert raises(loud, quiet, lambda model: others(model)["waited"].mean())
    assert raises(loud, quiet, "disputes.formal")


def test_supervision_watches_the_offices_of_the_street():
    """Watched are the communities' offices and the street's, by the share of outreach that is left."""
    model = CityModel(
        world({**ORGANISED.settings, **BUSY, "organizations.supervision": 0.4, "organizations.autonomy": 0.5})
    )
    watched, tier = model.state.offices["watched"], model.state.offices["tier"]
    assert watched[tier <= 1] == pytest.approx(0.4 * 0.5)
    assert (watched[tier > 1] == 0).all()
    captured = 1 - 0.5 * 0.6
    assert model.state.places.dilution == pytest.approx(1 - 0.5 * captured * (1 - 0.4))


def test_supervision_prevents_paper_and_costs_calm():
    """Fewer cases are closed on paper; members are calmed less."""
    watching = busy(supervision=0.8)
    assert lowers(watching, busy(), papered)
    assert raises(watching, busy(), "supporters_mean")


def papered(model):
    """Return closures on paper per dispute brought."""
    rows = scored(model)
    return rows["papered"][rows["highest"] >= 2].mean()
