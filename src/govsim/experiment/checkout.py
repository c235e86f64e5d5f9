"""The Git checkout that the code lies in: its commit, and what differs from it."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

FOLDER = "src"
"""Where the code lies in a checkout; results and papers beside it do not count."""


@dataclass(frozen=True)
class Checkout:
    """State of the checkout that the code lies in.

    Attributes
    ----------
    commit : str or None
        None outside a checkout.
    patch : str
        What leads from the commit to the code that runs, files that are new to Git included.
    """

    commit: str | None
    patch: str

    @property
    def changed(self) -> bool | None:
        """Whether the code differs from the commit; None outside a checkout."""
        return None if self.commit is None else bool(self.patch)


def checkout(root: Path) -> Checkout:
    """Look at the checkout in a folder.

    Parameters
    ----------
    root : pathlib.Path
        Top folder of the checkout; there need not be one.
    """
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return Checkout(None, "")

    def said(*words: str) -> tuple[int, str]:
        done = subprocess.run(  # noqa: S603 - no word of it comes from outside
            [git, "-C", str(root), *words],
            capture_output=True,
            check=False,
            encoding="utf-8",
            # A file in another encoding is no reason not to run.
            errors="replace",
        )
        return done.returncode, done.stdout

    failed, commit = said("rev-parse", "--verify", "HEAD")
    broken, patch = said("diff", "--binary", "HEAD", "--", FOLDER)
    _, new = said("ls-files", "--others", "--exclude-standard", "-z", "--", FOLDER)
    if failed or broken:
        return Checkout(None, "")
    names = [name for name in new.split("\0") if name]
    patches = [said("diff", "--binary", "--no-index", "--", os.devnull, name)[1] for name in names]
    return Checkout(commit.strip(), patch + "".join(patches))
