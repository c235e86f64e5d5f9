"""Where the slots stand: total staff is the same in every regime, a regime only places it."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from govsim.columns import records
from govsim.governance.kinds import Kind, kinds_of
from govsim.scenario.regime import Regime
from govsim.scenario.schema import Scenario
from govsim.scenario.vocabulary import TIERS
from govsim.state import OFFICE, ORGANIZATION
from govsim.territory import Territory, apportion

DAYS_PER_YEAR = 365.0


class Staffing(NamedTuple):
    """The service stations of a city under one regime.

    Attributes
    ----------
    offices : record (offices,)
        Tier by tier from the lowest, units in their order; then the organisations by street.
    receiving : int32 (communities, 4)
        First office with slots at or above each tier, -1 if none.
    organization : int32 (communities, 2)
        First organisation of the street and their number.
    peers : int32 (offices with slots,)
        Offices of government that have slots, tier by tier, by code of their unit.
    peers_from : int32 (tiers + 1,)
        Where each tier begins in `peers`.
    """

    offices: NDArray[np.void]
    receiving: NDArray[np.int32]
    organization: NDArray[np.int32]
    peers: NDArray[np.int32]
    peers_from: NDArray[np.int32]


def total_slots(scenario: Scenario, population: int) -> int:
    """Return the slots of the city: cases per day times their time in hand, over the load."""
    casework, disputes = scenario.casework, scenario.disputes
    if casework.slots is not None:
        return casework.slots
    kinds = disputes.types.values()
    share = sum(kind.share for kind in kinds)
    service = sum(kind.share * kind.service_days for kind in kinds) / share if share else 0.0
    cases = disputes.claims_per_1000 / 1000.0 * population / DAYS_PER_YEAR
    return math.ceil(cases * service * casework.attempts_per_case / casework.load)


def place_staff(
    scenario: Scenario, regime: Regime, territory: Territory, slots: int | None = None
) -> Staffing:
    """Return offices and organisations with their slots, by population within every tier.

    Slots are divided by largest remainder, so that every regime has exactly the same total.
    Organisations hold their share of the total only where the regime uses them.

    Parameters
    ----------
    scenario, regime, territory
    slots
        Total, where it is not that of the scenario: dials that lengthen service bring no staff.
    """
    communities, streets = territory.communities, territory.streets
    if slots is None:
        slots = total_slots(scenario, int(communities.population.sum()))
    settings = scenario.organizations
    kinds = kinds_of(scenario)
    n_streets = len(streets.code)
    used = regime.handles and regime.organizations and settings.per_street > 0
    own = min(slots, round(slots * settings.staff_share)) if used else 0
    commissioned = min(slots - own, round(slots * settings.contracts.budget)) if used else 0
    tiers = len(TIERS) - scenario.tiers
    shares = np.array([getattr(regime.staff, tier) for tier in TIERS])
    shares[:tiers] = 0.0
    if not shares.any():
        # Only a regime that handles nothing may have all its staff on tiers without an office.
        shares[-1] = 1.0
    by_tier = apportion(slots - own - commissioned, shares, np.arange(len(TIERS)))

    county_population = territory.counties.population
    units = (
        (communities.code, communities.population),
        (streets.code, streets.population),
        (territory.counties.code, county_population),
        (np.zeros(1, dtype=np.int64), np.array([county_population.sum()])),
    )
    blocks: list[NDArray[np.void]] = []
    first_office: list[int] = []
    for tier in range(tiers, len(TIERS)):
        codes, population = units[tier]
        first_office.append(sum(block.size for block in blocks))
        blocks.append(
            _block(scenario, tier, apportion(int(by_tier[tier]), population.astype(np.float64), codes))
        )
    first_organization = sum(block.size for block in blocks)
    if used:
        number = settings.per_street * len(kinds)
        own_slots, by_contract = (
            _among_organizations(total, kinds, territory, settings.per_street)
            for total in (own, commissioned)
        )
        block = _block(scenario, ORGANIZATION, own_slots + by_contract)
        block["commissioned"] = by_contract
        block["unit"] = np.repeat(np.arange(n_streets), number)
        block["kind"] = np.tile(np.arange(len(kinds)), settings.per_street * n_streets)
        for column in ("domain", "skill", "take_up"):
            values = [getattr(kind, column) for kind in kinds]
            block[column] = np.tile(values, settings.per_street * n_streets)
        blocks.append(block)
    offices = np.concatenate(blocks).view(np.recarray)

    rows = (
        np.arange(len(communities.code)),
        communities.street,
        communities.county,
        np.zeros(len(communities.code), dtype=np.int64),
    )
    receiving = np.full((len(communities.code), len(TIERS)), -1, dtype=np.int32)
    above = np.full(len(communities.code), -1, dtype=np.int32)
    for tier in reversed(range(len(TIERS))):
        if tier >= tiers:
            office = first_office[tier - tiers] + rows[tier]
            above = np.where(offices["slots"][office] > 0, office, above).astype(np.int32)
        receiving[:, tier] = above
    organization = np.zeros((len(communities.code), 2), dtype=np.int32)
    if used:
        number = settings.per_street * len(kinds)
        organization[:, 0] = first_organization + communities.street * number
        organization[:, 1] = number
    unit_codes = [code for code, _ in units]
    return Staffing(offices, receiving, organization, *_ranked(offices, unit_codes))


def _ranked(
    offices: NDArray[np.void], codes: list[NDArray[np.int64]]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Rank the offices of every tier that have slots by code, and return them and where each tier begins."""
    peers: list[NDArray[np.int64]] = []
    for tier, code in enumerate(codes):
        rows = np.flatnonzero((offices["tier"] == tier) & (offices["slots"] > 0))
        rows = rows[np.argsort(code[offices["unit"][rows]], kind="stable")]
        offices["rank"][rows] = np.arange(rows.size)
        peers.append(rows)
    starts = np.cumsum([0, *(rows.size for rows in peers)])
    return np.concatenate(peers).astype(np.int32), starts.astype(np.int32)


def _among_organizations(
    total: int, kinds: list[Kind], territory: Territory, per_street: int
) -> NDArray[np.int64]:
    """Divide slots among kinds by their shares, and within each kind among streets by population.

    Returns
    -------
    int64 (organisations,)
        Street by street, circle by circle, kind by kind.
    """
    streets = territory.streets
    by_kind = apportion(total, np.array([kind.share for kind in kinds]), np.arange(len(kinds)))
    weights = np.repeat(streets.population, per_street).astype(np.float64)
    order = np.repeat(streets.code, per_street) * 100 + np.tile(np.arange(per_street), len(streets.code))
    return np.stack([apportion(int(slots), weights, order) for slots in by_kind], axis=1).ravel()


def _block(scenario: Scenario, tier: int, slots: NDArray[np.int64]) -> NDArray[np.void]:
    casework = scenario.casework
    block = records(OFFICE, slots.size)
    block["tier"] = tier
    block["unit"] = np.arange(slots.size)
    block["slots"] = slots
    block["kappa"] = casework.kappa
    if tier < ORGANIZATION:
        block["skill"] = getattr(casework, f"skill_{TIERS[tier]}")
    return block
