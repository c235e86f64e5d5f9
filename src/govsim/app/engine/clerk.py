"""Does jobs in a worker process."""

import contextlib
import os
import time
import traceback
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govsim.app.engine import limits
from govsim.app.engine.jobs import (
    BUILDING,
    LIVING,
    PREPARING,
    Answer,
    Card,
    Check,
    Job,
    Live,
    Note,
    Prepare,
    Resident,
    Story,
    World,
)
from govsim.app.engine.requests import RefusedError, RunRequest
from govsim.app.text.problems import in_chinese

if TYPE_CHECKING:
    from govsim.app.engine.dossier import Dossier
    from govsim.scenario import Scenario

_OFTEN = 0.1
"""Seconds between two words about progress."""

_KEPT = 32
_OPEN_DOSSIERS = 6
_NICE = 5


class Clerk:
    """Does jobs, one after the other, and keeps what the next one may need.

    It is pickled to its process before it has done anything.

    Parameters
    ----------
    gives_way : bool
        Whether its process has a lower priority than the server's.
    """

    def __init__(self, *, gives_way: bool) -> None:
        self._gives_way = gives_way
        self._dossiers: OrderedDict[int, Dossier] = OrderedDict()
        self._scenarios: OrderedDict[tuple[str, int | None], Scenario] = OrderedDict()
        self._shelf: Any = None
        self._said = 0.0

    def __call__(self, job: Job, note: Note) -> Answer:
        """Do a job; whatever goes wrong is an answer, too."""
        from govsim.scenario.errors import ScenarioError

        if self._shelf is None:
            self._settle_in()
        note("0")
        try:
            return Answer(self._do(job, note))
        except RefusedError as error:
            return Answer(error=error.text)
        except ScenarioError as error:
            problems = tuple(problem_data(problem) for problem in error.problems)
            first = error.problems[0]
            key = f"{first.key}：" if first.key else ""
            return Answer(
                error={
                    "en": f"The scenario is not valid: {str(first).strip()}",
                    "zh": f"情景文件有误：{key}{in_chinese(first.message)}",
                },
                problems=problems,
            )
        except MemoryError:
            return Answer(
                error={"en": "There is not enough memory for this run.", "zh": "内存不足，无法运行。"}
            )
        except Exception as error:  # noqa: BLE001 - one job must not cost the others
            message = f"{type(error).__name__}: {error}"
            return Answer(
                error={"en": f"This run failed: {message}", "zh": f"运行失败：{message}"},
                trace=traceback.format_exc(),
            )

    def _do(self, job: Job, note: Note) -> Any:
        if isinstance(job, Prepare):
            self._prepare(note)
            done: Any = None
        elif isinstance(job, Check):
            done = self._check(job)
        elif isinstance(job, Live):
            done = self._live(job.request, note)
        elif isinstance(job, World):
            done = self._world(job, note)
        else:
            done = self._read(job, note)
        return done

    def _read(self, job: "Story | Card | Resident", note: Note) -> Any:
        dossier = self._dossier(job.dossier)
        if isinstance(job, Story):
            return dossier.story(job.dispute)
        if isinstance(job, Card):
            return dossier.card(job.kind, job.id, job.day)
        return self._resident(job, dossier, note)

    def _dossier(self, packed: bytes) -> "Dossier":
        """Unpack a dossier, unless it is one of the last few: a class looks at the same runs."""
        from govsim.app.engine.dossier import Dossier

        name = hash(packed)
        if name not in self._dossiers:
            self._dossiers[name] = Dossier.unpack(packed)
            if len(self._dossiers) > _OPEN_DOSSIERS:
                self._dossiers.popitem(last=False)
        self._dossiers.move_to_end(name)
        return self._dossiers[name]

    def _settle_in(self) -> None:
        """Leave some memory to everyone else and, where runs are lived, give way to the server."""
        from govsim.study.identity import CityShelf

        self._shelf = CityShelf()
        if self._gives_way:
            with contextlib.suppress(OSError, AttributeError):
                os.nice(_NICE)
        with contextlib.suppress(ImportError, ValueError, OSError):
            import resource

            _, most = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY_BYTES, most))

    def _prepare(self, note: Note) -> None:
        from govsim.experiment.warm import compile_kernels

        note(PREPARING)
        # A worker may start no helper of its own, and none is started where the folder is there already.
        folder = os.environ.get("NUMBA_CACHE_DIR")
        if folder:
            with contextlib.suppress(OSError):
                Path(folder).mkdir(parents=True, exist_ok=True)
        compile_kernels()

    def _scenario(self, text: str, days: int | None = None) -> "Scenario":
        """Return a scenario from text, which may extend shipped ones but name no file."""
        from govsim.scenario.loader import load_text

        key = (text, days)
        if key in self._scenarios:
            self._scenarios.move_to_end(key)
            return self._scenarios[key]
        limits.check_text(text)
        scenario = load_text(text)
        if days is not None and days != scenario.days:
            scenario = scenario.replace({"days": days, "warmup_days": min(scenario.warmup_days, days - 1)})
        self._scenarios[key] = scenario
        if len(self._scenarios) > _KEPT:
            self._scenarios.popitem(last=False)
        return scenario

    def _check(self, job: Check) -> dict[str, Any]:
        """Return what is wrong with a scenario, and what it says if nothing is."""
        from govsim.app.engine import editing
        from govsim.scenario.errors import ScenarioError

        nothing: dict[str, Any] = {
            "text": job.text,
            "values": {},
            "changed": [],
            "problems": [],
            "regimes": [],
            "days": None,
            "seed": None,
            "resolved": None,
            "title": None,
        }
        try:
            if job.edit is not None:
                limits.check_text(job.text)
                nothing["text"] = editing.edited(job.text, *job.edit)
            scenario = self._scenario(nothing["text"])
            original = self._scenario(job.original) if job.original else scenario
        except ScenarioError as error:
            return nothing | {"problems": [problem_data(problem) for problem in error.problems]}
        try:
            limits.check_scenario(scenario)
        except RefusedError as error:
            blank: dict[str, Any] = {
                "line": None,
                "column": None,
                "key": "",
                "found": None,
                "allowed": None,
                "nearest": [],
            }
            return nothing | {"problems": [blank | {"message": error.text["en"], "text": error.text}]}
        return nothing | {
            "regimes": [
                {"name": name, "en": regime.label.en, "zh": regime.label.in_language("zh")}
                for name, regime in scenario.regimes.items()
            ],
            "days": scenario.days,
            "seed": scenario.seed,
            "resolved": scenario.to_yaml(),
            "values": editing.flat(scenario),
            "changed": editing.changed(original, scenario),
            "title": {"en": scenario.title.en, "zh": scenario.title.in_language("zh")},
        }

    def _model(self, request: RunRequest, seed: int, note: Note) -> Any:
        from govsim.model import CityModel

        scenario = self._scenario(request.scenario, request.days)
        if request.regime not in scenario.regimes:
            known = ", ".join(scenario.regimes)
            raise RefusedError(
                f"The scenario has no regime {request.regime[:60]!r}; it has {known}.",
                f"情景中没有治理体制“{request.regime[:60]}”;现有:{known}。",
            )
        limits.check_scenario(scenario)
        city = self._shelf.take(scenario, seed, lambda: note(BUILDING))
        note(LIVING)
        return CityModel(scenario, request.regime, seed, city=city)

    def _live(self, request: RunRequest, note: Note) -> Any:
        from govsim.app.engine.dossier import Dossier
        from govsim.app.engine.levers import plan
        from govsim.app.engine.live import live

        model = self._model(request, request.seed, note)
        turn = plan(model, request.changes)
        replay = live(model, lambda share: self._say(note, share), turn)
        return replay, Dossier.of(model).pack()

    def _world(self, job: World, note: Note) -> Any:
        from govsim.app.engine.levers import plan
        from govsim.app.engine.live import words_of_outcomes
        from govsim.experiment.seeds import replicate_seed

        seed = replicate_seed(job.a.seed, job.number)
        found = []
        for done, request in enumerate((job.a, job.b)):
            model = self._model(request, seed, note)
            turn = plan(model, request.changes)
            while model.day < model.scenario.days:
                turn(model.day)
                model.step()
                self._say(note, (done + model.day / model.scenario.days) / 2)
            outcomes = model.outcomes() if model.scenario.days > model.scenario.warmup_days else {}
            series = {name: values.astype("float32") for name, values in model.daily.items()}
            found.append((outcomes, series, words_of_outcomes(model.scenario, outcomes)))
        return tuple(found)

    def _resident(self, job: Resident, dossier: "Dossier", note: Note) -> Any:
        from govsim.app.engine.levers import plan
        from govsim.app.engine.people import resident_card

        model = self._model(job.request, job.request.seed, note)
        turn = plan(model, job.request.changes)
        while model.day < min(job.day + 1, model.scenario.days):
            turn(model.day)
            model.step()
            self._say(note, model.day / (job.day + 1))
        return resident_card(model, dossier, job.id, job.day)

    def _say(self, note: Note, share: float) -> None:
        now = time.monotonic()
        if now - self._said > _OFTEN:
            self._said = now
            note(f"{share:.3f}")


def problem_data(problem: Any) -> dict[str, Any]:
    """Return a problem with a scenario as plain data."""
    return {
        "line": problem.line,
        "column": problem.column,
        "key": problem.key,
        "message": problem.message,
        "found": problem.found,
        "allowed": problem.allowed,
        "nearest": list(problem.nearest),
        "text": {"en": problem.message, "zh": in_chinese(problem.message)},
    }
