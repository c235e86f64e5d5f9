"""Ties of a given length over county lines."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from govsim.population import crossing_share, place_ties
from govsim.scenario.sections.residents import LayerSettings, TiesSettings
from govsim.territory import invent_city, load_city


@pytest.mark.parametrize("u", [0.05, 0.3, 0.7, 0.95])
def test_the_share_is_that_of_random_ties_in_a_disc(u):
    """One end anywhere in a disc, the other at a distance in any direction: how often is it outside."""
    rng = np.random.default_rng(3)
    n, radius = 400_000, 5.0
    r, phi = radius * np.sqrt(rng.uniform(size=n)), rng.uniform(0, 2 * np.pi, n)
    outside = np.mean(np.abs(r + 2 * u * radius * np.exp(1j * phi)) > radius)
    share = crossing_share(2 * u * radius, np.pi * radius**2)
    assert_allclose(outside, share, atol=4.5 * np.sqrt(share * (1 - share) / n))


def test_the_ends():
    """Ties without length stay; those longer than a county is wide leave."""
    assert crossing_share(0.0, 100.0) == 0.0
    assert crossing_share(11.3, 100.0) == 1.0
    assert np.isnan(crossing_share(2.0, [4.0, np.nan])).tolist() == [False, True]


def test_only_layers_with_a_length_change():
    """And leaving a county is leaving a community."""
    ties = TiesSettings(work=LayerSettings(leave_community=0.1, length_km=8.0))
    placed = place_ties(ties, invent_city(4, 1, 1, 1000, side_km=10.0))
    assert placed.neighbours == ties.neighbours
    assert placed.online == ties.online
    assert placed.work.leave_county == pytest.approx(float(crossing_share(8.0, 100.0)))
    assert placed.work.leave_community == placed.work.leave_county
    assert placed.work.degree == ties.work.degree


def test_a_real_city_weighs_its_counties_by_residents():
    """Areas differ a hundredfold; what counts is where people live."""
    city = load_city("兰州")
    ties = TiesSettings(online=LayerSettings(leave_community=0.1, length_km=5.0))
    counties = city.counties
    known = np.isfinite(counties.area_km2) & (counties.population > 0)
    expected = np.average(crossing_share(5.0, counties.area_km2[known]), weights=counties.population[known])
    assert place_ties(ties, city).online.leave_county == pytest.approx(float(expected))


def test_without_a_length_nothing_changes():
    """Off is the same object's worth."""
    ties = TiesSettings()
    assert place_ties(ties, invent_city(4, 1, 1, 1000)) == ties
