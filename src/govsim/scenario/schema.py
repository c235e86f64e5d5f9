"""The schema of a scenario file: every key, its meaning, unit, limits, default and basis.

A :class:`Scenario` is frozen data. Everything in which two runs can differ, except the regime
chosen and the seed, stands in it; nothing here computes.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from govsim.scenario.checks import check_scenario
from govsim.scenario.regime import Regime, Severity, TypeName
from govsim.scenario.setting import Section, Text, setting
from govsim.scenario.vocabulary import SERVICE_DISTRIBUTIONS

CENSUS = "NBS, 2020 population census"
STATUTE = "statute"


class InventedCity(Section):
    """An invented city: a regular tree of places with a given population."""

    counties: int = setting(4, "Number of counties.", ge=1, le=64, basis="choice")
    streets: int = setting(5, "Streets in each county.", ge=1, le=60, basis="choice")
    communities: int = setting(5, "Communities in each street.", ge=1, le=100, basis="choice")
    population: int = setting(
        20_000, "Residents of the city.", unit="persons", ge=1, le=40_000_000, basis="choice"
    )
    heterogeneity: float = setting(
        0.0, "Coefficient of variation of the populations of the counties.", ge=0, le=1.5, basis="choice"
    )
    name: str = setting("Inventia", "Name of the city.", basis="choice", min_length=1, max_length=60)
    layout_seed: int = setting(1, "Seed of the unequal county sizes.", ge=0, le=2**63 - 1, basis="choice")
    side_km: float = setting(30.0, "Side of a county.", unit="km", gt=0, le=1000, basis="choice")


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


class TiesSettings(Section):
    """The layers of ties between residents."""

    neighbours: LayerSettings = setting(
        LayerSettings(degree=4.0, clustering=0.2, homophily=0.2),
        "Neighbours; the members of a household are all tied to each other besides.",
    )
    work: LayerSettings = setting(
        LayerSettings(degree=5.0, clustering=0.4, homophily=0.2, leave_community=0.7, leave_county=0.2),
        "Ties among residents aged 15 to 59 inside an employer or interest group of `population.group_size`; "
        "in small groups clustering cannot be as low as asked.",
    )
    online: LayerSettings = setting(
        LayerSettings(
            degree=4.0, clustering=0.1, homophily=0.3, leave_community=0.8, leave_county=0.4, weight=0.5
        ),
        "Acquaintances in cyberspace.",
    )


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


class CaseworkSettings(Section):
    """Staff, service, success and limits of the offices."""

    load: float = setting(
        0.85, "Offered load per slot that the total number of slots is set for.", unit="erlang per slot",
        gt=0.01, le=5,
    )  # fmt: skip
    attempts_per_case: float = setting(
        1.4, "Attempts per case assumed when slots are set for the load.", gt=0, le=20
    )
    slots: int | None = setting(
        None, "Total slots (cases in hand at one time) of all offices; computed from `load` when empty.",
        unit="slots", ge=0, le=10_000_000, basis="choice",
    )  # fmt: skip
    distribution: Literal[SERVICE_DISTRIBUTIONS] = setting(  # type: ignore[valid-type]
        "exponential", "Distribution of service times.", basis="choice"
    )
    service_cv: float = setting(
        1.0, "Coefficient of variation of service times (lognormal and gamma only).", gt=0.05, le=5
    )
    alpha: float = setting(0.10, "Share of information lost per tier that the file climbs.", ge=0, le=0.9)
    tau: float = setting(
        0.10, "Lengthening of service per tier of distance from the place of the dispute.", ge=0, le=5
    )
    kappa: float = setting(
        0.50, "Probability that one more office whose consent is needed gives it.", ge=0, le=1
    )
    coordination_time: float = setting(
        0.25, "Lengthening of service per partner to be coordinated.", ge=0, le=5
    )
    skill_community: float = setting(2.0, "Skill of community committees.", unit="logits", ge=-5, le=10)
    skill_street: float = setting(2.0, "Skill of streets.", unit="logits", ge=-5, le=10)
    skill_county: float = setting(2.0, "Skill of counties.", unit="logits", ge=-5, le=10)
    skill_city: float = setting(2.0, "Skill of the city.", unit="logits", ge=-5, le=10)
    hardening: float = setting(
        0.3, "Rise of difficulty with every stage above mediation.", unit="logits per stage", ge=0, le=5
    )
    patience_days: float = setting(
        60.0, "Mean patience of waiting parties, exponential.", unit="days", gt=0, le=1e6, basis="sourced",
        source="Petition regulations: 60 days for a reply",
    )  # fmt: skip
    reporting_pressure: float = setting(
        0.15, "Probability that a failed attempt is closed on paper.", ge=0, le=1
    )
    relapse: float = setting(0.05, "Probability that a settlement does not last.", ge=0, le=1)
    return_days: float = setting(
        90.0, "Mean time until a dispute closed on paper or relapsed comes back.", unit="days", gt=0, le=1e6
    )
    limit_mediation: float = setting(
        30.0, "Limit for mediation.", unit="days", gt=0, le=1e6, basis="sourced", source=STATUTE
    )
    limit_formal: float = setting(
        90.0, "Limit at the formal stage: civil court, summary procedure.", unit="days", gt=0, le=1e6,
        basis="sourced", source=STATUTE,
    )  # fmt: skip
    limit_petition: float = setting(
        60.0, "Limit for a reply to a petition.", unit="days", gt=0, le=1e6, basis="sourced", source=STATUTE
    )
    limit_collective: float = setting(
        15.0, "Limit for an answer to collective action.", unit="days", gt=0, le=1e6
    )


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


class DetectionSettings(Section):
    """Proactive search for latent disputes, and its false alarms."""

    grid: float = setting(0.004, "Daily probability that grid workers find a latent dispute.", ge=0, lt=1)
    smart: float = setting(0.002, "Daily probability that smart systems find one.", ge=0, lt=1)
    migrant_factor: float = setting(0.5, "Detection hazard of migrants relative to locals.", ge=0, le=1)
    false_alarms_per_1000: float = setting(
        1.0, "False alarms per 1,000 residents and year.", unit="per 1,000 residents and year", ge=0, le=1000
    )
    false_alarm_days: float = setting(2.0, "Mean time that a false alarm takes.", unit="days", gt=0, le=365)


class OrganizationSettings(Section):
    """Social organisations: pressure reducers and contradiction diluters."""

    per_street: int = setting(1, "Mediating organisations in each street.", ge=0, le=20)
    staff_share: float = setting(
        0.08, "Share of all slots that organisations hold, where a regime uses them.", ge=0, lt=1
    )
    take_up: float = setting(
        0.2,
        "Share of parties at the mediation stage who turn to an organisation first (reducer).",
        ge=0,
        le=1,
    )
    skill: float = setting(2.2, "Skill of organisations.", unit="logits", ge=-5, le=10)
    member_share: float = setting(0.12, "Share of residents who are members.", ge=0, le=1)
    dilution: float = setting(
        0.5,
        "Fall of transmission to members of an organisation that is not overloaded (diluter).",
        ge=0,
        le=1,
    )


class PartySettings(Section):
    """Party cells on the chain community - street - county - city."""

    reach: float = setting(
        1.0, "Growth of the detection hazard where mobilised members reach every resident.", ge=0, le=20
    )
    coordination: float = setting(
        0.3, "Share of the lacking consent (1 - kappa) that a fully mobilised cell makes good.", ge=0, le=1
    )
    contacts: float = setting(
        10.0, "Residents whom one mobilised member keeps in touch with.", unit="persons", ge=0, le=1000
    )
    mobilised: float = setting(0.3, "Resting share of members who are mobilised.", ge=0, le=1)
    response: float = setting(
        0.5, "Growth of the mobilised share per waiting case and slot of the unit's office.", ge=0, le=10
    )
    burden: float = setting(
        0.05, "Lengthening of service by reporting when all members are mobilised.", ge=0, le=5
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


class Shock(Section):
    """A spell in which claims of some types are more frequent in some counties."""

    label: Text = setting(..., "Name shown to people.", basis="choice")
    types: list[TypeName] = setting(
        ..., "Types of dispute that the shock feeds.", min_length=1, basis="choice"
    )
    factor: float = setting(..., "Claim rate relative to its normal value.", ge=0, le=1000)
    length: int = setting(30, "Length of a spell.", unit="days", ge=1, le=36500)
    day: int | None = setting(
        None, "Day on which a scheduled spell starts.", unit="day", ge=0, basis="choice"
    )
    per_year: float | None = setting(
        None, "Mean number of random spells in a year, where no day is given.", ge=0, le=365, basis="choice"
    )
    counties: list[str] = setting(
        [], "Names or codes of the counties that can be struck; empty: all.", basis="choice"
    )
    correlation: float = setting(
        1.0, "Probability that a random spell strikes all its counties and not one alone.", ge=0, le=1
    )

    @model_validator(mode="after")
    def _scheduled_or_random(self) -> Self:
        if (self.day is None) == (self.per_year is None):
            raise ValueError("give either day (a scheduled shock) or per_year (a random one), not both")
        return self


class CompareSettings(Section):
    """What `govsim compare` does with this file."""

    regimes: list[str] = setting(
        ["county", "municipal"], "Regimes compared; differences are taken against the first.",
        min_length=1, max_length=20, basis="choice",
    )  # fmt: skip
    replicates: int = setting(10, "Worlds in which every regime is run.", ge=1, le=100_000, basis="choice")


def _city_by_name(value: object) -> object:
    """Accept `city: 兰州` for `city: {real: 兰州}`."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        return {"real": str(value)}
    return value


