"""One server and one browser for all tests of the pages."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from govsim.app.settings import is_complete
from govsim.territory import load_city
from outlined import make_package, square
from visitor import Visitor

CHROMIUM = os.environ.get("GOVSIM_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 300.0


@pytest.fixture(scope="session")
def outlines(tmp_path_factory):
    """Return a folder with a package of outlines for one city, as a user may have installed one."""
    counties = load_city("Lanzhou").counties
    places = zip(counties.code.tolist(), counties.longitude, counties.latitude, strict=True)
    folder = tmp_path_factory.mktemp("outlines")
    make_package(folder, {code: [[square(x - 0.2, y - 0.2, 0.4)]] for code, x, y in places})
    return folder


@pytest.fixture(scope="session")
def address(outlines):
    """Serve the app in a process of its own, and return where."""
    if not is_complete():
        pytest.skip("the browser's files are not installed: run `make assets`")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = tempfile.TemporaryFile()  # noqa: SIM115 - closed below, with the server
    command = [sys.executable, "-m", "govsim", "app", "--no-browser", "--port", str(port)]
    paths = [str(outlines), os.environ.get("PYTHONPATH", "")]
    found = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
    server = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, env=found)
    where = f"http://127.0.0.1:{port}"
    try:
        _wait_for(where, server, said)
        yield where
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(20)
        server.kill()
        said.close()


def _wait_for(where, server, said):
    """Wait until pages can be asked for."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            said.seek(0)
            pytest.fail(f"the server ended: {said.read().decode()}")
        with suppress(OSError):
            urllib.request.urlopen(where, timeout=5).close()  # noqa: S310 - our own server
            return
        time.sleep(0.2)
    pytest.fail("the server did not start")


@pytest.fixture(scope="session")
def chromium():
    """Start the browser of this machine."""
    if CHROMIUM is None:
        pytest.skip("no chromium was found; Debian's package chromium is one")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, address):
    """Open pages as visitors of their own, and ask in the end that nothing went wrong on any of them."""
    visitors = []

    def come(path="/", **look):
        visitors.append(Visitor(chromium, address, **look))
        return visitors[-1].open(path)

    yield come
    for visitor in visitors:
        visitor.leave()


@pytest.fixture
def downloads(tmp_path: Path):
    """Return a function that reads what a click downloads."""

    def read(page, selector):
        with page.expect_download() as waiting:
            page.click(selector)
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    return read
