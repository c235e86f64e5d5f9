"""Casework: entry, queues, attempts, their outcomes, and the decisions on what failed (3.4.6 to 3.4.9)."""

import math

from govsim.dice import Purpose, exponential, gamma, normal
from govsim.state import Event, Status
from reference import regime as rows
from reference.words import GOVERNMENT, Clock, Reason, Severity, Stage, Tier

LONGEST = 1.0e7
"""Days that no attempt exceeds."""


class Casework:
    """The part of the model that handles files."""

    # --- entry (3.4.6) --------------------------------------------------------------------------

    def enter(self, dispute, t):
        """Bring a dispute to the office that its stage calls for."""
        office = self.entry_office(dispute)
        if office is not None and self.turns_away(dispute, office):
            self.turn_away(dispute, office, t)
            office = None
        if office is None:
            dispute.status = Status.OUTSIDE
            self.wind_patience(dispute, t)
            self.look_at_hazard(dispute, t)
            return
        if dispute.entered is None:
            dispute.entered = t
        self.arrive(dispute, self.handed_to(dispute, office), t, Event.ENTERED)

    def entry_office(self, dispute):
        """Return the office at which a dispute enters, None if no office takes it."""
        place = dispute.place
        if not self.regime.handles:
            return None
        if dispute.alarm:
            return self.receiving_office(place, Tier.COMMUNITY)
        if dispute.stage == Stage.MEDIATION and not dispute.turned_to_organization:
            chosen = self.organization_for(dispute)
            if chosen is not None:
                dispute.turned_to_organization = True
                return chosen
        return self.government_office(dispute, dispute.stage)

    def government_office(self, dispute, stage):
        """Return the office of government to which a dispute belongs at a stage, None if to none."""
        place = dispute.place
        tier = rows.entry_tier(self.regime, dispute, stage)
        if tier is None:
            return None
        office = self.receiving_office(place, tier)
        overflow = rows.overflow(self.regime, tier)
        while office is not None and overflow is not None and office.load > overflow.load_above:
            tier = rows.tier_named(overflow.to)
            office = self.receiving_office(place, tier)
            overflow = rows.overflow(self.regime, tier)
        return office

    def receiving_office(self, place, tier):
        """Return the office of a place at a tier or, where it has no slots, the next above that has some."""
        unit = {
            Tier.COMMUNITY: place.row,
            Tier.STREET: place.street,
            Tier.COUNTY: place.county,
            Tier.CITY: 0,
        }
        for candidate in GOVERNMENT[tier:]:
            office = self.office_at.get((candidate, unit[candidate]))
            if office is not None and office.slots > 0:
                return office
        return None

    def arrive(self, dispute, office, t, event):
        """Hand a file to an office."""
        dispute.office = office
        dispute.office_attempts = 0
        self.note(dispute, t, event, office, office.tier)
        self.wait(dispute, t)

    # --- queues (3.4.7) -------------------------------------------------------------------------

    def wait(self, dispute, t):
        """Queue a file at its office with new patience and a new limit."""
        office = dispute.office
        office.queues[dispute.severity].append(dispute)
        dispute.enqueued = t
        dispute.status = Status.WAITING
        if not dispute.alarm:
            self.wind_patience(dispute, t)
            if office.government:
                dispute.clocks[Clock.LIMIT] = t + self.limit(dispute)
            self.look_at_hazard(dispute, t)
        self.serve(office, t)

    def wind_patience(self, dispute, t):
        """Begin a waiting spell."""
        u = self.dice.one(Purpose.PATIENCE, dispute.key, dispute.spells)
        dispute.spells += 1
        dispute.wind(Clock.GIVING_UP, u, 1.0 / self.scenario.casework.patience_days, t)

    def limit(self, dispute):
        """Return the statutory limit, in days."""
        if self.present_channel(dispute) == "administration":
            return self.scenario.channels.limit_administration
        casework = self.scenario.casework
        return {
            Stage.MEDIATION: casework.limit_mediation,
            Stage.FORMAL: casework.limit_formal,
            Stage.PETITION: casework.limit_petition,
            Stage.COLLECTIVE: casework.limit_collective,
        }[dispute.stage]

    def leave_queue(self, dispute):
        """Take a file from its queue, with the clocks that run only there."""
        next(queue for queue in dispute.office.queues.values() if dispute in queue).remove(dispute)
        dispute.stop(Clock.GIVING_UP, Clock.LIMIT)

    def serve(self, office, t):
        """Begin attempts while slots are free and files wait."""
        while len(office.in_hand) < office.slots and office.waiting:
            self.begin_attempt(office.next_in_line(), t)

    def run_over_limit(self, dispute, t):
        """Note that a file is late; lay it in the tray only where the regime refers it for that."""
        self.note(dispute, t, Event.DEADLINE, dispute.office, dispute.stage)
        dispute.stop(Clock.LIMIT)
        if rows.referral(self.regime, Reason.DEADLINE, dispute):
            self.leave_queue(dispute)
            self.to_tray(dispute, t, Reason.DEADLINE)

    def leave_office(self, dispute, t):
        """Take a file from its office, wherever it is there; others are served."""
        office = dispute.office
        if dispute.status == Status.WAITING:
            self.leave_queue(dispute)
        elif dispute.status == Status.IN_SERVICE:
            self.end_attempt(dispute)
            self.note(dispute, t, Event.BROKEN_OFF, office, dispute.office_attempts)
        dispute.office = None
        dispute.status = Status.OUTSIDE
        if office is not None:
            self.serve(office, t)

    # --- attempts (3.4.6, 3.4.8) ------------------------------------------------------------------

    def begin_attempt(self, dispute, t):
        """Take a file from its queue into a slot."""
        self.resent_waiting(dispute, t)
        self.leave_queue(dispute)
        dispute.office.in_hand.append(dispute)
        dispute.status = Status.IN_SERVICE
        dispute.office_attempts += 1
        if dispute.belongs_to is None:
            dispute.attempts += 1
            dispute.partners, dispute.superior = self.whose_consent(dispute, t)
            dispute.clocks[Clock.SERVICE] = t + self.service_time(dispute)
        else:
            dispute.partners, dispute.superior = 1, None
            dispute.clocks[Clock.SERVICE] = t + self.time_at_wrong_office(dispute)
        self.note(dispute, t, Event.SERVICE_BEGAN, dispute.office, dispute.office_attempts)
        self.look_at_hazard(dispute, t)

    def end_attempt(self, dispute):
        """Free the slot."""
        dispute.office.in_hand.remove(dispute)
        dispute.stop(Clock.SERVICE)

    def whose_consent(self, dispute, t):
        """Return n, the offices whose consent the attempt needs, and the superior that decides, if any."""
        crossing, tier = self.regime.crossing, dispute.office.tier
        if not crossing.consent or not dispute.office.government or dispute.alarm:
            return 1, None
        if len(dispute.counties) > 1 and crossing.superior is not None:
            superior = rows.tier_named(crossing.superior)
            late = (
                dispute.office_attempts > crossing.after_attempts
                or t - dispute.entered >= crossing.after_days
            )
            if superior > tier and late:
                return 1, superior
        return dispute.units_touched(tier), None

    def distance(self, dispute):
        """Return L, the tiers from the lowest that has offices to the one that decides."""
        if not dispute.office.government:
            return 0
        deciding = dispute.office.tier if dispute.superior is None else dispute.superior
        return max(0, deciding - (len(GOVERNMENT) - self.scenario.tiers))

    def service_time(self, dispute):
        """Return the time that the attempt will take."""
        if dispute.draft:
            return self.scenario.law.drafting_days
        u = self.dice.one(Purpose.SERVICE, dispute.key, dispute.attempts)
        if dispute.alarm:
            return self.scenario.detection.false_alarm_days * exponential(u)
        return self.normal_time(dispute, u)

    def normal_time(self, dispute, u):
        """Return the time of an attempt on a dispute at its office, at the luck u."""
        casework, detection = self.scenario.casework, self.scenario.detection
        overhead = (
            detection.one_window_time * detection.one_window
            + detection.data_sharing_time * detection.data_sharing
        )
        mean = dispute.kind.service_days * (
            1.0 + casework.tau * self.distance(dispute) + casework.coordination_time * (dispute.partners - 1)
        )
        variate = variate_of_mean_1(u, casework.distribution, casework.service_cv)
        mean *= (1.0 + dispute.office.burden + overhead) * dispute.place.delay
        return min(LONGEST, mean * variate)

    def success_probability(self, dispute):
        """Return q."""
        casework, office = self.scenario.casework, dispute.office
        difficulty = dispute.difficulty + casework.hardening * (dispute.stage - Stage.MEDIATION)
        skill = office.skill + self.precedent(dispute)
        loss = casework.alpha * (1.0 - self.scenario.detection.data_sharing)
        return (
            dispute.kind.success
            / (1.0 + math.exp(difficulty - skill))
            * (1.0 - loss) ** self.distance(dispute)
            * office.kappa ** (dispute.partners - 1)
        )

    def conclude_attempt(self, dispute, t):
        """Decide what the attempt that ends has come to."""
        office, casework, trust = dispute.office, self.scenario.casework, self.scenario.trust
        self.end_attempt(dispute)
        if dispute.belongs_to is not None:
            self.hand_on(dispute, t)
            self.serve(office, t)
            return
        if dispute.draft:
            self.pass_rule(dispute)
            self.finish(dispute, t, Status.DISMISSED, Event.RULE, office)
            self.serve(office, t)
            return
        if dispute.alarm:
            self.finish(dispute, t, Status.DISMISSED, Event.DISMISSED, office)
            self.serve(office, t)
            return
        office.attempts_ended += 1
        luck, paper = self.dice.pair(Purpose.OUTCOME, dispute.key, dispute.attempts, 0)
        lasts = self.dice.one(Purpose.OUTCOME, dispute.key, dispute.attempts, 1)
        if luck < self.success_probability(dispute):
            office.agreements += 1
            worth = math.exp(-(t - dispute.entered) / trust.delay_days)
            self.experience(dispute, t, office.tier, worth, -trust.grievance_relief)
            relapses = lasts < self.relapse(dispute)
            self.see_attempt(dispute, not relapses)
            if relapses:
                self.go_dormant(dispute, t, Event.AGREED)
            else:
                office.resolved[dispute.kind_name] += 1
                self.finish(dispute, t, Status.RESOLVED, Event.RESOLVED, office)
        elif self.is_harsh(dispute, office):
            self.see_attempt(dispute, False)
            self.suppress(dispute, office, t)
        else:
            self.experience(dispute, t, office.tier, 0.0, trust.grievance_failure)
            self.see_attempt(dispute, False)
            if paper < casework.reporting_pressure * (1.0 - office.watched) and office.government:
                self.go_dormant(dispute, t, Event.CLOSED_ON_PAPER)
            else:
                self.note(dispute, t, Event.FAILED, office, dispute.office_attempts)
                self.to_tray(dispute, t, Reason.FAILURE)
        self.serve(office, t)

    def go_dormant(self, dispute, t, event):
        """Report a dispute as resolved that will come back."""
        self.finish(dispute, t, Status.DORMANT, event, dispute.office)
        u = self.dice.one(Purpose.RETURN, dispute.key, dispute.attempts)
        dispute.wind(Clock.RETURN, u, 1.0 / self.scenario.casework.return_days, t)

    # --- what parties and supporters make of it (3.4.11) ------------------------------------------

    def resent_waiting(self, dispute, t):
        """Raise the claimant's grievance for a wait that ends in an attempt or in giving up."""
        if dispute.claimant is not None:
            rise = self.scenario.trust.grievance_waiting * (t - dispute.enqueued) / 30.0
            dispute.claimant.aggrieve(t, rise)

    def experience(self, dispute, t, tier, worth, grievance):
        """Let parties, and everyone who joined, judge a tier; move the claimant's grievance."""
        parties = [party for party in (dispute.claimant, dispute.respondent) if party is not None]
        dispute.claimant.aggrieve(t, grievance)
        for party in parties:
            party.judge(tier, worth, 1.0)
        for supporter in dispute.supporters:
            if supporter.resident not in parties:
                supporter.resident.judge(tier, worth, self.scenario.trust.supporter_weight)

    # --- decisions (3.4.9) ------------------------------------------------------------------------

    def to_tray(self, dispute, t, reason):
        """Lay a file before its office for a decision next morning."""
        dispute.status = Status.IN_TRAY
        dispute.reason = reason
        self.look_at_hazard(dispute, t)

    def let_offices_decide(self, t):
        """Decide on every file that lies in a tray this morning, then carry it out in the order of keys."""
        files = [dispute for dispute in self.disputes if dispute.status == Status.IN_TRAY]
        decisions = [(dispute, *self.decide(dispute)) for dispute in sorted(files, key=lambda d: d.key)]
        for dispute, action, tier in decisions:
            office = None if tier is None else self.receiving_office(dispute.place, tier)
            if action == "end":
                self.finish(dispute, t, Status.SPILLED, Event.SPILLED, dispute.office)
            elif action == "speak" and office is not None:
                dispute.severity = Severity(min(dispute.severity + 1, Severity.GRAVE))
                self.arrive(dispute, office, t, Event.SPOKEN_FOR)
            elif action == "refer" and office is not None:
                dispute.belongs_to = None
                self.arrive(dispute, office, t, Event.REFERRED)
            else:
                self.note(dispute, t, Event.HELD, dispute.office, dispute.reason)
                self.wait(dispute, t)

    def decide(self, dispute):
        """Return what the office does with a file, and the tier to which it refers it."""
        if not dispute.office.government:
            tier = rows.entry_tier(self.regime, dispute)
            if tier is not None and self.speaks_for(dispute):
                return "speak", max(tier, Tier.COUNTY)
            return "refer", tier
        for urgent in (Reason.SCOPE, Reason.SEVERITY):
            row = rows.referral(self.regime, urgent, dispute)
            if row:
                return "refer", rows.tier_named(row.to)
        failed = dispute.reason == Reason.FAILURE
        if failed or dispute.reason == Reason.DEADLINE:
            row = rows.referral(self.regime, dispute.reason, dispute)
            if row and not (failed and dispute.office_attempts < row.after_attempts):
                return "refer", rows.tier_named(row.to)
        terminal = rows.tier_named(self.regime.terminal)
        if failed and dispute.office.tier >= terminal and dispute.office_attempts >= self.regime.attempts:
            return "end", None
        return "hold", None

    def hand_over(self, dispute, t):
        """Hand a file that waits at an organisation to the office where it would have entered without it."""
        tier = rows.entry_tier(self.regime, dispute)
        office = None if tier is None else self.receiving_office(dispute.place, tier)
        if office is not None:
            self.leave_queue(dispute)
            self.arrive(dispute, office, t, Event.HANDED_ON)

    def review(self, dispute, t, reason):
        """Look again at a waiting file that has become graver or wider.

        It goes to the tray if it is referred for that, otherwise to the end of its new class, with the
        patience and the limit that it has.
        """
        if rows.referral(self.regime, reason, dispute):
            self.leave_queue(dispute)
            self.to_tray(dispute, t, reason)
        elif dispute not in dispute.office.queues[dispute.severity]:
            running = {clock: dispute.clocks.get(clock) for clock in (Clock.GIVING_UP, Clock.LIMIT)}
            self.leave_queue(dispute)
            dispute.office.queues[dispute.severity].append(dispute)
            dispute.clocks |= {clock: rings for clock, rings in running.items() if rings is not None}


def variate_of_mean_1(u, distribution, cv):
    """Return a service time in units of its mean."""
    if distribution == "deterministic":
        return 1.0
    if distribution == "lognormal":
        variance = math.log1p(cv * cv)
        return math.exp(math.sqrt(variance) * normal(u) - 0.5 * variance)
    if distribution == "gamma":
        shape = 1.0 / (cv * cv)
        return gamma(u, shape) / shape
    return exponential(u)
