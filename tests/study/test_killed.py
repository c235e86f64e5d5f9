"""A study that is killed again and again."""

import json
import random
import signal
import subprocess
import time

import pyarrow.parquet as pq

from desk import LONGER, Desk, assert_same_rows
from govsim.study.shards import shards_of


def _killed(desk: Desk, words: list[str], before: int, pause: float) -> None:
    """Start a command, kill it when more shards than before are there, and a pause later."""
    process = subprocess.Popen(
        desk.command(*words),
        cwd=desk.folder,
        env=desk.env,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    while process.poll() is None and len(shards_of(desk.folder / "out")) <= before:
        time.sleep(0.05)
    time.sleep(pause)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "it ended before it could be killed"


def test_killed_three_times_gives_the_same_rows(desk):
    """After three `kill -9` at random moments, the rows are those of an undisturbed study, each once."""
    desk.govsim("run", desk.file("tiny", LONGER), "--out", "whole", "--workers", "2")
    slow = "import time\nfrom govsim.study import worker\nlive = worker.Runner.live\n"
    slow += "worker.Runner.live = lambda *given: (time.sleep(0.1), live(*given))[1]\n"
    desk.poison(slow)
    moments = random.Random(11)
    words = ["run", str(desk.file("tiny", LONGER)), "--out", "out", "--workers", "2"]
    for _ in range(3):
        _killed(desk, words, len(shards_of(desk.folder / "out")), moments.uniform(0.0, 0.8))
        words = ["resume", "out", "--workers", "2"]
    done = json.loads(desk.govsim("status", "out", "--json").stdout)["done"]
    assert 0 < done < 96
    desk.govsim(*words)
    names = [
        name for path in shards_of(desk.folder / "out") for name in pq.read_table(path)["run"].to_pylist()
    ]
    assert len(names) == len(set(names)) == 192
    assert_same_rows(desk.folder / "out", desk.folder / "whole")
    assert not list((desk.folder / "out" / "shards").glob(".*"))
