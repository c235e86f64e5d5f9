"""The directory of a result: checked before the work, written whole or not at all after it."""

import csv
import errno
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from govsim.experiment.comparison import Comparison
    from govsim.experiment.runs import RunResult

MARK = "provenance.json"
"""The file by which a result is known."""

_PREFIX = ".govsim-"
"""Of temporary directories."""

_MOST_NAMES = 3
"""Names of other files that an error gives."""


def check_directory(directory: str | Path) -> None:
    """Raise, before any work is done, if a result could not be written to a directory.

    Nothing is left behind.

    Parameters
    ----------
    directory : str or pathlib.Path

    Raises
    ------
    OSError
        If it cannot be written, or holds anything but an earlier result.
    """
    place = Path(directory).resolve()
    _refuse_foreign(place)
    parent = place.parent
    while not parent.exists():
        parent = parent.parent
    if not parent.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(parent))
    try:
        Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent)).rmdir()
    except OSError as error:
        raise OSError(error.errno, f"cannot be written: {error.strerror}", str(directory)) from None


@contextmanager
def whole_directory(directory: Path) -> Iterator[Path]:
    """Give a temporary directory that takes its place at the end; after an error nothing has changed.

    Parameters
    ----------
    directory : pathlib.Path
        Made with its parents; replaced as a whole if it is empty or holds an earlier result.

    Yields
    ------
    pathlib.Path
        Where to write.

    Raises
    ------
    OSError
        If it cannot be written, or holds anything but an earlier result.
    """
    place = directory.resolve()
    _refuse_foreign(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    room = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place.parent))
    new, old = room / "new", room / "old"
    try:
        new.mkdir()
        yield new
        if place.exists():
            place.rename(old)
        try:
            new.rename(place)
        except BaseException:
            if old.exists():
                old.rename(place)
            raise
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _refuse_foreign(place: Path) -> None:
    """Raise if there is anything but an empty directory or an earlier result.

    Raises
    ------
    OSError
        NotADirectoryError over a file, FileExistsError over other files.
    """
    if not place.exists():
        return
    if not place.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(place))
    others = {path.name for path in place.iterdir()}
    with suppress(OSError, ValueError, TypeError):
        record = json.loads((place / MARK).read_text(encoding="utf-8"))
        if "govsim" in record:
            others -= {MARK, *record.get("files", ())}
    if others:
        first = ", ".join(sorted(others)[:_MOST_NAMES]) + (", ..." if len(others) > _MOST_NAMES else "")
        raise FileExistsError(
            errno.EEXIST,
            f"holds other files ({first}); "
            "only an empty directory or an earlier result of govsim can be replaced",
            str(place),
        )


def save(comparison: "Comparison", directory: Path, further: Mapping[str, Callable[[Path], None]]) -> None:
    """Write a comparison; see `Comparison.save`."""
    with whole_directory(directory) as new:
        (new / "scenario.yaml").write_text(comparison.scenario.to_yaml(), encoding="utf-8", newline="\n")
        _write_json(new / "comparison.json", comparison.to_dict())
        _write_table(new / "outcomes.csv", comparison.table())
        _write_parquet(new / "runs.parquet", _run_columns(comparison.runs))
        _write_parquet(new / "daily.parquet", _daily_columns(comparison.runs))
        for name, write in further.items():
            write(new / name)
        files = sorted(path.name for path in new.iterdir())
        _write_json(new / MARK, _record(comparison) | {"files": [*files, MARK]})


def _record(comparison: "Comparison") -> dict[str, Any]:
    """Return provenance, with what was lost and how long each run took."""
    return comparison.provenance.to_dict() | {
        "regimes": list(comparison.regimes),
        "lost": [
            failure.told(comparison.regimes, "govsim run scenario.yaml") for failure in comparison.failures
        ],
        "run_seconds": [
            {"replicate": run.replicate, "regime": run.regime, "seconds": round(run.seconds, 3)}
            for run in comparison.runs
        ],
    }


def _write_json(path: Path, data: Any) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _write_table(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _run_columns(runs: "tuple[RunResult, ...]") -> dict[str, Any]:
    keys: dict[str, Any] = {
        name: [getattr(run, name) for run in runs] for name in ("regime", "replicate", "seed")
    }
    return keys | {name: [run.outcomes[name] for run in runs] for name in runs[0].outcomes}


def _daily_columns(runs: "tuple[RunResult, ...]") -> dict[str, Any]:
    import numpy as np

    days = [len(next(iter(run.daily.values()))) for run in runs]
    keys: dict[str, Any] = {
        "regime": [run.regime for run, n in zip(runs, days, strict=True) for _ in range(n)],
        "replicate": np.repeat([run.replicate for run in runs], days),
        "day": np.concatenate([np.arange(n) for n in days]),
    }
    return keys | {name: np.concatenate([run.daily[name] for run in runs]) for name in runs[0].daily}


def _write_parquet(path: Path, columns: dict[str, Any]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table(columns), path, compression="zstd")
