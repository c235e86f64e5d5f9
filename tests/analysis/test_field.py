"""The border in two factors: known borders of made-up fields."""

import numpy as np
import pytest

from govsim.analysis.field import difference_field, smooth, zero_crossings
from govsim.analysis.matrices import IncompleteError
from govsim.analysis.mean_field import MeanField, border_share

GRID = np.array([[x, y] for x in np.linspace(0, 0.4, 6) for y in np.linspace(0.5, 1.1, 6)])


def slope(points):
    """Return a field that is zero on the line from (.1, .5) to (.3, 1.1)."""
    return 2 * (points[:, 0] - 0.1) - 2 * (points[:, 1] - 0.5) / 3


def worlds(points, function, noise, common, replicates, seed):
    """Return paired differences in which a world moves all points together, and each a little by itself."""
    rng = np.random.default_rng(seed)
    together = common * rng.normal(size=replicates)
    return function(points)[:, None] + together + noise * rng.normal(size=(len(points), replicates))


def true_sign(field, function):
    """Return the true sign on the grid of a field."""
    x, y = np.meshgrid(field.x, field.y)
    return np.sign(function(np.column_stack([x.ravel(), y.ravel()]))).reshape(x.shape)


def test_field_finds_the_border():
    """Its zero line is the true one, the band holds it, and far from it the sign is known."""
    field = difference_field(GRID, worlds(GRID, slope, 0.05, 0.0, 20, 1), seed=1)
    assert (field.x[0], field.x[-1], field.y[0], field.y[-1]) == pytest.approx((0, 0.4, 0.5, 1.1))
    for row, y in zip(field.mean, field.y, strict=True):
        (at,) = zero_crossings(field.x, row)
        assert at == pytest.approx(0.1 + (y - 0.5) / 3, abs=0.02)
    truth = true_sign(field, slope)
    wrong = (field.sign != 0) & (field.sign != truth)
    assert wrong.mean() < 0.01
    assert (field.sign == 0).mean() < 0.2
    assert sum(field.shares) == pytest.approx(1)
    assert 0.5 < field.left_out_error < 1.6


def test_band_knows_that_all_points_meet_the_same_worlds():
    """Where worlds move all points together, the true line lies in the band in 95% of studies or so.

    A field that took the points' errors for independent would have it in 70% of them.
    """
    held = []
    for seed in range(24):
        points = GRID[::2]
        field = difference_field(points, worlds(points, slope, 0.01, 0.1, 12, seed), size=5, seed=1)
        truth = slope(np.array([[field.x[2], field.y[2]]]))[0]
        held.append(abs(field.mean[2, 2] - truth) < field.quantile * field.error[2, 2])
    assert np.mean(held) >= 0.85


def test_two_borders():
    """A field that is above zero within a stripe has two borders on every line through it."""
    field = difference_field(
        GRID, worlds(GRID, lambda p: 0.01 - (p[:, 0] - 0.2) ** 2, 0.001, 0.0, 10, 2), seed=1
    )
    for row in field.mean:
        assert zero_crossings(field.x, row) == pytest.approx([0.1, 0.3], abs=0.02)
    below, _, above = field.shares
    assert below > 0.3
    assert above > 0.3


def test_no_border():
    """A field above zero everywhere is known to be, and has no zero line."""
    field = difference_field(GRID, worlds(GRID, lambda p: 0.5 + p[:, 0], 0.05, 0.05, 10, 3), seed=1)
    assert field.shares == (0, 0, 1)
    assert all(zero_crossings(field.x, row) == [] for row in field.mean)


def test_nothing_but_noise_is_not_known():
    """Where regimes do not differ, most of the map is undecided and the share of noise is near 1."""
    unknown, shares = zip(
        *(
            (field.shares[1], field.noise_share)
            for field in (
                difference_field(GRID, worlds(GRID, lambda p: 0 * p[:, 0], 0.1, 0.0, 10, seed), seed=1)
                for seed in range(5)
            )
        ),
        strict=True,
    )
    assert np.mean(unknown) > 0.75
    assert np.mean(shares) > 0.7


def test_log_scale_is_kept():
    """A factor on a log scale is predicted at places that are even on it."""
    points = np.column_stack([10 ** (3 * GRID[:, 0] / 0.4), GRID[:, 1]])
    made = worlds(points, lambda p: np.log10(p[:, 0]) - 1.5, 0.02, 0.0, 10, 1)
    field = difference_field(points, made, scales=("log", "linear"), seed=1)
    assert np.diff(np.log(field.x)) == pytest.approx(np.log(field.x[1] / field.x[0]))
    (at,) = zero_crossings(np.log10(field.x), field.mean[30])
    assert at == pytest.approx(1.5, abs=0.05)


def test_differences_without_any_luck_are_fitted():
    """The same difference in every world is not taken for a fault."""
    field = difference_field(GRID, np.tile(slope(GRID)[:, None], 3), seed=1)
    assert field.noise_share == 0
    assert field.error.max() < 0.02


def test_smooth_interpolates_on_the_same_grid():
    """A formula at the points becomes the formula on the map."""
    field = difference_field(GRID, worlds(GRID, slope, 0.05, 0.0, 20, 1), size=21, seed=1)
    x, y = np.meshgrid(field.x, field.y)
    got = smooth(GRID, slope(GRID), field, seed=1)
    assert got == pytest.approx(slope(np.column_stack([x.ravel(), y.ravel()])).reshape(21, 21), abs=0.01)


def test_what_is_too_little_is_refused():
    """Gaps, too few points or worlds, and a factor that does not vary."""
    made = worlds(GRID, slope, 0.05, 0.0, 4, 1)
    gap = made.copy()
    gap[3, 1] = np.nan
    with pytest.raises(IncompleteError, match="point 3, replicate 1"):
        difference_field(GRID, gap, seed=1)
    with pytest.raises(ValueError, match="found 7 and 4"):
        difference_field(GRID[:7], made[:7], seed=1)
    with pytest.raises(ValueError, match="found 36 and 1"):
        difference_field(GRID, made[:, :1], seed=1)
    with pytest.raises(ValueError, match="two factors"):
        difference_field(GRID * [1, 0], made, seed=1)


def test_mean_field_border():
    """The formula gives the figure of the model document, and moves as it should."""
    city = MeanField(alpha=0.1, kappa=0.5, load=0.875, patience=60 / 14, servers=8, counties=8)
    x = border_share(city)
    assert x == pytest.approx(0.113, abs=5e-4)
    lossier = MeanField(alpha=0.2, kappa=0.5, load=0.875, patience=60 / 14, servers=8, counties=8)
    assert border_share(lossier) > x
    # Without queues there is nothing to pool either.
    idle = MeanField(alpha=0.1, kappa=0.5, load=0.2, patience=60 / 14, servers=8, counties=8)
    assert border_share(idle) == pytest.approx(0.2, abs=1e-3)
    further = MeanField(alpha=0.1, kappa=0.5, load=0.875, patience=60 / 14, servers=8, counties=8, tiers=2)
    assert border_share(further) > x
    # One county: nothing is pooled, and what is lost on the way is all there is.
    alone = MeanField(alpha=0.1, kappa=0.5, load=0.875, patience=60 / 14, servers=8, counties=1)
    assert border_share(alone) == pytest.approx(0.2)
    with pytest.raises(ValueError, match="kappa 1"):
        border_share(MeanField(alpha=0.1, kappa=1, load=0.9, patience=4, servers=8, counties=8))
