"""The five governances: dials that move named parameters of the scenario, and nothing else."""

from govsim.scenario.dial_table import told
from govsim.scenario.setting import Section, setting


class GovernanceSettings(Section):
    """The five governances as dials, each off at 0, and their interaction."""

    political: float = setting(
        0.0, f"Political governance: party building. {told('political')}", ge=0, le=1, basis="choice"
    )
    rule_of_law: float = setting(
        0.0, f"Governance by law: binding procedure. {told('rule_of_law')}", ge=0, le=1, basis="choice"
    )
    morality: float = setting(
        0.0, f"Governance by morality: norms of restraint. {told('morality')}", ge=0, le=1, basis="choice"
    )
    autonomy: float = setting(
        0.0, f"Governance by autonomy: self-government of residents. {told('autonomy')}", ge=0, le=1,
        basis="choice",
    )  # fmt: skip
    smart: float = setting(
        0.0, f"Smart governance: data and systems. {told('smart')}", ge=0, le=1, basis="choice"
    )
    integration: float = setting(
        0.0,
        "Interaction: every dial counts 1 + integration x (geometric mean of the five) times; below 0 they are in each other's way.",
        ge=-1, le=1,
    )  # fmt: skip
