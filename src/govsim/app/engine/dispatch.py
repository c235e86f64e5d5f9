"""Hands jobs to worker processes and hears what becomes of them."""

import logging
import multiprocessing
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from typing import Any, cast

from govsim.app.engine.jobs import BUILDING, LIVING, PREPARING, Answer
from govsim.app.engine.pool import Died, Hand, hire
from govsim.app.engine.queue import Turns, Work

_log = logging.getLogger(__name__)

_BREATH = 0.25
"""Seconds between two looks at what has taken too long."""

_PEACE = 5.0
"""Seconds at most before another process is started where the last ones have died at once."""

GONE = {
    "en": "The process that computed this ended too early. Nobody else is affected: please try again.",
    "zh": "负责计算的进程意外结束,其他人不受影响,请重试。",
}
SLOW = {
    "en": "This took too long and was stopped: choose fewer days, a smaller city or a larger scale.",
    "zh": "运行时间过长,已停止:请减少天数、选择较小的城市或增大 scale。",
}
CLOSED = {"en": "The server is being stopped.", "zh": "服务器正在关闭。"}


class Dispatcher:
    """The thread behind an engine.

    Whoever asks for something only changes the queue, under a lock that is never held while anything is
    computed, sent or heard.

    Parameters
    ----------
    workers : int
        Processes that live runs; one more does what is light.
    over : callable
        Told of a work that has come to its end, and its answer; called in the thread.
    """

    def __init__(self, workers: int, over: Callable[[Work, Answer], None]) -> None:
        self._over = over
        self._workers = workers
        self.lock = threading.RLock()
        self._turns = Turns()
        self._works: dict[str, Work] = {}
        self._hands: list[Hand] = []
        self._stillborn = 0
        self._closing = threading.Event()
        self._ear, self._bell = multiprocessing.get_context("spawn").Pipe(duplex=False)
        self._thread = threading.Thread(target=self._serve, name="engine", daemon=True)
        self._thread.start()

    def work(self, key: str) -> Work | None:
        """Return what is under way or waits under a key."""
        return self._works.get(key)

    def add(self, work: Work) -> None:
        """Put a work into the queue."""
        with self.lock:
            if self._closing.is_set():
                raise RuntimeError("the engine is closed")
            self._works[work.key] = work
            self._turns.add(work)
        self.ring()

    def drop(self, work: Work) -> None:
        """Forget a work; a process that is at it is ended."""
        with self.lock:
            work.jobs.clear()
            self._turns.remove(work)
            self._works.pop(work.key, None)
        self.ring()

    def position(self, work: Work) -> int:
        """Return how many works have their turn before this one."""
        return self._turns.position(work)

    @property
    def processes(self) -> tuple[int, ...]:
        """Process ids of the workers."""
        return tuple(hand.worker.process.pid or 0 for hand in self._hands)

    @property
    def busy(self) -> tuple[int, ...]:
        """Process ids of the workers that are at something that was asked for."""
        return tuple(hand.worker.process.pid or 0 for hand in self._hands if hand.work is not None)

    def ring(self) -> None:
        """Wake the thread."""
        with self.lock:
            if not self._closing.is_set():
                self._bell.send_bytes(b"!")

    def close(self) -> None:
        """Stop all processes; whatever is still waited for fails."""
        self.ring()
        self._closing.set()
        self._thread.join()

    def _serve(self) -> None:
        try:
            self._hands = [hire("light"), *(hire("heavy") for _ in range(self._workers))]
            while not self._closing.is_set():
                self._hear()
                self._end_what_is_overdue()
                self._hand_out()
        finally:
            self._closing.set()
            for hand in self._hands:
                hand.worker.stop()
            for work in list(self._works.values()):
                self._finish(work, Answer(error=CLOSED))

    def _hear(self) -> None:
        by_connection = {hand.worker.connection: hand for hand in self._hands}
        for ready in wait([self._ear, *by_connection], _BREATH):
            if ready is self._ear:
                while self._ear.poll():
                    self._ear.recv_bytes()
            else:
                self._listen(by_connection[cast("Connection", ready)])

    def _listen(self, hand: Hand) -> None:
        said = hand.worker.hear()
        was_ready, hand.ready = hand.ready, True
        work, number = hand.work, hand.number
        wanted = work is not None and self._works.get(work.key) is work
        if isinstance(said, Died):
            if not self._closing.is_set():
                _log.warning("a worker was lost: %s", said.message)
            if work is not None and wanted:
                if was_ready and hand.worker.note is None and hand.job is not None:
                    # It died between two jobs: this one was never begun.
                    with self.lock:
                        self._turns.put_back(work, number, hand.job)
                        work.running.pop(number, None)
                else:
                    self._finish(work, Answer(error=GONE))
            # Where processes cannot even start, the machine is left some peace.
            self._stillborn = 0 if was_ready else self._stillborn + 1
            self._closing.wait(min(_PEACE, 0.1 * self._stillborn))
            self._replace(hand)
        elif said is None:
            if work is not None and wanted:
                self._note(work, number, hand.worker.note or "")
        else:
            hand.rest()
            if work is not None and wanted:
                self._answer(work, number, said)

    def _note(self, work: Work, number: int, note: str) -> None:
        if note in {PREPARING, BUILDING, LIVING}:
            self._tell(work, stage=note)
        else:
            work.running[number] = float(note)
            self._tell(work)

    def _answer(self, work: Work, number: int, answer: Answer) -> None:
        work.running.pop(number, None)
        if answer.error is not None:
            if answer.trace:
                _log.error("a job failed:\n%s", answer.trace)
            self._finish(work, answer)
            return
        work.answers[number] = answer.value
        if len(work.answers) < work.total:
            self._tell(work)
            return
        try:
            whole = Answer(work.finish([work.answers[n] for n in range(work.total)]))
        except Exception as error:  # noqa: BLE001 - one answer must not cost the others
            _log.exception("an answer could not be put together")
            whole = Answer(error={"en": f"This failed: {error}", "zh": f"运行失败:{error}"})
        self._finish(work, whole)

    def _finish(self, work: Work, answer: Answer) -> None:
        with self.lock:
            work.jobs.clear()
            self._turns.remove(work)
            self._works.pop(work.key, None)
        self._over(work, answer)

    def _tell(self, work: Work, **further: Any) -> None:
        """Say how far a work has come to all who wait for it."""
        share, left = work.progress, None
        if work.began is not None and share > 0.02:
            left = (time.monotonic() - work.began) * (1.0 - share) / share
        with self.lock:
            tickets = list(work.tickets)
        for ticket in tickets:
            ticket.update(state="running", position=0, progress=share, eta_seconds=left, **further)

    def _end_what_is_overdue(self) -> None:
        now = time.monotonic()
        for hand in list(self._hands):
            work = hand.work
            if work is None:
                continue
            wanted = self._works.get(work.key) is work
            if wanted and now <= hand.deadline:
                continue
            if wanted:
                self._finish(work, Answer(error=SLOW))
            self._replace(hand)

    def _replace(self, hand: Hand) -> None:
        """End a process, whatever it does, and start another."""
        hand.worker.stop()
        self._hands[self._hands.index(hand)] = hire(hand.lane)

    def _hand_out(self) -> None:
        for hand in self._hands:
            if hand.is_busy:
                continue
            with self.lock:
                taken = self._turns.take(hand.lane)
            if taken is None:
                continue
            work, number, job = taken
            work.running[number] = 0.0
            if work.began is None:
                work.began = time.monotonic()
            hand.give(job, work, number)
            self._tell(work)
        with self.lock:
            waiting = [(work, self._turns.position(work)) for work in self._turns if work.began is None]
            told = [(ticket, position) for work, position in waiting for ticket in work.tickets]
        is_preparing = all(hand.work is None and hand.is_busy for hand in self._hands if hand.lane == "heavy")
        for ticket, position in told:
            ticket.update(position=position, stage=PREPARING if is_preparing else "")
