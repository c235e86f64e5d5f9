"""The columns of a run before its first day."""

import math

import numpy as np
from numpy.typing import NDArray

from govsim.city import City
from govsim.columns import records
from govsim.conflict.claims import dispute_types
from govsim.conflict.contagion import highest_chance
from govsim.conflict.moves import PERSONAL
from govsim.governance.channels import channel_records
from govsim.governance.routing import compile_routes
from govsim.governance.staffing import Staffing
from govsim.scenario.regime import Regime
from govsim.scenario.schema import Scenario
from govsim.scenario.vocabulary import CHANNELS, LAYERS, STAGES, TIERS
from govsim.state import (
    CONDUCT,
    COUNTERS,
    DISPUTE,
    EVENTS,
    FREE_SUPPORTER,
    GIVEN,
    LOG,
    SUPPORTER,
    Places,
    State,
    Status,
    parameters,
    plain_day,
)

_CHANGING = (
    "trust",
    "grievance",
    "exposure",
    "gain",
    "updated",
    "issue",
    "memberships",
    "mobilised",
    "informed",
    "opinion",
)
"""Columns of residents that a run changes."""


def detection_hazard(scenario: Scenario) -> float:
    """Return the hazard, per day, that grid workers or systems find a latent dispute."""
    # The C library's logarithm: NumPy's differs between processors in the last bit.
    return -math.log1p(-scenario.detection.grid) - math.log1p(-scenario.detection.smart)


def expected_disputes(state: State, days: int) -> float:
    """Return the mean number of disputes and false alarms of a run without shocks."""
    daily = state.types["rate"].sum() + state.p["detection_false_alarms_per_1000"][0] / 1000.0 / 365.0
    return float(daily * state.places.population.sum() * days)


def slots_by_county(population: NDArray[np.int64], offices: NDArray[np.void]) -> NDArray[np.float64]:
    """Return each county's share of all slots by population."""
    total = population.sum()
    return np.asarray(offices["slots"].sum() * population / total if total else np.zeros(len(population)))


def initial_state(
    scenario: Scenario,
    regime: Regime,
    city: City,
    staffing: Staffing,
    written: Scenario,
    struck: NDArray[np.uint32],
) -> State:
    """Return the columns of a city in which nothing has happened yet.

    Parameters
    ----------
    scenario
        The one that is lived: the written one with the dials turned.
    regime, city
    staffing
        The offices and organisations, see `place_staff`.
    written
        The scenario as written. Disputes arise at its rates and people are those made from it, whatever
        the dials do: otherwise more would arise where more settle, so that as many come to mediation.
    struck
        Employers that a shock strikes in the run.
    """
    detection = detection_hazard(scenario)
    communities = city.territory.communities
    residents = city.population.residents
    changing = {*_CHANGING, *PERSONAL} if scenario.mobility.turnover > 0.0 else _CHANGING
    residents = residents._replace(**{name: getattr(residents, name).copy() for name in changing})
    residents.grievance[:] = np.minimum(1.0, scenario.trust.grievance_rest * residents.hardship)
    residents.gain[:] = 0.5
    if scenario.population.threshold_mean != written.population.threshold_mean:
        residents = residents._replace(threshold=_shifted(residents.threshold, scenario, written))
    n = len(communities.code)
    places = Places(
        code=communities.code.astype(np.uint64),
        start=city.population.community_start.astype(np.int64),
        weight=city.population.weight,
        population=communities.population.astype(np.float64),
        street=communities.street.astype(np.int32),
        county=communities.county.astype(np.int32),
        receiving=staffing.receiving,
        organization=staffing.organization,
        peers=staffing.peers,
        peers_from=staffing.peers_from,
        detection=np.full(n, detection),
        dilution=np.ones(n),
    )
    weights = np.array([getattr(scenario.ties, layer).weight for layer in LAYERS])
    highest = highest_chance(scenario.contagion.beta, weights, scenario.media.highest_factor)
    return State(
        seed=np.array([city.seed], dtype=np.uint64),
        p=parameters(scenario),
        types=_types(scenario, written),
        highest_chance=np.array([highest]),
        log_miss=np.array([math.log1p(-highest) if highest < 1.0 else -math.inf]),
        rumour=np.zeros(2),
        places=places,
        today=plain_day(n, len(scenario.disputes.types), struck),
        routes=compile_routes(scenario, regime),
        residents=residents,
        ties=city.population.ties,
        disputes=records(DISPUTE, 0),
        log=records(LOG, 0),
        offices=staffing.offices.copy(),
        supporters=records(SUPPORTER, 0),
        conduct=records(CONDUCT, 0),
        heap=np.empty(0, dtype=np.int32),
        heap_time=np.empty(0),
        heap_slot=np.empty(0, dtype=np.int32),
        tray=np.empty(0, dtype=np.int32),
        active=np.empty(0, dtype=np.int32),
        active_due=np.empty(0),
        standing=np.zeros(residents.community.size // 32 + 1, dtype=np.uint32),
        queue_first=np.full((len(staffing.offices), 3), -1, dtype=np.int32),
        queue_last=np.full((len(staffing.offices), 3), -1, dtype=np.int32),
        given=records(GIVEN, 0),
        counters=_counters(),
        by_status=np.zeros(len(Status), dtype=np.int64),
        by_stage=np.zeros(len(STAGES), dtype=np.int64),
        happened=np.zeros(EVENTS, dtype=np.int64),
        waiting_by_county=np.zeros(len(city.territory.counties.code), dtype=np.int64),
        trust_shift=np.zeros(len(TIERS)),
        resolved_cases=np.zeros((len(staffing.offices), len(scenario.disputes.types)), dtype=np.int64),
        rule_factor=np.ones((len(city.territory.counties.code), len(scenario.disputes.types))),
        channels=channel_records(scenario),
        channel_tried=np.zeros((len(city.territory.counties.code), len(CHANNELS)), dtype=np.int64),
        channel_kept=np.zeros((len(city.territory.counties.code), len(CHANNELS)), dtype=np.int64),
    )


def _types(scenario: Scenario, written: Scenario) -> NDArray[np.void]:
    """Return the types of dispute as they are handled, arising at the rates as written."""
    types = dispute_types(scenario, detection_hazard(scenario))
    types["rate"] = dispute_types(written, detection_hazard(written))["rate"]
    return types


def _shifted(thresholds: NDArray[np.float64], scenario: Scenario, written: Scenario) -> NDArray[np.float64]:
    """Return the thresholds of the same people where their mean has been moved.

    What each lacks of 1 shrinks as what the mean lacks: nobody is drawn anew, none leaves [0, 1].
    """
    lack = (1.0 - scenario.population.threshold_mean) / (1.0 - written.population.threshold_mean)
    return np.asarray(1.0 - (1.0 - thresholds) * lack)


def _counters() -> NDArray[np.int64]:
    counters = np.zeros(COUNTERS, dtype=np.int64)
    counters[FREE_SUPPORTER] = -1
    return counters
