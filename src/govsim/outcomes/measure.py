"""The outcomes of one run, from its docket, its offices, its people and its daily record."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.outcomes.people import people
from govsim.outcomes.record import DailyRecord
from govsim.scenario.schema import Scenario
from govsim.scenario.vocabulary import CHANNELS, STAGES, TIERS
from govsim.state import DRAFT, FALSE_ALARM, N_DISPUTES, State, Status

DAYS_PER_YEAR = 365.0
_MEDIATION = STAGES.index("mediation")
_CITY = TIERS.index("city")


def measure(scenario: Scenario, state: State, record: DailyRecord) -> dict[str, float]:
    """Return every outcome by name (`govsim.outcomes.describe`); NaN where one is not defined.

    Disputes that arose during the warm-up are left out; those brought to a third party are the
    denominator of shares.
    """
    rows = state.disputes[: state.counters[N_DISPUTES]]
    end = float(record.recorded)
    scored = rows["opened"] >= scenario.warmup_days
    disputes = rows[scored & (rows["alarm"] == 0)]
    alarms = rows[scored & (rows["alarm"] == FALSE_ALARM)]
    persons = float(state.places.population.sum())
    years = max(end - scenario.warmup_days, 0.0) / DAYS_PER_YEAR
    per_1000 = 1000.0 / (persons * years) if persons * years > 0 else np.nan

    out: dict[str, float] = {}
    for stage, name in enumerate(STAGES):
        out[f"disputes.{name}"] = per_1000 * int((disputes["highest"] >= stage).sum())
    brought = disputes[disputes["highest"] >= _MEDIATION]
    out["resolved_rate"] = per_1000 * int((brought["status"] == Status.RESOLVED).sum())
    out.update(_shares(brought, state))
    out.update(_times(brought))
    out.update(_by_type(brought, scenario, per_1000))
    out.update(_outbreaks(disputes, per_1000))
    out.update(_staff(state, scenario, end, per_1000))
    out["false_alarms"] = per_1000 * len(alarms)
    out.update(_rules(rows[rows["alarm"] == DRAFT], scenario, end, per_1000))
    out.update(_days(record, scenario, len(state.waiting_by_county)))
    out.update(_people(state, scenario, end))
    out.update(_groups(brought))
    out["unasked"] = per_1000 * (int((disputes["detected"] == 1).sum()) + len(alarms))
    conduct = state.conduct[: rows.size][scored & (rows["alarm"] == 0) & (rows["highest"] >= _MEDIATION)]
    out.update(_conduct(conduct))
    return out


def _mean(values: NDArray[Any]) -> float:
    return float(np.mean(values)) if values.size else float("nan")


def _shares(brought: NDArray[np.void], state: State) -> Iterator[tuple[str, float]]:
    status = brought["status"]
    resolved = status == Status.RESOLVED
    yield "resolved_share", _mean(resolved)
    for end in (Status.SETTLED, Status.ABANDONED, Status.SPILLED, Status.DORMANT):
        yield f"{end.name.lower()}_share", _mean(status == end)
    yield "open_share", _mean(status < Status.DORMANT)
    tier = np.where(resolved, state.offices["tier"][brought["resolved_office"]], -1)
    for code, name in enumerate((*TIERS, "organization")):
        yield f"resolved_at.{name}", _mean(tier == code)
    reported = brought["reported"] > 0
    yield "reported_share", _mean(reported)
    yield "reported_gap", _mean(reported) - _mean(resolved)
    judged = _satisfaction(brought[resolved], state) * _mean(resolved) if resolved.any() else _mean(resolved)
    yield "satisfaction", judged
    yield "satisfaction_gap", _mean(reported) - judged
    left = (brought["highest_tier"] >= _CITY) | (status == Status.SPILLED)
    yield "left_county_share", _mean(left)
    yield "first_time_share", _mean(resolved & (brought["attempts"] == 1))
    yield "recurrence_share", _mean(brought["episode"][reported] > 0)
    crossing = brought["counties"] > 1
    yield "crossing_share", _mean(crossing)
    yield "resolved_share.crossing", _mean(resolved[crossing])
    yield "resolved_share.within", _mean(resolved[~crossing])
    yield "detected_share", _mean(brought["detected"] == 1)
    yield "organization_share", _mean(brought["organized"] == 1)
    yield "attempts_mean", _mean(brought["attempts"])
    for code, name in enumerate(CHANNELS):
        yield f"channel_share.{name}", _mean(brought["channel"] == code)


def _satisfaction(resolved: NDArray[np.void], state: State) -> float:
    """Return the mean worth of resolutions to their claimants, as `govsim.governance.casework` has it."""
    days = (resolved["closed"] - resolved["entered"]) / float(state.p["trust_delay_days"][0])
    # The C library's exponential: NumPy's differs between processors in the last bit.
    return _mean(np.array([math.exp(-x) for x in days]))


def _quantile(days: NDArray[np.float64], q: float) -> float:
    return float(np.quantile(days, q)) if days.size else float("nan")


def _resolution_days(brought: NDArray[np.void]) -> NDArray[np.float64]:
    done = brought[brought["status"] == Status.RESOLVED]
    return np.asarray(done["closed"] - done["entered"], dtype=np.float64)


def _times(brought: NDArray[np.void]) -> Iterator[tuple[str, float]]:
    days = _resolution_days(brought)
    yield "resolution_days_median", _quantile(days, 0.5)
    yield "resolution_days_p90", _quantile(days, 0.9)
    yield "wait_days_mean", _mean(brought["waited"])


def _by_type(brought: NDArray[np.void], scenario: Scenario, per_1000: float) -> Iterator[tuple[str, float]]:
    for code, name in enumerate(scenario.disputes.types):
        rows = brought[brought["type"] == code]
        yield f"brought.type.{name}", per_1000 * len(rows)
        yield f"resolved_share.type.{name}", _mean(rows["status"] == Status.RESOLVED)
        yield f"resolution_days_median.type.{name}", _quantile(_resolution_days(rows), 0.5)


def _outbreaks(disputes: NDArray[np.void], per_1000: float) -> Iterator[tuple[str, float]]:
    rows = disputes[~np.isnan(disputes["outbreak_began"])]
    yield "outbreaks", 1000.0 * per_1000 * len(rows)
    yield "outbreak_size_mean", _mean(rows["peak_supporters"])
    yield "outbreak_counties_mean", _mean(rows["counties"])
    yield "outbreak_days_mean", _mean(rows["outbreak_days"])


def _staff(state: State, scenario: Scenario, end: float, per_1000: float) -> Iterator[tuple[str, float]]:
    used = float(state.offices["busy_days"].sum()) + slot_days_in_hand(state, scenario, end)
    available = float(state.offices["slots"].sum()) * max(end - scenario.warmup_days, 0.0)
    yield "staff_used_share", used / available if available > 0 else float("nan")
    yield "staff_days_used", per_1000 * used
    yield "staff_days_idle", per_1000 * (available - used)


def _rules(
    drafts: NDArray[np.void], scenario: Scenario, end: float, per_1000: float
) -> Iterator[tuple[str, float]]:
    yield "rules", float((drafts["status"] == Status.DISMISSED).sum())
    began, until = drafts["served"], np.where(np.isnan(drafts["closed"]), end, drafts["closed"])
    days = np.maximum(0.0, until - np.maximum(began, scenario.warmup_days))[~np.isnan(began)]
    yield "staff_days_drafting", per_1000 * float(days.sum())


def slot_days_in_hand(state: State, scenario: Scenario, end: float) -> float:
    """Return the slot time, after the warm-up, of the attempts still under way at `end`."""
    rows = state.disputes[: state.counters[N_DISPUTES]]
    served = rows["served"][rows["status"] == Status.IN_SERVICE]
    return float(np.maximum(0.0, end - np.maximum(served, scenario.warmup_days)).sum())


def _days(record: DailyRecord, scenario: Scenario, counties: int) -> Iterator[tuple[str, float]]:
    series = {name: values[scenario.warmup_days :] for name, values in record.series.items()}
    overloaded = series["counties_overloaded"]
    yield "systemic_risk", _mean(overloaded >= 2) if counties > 1 else float("nan")
    yield "overload_share", _mean(overloaded) / counties
    yield "supporters_mean", _mean(series["supporters"])


def _people(state: State, scenario: Scenario, end: float) -> Iterator[tuple[str, float]]:
    found = people(scenario, state, end)
    for tier in TIERS:
        yield f"trust.{tier}", found.mean(f"trust.{tier}")
    yield "trust.mean", found.mean("trust")
    yield "grievance_mean", found.mean("grievance")
    for name in ("gain", "happiness", "security"):
        yield name, found.mean(name)
    for group, others in (("migrant", "local"), ("aged", "younger")):
        for name in ("gain", "happiness", "security", "trust"):
            yield f"gap.{group}.{name}", found.mean(name, others) - found.mean(name, group)


def _conduct(conduct: NDArray[np.void]) -> Iterator[tuple[str, float]]:
    for name in ("misrouted", "turned_away", "taken_over", "suppressed"):
        yield f"{name}_share", _mean(conduct[name] > 0)


def _groups(brought: NDArray[np.void]) -> Iterator[tuple[str, float]]:
    resolved = brought["status"] == Status.RESOLVED
    for group in ("migrant", "aged", "newcomer"):
        members = brought[group] == 1
        yield f"resolved_share.{group}", _mean(resolved[members])
        yield f"gap.{group}.resolved", _mean(resolved[~members]) - _mean(resolved[members])
