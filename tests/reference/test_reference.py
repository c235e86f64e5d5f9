"""`CityModel` writes the history that the plain reference model writes, event by event."""

from collections import Counter
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govsim import CityModel, build_city
from govsim.state import Event
from reference.compare import check_disputes, check_history, check_residents, history
from reference.model import ReferenceModel
from strategies import QUICK, worlds
from worlds import REGIMES, world

DENSE = {
    "counties": 3,
    "streets": 2,
    "communities": 2,
    "population": 600,
    "days": 60,
    "disputes.claims_per_1000": 400,
    "casework.slots": 18,
    "contagion.beta": 0.05,
    "contagion.outbreak_size": 12,
    "organizations.per_street": 2,
    "detection.grid": 0.02,
    "detection.false_alarms_per_1000": 300,
}
"""Three small counties with many disputes, few slots and much contagion."""

KINDS = {
    "wardens": {"label": {"en": "Wardens"}, "share": 0.5, "domain": ["neighbour", "housing"], "skill": 0},
    "mediators": {"label": {"en": "Mediators"}, "share": 0.3, "skill": -1, "dilution": 0.4},
    "unions": {
        "label": {"en": "Unions"},
        "share": 0.2,
        "domain": ["labour", "debt"],
        "skill": -1,
        "take_up": 1.5,
    },
}
"""Kinds of organisation, some of which take only some types of dispute."""

