"""How disputes and false alarms arise (3.4.3)."""

import math

from govsim.dice import Purpose, normal, poisson
from govsim.scenario.vocabulary import LAYERS
from govsim.state import Event
from reference.dispute import Dispute
from reference.words import Clock, Severity, Stage

DAYS_PER_YEAR = 365.0
LEAST_REACH = 0.02
MOST_HOUSEHOLDS = 400
KINDS = 32
"""Numbers set aside for types in the keys of dice; the last one is that of false alarms."""


class Claims:
    """The part of the model that lets disputes arise."""

    def share_that_reaches_mediation(self):
        """Return the share of latent disputes that come to mediation."""
        e, detection = self.written.escalation, self.written.detection
        found = -math.log1p(-detection.grid) - math.log1p(-detection.smart)
        latent = e.claim_rate + e.settle_latent + e.lump_latent + found
        claim = e.mediation_rate + e.settle_claim + e.lump_claim
        if latent == 0.0:
            return 0.0
        return e.claim_rate / latent * (e.mediation_rate / claim if claim else 0.0) + found / latent

    def highest_factor(self):
        """Return F, the largest that a resident's factor can be."""
        effect = self.scenario.disputes.grievance_effect
        return (
            self.scenario.population.hardship_maximum
            * (1.0 + effect)
            / (1.0 + effect * self.scenario.trust.grievance_rest)
        )

    def let_disputes_arise(self, day):
        """Draw the day's candidates, place by place and type by type, and thin them."""
        disputes = self.scenario.disputes
        per_day = disputes.claims_per_1000 / 1000.0 / DAYS_PER_YEAR
        reach = max(LEAST_REACH, self.share_that_reaches_mediation())
        for place in self.world.places:
            if not place.residents:
                continue
            for number, (name, kind) in enumerate(disputes.types.items()):
                rate = kind.share * per_day / reach
                mean = rate * self.highest_factor() * place.population * self.place_factor(place, name)
                mean *= self.highest_member_factor(place, name)
                mean *= self.rule_factor.get((place.county, name), 1.0)
                u = self.dice.one(Purpose.CANDIDATES, place.code, day, number)
                for ordinal in range(poisson(u, mean)):
                    self.consider(place, name, number, day, ordinal)

    def consider(self, place, name, number, day, ordinal):
        """Let a candidate become a dispute with probability f/F, relative to who has the highest factor."""
        where, u = self.dice.pair(Purpose.CLAIMANT, place.code, day, number + KINDS * ordinal)
        claimant = place.residents[int(where * len(place.residents))]
        own, most = self.member_factor(claimant, name), self.highest_member_factor(place, name)
        if u * self.scenario.population.hardship_maximum * most >= claimant.hardship * own:
            # At no grievance would it become one. So the claimant is not looked at, and not touched.
            return
        if u * self.highest_factor() * most < claimant.claim_factor(float(day)) * own:
            key = self.dice.dispute_key(place.code, number, day, ordinal)
            self.open_dispute(Dispute(key, place, day + self.dice.one(Purpose.HOUR, key)), number, claimant)

    def open_dispute(self, dispute, number, claimant):
        """Give a new dispute its stake, difficulty and first parties, and let it be latent."""
        settings, key = self.scenario.disputes, dispute.key
        dispute.kind_name, dispute.kind = list(settings.types.items())[number]
        dispute.claimant = claimant
        dispute.newcomer = claimant.is_newcomer(dispute.opened)
        u, v = self.dice.pair(Purpose.STAKE, key)
        dispute.stake = dispute.kind.stake * math.exp(settings.stake_sigma * normal(u))
        dispute.difficulty = dispute.kind.difficulty + settings.difficulty_sd * normal(v)
        if dispute.stake >= settings.grave_stake:
            dispute.severity = Severity.GRAVE
        elif dispute.stake >= settings.serious_stake:
            dispute.severity = Severity.SERIOUS
        u, v = self.dice.pair(Purpose.PARTIES, key)
        dispute.households = min(1 + poisson(u, dispute.kind.households - 1.0), MOST_HOUSEHOLDS)
        if dispute.kind.respondent in LAYERS:
            dispute.respondent = claimant.acquaintance(dispute.kind.respondent, v)
        if dispute.respondent is not None:
            home = dispute.respondent.place
            dispute.communities.add(home.row)
            dispute.streets.add(home.street)
            dispute.counties.add(home.county)
        self.disputes.append(dispute)
        self.note(dispute, dispute.opened, Event.AROSE, None, number)
        self.note_crossing(dispute, dispute.opened)
        self.begin_stage(dispute, Stage.LATENT, dispute.opened)
        claimant.aggrieve(math.floor(dispute.opened), self.scenario.trust.grievance_claim)

    def let_false_alarms_arise(self, day):
        """Draw the day's false alarms, where somebody looks for disputes at all."""
        rate = self.scenario.detection.false_alarms_per_1000 / 1000.0 / DAYS_PER_YEAR
        if not self.regime.handles:
            return
        for place in self.world.places:
            u = self.dice.one(Purpose.FALSE_ALARMS, place.code, day)
            for ordinal in range(poisson(u, rate * place.population * place.alert)):
                key = self.dice.dispute_key(place.code, KINDS - 1, day, ordinal)
                alarm = Dispute(key, place, day + self.dice.one(Purpose.HOUR, key))
                alarm.alarm = True
                alarm.stage = Stage.MEDIATION
                alarm.clocks[Clock.DETECTION] = alarm.opened
                self.disputes.append(alarm)
