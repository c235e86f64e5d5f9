"""Contagion: one evening of transmission, thresholds, joining and tiring (3.4.10)."""

import math

from govsim.dice import Purpose, exponential
from govsim.scenario.vocabulary import LAYERS
from govsim.state import Event, Status
from reference.dice import pair_key, supporter_key
from reference.words import Reason, Severity

IN_PERSON = LAYERS[:2]
"""Layers of ties that need contact."""


class Supporter:
    """A resident in an episode of a dispute.

    Attributes
    ----------
    active : bool
        False once tired.
    until : float
        Time after which they tire in the evening.
    first_evening : int
        First evening on which they transmit.
    trial, throws : int
        Number of the trial that hits next; throws of the dice so far.
    """

    def __init__(self, resident, dispute, until, first_evening):
        self.resident, self.dispute = resident, dispute
        self.key = supporter_key(resident, dispute)
        self.active = True
        self.until = until
        self.first_evening = first_evening
        self.trial, self.throws = -1, 0

    @property
    def evening(self):
        """Evening of the trial that hits next."""
        degree = len(self.resident.ties)
        if not degree or self.trial == math.inf:
            return math.inf
        return self.first_evening + self.trial // degree

    @property
    def tie(self):
        """Neighbour and layer of the trial that hits next."""
        return self.resident.ties[self.trial % len(self.resident.ties)]


class Contagion:
    """The part of the model that spreads disputes along ties."""

    def join(self, resident, dispute, t):
        """Let a resident join; False for the other party and for who has joined the episode before."""
        if resident is dispute.respondent or dispute in resident.joined:
            return False
        supporter = Supporter(resident, dispute, math.inf, math.floor(t) + 1)
        u = self.dice.one(Purpose.TIRING, supporter.key)
        supporter.until = t + exponential(u) * self.scenario.contagion.tiring_days
        self.to_next_hit(supporter)
        resident.joined[dispute] = supporter
        dispute.supporters.append(supporter)
        dispute.counties.add(resident.place.county)
        return True

    def everyone_leaves(self, dispute):
        """Let everyone leave a dispute that has ended or gone dormant."""
        for supporter in dispute.supporters:
            del supporter.resident.joined[dispute]
        dispute.supporters = []

    def set_chances(self):
        """Work out the rate of each layer, and the highest probability with which any tie transmits."""
        ties, beta, media = self.scenario.ties, self.scenario.contagion.beta, self.scenario.media
        self.rate = {layer: beta * getattr(ties, layer).weight for layer in LAYERS}
        factor = 1.0 + media.rumour_effect if media.rumour_growth else 1.0
        self.highest_chance = min(1.0, max(self.rate.values()) * factor)

    def to_next_hit(self, supporter):
        """Pass over the trials that miss; return the uniform that thins the hit which the supporter leaves.

        Trials are those of a tie of the highest weight. The misses before the next hit are geometric.
        """
        miss, keep = self.dice.pair(Purpose.CONTACT, supporter.key, 0, supporter.throws)
        supporter.throws += 1
        highest = self.highest_chance
        if highest >= 1.0:
            supporter.trial += 1
        elif highest > 0.0:
            supporter.trial += 1 + int(min(math.log(miss) / math.log1p(-highest), 1e15))
        else:
            supporter.trial = math.inf
        return keep

    def transmissions(self, t):
        """Return residents reached this evening, and by which dispute, as often as they are."""
        reached = []
        active = [s for dispute in self.disputes for s in dispute.supporters if s.active]
        for supporter in active:
            while supporter.evening == t:
                neighbour, layer = supporter.tie
                keep = self.to_next_hit(supporter)
                rumour = self.rumour[neighbour.informed]
                chance = min(1.0, self.rate[layer] * (1.0 + self.scenario.media.rumour_effect * rumour))
                if layer in IN_PERSON:
                    chance *= min(supporter.resident.place.contact, neighbour.place.contact)
                if neighbour.organised:
                    chance *= neighbour.place.dilution
                if keep * self.highest_chance < chance:
                    reached.append((neighbour, supporter.dispute))
        return reached

    def would_join(self, resident, dispute, t):
        """Whether a resident who is reached passes the threshold.

        Ties are counted, not neighbours: who is tied in two layers counts twice.
        """
        if resident.child or dispute in resident.joined:
            return False
        active = 0
        for neighbour, _ in resident.ties:
            membership = neighbour.joined.get(dispute)
            active += membership is not None and membership.active
        return active / len(resident.ties) >= resident.effective_threshold(t)

    def spread(self, t):
        """Live an evening: transmission, thresholds, exposure, joining, tiring, and what follows."""
        reached = self.transmissions(t)
        willing = [pair for pair in reached if self.would_join(*pair, t)]
        for resident, _ in reached:
            resident.meet_mobilised(t)
        changed = self.take_in(willing, t) | self.tire(t)
        for dispute in self.disputes:
            if dispute in changed:
                self.support_changed(dispute, t)

    def take_in(self, willing, t):
        """Let the willing join while they have places, in the order of keys; return the disputes joined."""
        changed = set()
        for resident, dispute in sorted(willing, key=lambda pair: pair[1].key):
            u = self.dice.one(Purpose.VACANCY, pair_key(resident, dispute), t)
            weight = resident.place.weight
            if u * weight < weight - resident.engagements and self.join(resident, dispute, t):
                changed.add(dispute)
        return changed

    def tire(self, t):
        """Tire those whose time is up; return the disputes that they were active for."""
        changed = set()
        for dispute in self.disputes:
            for supporter in dispute.supporters:
                if supporter.active and supporter.until <= t:
                    supporter.active = False
                    changed.add(dispute)
        return changed

    def support_changed(self, dispute, t):
        """Let more counties, a higher severity, an outbreak and another hazard follow from support."""
        size, support = self.scenario.contagion.outbreak_size, dispute.support
        if self.note_crossing(dispute, t) and dispute.status == Status.WAITING:
            self.review(dispute, t, Reason.SCOPE)
        severity = dispute.severity
        if support >= size:
            severity = Severity.GRAVE
        elif support >= size / 3:
            severity = max(severity, Severity.SERIOUS)
        if severity > dispute.severity:
            dispute.severity = severity
            if dispute.status == Status.WAITING:
                self.review(dispute, t, Reason.SEVERITY)
        if support >= size and not dispute.outbreak:
            dispute.outbreak = True
            self.note(dispute, t, Event.OUTBREAK, dispute.office, support)
        self.look_at_hazard(dispute, t)
