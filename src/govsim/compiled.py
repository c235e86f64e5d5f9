"""Where compiled kernels are kept between runs.

Numba compiles a kernel anew when the kernel's own file has changed, but not when a file it calls into
has. So kernels are kept in a folder that is named after the state of all files they are made of.
"""

import hashlib
import os
import sys
from pathlib import Path

ROOMS = (
    "columns.py",
    "dice",
    "population",
    "state",
    "conflict",
    "governance",
    "kernels",
    "scenario/vocabulary.py",
)
"""What kernels are made of."""


def cache_folder(package: Path) -> Path | None:
    """Return the folder for the kernels of a package as it is now, or None if it could not be written.

    Parameters
    ----------
    package : Path
        Folder of the installed package.
    """
    files = [file for room in ROOMS for file in _sources(package / room)]
    state = "".join(f"{file}{file.stat().st_mtime_ns}{file.stat().st_size}" for file in files)
    home = package / "__pycache__"
    digest = hashlib.blake2b(state.encode(), digest_size=8).hexdigest()
    writable = os.access(home if home.exists() else package, os.W_OK)
    return home / f"kernels-{digest}" if writable else None


def keep_kernels(package: Path) -> None:
    """Tell Numba where to keep kernels, unless the user or an unwritable package has it elsewhere."""
    if "NUMBA_CACHE_DIR" not in os.environ and (folder := cache_folder(package)) is not None:
        os.environ["NUMBA_CACHE_DIR"] = str(folder)
        # Numba reads its environment once: it may have been imported before.
        if "numba" in sys.modules:
            sys.modules["numba"].config.CACHE_DIR = str(folder)


def _sources(room: Path) -> list[Path]:
    return sorted(room.glob("*.py")) if room.is_dir() else [room]
