"""The server of the classroom app, and what all its pages share."""

import functools
import ipaddress
import os
import secrets
import socket
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from govsim.app.engine import Engine
from govsim.app.settings import STATIC, settle
from govsim.app.votes import Votes
from govsim.experiment.pool import cores

HERE = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - only where the trainer asks for it
LARGEST_MESSAGE = 2 * 1024**2
"""Bytes that a browser may send at once."""

_MOST_WORKERS = 4


@dataclass
class Shared:
    """What all pages of a server share; nothing in it belongs to one user.

    Attributes
    ----------
    engine : Engine
    votes : Votes
    addresses : tuple of str
        Where the class finds the server, the likeliest first; empty unless it is open to the LAN.
    pin : str or None
        What the class is asked for.
    """

    engine: Engine
    votes: Votes = field(default_factory=Votes)
    addresses: tuple[str, ...] = ()
    pin: str | None = None

    @property
    def lan(self) -> bool:
        """Whether the server is open to the LAN."""
        return bool(self.addresses)

    @property
    def address(self) -> str | None:
        """Where the class most likely finds the server."""
        return self.addresses[0] if self.addresses else None

    def qr(self, path: str = "/") -> str | None:
        """Return the address of a page as a QR code, a ``data:`` address of an SVG image."""
        if self.address is None:
            return None
        import segno

        return str(segno.make(self.address + path, error="m").svg_data_uri(scale=6, border=2))


@functools.cache
def shared() -> Shared:
    """Return what all pages of this process share, made when it is first asked for."""
    return Shared(Engine(max(1, min(cores(), _MOST_WORKERS))))


def is_trainer() -> bool:
    """Whether the page that asks is open on the server's own machine; true where nobody else can come in."""
    from solara.lab.utils.headers import headers

    if not shared().lan:
        return True
    said = headers.value or {}
    return said.get("x-govsim-role") == ["trainer"]


def new_pin() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(10**6):06d}"


def lan_addresses() -> tuple[str, ...]:
    """Return the IPv4 addresses of this machine in its networks, that on its way out first; nothing is sent.

    A laptop that makes a network of its own for the class has no way out, and one that is in two networks has
    an address in each.
    """
    import psutil

    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = [
        one.address
        for name, several in psutil.net_if_addrs().items()
        for one in several
        if name in up and one.family == socket.AF_INET
    ]
    way_out = _way_out()
    kept = {address for address in found if not ipaddress.ip_address(address).is_loopback}
    return tuple(sorted(kept, key=lambda one: (one != way_out, ipaddress.ip_address(one).is_link_local, one)))


def _way_out() -> str | None:
    """Return the address of this machine from which the rest of the world would be spoken to."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # An address of the documentation block (RFC 5737): it only makes the system choose a route.
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return None


def application(hosts: frozenset[str], pin: str | None) -> Any:
    """Return the ASGI application: the guard, and Solara behind it."""
    settle()
    os.environ.setdefault("SOLARA_APP", "govsim.app.entry")
    from solara.server.starlette import app

    from govsim.app.guard import Guard

    return Guard(app, STATIC / "cdn", hosts, pin)


def serve(port: int, tell: Callable[[str], None], *, lan: bool = False, pin: str | None = None) -> None:
    """Serve until interrupted.

    Parameters
    ----------
    port : int
        0 for one that is free.
    tell : callable
        Told the address on this machine once pages can be asked for.
    lan : bool
        Whether others in the network may come in.
    pin : str, optional
        What they are asked for.

    Raises
    ------
    OSError
        If the port is taken.
    FileNotFoundError
        If the browser's files are not installed.
    """
    hosts = {"localhost", HERE, "::1", *((socket.gethostname().lower(),) if lan else ())}
    with closing(_listen(EVERYWHERE if lan else HERE, port)) as listening:
        port = listening.getsockname()[1]
        app = application(frozenset(hosts), pin if lan else None)
        import uvicorn

        place = shared()
        if lan:
            place.addresses = tuple(f"http://{address}:{port}" for address in lan_addresses() or (HERE,))
            place.pin = pin

        class Server(uvicorn.Server):
            async def startup(self, sockets: Any = None) -> None:
                await super().startup(sockets)
                tell(f"http://{HERE}:{port}")

        config = uvicorn.Config(
            app,
            log_level="warning",
            ws_max_size=LARGEST_MESSAGE,
            # A browser that is gone without goodbye is noticed.
            ws_ping_interval=20.0,
            ws_ping_timeout=20.0,
            timeout_graceful_shutdown=2,
        )
        try:
            Server(config).run(sockets=[listening])
        finally:
            place.engine.close()


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # What a server that has just ended leaves behind does not stand in the way.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening
