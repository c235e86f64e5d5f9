"""What the commands of studies share: where a study lies, and how it is worked on."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from govsim.commands.progress import duration, shown_progress
from govsim.commands.runs import LOST

if TYPE_CHECKING:
    from govsim.study.directory import Directory
    from govsim.study.plan import Plan

RESULTS = Path("results")
"""Folder in which studies have their directories unless they are told otherwise."""


def find(study: Path) -> "Directory":
    """Return the directory of a study, from itself, its name or its file.

    Raises
    ------
    StudyError
        If no study was begun there.
    """
    from govsim.study.directory import Directory
    from govsim.study.errors import StudyError

    tried = [study, RESULTS / study.stem] if study.suffix in {".yaml", ".yml"} else [study, RESULTS / study]
    for path in tried:
        if Directory(path).exists:
            return Directory(path)
    raise StudyError(f"{study}: no study was begun here; looked in {' and '.join(map(str, tried))}")


def at(path: Path) -> "Directory":
    """Return the directory of a study that need not have begun."""
    from govsim.study.directory import Directory

    return Directory(path)


def part_of(text: str | None) -> tuple[int, int]:
    """Return the number and the count of ``I/N``, ``(1, 1)`` for the whole."""
    if text is None:
        return 1, 1
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise typer.BadParameter(f"found {text!r}, allowed I/N, such as 1/4", param_hint="--shard")
    return int(number), int(count)


def work(
    plan: "Plan",
    directory: "Directory",
    workers: int | None,
    shard: str | None,
    dask: str | None,
    accept: bool,  # noqa: FBT001 - an option, handed on
    *,
    seek: bool = False,
    try_again: bool = False,
) -> None:
    """Run what is left of a study, and say what it has come to."""
    from govsim.study.execute import session

    with (
        shown_progress("jobs") as progress,
        session(
            plan,
            directory,
            workers=workers,
            part=part_of(shard),
            accept_version_change=accept,
            try_again=try_again,
            progress=progress,
            dask=dask,
        ) as current,
    ):
        if seek or plan.study.design.kind == "border":
            from govsim.study.border import seek as seek_border

            found = seek_border(current)
        else:
            current.run()
            found = None
        tally = current.tally()
    typer.echo(
        f"{tally.runs} runs of {plan.study.title.en} are in {directory.path} "
        f"({duration(tally.seconds)}, workers {tally.busy_share:.0%} busy)"
    )
    if found is not None:
        for crossing in found.crossings:
            factor = plan.study.factors[0].key
            typer.echo(
                f"border at {factor} = {crossing.at:.4g} (between {crossing.low:.4g} and {crossing.high:.4g})"
            )
        if not found.crossings:
            typer.echo("no border in the range")
    failures = directory.failures()
    for failure in failures:
        typer.echo(f"error: {told(failure)}", err=True)
    if failures:
        raise typer.Exit(LOST)


def told(failure: dict[str, object]) -> str:
    """Say what was lost, and how to live it again."""
    point = failure["point"]
    where = ", ".join(f"{key}={value}" for key, value in point.items()) if isinstance(point, dict) else ""
    level = f" under {failure['level']}" if failure["level"] else ""
    return (
        f"run {failure['run']} was lost{level} (replicate {failure['replicate']}"
        f"{', ' + where if where else ''}): {failure['message']}\n"
        f"  to see it again: {failure['replay']}"
    )
