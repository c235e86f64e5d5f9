"""``govsim new``, ``validate``, ``explain`` and ``schema``: scenario files, but for running them."""

import json
from pathlib import Path
from typing import Annotated

import typer

from govsim.commands.failures import BAD_INPUT
from govsim.experiment.files import write_whole


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (new, validate, explain, schema):
        app.command()(command)


def new(
    file: Annotated[
        Path, typer.Argument(help="The file to write; it must not exist yet.", show_default=False)
    ],
    template: Annotated[
        str, typer.Option("--template", "-t", help="The shipped scenario to start from.")
    ] = "quickstart",
    city: Annotated[
        str | None,
        typer.Option("--city", "-c", help="A real city: name, pinyin or code.", show_default=False),
    ] = None,
) -> None:
    """Write a scenario file to start from."""
    from govsim.scenario import write_new

    typer.echo(f"wrote {write_new(file, template=template, city=city)}")


def validate(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="Scenario files, or names of shipped scenarios.", show_default=False
        ),
    ],
) -> None:
    """Check scenario files, and say all that is wrong."""
    from govsim.scenario import Scenario, ScenarioError

    broken = False
    for file in files:
        try:
            Scenario.load(file)
        except ScenarioError as error:
            broken = True
            for problem in error.problems:
                typer.echo(f"error: {problem}", err=True)
        else:
            typer.echo(f"{file}: ok")
    if broken:
        raise typer.Exit(BAD_INPUT)


def explain(
    key: Annotated[
        str | None,
        typer.Argument(
            help="Dotted key, such as casework.alpha or regimes.*.staff. Without it: every key there is.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Explain a key of scenario files.

    Its meaning, default, range and unit, and whether the default is sourced or stylised.
    """
    from govsim.scenario import all_keys
    from govsim.scenario.explain import explain as explanation

    typer.echo("\n".join(all_keys()) if key is None else explanation(key))


def schema(
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", help="Write to this file instead of standard output.", show_default=False
        ),
    ] = None,
) -> None:
    """Write the JSON schema of scenario files.

    With it editors complete and check scenario files as they are typed.
    """
    from govsim.scenario import json_schema

    text = json.dumps(json_schema(), ensure_ascii=False, indent=2)
    if out is None:
        typer.echo(text)
    else:
        write_whole(out, f"{text}\n")
        typer.echo(f"wrote {out}")
