"""What a study will take, from a few of its runs."""

from dataclasses import dataclass

from govsim.experiment.warm import compile_kernels
from govsim.study.code import present_code
from govsim.study.design import typed
from govsim.study.execute import task_of
from govsim.study.layout import Settings
from govsim.study.plan import Plan
from govsim.study.shards import Row
from govsim.study.worker import Job, Lost, Runner

_PILOTS = 3
"""Design points that are tried."""


@dataclass(frozen=True)
class Expected:
    """What a study will take.

    Attributes
    ----------
    points, levels : int
        Points are 0 where the design asks for them as it goes.
    fewest, most : int
        Runs.
    seconds : float
        Mean time of a run with its part of its city.
    bytes : float
        Size of a run, before compression.
    lost : tuple of str
        What became of pilot runs that were lost.
    """

    points: int
    levels: int
    fewest: int
    most: int
    seconds: float
    bytes: float
    lost: tuple[str, ...]


def pilot(plan: Plan) -> Expected:
    """Run the first world at a few points of a study, write nothing of it, and say what all will take."""
    compile_kernels()
    runner = Runner(task_of(plan, present_code()))
    layout = plan.layout
    factors = plan.study.factors
    # One trial for warmth: the first run of a process loads what it is made of.
    points = plan.points or tuple(
        typed(factors, [getattr(one, end) for one in factors]) for end in ("low", "high")
    )
    if isinstance(layout, Settings):
        # One setting may take ten times as long as another.
        chosen = [place for place, (name,) in enumerate(points) if name in plan.study.settings]
    else:
        chosen = sorted({round(place * (len(points) - 1) / (_PILOTS - 1)) for place in range(_PILOTS)})
    rows: list[Row] = []
    lost: list[str] = []
    for warm in (True, False):
        runner.busy = 0.0
        for number, place in enumerate(chosen[:1] if warm else chosen):
            found = runner.rows(Job(number, points[place], 0, plan.seed(0)), lambda _: None)
            if isinstance(found, Lost):
                lost += [] if warm else [f"point {place}: {found.message}"]
            elif not warm:
                rows += found
    runs = sum({layout.place(point): len(layout.levels_at(point)) for point in plan.points}.values())
    return Expected(
        points=len(plan.points),
        levels=len(plan.levels),
        fewest=runs * plan.study.replicates.minimum,
        most=runs * plan.most,
        seconds=runner.busy / len(rows) if rows else float("nan"),
        bytes=_size(rows[0]) if rows else float("nan"),
        lost=tuple(lost),
    )


def _size(row: Row) -> float:
    """Return the bytes of a row before compression, which takes off some tenths."""
    series = sum(values.size for values in row.series.values())
    return 8.0 * (len(row.outcomes) + len(row.point) + series) + 100.0
