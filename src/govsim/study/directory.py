"""The directory of a study: what lies where, and who may write."""

import json
import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from govsim.experiment.files import write_whole
from govsim.study.code import Code
from govsim.study.design import Point
from govsim.study.errors import StudyError
from govsim.study.plan import Plan, load_study
from govsim.study.shards import FOLDER, compact, shards_of

STUDY = "study.yaml"
SCENARIO = "scenario.yaml"
PROVENANCE = "provenance.json"
POINTS = "points.json"
FAILURES = "failures"
PATCHES = "patches"
_LOCK = ".lock"

_SEEDS = 1000
"""Seeds that are written out; all of them follow from the root seed."""


class Directory:
    """The directory of a study's results.

    Parameters
    ----------
    path : pathlib.Path
        It need not exist.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def exists(self) -> bool:
        """Whether there is a study in it."""
        return (self.path / STUDY).is_file()

    def plan(self) -> Plan:
        """Return the study as it was begun.

        Raises
        ------
        StudyError
            If there is none.
        ScenarioError
            If its files were broken since.
        """
        if not self.exists:
            raise StudyError(f"{self.path}: no study was begun here (there is no {STUDY})")
        return load_study(self.path / STUDY)

    def begin(self, plan: Plan, code: Code, *, accept: bool) -> None:
        """Lay out the directory, or make sure that what is in it belongs to the same study and code.

        Parameters
        ----------
        plan : Plan
            Its design, replicates, outcomes and analysis may differ from what is there: runs that both
            want are kept.
        code : Code
            That will run.
        accept : bool
            Whether rows of another version of the code may stand beside those that are there.

        Raises
        ------
        StudyError
            If there are other files, runs of another study, or runs of another version of the code and
            that was not accepted; nothing has changed then.
        """
        self._refuse_foreign()
        if shards_of(self.path):
            self._refuse_other(plan)
        versions = self.provenance().get("versions", {})
        has_rows = bool(shards_of(self.path))
        if versions and code.name not in versions and has_rows and not accept:
            raise StudyError(self._mixed(code, versions))
        (self.path / FOLDER).mkdir(parents=True, exist_ok=True)
        (self.path / FAILURES).mkdir(exist_ok=True)
        write_whole(self.path / SCENARIO, plan.scenario.to_yaml())
        write_whole(self.path / STUDY, plan.to_yaml())
        self._note_code(code, plan, versions if has_rows else {})

    def _refuse_foreign(self) -> None:
        if self.exists or not self.path.exists():
            return
        if any(not one.name.startswith(_LOCK) for one in self.path.iterdir()):
            raise StudyError(f"{self.path}: holds other files, and no study; choose another directory")

    def _refuse_other(self, plan: Plan) -> None:
        if differs := self.differences(plan):
            raise StudyError(
                f"{self.path}: holds another study; what differs: {'; '.join(differs)}.\n"
                "  choose another directory with --out, or remove this one"
            )

    def differences(self, plan: Plan) -> list[str]:
        """Return in what a study is another than the one here; nothing where their runs can be mixed."""
        there = self.plan()
        return [
            name
            for name, same in (
                ("scenario, set, days or seed", there.name == plan.name),
                # Runs of named settings bear the name of their regime: claims may come to need others.
                ("compare", "setting" in plan.keys or there.compared == plan.compared),
                ("the keys of factors", there.keys == plan.keys),
                ("series", there.study.series == plan.study.series),
            )
            if not same
        ]

    # --- provenance ----------------------------------------------------------------------------

    def provenance(self) -> dict[str, Any]:
        """Return where the numbers come from, empty before the first session."""
        path = self.path / PROVENANCE
        return _read_json(path) if path.is_file() else {}

    def _note_code(self, code: Code, plan: Plan, versions: Mapping[str, Any]) -> None:
        if code.name not in versions:
            patch = f"{PATCHES}/{code.name}.patch" if code.patch else None
            if patch:
                write_whole(self.path / patch, code.patch)
            versions = {**versions, code.name: code.to_dict() | {"patch": patch}}
        known = self.provenance()
        facts = {
            "study": plan.study.title.en,
            "name": plan.name,
            "root_seed": plan.scenario.seed,
            "seeds": {str(replicate): plan.seed(replicate) for replicate in range(min(plan.most, _SEEDS))},
            "versions": versions,
            "sessions": known.get("sessions", []),
        }
        self.write_json(PROVENANCE, known | facts)

    def _mixed(self, code: Code, versions: Mapping[str, Any]) -> str:
        def told(name: str, one: Mapping[str, Any]) -> str:
            commit = one["govsim"].get("commit") or "no commit"
            return f"{name} (govsim {one['govsim']['version']}, {commit[:12]})"

        before = ", ".join(told(name, one) for name, one in versions.items())
        return (
            f"{self.path}: its runs were made by another version of the code: {before};\n"
            f"  this is {told(code.name, code.to_dict())}. Versions are never mixed silently:\n"
            "  begin anew with --out DIRECTORY, or keep both with --accept-version-change"
        )

    def note_session(self, session: Mapping[str, Any]) -> None:
        """Add what became of a session of work to the provenance."""
        known = self.provenance()
        stamp = {
            "command": shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]]),
            "ended": datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
        }
        self.write_json(PROVENANCE, known | {"sessions": [*known.get("sessions", []), {**stamp, **session}]})

    # --- failures ------------------------------------------------------------------------------

    def failures(self) -> list[dict[str, Any]]:
        """Return what is known of every job that was lost, by point and replicate."""
        found = [_read_json(path) for path in (self.path / FAILURES).glob("*.json")]
        return sorted(found, key=lambda one: (one["place"], one["replicate"]))

    def note_failure(self, failure: Mapping[str, Any]) -> None:
        """Keep what is known of a lost job."""
        self.write_json(f"{FAILURES}/{failure['run']}.json", failure)

    def forget_failures(self) -> None:
        """Let lost jobs be run again."""
        for path in (self.path / FAILURES).glob("*.json"):
            path.unlink()

    # --- points of designs that ask as they go --------------------------------------------------

    def asked(self) -> dict[Point, int]:
        """Return the points that an adaptive design has asked for, in their order, with their worlds."""
        path = self.path / POINTS
        if not path.is_file():
            return {}
        rows = _read_json(path)
        return {tuple(row["point"]): row["worlds"] for row in rows}

    def note_asked(self, points: Mapping[Point, int]) -> None:
        """Keep the points that an adaptive design has asked for."""
        rows = [{"point": list(point), "worlds": worlds} for point, worlds in points.items()]
        self.write_json(POINTS, rows)

    # --- writing -------------------------------------------------------------------------------

    def write_json(self, name: str, data: Any) -> None:
        """Write plain data to a file, whole or not at all."""
        write_whole(self.path / name, json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n")

    @contextmanager
    def alone(self, part: str = "") -> Iterator[None]:
        """Keep others from running the same part of the study, or the whole, at the same time.

        Parameters
        ----------
        part : str
            Of a study run in shards, such as ``"1-of-4"``; empty for the whole.

        Raises
        ------
        StudyError
            If another process is at it, or there are other files and no study.
        """
        self._refuse_foreign()
        is_new = not self.path.exists()
        self.path.mkdir(parents=True, exist_ok=True)
        with ExitStack() as locks:
            if is_new:
                locks.callback(self._leave_nothing)
            # Parts run side by side, but not beside the whole, which clears up after everyone.
            for name, shared in ((_LOCK, bool(part)), *([(f"{_LOCK}-{part}", False)] if part else [])):
                stream = locks.enter_context((self.path / name).open("w", encoding="ascii"))
                if not _lock(stream.fileno(), shared=shared):
                    raise StudyError(f"{self.path}: another process is running this study")
            yield

    def _leave_nothing(self) -> None:
        """Remove a directory that was made for a study which then was refused."""
        if all(one.name.startswith(_LOCK) for one in self.path.iterdir()):
            shutil.rmtree(self.path, ignore_errors=True)

    def merge(self, others: list["Directory"]) -> None:
        """Take over the shards and failures of other directories of the same study.

        Parameters
        ----------
        others : list of Directory
            At least one; what they hold is copied, not moved.

        Raises
        ------
        StudyError
            If one of them belongs to another study, or to another version of the code; nothing has
            changed then.
        """
        first = self if self.exists else others[0]
        versions = set(first.provenance().get("versions", {}))
        for other in others:
            if differs := first.differences(other.plan()):
                raise StudyError(
                    f"{other.path}: belongs to another study than {first.path}; "
                    f"what differs: {'; '.join(differs)}"
                )
            if versions and set(other.provenance().get("versions", {})) - versions:
                raise StudyError(
                    f"{other.path}: its runs were made by another version of the code than those "
                    f"in {first.path}"
                )
        if not self.exists:
            self._copy_files(first)
        for other in others:
            mine, theirs = self.provenance(), other.provenance()
            for path in shards_of(other.path):
                temporary = self.path / FOLDER / f".writing-{path.name}"
                shutil.copyfile(path, temporary)
                temporary.replace(self.path / FOLDER / path.name)
            for failure in other.failures():
                self.note_failure(failure)
            sessions = [*mine.get("sessions", []), *theirs.get("sessions", [])]
            self.write_json(PROVENANCE, theirs | mine | {"sessions": sessions})
        compact(self.path)

    def _copy_files(self, other: "Directory") -> None:
        """Take over the files of another directory that say what the study is."""
        for folder in (FOLDER, FAILURES, PATCHES):
            (self.path / folder).mkdir(parents=True, exist_ok=True)
        for path in (other.path / PATCHES).glob("*.patch"):
            shutil.copyfile(path, self.path / PATCHES / path.name)
        for name in (SCENARIO, STUDY, POINTS):
            if (other.path / name).is_file():
                shutil.copyfile(other.path / name, self.path / name)


def _read_json(path: Path) -> Any:
    """Read a file that govsim wrote."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise StudyError(f"{path}: this file is damaged: {error}") from None


def _lock(handle: int, *, shared: bool) -> bool:
    """Lock an open file until it is closed, alone or with others who share it; False if it is taken."""
    try:
        import fcntl
    except ImportError:
        # Where the system has no such locks, nothing keeps two from clearing up under each other.
        return True
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
