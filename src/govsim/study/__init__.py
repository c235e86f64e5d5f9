"""Studies: one file describes a sweep over scenario keys; runs that survive interruption; results on disk.

The names below are imported when they are first used: a worker process needs few of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govsim.study.file import Study
    from govsim.study.plan import Plan, load_study
    from govsim.study.results import Results, load_results

_HOMES = {
    "Results": "results",
    "Study": "file",
    "load_results": "results",
    "load_study": "plan",
    "Plan": "plan",
}

__all__ = ["Plan", "Results", "Study", "load_results", "load_study"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
