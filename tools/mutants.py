"""Break the rules one small change at a time and see whether a test notices.

A mutant is the model with one operator, comparison, constant, condition or statement changed. It is killed
by a test that fails and survives where all tests pass. Mutants are made from the syntax tree, drawn with a
fixed seed, and tried in a temporary copy of the repository, one after the other:

- The rules (`conflict`, `governance`) run as plain Python (`tests/plain_kernels.py`), the dice with
  compiling switched off. So a mutant costs no compilation.
- One process imports everything else and forks for every mutant. So a mutant costs no start either.
- A first run without mutants notes how long each test takes and which lines it runs. A mutant then meets
  only tests that run the changed line, near and quick ones first, until one fails or the budget is spent.

Results are kept in `results/mutants/`, so that a run can be broken off and taken up again::

    make mutants                               # everything: hours
    make mutants ARGS="--sample 150"           # a random sample, in less than an hour
    make mutants ARGS="--survivors --budget 900"   # those that survived once more, with slower tests too
"""

import argparse
import ast
import contextlib
import copy
import fcntl
import hashlib
import importlib
import json
import math
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "results" / "mutants"
COPY = Path(tempfile.gettempdir()) / "govsim-mutants"
"""The copy has always the same name, because Numba keeps kernels by the path of their file."""
COPIED = ("src", "tests", "scenarios", "pyproject.toml")
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


GROUPS = {
    "rules": Group(
        ("conflict", "governance"),
        ("tests/conflict", "tests/governance", "tests/agents", "tests/outcomes", "tests/model/test_mesa.py"),
        plain=False,
    ),
    "dice": Group(("dice",), ("tests/test_dice.py",), plain=True),
}
"""With `plain`, nothing at all is compiled."""


class Mutant(NamedTuple):
    """One change of one file."""

    path: str
    """Relative to the repository."""
    line: int
    last: int
    where: str
    """The function that is changed."""
    before: str
    after: str
    source: str
    """The whole file after the change."""

    @property
    def name(self) -> str:
        """Tell the mutant apart from all others, whatever its line."""
        digest = hashlib.blake2b(self.source.encode(), digest_size=6).hexdigest()
        return f"{self.path}:{digest}"

    def __str__(self) -> str:
        place = f"{self.path.removeprefix('src/govsim/')}:{self.line} {self.where}"
        return f"{place}: {_short(self.before)} -> {_short(self.after)}"


def _short(code: str) -> str:
    return "`" + " ".join(code.split())[:90] + "`"


# --- Making mutants ---------------------------------------------------------------------------------------

SWAPS: dict[type, tuple[type, ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitXor: (ast.BitOr,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}
"""What stands in for an operator."""
TWINS = {"min": "max", "max": "min", "floor": "ceil", "ceil": "floor", "any": "all", "all": "any"}
"""Functions that are easily taken for each other."""


def mutants_of(path: Path, root: Path) -> list[Mutant]:
    """Return all mutants of a file, in the order of its lines."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    starts = [0]
    for line in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    out = []
    for node, where in _sites(tree, "module"):
        for old, changed in _changes(node):
            first, end = (
                starts[old.lineno - 1] + old.col_offset,
                starts[old.end_lineno - 1] + old.end_col_offset,
            )
            before = text.encode()[first:end].decode()
            after = ast.unparse(ast.fix_missing_locations(changed))
            inserted = f"({after})" if isinstance(changed, ast.expr) else after
            source = text.encode()[:first] + inserted.encode() + text.encode()[end:]
            out.append(
                Mutant(
                    str(path.relative_to(root)),
                    old.lineno,
                    old.end_lineno,
                    where,
                    before,
                    after,
                    source.decode(),
                )
            )
    return out


def _sites(node: ast.AST, where: str) -> Iterator[tuple[ast.AST, str]]:
    """Yield the nodes that may be changed and the function that each is in."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(
                child, ast.Import | ast.ImportFrom | ast.JoinedStr | ast.Raise
            ):
                continue
            here = child.name if isinstance(child, ast.FunctionDef | ast.ClassDef) else where
            if not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):
                if hasattr(child, "lineno"):
                    yield child, here
                yield from _sites(child, here)


def _changes(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Yield what can be changed at a node: the part that goes and the one that comes."""
    if isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp):
        for swap in SWAPS.get(type(node.op), ()):
            yield node, _with(node, op=swap())
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for swap in SWAPS.get(type(node.ops[0]), ()):
            yield node, _with(node, ops=[swap()])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield node, node.operand
    if isinstance(node, ast.IfExp):
        yield node, _with(node, body=node.orelse, orelse=node.body)
    if isinstance(node, ast.If) and not (isinstance(node.test, ast.Compare) and len(node.test.ops) == 1):
        yield node.test, ast.UnaryOp(ast.Not(), node.test)
    if isinstance(node, ast.Break):
        yield node, ast.Continue()
    if _can_be_dropped(node):
        yield node, ast.Pass()
    for other in (_other_constant(node), _twin_call(node)):
        if other is not None:
            yield node, other


def _other_constant(node: ast.AST) -> ast.AST | None:
    """Return the negation of a truth value and a number plus one."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, bool | int | float):
        return None
    return ast.Constant(not node.value if isinstance(node.value, bool) else node.value + 1)


def _twin_call(node: ast.AST) -> ast.AST | None:
    """Return the call of a function's twin."""
    if not isinstance(node, ast.Call):
        return None
    function = node.func
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    if name not in TWINS:
        return None
    if isinstance(function, ast.Name):
        return _with(node, func=ast.Name(TWINS[name]))
    return _with(node, func=_with(function, attr=TWINS[name]))


def _can_be_dropped(node: ast.AST) -> bool:
    """Whether a statement can be left out without leaving a name undefined."""
    if isinstance(node, ast.Assign):
        return all(isinstance(target, ast.Attribute | ast.Subscript) for target in node.targets)
    return isinstance(node, ast.AugAssign | ast.Continue) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    )


