"""Residents of a scenario: who they are, their ties, and what experience does to them."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BeforeValidator, model_validator

from govsim.scenario.setting import Section, setting

CENSUS = "NBS, 2020 population census"


class PopulationSettings(Section):
    """Who the residents are, beyond what the census says of each county."""

    party_share: float = setting(
        0.070, "Share of residents who are party members.", ge=0, le=0.5, basis="sourced",
        source="Party statistics, end of 2023: 99.19 million members",
    )  # fmt: skip
    volunteer_share: float = setting(0.10, "Share of residents who volunteer.", ge=0, le=1)
    child_share: float = setting(
        0.1795, "Share of residents aged 0 to 14.", ge=0, le=0.6, basis="sourced", source=CENSUS
    )
    hardship_cv: float = setting(0.6, "Coefficient of variation of hardship.", ge=0, le=3)
    hardship_migrant: float = setting(
        1.25, "Hardship of migrants relative to that of local residents.", ge=0.1, le=10
    )
    hardship_maximum: float = setting(
        3.0, "Hardship is truncated here; its mean over the city is 1.", ge=1.5, le=20
    )
    threshold_mean: float = setting(
        0.10, "Mean mobilisation threshold: share of active neighbours at which a resident may join.",
        ge=0, le=1, source="Granovetter 1978; Watts 2002",
    )  # fmt: skip
    threshold_sd: float = setting(0.06, "Standard deviation of the threshold.", ge=0, le=1)
    trust_community: float = setting(0.62, "Mean initial trust in the community committee.", ge=0, le=1)
    trust_street: float = setting(0.58, "Mean initial trust in the street.", ge=0, le=1)
    trust_county: float = setting(0.60, "Mean initial trust in the county.", ge=0, le=1)
    trust_city: float = setting(0.68, "Mean initial trust in the city.", ge=0, le=1)
    trust_sd: float = setting(0.15, "Standard deviation of initial trust between residents.", ge=0, le=0.5)
    trust_common: float = setting(
        0.5, "Share of the variance of trust that a resident's trust in all four tiers has in common.",
        ge=0, le=1,
    )  # fmt: skip
    group_size: float = setting(
        30.0, "Mean members of an employer or interest group, at any scale; sizes follow a power law.",
        unit="simulated residents", ge=2, le=2000,
        source="Exponent 1.059 of firm sizes (Axtell 2001)",
    )  # fmt: skip


class LayerSettings(Section):
    """One layer of ties."""

    degree: float = setting(5.0, "Mean number of ties of a resident in this layer.", ge=0, le=100)
    dispersion: float = setting(
        0.3, "Squared coefficient of variation of the degree beyond Poisson's.", ge=0, le=4
    )
    clustering: float = setting(0.2, "Aimed share of closed triads.", ge=0, le=0.8)
    homophily: float = setting(
        0.2, "Share of ties made only among residents of the same class (migrant or local, age).", ge=0, le=1
    )
    leave_community: float = setting(0.0, "Share of ties that leave the community.", ge=0, le=1)
    leave_county: float = setting(0.0, "Share of ties that leave the county.", ge=0, le=1)
    length_km: float | None = setting(
        None,
        "Length of the ties; where given, `leave_county` follows from it and the area of the counties, as if round.",
        unit="km", ge=0, le=10_000,
    )  # fmt: skip
    weight: float = setting(1.0, "Transmission along a tie of this layer relative to beta.", ge=0, le=10)

    @model_validator(mode="after")
    def _county_within_community(self) -> Self:
        if self.leave_county > self.leave_community:
            raise ValueError(
                f"leave_county is {self.leave_county:g}, but a tie that leaves the county leaves the "
                f"community too: leave_community ({self.leave_community:g}) must be at least as large"
            )
        return self


def _over(default: LayerSettings) -> BeforeValidator:
    """Lay what is said of a layer over that layer's own defaults, not over those of any layer."""

    def laid(value: object) -> object:
        return default.model_dump() | dict(value) if isinstance(value, Mapping) else value

    return BeforeValidator(laid)


_NEIGHBOURS = LayerSettings(degree=4.0, clustering=0.2, homophily=0.2)
_WORK = LayerSettings(degree=5.0, clustering=0.4, homophily=0.2, leave_community=0.7, leave_county=0.2)
_ONLINE = LayerSettings(
    degree=4.0, clustering=0.1, homophily=0.3, leave_community=0.8, leave_county=0.4, weight=0.5
)


class TiesSettings(Section):
    """The layers of ties between residents."""

    neighbours: Annotated[LayerSettings, _over(_NEIGHBOURS)] = setting(
        _NEIGHBOURS,
        "Neighbours; the members of a household are all tied to each other besides.",
    )
    work: Annotated[LayerSettings, _over(_WORK)] = setting(
        _WORK,
        "Ties among residents aged 15 to 59 inside an employer or interest group of `population.group_size`; "
        "in small groups clustering cannot be as low as asked.",
    )
    online: Annotated[LayerSettings, _over(_ONLINE)] = setting(
        _ONLINE,
        "Acquaintances in cyberspace.",
    )


class TrustSettings(Section):
    """What experience does to trust, grievance and the sense of gain."""

    gain_rate: float = setting(0.10, "Move of trust towards a better experience.", ge=0, le=1)
    loss_rate: float = setting(
        0.20, "Move of trust towards a worse experience.", ge=0, le=1,
        source="Losses weigh about twice as much as gains (Kahneman and Tversky 1979)",
    )  # fmt: skip
    delay_days: float = setting(
        120.0, "Waiting time that lowers the worth of a success to 1/e.", unit="days", gt=0, le=1e6
    )
    supporter_weight: float = setting(0.25, "Weight of the experience for supporters.", ge=0, le=1)
    grievance_rest: float = setting(0.15, "Resting grievance of a resident of mean hardship.", ge=0, le=1)
    grievance_decay: float = setting(
        0.01, "Rate at which grievance and exposure relax.", unit="per day", ge=0, le=10
    )
    grievance_claim: float = setting(0.10, "Rise of grievance when a claim arises.", ge=0, le=1)
    grievance_waiting: float = setting(
        0.03, "Rise of grievance with every 30 days of waiting.", unit="per 30 days", ge=0, le=1
    )
    grievance_exposure: float = setting(0.01, "Rise of grievance with each mobilised contact.", ge=0, le=1)
    grievance_failure: float = setting(0.20, "Rise of grievance when handling fails.", ge=0, le=1)
    grievance_relief: float = setting(0.30, "Fall of grievance when the dispute is resolved.", ge=0, le=1)
    exposure_step: float = setting(0.10, "Rise of exposure with each mobilised contact.", ge=0, le=1)