SETTINGS = {
    # One resident is one person. Much is closed on paper or does not last, and comes back soon.
    "paper": {
        "changes": {
            **DENSE,
            "casework.reporting_pressure": 0.4,
            "casework.relapse": 0.4,
            "casework.return_days": 10,
            "casework.patience_days": 15,
            "organizations.take_up": 0.6,
            "organizations.staff_share": 0.3,
        },
        "shocks": {"strike": {"types": ["labour", "debt"], "day": 10, "length": 20, "factor": 4}},
    },
    # One resident is two persons, counties differ, attempts fail, and nobody waits for long.
    "thinned": {
        "changes": {
            **DENSE,
            "population": 1200,
            "heterogeneity": 0.6,
            "scale": 2,
            "disputes.claims_per_1000": 200,
            "casework.slots": 30,
            "casework.distribution": "lognormal",
            "casework.service_cv": 1.5,
            "casework.limit_mediation": 4,
            "casework.limit_formal": 6,
            "casework.kappa": 0.3,
            "party.mobilised": 0.6,
            "party.response": 3,
            "party.burden": 0.5,
        },
        "shocks": {
            "flood": {"types": ["housing", "land"], "per_year": 12, "length": 10, "factor": 2},
            "storm": {"types": ["housing"], "per_year": 20, "length": 9, "factor": 1.5, "correlation": 0.3},
        },
    },
    # Disputes rush up the ladder, drawn by supporters, and break off what is being done about them.
    "rush": {
        "changes": {
            **DENSE,
            "counties": 2,
            "tiers": 3,
            "escalation.base": 0.08,
            "escalation.chi": 0.3,
            "escalation.in_service": 0.8,
            "ties.online.weight": 2,
            "population.threshold_mean": 0.04,
            "casework.slots": 60,
            "casework.distribution": "gamma",
            "casework.service_cv": 0.7,
        },
    },
    # Offices turn away, misroute, take over and suppress, and few parties trust any that do not.
    "misconduct": {
        "changes": {
            **DENSE,
            "disputes.claims_per_1000": 600,
            "escalation.claim_rate": 0.4,
            "escalation.mediation_rate": 0.15,
            "escalation.base": 0.2,
            "escalation.in_service": 0.5,
            "casework.slots": 80,
            "casework.skill_county": -1,
            "casework.skill_city": -1,
            "casework.skill_street": -1,
            "conduct.misrouting": 0.4,
            "conduct.misrouting_time": 0.1,
            "conduct.absence": 0.15,
            "conduct.overreach": 0.05,
            "conduct.harshness": 0.8,
            "conduct.suppression_return_days": 10,
            "detection.one_window": 0.3,
            "detection.one_window_time": 0.5,
            "detection.aged_factor": 3,
            "detection.data_sharing": 0.6,
            "detection.privacy": 0.7,
            "casework.alpha": 0.3,
        },
    },
    # Hopeless disputes, that only counties and the city may handle, and a superior who is soon at hand.
    "hopeless": {
        "changes": {
            **DENSE,
            "tiers": 2,
            "disputes.difficulty_sd": 2,
            "disputes.stake_sigma": 1.6,
            "disputes.grievance_effect": 3,
            "casework.skill_county": 0.5,
            "casework.skill_city": 0,
            "casework.slots": 40,
            "casework.distribution": "deterministic",
            "casework.reporting_pressure": 0,
            "casework.hardening": 1,
            "trust.loss_rate": 0.9,
            "ties.neighbours.leave_community": 0.6,
            "ties.neighbours.leave_county": 0.4,
        },
    },
    # Hardly a slot in the city: everything is attended by nobody or very late. Only parties stand up.
    "bare": {
        "changes": {
            **DENSE,
            "counties": 2,
            "casework.slots": 1,
            "casework.patience_days": 200,
            "contagion.beta": 0,
        }
    },
    # Every tie transmits every evening, so that thresholds alone decide.
    "cascade": {
        "changes": {
            **DENSE,
            "disputes.claims_per_1000": 200,
            "contagion.beta": 1,
            "population.threshold_mean": 0.4,
        }
    },
    # Everyone moves every few months.
    "restless": {
        "changes": {
            **DENSE,
            "population": 1200,
            "heterogeneity": 0.6,
            "scale": 2,
            "days": 100,
            "disputes.claims_per_1000": 100,
            "mobility.turnover": 5,
            "mobility.newcomer_days": 40,
        }
    },
    # All five governances at work, and more than the sum of them.
    "dials": {
        "changes": {
            **DENSE,
            "casework.reporting_pressure": 0.3,
            "casework.relapse": 0.3,
            "casework.return_days": 15,
            "casework.slots": 30,
            "governances.political": 0.9,
            "governances.rule_of_law": 0.7,
            "governances.morality": 0.5,
            "governances.autonomy": 0.8,
            "governances.smart": 1,
            "governances.integration": 0.5,
        }
    },
    # Employers, communities and neighbours are struck, and warnings and harsh, belated measures follow.
    "struck": {
        "changes": {**DENSE, "disputes.claims_per_1000": 200, "scale": 1.5},
        "shocks": {
            "wages": {
                "types": ["labour"],
                "day": 5,
                "length": 30,
                "factor": 15,
                "where": "employer",
                "among": 2,
            },
            "layoff": {"types": ["labour", "debt"], "per_year": 20, "factor": 0.4, "where": "employer"},
            "river": {
                "types": ["environment", "medical"],
                "day": 15,
                "length": 25,
                "factor": 10,
                "where": "neighbours",
                "warning_days": 6,
                "warning_detection": 4,
                "stringency": 0.7,
                "compliance": 0.5,
                "harshness": 0.6,
                "command": "fragmented",
                "fragmentation_days": 12,
            },
            "tear": {
                "types": ["land"],
                "per_year": 15,
                "length": 20,
                "factor": 12,
                "where": "community",
                "warning_days": 3,
                "stringency": 0.4,
                "order_days": 4,
                "harshness": 0.2,
            },
        },
    },
    # Offices learn, and draft rules that take many of their slots, in the city or in every county.
    "lawful": {
        "changes": {
            **DENSE,
            "days": 130,
            "disputes.claims_per_1000": 300,
            "casework.slots": 60,
            "regimes.county.legislates": "county",
            "regimes.municipal.legislates": "city",
            "regimes.triage.legislates": "city",
            "law.cases_needed": 1,
            "law.effect": 0.4,
            "law.most_rules": 2,
            "law.drafting_days": 5,
            "law.precedent": 0.2,
            "law.rigidity": 0.7,
        }
    },
    # Claimants choose where to go, by what they have seen of it; much relapses, and limits are short.
    "choosy": {
        "changes": {
            **DENSE,
            "channels.sensitivity": 1.5,
            "channels.efficacy_effect": 3,
            "channels.efficacy_cases": 5,
            "channels.limit_administration": 3,
            "channels.organization.appeal": 0.5,
            "channels.petition.access_migrant": 0.7,
            "channels.court.access_aged": 0.9,
            "casework.relapse": 0.3,
            "casework.return_days": 10,
            "casework.limit_formal": 7,
            "casework.slots": 30,
            "regimes.triage.organizations": False,
        }
    },
    # Organisations of several kinds, half captured, who speak for members, watch offices and lose contracts.
    "society": {
        "changes": {
            **DENSE,
            "streets": 1,
            "days": 130,
            "disputes.claims_per_1000": 800,
            "casework.slots": 50,
            "organizations.per_street": 1,
            "casework.patience_days": 40,
            "contagion.beta": 0.01,
            "casework.reporting_pressure": 0.5,
            "population.child_share": 0.1,
            "organizations.take_up": 0.8,
            "organizations.staff_share": 0.12,
            "organizations.member_share": 0.5,
            "organizations.kinds": KINDS,
            "organizations.autonomy": 0.8,
            "organizations.voice": 0.7,
            "organizations.supervision": 0.5,
            "organizations.contracts.budget": 0.12,
            "organizations.contracts.target": 0.6,
            "organizations.contracts.term_days": 50,
        }
    },
    # The media tell half of it to some, suppress some of the rest, and are found out.
    "media": {
        "changes": {
            **DENSE,
            "disputes.claims_per_1000": 250,
            "scale": 1.5,
            "opinion.susceptibility": 0.7,
            "opinion.period": 5,
            "opinion.weight": 0.8,
            "contagion.trust_effect": 3,
            "media.every": 3,
            "media.rumour_growth": 0.01,
            "media.rumour_effect": 2,
            "media.disclosure": 0.5,
            "media.delay_days": 4.5,
            "media.publicity": 0.0005,
            "media.suppression": 0.4,
            "media.leak": 0.05,
        },
        "shocks": {
            "strike": {"types": ["labour"], "day": 8, "length": 30, "factor": 4, "disclosure_delay": 9},
            "secret": {
                "types": ["land"],
                "per_year": 12,
                "length": 9,
                "factor": 4,
                "where": "community",
                "disclosure_delay": 30,
            },
            "wages": {"types": ["debt"], "day": 20, "length": 9, "factor": 4, "where": "employer"},
        },
    },
    "package": {"changes": {"population": 800, "days": 120, "disputes.claims_per_1000": 150}},
}
"""Worlds in which every regime lives; `package` has the rates that the package ships."""

