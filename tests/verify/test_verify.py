"""The checks against theory pass, and fail where the engine is broken by 2%."""

import json
import subprocess
import sys

import numpy as np
import pytest

from govsim.kernels import serving, spreading
from govsim.population import geometry
from govsim.verify import LIMITS, Limit, Measured, influence, ladder, queueing, verdict, verify

FAULT = 1.02
BY_NAME = {limit.name: limit for limit in LIMITS}


@pytest.mark.parametrize("name", BY_NAME)
def test_the_engine_reproduces_every_limit(name):
    """Each passes with a tenth of the replications, so that this takes seconds."""
    (check,) = (check for check in verify(name, quick=True) if check.name == name)
    assert check.passed, check


def _slow_service(monkeypatch):
    """Every attempt takes 2% longer."""

    def broken(state, cases, given, arrivals, offices):
        given["service"] *= FAULT
        return run(state, cases, given, arrivals, offices)

    run = serving.run_cases
    monkeypatch.setattr(serving, "run_cases", broken)
    monkeypatch.setattr(queueing, "run_cases", broken)


def _wrong_success(monkeypatch, change):
    def broken(state, *rest):
        change(state)
        return run(state, *rest)

    run = serving.run_cases
    monkeypatch.setattr(queueing, "run_cases", broken)


def _wrong_alpha(monkeypatch):
    """A tier loses 2% more."""

    def change(state):
        state.p["casework_alpha"] *= FAULT

    _wrong_success(monkeypatch, change)


def _wrong_kappa(monkeypatch):
    """A neighbour consents 2% more often."""

    def change(state):
        state.offices["kappa"] *= FAULT

    _wrong_success(monkeypatch, change)


def _wrong_spread(monkeypatch, beta=1.0, threshold=1.0, recovery=1.0):
    def broken(ties, contagions, beta_, threshold_, recovery_, seed):
        return begin(
            ties,
            contagions,
            min(1.0, beta_ * beta),
            threshold_ * threshold,
            min(1.0, recovery_ * recovery),
            seed,
        )

    begin = spreading.begin
    monkeypatch.setattr(spreading, "begin", broken)


def _wrong_beta(monkeypatch):
    """A tie transmits 2% more often."""
    _wrong_spread(monkeypatch, beta=FAULT)


def _wrong_recovery(monkeypatch):
    """Supporters tire 2% faster."""
    _wrong_spread(monkeypatch, recovery=FAULT)


def _wrong_threshold(monkeypatch):
    """Everyone waits for 2% more."""
    _wrong_spread(monkeypatch, threshold=FAULT)


def _wrong_hazard(monkeypatch):
    """Disputes escalate 2% faster from mediation on."""

    class Broken(ladder.CityModel):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            self.state.p["escalation_base"] *= FAULT

    monkeypatch.setattr(ladder, "CityModel", Broken)
    ladder._reached.cache_clear()


def _wrong_opinion(monkeypatch):
    """Everyone listens 2% more."""

    def broken(graph, start, susceptibility=1.0, **more):
        return opinions(graph, start, np.minimum(1.0, FAULT * np.asarray(susceptibility)), **more)

    opinions = influence.opinions
    monkeypatch.setattr(influence, "opinions", broken)


def _wrong_length(monkeypatch):
    """Ties are taken to be 2% longer than they are."""

    def broken(length_km, area_km2):
        return crossing_share(FAULT * length_km, area_km2)

    crossing_share = geometry.crossing_share
    monkeypatch.setattr(geometry, "crossing_share", broken)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("erlang-c-5", _slow_service),
        ("erlang-c-40", _slow_service),
        ("border", _wrong_alpha),
        ("border", _wrong_kappa),
        ("final-size-1.5", _wrong_beta),
        ("final-size-1.5", _wrong_recovery),
        ("borel-mean", _wrong_beta),
        ("granovetter-1", _wrong_threshold),
        ("reach-formal", _wrong_hazard),
        ("friedkin-johnsen", _wrong_opinion),
        ("discs-0.3", _wrong_length),
    ],
)
def test_a_fault_of_two_per_cent_fails_the_check(name, fault, monkeypatch):
    """With all replications, the standard error is small enough to notice."""
    fault(monkeypatch)
    limit = BY_NAME[name]
    check = verdict(limit, limit.measure(1.0, 1), 1.0, 0.0)
    ladder._reached.cache_clear()
    assert not check.passed, check


def test_the_verdict_wants_both_closeness_and_precision():
    """A far estimate fails, and so does one that is too uncertain to tell."""
    limit = Limit("x", "", "", lambda _share, _seed: Measured(0.0, 0.0), precision=0.01)

    def passed(measured, share=1.0):
        return verdict(limit, measured, share, 0.0).passed

    assert passed(Measured(10.0, 10.3, 0.1))
    assert not passed(Measured(10.0, 10.4, 0.1))
    assert not passed(Measured(10.0, 10.0, 0.11))
    assert passed(Measured(10.0, 10.0, 0.11), share=0.5)
    assert passed(Measured(10.0, 10.0 + 1e-9))
    assert not passed(Measured(10.0, 10.0 + 1e-7))
    # Few replications say less: three standard errors of three replications are no surprise.
    assert passed(Measured(10.0, 10.4, 0.1, replications=3))


def _command(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "govsim", "verify", *arguments], capture_output=True, text=True, check=False
    )


def test_the_command_prints_json():
    """One array, a row for each check, with the stated keys."""
    result = _command("--json", "--only", "granovetter")
    assert result.returncode == 0, result.stderr
    rows = json.loads(result.stdout)
    assert [row["estimate"] for row in rows] == [100, 1]
    for row in rows:
        assert list(row) == ["name", "source", "target", "estimate", "standard_error", "z", "passed"]


def test_the_command_names_the_checks_it_knows():
    """An unknown name is refused with all that are known."""
    result = _command("--only", "erlangc")
    assert result.returncode == 2
    assert "erlang-c-5" in result.stderr
    assert "Traceback" not in result.stderr
