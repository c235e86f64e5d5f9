"""Jobs on several processes, some of which die."""

import multiprocessing
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

from govsim.experiment.pool import Died, cores, run_jobs

JOBS = """
import os, signal, sys, time, weakref

def work(job, note):
    note(f"at {job}")
    if job == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if job == "leaves":
        os._exit(3)
    if job == "slow":
        time.sleep(3600)
    return job * 2, os.getpid(), "numba" in sys.modules and sys.modules["numba"].get_num_threads()

class City:
    def __init__(self):
        self.itself = self

cities = weakref.WeakSet()

def build(job, note):
    time.sleep(0.3)
    cities.add(City())
    return len(cities)
"""


@pytest.fixture
def jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return a module that other processes find, too."""
    (tmp_path / "pool_jobs.py").write_text(JOBS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "pool_jobs", raising=False)
    import pool_jobs

    return pool_jobs


def test_every_job_is_done_once(jobs: ModuleType) -> None:
    """Two processes share the jobs, each with one thread, after the preparation."""
    prepared = []
    results = dict(run_jobs(jobs.work, list("abcdef"), 2, lambda: prepared.append(1)))
    assert {index: result[0] for index, result in results.items()} == dict(
        enumerate(["aa", "bb", "cc", "dd", "ee", "ff"])
    )
    processes = {result[1] for result in results.values()}
    assert os.getpid() not in processes
    assert len(processes) <= 2
    assert {result[2] for result in results.values()} == {1}
    assert prepared == [1]


def test_one_worker_is_this_process(jobs: ModuleType) -> None:
    """With one worker nothing is started."""
    results = dict(run_jobs(jobs.work, ["a", "b"], 1))
    assert [(result[0], result[1]) for result in results.values()] == [
        ("aa", os.getpid()),
        ("bb", os.getpid()),
    ]


def test_dead_process_costs_its_job_alone(jobs: ModuleType) -> None:
    """A killed process and one that leaves are reported with what they were at; all other jobs are done."""
    todo = ["a", "killed", "b", "leaves", "c"]
    results = dict(run_jobs(jobs.work, todo, 2))
    assert [results[i][0] for i in (0, 2, 4)] == ["aa", "bb", "cc"]
    killed, left = results[1], results[3]
    assert isinstance(killed, Died)
    assert isinstance(left, Died)
    assert "SIGKILL" in killed.message
    assert killed.note == "at killed"
    assert "exit code 3" in left.message


def test_memory_does_not_grow_with_the_number_of_jobs(jobs: ModuleType) -> None:
    """What refers to itself is given back every now and then, however little of it there is."""
    kept = [result for _, result in run_jobs(jobs.build, range(40), 2)]
    assert max(kept) < 8


def test_closing_stops_the_processes(jobs: ModuleType) -> None:
    """Whoever stops listening is not kept waiting, and no process stays behind."""
    # Other tests may keep processes of their own.
    others = set(multiprocessing.active_children())
    with closing(run_jobs(jobs.work, ["slow", "a", "b"], 2)) as results:
        next(results)
    assert not set(multiprocessing.active_children()) - others


def test_script_without_a_guard(jobs: ModuleType, tmp_path: Path) -> None:
    """A script need not guard its main part: processes do not run it once more."""
    script = tmp_path / "script.py"
    script.write_text(
        "import pool_jobs\nfrom govsim.experiment.pool import run_jobs\n"
        "print(sorted(result[0] for _, result in run_jobs(pool_jobs.work, ['a', 'b'], 2)))\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "['aa', 'bb']\n", "")


def test_cores_are_those_allowed() -> None:
    """At least one core, and no more than the machine has."""
    assert 1 <= cores() <= (os.cpu_count() or 1)
