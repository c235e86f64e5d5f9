"""Search for the border between two levels, asking for runs as it goes."""

from typing import TYPE_CHECKING

import numpy as np

from govsim.study.design import Point, at, share_of, typed
from govsim.study.errors import StudyError
from govsim.study.execute import Session
from govsim.study.sections import BorderSettings, DesignSettings

if TYPE_CHECKING:
    from govsim.analysis.border import Border

_BATCH = 6
"""Points that are added to a map at a time."""

_APART = 0.06
"""Least distance of points that are added, in shares of the ranges."""


def seek(session: Session) -> "Border | None":
    """Look for the border that a study asks for, in one or in two factors.

    In one factor: a scan and bisections, see `govsim.analysis.border.find_border`. In two: half of the
    points are spread over the rectangle, the others go where the sign of the difference is least known.

    Returns
    -------
    Border or None
        None in two factors: the map is drawn from the points.

    Raises
    ------
    StudyError
        If the study asks for no border, or varies other than one or two factors with ranges.
    """
    study = session.plan.study
    settings = study.analysis.border
    if settings is None:
        raise StudyError("the study file asks for no border: analysis: {border: {outcome: ...}}")
    ranged = [factor for factor in study.factors if factor.low is not None and factor.high is not None]
    if len(ranged) != len(study.factors) or len(ranged) not in {1, 2}:
        raise StudyError("a border is sought in one or two factors, each with low and high")
    if len(session.plan.levels) < 2:
        raise StudyError("a border lies between two levels, and the study compares one")
    if len(ranged) == 1:
        return _along_a_line(session, settings)
    _over_a_map(session, settings)
    return None


def _along_a_line(session: Session, settings: BorderSettings) -> "Border":
    from govsim.analysis.border import find_border

    (factor,) = session.plan.study.factors
    rule = session.plan.study.replicates
    low, high = factor.low or 0.0, factor.high or 0.0
    # The scan is known beforehand, so its points are run side by side.
    scan = [at(factor, share) for share in np.linspace(0.0, 1.0, settings.scan).tolist()]
    session.ask({typed([factor], [value]): rule.minimum for value in scan})
    return find_border(
        lambda value, worlds: session.differences([typed([factor], [value])], worlds, settings.outcome)[0],
        low,
        high,
        minimum=rule.minimum,
        maximum=session.plan.most,
        tolerance=settings.tolerance,
        scan=settings.scan,
        scale=factor.scale,
    )


def _over_a_map(session: Session, settings: BorderSettings) -> None:
    from govsim.analysis.field import difference_field
    from govsim.study.design import design_points, design_seed

    factors = session.plan.study.factors
    root = session.plan.scenario.seed
    worlds = session.plan.study.replicates.minimum
    spread = DesignSettings(kind="sobol", points=max(8, settings.points // 2))
    points: list[Point] = list(design_points(spread, factors, root))
    scales = (factors[0].scale, factors[1].scale)
    while True:
        gaps = session.differences(points, worlds, settings.outcome)
        left = settings.points - len(points)
        if left <= 0:
            return
        whole = ~np.isnan(gaps).any(axis=1)
        places = np.array([[float(value) for value in point] for point in points])
        field = difference_field(places[whole], gaps[whole], scales=scales, seed=design_seed(root))
        taken = [
            [share_of(factor, value) for factor, value in zip(factors, point, strict=True)]
            for point in points
        ]
        doubt = np.abs(field.mean) / np.maximum(field.error, 1e-300)
        fresh: list[Point] = []
        for index in np.argsort(doubt, axis=None, kind="stable").tolist():
            row, column = divmod(index, doubt.shape[1])
            point = typed(factors, [float(field.x[column]), float(field.y[row])])
            share = [share_of(factor, value) for factor, value in zip(factors, point, strict=True)]
            if min(np.hypot(share[0] - one[0], share[1] - one[1]) for one in taken) >= _APART:
                fresh.append(point)
                taken.append(share)
            if len(fresh) == min(_BATCH, left):
                break
        if not fresh:
            return
        points += fresh
