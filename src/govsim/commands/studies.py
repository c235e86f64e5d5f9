"""``govsim study``: studies from check to export."""

import json
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
        metavar="STUDY",
        help="Directory of a study, its name under results/, or its file.",
        show_default=False,
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
    typer.Option(
        metavar="ADDRESS", help="Scheduler of a Dask cluster that does the work.", show_default=False
    ),
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
    for command in (check, run, status, resume, retry, replay, extend, merge, analyse, border, export):
        group.command()(command)
    app.add_typer(group, name="study")


def check(file: File, *, workers: Workers = None, as_json: Json = False) -> None:
    """Check a study file, and say what the study will take, from a few pilot runs."""
    from dataclasses import asdict

    from govsim.experiment.pool import cores
    from govsim.study.pilot import pilot
    from govsim.study.plan import load_study

    found = pilot(load_study(file))
    count = workers or cores()
    hours = {name: getattr(found, name) * found.seconds / count for name in ("fewest", "most")}
    if as_json:
        told_plainly = asdict(found) | {"workers": count, "wall_seconds": hours}
        typer.echo(json.dumps(told_plainly, ensure_ascii=False, indent=2))
    else:
        runs = f"{found.fewest}" + (f" to {found.most}" if found.most > found.fewest else "")
        times = " to ".join(dict.fromkeys(duration(hours[name]) for name in ("fewest", "most")))
        size = found.most * found.bytes / 1e6
        if found.points:
            typer.echo(f"{found.points} points, {found.levels} levels: {runs} runs")
            typer.echo(
                f"about {found.seconds:.2g} s a run: {times} on {count} workers; at most {size:.1f} MB"
            )
        else:
            typer.echo(f"points are asked for as the search goes; about {found.seconds:.2g} s a run")
    for one in found.lost:
        typer.echo(f"error: a pilot run was lost: {one}", err=True)
    if found.lost:
        raise typer.Exit(LOST)


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


def replay(
    study: Where,
    run: Annotated[str, typer.Argument(metavar="RUN", help="Name of a run, or its first characters.")],
    *,
    as_json: Json = False,
) -> None:
    """Live one run again, and say whether it gives the same bits."""
    from govsim.study.replay import replay as live_again

    found = live_again(find(study), run)
    if as_json:
        from dataclasses import asdict

        typer.echo(json.dumps(_finite(asdict(found)), ensure_ascii=False, indent=2))
    else:
        where = "".join(f", {key}={value}" for key, value in found.point.items())
        typer.echo(f"run {found.run}: {found.level}, replicate {found.replicate} (seed {found.seed}){where}")
        if found.differs is None:
            typer.echo("it came to its end; the study holds no row of it to compare with")
        elif found.differs:
            typer.echo(f"{len(found.differs)} of {len(found.outcomes)} outcomes differ from the study's:")
            for name, (then, now) in found.differs.items():
                typer.echo(f"  {name}: {then} then, {now} now")
        else:
            typer.echo(f"all {len(found.outcomes)} outcomes are the same to the last bit")
        if found.version_then and found.version_then != found.version_now:
            typer.echo(f"the code is another: {found.version_then} then, {found.version_now} now")
    if found.differs:
        raise typer.Exit(LOST)


def extend(
    study: Where,
    *,
    replicates: Annotated[int, typer.Option(min=1, help="Worlds that each point shall meet.")],
    workers: Workers = None,
    dask: Dask = None,
    accept_version_change: Accept = False,
) -> None:
    """Let each point meet more worlds; those it has met are kept."""
    from govsim.study.plan import extended

    directory = find(study)
    plan = extended(directory.plan(), replicates)
    _work(plan, directory, workers, None, dask, accept_version_change)


def merge(
    parts: Annotated[list[Path], typer.Argument(metavar="STUDY...", help="Directories of its parts.")],
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="Directory of the whole.", show_default=False)],
) -> None:
    """Put together a study that was run in parts."""
    directory = _directory(out)
    with directory.alone():
        directory.merge([find(part) for part in parts])
    from govsim.study.status import status_of

    typer.echo(status_of(directory).told())


def export(
    study: Where,
    *,
    to: Annotated[str, typer.Option(help="csv, parquet or dta (Stata).")] = "csv",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", help="File. By default runs.csv (or .parquet, .dta) in the study's directory."
        ),
    ] = None,
    series: Annotated[
        bool, typer.Option("--series", help="Daily series, a row per run and day, in place of outcomes.")
    ] = False,
) -> None:
    """Write the rows of a study to a file for other tools."""
    from govsim.study.export import FORMATS
    from govsim.study.export import export as write

    if to not in FORMATS:
        raise typer.BadParameter(f"found {to!r}, allowed {', '.join(FORMATS)}", param_hint="--to")
    directory = find(study)
    path = out or directory.path / f"{'daily' if series else 'runs'}.{to}"
    count = write(directory, to, path, series=series)
    typer.echo(f"{count} rows are in {path}")


def analyse(
    study: Where,
    *,
    language: Annotated[str, typer.Option(help="en or zh.")] = "en",
) -> None:
    """Compute what the study file asks for, and write the report."""
    from govsim.report.study import analyse as find_all
    from govsim.report.study import write
    from govsim.study.results import results_of

    if language not in {"en", "zh"}:
        raise typer.BadParameter(f"found {language!r}, allowed en, zh", param_hint="--language")
    directory = find(study)
    plan = directory.plan()
    findings = find_all(results_of(plan, directory), plan.scenario)
    for path in write(findings, directory.path, "zh" if language == "zh" else "en"):
        typer.echo(f"wrote {path}")


def border(
    study: Where,
    *,
    workers: Workers = None,
    dask: Dask = None,
    accept_version_change: Accept = False,
) -> None:
    """Look for the border between two levels, in one factor or two, running what it takes."""
    from govsim.study.plan import load_study

    if study.suffix in {".yaml", ".yml"}:
        plan, directory = load_study(study), _directory(_RESULTS / study.stem)
    else:
        directory = find(study)
        plan = directory.plan()
    _work(plan, directory, workers, None, dask, accept_version_change, seek=True)


def _finite(value: Any) -> Any:
    """Return plain data without NaN, which JSON does not have."""
    if isinstance(value, dict):
        return {name: _finite(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value if not isinstance(value, float) or isfinite(value) else None


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
    *,
    seek: bool = False,
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
        if seek or plan.study.design.kind == "border":
            from govsim.study.border import seek as seek_border

            found = seek_border(current)
        else:
            current.run()
            found = None
        tally = current.tally()
    levels = len(plan.levels)
    typer.echo(
        f"{tally.done * levels} runs of {plan.study.title.en} are in {directory.path} "
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
