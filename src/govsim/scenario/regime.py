"""The schema of a governance regime: tables that place staff and route cases."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, StringConstraints, model_validator

from govsim.scenario.sections.governances import GovernanceSettings
from govsim.scenario.setting import Section, Text, setting

Tier = Literal["community", "street", "county", "city"]
Scope = Literal["community", "county", "cross_county"]
Severity = Literal["ordinary", "serious", "grave"]
OfficeStage = Literal["mediation", "formal", "petition", "collective"]
Reason = Literal["failure", "deadline", "severity", "scope"]
TypeName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


def _listed(value: object) -> Any:
    """Accept one word where a list of words is meant."""
    return [value] if isinstance(value, str) else value


class Match(Section):
    """Conditions of a row; an empty condition matches everything."""

    type: Annotated[list[TypeName], BeforeValidator(_listed)] = setting(
        [], "Dispute types that the row is for.", basis="choice"
    )
    scope: Annotated[list[Scope], BeforeValidator(_listed)] = setting(
        [], "Scopes that the row is for.", basis="choice"
    )
    severity: Annotated[list[Severity], BeforeValidator(_listed)] = setting(
        [], "Severities that the row is for.", basis="choice"
    )


class EntryRow(Match):
    """Where a dispute enters; the first row that matches counts."""

    stage: Annotated[list[OfficeStage], BeforeValidator(_listed)] = setting(
        [], "Stages of the ladder that the row is for.", basis="choice"
    )
    tier: Tier = setting(..., "Tier of the office that receives the case.", basis="choice")


class ReferralRow(Match):
    """Who refers to whom, and when; the first row that matches counts."""

    source: Tier = setting(..., "Tier that refers.", basis="choice")
    to: Tier = setting(..., "Higher tier that receives the file.", basis="choice")
    on: Annotated[list[Reason], BeforeValidator(_listed)] = setting(
        ["failure"], "Events after which the file is referred.", basis="choice", min_length=1
    )
    after_attempts: int = setting(
        1, "Failed attempts at the office before a failure is referred.", ge=1, le=100, basis="choice"
    )


class OverflowRow(Section):
    """Entry moves up a tier while an office is overloaded."""

    source: Tier = setting(..., "Tier whose load is looked at.", basis="choice")
    to: Tier = setting(..., "Higher tier that receives new cases meanwhile.", basis="choice")
    load_above: float = setting(
        ..., "Cases waiting and in hand per slot above which the row applies.", ge=0, le=1000
    )


class Crossing(Section):
    """How an office below the city handles a dispute that touches several units of its tier."""

    consent: bool = setting(True, "Whether every other unit touched must consent (kappa).", basis="choice")
    superior: Tier | None = setting(
        None,
        "Tier of the common superior who may decide late, over the heads of the units, through the office "
        "that holds the file.",
        basis="choice",
    )
    after_attempts: int = setting(
        1, "Failed attempts at the office before the superior decides.", ge=0, le=100, basis="choice"
    )
    after_days: float = setting(
        60.0,
        "Days in the hands of offices after which the superior decides in any case.",
        unit="days",
        ge=0,
        le=1e6,
    )


class StaffShares(Section):
    """Share of the government's slots on each tier; the sum is 1."""

    community: float = setting(0.0, "Share on community committees.", ge=0, le=1)
    street: float = setting(0.0, "Share on streets.", ge=0, le=1)
    county: float = setting(0.0, "Share on counties.", ge=0, le=1)
    city: float = setting(0.0, "Share on the city.", ge=0, le=1)

    @model_validator(mode="after")
    def _sum_to_one(self) -> Self:
        total = self.community + self.street + self.county + self.city
        if abs(total - 1.0) > 1e-6:
            raise ValueError(f"the shares sum to {total:g}, they must sum to 1")
        return self


class Society(Section):
    """What organisations are like under one regime, where that differs from the scenario."""

    take_up: float | None = setting(None, "In place of `organizations.take_up`.", ge=0, le=1)
    dilution: float | None = setting(None, "In place of `organizations.dilution`.", ge=0, le=1)
    autonomy: float | None = setting(None, "In place of `organizations.autonomy`.", ge=0, le=1)


class Regime(Section):
    """One governance regime."""

    label: Text = setting(..., "Name shown to people.", basis="choice")
    summary: Text | None = setting(None, "What the regime does.", basis="choice")
    handles: bool = setting(True, "False: no office takes any case (the baseline).", basis="choice")
    organizations: bool = setting(True, "Whether social organisations take cases.", basis="choice")
    staff: StaffShares = setting(..., "Share of the government's slots by tier.")
    entry: list[EntryRow] = setting(..., "Where disputes enter.", basis="choice")
    referral: list[ReferralRow] = setting([], "Who refers to whom, when.", basis="choice")
    overflow: list[OverflowRow] = setting([], "Entry under overload.", basis="choice")
    crossing: Crossing = setting(Crossing(), "Disputes over unit lines.", basis="choice")
    legislates: Literal["city", "county"] | None = setting(
        None,
        "Tier whose offices may pass rules (`law`); districted cities may by law, counties may not.",
        basis="sourced",
        source="Legislation Law of the PRC, art. 72 (2015), art. 81 since 2023",
    )
    terminal: Tier = setting(..., "Tier at which a failure leaves the city (spill).", basis="choice")
    attempts: int = setting(
        2, "Attempts at the terminal tier before a failure is final.", ge=1, le=100, basis="choice"
    )
    governances: GovernanceSettings | None = setting(
        None, "Dials of the five governances under this regime, in place of the scenario's.", basis="choice"
    )
    society: Society = setting(
        Society(), "What organisations are like under this regime, where that differs.", basis="choice"
    )
