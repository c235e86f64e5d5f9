import json
import socket
import subprocess
import sys
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from govsim.app import settings
from govsim.app.server import lan_addresses, new_pin
from govsim.cli import app

RUNNER = CliRunner()


def test_the_server_s_own_process_stays_light():
    """What pages share loads no kernels, no SciPy and no Mesa: those are for the workers."""
    code = "import govsim.app.server, json, sys; print(json.dumps(sorted(sys.modules)))"
    loaded = set(json.loads(subprocess.check_output([sys.executable, "-c", code], text=True)))
    assert "govsim.app.engine.engine" in loaded
    assert loaded.isdisjoint({"mesa", "networkx", "numba", "pandas", "pyarrow", "scipy", "solara"})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--pin", "123456"], "--lan only"),
        (["--lan", "--pin", "12"], "4 to 12 digits"),
        (["--lan", "--pin", "hunter2"], "4 to 12 digits"),
        (["--lan", "--pin", "١٢٣٤"], "4 to 12 digits"),
        (["--port", "70000"], "65535"),
    ],
)
def test_options_that_make_no_sense_are_refused(arguments, said):
    """A PIN is digits and belongs to --lan; nothing is served."""
    result = RUNNER.invoke(app, ["app", *arguments])
    assert result.exit_code == 2
    assert said in result.output


def test_a_port_that_is_taken_is_told_with_another():
    """The message names the port, the reason and what to try."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = RUNNER.invoke(app, ["app", "--no-browser", "--port", str(port)])
    assert result.exit_code == 1
    assert f"port {port} cannot be used" in result.output
    assert f"--port {port + 1}" in result.output


def test_missing_browser_files_are_told(monkeypatch, tmp_path):
    """Rather than a blank page, a sentence says how to get them."""
    monkeypatch.setattr(settings, "STATIC", tmp_path)
    result = RUNNER.invoke(app, ["app", "--no-browser", "--port", "0"])
    assert result.exit_code == 1
    assert "make assets" in result.output


def test_pins_are_six_digits_and_differ():
    """Every class has a PIN of its own."""
    pins = {new_pin() for _ in range(20)}
    assert len(pins) > 15
    assert all(len(pin) == 6 and pin.isdecimal() for pin in pins)


def network(monkeypatch, way_out, **interfaces):
    """Give this machine interfaces: the address of each, and whether it is up."""
    addresses = {
        name: [SimpleNamespace(family=socket.AF_INET, address=of)] for name, (of, _) in interfaces.items()
    }
    states = {name: SimpleNamespace(isup=up) for name, (_, up) in interfaces.items()}
    monkeypatch.setattr("psutil.net_if_addrs", lambda: addresses)
    monkeypatch.setattr("psutil.net_if_stats", lambda: states)
    monkeypatch.setattr("govsim.app.server._way_out", lambda: way_out)


def test_the_addresses_for_a_class_are_those_that_others_can_reach(monkeypatch):
    """That on the way out comes first; neither this machine's own nor one that is down is told."""
    network(
        monkeypatch,
        "198.51.100.7",
        lo=("127.0.0.1", True),
        hotspot=("10.42.0.1", True),
        wifi=("198.51.100.7", True),
        cable=("203.0.113.5", False),
        lost=("169.254.3.4", True),
    )
    assert lan_addresses() == ("198.51.100.7", "10.42.0.1", "169.254.3.4")


def test_a_laptop_without_the_internet_can_have_a_class(monkeypatch):
    """Its own hotspot is an address, though no way leads out; without any network there is none."""
    network(monkeypatch, None, lo=("127.0.0.1", True), hotspot=("10.42.0.1", True))
    assert lan_addresses() == ("10.42.0.1",)
    network(monkeypatch, None, lo=("127.0.0.1", True))
    assert lan_addresses() == ()


def test_this_machine_s_addresses_are_found():
    """Whatever networks there are, no address is this machine's alone, and none comes twice."""
    found = lan_addresses()
    assert len(set(found)) == len(found)
    assert not any(address.startswith("127.") for address in found)
