"""A study in the hands of other tools: EMA workbench, SALib, or a loop of one's own."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govsim.analysis.extras import needed
from govsim.study.code import present_code
from govsim.study.design import Point, Value, at, kind_of, listed_values, typed
from govsim.study.errors import StudyError
from govsim.study.execute import task_of
from govsim.study.plan import Plan
from govsim.study.sections import Factor
from govsim.study.worker import Job, Runner


class Bench:
    """Lives runs of a study one by one, in this process; nothing is written.

    Parameters
    ----------
    plan : Plan
        See `govsim.study.load_study`.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._runner = Runner(task_of(plan, present_code()))

    def live(self, point: Mapping[str, Value], level: Value, replicate: int = 0) -> dict[str, float]:
        """Return the outcomes of a run: those that `govsim study run` gives it, to the last bit.

        Parameters
        ----------
        point : mapping
            A value for every factor, by its key; it need not be one of the design's.
        level : bool, int, float or str
            Of the compared factor.
        replicate : int
            Number of the world.

        Raises
        ------
        ScenarioError
            If the values do not fit the scenario.
        StudyError
            If it is not a value for every factor, or not a level of the study.
        """
        if set(point) != set(self.plan.keys):
            raise StudyError(
                f"found values of {', '.join(point)}; the factors are {', '.join(self.plan.keys)}"
            )
        if level not in self.plan.levels:
            raise StudyError(f"found level {level!r}; the study has {', '.join(map(str, self.plan.levels))}")
        values = [point[key] for key in self.plan.keys]
        placed: Point = typed(self.plan.study.factors, values) if self.plan.study.factors else tuple(values)
        job = Job(0, placed, replicate, self.plan.seed(replicate))
        return dict(self._runner.live(job, level, lambda _: None).outcomes)


def salib_problem(plan: Plan) -> dict[str, Any]:
    """Return the problem of a study as SALib takes it: its factors, each with the unit interval.

    A place in the interval becomes a value as it does in the study's own designs, whatever the scale and type
    of a factor: see `salib_function`.

    Raises
    ------
    StudyError
        If the study has no factors.
    """
    if not plan.study.factors:
        raise StudyError("the study has no factors")
    return {"num_vars": len(plan.keys), "names": list(plan.keys), "bounds": [[0.0, 1.0]] * len(plan.keys)}


def salib_function(
    plan: Plan, outcome: str, *, replicates: int | None = None
) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Return a function of samples that gives a difference of an outcome, averaged over worlds.

    Parameters
    ----------
    plan : Plan
        Of two levels or more.
    outcome : str
    replicates : int, optional
        Worlds; by default the study's minimum.

    Returns
    -------
    callable
        Of float64 (samples, factors) in the unit cube; it returns float64 (samples,): the second level less
        the first, on the same worlds.

    Raises
    ------
    StudyError
        If the study compares fewer than two levels.
    """
    if len(plan.levels) < 2:
        raise StudyError("a difference lies between two levels, and the study compares one")
    bench, worlds = Bench(plan), range(replicates or plan.study.replicates.minimum)
    first, second = plan.levels[:2]

    def evaluate(samples: NDArray[np.float64]) -> NDArray[np.float64]:
        found = np.empty(len(samples))
        for row, shares in enumerate(np.asarray(samples, dtype=np.float64)):
            values = [
                at(factor, share) for factor, share in zip(plan.study.factors, shares.tolist(), strict=True)
            ]
            point = dict(zip(plan.keys, values, strict=True))
            found[row] = np.mean(
                [
                    bench.live(point, second, world)[outcome] - bench.live(point, first, world)[outcome]
                    for world in worlds
                ]
            )
        return found

    return evaluate


def ema_model(plan: Plan, *, replicates: int | None = None) -> Any:
    """Return a study as a model of the EMA workbench.

    Factors are its uncertainties, the compared factor is its lever, and outcomes are those of the study, each
    with a value for each world. Names are those of the study with ``_`` for what Python's names do not allow.

    Parameters
    ----------
    plan : Plan
    replicates : int, optional
        Worlds; by default the study's minimum.

    Returns
    -------
    ema_workbench.ReplicatorModel

    Raises
    ------
    MissingExtraError
        If the EMA workbench is not installed.
    StudyError
        If a factor has a logarithmic scale, which the workbench's parameters do not have, or the study has no
        factors, or compares fewer than two levels.
    """
    ema = needed("ema_workbench", "a study as a model of the EMA workbench")
    if not plan.study.factors:
        raise StudyError("the study has no factors")
    if len(plan.levels) < 2:
        raise StudyError("a lever needs two levels, and the study compares one")
    worlds = replicates or plan.study.replicates.minimum
    names = {outcome.name: identifier(outcome.name) for outcome in plan.study.outcomes}
    model = ema.ReplicatorModel(identifier(plan.study.scenario), function=_Function(plan, names))
    model.replications = [{"replicate": world} for world in range(worlds)]
    model.uncertainties = [_parameter(ema, factor) for factor in plan.study.factors]
    model.levers = [ema.CategoricalParameter(identifier(plan.study.compare.factor), list(plan.levels))]
    model.outcomes = [ema.ArrayOutcome(name, shape=(worlds,), dtype=float) for name in names.values()]
    return model


class _Function:
    """Lives a run as the EMA workbench asks for it; it can be sent to other processes.

    Parameters
    ----------
    plan : Plan
    names : mapping of str
        What the workbench calls outcomes, by name.
    """

    def __init__(self, plan: Plan, names: Mapping[str, str]) -> None:
        self._plan = plan
        self._names = names
        self._bench: Bench | None = None
        self.__name__ = "govsim"

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_bench": None}

    def __call__(self, replicate: int, **given: Value) -> dict[str, float]:
        if self._bench is None:
            self._bench = Bench(self._plan)
        level = given.pop(identifier(self._plan.study.compare.factor))
        point = {key: given[identifier(key)] for key in self._plan.keys}
        found = self._bench.live(point, level, replicate)
        return {short: found[name] for name, short in self._names.items()}


def _parameter(ema: Any, factor: Factor) -> Any:
    name, kind, values = identifier(factor.key), kind_of(factor), listed_values(factor)
    if values is not None:
        return ema.CategoricalParameter(name, list(values))
    if factor.scale == "log":
        raise StudyError(f"{factor.key}: parameters of the EMA workbench have no logarithmic scale")
    kinds = {"int": ema.IntegerParameter, "float": ema.RealParameter}
    number = int if kind == "int" else float
    return kinds[kind](name, number(factor.low or 0), number(factor.high or 0))


def identifier(name: str) -> str:
    """Return a name as Python allows it.

    Examples
    --------
    >>> identifier("casework.alpha"), identifier("../my-city.yaml")
    ('casework_alpha', '___my_city_yaml')
    """
    kept = "".join(letter if letter.isalnum() else "_" for letter in name)
    return kept if kept.isidentifier() else f"_{kept}"
