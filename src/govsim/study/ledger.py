"""Which runs are wanted, in hand, done and lost."""

from collections import deque
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from govsim.study.design import Point
from govsim.study.plan import Plan
from govsim.study.stopping import worlds_needed
from govsim.study.worker import Job, Lost

type Group = tuple[int, int, int]
"""Block of points, city and replicate: jobs of one group share a city."""

BLOCK = 64
"""Points whose scenarios a worker keeps while it goes through their worlds."""


class State(IntEnum):
    """What is known of a job."""

    UNASKED = 0
    WANTED = 1
    DONE = 2
    LOST = 3


@dataclass
class _Spot:
    """What is known of a design point.

    Attributes
    ----------
    point : tuple
    city : int
        Number of its city, the same for points that can share one.
    levels : int
        That it is lived at.
    states : bytearray
        A `State` for each replicate.
    watched : list of tuple
        The watched outcome by replicate and level; an empty tuple where it is not known.
    settled : int
        First replicates without a gap that are done or lost.
    worlds : int
        Worlds that were asked for expressly.
    """

    point: Point
    city: int
    levels: int
    states: bytearray
    watched: list[tuple[float, ...]]
    settled: int = 0
    worlds: int = 0


class Ledger:
    """The books of a study that is being run.

    A job is a design point in a world, at all levels. The jobs asked for follow from those that are done
    and from the order of worlds, never from the order in which they end.

    Parameters
    ----------
    plan : Plan
    lost : callable
        Told of a job and what became of it, when it will not be tried again.
    part : tuple of int, optional
        Number and count of the parts of a study that is run in parts.

    Attributes
    ----------
    done, kept, lost_jobs, wanted : int
        Jobs on disk; done, but not on disk yet; lost for good; asked for so far, those included.
    runs : int
        Of the jobs on disk.
    """

    def __init__(self, plan: Plan, lost: Callable[[Job, Lost], None], part: tuple[int, int] = (1, 1)) -> None:
        self.plan = plan
        self._tell_lost = lost
        self._part = part
        self._spots: list[_Spot] = []
        self._by_name: dict[str, int] = {}
        self._cities: dict[Hashable, int] = {}
        self._waiting: dict[Group, deque[tuple[int, int]]] = {}
        self._fresh: deque[Group] = deque()
        self._in_hand: dict[int, tuple[int, int]] = {}
        self._attempts: dict[tuple[int, int], int] = {}
        self._number = self._queued = 0
        self.done = self.lost_jobs = self.wanted = self.kept = self.runs = 0

    @property
    def waiting(self) -> int:
        """Number of jobs that could be taken now."""
        return self._queued

    @property
    def points(self) -> int:
        """Number of design points, equal ones once."""
        return len(self._spots)

    # --- points --------------------------------------------------------------------------------

    def add(self, points: Iterable[Point]) -> None:
        """Add design points, those that are there already without effect; ask for nothing yet."""
        for point in points:
            name = self.plan.layout.place(point)
            if name not in self._by_name:
                self._by_name[name] = len(self._spots)
                city = self._cities.setdefault(self.plan.layout.city(point), len(self._cities))
                levels = len(self.plan.layout.levels_at(point))
                self._spots.append(_Spot(point, city, levels, bytearray(), []))

    def ask(self, point: Point, worlds: int) -> None:
        """Ask for a number of worlds at a point, whatever the stopping rule says."""
        self.add([point])
        spot = self._by_name[self.plan.layout.place(point)]
        self._spots[spot].worlds = max(self._spots[spot].worlds, worlds)
        self._settle(spot)

    def recall(self, name: str, replicate: int, watched: tuple[float, ...]) -> None:
        """Take note of a job that was done before, by the name of its point."""
        spot = self._by_name.get(name)
        if spot is not None:
            self._set(spot, replicate, State.DONE, watched)

    def recall_lost(self, name: str, replicate: int) -> None:
        """Take note of a job that was lost before and is not to be tried again."""
        spot = self._by_name.get(name)
        if spot is not None and self._state(spot, replicate) != State.DONE:
            self._set(spot, replicate, State.LOST, ())

    def open(self) -> None:
        """Ask for all jobs that are wanted as far as can be known now."""
        self.done = self.lost_jobs = self.wanted = self.runs = 0
        for spot in range(len(self._spots)):
            for replicate, state in enumerate(self._spots[spot].states):
                self._count(spot, replicate, state)
        for spot in range(len(self._spots)):
            self._settle(spot)
        # Block by block and world by world, so that scenarios and cities can be kept.
        self._fresh = deque(sorted(self._fresh))

    def _count(self, spot: int, replicate: int, state: int) -> None:
        if self._mine(spot, replicate):
            self.done += state == State.DONE
            self.runs += self._spots[spot].levels * (state == State.DONE)
            self.lost_jobs += state == State.LOST
            self.wanted += state in {State.DONE, State.LOST}

    def _mine(self, spot: int, replicate: int) -> bool:
        """Whether a job belongs to this part: parts are blocks of points, or of worlds to share cities."""
        number, parts = self._part
        points = len(self._spots)
        if self.plan.study.replicates.precision is not None:
            return spot * parts // points == number - 1
        jobs = points * self.plan.most
        return min(replicate * points + spot, jobs - 1) * parts // jobs == number - 1

    # --- jobs ----------------------------------------------------------------------------------

    def take(self, group: Group | None) -> tuple[Job, Group] | None:
        """Return a job, of the given group if it has one left, and its group; None if there is none now."""
        if group not in self._waiting:
            group = self._next_group()
            if group is None:
                return None
        jobs = self._waiting[group]
        spot, replicate = jobs.popleft()
        self._queued -= 1
        if not jobs:
            del self._waiting[group]
        self._number += 1
        self._in_hand[self._number] = (spot, replicate)
        job = Job(self._number, self._spots[spot].point, replicate, self.plan.seed(replicate))
        return job, group

    def _next_group(self) -> Group | None:
        while self._fresh:
            group = self._fresh.popleft()
            if group in self._waiting:
                return group
        # All cities are in somebody's hands: help where most is left.
        return max(self._waiting, key=lambda one: len(self._waiting[one]), default=None)

    def finished(self, number: int, watched: tuple[float, ...]) -> None:
        """Take note that a job is done, though perhaps not yet on disk: more may be asked for now."""
        spot, replicate = self._in_hand[number]
        self._set(spot, replicate, State.DONE, watched)
        self.kept += 1
        self._settle(spot)

    def written(self, numbers: Iterable[int]) -> None:
        """Take note that the rows of jobs are on disk."""
        for number in numbers:
            spot, _ = job = self._in_hand.pop(number)
            self._attempts.pop(job, None)
            self.kept -= 1
            self.done += 1
            self.runs += self._spots[spot].levels

    def returned(self, numbers: Iterable[int]) -> None:
        """Ask again for jobs that were done, and whose rows were lost with their worker."""
        for number in numbers:
            spot, replicate = self._in_hand.pop(number)
            self.kept -= 1
            self._ask(spot, replicate)

    def untouched(self, numbers: Iterable[int]) -> None:
        """Ask again for jobs that were taken and not begun."""
        for number in numbers:
            self._ask(*self._in_hand.pop(number))

    def failed(self, job: Job, lost: Lost) -> None:
        """Try a job again if it may be, else count it as lost."""
        key = spot, replicate = self._in_hand.pop(job.number)
        self._attempts[key] = self._attempts.get(key, 0) + 1
        if self._attempts[key] <= self.plan.study.retries:
            self._ask(spot, replicate)
            return
        self.lost_jobs += 1
        self._set(spot, replicate, State.LOST, ())
        self._tell_lost(job, lost)
        self._settle(spot)

    def attempts(self, job: Job) -> int:
        """Return how often a job was tried."""
        name = self.plan.layout.place(job.point)
        return self._attempts.get((self._by_name[name], job.replicate), 0)

    def _state(self, spot: int, replicate: int) -> int:
        states = self._spots[spot].states
        return states[replicate] if replicate < len(states) else State.UNASKED

    def _set(self, spot: int, replicate: int, state: State, watched: tuple[float, ...]) -> None:
        one = self._spots[spot]
        missing = replicate + 1 - len(one.states)
        if missing > 0:
            one.states.extend(bytes(missing))
        one.states[replicate] = state
        if self.plan.study.replicates.precision is not None and state != State.WANTED:
            one.watched.extend([()] * (replicate + 1 - len(one.watched)))
            one.watched[replicate] = watched

    def _settle(self, spot: int) -> None:
        """Ask for what a point needs now."""
        one = self._spots[spot]
        while one.settled < len(one.states) and one.states[one.settled] in {State.DONE, State.LOST}:
            one.settled += 1
        for replicate in range(self._needed(one)):
            if self._state(spot, replicate) == State.UNASKED and self._mine(spot, replicate):
                self._set(spot, replicate, State.WANTED, ())
                self.wanted += 1
                self._ask(spot, replicate)

    def _needed(self, one: _Spot) -> int:
        rule = self.plan.study.replicates
        if self.plan.study.design.kind == "border":
            return one.worlds
        if rule.precision is None:
            return max(rule.minimum, one.worlds)
        values = np.full((one.levels, one.settled), np.nan)
        for replicate in range(one.settled):
            if one.watched[replicate]:
                values[:, replicate] = one.watched[replicate]
        return max(worlds_needed(values, rule), one.worlds)

    def _ask(self, spot: int, replicate: int) -> None:
        group = (spot // BLOCK, self._spots[spot].city, replicate)
        if group not in self._waiting:
            self._waiting[group] = deque()
            self._fresh.append(group)
        self._waiting[group].append((spot, replicate))
        self._queued += 1


__all__ = ["Group", "Ledger", "State"]
