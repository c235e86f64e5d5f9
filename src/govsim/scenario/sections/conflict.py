"""Conflict in a scenario: the disputes that arise, their escalation and contagion."""

from typing import Literal

from govsim.scenario.regime import TypeName
from govsim.scenario.setting import Section, Text, setting


class DisputeType(Section):
    """One type of dispute."""

    label: Text = setting(..., "Name shown to people.", basis="choice")
    share: float = setting(..., "Share of this type among claims that reach mediation.", ge=0, le=1)
    success: float = setting(
        0.95, "q_max: probability that an attempt succeeds when skill far exceeds difficulty.", ge=0, le=1
    )
    service_days: float = setting(
        14.0, "Mean elapsed time of an attempt.", unit="days", gt=0, le=1000, basis="sourced",
        source="Mean length of a court-linked mediation, first half of 2023: 13.9 days",
    )  # fmt: skip
    respondent: Literal["neighbours", "work", "online", "none"] = setting(
        "neighbours", "Layer of ties along which the other party is found; `none`: a firm or an office."
    )
    households: float = setting(
        1.0, "Mean number of households on the claimants' side (1 + Poisson).", ge=1, le=200
    )
    stake: float = setting(1.0, "Median stake, in units of the median family dispute.", gt=0, le=1000)
    difficulty: float = setting(
        0.0, "Mean difficulty, in logits of the skill that settles half.", ge=-5, le=5
    )


class DisputesSettings(Section):
    """How many disputes arise, and of which types."""

    claims_per_1000: float = setting(
        10.6, "Disputes that reach mediation, per 1,000 residents and year, before histories part.",
        unit="per 1,000 residents and year", ge=0, le=1000, basis="sourced",
        source="Ministry of Justice: 14.94 million disputes mediated in 2022",
    )  # fmt: skip
    types: dict[TypeName, DisputeType] = setting(
        ..., "The types of dispute, by name; their shares sum to 1.", basis="sourced",
        source="Stylised around China Statistical Yearbook tables for 2000 and 2011", min_length=1, max_length=31,
    )  # fmt: skip
    stake_sigma: float = setting(0.8, "Standard deviation of the logarithm of the stake.", ge=0, le=3)
    serious_stake: float = setting(3.0, "Stake from which a dispute is serious.", gt=0, le=10_000)
    grave_stake: float = setting(8.0, "Stake from which a dispute is grave.", gt=0, le=10_000)
    difficulty_sd: float = setting(1.0, "Standard deviation of difficulty within a type.", ge=0, le=5)
    grievance_effect: float = setting(
        0.5, "Claim rate grows by this factor times grievance above its resting value.", ge=0, le=10
    )


class EscalationSettings(Section):
    """Competing hazards on the ladder latent - claim - mediation - formal - petition - collective."""

    claim_rate: float = setting(
        0.10, "Hazard that a latent dispute is voiced to the other party.", unit="per day", ge=0, le=10,
        source="With the settling and giving-up rates: 7 of 10 grievances are claimed (Miller and Sarat 1981)",
    )  # fmt: skip
    mediation_rate: float = setting(
        0.03, "Hazard that a claim is brought to a third party.", unit="per day", ge=0, le=10
    )
    base: float = setting(
        0.006, "eps0: hazard of leaving mediation for the formal stage at zero trust and support.",
        unit="per day", ge=0, le=10,
    )  # fmt: skip
    gamma: float = setting(
        0.2, "Growth of the hazard with every further stage.", unit="log per stage", ge=-3, le=3
    )
    chi: float = setting(0.02, "Growth of the hazard per supporter.", unit="per supporter", ge=0, le=10)
    chi_cap: float = setting(
        200.0, "Supporters beyond this number no longer raise the hazard.", unit="supporters", ge=0, le=1e6
    )
    theta: float = setting(
        1.0, "Fall of the hazard with trust in the office that holds the file.", ge=0, le=10
    )
    serious: float = setting(1.5, "Hazard of a serious dispute relative to an ordinary one.", ge=0, le=100)
    grave: float = setting(2.5, "Hazard of a grave dispute relative to an ordinary one.", ge=0, le=100)
    in_service: float = setting(
        0.25, "Hazard while the case is being attended relative to the hazard otherwise.", ge=0, le=1
    )
    settle_latent: float = setting(
        0.02, "Hazard that a latent dispute settles itself.", unit="per day", ge=0, le=10
    )
    settle_claim: float = setting(
        0.03, "Hazard that the parties settle a claim themselves.", unit="per day", ge=0, le=10
    )
    lump_latent: float = setting(
        0.02, "Hazard that a latent dispute is given up ('lumping it').", unit="per day", ge=0, le=10
    )
    lump_claim: float = setting(0.01, "Hazard that a claim is given up.", unit="per day", ge=0, le=10)


class ContagionSettings(Section):
    """Mobilisation along ties: threshold and transmission."""

    beta: float = setting(
        0.010, "Probability per day that one active tie of weight 1 transmits.", unit="per day", ge=0, le=1
    )
    tiring_days: float = setting(
        7.0, "Mean time that a supporter stays active (1/rho).", unit="days", gt=0, le=1e6
    )
    grievance_effect: float = setting(
        1.0, "Thresholds fall by the factor exp(-effect * grievance).", ge=0, le=10
    )
    trust_effect: float = setting(
        0.5,
        "Thresholds rise by the factor exp(effect * (trust - 0.5)); trust is the tiers' mean.",
        ge=0,
        le=10,
    )
    outbreak_size: int = setting(
        30, "Simultaneous supporters that make an outbreak.", unit="persons", ge=2, le=10_000_000
    )
