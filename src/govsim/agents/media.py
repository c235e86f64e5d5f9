"""The media of a city, and what goes round beside them."""

import math
from typing import Any

import mesa

from govsim.conflict.media import find_audience, lose_trust
from govsim.conflict.shocks import Spell, struck_share
from govsim.dice import Purpose, uniforms
from govsim.state import Event

OUT_OF_REACH, REACHED = 0, 1
"""Rows of ``model.state.rumour``."""


class Media(mesa.Agent):  # type: ignore[type-arg]
    """All media of the city.

    Rumour feeds on outbreaks and on shocks about which nothing is said. Disclosure answers it among
    those whom it reaches, and tells them of failures too. Suppression keeps rumour down until it
    comes out.

    Parameters
    ----------
    model : CityModel
    spells : list of Spell
        The shocks of the run.

    Attributes
    ----------
    audience : float
        Share of residents whom disclosure reaches.
    suppressed : float
        Growth of rumour that was suppressed and has not come out.
    """

    def __init__(self, model: Any, spells: list[Spell]) -> None:
        super().__init__(model)
        self._settings = model.scenario.media
        self.audience = float(find_audience(model.reference))
        self._spells = [(spell, struck_share(spell, model.population)) for spell in spells]
        self._per_person = 1.0 / max(1.0, float(model.state.places.population.sum()))
        self._told = 0.0
        self._known = (0, 0)
        self._news: list[tuple[float, int, int]] = []
        self.suppressed = 0.0

    @property
    def rumour(self) -> float:
        """Mean level of rumour among residents."""
        out_of_reach, reached = self.model.state.rumour.tolist()
        return float(self.audience * reached + (1.0 - self.audience) * out_of_reach)

    def step(self) -> None:
        """Let rumour die down and grow, suppress, leak and disclose, in the evening of ``model.day``."""
        media, t = self._settings, float(self.model.day + 1)
        outbreaks = self._hear(t)
        fresh = 1e5 * outbreaks * self._per_person + self._silence(t)
        fade = math.exp(-media.rumour_decay * (t - self._told))
        self.suppressed += media.rumour_growth * media.suppression * fresh
        grown = media.rumour_growth * (1.0 - media.suppression) * fresh
        betrayed = self._leaks(t)
        if betrayed:
            grown += self.suppressed
            self.suppressed = 0.0
        rumour = self.model.state.rumour
        for row in (OUT_OF_REACH, REACHED):
            rumour[row] = 1.0 - (1.0 - rumour[row] * fade) * math.exp(-grown)
        failures = self._announce(t)
        informed = media.disclosure * media.publicity * 1e3 * failures * self._per_person
        everyone = media.suppression * media.leak_trust if betrayed else 0.0
        if informed > 0.0 or everyone > 0.0:
            lose_trust(self.model.reference, informed, everyone)
        self._told = t

    def _hear(self, t: float) -> int:
        """Take note of the outbreaks and failures since the last step; return the number of outbreaks."""
        happened = self.model.state.happened
        known = int(happened[Event.OUTBREAK]), int(happened[Event.FAILED])
        outbreaks, failures = known[0] - self._known[0], known[1] - self._known[1]
        self._known = known
        self._news.append((t, outbreaks, failures))
        return outbreaks

    def _silence(self, t: float) -> float:
        """Return the days since the last step of shocks not yet disclosed, each by its share of residents."""
        total = 0.0
        for spell, share in self._spells:
            end = min(spell.last, self._disclosed_on(spell))
            total += share * max(0.0, min(t, end) - max(self._told, spell.first))
        return total

    def _disclosed_on(self, spell: Spell) -> float:
        return spell.first + spell.shock.disclosure_delay if self._settings.disclosure > 0.0 else math.inf

    def _leaks(self, t: float) -> bool:
        """Whether what has been suppressed comes out."""
        chance = -math.expm1(-self._settings.leak * (t - self._told))
        return self.suppressed > 0.0 and bool(
            uniforms(self.model.city.seed, Purpose.LEAK, 0, int(t), 0) < chance
        )

    def _announce(self, t: float) -> int:
        """Disclose what is old enough, which answers rumour; return the number of failures disclosed."""
        media = self._settings
        if media.disclosure == 0.0:
            self._news.clear()
            return 0
        due = [news for news in self._news if news[0] <= t - media.delay_days]
        self._news = self._news[len(due) :]
        shocks = any(
            self._told <= self._disclosed_on(spell) < t and self._disclosed_on(spell) < spell.last
            for spell, _ in self._spells
        )
        if shocks or any(outbreaks for _, outbreaks, _ in due):
            self.model.state.rumour[REACHED] *= 1.0 - media.disclosure
        return sum(failures for _, _, failures in due)
