"""Whole valid scenarios, drawn over wide ranges with their extremes."""

from collections.abc import Mapping
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st

from govsim.scenario.dial_table import DIALS
from worlds import TYPES

QUICK = settings(phases=(Phase.explicit, Phase.reuse, Phase.generate))
"""A failing world is shown as drawn: to shrink sixty numbers takes minutes and explains little."""


def _or_extreme(low: float, high: float, *extremes: float) -> st.SearchStrategy[float]:
    return st.one_of(
        st.sampled_from(extremes or (low, high)), st.floats(low, high).map(lambda x: round(x, 4))
    )


CITY: dict[str, st.SearchStrategy[Any]] = {
    "counties": st.integers(1, 5),
    "streets": st.integers(1, 4),
    "communities": st.integers(1, 4),
    "population": st.integers(1000, 2500),
    "heterogeneity": _or_extreme(0, 1.2, 0),
    "tiers": st.sampled_from([2, 3, 4]),
    "scale": _or_extreme(1, 50, 1, 50),
    "days": st.integers(30, 70),
    "warmup_days": st.integers(0, 25),
    "seed": st.integers(0, 2**63 - 1),
}
PEOPLE: dict[str, st.SearchStrategy[Any]] = {
    "population.hardship_cv": _or_extreme(0, 2),
    "population.threshold_mean": _or_extreme(0, 0.5, 0, 0.1),
    "population.trust_common": _or_extreme(0, 1),
    "population.trust_sd": _or_extreme(0, 0.5),
    "ties.work.leave_community": st.just(0.8),
    "ties.work.leave_county": _or_extreme(0, 0.8),
    "ties.online.degree": _or_extreme(0, 12),
}
CONFLICT: dict[str, st.SearchStrategy[Any]] = {
    "disputes.claims_per_1000": _or_extreme(0, 200, 0, 10.6, 200),
    "disputes.stake_sigma": _or_extreme(0, 2),
    "disputes.grievance_effect": _or_extreme(0, 5),
    "escalation.base": _or_extreme(0, 0.5, 0, 0.006, 0.5),
    "escalation.gamma": _or_extreme(-1, 1),
    "escalation.chi": _or_extreme(0, 1, 0, 0.02),
    "escalation.theta": _or_extreme(0, 5),
    "escalation.in_service": _or_extreme(0, 1),
    # So many disputes arise that the stated number comes to mediation: hardly any reach, and there is no end.
    "escalation.claim_rate": _or_extreme(0.05, 2),
    "escalation.mediation_rate": _or_extreme(0.02, 2),
    "escalation.settle_claim": _or_extreme(0, 0.5),
    "contagion.beta": _or_extreme(0, 0.3, 0, 0.01, 0.3),
    "contagion.tiring_days": _or_extreme(0.5, 60),
    "contagion.outbreak_size": st.integers(2, 40),
    "detection.grid": _or_extreme(0, 0.9, 0, 0.004),
    "detection.false_alarms_per_1000": _or_extreme(0, 100),
    "trust.loss_rate": _or_extreme(0, 1),
    "trust.grievance_decay": _or_extreme(0, 1),
    "trust.grievance_rest": _or_extreme(0, 1),
}
CASEWORK: dict[str, st.SearchStrategy[Any]] = {
    "casework.load": _or_extreme(0.1, 3),
    "casework.slots": st.one_of(st.none(), st.integers(0, 12), st.just(2000)),
    "casework.distribution": st.sampled_from(["exponential", "lognormal", "gamma", "deterministic"]),
    "casework.service_cv": _or_extreme(0.2, 3),
    "casework.alpha": _or_extreme(0, 0.9),
    "casework.tau": _or_extreme(0, 2),
    "casework.kappa": _or_extreme(0, 1),
    "casework.coordination_time": _or_extreme(0, 2),
    "casework.patience_days": _or_extreme(0.5, 200),
    "casework.reporting_pressure": _or_extreme(0, 1),
    "casework.relapse": _or_extreme(0, 1),
    "casework.return_days": _or_extreme(1, 90),
    "casework.limit_mediation": _or_extreme(0.5, 60),
    "casework.limit_formal": _or_extreme(0.5, 90),
    "organizations.per_street": st.integers(0, 3),
    "organizations.staff_share": _or_extreme(0, 0.6),
    "organizations.take_up": _or_extreme(0, 1),
    "organizations.dilution": _or_extreme(0, 1),
    "organizations.autonomy": _or_extreme(0, 1, 0, 1),
    "organizations.voice": _or_extreme(0, 1, 0, 1),
    "organizations.supervision": _or_extreme(0, 1, 0, 1),
    "party.mobilised": _or_extreme(0, 1),
    "party.coordination": _or_extreme(0, 1),
    "party.burden": _or_extreme(0, 2),
    "party.response": _or_extreme(0, 5),
    **{f"governances.{dial}": _or_extreme(0, 1) for dial in DIALS},
    "governances.integration": _or_extreme(-1, 1, -1, 0, 1),
}
CONDUCT: dict[str, st.SearchStrategy[Any]] = {
    "conduct.misrouting": _or_extreme(0, 1, 0, 0, 1),
    "conduct.misrouting_time": _or_extreme(0, 1),
    "conduct.absence": _or_extreme(0, 1, 0, 0),
    "conduct.overreach": _or_extreme(0, 0.3, 0, 0),
    "conduct.harshness": _or_extreme(0, 1, 0, 0, 1),
    "conduct.suppression_return_days": _or_extreme(1, 90),
    "detection.one_window": _or_extreme(0, 1),
    "detection.one_window_time": _or_extreme(0, 1),
    "detection.aged_factor": _or_extreme(0, 10, 1, 1, 10),
    "detection.data_sharing": _or_extreme(0, 1),
    "detection.data_sharing_time": _or_extreme(0, 1),
}

