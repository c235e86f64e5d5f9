"""Comparison of regimes on a scenario."""

from govsim.scenario.setting import Section, setting


class CompareSettings(Section):
    """What `govsim compare` does with this file."""

    regimes: list[str] = setting(
        ["county", "municipal"], "Regimes compared; differences are taken against the first.",
        min_length=1, max_length=20, basis="choice",
    )  # fmt: skip
    replicates: int = setting(10, "Worlds in which every regime is run.", ge=1, le=100_000, basis="choice")
