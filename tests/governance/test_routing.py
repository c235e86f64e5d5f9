"""Regimes as tables: the compiled tables against looking through the rows one by one."""

from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govsim import CityModel
from govsim.governance.entry import entry_office, scope_of
from govsim.governance.routing import OFFICE_STAGES, Referrals, compile_routes
from govsim.scenario.vocabulary import REASONS, SCOPES, SEVERITIES, STAGES, TIERS
from govsim.state import ORGANIZATION
from worlds import REGIMES, TYPES, ready, world

SEVERAL_TYPES = st.lists(st.sampled_from(TYPES), max_size=3, unique=True)
MATCH = {
    "type": SEVERAL_TYPES,
    "scope": st.lists(st.sampled_from(SCOPES), max_size=2, unique=True),
    "severity": st.lists(st.sampled_from(SEVERITIES), max_size=2, unique=True),
}
ENTRY = st.fixed_dictionaries(
    {
        **MATCH,
        "stage": st.lists(st.sampled_from(OFFICE_STAGES), max_size=2, unique=True),
        "tier": st.sampled_from(TIERS),
    }
)
UPWARD = st.sampled_from([(low, high) for a, low in enumerate(TIERS) for high in TIERS[a + 1 :]])
REFERRAL = st.fixed_dictionaries(
    {
        **MATCH,
        "pair": UPWARD,
        "on": st.lists(st.sampled_from(REASONS), min_size=1, max_size=3, unique=True),
        "after_attempts": st.integers(1, 4),
    }
).map(
    lambda row: {
        **{k: v for k, v in row.items() if k != "pair"},
        "source": row["pair"][0],
        "to": row["pair"][1],
    }
)


def _regime(entry, referral=(), **more):
    return {
        "staff": {"community": 0.25, "street": 0.25, "county": 0.25, "city": 0.25},
        "entry": list(entry),
        "referral": list(referral),
        "terminal": "city",
        **more,
    }


def _matches(row, name, scope, severity):
    return all(
        not wanted or value in wanted
        for wanted, value in ((row.type, name), (row.scope, scope), (row.severity, severity))
    )


def _check_against_rows(scenario, regime):
    routes = compile_routes(scenario, regime)
    referrals = Referrals(routes)
    kinds = list(scenario.disputes.types)
    for (k, name), (s, scope), (g, severity) in product(*map(enumerate, (kinds, SCOPES, SEVERITIES))):
        for stage, word in enumerate(STAGES[2:], start=2):
            file = SimpleNamespace(type=k, scope=s, severity=g, stage=stage)
            expected = next(
                (
                    TIERS.index(row.tier)
                    for row in regime.entry
                    if _matches(row, name, scope, severity) and (not row.stage or word in row.stage)
                ),
                -1,
            )
            assert referrals.entry(file) == routes.entry[stage - 2, k, s, g] == expected
        for tier, place in enumerate(TIERS):
            for reason, word in enumerate(REASONS):
                rows = [
                    row
                    for row in regime.referral
                    if row.source == place and word in row.on and _matches(row, name, scope, severity)
                ]
                expected = TIERS.index(rows[0].to) if rows else -1
                assert referrals.refer(reason, tier, file) == routes.refer[reason, tier, k, s, g] == expected
                if word == "scope" and expected != -1:
                    assert referrals.urgent(tier, file) == expected
                if word == "failure":
                    assert referrals.after(tier, file) == (rows[0].after_attempts if rows else 1)
    assert referrals.terminal == TIERS.index(regime.terminal)
    assert referrals.terminal_attempts == regime.attempts


@pytest.mark.parametrize("name", REGIMES)
def test_shipped_regimes_compile_to_what_their_rows_say(name):
    """For every case, the table holds the first row that matches."""
    scenario = world()
    _check_against_rows(scenario, scenario.regimes[name])


@settings(max_examples=10)
@given(entry=st.lists(ENTRY, min_size=1, max_size=5), referral=st.lists(REFERRAL, max_size=6))
def test_any_regime_compiles_to_what_its_rows_say(entry, referral):
    """Rows of any form, overlapping and shadowing each other, are looked up by first match."""
    scenario = world(regimes={"drawn": _regime(entry, referral)})
    _check_against_rows(scenario, scenario.regimes["drawn"])


def test_overflow_and_crossing_are_compiled():
    """The first overflow row of a tier counts, and crossing rules keep their numbers."""
    regime = _regime(
        [{"tier": "community"}],
        overflow=[
            {"source": "community", "to": "county", "load_above": 2},
            {"source": "community", "to": "street", "load_above": 5},
        ],
        crossing={"consent": False, "superior": "city", "after_attempts": 3, "after_days": 12},
        attempts=4,
    )
    scenario = world({"tiers": 3}, regimes={"own": regime})
    routes = compile_routes(scenario, scenario.regimes["own"])
    assert routes.overflow_to.tolist() == [TIERS.index("county"), -1, -1, -1]
    assert routes.overflow_load[0] == 2
    assert np.isinf(routes.overflow_load[1:]).all()
    assert (routes.consent[0], routes.superior[0]) == (0, 3)
    assert (routes.superior_attempts[0], routes.superior_days[0]) == (3, 12)
    assert (routes.lowest[0], routes.terminal_attempts[0]) == (1, 4)


