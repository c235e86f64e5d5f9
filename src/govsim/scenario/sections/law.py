"""The law in a scenario: rules that a level of government passes."""

from govsim.scenario.setting import Section, setting


class LawSettings(Section):
    """City rules: where a regime names who legislates, enough cases of a type lead to a rule on it."""

    cases_needed: int = setting(
        0,
        "Cases of a type that an office must have resolved for good, since it drafted the last rule on it, before it drafts a rule (0: no rules). Only offices of the tier that the regime's `legislates` names draft rules.",
        unit="cases", ge=0, le=10_000_000,
    )  # fmt: skip
    effect: float = setting(
        0.05,
        "Share by which a rule lowers, for good, the rate at which disputes of its type arise in the legislator's territory.",
        ge=0, le=1,
    )  # fmt: skip
    most_rules: int = setting(3, "Rules of one legislator on one type at most.", unit="rules", ge=0, le=100)
    drafting_days: float = setting(
        180.0,
        "Time for which drafting a rule holds a slot of the legislator's office, which handles no case with it meanwhile.",
        unit="slot days", ge=0, le=36_500,
    )  # fmt: skip
