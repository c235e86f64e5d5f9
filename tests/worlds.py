"""Small invented worlds that the tests of the model share."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numba
import numpy as np

from govsim import CityModel, Scenario
from govsim.city import City
from govsim.columns import records
from govsim.conflict.shocks import employers, set_day, spells
from govsim.state import CONDUCT, DISPUTE, LOG, N_DISPUTES, N_EVENTS, N_HEAP, N_TRAY, Event, plain_day


@contextmanager
def threads(number: int) -> Iterator[None]:
    """Let Numba use so many threads for a while, as far as there are cores."""
    before = numba.get_num_threads()
    numba.set_num_threads(min(number, numba.config.NUMBA_NUM_THREADS))  # type: ignore[attr-defined]
    try:
        yield
    finally:
        numba.set_num_threads(before)


TYPES = (
    "family",
    "neighbour",
    "housing",
    "debt",
    "damages",
    "labour",
    "land",
    "environment",
    "medical",
    "finance",
    "other",
)
"""The types of dispute in the package's base."""

REGIMES = ("county", "municipal", "subsidiarity", "triage", "unhandled")
"""The regimes in the package's base."""

QUIET = {
    "disputes.grievance_effect": 0,
    "escalation.base": 0,
    "escalation.chi": 0,
    "escalation.theta": 0,
    "escalation.serious": 1,
    "escalation.grave": 1,
    "escalation.in_service": 1,
    "escalation.gamma": 0,
    "escalation.claim_rate": 10,
    "escalation.mediation_rate": 10,
    "escalation.settle_latent": 0,
    "escalation.settle_claim": 0,
    "escalation.lump_latent": 0,
    "escalation.lump_claim": 0,
    "contagion.beta": 0,
    "casework.alpha": 0,
    "casework.tau": 0,
    "casework.kappa": 1,
    "casework.coordination_time": 0,
    "casework.hardening": 0,
    "casework.patience_days": 1e6,
    "casework.reporting_pressure": 0,
    "casework.relapse": 0,
    "casework.limit_mediation": 1e6,
    "casework.limit_formal": 1e6,
    "casework.limit_petition": 1e6,
    "casework.limit_collective": 1e6,
    "detection.grid": 0,
    "detection.smart": 0,
    "detection.migrant_factor": 1,
    "detection.false_alarms_per_1000": 0,
    "organizations.per_street": 0,
    "party.reach": 0,
    "party.coordination": 0,
    "party.burden": 0,
    "party.response": 0,
}
"""Every rule switched off that can be: what arises is claimed and brought at once, waits and is served."""

CERTAIN = {"success": 1.0, "difficulty": -5.0}
"""A type of dispute that every attempt settles, where skill is 10 (`SKILLED`)."""

SKILLED = {f"casework.skill_{tier}": 10 for tier in ("community", "street", "county", "city")}
"""Offices whom no difficulty troubles."""


def world(
    changes: Mapping[str, Any] | None = None,
    *,
    kinds: Mapping[str, Mapping[str, Any]] | None = None,
    regimes: Mapping[str, Any] | None = None,
    shocks: Mapping[str, Any] | None = None,
) -> Scenario:
    """Return the scenario of a small invented city.

    Parameters
    ----------
    changes
        Values by dotted key; ``counties``, ``streets``, ``communities``, ``population`` and
        ``heterogeneity`` are those of the city.
    kinds
        Types of dispute in place of the package's; labels are added, and shares where all lack them.
    regimes
        Further regimes.
    shocks
        Shocks; labels are added.
    """
    city = {"counties": 2, "streets": 2, "communities": 2, "population": 2000}
    data: dict[str, Any] = {"title": {"en": "Test"}, "days": 60, "scale": 1, "seed": 5}
    for key, value in (changes or {}).items():
        if key in (*city, "heterogeneity"):
            city[key] = value
            continue
        *path, last = key.split(".")
        here = data
        for step in path:
            here = here.setdefault(step, {})
        here[last] = value
    data["city"] = {"invented": city}
    if kinds is not None:
        types: dict[str, Any] = dict.fromkeys(TYPES)
        for name, kind in kinds.items():
            types[name] = {"label": {"en": name}, "share": 1 / len(kinds), "respondent": "none", **kind}
        data.setdefault("disputes", {})["types"] = types
    if regimes is not None:
        further = {name: {"label": {"en": name}, **regime} for name, regime in regimes.items()}
        data["regimes"] = data.get("regimes", {}) | further
    if shocks is not None:
        data["shocks"] = {name: {"label": {"en": name}, **shock} for name, shock in shocks.items()}
    return Scenario.from_dict(data)


