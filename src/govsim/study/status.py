"""How far a study has come."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from govsim.study.code import present_code
from govsim.study.directory import Directory
from govsim.study.execute import open_ledger
from govsim.study.shards import read_tables, shards_of


@dataclass(frozen=True)
class Status:
    """How far a study has come.

    Attributes
    ----------
    title : str
    points, levels : int
        Design points known so far, and levels that some of them are lived at.
    done, lost, wanted : int
        Jobs: a point in a world, at all levels.
    runs : int
        Of the jobs that are done.
    seconds : float
        Time spent in runs so far.
    bytes : int
        On disk.
    versions : dict of int
        Rows by version of the code.
    failures : list of dict
    same_code : bool
        Whether the code that is here made what is there.
    """

    title: str
    points: int
    levels: int
    done: int
    lost: int
    wanted: int
    runs: int
    seconds: float
    bytes: int
    versions: dict[str, int]
    failures: list[dict[str, Any]]
    same_code: bool

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)

    def told(self) -> str:
        """Return it in words."""
        lines = [
            self.title,
            f"  points    {self.points}, {self.levels} levels",
            f"  done      {self.done} of {self.wanted} jobs, {self.runs} runs",
            f"  time      {self.seconds:.0f} s in runs",
            f"  on disk   {self.bytes / 1e6:.1f} MB",
        ]
        if self.lost:
            lines.append(f"  lost      {self.lost}; `govsim study retry` tries them again")
            lines += [
                f"    {one['run']}  replicate {one['replicate']}, {one['message']}" for one in self.failures
            ]
        if len(self.versions) > 1:
            rows = ", ".join(f"{name}: {count} rows" for name, count in self.versions.items())
            lines.append(f"  versions  MIXED: {rows}")
        if self.versions and not self.same_code:
            lines.append(
                "  code      has changed since; `resume` will refuse without --accept-version-change"
            )
        return "\n".join(lines)


def status_of(directory: Directory) -> Status:
    """Return how far a study has come.

    Raises
    ------
    StudyError
        If there is none.
    """
    plan = directory.plan()
    code = present_code()
    ledger = open_ledger(plan, directory, code)
    versions: Counter[str] = Counter()
    seconds = 0.0
    for table in read_tables(directory.path, ("version", "seconds")):
        versions.update(table["version"].to_pylist())
        seconds += sum(table["seconds"].to_pylist())
    return Status(
        title=plan.study.title.en,
        points=ledger.points,
        levels=len(plan.levels),
        done=ledger.done,
        lost=ledger.lost_jobs,
        wanted=ledger.wanted,
        runs=ledger.runs,
        seconds=seconds,
        bytes=sum(path.stat().st_size for path in shards_of(directory.path)),
        versions=dict(versions),
        failures=directory.failures(),
        same_code=set(versions) <= {code.name},
    )
