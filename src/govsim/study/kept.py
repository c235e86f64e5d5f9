"""Which jobs of a study are on disk already."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from govsim.study.directory import Directory
from govsim.study.layout import Settings
from govsim.study.plan import Plan
from govsim.study.shards import read_tables

if TYPE_CHECKING:
    from govsim.study.design import Value


def done_jobs(plan: Plan, directory: Directory) -> Iterator[tuple[str, int, tuple[float, ...]]]:
    """Yield point, replicate and watched outcome of every job on disk; some may come twice."""
    rule = plan.study.replicates
    watched = rule.precision.outcome if rule.precision else None
    if isinstance(plan.layout, Settings):
        yield from _whole_jobs(plan, directory)
        return
    order = {str(level): place for place, level in enumerate(plan.levels)}
    columns = ["point", "level", "replicate", *([watched] if watched else [])]
    for table in read_tables(directory.path, columns):
        places, replicates = table["point"].to_pylist(), table["replicate"].to_pylist()
        if watched is None:
            # A job's rows are in one shard, all or none.
            yield from (
                (name, replicate, ())
                for name, replicate in dict.fromkeys(zip(places, replicates, strict=True))
            )
            continue
        values = table[watched].to_pylist() if watched in table.column_names else [None] * table.num_rows
        jobs: dict[tuple[str, int], list[float]] = {}
        for name, replicate, level, value in zip(
            places, replicates, table["level"].to_pylist(), values, strict=True
        ):
            row = jobs.setdefault((name, replicate), [float("nan")] * len(order))
            row[order[level]] = float("nan") if value is None else value
        yield from ((name, replicate, tuple(row)) for (name, replicate), row in jobs.items())


def _whole_jobs(plan: Plan, directory: Directory) -> Iterator[tuple[str, int, tuple[float, ...]]]:
    """Yield point and replicate of every job on disk that has all the levels that are wanted now."""
    wanted = {plan.layout.place(point): set(plan.layout.levels_at(point)) for point in plan.points}
    left: dict[tuple[str, int], set[Value]] = {}
    for table in read_tables(directory.path, ("point", "level", "replicate")):
        for name, level, replicate in zip(
            *(table[column].to_pylist() for column in ("point", "level", "replicate")), strict=True
        ):
            if name in wanted:
                # Claims may have come to need more regimes since it was lived.
                left.setdefault((name, replicate), set(wanted[name])).discard(level)
    yield from ((name, replicate, ()) for (name, replicate), missing in left.items() if not missing)
