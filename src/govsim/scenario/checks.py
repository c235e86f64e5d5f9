"""Checks of a scenario that look at several keys at once."""

from typing import TYPE_CHECKING

from govsim.scenario.errors import ModelProblems, SchemaProblem
from govsim.scenario.vocabulary import CHANNELS, TIERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from govsim.scenario.regime import Match, Regime
    from govsim.scenario.schema import Scenario

type Path = tuple[str | int, ...]


def check_scenario(scenario: "Scenario") -> None:
    """Raise `ModelProblems` with everything that does not fit together."""
    problems = [
        *_days(scenario),
        *_types(scenario),
        *_compared(scenario),
        *_legislators(scenario),
        *_binding(scenario),
        *_organizations(scenario),
        *(p for name, regime in scenario.regimes.items() for p in _regime(scenario, name, regime)),
        *(
            p
            for name, shock in scenario.shocks.items()
            for p in _known_types(scenario, ("shocks", name, "types"), shock.types)
        ),
    ]
    if problems:
        raise ModelProblems(problems)


def _days(scenario: "Scenario") -> "Iterator[SchemaProblem]":
    if scenario.warmup_days >= scenario.days:
        message = "the warm-up leaves no day to score"
        yield SchemaProblem(
            ("warmup_days",),
            message=message,
            found=scenario.warmup_days,
            allowed=f"less than days ({scenario.days})",
            turned=SchemaProblem(
                ("days",),
                message=message,
                found=scenario.days,
                allowed=f"more than warmup_days ({scenario.warmup_days})",
            ),
        )


def _types(scenario: "Scenario") -> "Iterator[SchemaProblem]":
    disputes = scenario.disputes
    total = sum(kind.share for kind in disputes.types.values())
    if abs(total - 1.0) > 1e-6:
        yield SchemaProblem(
            ("disputes", "types"), message=f"the shares of the types sum to {total:g}", allowed="a sum of 1"
        )
    if disputes.grave_stake <= disputes.serious_stake:
        yield SchemaProblem(
            ("disputes", "grave_stake"),
            message="a grave dispute must have a higher stake than a serious one",
            found=disputes.grave_stake,
            allowed=f"more than serious_stake ({disputes.serious_stake:g})",
        )


def _organizations(scenario: "Scenario") -> "Iterator[SchemaProblem]":
    settings = scenario.organizations
    total = sum(kind.share for kind in settings.kinds.values())
    if settings.kinds and abs(total - 1.0) > 1e-6:
        yield SchemaProblem(
            ("organizations", "kinds"),
            message=f"the shares of the kinds sum to {total:g}",
            allowed="a sum of 1",
        )
    for name, kind in settings.kinds.items():
        yield from _known_types(scenario, ("organizations", "kinds", name, "domain"), kind.domain)
    if settings.staff_share + settings.contracts.budget >= 1.0:
        yield SchemaProblem(
            ("organizations", "contracts", "budget"),
            message="organisations would hold all slots and leave none to the government",
            found=settings.contracts.budget,
            allowed=f"less than 1 - staff_share ({1.0 - settings.staff_share:g})",
        )


def _compared(scenario: "Scenario") -> "Iterator[SchemaProblem]":
    names = scenario.compare.regimes
    for index, name in enumerate(names):
        path: Path = ("compare", "regimes", index)
        if name not in scenario.regimes:
            yield SchemaProblem(path, message="unknown regime", found=name, choices=tuple(scenario.regimes))
        elif name in names[:index]:
            yield SchemaProblem(path, message="regime named twice", found=name)


