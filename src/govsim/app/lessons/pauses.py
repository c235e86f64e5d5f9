"""Where playing pauses: computed from the two runs, never written down, so that it holds for any world."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from govsim.app.engine import Replay

NEAR = 5
"""Days within which two pauses would be one."""


@dataclass(frozen=True)
class Stop:
    """A day on which playing pauses.

    Attributes
    ----------
    day : int
    kind : str
        See `govsim.app.lessons.model.PauseKind`.
    series : str
        The series told of.
    a, b : float
        Its value in both arms at the end of that day, summed so far where it is a flow.
    """

    day: int
    kind: str
    series: str
    a: float
    b: float


def shown(replay: Replay, name: str) -> NDArray[np.float64]:
    """Return a series of the city as pages show it, flows as sums so far; float64 (days,)."""
    values = np.nan_to_num(replay.city[name].astype(np.float64))
    return np.cumsum(values) if replay.meta["series"][name]["flow"] else values


def stops(a: Replay, b: Replay, focus: str, watch: Iterable[str], kinds: Iterable[str]) -> tuple[Stop, ...]:
    """Return the pauses of a pair, in the order of days.

    Parameters
    ----------
    a, b : Replay
        Both arms.
    focus : str
        Series whose gap counts.
    watch : iterable of str
        Series that are on the screen: the first of them to differ makes the first pause.
    kinds : iterable of str
        Which pauses are wanted; of two that fall together the earlier-named one is kept.
    """
    series = {name: (shown(a, name), shown(b, name)) for name in dict.fromkeys((focus, *watch))}
    days = len(series[focus][0])
    gap = np.abs(series[focus][0] - series[focus][1])
    found: dict[str, Stop] = {}
    for kind, (day, name) in _days(series, focus, gap, days).items():
        one, other = series[name]
        found[kind] = Stop(day, kind, name, float(one[day]), float(other[day]))
    kept: list[Stop] = []
    for kind in ("end", *kinds):
        stop = found.get(kind)
        if stop is not None and all(abs(stop.day - other.day) > NEAR for other in kept):
            kept.append(stop)
    return tuple(sorted(kept, key=lambda stop: stop.day))


def _days(
    series: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]],
    focus: str,
    gap: NDArray[np.float64],
    days: int,
) -> dict[str, tuple[int, str]]:
    """Return day and series of every pause that this pair has."""
    found = {"end": (days - 1, focus)}
    firsts = [
        (int(apart[0]), name)
        for name, (one, other) in series.items()
        if (apart := np.flatnonzero(np.abs(one - other) > 1e-9)).size
    ]
    if firsts:
        found["first"] = min(firsts, key=lambda first: first[0])
    if gap.max() > 0.0:
        found["widest"] = (int(gap.argmax()), focus)
        found["apart"] = (int(np.flatnonzero(gap >= gap.max() / 2.0)[0]), focus)
    return found
