"""A pytest plugin that runs the rules as plain Python, with dice and population compiled.

A change of one operator in a rule would otherwise cost the compilation of every kernel that calls it.
Plain rules cost nothing to change, and a broken index raises instead of reading what lies beside the
array. Dice and population stay compiled, because they take most of the time and no rule is in them.

Meant for `tools/mutants`, and useful with a debugger::

    PYTHONPATH=tests pytest -p plain_kernels tests/governance

Plain kernels wrap unsigned integers around aloud where compiled ones do so silently; add
``-W "ignore:overflow encountered:RuntimeWarning"``.
"""

import importlib
import sys
from types import SimpleNamespace

import numba
import numpy as np

COMPILED = ("govsim.dice", "govsim.population", "numba")
"""Modules whose kernels are compiled all the same."""

_compile = numba.njit


def njit(*args, **kwargs):
    """Compile a function of a `COMPILED` module; leave any other as it is."""
    if sys._getframe(1).f_globals["__name__"].startswith(COMPILED):
        return _compile(*args, **kwargs)
    return args[0] if args and callable(args[0]) else lambda function: function


def plain_reference(state):
    """Return the arrays of a state under the names that they have in a reference to it."""
    return SimpleNamespace(**dict(sys.modules["govsim.state.reference"]._flat(state)))


def vectorize(**_options):
    """Broadcast a function over arrays without compiling it."""
    return lambda function: np.vectorize(function, otypes=[np.float64])


def use_plain_kernels() -> None:
    """Let every kernel that is imported from now on be plain Python, but those of `COMPILED`."""
    importlib.import_module("govsim.population.build")
    numba.njit = njit
    for name in ("govsim.state", "govsim.state.reference", "govsim.state.room"):
        importlib.import_module(name).reference = plain_reference


def use_plain_dice() -> None:
    """Let the dice be plain Python too, where NUMBA_DISABLE_JIT is set; it leaves `vectorize` as it is."""
    numba.vectorize = vectorize


def pytest_configure() -> None:
    """Begin when pytest does."""
    use_plain_kernels()
