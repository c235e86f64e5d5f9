"""A study in the hands of the EMA workbench and of SALib."""

import pickle
import warnings

import numpy as np
import pytest

from desk import TINY, rows
from govsim.analysis import extras
from govsim.study.design import at
from govsim.study.errors import StudyError
from govsim.study.plan import study_from_text
from govsim.study.tools import Bench, ema_model, salib_function, salib_problem

KINDS = TINY.replace(
    "{key: casework.kappa, values: [0.3, 0.9]}",
    "{key: casework.kappa, values: [0.3, 0.9]}\n"
    "  - {key: organizations.per_street, low: 0, high: 2, levels: 3, type: int}",
)


@pytest.fixture(scope="module")
def plan():
    """Return a tiny study."""
    return study_from_text(TINY)


@pytest.fixture(scope="module")
def ema():
    """Return the EMA workbench, which warns of parts of itself that are not there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("ema_workbench")


def test_a_run_on_the_bench_is_that_of_the_study(desk, plan):
    """The same outcomes to the last bit, at a point, a level and a world."""
    desk.govsim("run", desk.file("tiny"), "--out", "out", "--workers", 1)
    frame = rows(desk.folder / "out")
    bench = Bench(plan)
    for place in (3, 4, 20, 35):
        row = frame.iloc[place]
        point = {key: row[f"factor.{key}"] for key in plan.keys}
        lived = bench.live(point, row["level"], int(row["replicate"]))
        assert {name: row[name] for name in lived} == pytest.approx(lived, rel=0, abs=0, nan_ok=True)


def test_the_bench_refuses_what_the_study_does_not_have(plan):
    """Wrong factors and levels are named."""
    bench = Bench(plan)
    with pytest.raises(StudyError, match=r"the factors are casework\.alpha, casework\.kappa"):
        bench.live({"casework.alpha": 0.2}, "county")
    with pytest.raises(StudyError, match="the study has county, municipal"):
        bench.live({"casework.alpha": 0.2, "casework.kappa": 0.3}, "provincial")


def test_ema_workbench_lives_the_runs_of_the_study(ema, plan):
    """Every experiment has, world by world, the outcomes of the run at its values and level."""
    model = pickle.loads(pickle.dumps(ema_model(plan)))  # noqa: S301 - as it goes to processes of the workbench
    policies = [ema.Sample(level, regime=level) for level in plan.levels]
    with ema.SequentialEvaluator(model) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios=2, policies=policies)
    assert len(experiments) == 4
    assert set(experiments["casework_kappa"]) <= {0.3, 0.9}
    assert experiments["casework_alpha"].between(0, 0.4).all()
    bench = Bench(plan)
    for place, row in enumerate(experiments.to_dict("records")):
        point = {key: row[key.replace(".", "_")] for key in plan.keys}
        lived = [bench.live(point, row["regime"], world) for world in range(3)]
        for name in ("resolved_share", "wait_days_mean"):
            assert outcomes[name][place].tolist() == [one[name] for one in lived]


def test_ema_workbench_has_every_kind_of_factor(ema):
    """Ranges, whole numbers and values; a logarithmic scale is refused, as is a study without factors."""
    model = ema_model(study_from_text(KINDS), replicates=2)
    kinds = {one.name: type(one) for one in model.uncertainties}
    assert kinds == {
        "casework_alpha": ema.RealParameter,
        "casework_kappa": ema.CategoricalParameter,
        "organizations_per_street": ema.IntegerParameter,
    }
    assert model.nreplications == 2
    log = TINY.replace("low: 0, high: 0.4, levels: 3", "low: 0.01, high: 0.4, levels: 3, scale: log")
    with pytest.raises(StudyError, match=r"casework\.alpha: .* no logarithmic scale"):
        ema_model(study_from_text(log))
    bare = TINY[: TINY.index("factors:")] + TINY[TINY.index("replicates:") :]
    with pytest.raises(StudyError, match="no factors"):
        ema_model(study_from_text(bare))


def test_salib_lives_the_runs_of_the_study():
    """The difference between the levels at the values that a sample stands for, averaged over worlds."""
    plan = study_from_text(TINY.replace("scale: 4", "scale: 1"))
    problem = salib_problem(plan)
    assert problem == {
        "num_vars": 2,
        "names": ["casework.alpha", "casework.kappa"],
        "bounds": [[0.0, 1.0], [0.0, 1.0]],
    }
    samples = np.array([[0.25, 0.1], [1.0, 0.9]])
    found = salib_function(plan, "resolved_share", replicates=2)(samples)
    bench = Bench(plan)
    for shares, difference in zip(samples.tolist(), found, strict=True):
        values = [at(factor, share) for factor, share in zip(plan.study.factors, shares, strict=True)]
        point = dict(zip(plan.keys, values, strict=True))
        gaps = [
            bench.live(point, "municipal", world)["resolved_share"]
            - bench.live(point, "county", world)["resolved_share"]
            for world in range(2)
        ]
        assert difference == np.mean(gaps)
    assert found[0] != found[1]


def test_one_level_has_no_difference():
    """What needs two levels says so."""
    one = study_from_text(TINY + "compare: {levels: [county]}\n")
    for make in (ema_model, lambda plan: salib_function(plan, "resolved_share")):
        with pytest.raises(StudyError, match="compares one"):
            make(one)


def test_a_missing_workbench_is_told(plan, monkeypatch):
    """Without the extra, the message says how to install it."""

    def gone(name):
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(extras, "import_module", gone)
    with pytest.raises(extras.MissingExtraError, match=r"govsim\[studies\]"):
        ema_model(plan)