ODD_REGIMES = {
    # Rows by type, severity and stage, a county that overflows, several attempts, a county as superior.
    "mixed": {
        "staff": {"community": 0.4, "street": 0.4, "city": 0.2},
        "entry": [
            {"stage": ["petition", "collective"], "severity": "grave", "tier": "city"},
            {"type": ["labour", "land"], "tier": "street"},
            {"scope": ["county", "cross_county"], "stage": "mediation", "tier": "street"},
            {"severity": ["ordinary", "serious"], "tier": "community"},
        ],
        "referral": [
            {"source": "community", "to": "county", "on": ["severity", "failure"], "severity": "grave"},
            {"source": "community", "to": "street", "on": ["scope"], "scope": "cross_county"},
            {"source": "community", "to": "street", "on": ["failure"], "after_attempts": 3},
            {"source": "street", "to": "city", "on": ["deadline", "severity"], "severity": "serious"},
            {"source": "street", "to": "city", "on": ["failure"], "type": "land", "after_attempts": 2},
        ],
        "overflow": [
            {"source": "community", "to": "street", "load_above": 1.5},
            {"source": "street", "to": "city", "load_above": 2},
        ],
        "crossing": {"consent": True, "superior": "county", "after_attempts": 0, "after_days": 5},
        "terminal": "street",
        "attempts": 4,
    },
    # Nobody below the city, whose consent nobody needs; no row for what is grave.
    "remote": {
        "staff": {"city": 1.0},
        "entry": [{"severity": ["ordinary", "serious"], "tier": "county"}],
        "crossing": {"consent": False},
        "terminal": "city",
        "attempts": 1,
        "organizations": False,
    },
}

CASES = [(name, regime) for name in SETTINGS for regime in REGIMES]
CASES += [(name, regime) for name in ("paper", "thinned", "misconduct") for regime in ODD_REGIMES]


@cache
def built(name):
    """Return scenario and city of a setting."""
    scenario = world(**SETTINGS[name], regimes=ODD_REGIMES)
    return scenario, build_city(scenario)


def check(scenario, city, regime):
    """Fail unless model and reference live the same days."""
    model = CityModel(scenario, regime, city.seed, city).run()
    reference = ReferenceModel(scenario, regime, city).run()
    check_history(model, reference)
    check_disputes(model, reference)
    check_residents(model, reference)


@pytest.mark.parametrize(("name", "regime"), CASES)
def test_same_history(name, regime):
    """Every event, dispute and resident is the same, to the last bit."""
    check(*built(name), regime)


def test_settings_are_harsh():
    """Everything that can happen happens often where model and reference are compared."""
    seen = Counter()
    for name, regime in CASES:
        scenario, city = built(name)
        model = CityModel(scenario, regime, city.seed, city).run()
        seen.update(entry.event for entry in history(model))
    assert min(seen[event] for event in Event) >= 20, seen


@settings(QUICK, max_examples=4)
@given(
    st.data(),
    worlds(
        {
            "population": 500,
            "counties": 3,
            "days": 40,
            "disputes.claims_per_1000": 200,
            "ties.online.degree": 4,
        }
    ),
)
def test_same_history_in_random_worlds(data, arguments):
    """What all rules are worth is drawn as well."""
    scenario = world(**arguments, regimes=ODD_REGIMES)
    check(scenario, build_city(scenario), data.draw(st.sampled_from([*REGIMES, *ODD_REGIMES])))
