"""Who may come in: everyone on this machine, and in the class whoever knows its PIN."""

import hmac
import ipaddress
import secrets
import time
from collections import deque
from html import escape
from http.cookies import SimpleCookie
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import SplitResult, parse_qs, quote, urlsplit

COOKIE = "govsim-class"
ROLE = b"x-govsim-role"
TRAINER = b"trainer"
TRIES = 10
"""Wrong PINs of one address in `WINDOW` seconds; of all together ten times as many."""

WINDOW = 60.0
_FORM_BYTES = 1_000
_FOREVER = 86_400

_PAGE = Template(files("govsim.app").joinpath("guard.html").read_text(encoding="utf-8"))

_WRONG = '口令不对。<span lang="en">That is not the PIN.</span>'
_WAIT = '请稍候一分钟再试。<span lang="en">Please try again in a minute.</span>'


class Guard:
    """ASGI middleware in front of Solara.

    On this machine nobody is asked. From elsewhere a PIN is asked once for each browser, where there is one;
    what comes in under another name than the server's (a page that has its name point here) is turned away,
    and so are pages of others that try to speak to it.

    Parameters
    ----------
    app : ASGI application
    static : pathlib.Path
        Folder of Solara's own browser files: what is not in it is missing, rather than fetched elsewhere.
    hosts : frozenset of str
        Names under which the server may be called, besides its own address.
    pin : str or None
    """

    def __init__(self, app: Any, static: Path, hosts: frozenset[str], pin: str | None = None) -> None:
        self._app = app
        self._static = static.resolve()
        self._hosts = hosts
        self._pin = pin
        self._token = secrets.token_urlsafe(24)
        self._wrong: dict[str, deque[float]] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Let a request pass, or answer it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refused = self._refused(scope, headers)
        if refused:
            await self._turn_away(scope, receive, send, refused)
            return
        is_here = is_loopback(scope)
        if self._pin is not None and not is_here and not self._is_known(headers):
            await self._ask(scope, receive, send)
            return
        # Pages read who is the trainer from this header; nobody can bring it along.
        kept = [(name, value) for name, value in scope["headers"] if name.lower() != ROLE]
        if is_here:
            kept.append((ROLE, TRAINER))
        await self._app(dict(scope, headers=kept), receive, send)

    def _refused(self, scope: Any, headers: dict[bytes, str]) -> int:
        """Return the status with which a request is turned away, 0 where it is not."""
        host = headers.get(b"host", "")
        name = _parts(f"//{host}").hostname
        # The very address that was connected to is no name that somebody could have pointed here.
        if name not in self._hosts and name != (scope.get("server") or ("",))[0]:
            return 421
        origin = headers.get(b"origin")
        changes = scope["type"] == "websocket" or scope["method"] not in {"GET", "HEAD"}
        if changes and origin is not None and _parts(origin).netloc != host:
            return 403
        path = scope["path"]
        if path.startswith("/_solara/cdn/"):
            try:
                file = (self._static / path.removeprefix("/_solara/cdn/")).resolve()
                is_ours = file.is_relative_to(self._static) and file.is_file()
            except (OSError, ValueError):
                # No file can have such a name.
                is_ours = False
            if not is_ours:
                return 404
        return 404 if path in {"/resourcez", "/readyz"} and not is_loopback(scope) else 0

    def _is_known(self, headers: dict[bytes, str]) -> bool:
        cookie = SimpleCookie(headers.get(b"cookie", ""))
        return COOKIE in cookie and hmac.compare_digest(cookie[COOKIE].value.encode(), self._token.encode())

    async def _ask(self, scope: Any, receive: Any, send: Any) -> None:
        """Ask for the PIN, or look at the one that is given."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4401})
            return
        if scope["method"] != "POST" or scope["path"] != "/_class":
            is_page = scope["method"] == "GET" and "." not in scope["path"].rpartition("/")[2]
            await _answer(send, 200 if is_page else 401, _page("", _asked(scope)))
            return
        given = parse_qs((await _body(receive)).decode("latin-1"))
        to = given.get("to", ["/"])[0]
        address = (scope.get("client") or ("?",))[0]
        if self._too_often(address):
            await _answer(send, 429, _page(_WAIT, to))
            return
        pin = given.get("pin", [""])[0].strip()
        if hmac.compare_digest(pin.encode(), (self._pin or "").encode()):
            cookie = f"{COOKIE}={self._token}; Path=/; Max-Age={_FOREVER}; HttpOnly; SameSite=Lax"
            await _answer(send, 303, "", [(b"location", _within(to)), (b"set-cookie", cookie.encode())])
            return
        self._wrong.setdefault(address, deque(maxlen=TRIES)).append(time.monotonic())
        await _answer(send, 401, _page(_WRONG, to))

    def _too_often(self, address: str) -> bool:
        """Whether an address, or all together, have guessed too often lately."""
        since = time.monotonic() - WINDOW
        for known, times in list(self._wrong.items()):
            while times and times[0] < since:
                times.popleft()
            if not times:
                del self._wrong[known]
        everyone = sum(len(times) for times in self._wrong.values())
        return len(self._wrong.get(address, ())) >= TRIES or everyone >= 10 * TRIES

    async def _turn_away(self, scope: Any, receive: Any, send: Any, status: int) -> None:
        del receive
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4000 + status})
        else:
            await _answer(send, status, escape(f"{status}"))


def is_loopback(scope: Any) -> bool:
    """Whether a request comes from this machine."""
    client = scope.get("client")
    try:
        return client is not None and ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False


def _page(said: str, to: str) -> str:
    """Return the page that asks for the PIN, and leads to another once it is given."""
    return _PAGE.substitute(said=said, to=escape(to, quote=True))


def _asked(scope: Any) -> str:
    """Return what a browser asked for, as an address on this server."""
    query = scope.get("query_string", b"").decode("latin-1")
    return quote(scope["path"], safe="/") + (f"?{query}" if query else "")


def _within(to: str) -> bytes:
    """Return an address on this server as a header's value; the first page where it would lead elsewhere."""
    is_here = to.startswith("/") and not to.startswith(("//", "/\\")) and to.isascii() and to.isprintable()
    return to.encode("ascii") if is_here else b"/"


def _parts(address: str) -> SplitResult:
    """Return the parts of an address, none where it is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


async def _body(receive: Any) -> bytes:
    body = b""
    while len(body) <= _FORM_BYTES:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return body[:_FORM_BYTES]


async def _answer(
    send: Any, status: int, text: str, further: list[tuple[bytes, bytes]] | None = None
) -> None:
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"cache-control", b"no-store"),
        *(further or []),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
