"""Opinion in a scenario: how what residents say of government depends on what they hear."""

from govsim.scenario.setting import Section, setting


class OpinionSettings(Section):
    """Social influence among residents who are tied (Friedkin and Johnsen 1990)."""

    susceptibility: float = setting(
        0.0,
        "Weight of the ties against one's own trust in what a resident says; 0: no influence.",
        ge=0,
        le=1,
    )
    period: int = setting(30, "Days from one exchange of opinions to the next.", unit="days", ge=1, le=3650)
    weight: float = setting(
        0.5, "Weight of the expressed opinion, against one's own trust, in the threshold of mobilisation.",
        ge=0, le=1,
    )  # fmt: skip
