"""Runs that raise, hang or kill their worker."""

import json
import os

from desk import TINY
from govsim.study import load_results

POISON = """
import os, time
from govsim.study import worker

live = worker.Runner.live

def poisoned(self, job, level, note):
    if job.replicate == 1 and level == "municipal":
        if job.point == (0.0, 0.3):
            raise RuntimeError("poisoned")
        if job.point == (0.2, 0.3):
            note(level)
            time.sleep(3600)
        if job.point == (0.4, 0.3):
            note(level)
            os.kill(os.getpid(), 9)
    return live(self, job, level, note)

worker.Runner.live = poisoned
"""


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
    failures = {path.stem: json.loads(path.read_text()) for path in (out / "failures").glob("*.json")}
    assert len(failures) == 3
    for name, failure in failures.items():
        assert failure["run"] == name
        assert (failure["level"], failure["replicate"], failure["attempts"]) == ("municipal", 1, 2)
        assert f"govsim study replay out {name}" in said.stderr
        assert failure["replay"] == f"govsim study replay out {name}"
    results = load_results(out)
    lost = ~results.done.all(axis=1)
    assert lost.sum() == 3
    assert not results.done.any(axis=1)[lost].any(), "half a pair was kept"
    assert {(results.points[point], replicate) for point, replicate in zip(*lost.nonzero(), strict=True)} == {
        ((0.0, 0.3), 1), ((0.2, 0.3), 1), ((0.4, 0.3), 1)
    }  # fmt: skip
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
