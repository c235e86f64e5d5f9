"""Names and numbers as people read them."""

from math import floor, isnan, log10

from govsim.experiment import Difference, OutcomeSummary
from govsim.outcomes import OutcomeSpec

_UNITS = {
    "1": "",
    "per million residents and year": "per m. residents, year",
    "per 1,000 residents and year": "per 1,000 residents, year",
}
"""Units, short."""

NOTEWORTHY = 0.01
"""Differences below this share of the first regime's figure are called small, however certain they are."""

_MOST_DECIMALS = 6


def short_unit(unit: str) -> str:
    """Return a unit in few words; shares have none."""
    return _UNITS.get(unit, unit)


def with_unit(spec: OutcomeSpec) -> str:
    """Return an outcome's name in words, with its unit."""
    short = short_unit(spec.unit)
    return f"{spec.label} ({short})" if short else spec.label


def decimals(precision: float) -> int:
    """Return the decimals that show two significant digits of a precision."""
    if isnan(precision) or precision <= 0:
        return 4
    return min(max(1 - floor(log10(precision)), 0), _MOST_DECIMALS)


def decimals_of(summary: OutcomeSummary) -> int:
    """Return the decimals with which an outcome is shown: those of its most precise difference."""
    intervals = [d.estimate for d in summary.differences] or list(summary.by_regime.values())
    halves = [(e.high - e.low) / 2 for e in intervals if e.high > e.low]
    if halves:
        return decimals(min(halves))
    sizes = [abs(e.mean) for e in summary.by_regime.values() if e.mean]
    return decimals(min(sizes, default=1.0) / 100)


def number(value: float, places: int, *, signed: bool = False) -> str:
    """Return a number with thousands separators, a dash where there is none."""
    if isnan(value):
        return "-"
    text = f"{value:{'+' if signed else ''},.{places}f}"
    if float(text.replace(",", "")) == 0:
        # A rounded zero has no sign.
        return text.lstrip("+-")
    return text.replace("-", "\N{MINUS SIGN}")


def interval(difference: Difference, places: int) -> str:
    """Return a difference with its interval."""
    e = difference.estimate
    mean = number(e.mean, places, signed=True)
    if isnan(e.low):
        return mean
    return f"{mean} [{number(e.low, places, signed=True)}, {number(e.high, places, signed=True)}]"
