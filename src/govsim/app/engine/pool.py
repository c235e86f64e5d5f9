"""Worker processes that can be stopped in mid-job."""

import time
from dataclasses import dataclass

from govsim.app.engine import limits
from govsim.app.engine.clerk import Clerk
from govsim.app.engine.jobs import Job, Prepare
from govsim.app.engine.queue import Lane, Work
from govsim.experiment.pool import Died, Worker

_START_UP = 180.0
"""Seconds that a process may take to start up and to compile, beyond the time of its first job."""


@dataclass(eq=False)
class Hand:
    """A worker process, and what it is at.

    Attributes
    ----------
    worker : Worker
    lane : {"heavy", "light"}
    work, number, job : Work or None, int, Job or None
        What its job belongs to; None while it prepares or is idle.
    is_busy : bool
    since : float
        When it was given its job.
    ready : bool
        Whether it has been heard of.
    """

    worker: Worker
    lane: Lane
    work: Work | None = None
    number: int = -1
    job: Job | None = None
    is_busy: bool = False
    since: float = 0.0
    ready: bool = False

    def give(self, job: Job, work: Work | None = None, number: int = -1) -> None:
        """Give it a job."""
        self.work, self.number, self.job = work, number, job
        self.is_busy, self.since = True, time.monotonic()
        self.worker.take(number, job)

    def rest(self) -> None:
        """Note that it is idle."""
        self.work, self.number, self.job, self.is_busy = None, -1, None, False

    @property
    def deadline(self) -> float:
        """When its job has taken too long; never while it prepares."""
        if self.work is None:
            return float("inf")
        return self.since + limits.SECONDS[self.work.kind] + (0.0 if self.ready else _START_UP)


def hire(lane: Lane) -> Hand:
    """Start a process; one that is to live runs compiles and loads the kernels first."""
    hand = Hand(Worker(Clerk(gives_way=lane == "heavy")), lane)
    if lane == "heavy":
        hand.give(Prepare())
    return hand


__all__ = ["Died", "Hand", "hire"]
