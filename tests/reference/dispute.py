"""A dispute, and its clocks (3.4.3, 3.4.4, 3.4.6)."""

import math

from govsim.dice import exponential
from govsim.state import Status
from reference.precision import Single
from reference.words import Scope, Severity, Stage, Tier


class Dispute:
    """A dispute; or a false alarm, which has neither type nor parties; or the draft of a rule on a type.

    Both of the latter are alarms: files that are no disputes.

    Attributes
    ----------
    clocks : dict of Clock to float
        When each clock rings; those that do not run are left out.
    spent_until, hazard, left : float
        Time up to which the hazard of escalation is accounted for, the hazard since then, and what is
        left of the unit exponential at which the dispute escalates.
    counties, streets, communities : set of int
        Units touched: counties by parties and supporters, the others by the first parties.
    supporters : list of Supporter
        Everyone who joined the present episode, tired or not.
    office : Office or None
        Who holds the file.
    belongs_to : Office or None
        Where a misrouted file should be, None if it is there.
    misrouted, turned_away, taken_over, suppressed : int
        How often that happened to it.
    """

    stake = Single()
    difficulty = Single()

    def __init__(self, key, place, t):
        self.key = key
        self.place = place
        self.opened = t
        self.alarm = False
        self.draft = False
        self.channel = None
        self.kind = self.kind_name = None
        self.claimant = self.respondent = None
        self.newcomer = False
        self.severity = Severity.ORDINARY
        self.stage = Stage.LATENT
        self.status = Status.OUTSIDE
        self.communities, self.streets, self.counties = {place.row}, {place.street}, {place.county}
        self.noted_counties = 1
        self.supporters = []
        self.episode = 0
        self.office = self.belongs_to = None
        self.misrouted = self.turned_away = self.taken_over = self.suppressed = 0
        self.reason = None
        self.entered = None
        self.turned_to_organization = False
        self.attempts = self.office_attempts = self.spells = 0
        self.partners, self.superior = 1, None
        self.clocks = {}
        self.hazard, self.spent_until, self.left = 0.0, t, math.inf
        self.outbreak = False

    @property
    def scope(self):
        """How far parties and supporters are spread."""
        if len(self.counties) > 1:
            return Scope.CROSS_COUNTY
        return Scope.COUNTY if len(self.communities) > 1 else Scope.COMMUNITY

    @property
    def support(self):
        """Number of residents active for it now."""
        return sum(supporter.active for supporter in self.supporters)

    def next_ring(self):
        """Return time and clock of what comes next."""
        return min(((t, clock) for clock, t in self.clocks.items()), default=(math.inf, None))

    def wind(self, clock, u, rate, t):
        """Let a clock of constant hazard run from time t; at hazard 0 it never rings."""
        self.stop(clock)
        if rate > 0.0:
            self.clocks[clock] = t + exponential(u) / rate

    def stop(self, *clocks):
        """Stop clocks."""
        for clock in clocks:
            self.clocks.pop(clock, None)

    def units_touched(self, tier):
        """Return how many units of a tier it touches, as far as consent goes."""
        if tier == Tier.COUNTY:
            return len(self.counties)
        if tier == Tier.STREET:
            return max(len(self.streets), len(self.counties))
        if tier == Tier.COMMUNITY:
            return max(len(self.communities), len(self.counties))
        return 1