def _legislators(scenario: "Scenario") -> "Iterator[SchemaProblem]":
    """Who legislates must have staff to do it with; rules need somebody who passes them."""
    able = [name for name, regime in scenario.regimes.items() if regime.legislates is not None]
    for name in able:
        regime = scenario.regimes[name]
        if getattr(regime.staff, str(regime.legislates)) == 0:
            yield SchemaProblem(
                ("regimes", name, "legislates"),
                message="the tier has no staff, so it can resolve no case and draft no rule",
                found=regime.legislates,
                allowed=f"a tier with staff, a share above 0 in staff.{regime.legislates}, or null",
            )
    if scenario.law.cases_needed > 0 and not able:
        yield SchemaProblem(
            ("law", "cases_needed"),
            message="no regime legislates, so no rule can be passed",
            found=scenario.law.cases_needed,
            allowed="0, or `legislates: city` (or county) in one of the regimes",
        )


def _binding(scenario: "Scenario") -> "Iterator[SchemaProblem]":
    """No channel makes a relapse more than certain."""
    for name in CHANNELS if scenario.channels.sensitivity > 0 else ():
        binding = getattr(scenario.channels, name).binding
        if scenario.casework.relapse * binding > 1.0:
            yield SchemaProblem(
                ("channels", name, "binding"),
                message="casework.relapse times this factor is a probability above 1",
                found=binding,
                allowed=f"at most {1.0 / scenario.casework.relapse:g}, or a lower casework.relapse",
            )


def _regime(scenario: "Scenario", name: str, regime: "Regime") -> "Iterator[SchemaProblem]":
    base: Path = ("regimes", name)
    tables: tuple[tuple[str, Iterable[Match]], ...] = (
        ("entry", regime.entry),
        ("referral", regime.referral),
    )
    for table, rows in tables:
        for index, row in enumerate(rows):
            yield from _known_types(scenario, (*base, table, index, "type"), row.type)
    upward: list[tuple[Path, str, str]] = [
        ((*base, "referral", index, "to"), row.source, row.to) for index, row in enumerate(regime.referral)
    ]
    upward += [
        ((*base, "overflow", index, "to"), row.source, row.to) for index, row in enumerate(regime.overflow)
    ]
    for path, source, to in upward:
        if TIERS.index(to) <= TIERS.index(source):
            yield SchemaProblem(
                path,
                message=f"a file can only go up from {source}",
                found=to,
                allowed=", ".join(TIERS[TIERS.index(source) + 1 :]) or "no tier: city is the highest",
            )
    if regime.handles:
        yield from _reachable(scenario, base, regime)


def _reachable(scenario: "Scenario", base: "Path", regime: "Regime") -> "Iterator[SchemaProblem]":
    """Every tier that receives cases must have staff on it or above it."""
    offices = TIERS[len(TIERS) - scenario.tiers :]
    staffed = [tier for tier in offices if getattr(regime.staff, tier) > 0]
    if not regime.entry:
        yield SchemaProblem(
            (*base, "entry"),
            message="no row says where disputes enter",
            allowed="at least one row, or handles: false",
        )
    if not staffed:
        yield SchemaProblem(
            (*base, "staff"),
            message=f"no tier with an office has staff (tiers: {scenario.tiers})",
            allowed=f"a share above 0 on {', '.join(offices)}",
        )
        return
    highest = TIERS.index(staffed[-1])
    receiving: list[tuple[Path, str]] = [
        ((*base, "entry", index, "tier"), row.tier) for index, row in enumerate(regime.entry)
    ]
    receiving += [((*base, "referral", index, "to"), row.to) for index, row in enumerate(regime.referral)]
    receiving += [((*base, "overflow", index, "to"), row.to) for index, row in enumerate(regime.overflow)]
    for path, tier in receiving:
        if TIERS.index(tier) > highest:
            yield SchemaProblem(
                path,
                message="neither this tier nor a higher one has staff",
                found=tier,
                allowed=", ".join(TIERS[: highest + 1]),
            )


def _known_types(scenario: "Scenario", path: "Path", names: "Iterable[str]") -> "Iterator[SchemaProblem]":
    for index, name in enumerate(names):
        if name not in scenario.disputes.types:
            yield SchemaProblem(
                (*path, index),
                message="unknown type of dispute",
                found=name,
                choices=tuple(scenario.disputes.types),
            )
