"""Residents: what they are, what they feel, and what experience does to it (3.4.10, 3.4.11)."""

import math

from reference.dice import resident_key
from reference.precision import Single, Singles, single
from reference.words import GOVERNMENT

CHILD, AGED = 0, 2


class Resident:
    """A resident, who stands for as many persons as the weight of the community says.

    Attributes
    ----------
    ties : list of (Resident, layer)
        In the order of the layers; in each by the order of residents.
    joined : dict of Dispute to Supporter
        Disputes whose present episode the resident has joined, tired of it or not.
    touched : float
        When grievance and exposure were last brought up to date.
    """

    grievance = Single()
    exposure = Single()
    gain = Single()
    touched = Single()
    opinion = Single()

    def __init__(self, place, number, household, columns, trust, rules):
        self.place = place
        self.key = resident_key(place.code, number)
        self.household = household
        self.group = int(columns["group"])
        self.migrant = bool(columns["migrant"])
        self.informed = False
        self.child = columns["age_class"] == CHILD
        self.aged = columns["age_class"] == AGED
        self.party_member = bool(columns["party"])
        self.organised = bool(columns["organised"])
        self.threshold = float(columns["threshold"])
        self.hardship = float(columns["hardship"])
        self.trust = Singles(trust)
        self.rules = rules
        self.ties = []
        self.joined = {}
        self.grievance = min(1.0, single(rules.trust.grievance_rest) * self.hardship)
        self.exposure = 0.0
        self.gain = 0.5
        self.touched = 0.0
        self.moved = -math.inf
        self.opinion = self.own_trust

    @property
    def engagements(self):
        """Number of disputes that the resident is active for."""
        return sum(supporter.active for supporter in self.joined.values())

    def relax(self, t):
        """Let grievance relax towards its resting value and exposure towards 0, up to time t."""
        elapsed = t - self.touched
        if elapsed > 0.0:
            trust = self.rules.trust
            rest = min(1.0, trust.grievance_rest * self.hardship)
            fade = math.exp(-trust.grievance_decay * elapsed)
            self.grievance = rest + (self.grievance - rest) * fade
            self.exposure *= fade
            self.touched = t

    def aggrieve(self, t, change):
        """Raise or lower the grievance of one of the persons for whom the resident stands."""
        self.relax(t)
        self.grievance = min(1.0, max(0.0, self.grievance + change * (1.0 / self.place.weight)))

    def suffer(self, t, distrust, anger):
        """Bear a day of harsh measures, as all the persons for whom the resident stands do."""
        self.relax(t)
        self.grievance = min(1.0, self.grievance + anger)
        self.lose_trust(distrust)

    def lose_trust(self, loss):
        """Lose trust in every tier, as all the persons for whom the resident stands do."""
        for tier in GOVERNMENT:
            self.trust[tier] = max(0.0, self.trust[tier] - loss)

    def meet_mobilised(self, t):
        """Have been reached by a transmission."""
        self.relax(t)
        share, trust = 1.0 / self.place.weight, self.rules.trust
        self.exposure = min(1.0, self.exposure + trust.exposure_step * share)
        self.grievance = min(1.0, self.grievance + trust.grievance_exposure * share)

    def judge(self, tier, worth, weight):
        """Move trust in a tier, and the sense of gain, towards the worth of an experience."""
        share = weight / self.place.weight
        if tier in GOVERNMENT:
            self.trust[tier] += self._move(worth - self.trust[tier], share)
        self.gain += self._move(worth - self.gain, share)

    def _move(self, gap, share):
        rate = self.rules.trust.gain_rate if gap > 0 else self.rules.trust.loss_rate
        return rate * gap * share

    @property
    def own_trust(self):
        """Mean trust over tiers."""
        community, street, county, city = self.trust
        return 0.25 * single(single(community + street) + single(county + city))

    def listen(self, heard):
        """Express what one hears, as far as one is swayed, and one's own trust for the rest."""
        swayed = self.rules.opinion.susceptibility
        self.opinion = swayed * heard + (1.0 - swayed) * self.own_trust

    def effective_threshold(self, t):
        """Return the share of active neighbours at which the resident joins: phi."""
        self.relax(t)
        contagion = self.rules.contagion
        influence, trust = self.rules.opinion, self.own_trust
        if influence.susceptibility:
            trust += influence.weight * (self.opinion - trust)
        return self.threshold * math.exp(
            contagion.trust_effect * (trust - 0.5) - contagion.grievance_effect * self.grievance
        )

    def claim_factor(self, t):
        """Return f: the rate at which disputes arise to the resident, relative to mean hardship."""
        self.relax(t)
        effect = self.rules.disputes.grievance_effect
        return (
            self.hardship * (1.0 + effect * self.grievance) / (1.0 + effect * self.rules.trust.grievance_rest)
        )

    def is_newcomer(self, t):
        """Whether the resident moved lately."""
        return t - self.moved < self.rules.mobility.newcomer_days

    def acquaintance(self, layer, u):
        """Return one of the resident's ties in a layer, chosen by u, or nobody."""
        there = [other for other, of in self.ties if of == layer]
        return there[int(u * len(there))] if there else None
