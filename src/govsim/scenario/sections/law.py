"""The law in a scenario: rules that a level of government passes, and precedents that offices build up."""

from govsim.scenario.setting import Section, setting


class LawSettings(Section):
    """City rules, where a regime names who legislates, and precedents."""

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
    precedent: float = setting(
        0.0,
        "Rise of an office's skill for a type per doubling of 1 plus the cases of the type that it has resolved for good (0: no precedents).",
        unit="logits per doubling", ge=0, le=2,
    )  # fmt: skip
    rigidity: float = setting(
        0.5,
        "Difficulty that precedents add, once there are any, per logit by which a dispute's difficulty differs from the mean of its type: they fit the usual case. Without effect where `precedent` is 0.",
        unit="1", ge=0, le=5,
    )  # fmt: skip
