import asyncio
from urllib.parse import urlencode

import pytest

from govsim.app.guard import COOKIE, TRIES, Guard

PIN = "482913"
HOSTS = frozenset({"127.0.0.1", "192.0.2.7"})


class Inner:
    """An application that notes what reaches it."""

    def __init__(self):
        self.scopes = []

    async def __call__(self, scope, _receive, send):
        """Answer whatever is asked."""
        self.scopes.append(scope)
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"inside"})


class Door:
    """A guard to knock at."""

    def __init__(self, folder, pin=PIN):
        self.inner = Inner()
        self.guard = Guard(self.inner, folder, HOSTS, pin)

    def knock(self, path="/", client="192.0.2.50", kind="http", method="GET", body=b"", query=b"", **headers):
        """Send a request and return the messages that come back."""
        sent = []
        names = {
            name.replace("_", "-"): value for name, value in ({"host": "192.0.2.7:8765"} | headers).items()
        }
        scope = {
            "type": kind,
            "path": path,
            "method": method,
            "query_string": query,
            "client": (client, 5000),
            "server": ("192.0.2.8", 8765),
            "headers": [(name.encode(), value.encode()) for name, value in names.items()],
        }

        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message):
            sent.append(message)

        asyncio.run(self.guard(scope, receive, send))
        return sent

    def enter(self, pin, **further):
        """Give a PIN and return status and cookie."""
        sent = self.knock("/_class", method="POST", body=f"pin={pin}".encode(), **further)
        headers = dict(sent[0]["headers"])
        return sent[0]["status"], headers.get(b"set-cookie", b"").decode().partition(";")[0]


@pytest.fixture
def door(tmp_path):
    """A guard with a PIN in front of an application."""
    (tmp_path / "cdn").mkdir()
    (tmp_path / "cdn" / "there.js").write_text("1", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("2", encoding="utf-8")
    return Door(tmp_path / "cdn")


def test_the_class_is_asked_for_the_pin(door):
    """A stranger sees the form in both languages, and nothing reaches the pages."""
    start, body = door.knock()
    assert start["status"] == 200
    assert "课堂口令".encode() in body["body"]
    assert b"Class PIN" in body["body"]
    assert door.knock("/static/main.js")[0]["status"] == 401
    assert door.knock(kind="websocket") == [{"type": "websocket.close", "code": 4401}]
    assert door.inner.scopes == []


def test_the_right_pin_opens_and_is_asked_once(door):
    """Who gives it gets a cookie, and with it pages and the socket are open."""
    status, cookie = door.enter(PIN)
    assert status == 303
    assert cookie.startswith(f"{COOKIE}=")
    door.knock(cookie=cookie)
    door.knock(kind="websocket", cookie=cookie, origin="http://192.0.2.7:8765")
    assert [scope["type"] for scope in door.inner.scopes] == ["http", "websocket"]


@pytest.mark.parametrize("cookie", ["", f"{COOKIE}=", f"{COOKIE}={PIN}", "other=1"])
def test_a_made_up_cookie_opens_nothing(door, cookie):
    """Only the server's own token counts."""
    door.knock(cookie=cookie)
    assert door.inner.scopes == []


def test_a_pin_leads_to_the_page_that_was_asked_for(door):
    """Who follows the code of a lesson comes to that lesson; a form made up elsewhere leads nowhere else."""
    page = door.knock("/lessons/two-cities", query=b"lang=zh&x=%22")[1]["body"].decode()
    assert 'name="to" value="/lessons/two-cities?lang=zh&amp;x=%22"' in page

    def led(to):
        body = f"pin={PIN}&{urlencode({'to': to})}".encode()
        return dict(door.knock("/_class", method="POST", body=body)[0]["headers"])[b"location"]

    assert led("/lessons/two-cities?lang=zh&x=%22") == b"/lessons/two-cities?lang=zh&x=%22"
    for elsewhere in (
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/a\r\nset-cookie: b",
        "/\u4e2d",
        "",
    ):
        assert led(elsewhere) == b"/", elsewhere


def test_guessing_is_slowed_down(door):
    """After so many wrong PINs an address has to wait, even with the right one; others need not."""
    assert {door.enter(f"{n:06d}")[0] for n in range(TRIES)} == {401}
    assert door.enter(PIN)[0] == 429
    assert door.enter(PIN, client="192.0.2.51")[0] == 303


def test_this_machine_is_not_asked_and_is_the_trainer(door):
    """Requests from here pass and are marked; the mark cannot be brought along."""
    door.knock(client="127.0.0.1", host="127.0.0.1:8765")
    _, cookie = door.enter(PIN)
    door.knock(cookie=cookie, x_govsim_role="trainer")
    marks = [dict(scope["headers"]).get(b"x-govsim-role") for scope in door.inner.scopes]
    assert marks == [b"trainer", None]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "", "127.0.0.1.evil.example"])
def test_other_names_for_this_server_are_turned_away(door, host):
    """A page of another site whose name points here does not reach the pages."""
    assert door.knock(client="127.0.0.1", host=host)[0]["status"] == 421
    assert door.inner.scopes == []


def test_the_server_may_be_called_by_the_address_that_was_connected_to(door):
    """A machine in two networks has an address in each; another machine's is still no name for it."""
    assert door.knock(host="192.0.2.8:8765")[0]["status"] == 200
    assert door.knock(host="192.0.2.9:8765")[0]["status"] == 421


def test_pages_of_other_sites_cannot_speak_to_it(door):
    """A socket or a form from another origin is closed; a plain link leads in."""
    here = {"client": "127.0.0.1", "host": "127.0.0.1:8765"}
    assert door.knock(kind="websocket", origin="http://evil.example", **here)[0]["code"] == 4403
    assert (
        door.knock("/_solara/api/close/1", method="POST", origin="http://evil.example", **here)[0]["status"]
        == 403
    )
    door.knock(origin="http://evil.example", **here)
    assert len(door.inner.scopes) == 1


@pytest.mark.parametrize("path", ["/_solara/cdn/missing.js", "/_solara/cdn/../secret.txt", "/_solara/cdn/"])
def test_nothing_is_fetched_from_elsewhere(door, path):
    """A browser file that is not here is missing; Solara would ask the internet for it."""
    here = {"client": "127.0.0.1", "host": "127.0.0.1:8765"}
    assert door.knock(path, **here)[0]["status"] == 404
    door.knock("/_solara/cdn/there.js", **here)
    assert len(door.inner.scopes) == 1


def test_without_a_pin_everyone_on_the_hosts_names_is_let_in(tmp_path):
    """On this machine alone there is nothing to ask for."""
    door = Door(tmp_path, pin=None)
    door.knock(client="127.0.0.1", host="127.0.0.1:1")
    assert len(door.inner.scopes) == 1


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"host": "["}, 421),
        ({"host": "[::1"}, 421),
        ({"method": "POST", "origin": "http://["}, 403),
        ({"path": "/_solara/cdn/a\0b"}, 404),
        ({"path": "/_solara/cdn/" + "a" * 5000}, 404),
    ],
)
def test_nonsense_is_turned_away(tmp_path, asked, status):
    """What is no address and no name of a file is refused, not a failure of the server."""
    door = Door(tmp_path)
    sent = door.knock(client="127.0.0.1", **asked)
    assert sent[0]["status"] == status
    assert door.inner.scopes == []
