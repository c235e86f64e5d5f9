"""``govsim study``: studies from check to export."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from govsim.commands.progress import duration, shown_progress
from govsim.commands.runs import LOST

if TYPE_CHECKING:
    from govsim.study.directory import Directory
    from govsim.study.plan import Plan

_RESULTS = Path("results")
"""Folder in which studies have their directories unless they are told otherwise."""

File = Annotated[str, typer.Argument(metavar="FILE", help="Study file.", show_default=False)]
Where = Annotated[
    Path,
    typer.Argument(
        metavar="STUDY", help="Directory of a study, its name under results/, or its file.", show_default=False
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="Directory of the study. By default results/NAME.", show_default=False),
]
Workers = Annotated[
    int | None, typer.Option(min=1, help="Processes. By default one for each core.", show_default=False)
]
Accept = Annotated[
    bool, typer.Option("--accept-version-change", help="Keep runs of another version of the code.")
]
Part = Annotated[
    str | None,
    typer.Option(
        "--shard", metavar="I/N", help="Run the I-th of N parts of the study only.", show_default=False
    ),
]
Dask = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Scheduler of a Dask cluster that does the work.", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, and nothing else.")]


def register(app: typer.Typer) -> None:
    """Add the group of commands to the command line."""
    group = typer.Typer(
        no_args_is_help=True,
        help="Parameter sweeps: check, run, resume and read a study.",
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for command in (run, status, resume, retry):
        group.command()(command)
    app.add_typer(group, name="study")


def run(
    file: File,
    *,
    out: Out = None,
    workers: Workers = None,
    shard: Part = None,
    dask: Dask = None,
    accept_version_change: Accept = False,
) -> None:
    """Run a study, or go on with it: what is done is not done again."""
    from govsim.study.plan import load_study

    plan = load_study(file)
    _work(plan, _directory(out or _RESULTS / Path(file).stem), workers, shard, dask, accept_version_change)


def resume(
    study: Where,
    *,
    workers: Workers = None,
    shard: Part = None,
    dask: Dask = None,
    accept_version_change: Accept = False,
) -> None:
    """Go on with a study as it was begun."""
    directory = find(study)
    _work(directory.plan(), directory, workers, shard, dask, accept_version_change)


def retry(
    study: Where,
    *,
    workers: Workers = None,
    dask: Dask = None,
    accept_version_change: Accept = False,
) -> None:
    """Run again what was lost."""
    directory = find(study)
    plan = directory.plan()
    with directory.alone():
        count = directory.forget_failures()
    typer.echo(f"{count} lost {'run' if count == 1 else 'runs'} to be tried again", err=True)
    _work(plan, directory, workers, None, dask, accept_version_change)


def status(study: Where, *, as_json: Json = False) -> None:
    """Say how far a study has come."""
    from govsim.study.status import status_of

    found = status_of(find(study))
    typer.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2) if as_json else found.told())


def find(study: Path) -> "Directory":
    """Return the directory of a study, from itself, its name or its file.

    Raises
    ------
    StudyError
        If no study was begun there.
    """
    from govsim.study.directory import Directory, StudyError

    tried = [study, _RESULTS / study.stem] if study.suffix in {".yaml", ".yml"} else [study, _RESULTS / study]
    for path in tried:
        if Directory(path).exists:
            return Directory(path)
    raise StudyError(f"{study}: no study was begun here; looked in {' and '.join(map(str, tried))}")


def _directory(path: Path) -> "Directory":
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


def _work(
    plan: "Plan",
    directory: "Directory",
    workers: int | None,
    shard: str | None,
    dask: str | None,
    accept: bool,  # noqa: FBT001 - an option, handed on
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
            progress=progress,
            dask=dask,
        ) as current,
    ):
        current.run()
        tally = current.tally()
    levels = len(plan.levels)
    typer.echo(
        f"{tally.done * levels} runs of {plan.study.title.en} are in {directory.path} "
        f"({duration(tally.seconds)}, workers {tally.busy_share:.0%} busy)"
    )
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
