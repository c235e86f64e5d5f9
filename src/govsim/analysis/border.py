"""Where, along one factor, one regime overtakes the other."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, exp, log, log2, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from govsim.experiment.statistics import CONFIDENCE, Estimate, estimate

type Evaluate = Callable[[float, int], NDArray[np.float64]]
"""Takes a value of the factor and a number of replicates, returns their paired differences, float64 (n,).

Asked for more replicates at the same value, it returns the earlier ones and more."""


@dataclass(frozen=True)
class Probe:
    """What is known at one value of the factor.

    Attributes
    ----------
    at : float
        The value.
    estimate : Estimate
        Mean paired difference with its 95% interval.
    sign : {-1, 0, 1}
        Of the difference; 0 where it could not be told with the most replicates allowed.
    """

    at: float
    estimate: Estimate
    sign: int


@dataclass(frozen=True)
class Crossing:
    """A value of the factor at which the difference changes its sign.

    Attributes
    ----------
    at : float
        Best guess, by a straight line through what was found near it.
    low, high : float
        The nearest values on either side at which the sign is known.
    rising : bool
        Whether the difference goes from below zero to above it.
    ended_by : {"tolerance", "noise"}
        Whether the search ended as the interval was narrow enough, or as the sign could not be told any
        closer with the most replicates allowed.
    """

    at: float
    low: float
    high: float
    rising: bool
    ended_by: Literal["tolerance", "noise"]


@dataclass(frozen=True)
class Border:
    """What a search along one factor has found.

    Attributes
    ----------
    crossings : tuple of Crossing
        From low to high. Two crossings between neighbouring points of the scan cancel out and are not seen.
    undecided : tuple of tuple of float
        Stretches of the scan at which the sign could not be told, and on whose sides it does not differ.
    probes : tuple of Probe
        All that was evaluated, from low to high.
    """

    crossings: tuple[Crossing, ...]
    undecided: tuple[tuple[float, float], ...]
    probes: tuple[Probe, ...]


def find_border(
    evaluate: Evaluate,
    low: float,
    high: float,
    *,
    minimum: int,
    maximum: int,
    tolerance: float = 0.01,
    scan: int = 7,
    scale: Literal["linear", "log"] = "linear",
    confidence: float = CONFIDENCE,
) -> Border:
    """Find every crossing by a scan, and close in on each by bisection that moves only on known signs.

    A sign is known where the Student interval of the paired differences leaves out zero. Where it does not,
    replicates are doubled up to the maximum; the level is shared among these looks (Bonferroni), so that
    looking again makes no false signs. A search ends when the crossing is bracketed narrowly enough, or when
    the stretch at which the sign cannot be told has been bracketed.

    Parameters
    ----------
    evaluate : callable
        See `Evaluate`.
    low, high : float
        Ends of the range, both above 0 on a log scale.
    minimum, maximum : int
        Replicates at first and at most, at least 2.
    tolerance : float
        Width, as a share of the range (of its logarithm on a log scale), at which a bracket is narrow enough.
    scan : int
        Points of the scan, ends included, at least 2.
    scale : {"linear", "log"}
    confidence : float
        Of a sign at one value.

    Returns
    -------
    Border

    Raises
    ------
    ValueError
        If the range is empty, a log scale does not lie above 0, there are fewer than 2 replicates or points
        of the scan, or the tolerance is not between 0 and 1.
    """
    if not low < high or (scale == "log" and low <= 0):
        raise ValueError(f"no range of a {scale} scale: {low} to {high}")
    if not 2 <= minimum <= maximum or scan < 2 or not 0 < tolerance < 1:
        raise ValueError(
            f"found minimum {minimum}, maximum {maximum}, scan {scan}, tolerance {tolerance}; allowed are "
            "2 <= minimum <= maximum, a scan of at least 2 points, and a tolerance between 0 and 1"
        )
    search = _Search(evaluate, low, high, minimum, maximum, scale, confidence)
    return _sort_out(search, np.linspace(0.0, 1.0, scan).tolist(), tolerance)


def border_of_points(
    places: NDArray[np.float64],
    differences: NDArray[np.float64],
    *,
    scale: Literal["linear", "log"] = "linear",
    confidence: float = CONFIDENCE,
) -> Border:
    """Find every crossing among points that were run already, without running more.

    Parameters
    ----------
    places : float64 (points,)
        Values of the factor, all different, at least 2.
    differences : float64 (points, replicates)
        Paired differences; NaN where a pair is missing.
    scale : {"linear", "log"}
    confidence : float
        Of a sign at one value.

    Returns
    -------
    Border
        Brackets are as narrow as the points allow.
    """
    order = np.argsort(places)
    at = places[order]
    known = {float(place): differences[row] for place, row in zip(at, order, strict=True)}
    search = _Search(lambda x, _: known[x], at[0], at[-1], 2, 2, scale, confidence)
    straight = np.log(at) if scale == "log" else at
    shares = ((straight - straight[0]) / (straight[-1] - straight[0])).tolist()
    search.name(dict(zip(shares, at.tolist(), strict=True)))
    return _sort_out(search, shares, tolerance=1.0)


def _sort_out(search: "_Search", shares: list[float], tolerance: float) -> Border:
    """Look at places in order, and close in on every crossing between them."""
    signs = [search.sign(u) for u in shares]
    crossings, undecided = [], []
    decided = [place for place, sign in enumerate(signs) if sign]
    for left, right in zip([-1, *decided], [*decided, len(shares)], strict=True):
        between = shares[left + 1 : right]
        differs = left >= 0 and right < len(shares) and signs[left] != signs[right]
        if differs:
            crossings.append(search.narrow(shares[left], shares[right], between, tolerance))
        elif between:
            undecided.append((search.value(between[0]), search.value(between[-1])))
    return Border(tuple(crossings), tuple(undecided), search.probes())


class _Search:
    """Evaluations so far, by share of the range."""

    def __init__(
        self,
        evaluate: Evaluate,
        low: float,
        high: float,
        minimum: int,
        maximum: int,
        scale: str,
        confidence: float,
    ) -> None:
        self._evaluate = evaluate
        self._ends = (log(low), log(high)) if scale == "log" else (low, high)
        self._exact = {0.0: low, 1.0: high}
        self._is_log = scale == "log"
        self._minimum, self._maximum = minimum, maximum
        looks = 1 + ceil(log2(maximum / minimum))
        self._level = 1.0 - (1.0 - confidence) / looks
        self._found: dict[float, tuple[Probe, float]] = {}

    def value(self, share: float) -> float:
        """Return the value of the factor at a share of its range."""
        if share in self._exact:
            return self._exact[share]
        place = self._ends[0] + share * (self._ends[1] - self._ends[0])
        return exp(place) if self._is_log else place

    def name(self, exact: dict[float, float]) -> None:
        """Say which values belong to shares, where rounding must not touch them."""
        self._exact |= exact

    def probes(self) -> tuple[Probe, ...]:
        """Return all evaluations in order."""
        return tuple(self._found[share][0] for share in sorted(self._found))

    def sign(self, share: float) -> int:
        """Return the sign at a share of the range, with as many replicates as it takes."""
        if share not in self._found:
            at, wanted = self.value(share), self._minimum
            while True:
                values = np.asarray(self._evaluate(at, wanted), dtype=np.float64)
                sign, error = _sign(values, self._level)
                if sign or wanted == self._maximum:
                    break
                wanted = min(2 * wanted, self._maximum)
            self._found[share] = Probe(at, estimate(values), sign), error
        return self._found[share][0].sign

    def narrow(self, a: float, b: float, unknown: list[float], tolerance: float) -> Crossing:
        """Close in on the crossing between two shares of different sign."""
        left = self.sign(a)
        # Where the sign could not be told lies between a and b, and grows by what is found beside it.
        span = (unknown[0], unknown[-1]) if unknown else None
        while b - a > tolerance:
            gaps = (a, b), (a, b)
            if span:
                gaps = (a, span[0]), (span[1], b)
            start, end = max(gaps, key=lambda gap: gap[1] - gap[0])
            if end - start <= tolerance:
                break
            middle = (start + end) / 2
            sign = self.sign(middle)
            if sign == left:
                a = middle
            elif sign:
                b = middle
            else:
                span = (min(middle, span[0]), max(middle, span[1])) if span else (middle, middle)
            if span and not a < span[0] <= span[1] < b:
                span = None
        return Crossing(
            at=self.value(self._guess(a, b)),
            low=self.value(a),
            high=self.value(b),
            rising=left < 0,
            ended_by="noise" if span else "tolerance",
        )

    def _guess(self, a: float, b: float) -> float:
        """Return where a line through what was found from a to b, weighted by its precision, meets zero."""
        shares = np.array([share for share in self._found if a <= share <= b])
        means = np.array([self._found[share][0].estimate.mean for share in shares])
        errors = np.array([self._found[share][1] for share in shares])
        weights = 1.0 / np.maximum(errors, 1e-3 * np.ptp(means)) ** 2
        centre = np.average(shares, weights=weights)
        offset = shares - centre
        slope = (weights * offset * means).sum() / (weights * offset**2).sum()
        zero = centre - np.average(means, weights=weights) / slope if slope else np.nan
        rising = self._found[b][0].sign > 0
        return float(zero) if a <= zero <= b and (slope > 0) == rising else (a + b) / 2


def _sign(values: NDArray[np.float64], level: float) -> tuple[int, float]:
    """Return the sign of a mean, 0 where its interval holds zero, and its standard error."""
    given = values[~np.isnan(values)]
    if given.size < 2:
        return 0, np.inf
    mean = float(given.mean())
    error = 0.0 if np.all(given == given[0]) else float(given.std(ddof=1)) / sqrt(given.size)
    known = abs(mean) > float(stdtrit(given.size - 1, 0.5 + level / 2)) * error
    return (int(np.sign(mean)) if known else 0), error
