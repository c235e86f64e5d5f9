"""The mean-field border beside what a study found."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from govsim.analysis.mean_field import MeanField, border_share
from govsim.report.study.notes import Note
from govsim.scenario.schema import Scenario
from govsim.scenario.vocabulary import TIERS
from govsim.study.results import Results

CROSSING = "crossing_share"
_REGIMES = {"county", "municipal"}


@dataclass(frozen=True, eq=False)
class Formula:
    """What the closed form says at every design point.

    Attributes
    ----------
    cities : tuple of MeanField
        What went into it, by design point.
    border : float64 (points,)
        Share over county lines at which it puts the border, x*.
    crossing : float64 (points,)
        Share over county lines that was measured under the first level, mean over worlds.
    sign : int8 (points,)
        Of the difference of the second level minus the first, as it says.
    departures : tuple of tuple of str and str
        Keys of the scenario whose values break an assumption of the formula, with their values.
    """

    cities: tuple[MeanField, ...]
    border: NDArray[np.float64]
    crossing: NDArray[np.float64]
    sign: NDArray[np.int8]
    departures: tuple[tuple[str, str], ...]


def formula_of(results: Results, scenario: Scenario, notes: list[Note]) -> Formula | None:
    """Return the mean-field border at the design points, None where the study is not about it.

    It is about the county and the municipal regime; where the share over county lines is not among the
    outcomes, a note says so.
    """
    if set(results.levels) != _REGIMES or results.study.compare.factor != "regime":
        return None
    if CROSSING not in results.outcomes:
        notes.append(
            Note(
                f"mean-field border: needs the outcome {CROSSING}, which the study does not record",
                f"平均场边界：需要结果{CROSSING}，而本研究没有记录",
            )
        )
        return None
    cities = []
    for point in results.points:
        try:
            cities.append(_city(scenario.replace(dict(zip(results.factors, point, strict=True)))))
        except ValueError as error:
            notes.append(Note(f"mean-field border: {error}", f"平均场边界：{error}"))
            return None
    try:
        border = np.array([border_share(city) for city in cities])
    except ValueError as error:
        notes.append(Note(f"mean-field border: {error}", f"平均场边界：{error}"))
        return None
    crossing = np.nanmean(results.outcomes[CROSSING][:, 0], axis=1)
    turn = 1 if results.levels[1] == "municipal" else -1
    return Formula(
        tuple(cities),
        border,
        crossing,
        (turn * np.sign(crossing - border)).astype(np.int8),
        departures(scenario, results.factors),
    )


def _city(scenario: Scenario) -> MeanField:
    """Return what the formula needs from a scenario: slots of a county are its equal part of those there."""
    from govsim.city import build_territory
    from govsim.governance.staffing import total_slots

    territory = build_territory(scenario)
    counties = len(territory.counties.code)
    slots = total_slots(scenario, int(territory.communities.population.sum()))
    kinds = scenario.disputes.types.values()
    service = sum(kind.share * kind.service_days for kind in kinds) / sum(kind.share for kind in kinds)
    work = scenario.casework
    staff = scenario.regimes["county"].staff.county
    return MeanField(
        alpha=work.alpha,
        kappa=work.kappa,
        load=work.load,
        patience=work.patience_days / service,
        servers=max(1, round(slots * staff / counties)),
        counties=counties,
        tiers=1,
    )


def departures(scenario: Scenario, varied: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return keys whose values break an assumption of the formula, with those values.

    Parameters
    ----------
    scenario : Scenario
    varied : tuple of str
        Keys that the design varies, whose values are not those of the scenario.
    """
    work = scenario.casework
    staff = scenario.regimes["county"].staff
    below = sum(getattr(staff, tier) for tier in TIERS[: TIERS.index("county")])
    checks: tuple[tuple[str, object, bool], ...] = (
        ("casework.attempts_per_case", work.attempts_per_case, work.attempts_per_case != 1),
        ("casework.tau", work.tau, work.tau != 0),
        ("casework.coordination_time", work.coordination_time, work.coordination_time != 0),
        ("casework.hardening", work.hardening, work.hardening != 0),
        ("casework.relapse", work.relapse, work.relapse != 0),
        ("casework.reporting_pressure", work.reporting_pressure, work.reporting_pressure != 0),
        ("casework.distribution", work.distribution, work.distribution != "exponential"),
        ("regimes.county.staff", f"{below:g} below the county", below > 0),
        ("contagion.beta", scenario.contagion.beta, scenario.contagion.beta != 0),
        ("party.mobilised", scenario.party.mobilised, scenario.party.mobilised != 0),
        (
            "organizations.per_street",
            scenario.organizations.per_street,
            scenario.organizations.per_street > 0,
        ),
    )
    return tuple((key, f"{value}") for key, value, breaks in checks if breaks and key not in varied)
