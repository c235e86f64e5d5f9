"""When a design point has met worlds enough."""

import numpy as np
from numpy.typing import NDArray

from govsim.study.sections import ReplicateSettings


def half_widths(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean and the half-width of its 95% interval over the first n worlds, for every n.

    Parameters
    ----------
    values : float64 (worlds,)
        Paired differences; NaN are left out.

    Returns
    -------
    tuple of two float64 (worlds,)
        For n = 1, 2, ...; NaN below two values.
    """
    # Imported here, as most studies have no stopping rule.
    from scipy.special import stdtrit

    there = ~np.isnan(values)
    count = np.cumsum(there)
    filled = np.where(there, values, 0.0)
    # Around the first value, so that sums of squares keep their digits.
    start = values[there][0] if there.any() else 0.0
    shifted = np.where(there, filled - start, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.cumsum(shifted) / count
        variance = (np.cumsum(shifted**2) - count * mean**2) / (count - 1)
        half = stdtrit(count - 1, 0.975) * np.sqrt(np.maximum(variance, 0.0) / count)
    enough = count >= 2
    return np.where(enough, mean + start, np.nan), np.where(enough, half, np.nan)


def worlds_needed(values: NDArray[np.float64], rule: ReplicateSettings) -> int:
    """Return how many worlds a design point needs, as far as those that it has met can tell.

    After Hoad, Robinson and Davies (2010, Journal of the Operational Research Society 61): a point is done
    when the interval is narrow enough, and stays so while `look_ahead` further worlds come in. The answer
    rests on the worlds in their order, so that it is the same in whatever order runs end.

    Parameters
    ----------
    values : float64 (levels, n)
        The watched outcome in the first n worlds, all of them done; NaN where it is not defined.
    rule : ReplicateSettings

    Returns
    -------
    int
        More than n as long as the point is not done and may go on.
    """
    most = rule.maximum or rule.minimum
    met = values.shape[1]
    if rule.precision is None:
        return rule.minimum
    if met < rule.minimum:
        return min(most, rule.minimum + rule.look_ahead)
    gaps = values[1:] - values[0] if len(values) > 1 else values
    good = np.ones(met, dtype=np.bool_)
    for row in gaps:
        mean, half = half_widths(row)
        limit = rule.precision.absolute
        allowed = (
            np.full(met, limit) if limit is not None else (rule.precision.relative or 0.0) * np.abs(mean)
        )
        # A comparison with NaN is false: without an interval there is no precision.
        good &= half <= allowed
    good[: rule.minimum - 1] = False
    run = 0
    for n, is_good in enumerate(good, start=1):
        run = run + 1 if is_good else 0
        if run > rule.look_ahead:
            return min(most, n)
    # The earliest end still possible: `run` good ones so far, and as many again as are missing.
    return min(most, met + rule.look_ahead + 1 - run)
