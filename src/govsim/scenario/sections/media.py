"""Media in a scenario: rumour, disclosure, whom it reaches, and suppression."""

from govsim.scenario.setting import Section, setting


class MediaSettings(Section):
    """What is told, by whom it is heard, and what rumour makes of the rest."""

    every: int = setting(7, "Days from one step of the media to the next.", unit="days", ge=1, le=365)
    rumour_growth: float = setting(
        0.0,
        "Growth of rumour per outbreak and 100,000 residents, and per day of an undisclosed shock that strikes all "
        "residents; 0: there is no rumour.",
        ge=0, le=1000,
    )  # fmt: skip
    rumour_decay: float = setting(0.03, "Rate at which rumour dies down.", unit="per day", ge=0, le=10)
    rumour_effect: float = setting(
        0.5, "Growth of transmission to those among whom rumour is at its highest.", ge=0, le=10
    )
    disclosure: float = setting(
        0.0,
        "Share of rumour that an announcement answers, and share of failures that are disclosed.",
        ge=0,
        le=1,
    )
    delay_days: float = setting(
        3.0, "Time until outbreaks and failures are disclosed.", unit="days", ge=0, le=3650
    )
    reach: float = setting(0.7, "Share of local residents under 60 whom disclosure reaches.", ge=0, le=1)
    reach_migrant: float = setting(0.6, "Reach among migrants relative to locals.", ge=0, le=1)
    reach_aged: float = setting(
        0.6, "Reach among residents of 60 and over relative to younger ones.", ge=0, le=1
    )
    publicity: float = setting(
        0.002,
        "Trust in every tier that the reached lose per disclosed failure and 1,000 residents.",
        ge=0,
        le=1,
    )
    suppression: float = setting(0.0, "Share of the growth of rumour that is suppressed.", ge=0, le=1)
    leak: float = setting(0.01, "Hazard that it comes out what was suppressed.", unit="per day", ge=0, le=10)
    leak_trust: float = setting(
        0.05, "Trust in every tier that residents lose when it does, at full suppression.", ge=0, le=1
    )

    @property
    def active(self) -> bool:
        """Whether the media do anything."""
        return self.rumour_growth > 0.0 or self.disclosure > 0.0

    @property
    def highest_factor(self) -> float:
        """Return the highest factor of rumour on transmission."""
        return 1.0 + self.rumour_effect if self.rumour_growth > 0.0 else 1.0