@pytest.mark.parametrize("tiers", [2, 3, 4])
@pytest.mark.parametrize("name", REGIMES)
def test_a_dispute_enters_at_the_office_of_its_case(name, tiers):
    """Every stage, scope and severity enters at the first staffed office at or above the table's tier."""
    scenario = world({"tiers": tiers, "casework.slots": 200, "organizations.per_street": 0})
    model = CityModel(scenario, name)
    rows, ref, state = ready(model, 16), model._store.ref, model.state
    regime = scenario.regimes[name]
    offices = state.offices
    for i, stage, scope, severity in product(range(8), range(2, 6), range(3), range(3)):
        c = rows["community"][i]
        rows["stage"][i], rows["severity"][i] = stage, severity
        rows["communities"][i], rows["counties"][i] = 1 + (scope > 0), 1 + (scope > 1)
        assert scope_of(ref, i) == scope
        found = entry_office(ref, i)
        if not regime.handles:
            assert found == -1
            continue
        wanted = next(
            TIERS.index(row.tier)
            for row in regime.entry
            if _matches(row, TYPES[0], SCOPES[scope], SEVERITIES[severity])
            and (not row.stage or STAGES[stage] in row.stage)
        )
        unit = (c, state.places.street[c], state.places.county[c], 0)
        at_or_above = [
            row
            for tier in range(wanted, 4)
            for row in np.flatnonzero((offices["tier"] == tier) & (offices["unit"] == unit[tier])).tolist()
            if offices["slots"][row] > 0
        ]
        assert found == at_or_above[0]


def test_entry_moves_up_while_the_office_is_overloaded():
    """Above the stated load new cases go to the next tier, and on from there if that is overloaded too."""
    regime = _regime(
        [{"tier": "community"}],
        overflow=[
            {"source": "community", "to": "street", "load_above": 1.5},
            {"source": "street", "to": "city", "load_above": 3},
        ],
    )
    model = CityModel(
        world({"casework.slots": 400, "organizations.per_street": 0}, regimes={"own": regime}), "own"
    )
    rows, ref, offices = ready(model, 1), model._store.ref, model.state.offices
    rows["stage"][0] = STAGES.index("mediation")
    low, street, _, city = model.state.places.receiving[0]
    assert entry_office(ref, 0) == low
    offices["busy"][low] = offices["slots"][low]
    offices["waiting"][low] = offices["slots"][low] // 2
    assert entry_office(ref, 0) == low
    offices["waiting"][low] += 1
    assert entry_office(ref, 0) == street
    offices["busy"][street] = 3 * offices["slots"][street]
    assert entry_office(ref, 0) == street
    offices["busy"][street] += 1
    assert entry_office(ref, 0) == city


def test_organisations_take_their_share_of_mediation_once():
    """A share take_up of mediation cases turns to an organisation of its street, each once an episode."""
    scenario = world(
        {"organizations.take_up": 0.3, "organizations.per_street": 2, "casework.slots": 4000, "streets": 3}
    )
    model = CityModel(scenario, "county")
    n = 6000
    rows, ref = ready(model, n), model._store.ref
    rows["stage"] = STAGES.index("mediation")
    found = np.array([entry_office(ref, i) for i in range(n)])
    taken = model.state.offices["tier"][found] == ORGANIZATION
    assert abs(taken.mean() - 0.3) < 4 * np.sqrt(0.3 * 0.7 / n)
    assert (rows["organized"] == taken).all()
    streets = model.state.places.street[rows["community"]]
    assert (model.state.offices["unit"][found[taken]] == streets[taken]).all()
    first = model.state.places.organization[rows["community"][taken], 0]
    which = found[taken] - first
    assert set(which.tolist()) == {0, 1}
    assert abs(which.mean() - 0.5) < 4 * 0.5 / np.sqrt(taken.sum())
    again = np.array([entry_office(ref, i) for i in np.flatnonzero(taken)])
    assert (model.state.offices["tier"][again] != ORGANIZATION).all()
    rows["organized"] = 0
    rows["stage"] = STAGES.index("formal")
    formal = np.array([entry_office(ref, i) for i in range(200)])
    assert (model.state.offices["tier"][formal] != ORGANIZATION).all()


def test_an_organisation_without_slots_takes_nobody():
    """Parties who would turn to an organisation without staff go to the office instead."""
    scenario = world({"organizations.take_up": 1, "organizations.staff_share": 0, "casework.slots": 100})
    model = CityModel(scenario, "county")
    rows, ref = ready(model, 4), model._store.ref
    rows["stage"] = STAGES.index("mediation")
    assert all(model.state.offices["tier"][entry_office(ref, i)] == 0 for i in range(4))


def test_each_episode_turns_to_an_organisation_anew():
    """Who turns to an organisation in one episode does so in the next as seldom as anyone else."""
    scenario = world({"organizations.take_up": 0.3, "organizations.per_street": 2, "casework.slots": 4000})
    model = CityModel(scenario, "county")
    n = 3000
    rows, ref, tiers = ready(model, n), model._store.ref, model.state.offices["tier"]
    rows["stage"] = STAGES.index("mediation")
    taken = []
    for episode in (0, 1):
        rows["episode"], rows["organized"] = episode, 0
        taken.append(tiers[[entry_office(ref, i) for i in range(n)]] == ORGANIZATION)
    again = taken[1][taken[0]]
    assert abs(again.mean() - 0.3) < 4 * np.sqrt(0.3 * 0.7 / again.size)
