"""Jobs on several processes, of which any may die without harm to the others.

The pools of the standard library give up all their work, or wait for ever, when one process is killed (by the
system when memory runs out, most often). Here a process that dies costs the one job it had in hand.
"""

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
import types
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, cast

type Note = Callable[[str], None]
"""How a job says what it is doing, so that it is known if its process dies."""

_PATIENCE = 2.0
"""Seconds that a process has to end before it is killed."""

_OFTEN = 1.0
"""Seconds after which a process gives back the memory of jobs that are done."""


@dataclass(frozen=True)
class Died:
    """What is left of a job whose process died.

    Attributes
    ----------
    message : str
        How it died.
    note : str or None
        What the job said last.
    """

    message: str
    note: str | None


def cores() -> int:
    """Return the number of processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_jobs[Job, Result](
    function: Callable[[Job, Note], Result],
    jobs: Sequence[Job],
    workers: int,
    prepare: Callable[[], None] | None = None,
) -> Generator[tuple[int, Result | Died]]:
    """Yield the result of each job as it comes in.

    Close the iterator (`contextlib.closing`) to stop all processes before the end.

    Parameters
    ----------
    function : callable
        Takes a job and a `Note`; found by module and name in each process.
    jobs : sequence
        Must be picklable, as must be the results.
    workers : int
        Processes, at least 1; with 1 the jobs run in the present process.
    prepare : callable, optional
        Called here once, while the processes start up and before they get to work.

    Yields
    ------
    tuple of int and (result or Died)
        Number of the job, and what became of it.
    """
    if workers == 1:
        for index, job in enumerate(jobs):
            yield index, function(job, lambda _: None)
        return
    pending = deque(range(len(jobs)))
    staff: dict[Connection, Worker] = {}
    try:
        for _ in range(min(workers, len(jobs))):
            worker = Worker(function)
            staff[worker.connection] = worker
        if prepare is not None:
            prepare()
        for worker in staff.values():
            index = pending.popleft()
            worker.take(index, jobs[index])
        while staff:
            # A process that died is ready, too: to say nothing more.
            for connection in wait(list(staff)):
                worker = staff[cast("Connection", connection)]
                said = worker.hear()
                if said is None:
                    continue
                index = worker.index
                if isinstance(said, Died) or not pending:
                    del staff[worker.connection]
                    worker.stop()
                    if not pending:
                        yield index, said
                        continue
                    worker = Worker(function)
                    staff[worker.connection] = worker
                following = pending.popleft()
                worker.take(following, jobs[following])
                yield index, said
    finally:
        for worker in staff.values():
            worker.stop()


class Worker:
    """A process that does one job after the other.

    Parameters
    ----------
    function : callable
        What it does with a job and a `Note`.

    Attributes
    ----------
    connection : Connection
        Ready when there is something to `hear`.
    index : int
        Number of the job it was given last.
    note : str or None
        What the job said last.
    """

    def __init__(self, function: Callable[[Any, Note], Any]) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.index = -1
        self.note: str | None = None
        self.process = context.Process(target=_serve, args=(theirs, function), daemon=True)
        start_quietly(self.process)
        theirs.close()

    def take(self, index: int, job: Any) -> None:
        """Give it a job, which it does when it is ready."""
        self.index = index
        # If it has died meanwhile, `hear` will tell.
        with contextlib.suppress(OSError):
            self.connection.send(job)

    def hear(self) -> Any:
        """Return a result, None after a mere note, or `Died`."""
        try:
            is_result, said = self.connection.recv()
        except (EOFError, OSError):
            self.process.join(_PATIENCE)
            return Died(_cause_of_death(self.process.exitcode), self.note)
        if is_result:
            self.note = None
            return said
        self.note = said
        return None

    def stop(self) -> None:
        """End the process, whatever it does."""
        self.connection.close()
        self.process.terminate()
        self.process.join(_PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def _cause_of_death(code: int | None) -> str:
    """Say in words what an exit code means."""
    if code is None or code >= 0:
        return f"its process ended too early, with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    hint = "; the system does this when memory runs out" if name == "SIGKILL" else ""
    return f"its process was killed ({name}{hint})"


def _serve(connection: Connection, function: Callable[[Any, Note], Any]) -> None:
    """Do jobs until there is nobody left to do them for."""
    import numba

    # Ctrl-C reaches every process of a terminal; the first one stops the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    # One process per core is all that the cores can take.
    numba.set_num_threads(1)
    # Models are cycles of few and large objects, which the collector by itself leaves for long.
    collected: float | None = None
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            job = connection.recv()
            result = function(job, lambda note: connection.send((False, note)))
            connection.send((True, result))
            if collected is None or time.monotonic() - collected > _OFTEN:
                gc.collect()
                if collected is None:
                    # What compiled kernels keep for good need not be looked at again.
                    gc.freeze()
                collected = time.monotonic()


def _leave_with_parent() -> None:
    """End this process when the one that started it is gone: nobody will hear what it has to say."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def start_quietly(process: SpawnProcess) -> None:
    """Start a process that runs none of the caller's script and is deaf to Ctrl-C."""
    with _without_main(), _without_interrupts():
        process.start()


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """Let processes start without running the caller's script once more.

    Nothing in it is needed, and a script without ``if __name__ == "__main__"`` would start its own comparison
    in every process.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Let processes start deaf to Ctrl-C, as they would complain of it while they import their modules."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
