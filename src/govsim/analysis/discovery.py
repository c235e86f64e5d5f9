"""In which region of the factors something holds: the patient rule induction method (PRIM)."""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.analysis.extras import needed

SMALLEST_MASS = 0.05
"""Share of the points that a box must hold."""

FEWEST_OF_INTEREST = 10
"""Below this many points of interest, a box describes luck."""


@dataclass(frozen=True)
class Limit:
    """What a box asks of one factor.

    Attributes
    ----------
    factor : str
    low, high : float or None
        Ends of an interval, None where it is the whole range on that side.
    values : tuple or None
        Values allowed, of a factor whose values have no order.
    p : float
        Quasi p value (Bryant and Lempert 2010): the chance of a box at least as dense without this limit.
    """

    factor: str
    low: float | None
    high: float | None
    values: tuple[Any, ...] | None
    p: float


@dataclass(frozen=True)
class Step:
    """One box of the trajectory along which PRIM peels.

    Attributes
    ----------
    coverage : float
        Share of the points of interest that lie in it.
    density : float
        Share of its points that are of interest.
    mass : float
        Share of all points that lie in it.
    limited : int
        Number of factors that it limits.
    """

    coverage: float
    density: float
    mass: float
    limited: int


@dataclass(frozen=True)
class Discovery:
    """A box in the space of factors, and how it was come to.

    Attributes
    ----------
    limits : tuple of Limit
        Those of the chosen box; empty where no box is better than all points together.
    chosen : Step
    trajectory : tuple of Step
        From all points to the smallest box.
    base_rate : float
        Share of all points that are of interest.
    points : int
    """

    limits: tuple[Limit, ...]
    chosen: Step
    trajectory: tuple[Step, ...]
    base_rate: float
    points: int


def discover(
    factors: tuple[str, ...],
    columns: tuple[NDArray[Any], ...],
    of_interest: NDArray[np.bool_],
    *,
    wanted_density: float = 0.8,
    smallest_mass: float = SMALLEST_MASS,
) -> Discovery:
    """Find a box that holds many points of interest and few others (Friedman and Fisher 1999).

    Of the trajectory, the box chosen is the one of largest coverage among those of the wanted density; where
    none is so dense, the densest. Needs the EMA workbench.

    Parameters
    ----------
    factors : tuple of str
    columns : tuple of ndarray (points,)
        Values of each factor: numbers, truth values, or text for a factor without order.
    of_interest : bool (points,)
    wanted_density : float
        Between 0 and 1.
    smallest_mass : float
        Share of all points that every box must hold.

    Returns
    -------
    Discovery

    Raises
    ------
    ValueError
        If fewer than 10 points are of interest, or all of them are.
    MissingExtraError
        If the EMA workbench is not installed.
    """
    import pandas as pd

    count = int(of_interest.sum())
    if count < FEWEST_OF_INTEREST or count == len(of_interest):
        raise ValueError(
            f"{count} of {len(of_interest)} points are of interest; discovery needs {FEWEST_OF_INTEREST} "
            "at least, and others to tell them from"
        )
    frame = pd.DataFrame({name: _column(column) for name, column in zip(factors, columns, strict=True)})
    whole = Step(1.0, count / len(of_interest), 1.0, 0)
    with warnings.catch_warnings():
        # Of the workbench's own affairs: its use of pandas.
        warnings.filterwarnings("ignore", "The inplace keyword")
        prim = needed("ema_workbench.analysis.prim", "discovery with PRIM")
        box = prim.Prim(frame, of_interest.astype(int), mass_min=smallest_mass).find_box()
    if box is None:
        return Discovery((), whole, (whole,), whole.density, len(of_interest))
    peeled = box.peeling_trajectory
    trajectory = tuple(
        Step(float(row.coverage), float(row.density), float(row.mass), int(row.res_dim))
        for row in peeled.itertuples()
    )
    dense = [place for place, step in enumerate(trajectory) if step.density >= wanted_density]
    place = (
        max(dense, key=lambda i: (trajectory[i].coverage, trajectory[i].density, -trajectory[i].limited))
        if dense
        else max(range(len(trajectory)), key=lambda i: (trajectory[i].density, trajectory[i].coverage))
    )
    ranges, start = box.box_lims[place], box.box_lims[0]
    chances = box.p_values[place]
    limits = tuple(
        _limit(name, ranges[name], start[name], chances[name]) for name in factors if name in chances
    )
    return Discovery(limits, trajectory[place], trajectory, whole.density, len(of_interest))


def _column(column: NDArray[Any]) -> Any:
    import pandas as pd

    # The workbench sets ends between whole numbers, which a column of them would not take.
    return column.astype(np.float64) if column.dtype.kind in "iuf" else pd.Categorical(column.astype(str))


def _limit(name: str, box: Any, whole: Any, chance: Any) -> Limit:
    """Return what a box asks of a factor: its rows are the lower and the upper end, or a set in both."""
    p = float(np.nanmax(np.asarray(chance, dtype=np.float64)))
    if isinstance(box.iloc[0], set | frozenset):
        return Limit(name, None, None, tuple(sorted(box.iloc[0])), p)
    low, high = (float(end) for end in box)
    return Limit(
        name,
        low if low > float(whole.iloc[0]) else None,
        high if high < float(whole.iloc[1]) else None,
        None,
        p,
    )
