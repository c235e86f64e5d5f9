"""A study on a real Dask cluster."""

import os
import signal
import time

import pytest

from desk import LONGER, assert_same_rows
from govsim.study import load_results
from govsim.study.shards import shards_of

distributed = pytest.importorskip("distributed")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_same_bits_with_a_worker_killed(desk):
    """Scheduler and workers in processes of their own, one of them killed: the rows are those of the pool."""
    import subprocess

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


def test_no_scheduler_is_told(desk):
    """An address at which nobody answers is bad input."""
    said = desk.govsim("run", desk.file("tiny"), "--out", "out", "--dask", "tcp://127.0.0.1:9", code=2).stderr
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in said
    assert "Traceback" not in said
