"""Sensitivity through the path of a study, against analytic indices."""

import sys
from math import isnan, nan, pi

import numpy as np
import pytest
from SALib.sample import latin
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample

from govsim.analysis.extras import MissingExtraError
from govsim.analysis.matrices import IncompleteError, common_replicates, noise_of
from govsim.analysis.sensitivity import morris, of_levels_and_differences, pawn, sobol

THREE = ("x1", "x2", "x3")
FOUR = ("a", "b", "c", "d")
WEIGHTS = np.array([0.0, 1.0, 4.5, 9.0])


def problem(names):
    """Return a problem on the unit cube."""
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def ishigami(unit):
    """Return the function of Ishigami and Homma (1990), a = 7, b = .1."""
    x = pi * (2 * unit - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def ishigami_indices():
    """Return its first-order and total indices, and the second-order one of x1 and x3."""
    one = 0.5 * (1 + 0.1 * pi**4 / 5) ** 2
    two = 7**2 / 8
    both = 0.1**2 * pi**8 * (1 / 18 - 1 / 50)
    v = one + two + both
    return np.array([one, two, 0]) / v, np.array([one + both, two, both]) / v, both / v


def sobol_g(unit):
    """Return the G function of Saltelli and Sobol (1995)."""
    return np.prod((np.abs(4 * unit - 2) + WEIGHTS) / (1 + WEIGHTS), axis=1)


def sobol_g_indices():
    """Return its first-order and total indices."""
    v = 1 / (3 * (1 + WEIGHTS) ** 2)
    whole = np.prod(1 + v) - 1
    return v / whole, v * np.prod(1 + v) / (1 + v) / whole


def study(y, noise=0.0, worlds=6, seed=0):
    """Return outcomes of a study (points, levels, replicates): a level of y, and one of twice y.

    Every world adds something to all points, and to each of its points something of its own.
    """
    rng = np.random.default_rng(seed)
    luck = rng.normal(0, 5.0, worlds) + noise * rng.normal(size=(len(y), worlds))
    return np.stack([y[:, None] + luck, 3 * y[:, None] + 2 * luck[::-1]], axis=1)


def test_sobol_indices_of_ishigami():
    """First, total and second order, of the levels and of their difference."""
    unit = sobol_sample.sample(problem(THREE), 2048, calc_second_order=True, seed=1)
    values = study(ishigami(unit))
    found = of_levels_and_differences(
        lambda matrix: sobol(THREE, matrix, second_order=True, seed=1), values, ("county", "municipal")
    )
    assert set(found) == {"county", "municipal", "municipal minus county"}
    first, total, both = ishigami_indices()
    for indices in found.values():
        assert indices.first == pytest.approx(first, abs=0.03)
        assert indices.total == pytest.approx(total, abs=0.03)
        assert indices.second[0, 2] == pytest.approx(both, abs=0.04)
        assert np.abs(indices.second[[0, 1], [1, 2]]).max() < 0.04
        assert indices.noise.share < 1e-9
        assert indices.samples == 2048
        # The intervals hold the truth, and are not so wide that they hold anything.
        assert np.all(np.abs(indices.first - first) < 2 * indices.first_half + 1e-9)
        assert indices.first_half.max() < 0.1


def test_sobol_indices_of_the_g_function():
    """First order and total, without second order."""
    unit = sobol_sample.sample(problem(FOUR), 2048, calc_second_order=False, seed=2)
    found = sobol(FOUR, study(sobol_g(unit))[:, 0], second_order=False, seed=1)
    first, total = sobol_g_indices()
    assert found.first == pytest.approx(first, abs=0.02)
    assert found.total == pytest.approx(total, abs=0.02)
    assert found.second is None


def test_noise_is_told_and_does_to_indices_what_is_said():
    """Half the variance of the means is noise: first orders fall by half, totals rise by about a half."""
    unit = sobol_sample.sample(problem(FOUR), 4096, calc_second_order=False, seed=3)
    y = sobol_g(unit)
    values = study(y, noise=np.sqrt(6 * y.var()))[:, 0]
    found = sobol(FOUR, values, second_order=False, seed=1)
    first, total = sobol_g_indices()
    assert found.noise.share == pytest.approx(0.5, abs=0.02)
    assert found.noise.share_of_one == pytest.approx(6 / 7, abs=0.02)
    assert found.first == pytest.approx(first / 2, abs=0.05)
    assert found.total == pytest.approx(total / 2 + 0.5, abs=0.05)


def test_what_a_world_does_everywhere_is_no_noise():
    """A world that shifts all points alike moves no index."""
    unit = sobol_sample.sample(problem(FOUR), 64, calc_second_order=False, seed=3)
    quiet = sobol_g(unit)[:, None] + np.random.default_rng(1).normal(0, 100.0, 5)
    assert noise_of(quiet).share == pytest.approx(0, abs=1e-9)
    assert sobol(FOUR, quiet, second_order=False, seed=1).first == pytest.approx(
        sobol(FOUR, sobol_g(unit)[:, None], second_order=False, seed=1).first
    )


def test_one_replicate_cannot_tell_noise():
    """With one replicate, the share of noise is not known, and not said to be none."""
    assert isnan(noise_of(np.arange(4.0)[:, None]).share)


def test_indices_do_not_depend_on_other_random_numbers():
    """The same numbers and seed give the same indices and intervals, and leave numpy's state alone."""
    unit = sobol_sample.sample(problem(THREE), 64, calc_second_order=True, seed=1)
    y = ishigami(unit)[:, None]
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    one = sobol(THREE, y, second_order=True, seed=5)
    other = sobol(THREE, y, second_order=True, seed=5)
    pawn(THREE, unit, y, seed=5)
    assert (one.first_half == other.first_half).all()
    assert (before == np.random.get_state()[1]).all()  # noqa: NPY002


def test_morris_of_a_linear_function():
    """Elementary effects of a linear function are its slopes; of one that bends, they vary."""
    unit = morris_sample.sample(problem(FOUR), 20, num_levels=4, seed=1)
    slopes = np.array([3.0, -2.0, 0.0, 0.5])
    values = study(unit @ slopes)
    found = morris(FOUR, unit, values[:, 0], levels=4, seed=1)
    assert found.mu == pytest.approx(slopes, abs=1e-9)
    assert found.mu_star == pytest.approx(np.abs(slopes), abs=1e-9)
    assert found.sigma == pytest.approx(0, abs=1e-9)
    assert found.trajectories == 20
    bent = morris(FOUR, unit, (unit[:, 0] * unit[:, 1])[:, None], levels=4, seed=1)
    assert bent.sigma[0] > 0.1
    assert bent.mu_star[2:] == pytest.approx(0, abs=1e-12)


def test_morris_refuses_what_is_no_trajectory():
    """Points in another order, or too few, are no trajectories."""
    unit = morris_sample.sample(problem(FOUR), 4, num_levels=4, seed=1)
    y = unit[:, :1]
    with pytest.raises(ValueError, match="exactly one factor"):
        morris(FOUR, unit[::-2].repeat(2, axis=0), y, levels=4, seed=1)
    with pytest.raises(ValueError, match="multiples of 5"):
        morris(FOUR, unit[:-1], y[:-1], levels=4, seed=1)


@pytest.mark.parametrize("slices", [4, 10, 13])
def test_pawn_orders_factors_and_knows_the_idle_ones(slices):
    """The G function's factors come in the order of their weights; one that does nothing is in the noise."""
    names = (*FOUR, "idle")
    unit = latin.sample(problem(names), 1000, seed=1)
    found = pawn(names, 10 + 5 * unit, study(sobol_g(unit[:, :4]))[:, 1], seed=1, slices=slices)
    assert list(np.argsort(-found.median)[:2]) == [0, 1]
    assert found.median[0] > 2 * found.dummy
    assert found.median[4] < 1.2 * found.dummy
    assert (found.maximum >= found.median).all()


@pytest.mark.parametrize("method", ["sobol", "morris", "pawn"])
def test_incomplete_matrices_are_refused(method):
    """One missing run is named, and nothing is filled in."""
    design = morris_sample.sample(problem(FOUR), 6, num_levels=4, seed=1)
    values = study(design[:, 0])[:, 0]
    values[7, 2] = nan
    analyse = {
        "sobol": lambda matrix: sobol(FOUR, matrix, second_order=False, seed=1),
        "morris": lambda matrix: morris(FOUR, design, matrix, levels=4, seed=1),
        "pawn": lambda matrix: pawn(FOUR, design, matrix, seed=1),
    }[method]
    with pytest.raises(
        IncompleteError, match=r"1 of 180 have no value, the first at design point 7, replicate 2"
    ):
        analyse(values)
    assert common_replicates(values).tolist() == [True, True, False, True, True, True]
    analyse(values[:, common_replicates(values)])
    with pytest.raises(IncompleteError, match="none"):
        analyse(values[:, :0])


def test_wrong_number_of_points_is_refused():
    """A design without second order is not read as one with it."""
    with pytest.raises(ValueError, match="multiple of 10"):
        sobol(FOUR, np.ones((6, 2)), second_order=True, seed=1)


def test_outcome_that_never_varies_has_no_indices():
    """Nothing varies, so that no factor has a share in it, and none is made up."""
    found = sobol(FOUR, np.ones((12, 2)), second_order=False, seed=1)
    assert np.isnan(found.first).all()
    assert np.isnan(found.total).all()


def test_missing_package_names_the_extra(monkeypatch):
    """Without SALib the message says what to install."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "SALib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "SALib", None)
    with pytest.raises(MissingExtraError, match=r"govsim\[studies\]"):
        sobol(FOUR, np.arange(6.0)[:, None], second_order=False, seed=1)
