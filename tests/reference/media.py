"""Media: rumour, disclosure, audience and suppression (3.4.24)."""

import math

from govsim.dice import Purpose
from govsim.state import Event


class Media:
    """The part of the model that informs, or does not.

    Attributes
    ----------
    rumour : dict of bool to float
        Level of rumour among residents who are not, and who are, reached by disclosure.
    unsaid : float
        Growth that was suppressed and has not come out.
    """

    def found_media(self):
        """Set who is reached."""
        media = self.scenario.media
        self.rumour = {False: 0.0, True: 0.0}
        self.unsaid, self.told = 0.0, 0
        if not media.rumour_growth and not media.disclosure:
            return
        for resident in self.world.residents:
            share = media.reach
            share *= media.reach_migrant if resident.migrant else 1.0
            share *= media.reach_aged if resident.aged else 1.0
            resident.informed = self.dice.one(Purpose.AUDIENCE, resident.key) < share

    def happened(self, event, first, last):
        """Return how often an event, of disputes that are real, happened from a day to another."""
        alarms = {dispute.key for dispute in self.disputes if dispute.alarm}
        return sum(
            entry.event == event and first <= entry.time < last and entry.dispute not in alarms
            for entry in self.log
        )

    def disclosed_on(self, strike):
        """Return the day on which a spell is disclosed."""
        return (
            strike.days.start + strike.shock.disclosure_delay if self.scenario.media.disclosure else math.inf
        )

    def inform(self, t):
        """Live a step of the media, in the evening."""
        media = self.scenario.media
        if t % media.every or not (media.rumour_growth or media.disclosure):
            return
        persons = sum(place.population for place in self.world.places)
        fresh = 1e5 * self.outbreaks(t) * (1.0 / persons)
        silence = 0.0
        for strike in self.strikes:
            end = min(strike.days.stop, self.disclosed_on(strike))
            silence += self.share_struck(strike) * max(0.0, min(t, end) - max(self.told, strike.days.start))
        fresh += silence
        grown = media.rumour_growth * (1.0 - media.suppression) * fresh
        self.unsaid += media.rumour_growth * media.suppression * fresh
        chance = -math.expm1(-media.leak * (t - self.told))
        leaks = self.unsaid > 0.0 and self.dice.one(Purpose.LEAK, 0, t) < chance
        if leaks:
            grown += self.unsaid
            self.unsaid = 0.0
        for reached, level in self.rumour.items():
            left = level * math.exp(-media.rumour_decay * (t - self.told))
            self.rumour[reached] = 1.0 - (1.0 - left) * math.exp(-grown)
        lost = media.disclosure * media.publicity * 1e3 * self.disclose(t) * (1.0 / persons)
        shame = media.suppression * media.leak_trust if leaks else 0.0
        if lost or shame:
            for resident in self.world.residents:
                resident.lose_trust(shame + lost * resident.informed)
        self.told = t

    def disclose(self, t):
        """Announce what is old enough; return the number of failures disclosed."""
        media = self.scenario.media
        if not media.disclosure:
            return 0
        # News of a step becomes known in the first step that is late enough.
        due = [s for s in range(media.every, t + 1, media.every) if self.told < s + media.delay_days <= t]
        outbreaks = sum(self.outbreaks(s) for s in due)
        failures = sum(self.happened(Event.FAILED, s - media.every, s) for s in due)
        shocks = [
            strike
            for strike in self.strikes
            if self.told <= self.disclosed_on(strike) < min(t, strike.days.stop)
        ]
        if outbreaks or shocks:
            self.rumour[True] *= 1.0 - media.disclosure
        return failures

    def outbreaks(self, t):
        """Return the outbreaks of the evenings of the step that ended in evening t."""
        return self.happened(Event.OUTBREAK, t - self.scenario.media.every + 0.5, t + 0.5)

    def share_struck(self, strike):
        """Return the share of residents whom a spell strikes."""
        struck, all_ = [], []
        for place in self.world.places:
            hit = sum(place in strike.places or resident in strike.members for resident in place.residents)
            struck.append(place.weight * hit)
            all_.append(place.weight * len(place.residents))
        return math.fsum(struck) / math.fsum(all_)
