"""``govsim study``: studies from check to export."""

import json
from math import isfinite
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from govsim.commands.progress import duration
from govsim.commands.runs import LOST
from govsim.commands.study_work import RESULTS, at, find, work

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
    from govsim.study.rules import left_out

    plan = load_study(file)
    for method, wanted in left_out(plan.study).items():
        typer.echo(f"warning: the report will leave {method} out, which needs a {wanted} design", err=True)
    found = pilot(plan)
    count = workers or cores()
    hours = {name: getattr(found, name) * found.seconds / count for name in ("fewest", "most")}
    if as_json:
        told_plainly = asdict(found) | {"workers": count, "wall_seconds": hours}
        typer.echo(json.dumps(_finite(told_plainly), ensure_ascii=False, indent=2, allow_nan=False))
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
    work(plan, at(out or RESULTS / Path(file).stem), workers, shard, dask, accept_version_change)


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
    work(directory.plan(), directory, workers, shard, dask, accept_version_change)


def retry(
    study: Where,
    *,
    workers: Workers = None,
    dask: Dask = None,
    accept_version_change: Accept = False,
) -> None:
    """Run again what was lost."""
    directory = find(study)
    count = len(directory.failures())
    typer.echo(f"{count} lost {'run' if count == 1 else 'runs'} to be tried again", err=True)
    work(directory.plan(), directory, workers, None, dask, accept_version_change, try_again=True)


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
    work(plan, directory, workers, None, dask, accept_version_change)


def merge(
    parts: Annotated[list[Path], typer.Argument(metavar="STUDY...", help="Directories of its parts.")],
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="Directory of the whole.", show_default=False)],
) -> None:
    """Put together a study that was run in parts."""
    directory = at(out)
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
    chosen: Literal["en", "zh"] = "zh" if language == "zh" else "en"
    if findings.claims:
        from govsim.report.study.claim_words import told
        from govsim.report.study.words import Names

        typer.echo(told(findings.claims, Names(findings.results, findings.scenario, chosen)))
    for note in findings.notes:
        typer.echo(f"note: {getattr(note, chosen)}", err=True)
    for path in write(findings, directory.path, chosen):
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
        plan, directory = load_study(study), at(RESULTS / study.stem)
    else:
        directory = find(study)
        plan = directory.plan()
    work(plan, directory, workers, None, dask, accept_version_change, seek=True)


def _finite(value: Any) -> Any:
    """Return plain data without NaN, which JSON does not have."""
    if isinstance(value, dict):
        return {name: _finite(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value if not isinstance(value, float) or isfinite(value) else None
