"""Social organisations: their kinds, their outreach, and their contracts (3.4.12, 3.4.23)."""

from types import SimpleNamespace

from govsim.dice import Purpose
from reference.words import Tier


def kinds_of(scenario):
    """Return the kinds of organisation, as their closeness to the government leaves them."""
    rules = scenario.organizations
    captured = 1.0 - rules.autonomy
    trusted, backing = 1.0 - captured * rules.capture_cost, captured * rules.capture_access
    general = SimpleNamespace(share=1.0, domain=[], skill=rules.skill, take_up=1.0, dilution=1.0)
    return [
        SimpleNamespace(
            share=kind.share,
            domain=kind.domain or list(scenario.disputes.types),
            skill=kind.skill + backing,
            take_up=min(1.0, rules.take_up * kind.take_up * trusted),
            dilution=min(1.0, rules.dilution * kind.dilution * trusted),
        )
        for kind in (list(rules.kinds.values()) or [general])
    ]


class Circle:
    """One organisation of every kind, who share the members of their communities.

    Parameters
    ----------
    organizations : list of Office
    places : list of Place
    offices : list of Office
        Those that they can watch.
    """

    def __init__(self, organizations, places, offices, scenario):
        self.organizations, self.places, self.offices = organizations, places, offices
        self.rules = scenario.organizations

    def calm(self):
        """Set dilution, and how closely offices are watched: casework beyond full load costs outreach."""
        calm, vigilance = [], []
        for one in self.organizations:
            outreach = 1.0 / max(1.0, one.load)
            calm.append(one.kind.share * (one.kind.dilution * (1.0 - self.rules.supervision) * outreach))
            vigilance.append(one.kind.share * (self.rules.supervision * self.rules.autonomy * outreach))
        for place in self.places:
            place.dilution = 1.0 - sum(calm)
        for office in self.offices:
            office.watched = sum(vigilance)


class Contract:
    """A contract: slots from the government against a target."""

    def __init__(self, slots, rules):
        self.slots, self.rules = slots, rules
        self.misses, self.withdrawn = 0, False
        self.day = self.attempts = self.agreements = 0

    def review(self, day, organization):
        """Judge the attempts of the term so far."""
        attempts = organization.attempts_ended - self.attempts
        if attempts and not self.withdrawn:
            met = organization.agreements - self.agreements >= self.rules.target * attempts
            self.misses = 0 if met else self.misses + 1
            self.withdrawn = self.misses == 2
        if day - self.day >= self.rules.term_days and not self.withdrawn:
            self.day, self.attempts = day, organization.attempts_ended
            self.agreements = organization.agreements


class Organizations:
    """The part of the model that founds organisations and reviews what they do."""

    def found_organizations(self):
        """Divide the communities of every street among its circles in turn."""
        self.organizations_of_street, self.circles = {}, []
        for office in self.offices:
            if office.tier == Tier.ORGANIZATION:
                self.organizations_of_street.setdefault(office.unit, []).append(office)
        kinds, number = len(kinds_of(self.scenario)), self.scenario.organizations.per_street
        for street, organizations in self.organizations_of_street.items():
            places = [place for place in self.world.places if place.street == street]
            for circle in range(number):
                own = places[circle::number]
                near = [self.office_at.get((Tier.COMMUNITY, place.row)) for place in own]
                if circle == 0:
                    near.append(self.office_at.get((Tier.STREET, street)))
                members = organizations[circle * kinds : (circle + 1) * kinds]
                watched = [office for office in near if office is not None]
                self.circles.append(Circle(members, own, watched, self.scenario))
        for circle in self.circles:
            circle.calm()

    def organization_for(self, dispute):
        """Return the organisation that takes a dispute at mediation, None if the government gets it."""
        there = self.organizations_of_street.get(dispute.place.street, [])
        takers = [one for one in there if dispute.kind_name in one.kind.domain]
        if not takers:
            return None
        turn, which = self.dice.pair(Purpose.ORGANIZATION, dispute.key, dispute.episode)
        chosen = takers[int(which * len(takers))]
        wanted = turn < chosen.kind.take_up
        if dispute.channel is not None:
            wanted = dispute.channel == "organization"
        return chosen if wanted and chosen.slots > 0 else None

    def speaks_for(self, dispute):
        """Whether the organisation that failed speaks for its member."""
        voice = self.scenario.organizations.voice
        if voice == 0.0 or not dispute.claimant.organised:
            return False
        return self.dice.one(Purpose.VOICE, dispute.key, dispute.episode) < voice

    def review_contracts(self, day):
        """Review contracts; what is withdrawn goes to the government, slots first, then files by key."""
        receivers, emptied = [], []
        for one in self.offices:
            if one.contract is None:
                continue
            one.contract.review(day, one)
            place = next(place for place in self.world.places if place.street == one.unit)
            receiver = self.receiving_office(place, Tier.STREET)
            if one.contract.withdrawn and one.contract.slots and receiver is not None:
                free = min(one.contract.slots, one.slots - len(one.in_hand))
                one.contract.slots -= free
                one.slots -= free
                receiver.slots += free
                receivers.append(receiver)
                emptied.append(one)
        for receiver in receivers:
            self.serve(receiver, float(day))
        files = [file for one in emptied for queue in one.queues.values() for file in queue]
        for dispute in sorted(files, key=lambda file: file.key):
            self.hand_over(dispute, float(day))