def shock_factors(scenario: Scenario, city: City) -> np.ndarray:
    """Return the factor of places on the claim rate by day, county (its first community) and type."""
    found = spells(scenario, city.territory, city.population, city.seed)
    kinds = list(scenario.disputes.types)
    today = plain_day(len(city.territory.communities), len(kinds), employers(found))
    first = [
        np.flatnonzero(city.territory.communities.county == row)[0]
        for row in range(len(city.territory.counties))
    ]
    days = []
    for day in range(scenario.days):
        set_day(today, found, kinds, day)
        days.append(today.shock[first])
    return np.array(days)


def one_office(**more: Any) -> dict[str, Any]:
    """Return a regime in which the city serves everything."""
    return {
        "staff": {"city": 1.0},
        "entry": [{"tier": "city"}],
        "terminal": "city",
        "crossing": {"consent": False},
        **more,
    }


def events(model: CityModel) -> np.ndarray:
    """Return the log of a run so far."""
    return model.state.log[: model.state.counters[N_EVENTS]]


def digest(model: CityModel) -> str:
    """Return a fingerprint of the log of a run and of what its disputes have come to.

    A column in which every row has its default adds nothing: a mechanism that is off leaves no trace.
    """
    rows = model.state.disputes[: model.state.counters[N_DISPUTES]]
    sha = hashlib.sha256()
    for schema, table in ((LOG, events(model)), (DISPUTE, rows)):
        fresh = records(schema, 1)
        for name in sorted(table.dtype.names):
            column = np.ascontiguousarray(table[name])
            if not np.array_equal(column, np.full_like(column, fresh[name][0]), equal_nan=True):
                sha.update(name.encode() + column.tobytes())
    return sha.hexdigest()


def of_kind(model: CityModel, *kinds: Event) -> np.ndarray:
    """Return the entries of the log that are of some kinds of event."""
    entries = events(model)
    return entries[np.isin(entries["event"], kinds)]


def supporters_of(model: CityModel, i: int = 0) -> set[int]:
    """Return the residents who take part in dispute `i`: its parties and those who joined them."""
    rows, out = model.state.supporters, set()
    row = model.state.disputes["supporter_list"][i]
    while row >= 0:
        out.add(int(rows["resident"][row]))
        row = rows["next_of_dispute"][row]
    return out


def ready(model: CityModel, disputes: int) -> np.ndarray:
    """Make blank disputes 0, 1, ... in communities by turn, for tests that call one kernel alone.

    The model must not have run; it can be made ready again and again.

    Returns
    -------
    ndarray of shape (disputes,)
        Their records, to be filled in by the test.
    """
    model._store.reserve(disputes=disputes)
    state = model.state
    rows = state.disputes[:disputes]
    rows[:] = records(DISPUTE, disputes)
    state.conduct[:disputes] = records(CONDUCT, disputes)
    communities = len(state.places.code)
    rows["key"] = np.arange(1, disputes + 1) * 1_000_003
    rows["community"] = np.arange(disputes) % communities
    rows["claimant"] = state.places.start[rows["community"]]
    rows["county_mask"] = np.uint64(1) << state.places.county[rows["community"]].astype(np.uint64)
    for column in ("busy", "waiting", "busy_days"):
        state.offices[column] = 0
    state.queue_first[:], state.queue_last[:] = -1, -1
    state.counters[[N_EVENTS, N_HEAP, N_TRAY]] = 0
    state.heap_slot[:disputes] = -1
    state.counters[N_DISPUTES] = disputes
    return rows


def within(found: float, expected: float, error: float, widths: float = 4.0) -> bool:
    """Whether an estimate lies within so many standard errors of what is expected."""
    return abs(found - expected) <= widths * error
