"""A study on a real Dask cluster."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from desk import LONGER, POISON, POISONED, TINY, assert_same_rows, lost_of
from govsim.study import load_results
from govsim.study.shards import shards_of

distributed = pytest.importorskip("distributed")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_same_bits_with_a_worker_killed(desk):
    """Scheduler and workers in processes of their own, one of them killed: the rows are those of the pool."""
    file = desk.file("tiny", LONGER)
    desk.govsim("run", file, "--out", "pool", "--workers", 2)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        pids = list(client.run(os.getpid).values())
        process = subprocess.Popen(
            desk.command("run", file, "--out", "dask", "--dask", cluster.scheduler_address),
            cwd=desk.folder, env=desk.env, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        while not shards_of(desk.folder / "dask") and process.poll() is None:
            time.sleep(0.02)
        os.kill(pids[0], signal.SIGKILL)
        _, said = process.communicate()
        assert process.returncode == 0, said
    assert load_results(desk.folder / "dask").done.all()
    assert_same_rows(desk.folder / "dask", desk.folder / "pool")


@contextmanager
def cluster_of(desk, workers):
    """Start a scheduler and workers by Dask's own commands, as a desk has them; yield the address."""
    told = desk.folder / "scheduler.json"
    env = desk.env | {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
    dask = [sys.executable, "-m", "dask"]
    commands = [
        [
            *dask,
            "scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--scheduler-file",
            told,
        ],
        [
            *dask,
            "worker",
            "--nworkers",
            str(workers),
            "--nthreads",
            "1",
            "--no-dashboard",
            "--scheduler-file",
            told,
        ],
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": desk.folder, "env": env}
    processes = [subprocess.Popen(command, **quiet) for command in commands]
    try:
        while not told.is_file():
            assert all(process.poll() is None for process in processes)
            time.sleep(0.05)
        yield json.loads(told.read_text())["address"]
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait(60)


@pytest.mark.slow
def test_poisoned_points_cost_themselves_alone_on_a_cluster(desk):
    """What raises, hangs or kills its worker is named, and every other run is there, as with the pool.

    Innocent jobs wait beside the one that kills their worker, time and again; none is tried a second time.
    """
    desk.poison(POISON)
    file = desk.file("tiny", TINY + "timeout: 15\nretries: 0\n")
    with cluster_of(desk, 2) as address:
        said = desk.govsim("run", file, "--out", "out", "--dask", address, code=1).stderr
    assert "RuntimeError: poisoned" in said
    assert "took longer than 15 s" in said
    assert "the worker that had it was killed" in said
    assert "Traceback" not in said
    assert lost_of(load_results(desk.folder / "out")) == POISONED


def test_no_scheduler_is_told(desk):
    """An address at which nobody answers is bad input."""
    said = desk.govsim("run", desk.file("tiny"), "--out", "out", "--dask", "tcp://127.0.0.1:9", code=2).stderr
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in said
    assert "Traceback" not in said
