"""The command line, ``govsim``.

Only the command names and their options are known here; each command imports what it needs when it runs.
"""

from typing import Annotated

import typer

from govsim.app import command as classroom
from govsim.commands import cities, runs, scenarios, studies, verify
from govsim.commands.failures import Commands

app = typer.Typer(
    cls=Commands,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Plain help comes in half the time.
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
cities.register(app)
scenarios.register(app)
runs.register(app)
verify.register(app)
studies.register(app)
classroom.register(app)


def _version(wanted: bool) -> None:  # noqa: FBT001 - the signature of an option's callback
    if wanted:
        from govsim import __version__

        typer.echo(f"govsim {__version__}")
        raise typer.Exit


@app.callback()
def govsim(
    *,
    _shown: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Compare county-level and municipal-level conflict resolution in Chinese cities."""


def main() -> None:
    """Run the command line; the entry point of the installed ``govsim``."""
    app()
