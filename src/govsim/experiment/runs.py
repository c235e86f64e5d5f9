"""Single runs, and replicates: all regimes in one world."""

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from govsim.model import CityModel
    from govsim.scenario import Scenario


@dataclass(frozen=True, eq=False)
class RunResult:
    """What is kept of one run.

    Attributes
    ----------
    regime : str
    replicate : int
        Number of the world, from 0.
    seed : int
        Seed of the world.
    outcomes : dict of float
        By name, see `govsim.outcomes.describe`; NaN where one is not defined.
    daily : dict of float64 (days,)
        By name of series, see `govsim.outcomes.DAILY`.
    residents : int
        Population of the city.
    seconds : float
        Time the run took, without building its city.
    """

    regime: str
    replicate: int
    seed: int
    outcomes: dict[str, float]
    daily: dict[str, NDArray[np.float64]]
    residents: int
    seconds: float


@dataclass(frozen=True)
class Failure:
    """A replicate that was lost.

    Attributes
    ----------
    replicate, seed : int
    regime : str or None
        The regime under which it was lost; None while the city was built.
    message : str
        What happened.
    trace : str
        Where in the code, if it is known.
    """

    replicate: int
    seed: int
    regime: str | None
    message: str
    trace: str = ""

    def told(self, regimes: tuple[str, ...], command: str = "govsim run FILE") -> str:
        """Say what was lost, and how to live it again.

        Parameters
        ----------
        regimes : tuple of str
            Regimes of the experiment.
        command : str
            Start of the command, with the file and its changes.
        """
        where = "while its city was built" if self.regime is None else f"under the regime {self.regime}"
        return (
            f"replicate {self.replicate} (seed {self.seed}) was lost {where}: {self.message}\n"
            f"  to see it again: {command} --regime {self.regime or regimes[0]} --seed {self.seed}"
        )


@dataclass(frozen=True)
class Replicate:
    """One job: a world to be lived through under every regime.

    Attributes
    ----------
    scenario : Scenario
    regimes : tuple of str
    replicate, seed : int
    """

    scenario: "Scenario"
    regimes: tuple[str, ...]
    replicate: int
    seed: int


def run(scenario: "Scenario", regime: str | None = None, seed: int | None = None) -> RunResult:
    """Live through one world under one regime.

    Parameters
    ----------
    scenario : Scenario
    regime : str, optional
        By default the first that the scenario compares.
    seed : int, optional
        Seed of the world; the scenario's by default.

    Returns
    -------
    RunResult

    Raises
    ------
    ValueError
        If the scenario has no such regime.

    Examples
    --------
    >>> from govsim import Scenario
    >>> from govsim.experiment import run
    >>> run(Scenario.load("quickstart"), "county").outcomes["resolved_share"]  # doctest: +SKIP
    """
    from govsim.model import CityModel

    start = time.perf_counter()
    model = CityModel(scenario, regime, seed).run()
    return result_of(model, seconds=time.perf_counter() - start)


def result_of(model: "CityModel", replicate: int = 0, seconds: float = 0.0) -> RunResult:
    """Return what is kept of a run.

    Parameters
    ----------
    model : CityModel
        Lived to its end.
    replicate : int
        Number of its world.
    seconds : float
        Time it took.
    """
    return RunResult(
        regime=model.regime_name,
        replicate=replicate,
        seed=model.city.seed,
        outcomes=model.outcomes(),
        daily={name: values.copy() for name, values in model.daily.items()},
        residents=int(model.territory.counties.population.sum()),
        seconds=seconds,
    )


def run_replicate(job: Replicate, note: Callable[[str], None]) -> tuple[RunResult, ...] | Failure:
    """Live through one world under every regime; its city is built once.

    Parameters
    ----------
    job : Replicate
    note : callable
        Told the name of each regime before its run.

    Returns
    -------
    tuple of RunResult, or Failure
        In the order of the job's regimes. A replicate counts whole or not at all.
    """
    from govsim.city import build_city
    from govsim.model import CityModel

    regime: str | None = None
    results = []
    try:
        city = build_city(job.scenario, job.seed)
        for regime in job.regimes:
            note(regime)
            start = time.perf_counter()
            model = CityModel(job.scenario, regime, job.seed, city=city).run()
            results.append(result_of(model, job.replicate, time.perf_counter() - start))
    except Exception as error:  # noqa: BLE001 - one world must not cost the others
        message = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        return Failure(job.replicate, job.seed, regime, message, traceback.format_exc())
    return tuple(results)
