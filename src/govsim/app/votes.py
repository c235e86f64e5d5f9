"""What the class predicts: one vote for each person, question and lesson held."""

import threading
from collections import Counter
from collections.abc import Callable

MOST_VOTERS = 2_000
LONGEST = 80
"""Characters of the names of lessons and choices."""


class Votes:
    """The votes of everyone who is on the server, until the trainer clears them.

    Everything may be called from any thread.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cast: dict[str, dict[str, str]] = {}
        self._followers: dict[str, list[Callable[[], None]]] = {}

    def cast(self, lesson: str, voter: str, choice: str) -> None:
        """Vote, or change one's vote.

        Parameters
        ----------
        lesson : str
            Name of the lesson.
        voter : str
            Who votes, as the session of a browser: ``solara.get_session_id()``.
        choice : str
            Name of the choice.

        Raises
        ------
        ValueError
            If a name is too long, or more vote than any class has people.
        """
        if max(len(lesson), len(choice), len(voter)) > LONGEST:
            raise ValueError(f"names have at most {LONGEST} characters")
        with self._lock:
            votes = self._cast.setdefault(lesson, {})
            if voter not in votes and len(votes) >= MOST_VOTERS:
                raise ValueError(f"at most {MOST_VOTERS} people can vote")
            votes[voter] = choice
        self._tell(lesson)

    def counts(self, lesson: str) -> dict[str, int]:
        """Return the votes for each choice that has any."""
        with self._lock:
            return dict(Counter(self._cast.get(lesson, {}).values()))

    def choice(self, lesson: str, voter: str) -> str | None:
        """Return what somebody has voted for, None if nothing."""
        with self._lock:
            return self._cast.get(lesson, {}).get(voter)

    def clear(self, lesson: str) -> None:
        """Begin anew with another class."""
        with self._lock:
            self._cast.pop(lesson, None)
        self._tell(lesson)

    def follow(self, lesson: str, tell: Callable[[], None]) -> Callable[[], None]:
        """Call a function after every change, from the thread of whoever makes it.

        Returns
        -------
        callable
            To be called to hear no more; a page does so when it is left.
        """
        with self._lock:
            self._followers.setdefault(lesson, []).append(tell)

        def stop() -> None:
            with self._lock:
                if tell in self._followers.get(lesson, []):
                    self._followers[lesson].remove(tell)

        return stop

    def _tell(self, lesson: str) -> None:
        with self._lock:
            followers = list(self._followers.get(lesson, ()))
        for tell in followers:
            tell()
