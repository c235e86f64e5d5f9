"""Trait distributions: means as asked, shapes as SciPy has them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from govsim import dice
from govsim.population import traits
from govsim.population.rows import lay_out
from govsim.population.synthesis import county_shares, expected_share

SCORES = np.linspace(-5, 5, 201)


def read(table, scores=SCORES):
    """Read a table at many scores."""
    return np.array([traits.interpolate(table, score) for score in scores])


def mean_of(table):
    """Integrate a table over the standard normal distribution."""
    scores = stats.norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    return read(table, scores).mean()


@given(st.floats(0.5, 9.0))
def test_household_sizes_have_the_mean_asked_for(mean):
    """The tilted distribution has the county's mean, within the sizes there are."""
    sizes = traits.household_sizes(mean)
    assert sizes.sum() == pytest.approx(1.0)
    assert (sizes >= 0).all()
    assert sizes @ np.arange(1, 8) == pytest.approx(min(max(mean, 1.02), 6.5), abs=1e-6)


def test_household_sizes_are_the_census_ones_at_the_census_mean():
    """Without tilt the census shares come back."""
    census = np.array([27.3, 26.3, 19.4, 14.2, 6.9, 4.0, 1.9]) / 100
    np.testing.assert_allclose(traits.household_sizes(float(census @ np.arange(1, 8))), census, atol=1e-9)


@given(st.floats(0.05, 0.95), st.floats(0.01, 0.3))
def test_truncated_normal_has_the_mean_asked_for(mean, sd):
    """Truncation at 0 and 1 does not move the mean where the distribution can have it."""
    table = traits.truncated_normal(mean, sd)
    assert table.min() >= 0
    assert table.max() <= 1
    assert (np.diff(table) >= -1e-12).all()
    assert mean_of(table) == pytest.approx(mean, abs=2e-3)


def test_truncated_normal_matches_scipy():
    """The quantiles are those of SciPy's truncated normal of the same mean."""
    location = 0.2
    ends = (0 - location) / 0.3, (1 - location) / 0.3
    reference = stats.truncnorm(*ends, location, 0.3)
    table = traits.truncated_normal(float(reference.mean()), 0.3)
    np.testing.assert_allclose(read(table), reference.ppf(stats.norm.cdf(SCORES)), atol=1e-6)


@pytest.mark.parametrize(("mean", "sd"), [(0.3, 0.0), (0.0, 0.2), (1.0, 0.2)])
def test_truncated_normal_degenerates_to_a_point(mean, sd):
    """Without spread, or with the mean at an end, everyone has the mean."""
    assert (traits.truncated_normal(mean, sd) == mean).all()


@pytest.mark.parametrize("variance", [0.05, 0.3, 1.0, 4.0])
def test_unit_gamma_matches_scipy(variance):
    """The table holds the gamma quantiles, whose mean is 1."""
    expected = stats.gamma.ppf(stats.norm.cdf(SCORES), 1 / variance, scale=variance)
    np.testing.assert_allclose(read(traits.unit_gamma(variance)), expected, rtol=1e-3, atol=1e-4)
    assert mean_of(traits.unit_gamma(variance)) == pytest.approx(1.0, abs=0.01)


def test_unit_gamma_without_variance_is_a_point():
    """Without dispersion all weights are 1."""
    assert (traits.unit_gamma(0.0) == 1).all()


@settings(max_examples=30)
@given(st.floats(0, 2), st.floats(0.3, 4), st.floats(1.5, 20), st.floats(0, 1))
def test_hardship_has_mean_one_over_the_city(cv, ratio, maximum, share):
    """Whatever the spread, the ratio and the cap, the expected hardship of the city is 1."""
    tables = traits.hardship(cv, ratio, maximum, share)
    assert max(tables.local.max(), tables.migrant.max()) <= maximum
    mean = (1 - share) * mean_of(tables.local) + share * mean_of(tables.migrant)
    assert mean == pytest.approx(1.0, abs=0.01)


def test_hardship_of_migrants_keeps_its_ratio():
    """Far below the cap migrants' hardship is the locals' times the ratio."""
    tables = traits.hardship(0.4, 1.5, 20.0, 0.3)
    assert mean_of(tables.migrant) / mean_of(tables.local) == pytest.approx(1.5, rel=1e-3)


def test_interpolation_is_linear_and_stays_inside():
    """Between nodes a table is a straight line, beyond its ends it is flat."""
    table = np.arange(traits.NODES, dtype=float)
    step = 2 * traits.SCORE_LIMIT / (traits.NODES - 1)
    assert traits.interpolate(table, -traits.SCORE_LIMIT + 10.25 * step) == pytest.approx(10.25)
    assert traits.interpolate(table, -99.0) == 0
    assert traits.interpolate(table, 99.0) == pytest.approx(traits.NODES - 1, abs=1e-3)


def test_scores_of_all_uniforms_lie_inside_the_tables():
    """The rarest uniform still has a place in a table."""
    assert abs(dice.normal(2.0**-53)) < traits.SCORE_LIMIT


def test_county_shares_are_the_census_ones(city, people):
    """Chances per county reproduce the census shares of the county."""
    shares = county_shares(city, people)
    counties = city.counties
    np.testing.assert_allclose(shares.migrant, counties.migrants / counties.population)
    np.testing.assert_allclose(shares.adult * shares.aged, counties.aged60 / counties.population)
    np.testing.assert_allclose(shares.adult, 1 - people.child_share)
    np.testing.assert_allclose(shares.worker + counties.aged60 / counties.population, shares.adult)
    where = lay_out(city, 1.0)
    expected = counties.migrants.sum() / counties.population.sum()
    assert expected_share(shares.migrant, where, counties.code) == pytest.approx(expected)
