"""How claimants bring a claim to a third party (3.4.22)."""

import math

from govsim.dice import Purpose
from govsim.scenario.vocabulary import CHANNELS
from govsim.state import Event
from reference import regime as rows
from reference.words import Stage, Tier

STAGE_OF = {
    "mediation": Stage.MEDIATION,
    "organization": Stage.MEDIATION,
    "administration": Stage.FORMAL,
    "court": Stage.FORMAL,
    "petition": Stage.PETITION,
}


class Channels:
    """The part of the model in which claimants choose a channel."""

    def found_channels(self):
        """Begin to count, by county and channel, attempts concluded and those that lasted."""
        self.tried, self.kept = {}, {}

    def choose_channel(self, dispute, t):
        """Let the claimant choose, and return the stage at which the claim enters."""
        channels = self.scenario.channels
        there = [name for name in CHANNELS if name != "organization" or self.has_organizations(dispute.place)]
        wishes = {name: channels.sensitivity * self.utility(dispute, name) for name in there}
        best = max(wishes.values())
        weights = {name: math.exp(wish - best) for name, wish in wishes.items()}
        left = sum(weights.values()) * self.dice.one(Purpose.CHANNEL, dispute.key, dispute.episode)
        for name in there:
            if weights[name] > 0.0:
                dispute.channel = name
                left -= weights[name]
                if left < 0.0:
                    break
        self.note(dispute, t, Event.CHANNEL, None, CHANNELS.index(dispute.channel))
        return STAGE_OF[dispute.channel]

    def has_organizations(self, place):
        """Whether there are organisations in a street, and the regime uses them."""
        return bool(self.organizations_of_street.get(place.street))

    def utility(self, dispute, name):
        """Return what a channel is worth to the claimant."""
        channels, claimant = self.scenario.channels, dispute.claimant
        channel = getattr(channels, name)
        worth = (
            channel.appeal
            + channels.trust_effect * claimant.trust[self.tier_behind(dispute, name)]
            + channels.efficacy_effect * self.efficacy(dispute.place.county, name)
        )
        if claimant.migrant:
            worth -= channel.access_migrant
        if claimant.aged:
            worth -= channel.access_aged
        return worth - channel.cost * claimant.hardship

    def tier_behind(self, dispute, name):
        """Return the tier whose trust counts: where the regime lets the dispute enter by the channel."""
        if name == "organization":
            return Tier.COMMUNITY
        tier = rows.entry_tier(self.regime, dispute, STAGE_OF[name])
        return Tier.CITY if tier is None else tier

    def efficacy(self, county, name):
        """Return the share of attempts that last, as the county sees it."""
        channels, cell = self.scenario.channels, (county, name)
        cases = channels.efficacy_cases
        return (cases * channels.efficacy_prior + self.kept.get(cell, 0)) / (cases + self.tried.get(cell, 0))

    def present_channel(self, dispute):
        """Return the channel chosen, as long as the dispute is at its stage."""
        name = dispute.channel
        return name if name is not None and STAGE_OF[name] == dispute.stage else None

    def relapse(self, dispute):
        """Return the probability that a settlement does not last."""
        name = self.present_channel(dispute)
        binding = 1.0 if name is None else getattr(self.scenario.channels, name).binding
        return self.scenario.casework.relapse * binding

    def see_attempt(self, dispute, lasts):
        """Let the county see what has come of an attempt."""
        name = self.present_channel(dispute)
        if name is not None:
            cell = (dispute.place.county, name)
            self.tried[cell] = self.tried.get(cell, 0) + 1
            self.kept[cell] = self.kept.get(cell, 0) + lasts
