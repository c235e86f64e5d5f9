"""Rows of residents: totals, exactness at scale 1, nobody forgotten."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsim.population.rows import lay_out, rows_per_community

places = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5000)), min_size=1, max_size=30)
scales = st.one_of(st.just(1.0), st.floats(1, 1000))


def table(pairs):
    """Return populations, counties and codes of the communities drawn."""
    county = np.array([pair[0] for pair in pairs], dtype=np.int32)
    return np.array([pair[1] for pair in pairs]), county, 1000 * county + np.arange(len(pairs))


@given(places)
def test_scale_one_gives_everyone_a_row(pairs):
    """At 1:1 every person is simulated."""
    population, county, codes = table(pairs)
    np.testing.assert_array_equal(rows_per_community(population, county, codes, 1.0), population)


@given(places, scales)
def test_every_inhabited_community_has_rows_and_counties_their_total(pairs, scale):
    """Nobody is forgotten, nothing is made up, and a county's total is its population over the scale."""
    population, county, codes = table(pairs)
    rows = rows_per_community(population, county, codes, scale)
    assert ((rows > 0) == (population > 0)).all()
    for k in np.unique(county):
        here = county == k
        small = here & (population < scale) & (population > 0)
        exact = population[here].sum() / scale
        assert abs(rows[here].sum() - exact) <= 0.5 + small.sum()
        large = here & ~small
        assert (np.abs(rows - population / scale)[large] <= 1 + small.sum()).all()


@given(places, scales, st.randoms(use_true_random=False))
def test_rows_do_not_depend_on_the_order_of_communities(pairs, scale, random):
    """A community keeps its number of rows wherever it stands in the table."""
    population, county, codes = table(pairs)
    order = list(range(len(pairs)))
    random.shuffle(order)
    expected = rows_per_community(population, county, codes, scale)[order]
    found = rows_per_community(population[order], county[order], codes[order], scale)
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("scale", [1, 7, 10, 100, 1000])
def test_layout_is_contiguous(city, scale):
    """Rows of a community are consecutive and the order follows the codes."""
    where = lay_out(city, scale)
    assert where.start[0] == 0
    np.testing.assert_array_equal(np.diff(where.start), where.rows)
    assert (np.diff(where.code[where.order]) > 0).all()
    assert where.rows.sum() == pytest.approx(30_000 / scale, abs=len(city.communities))
