"""What is said when a package of the extra `studies` is missing."""

import warnings
from importlib import import_module
from types import ModuleType

EXTRA = "studies"


class MissingExtraError(RuntimeError):
    """A package that comes with an extra is not installed."""


def needed(module: str, what: str) -> ModuleType:
    """Import a module of a package that comes with the extra `studies`.

    Parameters
    ----------
    module : str
        Its dotted name.
    what : str
        What it is needed for, as the subject of a sentence.

    Raises
    ------
    MissingExtraError
        If the package is not installed; the message says how to install it.
    """
    package = module.partition(".")[0]
    try:
        with warnings.catch_warnings():
            # Of the EMA workbench's own affairs: a way to run models that is not used here.
            warnings.filterwarnings("ignore", "ipyparallel not installed", UserWarning)
            return import_module(module)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != package:
            raise
        raise MissingExtraError(
            f"{what} needs the package {package}, which is not installed; "
            f"it comes with: pip install 'govsim[{EXTRA}]'"
        ) from None
