"""Residents who move home within the city."""

from govsim.scenario.setting import Section, setting


class MobilitySettings(Section):
    """Turnover of residents between communities."""

    turnover: float = setting(
        0.0, "Share of households that move home in a year, by exchange with one of the same size.",
        unit="per year", ge=0, le=5,
    )  # fmt: skip
    newcomer_days: float = setting(
        365.0, "Time after a move for which a resident is a newcomer.", unit="days", ge=0, le=36_500
    )
    detection_factor: float = setting(
        0.5, "Hazard that a newcomer's latent dispute is detected, relative to others.", ge=0, le=1
    )
    access_factor: float = setting(
        0.7, "Hazard that a newcomer brings a claim to a third party, relative to others.", ge=0, le=1
    )
