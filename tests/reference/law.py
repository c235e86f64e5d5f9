"""Rules that a city or its counties pass (3.4.20), and precedents (3.4.21)."""

import math

from govsim.dice import Purpose
from govsim.state import Event, Status
from reference.dispute import Dispute
from reference.regime import tier_named
from reference.words import Stage, Tier


class Legislature:
    """Who looks once a month at what an office has resolved.

    Attributes
    ----------
    drafts : dict of str to list of Dispute
        By type, all drafts so far.
    counted : dict of str to int
        By type, the cases resolved when the last draft was begun.
    """

    def __init__(self, office, places, kinds):
        self.office = office
        self.places = places
        self.drafts = {name: [] for name in kinds}
        self.counted = dict.fromkeys(kinds, 0)

    def calls_for_rule(self, name, law):
        """Whether a rule on a type is to be drafted."""
        drafts = self.drafts[name]
        under_way = any(draft.status != Status.DISMISSED for draft in drafts)
        enough = self.office.resolved[name] - self.counted[name] >= law.cases_needed
        return enough and not under_way and len(drafts) < law.most_rules


class Law:
    """The part of the model that legislates."""

    def found_legislatures(self):
        """Found the legislatures of the tier that the regime names."""
        self.rule_factor = {}
        self.legislatures = []
        if self.regime.legislates is None or self.scenario.law.cases_needed == 0:
            return
        tier = tier_named(self.regime.legislates)
        for office in self.offices:
            if office.tier == tier and office.slots > 0:
                everywhere = tier == Tier.CITY
                places = [p for p in self.world.places if everywhere or p.county == office.unit]
                self.legislatures.append(Legislature(office, places, self.scenario.disputes.types))
        self.legislatures.sort(key=lambda one: min(place.code for place in one.places))

    def legislate(self, t):
        """Let every legislature have rules drafted where they are called for."""
        for legislature in self.legislatures:
            for name in self.scenario.disputes.types:
                if legislature.calls_for_rule(name, self.scenario.law):
                    self.draft(legislature, name, t)

    def draft(self, legislature, name, t):
        """Hand the office a file that is the draft of a rule."""
        place = min(legislature.places, key=lambda place: place.code)
        number, drafts = list(self.scenario.disputes.types).index(name), legislature.drafts[name]
        key = self.dice.file_key(Purpose.DRAFT, place.code, number, int(t), len(drafts))
        draft = Dispute(key, place, t)
        draft.alarm = draft.draft = True
        draft.kind_name, draft.kind = name, self.scenario.disputes.types[name]
        draft.stage = Stage.MEDIATION
        drafts.append(draft)
        self.disputes.append(draft)
        legislature.counted[name] = legislature.office.resolved[name]
        self.arrive(draft, legislature.office, t, Event.ENTERED)

    def pass_rule(self, draft):
        """Lower the rate of a type in the territory of the office that drafted the rule."""
        (legislature,) = (one for one in self.legislatures if one.office is draft.office)
        for county in {place.county for place in legislature.places}:
            cell = (county, draft.kind_name)
            self.rule_factor[cell] = self.rule_factor.get(cell, 1.0) * (1.0 - self.scenario.law.effect)

    def precedent(self, dispute):
        """Return what the precedents of the office that holds a dispute add to its skill."""
        law, resolved = self.scenario.law, dispute.office.resolved[dispute.kind_name]
        if not law.precedent or not resolved:
            return 0.0
        unusual = abs(dispute.difficulty - dispute.kind.difficulty)
        return law.precedent * math.log2(1.0 + resolved) - law.rigidity * unusual
