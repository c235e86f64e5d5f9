"""Residents who move home (3.4.17)."""

import math

from govsim.dice import Purpose
from govsim.state import Status

MONTH = 30
PERSONAL = (
    "migrant",
    "child",
    "aged",
    "party_member",
    "organised",
    "threshold",
    "hardship",
    "trust",
    "grievance",
    "exposure",
    "gain",
    "touched",
    "moved",
    "informed",
    "opinion",
)
"""What goes with a person who moves; ties, key and place belong to the home."""


class Moves:
    """Households that exchange homes."""

    def move(self, evening):
        """Let those households move that want to and that no open dispute keeps, by their lots."""
        turnover = self.scenario.mobility.turnover
        if turnover == 0.0 or evening % MONTH:
            return
        chance = -math.expm1(-turnover * MONTH / 365.0)
        kept = self.kept_by_disputes()
        leaving = []
        for home in self.homes():
            leave, lot = self.dice.pair(Purpose.MOVE, home[0].key, evening, 0)
            if leave < chance and not kept & set(home):
                leaving.append((len(home), len(home) + lot, home))
        leaving.sort(key=lambda household: household[1])
        while len(leaving) > 1:
            (size, _, home), (other_size, _, other_home) = leaving[:2]
            if size != other_size or home[0].place is other_home[0].place:
                leaving.pop(0)
                continue
            for here, there in zip(home, other_home, strict=True):
                self.exchange(here, there)
                here.moved = there.moved = float(evening)
            del leaving[:2]

    def homes(self):
        """Return the residents of every household."""
        homes = {}
        for resident in self.world.residents:
            homes.setdefault(resident.household, []).append(resident)
        return homes.values()

    def kept_by_disputes(self):
        """Return the parties of open disputes, and whoever has joined one."""
        kept = {resident for resident in self.world.residents if resident.joined}
        for dispute in self.disputes:
            if dispute.status < Status.RESOLVED:
                kept |= {dispute.claimant, dispute.respondent}
        return kept

    def exchange(self, here, there):
        """Let two persons exchange homes."""
        for name in PERSONAL:
            mine, theirs = getattr(here, name), getattr(there, name)
            setattr(here, name, theirs)
            setattr(there, name, mine)
