"""Governance in a scenario, whatever the regime: offices, early warning, organisations, party cells."""

from typing import Literal

from govsim.scenario.regime import TypeName
from govsim.scenario.sections.organizations import ContractSettings, OrganizationKind
from govsim.scenario.setting import Section, setting
from govsim.scenario.vocabulary import SERVICE_DISTRIBUTIONS

STATUTE = "statute"


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


class DetectionSettings(Section):
    """Proactive search for latent disputes, and its false alarms."""

    grid: float = setting(0.004, "Daily probability that grid workers find a latent dispute.", ge=0, lt=1)
    smart: float = setting(0.002, "Daily probability that smart systems find one.", ge=0, lt=1)
    migrant_factor: float = setting(0.5, "Detection hazard of migrants relative to locals.", ge=0, le=1)
    false_alarms_per_1000: float = setting(
        1.0, "False alarms per 1,000 residents and year.", unit="per 1,000 residents and year", ge=0, le=1000
    )
    false_alarm_days: float = setting(2.0, "Mean time that a false alarm takes.", unit="days", gt=0, le=365)
    one_window: float = setting(
        0.0, "Share of misroutings that one-window service avoids; 0 is off.", ge=0, le=1
    )
    one_window_time: float = setting(
        0.02,
        "Lengthening of every attempt by sorting at a window that takes everything (one_window 1).",
        ge=0,
        le=5,
    )
    aged_factor: float = setting(
        1.0, "Detection hazard of residents of 60 and older relative to others; 1 is off.", ge=0, le=10
    )
    data_sharing: float = setting(
        0.0, "Share of the information loss `casework.alpha` that shared data avoid; 0 is off.", ge=0, le=1
    )
    data_sharing_time: float = setting(
        0.05, "Lengthening of every attempt by entering data (data_sharing 1).", ge=0, le=5
    )
    privacy: float = setting(
        0.0,
        "Weight with which a detected claimant judges the city, as a failure, because someone looked unasked; "
        "0 is off.",
        ge=0,
        le=1,
    )


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
    autonomy: float = setting(
        1.0, "Independence of organisations from the government: 1 independent, 0 captured.", ge=0, le=1
    )
    capture_cost: float = setting(
        0.6, "Share of take-up and of calm that organisations lose when captured: members trust them less.",
        ge=0, le=1,
    )  # fmt: skip
    capture_access: float = setting(
        0.8, "Skill that captured organisations gain: the government backs them.", unit="logits", ge=0, le=10
    )
    voice: float = setting(
        0.0, "Share of members' files that failed here for which the organisation speaks at the county or above, one class of severity higher.",
        ge=0, le=1,
    )  # fmt: skip
    supervision: float = setting(
        0.0, "Share of outreach that goes into watching offices, and of closures on paper that this prevents.",
        ge=0, le=1,
    )  # fmt: skip
    kinds: dict[TypeName, OrganizationKind] = setting(
        {}, "Kinds of organisation, by name; empty: one general kind.", basis="choice", max_length=10
    )
    contracts: ContractSettings = setting(
        ContractSettings(), "Contracts with the government.", basis="choice"
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
