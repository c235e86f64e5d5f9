"""``govsim verify``: the engine against theory."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from govsim.verify import Check


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(verify)


def verify(
    only: Annotated[
        str,
        typer.Option(metavar="NAME", help="Only the checks whose name holds this text.", show_default=False),
    ] = "",
    *,
    quick: Annotated[bool, typer.Option("--quick", help="A tenth of the replications.")] = False,
    seed: Annotated[int, typer.Option(help="Seed of the replications.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
) -> None:
    """Check the engine against theory: queues, ladder, contagion, opinion, the border between the levels.

    Every check switches parts of the model off until theory knows the answer, runs the same code that
    the model runs, and passes if the answer lies within 3.5 standard errors and the standard error is
    small enough to notice a fault of 2%. A failed check makes the exit code 1.
    """
    from govsim.experiment.warm import compile_kernels
    from govsim.verify import verify as checks

    try:
        chosen = checks(only, quick=quick, seed=seed, progress=None if as_json else _tell)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--only") from None
    if not as_json:
        typer.echo("preparing", err=True)
    compile_kernels()
    done = []
    for check in chosen:
        done.append(check)
        if not as_json:
            typer.echo(_line(check))
    failed = [check.name for check in done if not check.passed]
    if as_json:
        typer.echo(json.dumps([check.as_json() for check in done], ensure_ascii=False, indent=1))
    else:
        typer.echo(_sum_up(done, failed))
    if failed:
        raise typer.Exit(1)


def _tell(name: str) -> None:
    typer.echo(f"  {name} ...", err=True)


def _line(check: "Check") -> str:
    verdict = "passed" if check.passed else "FAILED"
    error = f"{check.standard_error:.5f}" if check.standard_error else "exact"
    return (
        f"{verdict}  {check.name}: {check.estimate:.5f}, target {check.target:.5f}, "
        f"standard error {error}, z {check.z:+.2f}, {check.seconds:.1f} s\n"
        f"        {check.source}; off: {check.off}"
    )


def _sum_up(done: list["Check"], failed: list[str]) -> str:
    seconds = sum(check.seconds for check in done)
    if failed:
        return f"{len(failed)} of {len(done)} checks failed in {seconds:.0f} s: {'; '.join(failed)}"
    return f"all {len(done)} checks passed in {seconds:.0f} s"
