"""Many worlds summed up, so that luck is not taken for policy."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.app.engine.series import FLOWS

_PERCENTILES = (10, 50, 90)

type Arm = tuple[dict[str, float], dict[str, NDArray[np.float32]], dict[str, dict[str, Any]]]
"""Outcomes and daily series of one run, and what its outcomes mean."""


def summarize_worlds(worlds: list[tuple[Arm, Arm]]) -> dict[str, Any]:
    """Return the paired differences and the bands of several worlds; see `Engine.worlds`.

    Parameters
    ----------
    worlds : list of tuple
        What both arms have become in each world.
    """
    # Only here: SciPy takes its time to load, and the pages need none of it.
    from govsim.experiment.statistics import difference, estimate

    outcomes = {}
    for name, words in worlds[0][0][2].items():
        a, b = (np.array([world[arm][0].get(name, np.nan) for world in worlds]) for arm in (0, 1))
        apart = difference("b", "a", b, a, words["better"])
        outcomes[name] = {
            "mean_a": estimate(a).mean,
            "mean_b": estimate(b).mean,
            "difference": apart.estimate.mean,
            "low": apart.estimate.low,
            "high": apart.estimate.high,
            "probability_better": apart.probability_better,
            **words,
        }
    return {
        "worlds": len(worlds),
        "outcomes": outcomes,
        "bands": {arm: _bands([world[n][1] for world in worlds]) for n, arm in enumerate("ab")},
    }


def _bands(runs: list[dict[str, NDArray[np.float32]]]) -> dict[str, dict[str, NDArray[np.float32]]]:
    found = {}
    for name in runs[0]:
        values = np.array([run[name] for run in runs])
        # Single days of a flow are mostly noughts: their bands would say nothing.
        values = values.cumsum(axis=1) if name in FLOWS else values
        low, median, high = np.percentile(values, _PERCENTILES, axis=0)
        found[name] = {
            "low": low.astype(np.float32),
            "median": median.astype(np.float32),
            "high": high.astype(np.float32),
        }
    return found


def size_of_summary(summary: dict[str, Any]) -> int:
    """Return about how many bytes a summary takes."""
    bands = [band for arm in summary["bands"].values() for series in arm.values() for band in series.values()]
    return sum(band.nbytes for band in bands) + 500 * len(summary["outcomes"])
