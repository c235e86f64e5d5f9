"""Runs that raise, hang or kill their worker."""

import json
import os

from desk import POISON, POISONED, TINY, lost_of
from govsim.study import load_results


def test_poisoned_points_cost_themselves_alone(desk):
    """Runs that raise, hang or kill their worker are named, and every other run is there."""
    desk.poison(POISON)
    file = desk.file("tiny", TINY + "timeout: 8\nretries: 1\n")
    said = desk.govsim("run", file, "--out", "out", "--workers", 2, code=1)
    assert "RuntimeError: poisoned" in said.stderr
    assert "took longer than 8 s" in said.stderr
    assert "SIGKILL" in said.stderr
    assert "Traceback" not in said.stderr
    out = desk.folder / "out"
    failures = {
        path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (out / "failures").glob("*.json")
    }
    assert len(failures) == 3
    for name, failure in failures.items():
        assert failure["run"] == name
        assert (failure["level"], failure["replicate"], failure["attempts"]) == ("municipal", 1, 2)
        assert f"govsim study replay out {name}" in said.stderr
        assert failure["replay"] == f"govsim study replay out {name}"
    assert lost_of(load_results(out)) == POISONED
    # A rerun leaves what was lost alone; without the poison, retry and replay find nothing wrong.
    assert desk.govsim("resume", "out", code=1).stderr.count("was lost") == 3
    desk.env.pop("PYTHONPATH")
    if "PYTHONPATH" in os.environ:
        desk.env["PYTHONPATH"] = os.environ["PYTHONPATH"]
    name = next(iter(failures))
    assert "came to its end" in desk.govsim("replay", "out", name).stdout
    desk.govsim("retry", "out", "--workers", 2)
    assert load_results(out).done.all()
    assert not list((out / "failures").iterdir())
    assert "same to the last bit" in desk.govsim("replay", "out", name).stdout
