"""Compilation of all kernels, once and for all processes."""

import contextlib
import multiprocessing
import os
from pathlib import Path
from typing import TYPE_CHECKING

from govsim.experiment.pool import start_quietly

if TYPE_CHECKING:
    from govsim.scenario import Scenario


def compile_kernels() -> None:
    """Compile every kernel into Numba's cache, the model's and the population's side by side.

    Where the cache is full already this takes about a second. Without it, every worker would compile the
    same kernels at the same time.
    """
    if Path(os.environ.get("NUMBA_CACHE_DIR", "")).is_dir():
        _live_a_little()
        return
    helper = multiprocessing.get_context("spawn").Process(target=compile_model, daemon=True)
    start_quietly(helper)
    try:
        _build_a_little()
        helper.join()
    finally:
        if helper.is_alive():
            helper.kill()
    _live_a_little()


def compile_once() -> None:
    """Compile every kernel into Numba's cache, unless that was done before for the same kernels.

    Unlike `compile_kernels` this leaves nothing in the present process, and costs nothing the second time.
    """
    from importlib.metadata import version

    folder = Path(os.environ.get("NUMBA_CACHE_DIR", ""))
    mark = folder / f"complete-{version('numba')}"
    if mark.is_file():
        return
    compile_kernels()
    if "NUMBA_CACHE_DIR" in os.environ and folder.is_dir():
        with contextlib.suppress(OSError):
            mark.touch()


def compile_model() -> None:
    """Compile the kernels of a day by calling each of them on a city without inhabitants."""
    import numpy as np

    from govsim.conflict import claims, contagion, measures, media, moves, opinion
    from govsim.governance import casework, events, support, tray
    from govsim.state import empty_state, reference

    city = empty_state()
    ref = reference(city)
    nobody = np.empty(0, dtype=np.int32)
    weights = np.ones(3)
    events.advance(ref, 0.0)
    claims.expected_candidates(ref)
    claims.arise(ref, 0)
    claims.false_alarms(ref, 0)
    moves.move(ref, 0, 0.0)
    measures.press(ref, 0.0)
    opinion.begin(ref)
    opinion.exchange(ref)
    # Nobody has no share of nobody; by then the kernel is compiled.
    with contextlib.suppress(ZeroDivisionError):
        media.find_audience(ref)
    media.lose_trust(ref, 0.0, 0.0)
    tray.take_tray(ref)
    casework.carry_out(ref, 0.0, nobody, np.empty(0, dtype=np.int8), nobody)
    contagion.due_supporters(ref, 0.0)
    contagion.tire_due(ref, 0.0, nobody)
    contagion.transmissions(ref, 0.0, nobody, weights)
    contagion.shared_transmissions(ref, 0.0, nobody, weights)
    contagion.admissible(ref, 0.0, nobody, nobody)
    contagion.shared_thresholds(ref, 0.0, nobody, nobody, np.empty(0, dtype=np.bool_))
    contagion.admit(ref, 0.0, nobody, nobody)
    support.support_changed(ref, 0.0, nobody, np.bool_(True))


def _tiny() -> "Scenario":
    from govsim.scenario import Scenario

    city = {"name": "Warm-up", "counties": 2, "streets": 1, "communities": 2, "population": 800}
    return Scenario.from_dict(
        {
            "title": {"en": "Warm-up"},
            "city": {"invented": city},
            "days": 30,
            "scale": 1,
            "disputes": {"claims_per_1000": 400},
        }
    )


def _build_a_little() -> None:
    """Build a tiny city, which compiles the kernels of the population."""
    from govsim.city import build_city

    build_city(_tiny())


def _live_a_little() -> None:
    """Live a few days of a tiny, busy city, which compiles what is not compiled yet."""
    from govsim.model import CityModel

    CityModel(_tiny(), "county", 1).run()
