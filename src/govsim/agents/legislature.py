"""Legislatures: who turns what an office has learnt from many cases into a rule."""

from typing import Any

import mesa
import numpy as np

from govsim.scenario.vocabulary import TIERS
from govsim.state import Status

_COUNTY = TIERS.index("county")


class Legislature(mesa.Agent):  # type: ignore[type-arg]
    """The people's congress of a city (or, where a scenario gives it the power, of a county).

    Once a month it looks at every type of dispute. Where its office has resolved `cases_needed` cases
    for good since the last draft, and no draft on the type is under way, it has the office draft a
    rule; the office gives a slot to it for `drafting_days`.

    Parameters
    ----------
    model : CityModel
    office : int
        Row of its office.
    community : int
        Row of the community that stands for its territory in the key of a draft.

    Attributes
    ----------
    drafts : list of list of int
        By type, the rows in the docket of its drafts, the finished ones first.
    counted : int64 (types,)
        Cases resolved when it began the last draft on each type.
    """

    def __init__(self, model: Any, office: int, community: int) -> None:
        super().__init__(model)
        self.office = office
        self.community = community
        kinds = len(model.scenario.disputes.types)
        self.drafts: list[list[int]] = [[] for _ in range(kinds)]
        self.counted = np.zeros(kinds, dtype=np.int64)

    def step(self) -> None:
        """Have a rule drafted on every type that calls for one."""
        resolved = self.model.state.resolved_cases[self.office]
        for kind, drafts in enumerate(self.drafts):
            if self.calls_for_a_rule(kind):
                drafts.append(self.model.open_draft(self.office, self.community, kind, len(drafts)))
                self.counted[kind] = resolved[kind]

    def calls_for_a_rule(self, kind: int) -> bool:
        """Whether there are cases enough for a rule on a type, and not rules enough."""
        law, state, drafts = self.model.scenario.law, self.model.state, self.drafts[kind]
        if len(drafts) >= law.most_rules:
            return False
        if drafts and state.disputes["status"][drafts[-1]] != Status.DISMISSED:
            return False
        return bool(state.resolved_cases[self.office, kind] - self.counted[kind] >= law.cases_needed)


def found_legislatures(model: Any) -> list[Legislature]:
    """Return the legislatures of a regime, by code: none, the city's, or those of counties with staff."""
    tier = model.regime.legislates
    if tier is None or model.scenario.law.cases_needed == 0:
        return []
    codes, county = model.state.places.code, model.state.places.county
    seats = []
    for row, office in enumerate(model.state.offices):
        if int(office["tier"]) == TIERS.index(tier) and office["slots"] > 0:
            everywhere = int(office["tier"]) > _COUNTY
            inside = np.flatnonzero(everywhere | (county == office["unit"]))
            first = int(inside[np.argmin(codes[inside])])
            seats.append((int(codes[first]), row, first))
    # Drafts are laid before offices in this order, which must not depend on that of the counties' rows.
    return [Legislature(model, row, first) for _, row, first in sorted(seats)]
