"""What a study costs beyond its runs: 2,000 runs of a year at 1:1000, which are as short as runs get.

Run as ``python benchmarks/study_overhead.py [--runs 2000] [--workers 2]``. Prints the share of the workers'
time that was spent in runs and in building cities, and the rest as a share of that.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

STUDY = """
title: {{en: Overhead}}
scenario: quickstart
set: {{scale: 1000}}
days: 365
seed: 1
design: {{kind: latin-hypercube, points: {points}}}
factors:
  - {{key: casework.alpha, low: 0, high: 0.4}}
  - {{key: casework.kappa, low: 0.1, high: 0.9}}
replicates: {{minimum: 10}}
outcomes: [{{name: resolved_share}}]
"""


def main() -> None:
    """Run the study as a user would, in a process of its own, and print what it cost."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=2000)
    options.add_argument("--workers", type=int, default=2)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        file, out = Path(place) / "overhead.yaml", Path(place) / "out"
        file.write_text(STUDY.format(points=given.runs // 20), encoding="utf-8")
        command = [sys.executable, "-m", "govsim", "study", "run", str(file), "--out", str(out)]
        subprocess.run([*command, "--workers", str(given.workers)], check=True)
        session = json.loads((out / "provenance.json").read_text(encoding="utf-8"))["sessions"][-1]
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = session["busy_share"]
    report = {
        "runs": 2 * session["jobs"]["done"],
        "seconds": session["seconds"],
        "busy_share": busy,
        "overhead": round(1.0 / busy - 1.0, 4),
        "processor_seconds": round(spent.ru_utime + spent.ru_stime, 1),
        "processor_overhead": round(
            (spent.ru_utime + spent.ru_stime) / session["processor_seconds"] - 1.0, 4
        ),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
