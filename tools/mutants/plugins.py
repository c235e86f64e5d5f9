"""Plugins of pytest: one notes what each test runs, the other runs the tests that a mutant meets."""

import signal
import sys
from pathlib import Path
from typing import NamedTuple

from making import Mutant


class Tests(NamedTuple):
    """What the run without mutants found."""

    seconds: dict[str, float]
    """Of every test that passes, with its share of what the tests of its file set up together."""
    alarm: dict[str, float]
    """Seconds after which a test is stopped. It may have to set up what another test of its file did here."""
    lines: dict[str, list[str]]
    """The lines, ``file:number``, that a test or the fixtures of its file run."""
    imported: list[str]
    """Lines that run on import."""

    def that_run(self, mutant: Mutant) -> list[str]:
        """Return the tests that run a changed line, near and quick ones first."""
        wanted = {f"{mutant.path}:{line}" for line in range(mutant.line, mutant.last + 1)}
        found = [test for test, lines in self.lines.items() if not wanted.isdisjoint(lines)]
        if not found and not wanted.isdisjoint(self.imported):
            found = list(self.lines)
        room, module = mutant.path.split("/")[-2:]

        def cost(test: str) -> float:
            """Return the seconds of a test, less where it is of the same room or even module."""
            near = 0.3 if f"/{room}/" in test else 1.0
            return near * self.seconds[test] * (0.3 if f"test_{module}" in test else 1.0)

        return sorted(found, key=cost)


class Watch:
    """A pytest plugin that times tests and notes which lines of the model they run."""

    def __init__(self, root: Path, limit: float) -> None:
        self.prefix = str(root) + "/"
        self.limit = limit
        self.now: set[str] = set()
        self.seconds: dict[str, float] = {}
        self.setup: dict[str, float] = {}
        self.own: dict[str, set[str]] = {}
        self.of_file: dict[str, set[str]] = {}
        self.failed: set[str] = set()
        self.imported: set[str] = set()
        watch = sys.monitoring
        watch.use_tool_id(watch.COVERAGE_ID, "mutants")
        watch.register_callback(watch.COVERAGE_ID, watch.events.LINE, self._seen)
        watch.set_events(watch.COVERAGE_ID, watch.events.LINE)

    def _seen(self, code: object, line: int) -> object:
        if code.co_filename.startswith(self.prefix + "src/"):
            self.now.add(f"{code.co_filename.removeprefix(self.prefix)}:{line}")
        return sys.monitoring.DISABLE

    def _start(self) -> set[str]:
        seen, self.now = self.now, set()
        sys.monitoring.restart_events()
        return seen

    def pytest_collection_finish(self) -> None:
        """Keep what importing runs."""
        self.imported = self._start()

    def pytest_runtest_setup(self) -> None:
        """Count afresh."""
        self._start()
        signal.setitimer(signal.ITIMER_REAL, self.limit)

    def pytest_runtest_logreport(self, report: object) -> None:
        """Keep what a phase of a test ran."""
        lines, file = self._start(), report.nodeid.partition("::")[0]
        if report.when == "call":
            self.own[report.nodeid] = lines
            signal.setitimer(signal.ITIMER_REAL, 0)
        else:
            self.of_file.setdefault(file, set()).update(lines)
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.when == "setup":
            self.setup[file] = max(report.duration, self.setup.get(file, 0.0))
        if not report.passed:
            self.failed.add(report.nodeid)

    def result(self) -> Tests:
        """Return what was found, without the tests that do not pass plain or in time."""
        passed = sorted(set(self.own) - self.failed)
        lines = {test: sorted(self.own[test] | self.of_file[test.partition("::")[0]]) for test in passed}
        shared = {
            file: setup / sum(test.startswith(file + "::") for test in self.own)
            for file, setup in self.setup.items()
        }
        seconds = {test: self.seconds[test] + shared[test.partition("::")[0]] for test in passed}
        alarm = {test: 10 + 6 * (seconds[test] + self.setup[test.partition("::")[0]]) for test in passed}
        return Tests(seconds, alarm, lines, sorted(self.imported))


class Pick:
    """A pytest plugin that runs chosen tests in the order given, each within its time."""

    def __init__(self, tests: list[str], alarm: dict[str, float], note: Path) -> None:
        self.order = {test: place for place, test in enumerate(tests)}
        self.alarm = alarm
        self.note = note

    def pytest_collection_modifyitems(self, items: list) -> None:
        """Leave out and sort."""
        items[:] = sorted(
            (item for item in items if item.nodeid in self.order), key=lambda item: self.order[item.nodeid]
        )

    def pytest_runtest_setup(self, item: object) -> None:
        """Set the alarm, which ends the process."""
        self.note.write_text(item.nodeid)
        signal.setitimer(signal.ITIMER_REAL, self.alarm[item.nodeid])