def _with(node: ast.AST, **fields: object) -> ast.AST:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


# --- Trying them ------------------------------------------------------------------------------------------


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


def wilson(killed: int, n: int) -> tuple[float, float]:
    """Return the 95% interval of a share (Wilson 1927)."""
    z, p = 1.959964, killed / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return middle - half, middle + half


def report(results: list[dict[str, object]]) -> str:
    """Return the kill rate of every room and the list of survivors."""
    lines = ["", "room          mutants  killed   rate  95% interval"]
    rooms = Counter(str(r["path"]).split("/")[2] for r in results)
    for room, n in [*sorted(rooms.items()), ("all", len(results))]:
        own = [r for r in results if room in ("all", str(r["path"]).split("/")[2])]
        killed = sum(r["fate"] != "survived" for r in own)
        low, high = wilson(killed, n)
        lines.append(f"{room:12} {n:8} {killed:7} {killed / n:6.1%}  {low:.1%} to {high:.1%}")
    lines += ["", "survivors:"]
    lines += sorted(f"  {r['text']}" for r in results if r["fate"] == "survived")
    return "\n".join(lines)


def copy_tree(target: Path) -> None:
    """Copy what the tests need, with the times of files, by which Numba knows its kernels again."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target / name)


def chosen_mutants(root: Path, sample: int | None, seed: int, only: str) -> dict[str, list[Mutant]]:
    """Return the mutants to try by group: all, or a random sample of them."""
    by_group = {
        name: [
            mutant
            for room in group.rooms
            for file in sorted((root / "src" / "govsim" / room).glob("*.py"))
            for mutant in mutants_of(file, root)
            if only in mutant.path
        ]
        for name, group in GROUPS.items()
    }
    pool = [(name, mutant) for name, mutants in by_group.items() for mutant in mutants]
    # Of several changes that give the same text one is enough.
    pool = list({(name, mutant.name): (name, mutant) for name, mutant in pool}.values())
    print(f"{len(pool)} mutants", {name: len(mutants) for name, mutants in by_group.items()}, flush=True)
    if sample is not None:
        pool = random.Random(seed).sample(pool, min(sample, len(pool)))
    return {name: [mutant for group, mutant in pool if group == name] for name in GROUPS}


def try_group(name: str, mutants: list[Mutant], root: Path, args: argparse.Namespace) -> None:
    """Try the mutants of a group and write down each result."""
    stage = Stage(GROUPS[name], root, args.out)
    stage.warm_up()
    tests = stage.watch(args.limit)
    print(f"{name}: {len(mutants)} mutants against {len(tests.seconds)} tests", flush=True)
    began = time.monotonic()
    with (args.out / "results.jsonl").open("a", encoding="utf-8") as file:
        for number, mutant in enumerate(mutants, start=1):
            result = stage.attempt(mutant, tests, args.budget)
            file.write(json.dumps(result) + "\n")
            file.flush()
            left = (time.monotonic() - began) / number * (len(mutants) - number)
            print(
                f"{number}/{len(mutants)} {left / 60:4.0f} min left  {result['fate']:8} {mutant}", flush=True
            )


def main() -> None:
    """Draw mutants, try those that have no result yet, and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sample", type=int, help="how many mutants to draw at random; all by default")
    parser.add_argument("--seed", type=int, default=1, help="seed of the sample")
    parser.add_argument("--only", default="", help="a part of the path of the files to change")
    parser.add_argument("--budget", type=float, default=60.0, help="seconds of tests that a mutant meets")
    parser.add_argument("--limit", type=float, default=90.0, help="seconds beyond which a test is left out")
    parser.add_argument("--survivors", action="store_true", help="try survivors again")
    parser.add_argument("--out", type=Path, default=OUT, help="folder for results")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    kept = args.out / "results.jsonl"
    done = {}
    if kept.exists():
        done = {r["mutant"]: r for r in map(json.loads, kept.read_text(encoding="utf-8").splitlines())}
    with (args.out / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        copy_tree(COPY)
        chosen = chosen_mutants(COPY, args.sample, args.seed, args.only)
        for name, mutants in chosen.items():
            open_ = [
                m
                for m in mutants
                if m.name not in done or (args.survivors and done[m.name]["fate"] == "survived")
            ]
            if not open_:
                continue
            # A process for each group: what is compiled in one is not in the other.
            child = os.fork()
            if child == 0:
                code = 1
                with contextlib.suppress(KeyboardInterrupt):
                    try_group(name, open_, COPY, args)
                    code = 0
                os._exit(code)
            os.waitpid(child, 0)
    if kept.exists():
        done = {r["mutant"]: r for r in map(json.loads, kept.read_text(encoding="utf-8").splitlines())}
    results = [done[m.name] for mutants in chosen.values() for m in mutants if m.name in done]
    if results:
        print(report(results))


if __name__ == "__main__":
    main()
