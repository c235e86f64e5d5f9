"""The schema of a scenario file: its top level, made of the sections in `govsim.scenario.sections`.

A :class:`Scenario` is frozen data. Everything in which two runs can differ, except the regime
chosen and the seed, stands in it; nothing here computes.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, ConfigDict, model_validator

from govsim.scenario.checks import check_scenario
from govsim.scenario.regime import Regime, TypeName
from govsim.scenario.sections.channels import ChannelsSettings
from govsim.scenario.sections.city import CityChoice
from govsim.scenario.sections.comparison import CompareSettings
from govsim.scenario.sections.conduct import ConductSettings
from govsim.scenario.sections.conflict import ContagionSettings, DisputesSettings, EscalationSettings
from govsim.scenario.sections.governance import (
    CaseworkSettings,
    DetectionSettings,
    OrganizationSettings,
    PartySettings,
)
from govsim.scenario.sections.governances import GovernanceSettings
from govsim.scenario.sections.law import LawSettings
from govsim.scenario.sections.media import MediaSettings
from govsim.scenario.sections.mobility import MobilitySettings
from govsim.scenario.sections.opinion import OpinionSettings
from govsim.scenario.sections.residents import PopulationSettings, TiesSettings, TrustSettings
from govsim.scenario.sections.shocks import Shock
from govsim.scenario.setting import Section, Text, setting


def _city_by_name(value: object) -> object:
    """Accept `city: 兰州` for `city: {real: 兰州}`."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        return {"real": str(value)}
    return value


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
    mobility: MobilitySettings = setting(MobilitySettings(), "Residents who move home.", basis="choice")
    trust: TrustSettings = setting(TrustSettings(), "Trust and wellbeing.", basis="choice")
    governances: GovernanceSettings = setting(GovernanceSettings(), "The five governances.", basis="choice")
    conduct: ConductSettings = setting(ConductSettings(), "Misconduct of offices.", basis="choice")
    channels: ChannelsSettings = setting(
        ChannelsSettings(), "How claimants bring a claim to a third party.", basis="choice"
    )
    law: LawSettings = setting(LawSettings(), "Rules that government passes.", basis="choice")
    media: MediaSettings = setting(MediaSettings(), "Media and rumour.", basis="choice")
    opinion: OpinionSettings = setting(OpinionSettings(), "Social influence.", basis="choice")
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
