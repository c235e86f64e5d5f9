"""The study file: its schema, and how it is read."""

from typing import Any

from pydantic import ConfigDict

from govsim.scenario.regime import TypeName
from govsim.scenario.setting import Section, Text, setting
from govsim.study.claims import Claim, NamedSetting
from govsim.study.sections import (
    AnalysisSettings,
    CompareSettings,
    DesignSettings,
    Factor,
    Outcome,
    ReplicateSettings,
)


class Study(Section):
    """One study file, checked."""

    model_config = ConfigDict(title="govsim study")

    title: Text = setting(..., "Title shown to people.", basis="choice")
    summary: Text | None = setting(None, "What the study asks.", basis="choice")
    scenario: str = setting(
        ..., "Scenario: a file, relative to this one, or the name of a shipped scenario.", basis="choice",
        min_length=1,
    )  # fmt: skip
    set: dict[str, Any] = setting({}, "Other values for keys of the scenario, in every run.", basis="choice")
    days: int | None = setting(
        None, "Length of a run; the scenario's where empty.", unit="days", ge=1, le=36_500, basis="choice"
    )
    seed: int | None = setting(
        None, "Root seed, from which those of replicates derive; the scenario's where empty.", ge=0,
        le=2**63 - 1, basis="choice",
    )  # fmt: skip
    compare: CompareSettings = setting(CompareSettings(), "What is compared.", basis="choice")
    design: DesignSettings = setting(..., "Which points are run.", basis="choice")
    factors: list[Factor] = setting([], "What the design varies.", basis="choice", max_length=200)
    settings: dict[TypeName, NamedSetting] = setting(
        {}, "Of a settings design: changes of the scenario that go together, by name.", basis="choice"
    )
    claims: list[Claim] = setting(
        [], "Of a settings design: claims that are put to the test.", basis="choice", max_length=200
    )
    replicates: ReplicateSettings = setting(
        ReplicateSettings(), "How many worlds each point meets.", basis="choice"
    )
    timeout: float = setting(
        3600.0, "Time after which a run is given up.", unit="seconds", gt=0, le=1e7, basis="choice"
    )
    retries: int = setting(
        1, "Times that a run is tried again after it was lost.", ge=0, le=100, basis="choice"
    )
    outcomes: list[Outcome] = setting(
        ..., "Outcomes that the study is about.", basis="choice", min_length=1, max_length=200
    )
    series: list[str] = setting([], "Daily series that are kept of every run.", basis="choice")
    analysis: AnalysisSettings = setting(AnalysisSettings(), "What becomes of the results.", basis="choice")


__all__ = ["Study"]
