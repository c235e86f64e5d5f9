"""The ladder: stages, hazards, voicing, detection, return and the end (3.4.4, 3.4.5)."""

import math

from govsim.dice import Purpose, exponential
from govsim.scenario.vocabulary import LAYERS
from govsim.state import Event, Status
from reference.words import Clock, Stage, Tier


class Ladder:
    """The part of the model that moves disputes up the ladder."""

    def begin_stage(self, dispute, stage, t):
        """Bring a dispute to a stage and wind the clocks that run there."""
        dispute.stage = stage
        e, throw = self.scenario.escalation, dispute.episode * len(Stage) + stage
        escalate, settle = self.dice.pair(Purpose.STAGE, dispute.key, throw, 0)
        give_up, detect = self.dice.pair(Purpose.STAGE, dispute.key, throw, 1)
        dispute.stop(Clock.SETTLEMENT, Clock.GIVING_UP, Clock.DETECTION, Clock.TAKE_OVER)
        if stage == Stage.LATENT:
            dispute.wind(Clock.SETTLEMENT, settle, e.settle_latent, t)
            dispute.wind(Clock.GIVING_UP, give_up, e.lump_latent, t)
            dispute.wind(Clock.DETECTION, detect, self.detection_hazard(dispute), t)
        elif stage == Stage.CLAIM:
            dispute.wind(Clock.SETTLEMENT, settle, e.settle_claim, t)
            dispute.wind(Clock.GIVING_UP, give_up, e.lump_claim, t)
            if self.regime.handles:
                u = self.dice.one(Purpose.OVERREACH, dispute.key, throw)
                dispute.wind(Clock.TAKE_OVER, u, self.scenario.conduct.overreach, t)
        dispute.left = exponential(escalate)
        dispute.hazard, dispute.spent_until = 0.0, t
        self.look_at_hazard(dispute, t)

    def detection_hazard(self, dispute):
        """Return the hazard at which a latent dispute is found."""
        if not self.regime.handles:
            return 0.0
        hazard = dispute.place.detection * dispute.place.alert
        if dispute.claimant.migrant:
            hazard *= self.scenario.detection.migrant_factor
        if dispute.claimant.aged:
            hazard *= self.scenario.detection.aged_factor
        if dispute.newcomer:
            hazard *= self.scenario.mobility.detection_factor
        return hazard

    def look_at_hazard(self, dispute, t):
        """Go on at the hazard of escalation as it is now; what has been spent of the clock stays spent.

        It is looked at when a dispute reaches a stage, joins a queue, finds no office, is taken in hand or
        laid in the tray, and on evenings on which its supporters changed. In between it stays as it is,
        even if the claimant's trust changes on account of another dispute.
        """
        dispute.left = max(0.0, dispute.left - dispute.hazard * (t - dispute.spent_until))
        dispute.spent_until = t
        dispute.hazard = self.escalation_hazard(dispute)
        dispute.stop(Clock.ESCALATION)
        if dispute.hazard > 0.0:
            dispute.clocks[Clock.ESCALATION] = t + dispute.left / dispute.hazard

    def escalation_hazard(self, dispute):
        """Return the hazard, per day, of the next stage."""
        e, stage = self.scenario.escalation, dispute.stage
        if dispute.alarm or stage == Stage.COLLECTIVE:
            return 0.0
        support = 1.0 + e.chi * min(float(dispute.support), e.chi_cap)
        if stage == Stage.LATENT:
            return e.claim_rate * support
        if stage == Stage.CLAIM:
            access = self.scenario.mobility.access_factor if dispute.newcomer else 1.0
            return e.mediation_rate * access * support
        trust, steps = self.trust_in_holder(dispute), stage - Stage.MEDIATION
        rate = e.base * math.exp(e.gamma * steps - e.theta * trust)
        rate *= (1.0, e.serious, e.grave)[dispute.severity]
        if dispute.status == Status.IN_SERVICE:
            rate *= e.in_service
        return rate * support

    def trust_in_holder(self, dispute):
        """Return the claimant's trust in the tier that holds the file, in the terminal one if none does."""
        terminal = Tier[self.regime.terminal.upper()]
        tier = terminal if dispute.office is None else dispute.office.tier
        return dispute.claimant.trust[Tier.COMMUNITY if tier == Tier.ORGANIZATION else tier]

    def escalate(self, dispute, t):
        """Move a dispute one stage up; from mediation on it leaves its office and enters anew."""
        if dispute.stage >= Stage.MEDIATION:
            self.leave_office(dispute, t)
        stage = Stage(dispute.stage + 1)
        if stage == Stage.MEDIATION and self.scenario.channels.sensitivity > 0 and self.regime.handles:
            stage = self.choose_channel(dispute, t)
        if stage == Stage.CLAIM:
            self.note(dispute, t, Event.CLAIMED, None, stage)
            self.claimants_stand_up(dispute, t)
            self.note_crossing(dispute, t)
        else:
            self.note(dispute, t, Event.ESCALATED, None, stage)
        self.begin_stage(dispute, stage, t)
        if stage >= Stage.MEDIATION:
            self.enter(dispute, t)

    def detect(self, dispute, t):
        """Bring a latent dispute, or a false alarm, straight to mediation."""
        dispute.stop(Clock.DETECTION)
        if not dispute.alarm:
            self.note(dispute, t, Event.DETECTED, None, dispute.stage)
            if self.scenario.detection.privacy:
                dispute.claimant.judge(Tier.CITY, 0.0, self.scenario.detection.privacy)
            self.claimants_stand_up(dispute, t)
            self.note_crossing(dispute, t)
            self.begin_stage(dispute, Stage.MEDIATION, t)
        self.enter(dispute, t)

    def come_back(self, dispute, t):
        """Let a dormant dispute come back as a claim: a new episode."""
        dispute.stop(Clock.RETURN)
        dispute.episode += 1
        dispute.turned_to_organization = False
        dispute.status = Status.OUTSIDE
        self.note(dispute, t, Event.RETURNED, None, dispute.episode)
        self.claimants_stand_up(dispute, t)
        self.begin_stage(dispute, Stage.CLAIM, t)

    def settle(self, dispute, t):
        """Let the parties settle it among themselves."""
        self.finish(dispute, t, Status.SETTLED, Event.SETTLED, None)

    def give_up(self, dispute, t):
        """Let the parties give up; in a queue, that is an experience with the office."""
        office = dispute.office
        if office is not None:
            self.resent_waiting(dispute, t)
            self.experience(dispute, t, office.tier, 0.0, self.scenario.trust.grievance_failure)
        self.leave_office(dispute, t)
        self.finish(dispute, t, Status.ABANDONED, Event.ABANDONED, office)

    def finish(self, dispute, t, status, event, office):
        """Bring a dispute to an end, or to its sleep; everyone leaves it."""
        dispute.clocks.clear()
        dispute.status = status
        dispute.office = None
        self.note(dispute, t, event, office, dispute.stage)
        self.everyone_leaves(dispute)

    def claimants_stand_up(self, dispute, t):
        """Let the adults of the claimants' households join.

        Further households are acquaintances in matters of work or online, one person each, and the next
        households of the community otherwise.
        """
        neighbours = households_from(dispute.claimant)
        for resident in neighbours[0]:
            self.stand_up(resident, dispute, t)
        if dispute.kind.respondent in LAYERS[1:]:
            for ordinal in range(1, dispute.households):
                u = self.dice.one(Purpose.PARTIES, dispute.key, 0, ordinal)
                fellow = dispute.claimant.acquaintance(dispute.kind.respondent, u)
                if fellow is not None:
                    self.stand_up(fellow, dispute, t)
            return
        for household in neighbours[1 : dispute.households]:
            for resident in household:
                self.stand_up(resident, dispute, t)

    def stand_up(self, resident, dispute, t):
        """Let an adult join as a party, engaged elsewhere or not."""
        if not resident.child:
            self.join(resident, dispute, t)


def households_from(resident):
    """Return the households of the community in their order, the resident's own first."""
    households = {}
    for other in resident.place.residents:
        households.setdefault(other.household, []).append(other)
    order = list(households)
    first = order.index(resident.household)
    return [households[number] for number in order[first:] + order[:first]]
