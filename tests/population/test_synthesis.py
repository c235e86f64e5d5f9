"""Residents: census shares, households, keyed traits, and a plain-Python twin."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govsim import dice
from govsim.dice import Purpose
from govsim.population import build_population, resident_key, traits
from govsim.population.rows import lay_out
from govsim.population.synthesis import county_shares, expected_share, synthesise, trait_tables
from govsim.territory import invent_city


@pytest.fixture(scope="module")
def made(city, people):
    """Return the residents of the city at 1:1."""
    return synthesise_city(city, people, 1.0, 7)


def synthesise_city(city, people, scale, seed):
    """Make the residents of a city without ties."""
    where = lay_out(city, scale)
    shares = county_shares(city, people)
    migrants = expected_share(shares.migrant, where, city.counties.code)
    return synthesise(where, people, shares, migrants, 0.12, seed)


def plain_community(city, people, scale, seed, c):
    """Make the residents of one community in plain Python, from the rules as the docstrings state them."""
    where = lay_out(city, scale)
    shares = county_shares(city, people)
    migrants = expected_share(shares.migrant, where, city.counties.code)
    tables = trait_tables(people, migrants)
    k = int(where.county[c])
    code, n = int(where.code[c]), int(where.rows[c])
    chances = np.diff(shares.sizes[k], prepend=0.0)
    expected = [0.0]
    for size in range(1, n + 1):
        expected.append(1.0 + sum(p * expected[max(size - j, 0)] for j, p in enumerate(chances, start=1)))
    child = (1 - shares.adult[k]) * n / (n - expected[n]) if n > expected[n] else 0.0

    def throw(purpose, index, count=0):
        return dice.uniform_pair(seed, purpose, np.uint64(code << 24 | index), 0, count)

    def read(table, score):
        return np.float32(traits.interpolate(table, score))

    rows, home, left = [], -1, 0
    for i in range(n):
        if left == 0:
            home, head = home + 1, i
            left = 1 + int(np.searchsorted(shares.sizes[k], throw(Purpose.HOUSEHOLD_SIZE, home)[0], "right"))
            migrant = throw(Purpose.MIGRANT, home)[0] < shares.migrant[k]
        left -= 1
        u, v = throw(Purpose.AGE, i)
        age = 0 if i != head and u < child else 2 if v < shares.aged[k] else 1
        party, volunteer, organised = (
            age > 0 and throw(purpose, i)[0] * shares.adult[k] < share
            for purpose, share in (
                (Purpose.PARTY, people.party_share),
                (Purpose.VOLUNTEER, people.volunteer_share),
                (Purpose.ORGANISED, 0.12),
            )
        )
        hardship = tables.hardship_migrant if migrant else tables.hardship_local
        common = np.sqrt(people.trust_common) * dice.normal(throw(Purpose.TRUST, i, 2)[0])
        own = [dice.normal(u) for pair in range(2) for u in throw(Purpose.TRUST, i, pair)]
        rows.append(
            {
                "community": c,
                "household": where.start[c] + head,
                "migrant": migrant,
                "age_class": age,
                "party": party,
                "volunteer": volunteer,
                "organised": organised,
                "hardship": read(hardship, dice.normal(throw(Purpose.HARDSHIP, i)[0])),
                "threshold": traits.interpolate(
                    tables.threshold, dice.normal(throw(Purpose.THRESHOLD, i)[0])
                ),
                "trust": [
                    read(tables.trust[tier], common + np.sqrt(1 - people.trust_common) * own[tier])
                    for tier in range(4)
                ],
            }
        )
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


@pytest.mark.parametrize("scale", [1.0, 40.0])
def test_residents_match_the_plain_python_twin(city, people, scale):
    """The compiled kernel makes the very residents that the stated rules make."""
    residents = synthesise_city(city, people, scale, 11)
    start = lay_out(city, scale).start
    for c in (0, 17, 59):
        for name, values in plain_community(city, people, scale, 11, c).items():
            found = getattr(residents, name)[start[c] : start[c + 1]]
            np.testing.assert_array_equal(found, values.astype(found.dtype), err_msg=name)


def test_census_shares_come_out_in_every_county(city, made):
    """Migrants, the aged and children have their census shares within sampling error."""
    county = city.communities.county[made.community]
    first = made.household == np.arange(made.household.size)
    for k in range(3):
        here = county == k
        people, homes = here.sum(), (here & first).sum()
        counties = city.counties
        migrants = counties.migrants[k] / counties.population[k]
        assert made.migrant[here].mean() == pytest.approx(migrants, abs=5 * np.sqrt(0.25 / homes))
        aged = counties.aged60[k] / counties.population[k]
        assert (made.age_class[here] == 2).mean() == pytest.approx(aged, abs=5 * np.sqrt(0.25 / people))
        assert (made.age_class[here] == 0).mean() == pytest.approx(0.1795, abs=5 * np.sqrt(0.15 / people))
        assert people / homes == pytest.approx(counties.population[k] / counties.households[k], rel=0.04)


def test_households_are_consecutive_of_one_community_and_status(made):
    """A household is a run of rows headed by its own first row, someone past childhood."""
    n = made.household.size
    head = made.household.astype(np.int64)
    assert (head <= np.arange(n)).all()
    assert (np.diff(head) >= 0).all()
    assert (head[head] == head).all()
    assert (made.community[head] == made.community).all()
    assert (made.migrant[head] == made.migrant).all()
    assert (made.age_class[head] > 0).all()
    assert np.bincount(head).max() <= traits.MAX_HOUSEHOLD


@pytest.mark.parametrize(("column", "share"), [("party", 0.07), ("volunteer", 0.10), ("organised", 0.12)])
def test_civic_shares_hold_for_all_residents_and_no_child_takes_part(made, column, share):
    """Shares refer to all residents though only those aged 15 and over are drawn."""
    values = getattr(made, column)
    assert values.mean() == pytest.approx(share, abs=5 * np.sqrt(share / values.size))
    assert values[made.age_class == 0].sum() == 0


def test_traits_have_the_means_asked_for(made, people):
    """Hardship, threshold and trust have the means, spreads and correlation that the settings state."""
    assert made.hardship.mean() == pytest.approx(1.0, abs=0.02)
    assert made.hardship.max() <= people.hardship_maximum
    ratio = made.hardship[made.migrant == 1].mean() / made.hardship[made.migrant == 0].mean()
    assert ratio == pytest.approx(people.hardship_migrant, rel=0.03)
    assert made.threshold.mean() == pytest.approx(people.threshold_mean, abs=0.003)
    means = (people.trust_community, people.trust_street, people.trust_county, people.trust_city)
    np.testing.assert_allclose(made.trust.mean(axis=0), means, atol=0.01)
    np.testing.assert_allclose(np.corrcoef(made.trust.T)[0, 1:], people.trust_common, atol=0.03)
    assert made.trust.min() >= 0
    assert made.trust.max() <= 1


def test_thinned_populations_keep_their_ages(city, people):
    """Cutting the last household of each community does not make children rare."""
    residents = synthesise_city(city, people, 50.0, 1)
    many = [synthesise_city(city, people, 50.0, seed).age_class for seed in range(20)]
    assert residents.age_class.size < 700
    assert np.mean(np.concatenate(many) == 0) == pytest.approx(0.1795, abs=0.02)


@settings(max_examples=15)
@given(st.integers(0, 2**64 - 1), st.integers(2, 400))
def test_a_larger_community_only_adds_residents(people, seed, n):
    """Residents are keyed by their place in the community, so earlier households do not change."""
    small = invent_city(1, 1, 1, n)
    large = invent_city(1, 1, 1, n + 100)
    large = dataclasses.replace(
        large, counties=dataclasses.replace(small.counties, population=small.counties.population)
    )
    a, b = (synthesise_city(city, people, 1.0, seed) for city in (small, large))
    np.testing.assert_array_equal(a.household, b.household[:n])
    np.testing.assert_array_equal(a.migrant, b.migrant[:n])
    np.testing.assert_array_equal(a.threshold, b.threshold[:n])


@given(st.integers(0, 999_999_999_999), st.integers(0, 2**24 - 1))
def test_resident_keys_are_unique_and_fit(code, index):
    """Code and place can be read back from the key."""
    key = int(resident_key(code, index))
    assert (key >> 24, key % 2**24) == (code, index)


def test_another_seed_makes_other_people(city, people, ties):
    """Residents depend on the seed and on nothing else."""
    one, same, other = (build_population(city, people, ties, 10, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.residents.threshold, same.residents.threshold)
    assert (one.residents.threshold != other.residents.threshold).mean() > 0.99
