"""Forty people at once on the classroom app: ``python -m benchmarks.app_sessions``.

Sessions speak to a server as a browser does: they fetch the page, open its socket, have the page run, take
the replays, and then look at something every few seconds: a card of an agent on some day. One in ten asks
for another world on the way. All leave without goodbye, their sockets torn off. Measured are the time from a
click to its answer, the memory of the server with all its processes, and whether it goes back to rest.
"""

import argparse
import asyncio
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import psutil
import websockets

FORGET = 20
"""Seconds after which a session that is gone is forgotten here; minutes in a class."""

PAUSE = (2.0, 5.0)
"""Seconds between two clicks of a session."""


@dataclass
class Session:
    """One person's page.

    Attributes
    ----------
    address : str
    number : int
    answers : list of float
        Seconds from a click to its answer.
    opened : float
        Seconds until the page had both replays.
    """

    address: str
    number: int
    answers: list[float] = field(default_factory=list)
    opened: float = float("nan")
    _socket: Any = None
    _page: str = ""
    _news: Any = None
    _props: dict[str, Any] = field(default_factory=dict)

    async def open(self) -> None:
        """Fetch the page, open the socket and wait for both replays."""
        start = time.perf_counter()
        cookie = await asyncio.to_thread(self._cookie)
        self._page, name = str(uuid4()), str(uuid4())
        socket = self.address.replace("http", "ws")
        url = f"{socket}/jupyter/api/kernels/{name}/channels?session_id={self._page}"
        self._socket = await websockets.connect(url, additional_headers={"Cookie": cookie}, max_size=2**26)
        self._news = asyncio.create_task(self._listen())
        comm = uuid4().hex
        await self._say("comm_open", {"comm_id": comm, "target_name": "solara.control", "data": {}})
        args = {"path": "", "appName": "__default__", "themes": {"light": {}, "dark": {}}, "dark": False}
        await self._say("comm_msg", {"comm_id": comm, "data": {"method": "run", "args": args}})
        await self._until(
            lambda: self._compare() is not None and self._compare()["status"].get("state") == "done", 300
        )
        self.opened = time.perf_counter() - start

    async def click(self, dice: random.Random) -> None:
        """Ask for a card and wait for it."""
        day, county = dice.randrange(120, 360), dice.randrange(4)
        ask = {"kind": "card", "kind_of": "county", "id": county, "side": "a", "day": day}
        start = time.perf_counter()
        await self._send(ask)

        def is_there() -> bool:
            card = self._compare().get("card") or {}
            return (card.get("id"), card.get("day"), card.get("state")) == (county, day, "done")

        await self._until(is_there, 60)
        self.answers.append(time.perf_counter() - start)

    async def another_world(self, dice: random.Random) -> None:
        """Ask for both arms in another world and wait for them."""
        setting = dict(self._compare()["setting"], seed=dice.randrange(1, 10**6))
        await self._send({"kind": "run", "setting": setting})
        await self._until(
            lambda: (
                self._compare()["setting"]["seed"] == setting["seed"]
                and self._compare()["status"].get("state") == "done"
            ),
            300,
        )

    def tear(self) -> None:
        """Leave without goodbye."""
        self._news.cancel()
        self._socket.transport.abort()

    def _cookie(self) -> str:
        with urllib.request.urlopen(f"{self.address}/") as page:  # noqa: S310 - the server started here
            return "; ".join(line.partition(";")[0] for line in page.headers.get_all("Set-Cookie") or ())

    def _compare(self) -> Any:
        """Return what the compare page shows, None before there is one."""
        for props in self._props.values():
            if props.get("module") == "compare":
                return props["props"]
        return None

    async def _send(self, content: dict[str, Any]) -> None:
        name = next(name for name, props in self._props.items() if props.get("module") == "compare")
        await self._say("comm_msg", {"comm_id": name, "data": {"method": "custom", "content": content}})

    async def _say(self, kind: str, content: dict[str, Any]) -> None:
        header = {
            "msg_id": uuid4().hex,
            "username": "",
            "session": self._page,
            "msg_type": kind,
            "version": "5.2",
        }
        message = {
            "header": header,
            "parent_header": {},
            "metadata": {},
            "content": content,
            "channel": "shell",
        }
        await self._socket.send(json.dumps(message | {"buffers": []}))

    async def _listen(self) -> None:
        """Keep the state of every widget, as the browser does."""
        async for raw in self._socket:
            text = raw if isinstance(raw, str) else _header_of(raw)
            message = json.loads(text)
            content = message.get("content", {})
            state = content.get("data", {}).get("state")
            if message["header"]["msg_type"] in {"comm_open", "comm_msg"} and isinstance(state, dict):
                self._props.setdefault(content["comm_id"], {}).update(state)

    async def _until(self, condition: Any, seconds: float) -> None:
        end = time.perf_counter() + seconds
        while not condition():
            if time.perf_counter() > end or self._news.done():
                raise TimeoutError(f"session {self.number} had no answer in {seconds:g} s")
            await asyncio.sleep(0.002)


