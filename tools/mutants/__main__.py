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
import contextlib
import fcntl
import json
import math
import os
import random
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path

from making import Mutant, mutants_of
from stage import Group, Stage

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "results" / "mutants"
COPY = Path(tempfile.gettempdir()) / "govsim-mutants"
"""The copy has always the same name, because Numba keeps kernels by the path of their file."""
COPIED = ("src", "tests", "scenarios", "pyproject.toml")
GROUPS = {
    "rules": Group(
        ("conflict", "governance"),
        ("tests/conflict", "tests/governance", "tests/agents", "tests/outcomes", "tests/model/test_mesa.py"),
        plain=False,
    ),
    "dice": Group(("dice",), ("tests/test_dice.py",), plain=True),
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