class CityChoice(Section):
    """A real Chinese city or an invented one."""

    real: str | None = setting(None, "Chinese name, pinyin or code of a real city.", basis="choice")
    invented: InventedCity | None = setting(None, "An invented city.", basis="choice")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.real is None) == (self.invented is None):
            raise ValueError("give either real (a city's name or code) or invented, not both")
        return self


class Scenario(Section):
    """One validated scenario; see `govsim explain KEY` for any key."""

    model_config = ConfigDict(title="govsim scenario")

    title: Text = setting(..., "Title shown to people.", basis="choice")
    summary: Text | None = setting(None, "What the scenario shows.", basis="choice")
    city: Annotated[CityChoice, BeforeValidator(_city_by_name)] = setting(
        ..., "The city: a name or code, or `invented:` with its sizes.", basis="choice"
    )
    tiers: Literal[2, 3, 4] = setting(
        4, "Tiers of government with an office: 4 all, 3 without communities, 2 county and city only.",
        basis="choice",
    )  # fmt: skip
    days: int = setting(
        365, "Length of a run, warm-up included.", unit="days", ge=1, le=36_500, basis="choice"
    )
    warmup_days: int = setting(
        0, "First days of a run that outcomes leave out, while queues fill from empty.", unit="days", ge=0,
        le=36_499, basis="choice",
    )  # fmt: skip
    scale: float = setting(
        10.0, "Residents that one simulated resident stands for; casework is never thinned.",
        unit="persons", ge=1, le=1000, basis="choice",
    )  # fmt: skip
    seed: int = setting(1, "Root seed of the keyed dice.", ge=0, le=2**63 - 1, basis="choice")
    population: PopulationSettings = setting(PopulationSettings(), "Residents.", basis="choice")
    ties: TiesSettings = setting(TiesSettings(), "Ties between residents.", basis="choice")
    disputes: DisputesSettings = setting(..., "Disputes that arise.", basis="choice")
    escalation: EscalationSettings = setting(EscalationSettings(), "The ladder.", basis="choice")
    contagion: ContagionSettings = setting(ContagionSettings(), "Mobilisation.", basis="choice")
    casework: CaseworkSettings = setting(CaseworkSettings(), "Offices at work.", basis="choice")
    detection: DetectionSettings = setting(DetectionSettings(), "Early warning.", basis="choice")
    organizations: OrganizationSettings = setting(
        OrganizationSettings(), "Social organisations.", basis="choice"
    )
    party: PartySettings = setting(PartySettings(), "Party cells.", basis="choice")
    trust: TrustSettings = setting(TrustSettings(), "Trust and wellbeing.", basis="choice")
    shocks: dict[TypeName, Shock] = setting({}, "Shocks, by name.", basis="choice")
    regimes: dict[TypeName, Regime] = setting(
        ..., "Governance regimes, by name.", basis="choice", min_length=1
    )
    compare: CompareSettings = setting(CompareSettings(), "Comparison.", basis="choice")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        check_scenario(self)
        return self

    @classmethod
    def load(cls, path: str | Path, overrides: Mapping[str, Any] | None = None) -> "Scenario":
        """Read a scenario file or a shipped scenario by name.

        Parameters
        ----------
        path
            A YAML file, or the bare name of a shipped scenario such as ``"quickstart"``.
        overrides
            Values by dotted key, e.g. ``{"casework.alpha": 0.2}``.

        Raises
        ------
        ScenarioError
            With every problem found: file, line, column, key, found, allowed, nearest name.
        """
        from govsim.scenario.loader import load

        return load(path, overrides)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Scenario":
        """Validate a mapping as a scenario that extends the package's base; raises `ScenarioError`."""
        from govsim.scenario.loader import from_dict

        return from_dict(data)

    def replace(self, changes: Mapping[str, Any]) -> "Scenario":
        """Return a copy with other values under dotted keys; raises `ScenarioError`."""
        from govsim.scenario.loader import replace

        return replace(self, changes)

    def to_yaml(self) -> str:
        """Return the resolved scenario as YAML that reloads to an equal scenario."""
        from govsim.scenario.render import to_yaml

        return to_yaml(self)


__all__ = ["BaseModel", "Field", "Scenario", "Severity"]