def _header_of(raw: bytes) -> str:
    """Return the JSON of a message with buffers: count, offsets, then the parts (big-endian uint32)."""
    parts = int.from_bytes(raw[:4], "big")
    offsets = [int.from_bytes(raw[4 * n + 4 : 4 * n + 8], "big") for n in range(parts)] + [len(raw)]
    return raw[offsets[0] : offsets[1]].decode()


def memory(server: psutil.Process) -> tuple[float, float]:
    """Return the megabytes of the server's own process and of it with all its workers."""
    own = server.memory_info().rss / 1e6
    return own, own + sum(child.memory_info().rss / 1e6 for child in server.children(recursive=True))


def kernels(address: str) -> float:
    """Return how many sessions the server holds."""
    with urllib.request.urlopen(f"{address}/resourcez") as said:  # noqa: S310 - the server started here
        return float(json.load(said)["kernels"]["total"])


def browse(address: str) -> float:
    """Open the page in a real browser and return the seconds until both arms can be read."""
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        page = chromium.new_page()
        start = time.perf_counter()
        page.goto(address)
        page.locator("canvas").first.wait_for(timeout=60_000)
        took = time.perf_counter() - start
        chromium.close()
    return took


async def crowd(address: str, people: int, seconds: float, server: psutil.Process) -> dict[str, Any]:
    """Let a class come in, click and leave, and return what was measured."""
    dice = random.Random(1)
    sessions = [Session(address, number) for number in range(people)]
    for session in sessions:
        await session.open()
    before = server.cpu_times()
    begin = time.perf_counter()
    real: list[float] = []

    async def live(session: Session) -> None:
        own = random.Random(session.number)
        await asyncio.sleep(own.uniform(0, PAUSE[1]))
        if session.number % 10 == 0:
            await session.another_world(own)
        while time.perf_counter() - begin < seconds:
            await session.click(own)
            await asyncio.sleep(dice.uniform(*PAUSE))

    async def look() -> None:
        await asyncio.sleep(seconds / 3)
        real.append(await asyncio.to_thread(browse, address))

    await asyncio.gather(look(), *(live(session) for session in sessions))
    after = server.cpu_times()
    spent = (after.user + after.system - before.user - before.system) / (time.perf_counter() - begin)
    answers = sorted(answer for session in sessions for answer in session.answers)
    found = {
        "sessions": people,
        "clicks": len(answers),
        "median_ms": 1000 * statistics.median(answers),
        "p95_ms": 1000 * answers[int(0.95 * len(answers))],
        "slowest_page_s": max(session.opened for session in sessions),
        "median_page_s": statistics.median(session.opened for session in sessions),
        "real_browser_s": real[0],
        "server_cpu_share": spent,
        "full_mb": memory(server),
        "full_kernels": kernels(address),
    }
    for session in sessions:
        session.tear()
    return found


def main() -> int:
    """Start a server, let the class in, and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=60.0)
    asked = parser.parse_args()
    environment = os.environ | {"SOLARA_KERNEL_CULL_TIMEOUT": f"{FORGET}s", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "govsim", "app", "--no-browser", "--port", "0"]
    start = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            said = process.stdout.readline() if process.stdout else ""
            address = re.findall(r"http://\S+", said)[0]
            print(f"server up after {time.perf_counter() - start:.1f} s")
            server = psutil.Process(process.pid)
            asyncio.run(crowd(address, 1, 20.0, server))
            time.sleep(FORGET + 10)
            rest = memory(server)
            found = asyncio.run(crowd(address, asked.sessions, asked.seconds, server))
            time.sleep(FORGET + 25)
            found |= {"rest_mb": rest, "after_mb": memory(server), "after_kernels": kernels(address)}
        finally:
            process.terminate()
    for name, value in found.items():
        shown = (
            " + workers = ".join(f"{one:.0f}" for one in value)
            if isinstance(value, tuple)
            else f"{value:.3g}"
        )
        print(f"{name:18} {shown}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
