"""Names and numbers as people read them."""

from math import floor, isnan, log10

from govsim.experiment import Difference, OutcomeSummary

_LABELS = {
    "resolved_share": "resolved for good",
    "resolution_days_median": "median time to resolution",
    "wait_days_mean": "mean time in queues",
    "abandoned_share": "given up by the parties",
    "spilled_share": "left the city unresolved",
    "recurrence_share": "came back after closure",
    "reported_gap": "reported minus durable resolution",
    "resolved_share.crossing": "resolved, of those across counties",
    "resolved_share.within": "resolved, of those within a county",
    "outbreaks": "outbreaks",
    "systemic_risk": "days with 2+ counties overloaded",
    "staff_used_share": "staff time in use",
    "trust.mean": "trust in government",
    "gap.migrant.resolved": "resolution gap, locals minus migrants",
}
"""Short names of the headline outcomes."""

_UNITS = {
    "1": "",
    "per million residents and year": "per m. residents, year",
    "per 1,000 residents and year": "per 1,000 residents, year",
}
"""Units, short."""

NOTEWORTHY = 0.01
"""Differences below this share of the first regime's figure are called small, however certain they are."""

_MOST_DECIMALS = 6


def label(name: str) -> str:
    """Return an outcome's name in words."""
    return _LABELS.get(name, name.replace("_", " ").replace(".", ": "))


def short_unit(unit: str) -> str:
    """Return a unit in few words; shares have none."""
    return _UNITS.get(unit, unit)


def with_unit(name: str, unit: str) -> str:
    """Return an outcome's name in words, with its unit."""
    short = short_unit(unit)
    return f"{label(name)} ({short})" if short else label(name)


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
