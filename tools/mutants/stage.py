"""The process in which mutants of some rooms are tried, each in a fork of its own."""

import hashlib
import importlib
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import NamedTuple

from making import Mutant
from plugins import Pick, Tests, Watch

HEAVY = ("hypothesis", "mesa", "networkx", "numba", "pytest", "scipy.stats")
"""Packages that are imported once for all mutants."""
FIRST = 8
"""Tests that a mutant meets before all others."""
MEMORY = 8 << 30
"""Bytes that a mutant may take before it counts as killed."""


class Group(NamedTuple):
    """Rooms whose mutants are tried in the same way."""

    rooms: tuple[str, ...]
    tests: tuple[str, ...]
    plain: bool
    """Whether nothing at all is compiled, not even the dice and the population."""


def _pytest(root: Path, plugin: object, paths: list[str]) -> int:
    import pytest

    os.chdir(root)
    quiet = ("-q", "-x", "--tb=line", "-p", "no:cacheprovider", "-p", "no:xdist")
    if isinstance(plugin, Watch):
        quiet = ("-q", "--tb=line", "-p", "no:cacheprovider", "-p", "no:xdist")
    ignored = (
        "ignore:overflow encountered:RuntimeWarning",
        "ignore::pytest.PytestAssertRewriteWarning",
    )
    warnings = [part for warning in ignored for part in ("-W", warning)]
    return int(pytest.main([*quiet, *warnings, *paths], plugins=[plugin]))


def _forked(log: Path, action: object, limit: float) -> int:
    """Run an action in a fork; return its exit code, or minus the signal that ended it."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 99
        try:
            target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(target, 1)
            os.dup2(target, 2)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            code = action()
            sys.stdout.flush()
        finally:
            os._exit(code)
    deadline = time.monotonic() + limit
    pause = 0.01
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
        time.sleep(pause)
        pause = min(0.2, pause * 1.5)


def _timed_out(*_signal: object) -> None:
    raise TimeoutError("too slow to meet mutants")


class Stage:
    """A process with everything imported but the rooms under test, ready to fork."""

    def __init__(self, group: Group, root: Path, out: Path) -> None:
        self.group, self.root, self.out = group, root, out
        sys.dont_write_bytecode = True
        for name in ("NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
            os.environ[name] = "1"
        os.environ["NUMBA_CACHE_DIR"] = str(out / "kernels")
        if group.plain:
            os.environ["NUMBA_DISABLE_JIT"] = "1"
        sys.path[:0] = [str(root / "src"), str(root / "tests")]
        for package in HEAVY:
            importlib.import_module(package)
        self._fail_fast()
        import plain_kernels

        if group.plain:
            plain_kernels.use_plain_dice()
        else:
            plain_kernels.use_plain_kernels()
        for room in group.rooms:
            if any(name.startswith(f"govsim.{room}") for name in sys.modules):
                raise RuntimeError(f"govsim.{room} is imported before it is changed")

    @staticmethod
    def _fail_fast() -> None:
        """Let Hypothesis stop at the first example that fails: nobody needs a small one."""
        from hypothesis import HealthCheck, Phase, settings

        settings.register_profile(
            "mutants",
            derandomize=True,
            deadline=None,
            max_examples=25,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        )
        os.environ["HYPOTHESIS_PROFILE"] = "mutants"

    def watch(self, limit: float) -> Tests:
        """Run every file of tests once without mutants, or look up what that gave the last time."""
        files = [self.root / path for path in self.group.tests]
        files = [
            file for path in files for file in (sorted(path.glob("test_*.py")) if path.is_dir() else [path])
        ]
        common = hashlib.blake2b(digest_size=8)
        helpers = [file for file in self.root.glob("tests/*.py") if not file.name.startswith("test_")]
        for file in sorted([*self.root.glob("src/**/*.py"), *helpers]):
            common.update(file.read_bytes())
        found = Tests({}, {}, {}, [])
        for file in files:
            name = str(file.relative_to(self.root))
            digest = hashlib.blake2b(common.digest() + file.read_bytes(), digest_size=8).hexdigest()
            kept = self.out / "tests" / f"{'-'.join(Path(name).with_suffix('').parts)}-{digest}.json"
            if not kept.exists():
                kept.parent.mkdir(exist_ok=True)
                self._watch_file(name, kept, limit)
            one = Tests(*json.loads(kept.read_text()))
            found.seconds.update(one.seconds)
            found.alarm.update(one.alarm)
            found.lines.update(one.lines)
            found.imported.extend(one.imported)
        return found

    def _watch_file(self, name: str, kept: Path, limit: float) -> None:
        def action() -> int:
            signal.signal(signal.SIGALRM, _timed_out)
            watch = Watch(self.root, limit)
            _pytest(self.root, watch, [name])
            kept.write_text(json.dumps(watch.result()))
            return 0

        print(f"timing {name}", flush=True)
        if _forked(self.out / "tests.log", action, 7200) != 0:
            raise SystemExit(f"{name} did not run; see {self.out / 'tests.log'}")

    def warm_up(self) -> None:
        """Compile what stays compiled and keep it, so that no mutant has to pay for it."""

        def action() -> int:
            from govsim.city import build_city
            from worlds import world

            build_city(world())
            return 0

        if not self.group.plain and _forked(self.out / "tests.log", action, 1200) != 0:
            raise SystemExit(f"no city could be built; see {self.out / 'tests.log'}")

    def attempt(self, mutant: Mutant, tests: Tests, budget: float) -> dict[str, object]:
        """Try one mutant; return what became of it."""
        chosen, spent = [], 0.0
        candidates = tests.that_run(mutant)
        for test in candidates:
            spent += tests.seconds[test]
            if spent > budget and chosen:
                break
            chosen.append(test)
        result = {"mutant": mutant.name, "text": str(mutant), "path": mutant.path, "tests": len(chosen)}
        result["left_out"] = len(candidates) - len(chosen)
        if not chosen:
            return {**result, "fate": "survived", "by": "no test runs it"}
        note = self.out / "note"
        note.write_text("collection")
        file = self.root / mutant.path
        sound = file.read_text(encoding="utf-8")
        began, code = time.monotonic(), 0
        try:
            file.write_text(mutant.source, encoding="utf-8")
            # The likeliest first, so that only their files have to be imported.
            for part in filter(None, (chosen[:FIRST], chosen[FIRST:])):
                files = list(dict.fromkeys(test.partition("::")[0] for test in part))
                pick = Pick(part, tests.alarm, note)
                limit = 60 + sum(tests.alarm[test] for test in part)
                code = _forked(
                    self.out / "mutant.log", lambda p=pick, f=files: _pytest(self.root, p, f), limit
                )
                if code:
                    break
        finally:
            file.write_text(sound, encoding="utf-8")
        fate = "survived" if code == 0 else "killed" if code in (1, 2, 3, 4) else "stopped"
        seconds = round(time.monotonic() - began, 1)
        return {
            **result,
            "fate": fate,
            "by": note.read_text() if code else "",
            "seconds": seconds,
            "code": code,
        }
