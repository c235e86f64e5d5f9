"""The jobs of a study on a Dask cluster: workers live, and the process that asked writes."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from govsim.study.errors import StudyError
from govsim.study.ledger import Group, Ledger
from govsim.study.shards import Row, shard_bytes, table_of, write_bytes
from govsim.study.worker import BUILDING, Job, Lost, Report, Runner, Task, report_of

if TYPE_CHECKING:
    from distributed import Future

_CHUNK = 2.0
"""Seconds of work that are sent at a time: a task of Dask costs some milliseconds."""

_LARGEST = 64
"""Most jobs that are sent at a time."""

_PORT = 8786
"""Of a Dask scheduler whose address names none."""

_PATIENCE = 10.0
"""Seconds in which a scheduler must answer."""

_TOPIC = "govsim-overdue"
_PLUGIN = "govsim-study"


@dataclass
class _Chunk:
    """Jobs that are sent together, and the work that has them.

    Attributes
    ----------
    jobs : list of Job
    group : tuple
        Of the last of them.
    alone : bool
        Whether nothing else is sent meanwhile.
    """

    jobs: list[Job]
    group: Group | None = field(default=None)
    alone: bool = False


class Site:
    """What a Dask worker keeps of a study between tasks; a plugin of the worker.

    Parameters
    ----------
    task : Task
    timeout : float
        Seconds that a run, or the building of a city, may take.
    """

    name = _PLUGIN

    def __init__(self, task: Task, timeout: float) -> None:
        self._task = task
        self._timeout = timeout

    def setup(self, worker: Any) -> None:
        """Make room; called by Dask in the worker."""
        import numba

        from govsim.study.code import present_code

        self._worker = worker
        self._own = threading.local()
        self._at: dict[int, tuple[float, int, str]] = {}
        self._version = present_code().name
        numba.set_num_threads(1)
        threading.Thread(target=self._watch, daemon=True).start()

    def teardown(self, worker: Any) -> None:
        """Do nothing: the process ends; called by Dask."""

    def live(self, jobs: list[Job]) -> tuple[bytes, list[Report]]:
        """Live through jobs, and return their rows as a shard, and a report of each."""
        import numba

        if self._version != self._task.version:
            raise StudyError(
                f"a worker of the cluster has another version of the code: {self._version} there, "
                f"{self._task.version} here"
            )
        if not hasattr(self._own, "runner"):
            # Each thread keeps its own city, and runs on one core.
            numba.set_num_threads(1)
            self._own.runner = Runner(self._task)
        me = threading.get_ident()
        rows: list[Row] = []
        reports: list[Report] = []
        try:
            for job in jobs:
                found, report = report_of(self._own.runner, job, self._noting(me, job))
                rows += found
                reports.append(report)
        finally:
            self._at.pop(me, None)
        return shard_bytes(table_of(rows, self._task.layout.keys)) if rows else b"", reports

    def _noting(self, me: int, job: Job) -> Callable[[str], None]:
        def note(at: str) -> None:
            self._at[me] = time.monotonic(), job.number, at

        return note

    def _watch(self) -> None:
        """End the process when a run takes too long: nothing else stops compiled code."""
        while True:
            time.sleep(min(1.0, self._timeout / 4))
            for since, number, at in list(self._at.values()):
                if time.monotonic() - since > self._timeout:
                    self._worker.log_event(_TOPIC, {"job": number, "at": at})
                    # The event has to be on its way first.
                    time.sleep(0.5)
                    os._exit(1)


def live(jobs: list[Job]) -> tuple[bytes, list[Report]]:
    """Live through jobs in a Dask worker that has a `Site`."""
    from distributed import get_worker

    plugin: Any = get_worker().plugins[_PLUGIN]
    found: tuple[bytes, list[Report]] = plugin.live(jobs)
    return found


def _knock(address: str) -> None:
    """Raise if nobody listens there: a client that finds nobody complains once more as it goes."""
    from distributed.comm.addressing import parse_address, parse_host_port
    from distributed.comm.registry import get_backend

    scheme, place = parse_address(address)
    get_backend(scheme)
    if scheme in {"tcp", "tls"}:
        socket.create_connection(parse_host_port(place, _PORT), _PATIENCE).close()


class Cluster:
    """A Dask cluster that lives through the jobs of a ledger.

    A worker that dies costs what it had in hand, which Dask gives to another. Dask gives up what was on
    workers that died several times, whether it ran or waited: a job that kills whoever takes it is found by
    sending the jobs of its chunk one by one, and in the end alone.

    Parameters
    ----------
    task : Task
    directory : pathlib.Path
        Of the study; only this process writes to it.
    address : str
        Of the scheduler.
    timeout : float
        Seconds that a run, or the building of a city, may take.
    """

    def __init__(self, task: Task, directory: Path, address: str, timeout: float) -> None:
        self._task = task
        self._directory = directory
        self._address = address
        self._timeout = timeout
        self._overdue: dict[int, str] = {}
        self._suspects: list[Job] = []
        self._mean = 0.0
        self.busy = self.processor = 0.0
        self.workers = 1

    def __enter__(self) -> Self:
        try:
            from distributed import Client
        except ImportError:
            raise StudyError("Dask is not installed: pip install 'govsim[dask]'") from None
        try:
            _knock(self._address)
            self._client: Any = Client(self._address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise StudyError(f"no Dask scheduler answers at {self._address}: {error}") from None
        self._client.register_plugin(_as_plugin(Site(self._task, self._timeout)))
        self._client.subscribe_topic(_TOPIC, self._note_overdue)
        self.workers = max(1, sum(self._client.nthreads().values()))
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the cluster as it is, without what was sent to it."""
        self._client.unregister_worker_plugin(_PLUGIN)
        self._client.close()

    def _note_overdue(self, event: tuple[float, dict[str, Any]]) -> None:
        _, told = event
        self._overdue[told["job"]] = told["at"]

    def work(self, ledger: Ledger, tell: Callable[[], None]) -> None:
        """Live through every job that the ledger has, and return when all rows are on disk."""
        from distributed import wait

        sent: dict[Future[Any], _Chunk] = {}
        tell()
        while True:
            while len(sent) < 2 * self.workers and (chunk := self._next(ledger)) is not None:
                sent[self._send(chunk)] = chunk
            if not sent and self._suspects:
                chunk = _Chunk([self._suspects.pop()], alone=True)
                sent[self._send(chunk)] = chunk
            if not sent:
                return
            try:
                with self._client.as_current():
                    done = wait(list(sent), timeout=1.0, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                done = set()
            for future in done:
                for again in self._receive(future, sent.pop(future), ledger):
                    sent[self._send(again)] = again
            for future, chunk in list(sent.items()):
                if any(job.number in self._overdue for job in chunk.jobs):
                    del sent[future]
                    future.cancel(force=True)
                    for again in self._give_up(chunk, ledger):
                        sent[self._send(again)] = again
            self.workers = max(1, sum(self._client.nthreads().values()))
            if done:
                tell()

    def _send(self, chunk: _Chunk) -> "Future[Any]":
        # Not pure: a job that is sent again is to be lived again.
        return self._client.submit(live, chunk.jobs, pure=False)

    def _next(self, ledger: Ledger) -> _Chunk | None:
        """Return jobs of about `_CHUNK` seconds, as far as possible of one city."""
        fair = max(1, ledger.waiting // (2 * self.workers))
        size = min(_LARGEST, fair, max(1, int(_CHUNK / self._mean)) if self._mean else 1)
        chunk = _Chunk([])
        while len(chunk.jobs) < size and (taken := ledger.take(chunk.group)) is not None:
            job, chunk.group = taken
            chunk.jobs.append(job)
        return chunk if chunk.jobs else None

    def _receive(self, future: "Future[Any]", chunk: _Chunk, ledger: Ledger) -> Iterator[_Chunk]:
        """Enter what has come of a chunk; yield what has to be sent again."""
        from distributed import KilledWorker

        if future.status != "finished":
            error = future.exception() if future.status == "error" else None
            if error is not None and not isinstance(error, KilledWorker):
                raise error
            if len(chunk.jobs) > 1:
                yield from (_Chunk([job]) for job in chunk.jobs)
            elif error is not None and not chunk.alone:
                self._suspects += chunk.jobs
            else:
                message = "the worker that had it was killed" if error is not None else "it was given up"
                ledger.failed(chunk.jobs[0], Lost(None, message))
            return
        shard, reports = future.result()
        if shard:
            write_bytes(self._directory, shard)
        for job, report in zip(chunk.jobs, reports, strict=True):
            self.busy += report.busy
            self.processor += report.processor
            if report.lost is not None:
                ledger.failed(job, report.lost)
            else:
                self._mean = report.busy if not self._mean else 0.9 * self._mean + 0.1 * report.busy
                ledger.finished(job.number, report.watched)
                ledger.written([job.number])

    def _give_up(self, chunk: _Chunk, ledger: Ledger) -> Iterator[_Chunk]:
        """Count the job that took too long as lost; yield the others of its chunk."""
        for job in chunk.jobs:
            if job.number not in self._overdue:
                yield _Chunk([job])
                continue
            at = self._overdue.pop(job.number)
            what = "its city took" if at == BUILDING else "took"
            ledger.failed(job, Lost(at or None, f"{what} longer than {self._timeout:g} s"))


def _as_plugin(site: Site) -> Any:
    """Return a site as Dask wants it: of its own class of plugins."""
    from distributed import WorkerPlugin

    class Plugin(WorkerPlugin):
        """Hands what Dask calls on to a site."""

        name = _PLUGIN

        def __init__(self) -> None:
            self.site = site

        def setup(self, worker: Any) -> None:
            self.site.setup(worker)

        def live(self, jobs: list[Job]) -> tuple[bytes, list[Report]]:
            return self.site.live(jobs)

    return Plugin()
