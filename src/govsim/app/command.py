"""``govsim app``: the classroom app."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("app")(serve)


def serve(
    *,
    lan: Annotated[
        bool, typer.Option("--lan", help="Let others in the network in, who are asked for a PIN.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 for any that is free.")
    ] = 8765,
    pin: Annotated[
        str | None,
        typer.Option(
            metavar="DIGITS", help="PIN of the class. By default six random digits.", show_default=False
        ),
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in this machine's browser.")] = True,
) -> None:
    """Serve the classroom app: compare, play, teach and edit in the browser, without the internet."""
    import webbrowser

    from govsim.app import server

    if pin is not None and not (pin.isdecimal() and pin.isascii() and 4 <= len(pin) <= 12):
        raise typer.BadParameter("a PIN has 4 to 12 digits", param_hint="--pin")
    if pin is not None and not lan:
        raise typer.BadParameter("a PIN is asked for with --lan only", param_hint="--pin")
    pin = (pin or server.new_pin()) if lan else None

    def greet(here: str) -> None:
        _announce(here, pin)
        if browser:
            webbrowser.open(here)

    try:
        server.serve(port, greet, lan=lan, pin=pin)
    except FileNotFoundError as error:
        typer.echo(f"govsim app: {error}", err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        reason = error.strerror or str(error)
        typer.echo(
            f"govsim app: port {port} cannot be used: {reason}; another one: --port {port + 1}", err=True
        )
        raise typer.Exit(1) from None


def _announce(here: str, pin: str | None) -> None:
    """Say where the page is, with a QR code for the class."""
    typer.echo(f"The classroom app is at {here} (Ctrl-C ends it)")
    if pin is None:
        return
    from govsim.app.server import shared

    address, *others = shared().addresses or (here,)
    typer.echo(f"The class finds it at {address} with the PIN {pin}")
    if others:
        typer.echo(f"or, in another network of this machine, at {' or '.join(others)}")
    typer.echo()
    import segno

    segno.make(address, error="m").terminal(compact=True)
    typer.echo("\nWhoever is in this network and knows the PIN can come in; the connection is not encrypted.")
    if address.startswith("http://127."):
        typer.echo("This machine has no address in a network: connect it to one, and start again.")
