"""Names of things in a report, in English and Chinese."""

from dataclasses import dataclass
from typing import Any, Literal

from govsim.outcomes import OutcomeSpec
from govsim.outcomes.spec import ZH_UNITS
from govsim.report.words import short_unit
from govsim.scenario.explain import explain
from govsim.scenario.schema import Scenario
from govsim.study.results import Results
from govsim.territory import find_city

type Language = Literal["en", "zh"]

_REPLACED = {"1": "", "share": ""}


@dataclass(frozen=True, eq=False)
class Names:
    """How a report calls factors, levels and outcomes.

    Attributes
    ----------
    results : Results
    scenario : Scenario
    language : {"en", "zh"}
    """

    results: Results
    scenario: Scenario
    language: Language

    def pick(self, en: str, zh: str) -> str:
        """Return the text in the language of the report."""
        return zh if self.language == "zh" else en

    def level(self, level: str) -> str:
        """Return the name of a level."""
        if self.results.study.compare.factor == "regime" and level in self.scenario.regimes:
            if self.language == "en":
                # As it is written in files and commands, but for a figure that people read.
                return level.replace("_", " ")
            return self.scenario.regimes[level].label.in_language(self.language)
        return level

    def minus(self, of: str, minus: str) -> str:
        """Return the name of a difference."""
        return self.pick(
            f"{self.level(of)} minus {self.level(minus)}", f"{self.level(of)}减{self.level(minus)}"
        )

    def quantity(self, key: str) -> str:
        """Return the name of what an index is of: a level, or a difference as `analysis` calls it."""
        of, separator, minus = key.partition(" minus ")
        return self.minus(of, minus) if separator else self.level(key)

    def factor(self, key: str, *, unit: bool = False) -> str:
        """Return the name of a factor, with its unit if asked for."""
        factor = self.results.study.factors[self.results.factors.index(key)]
        name = factor.name.in_language(self.language) if factor.name else key
        if not unit:
            return name
        found: Any = factor.unit or explain(key).unit
        short = _REPLACED.get(found, found)
        return f"{name} ({short})" if short else name

    def value(self, key: str, value: Any) -> str:
        """Return a value of a factor as pages print it."""
        if key == "city.real":
            city = find_city(str(value))
            return self.pick(city.english, city.name)
        return f"{value:.4g}" if isinstance(value, float) else str(value)

    def outcome(self, spec: OutcomeSpec, *, unit: bool = False) -> str:
        """Return the name of an outcome, with its unit if asked for."""
        name = spec.label_zh if self.language == "zh" else spec.label
        short = self.unit(spec)
        return f"{name} ({short})" if unit and short else name

    def unit(self, spec: OutcomeSpec) -> str:
        """Return the unit of an outcome, short; shares have none."""
        return ZH_UNITS[spec.unit] if self.language == "zh" else short_unit(spec.unit)

    def better(self, spec: OutcomeSpec, of: str, minus: str) -> tuple[str, str]:
        """Return who is ahead where the difference is below zero, and above it."""
        if spec.better is None:
            low, high = self.level(minus), self.level(of)
            return self.pick(f"{low} higher", f"{low}更高"), self.pick(f"{high} higher", f"{high}更高")
        low, high = (minus, of) if spec.better == "higher" else (of, minus)
        return (
            self.pick(f"{self.level(low)} better", f"{self.level(low)}更优"),
            self.pick(f"{self.level(high)} better", f"{self.level(high)}更优"),
        )
