"""Conduct of offices: absence, misrouting, overreach and suppression (3.4.19)."""

from govsim.dice import Purpose
from govsim.state import Event, Status
from reference.words import Clock, Stage


class Conduct:
    """The part of the model in which offices misbehave."""

    def luck(self, purpose, dispute):
        """Return two uniform variates for the step of the ladder on which a dispute stands."""
        return self.dice.pair(purpose, dispute.key, dispute.episode * len(Stage) + dispute.stage)

    def turns_away(self, dispute, office):
        """Whether the office that should take a dispute is absent."""
        if dispute.alarm or not office.government:
            return False
        return self.luck(Purpose.ABSENCE, dispute)[0] < self.scenario.conduct.absence

    def turn_away(self, dispute, office, t):
        """Send the parties away: for them the tier has failed."""
        dispute.turned_away += 1
        self.note(dispute, t, Event.TURNED_AWAY, office, dispute.stage)
        self.experience(dispute, t, office.tier, 0.0, self.scenario.trust.grievance_failure)

    def handed_to(self, dispute, office):
        """Return the office that gets a file which belongs to an office: that one, or by mistake another."""
        dispute.belongs_to = None
        if dispute.alarm or not office.government:
            return office
        chance = self.scenario.conduct.misrouting * (1.0 - self.scenario.detection.one_window)
        u, which = self.luck(Purpose.MISROUTING, dispute)
        if u >= chance:
            return office
        dispute.belongs_to = office
        dispute.misrouted += 1
        others = sorted(
            (other for other in self.offices if other.tier == office.tier and other.slots > 0),
            key=lambda other: self.world.unit_code(other.tier, other.unit),
        )
        others.remove(office)
        return others[int(which * len(others))] if others else office

    def time_at_wrong_office(self, dispute):
        """Return how long a wrong office keeps a file in hand."""
        u = self.luck(Purpose.MISROUTED_SERVICE, dispute)[0]
        return self.scenario.conduct.misrouting_time * self.normal_time(dispute, u)

    def hand_on(self, dispute, t):
        """Hand a misrouted file on to the office to which it belongs."""
        office, dispute.belongs_to = dispute.belongs_to, None
        self.arrive(dispute, office, t, Event.MISROUTED)

    def take_over(self, dispute, t):
        """Let the office to which a claim would belong open a file on it, asked by nobody."""
        dispute.stop(Clock.TAKE_OVER)
        office = self.government_office(dispute, Stage.MEDIATION)
        if office is None:
            return
        dispute.taken_over += 1
        self.note(dispute, t, Event.TAKEN_OVER, office, dispute.stage)
        dispute.claimant.judge(office.tier, 0.0, self.scenario.conduct.overreach_weight)
        self.begin_stage(dispute, Stage.MEDIATION, t)
        if dispute.entered is None:
            dispute.entered = t
        dispute.belongs_to = None
        self.arrive(dispute, office, t, Event.ENTERED)

    def is_harsh(self, dispute, office):
        """Whether a failed attempt is followed by suppression."""
        if dispute.stage < Stage.PETITION or not office.government:
            return False
        return (
            self.dice.one(Purpose.HARSHNESS, dispute.key, dispute.attempts) < self.scenario.conduct.harshness
        )

    def suppress(self, dispute, office, t):
        """Send everyone home. They all judge the tier alike and resent it; nothing is reported resolved."""
        dispute.suppressed += 1
        parties = [party for party in (dispute.claimant, dispute.respondent) if party is not None]
        joined = [supporter.resident for supporter in dispute.supporters]
        dispute.claimant.aggrieve(t, self.scenario.trust.grievance_failure)
        for resident in parties + [resident for resident in joined if resident not in parties]:
            resident.judge(office.tier, 0.0, 1.0)
        dispute.claimant.aggrieve(t, self.scenario.conduct.suppression_grievance)
        for resident in joined:
            if resident is not dispute.claimant:
                resident.aggrieve(t, self.scenario.conduct.suppression_grievance)
        self.finish(dispute, t, Status.DORMANT, Event.SUPPRESSED, office)
        u = self.dice.one(Purpose.SUPPRESSION, dispute.key, dispute.attempts)
        dispute.wind(Clock.RETURN, u, 1.0 / self.scenario.conduct.suppression_return_days, t)
