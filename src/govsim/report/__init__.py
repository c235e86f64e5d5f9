"""Reports: charts and texts of a comparison."""

from functools import partial
from pathlib import Path

from govsim.experiment import Comparison
from govsim.report.text import print_comparison, print_run

__all__ = ["print_comparison", "print_run", "save"]


def save(comparison: Comparison, directory: str | Path) -> None:
    """Write everything about a comparison to a directory: `Comparison.save`, and the chart.

    The chart is ``comparison.png`` and ``comparison.svg``.

    Parameters
    ----------
    comparison : Comparison
    directory : str or pathlib.Path
        Made if need be; replaced as a whole if it holds an earlier result.

    Raises
    ------
    OSError
        If it cannot be written, or holds anything but an earlier result.
    """
    from govsim.report.chart import write

    draw = partial(write, comparison)
    comparison.save(directory, {f"comparison.{kind}": draw for kind in ("png", "svg")})
