"""Shocks of a scenario: what strikes whom, and the measures taken against it."""

from typing import Literal, Self

from pydantic import model_validator

from govsim.scenario.regime import TypeName
from govsim.scenario.setting import Section, Text, setting


class Shock(Section):
    """A spell in which claims of some types are more frequent among some residents."""

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
    where: Literal["counties", "neighbours", "community", "employer"] = setting(
        "counties",
        "Who is struck: counties; one county and those adjacent to it; one community; the members of one "
        "employer or interest group, wherever they live.",
        basis="choice",
    )
    counties: list[str] = setting(
        [], "Names or codes of the counties that can be struck; empty: all.", basis="choice"
    )
    community: str | None = setting(
        None, "Name or code of the community struck; without it one of the counties' by lot.", basis="choice"
    )
    among: int = setting(
        10, "The employer struck is one of so many of the largest, by lot.", unit="employers", ge=1, le=10_000
    )
    correlation: float = setting(
        1.0, "Probability that a random spell strikes all its counties and not one alone.", ge=0, le=1
    )
    warning_days: int = setting(
        0, "Lead of the warning before a spell; 0: there is none.", unit="days", ge=0, le=36500
    )
    warning_detection: float = setting(
        2.0, "Detection, and false alarms, relative to normal from the warning to the end of the spell.",
        ge=1, le=100,
    )  # fmt: skip
    stringency: float = setting(
        0.0, "Share of contact along the ties of neighbours and work that is forbidden during the spell.",
        ge=0, le=1,
    )  # fmt: skip
    stringency_time: float = setting(0.5, "Lengthening of service at full stringency.", ge=0, le=10)
    compliance: float = setting(
        1.0, "Share of the forbidden contact that is given up without being forced.", ge=0, le=1
    )
    harshness: float = setting(
        0.0, "How harshly measures are enforced: share of what is not given up freely that is given up by force.",
        ge=0, le=1,
    )  # fmt: skip
    harsh_trust: float = setting(
        0.005,
        "Trust in every tier that a resident loses in a day of full harshness.",
        unit="per day",
        ge=0,
        le=1,
    )
    harsh_grievance: float = setting(
        0.01, "Rise of grievance in a day of full harshness.", unit="per day", ge=0, le=1
    )
    disclosure_delay: int = setting(
        0, "Days of a spell that pass until it is disclosed, where the media disclose anything.", unit="days",
        ge=0, le=36500,
    )  # fmt: skip
    command: Literal["unified", "fragmented"] = setting(
        "unified",
        "Who orders measures: one command for all counties, or every county on its own.",
        basis="choice",
    )
    order_days: int = setting(
        0, "Days by which all measures begin late under a unified command.", unit="days", ge=0, le=3650
    )
    fragmentation_days: int = setting(
        14, "Most days by which a county's measures begin late where command is fragmented.", unit="days",
        ge=0, le=3650,
    )  # fmt: skip

    @property
    def has_measures(self) -> bool:
        """Whether anything is done against it but casework."""
        return self.warning_days > 0 or self.stringency > 0.0 or self.harshness > 0.0

    @model_validator(mode="after")
    def _scheduled_or_random(self) -> Self:
        if self.day is None and self.per_year is None:
            raise ValueError(
                "give either day (a scheduled shock) or per_year (a random one); neither is given"
            )
        if self.day is not None and self.per_year is not None:
            raise ValueError("give either day (a scheduled shock) or per_year (a random one), not both")
        return self

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if self.community is not None and self.where != "community":
            raise ValueError(f"community needs `where: community`, found where: {self.where}")
        if self.community is not None and self.counties:
            raise ValueError("give either community (the one struck) or counties (by lot in them), not both")
        if self.correlation != 1.0 and self.where != "counties":
            raise ValueError(
                f"correlation is for `where: counties`; with where: {self.where} the lot falls on one, so leave it out"
            )
        if self.has_measures and self.where == "employer":
            raise ValueError(
                "measures are taken in places: set warning_days, stringency and harshness to 0, "
                "or strike counties, neighbours or a community"
            )
        return self
