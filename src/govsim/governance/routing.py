"""A regime's rows compiled to the tables of codes that kernels look up."""

from itertools import product
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from govsim.scenario.regime import Match, Regime
from govsim.scenario.schema import Scenario
from govsim.scenario.vocabulary import REASONS, SCOPES, SEVERITIES, STAGES, TIERS
from govsim.state import Routes

OFFICE_STAGES = STAGES[STAGES.index("mediation") :]
"""Stages at which a dispute is in the hands of an office."""

NO_TIER = -1
_MEDIATION = STAGES.index("mediation")


class Case(Protocol):
    """What routing looks at, as codes."""

    @property
    def type(self) -> int: ...  # noqa: D102
    @property
    def scope(self) -> int: ...  # noqa: D102
    @property
    def severity(self) -> int: ...  # noqa: D102
    @property
    def stage(self) -> int: ...  # noqa: D102


def compile_routes(scenario: Scenario, regime: Regime) -> Routes:
    """Return the tables of a regime; of several rows that match, the first counts."""
    kinds = tuple(scenario.disputes.types)
    shape = (len(kinds), len(SCOPES), len(SEVERITIES))
    entry = np.full((len(OFFICE_STAGES), *shape), NO_TIER, dtype=np.int8)
    refer = np.full((len(REASONS), len(TIERS), *shape), NO_TIER, dtype=np.int8)
    after = np.ones((len(TIERS), *shape), dtype=np.int16)
    for row in reversed(regime.entry):
        cells = _cells(row, kinds)
        for stage in row.stage or OFFICE_STAGES:
            entry[OFFICE_STAGES.index(stage)][cells] = TIERS.index(row.tier)
    for rule in reversed(regime.referral):
        cells = _cells(rule, kinds)
        source, to = TIERS.index(rule.source), TIERS.index(rule.to)
        for reason in rule.on:
            refer[REASONS.index(reason), source][cells] = to
        if "failure" in rule.on:
            after[source][cells] = rule.after_attempts
    overflow_to = np.full(len(TIERS), NO_TIER, dtype=np.int8)
    overflow_load = np.full(len(TIERS), np.inf)
    for overflow in reversed(regime.overflow):
        overflow_to[TIERS.index(overflow.source)] = TIERS.index(overflow.to)
        overflow_load[TIERS.index(overflow.source)] = overflow.load_above
    superior = regime.crossing.superior
    return Routes(
        handles=np.array([regime.handles], dtype=np.int8),
        lowest=np.array([len(TIERS) - scenario.tiers], dtype=np.int8),
        organizations=np.array([regime.handles and regime.organizations], dtype=np.int8),
        entry=entry,
        refer=refer,
        after=after,
        overflow_to=overflow_to,
        overflow_load=overflow_load,
        consent=np.array([regime.crossing.consent], dtype=np.int8),
        superior=np.array([NO_TIER if superior is None else TIERS.index(superior)], dtype=np.int8),
        superior_attempts=np.array([regime.crossing.after_attempts], dtype=np.float64),
        superior_days=np.array([regime.crossing.after_days], dtype=np.float64),
        terminal=np.array([TIERS.index(regime.terminal)], dtype=np.int8),
        terminal_attempts=np.array([regime.attempts], dtype=np.int16),
    )


class Referrals:
    """The tables of a regime for agents, who look up one file at a time.

    Parameters
    ----------
    routes : Routes

    Attributes
    ----------
    terminal, terminal_attempts : int
        Tier at which failure leaves the city, and attempts before it does.
    """

    def __init__(self, routes: Routes) -> None:
        # Nested lists are read ten times faster than single items of an array.
        self._entry = routes.entry.tolist()
        self._refer = routes.refer.tolist()
        wider, graver = routes.refer[REASONS.index("scope")], routes.refer[REASONS.index("severity")]
        self._urgent = np.where(wider != NO_TIER, wider, graver).tolist()
        self._after = routes.after.tolist()
        self.terminal = int(routes.terminal[0])
        self.terminal_attempts = int(routes.terminal_attempts[0])

    def entry(self, file: Case) -> int:
        """Return the tier at which a file enters at its stage, -1 if nowhere."""
        stage = file.stage - _MEDIATION
        return int(self._entry[stage][file.type][file.scope][file.severity])

    def refer(self, reason: int, tier: int, file: Case) -> int:
        """Return the tier to which a tier refers a file for a reason, -1 if to none."""
        return int(self._refer[reason][tier][file.type][file.scope][file.severity])

    def urgent(self, tier: int, file: Case) -> int:
        """Return the tier to which a tier refers a file for its scope or else its severity, -1 if to none."""
        return int(self._urgent[tier][file.type][file.scope][file.severity])

    def after(self, tier: int, file: Case) -> int:
        """Return the failed attempts after which a tier refers a file."""
        return int(self._after[tier][file.type][file.scope][file.severity])


def _cells(row: Match, kinds: tuple[str, ...]) -> tuple[NDArray[np.intp], ...]:
    """Return the index arrays of all (type, scope, severity) that a row matches."""
    chosen = (
        [kinds.index(name) for name in row.type or kinds],
        [SCOPES.index(name) for name in row.scope or SCOPES],
        [SEVERITIES.index(name) for name in row.severity or SEVERITIES],
    )
    return tuple(np.array(axis) for axis in zip(*product(*chosen), strict=True))