LAW: dict[str, st.SearchStrategy[Any]] = {
    "law.precedent": _or_extreme(0, 2),
    "law.rigidity": _or_extreme(0, 5),
    "channels.sensitivity": _or_extreme(0, 5),
    "channels.trust_effect": _or_extreme(0, 5),
    "channels.efficacy_effect": _or_extreme(0, 5),
    "channels.court.cost": _or_extreme(0, 3),
    "channels.petition.binding": _or_extreme(0, 1),
}

SOCIETY: dict[str, st.SearchStrategy[Any]] = {
    "mobility.turnover": _or_extreme(0, 5, 0, 0, 5),
    "mobility.newcomer_days": _or_extreme(0, 90),
    "mobility.detection_factor": _or_extreme(0, 1),
    "mobility.access_factor": _or_extreme(0, 1),
    "media.every": st.integers(1, 20),
    "media.rumour_growth": _or_extreme(0, 20, 0, 0, 20),
    "media.rumour_effect": _or_extreme(0, 5),
    "media.disclosure": _or_extreme(0, 1, 0, 0, 1),
    "media.delay_days": _or_extreme(0, 30),
    "media.suppression": _or_extreme(0, 1),
    "media.leak": _or_extreme(0, 1),
    "opinion.susceptibility": _or_extreme(0, 1, 0, 0, 1),
    "opinion.period": st.integers(1, 30),
    "opinion.weight": _or_extreme(0, 1),
    "organizations.contracts.budget": _or_extreme(0, 0.3, 0, 0),
    "organizations.contracts.target": _or_extreme(0, 1),
}

MEASURES: dict[str, st.SearchStrategy[Any]] = {
    "warning_days": st.integers(0, 20),
    "warning_detection": _or_extreme(1, 20),
    "stringency": _or_extreme(0, 1),
    "stringency_time": _or_extreme(0, 3),
    "compliance": _or_extreme(0, 1),
    "harshness": _or_extreme(0, 1),
    "harsh_trust": _or_extreme(0, 0.1),
    "harsh_grievance": _or_extreme(0, 0.1),
    "command": st.sampled_from(["unified", "fragmented"]),
    "order_days": st.integers(0, 10),
    "fragmentation_days": st.integers(0, 10),
}
WHERE = st.one_of(
    st.just({"where": "employer", "among": 3}),
    st.tuples(st.sampled_from(["counties", "neighbours", "community"]), st.fixed_dictionaries(MEASURES)).map(
        lambda pair: {"where": pair[0], **pair[1]}
    ),
)
SHOCK = (
    st.fixed_dictionaries(
        {
            "types": st.lists(st.sampled_from(TYPES), min_size=1, max_size=4, unique=True),
            # Spells that overlap multiply: long, frequent and strong ones together leave no end of disputes.
            "factor": _or_extreme(0, 4),
            "length": st.integers(1, 20),
            "target": WHERE,
        }
    )
    .flatmap(
        lambda shock: st.one_of(
            st.integers(0, 60).map(lambda day: {**shock, "day": day}),
            st.tuples(_or_extreme(0, 12), _or_extreme(0, 1)).map(
                lambda pair: {**shock, "per_year": pair[0], "correlation": pair[1]}
            ),
        )
    )
    .map(lambda shock: _aimed(**shock))
)


def _aimed(target: dict[str, Any], **shock: Any) -> dict[str, Any]:
    """Return a shock with its target and measures; only a shock to counties has a correlation."""
    if target["where"] != "counties":
        shock.pop("correlation", None)
    return shock | target


@st.composite
def worlds(draw: st.DrawFn, fixed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Draw the arguments of `worlds.world`; `fixed` holds values by dotted key that are not drawn."""
    fixed = fixed or {}
    space = CITY | PEOPLE | CONFLICT | CASEWORK | CONDUCT | LAW | SOCIETY
    values = draw(st.fixed_dictionaries({key: how for key, how in space.items() if key not in fixed}))
    values |= fixed
    values["warmup_days"] = min(values["warmup_days"], values["days"] - 1)
    shocks = draw(st.dictionaries(st.sampled_from(["first", "second"]), SHOCK, max_size=2))
    return {"changes": values, "shocks": shocks}
