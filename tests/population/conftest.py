"""Small cities and settings for the tests of the population."""

import dataclasses

import numpy as np
import pytest

from govsim.scenario.sections.residents import LayerSettings, PopulationSettings, TiesSettings
from govsim.territory import invent_city


def _reordered(city, order):
    """Return the city with its counties in another order, streets and communities following."""
    order = np.asarray(order)
    place = np.argsort(order)

    def take(table, rows, **changes):
        fields = {}
        for field in dataclasses.fields(table):
            values = getattr(table, field.name)
            fields[field.name] = tuple(values[i] for i in rows) if isinstance(values, tuple) else values[rows]
        return dataclasses.replace(table, **(fields | changes))

    streets = np.concatenate([np.flatnonzero(city.streets.county == k) for k in order])
    communities = np.concatenate([np.flatnonzero(city.communities.county == k) for k in order])
    street_place = np.argsort(streets)
    return dataclasses.replace(
        city,
        counties=take(city.counties, order),
        streets=take(city.streets, streets, county=place[city.streets.county[streets]].astype(np.int32)),
        communities=take(
            city.communities,
            communities,
            county=place[city.communities.county[communities]].astype(np.int32),
            street=street_place[city.communities.street[communities]].astype(np.int32),
        ),
        neighbours=tuple(tuple(sorted((int(place[i]), int(place[j])))) for i, j in city.neighbours),
    )


@pytest.fixture(scope="session")
def reordered():
    """Return the function that puts the counties of a city in another order."""
    return _reordered


@pytest.fixture(scope="session")
def city():
    """Return a city of three unequal counties with 30,000 residents."""
    return invent_city(3, 4, 5, 30_000, 0.4, seed=2)


@pytest.fixture(scope="session")
def people():
    """Return the default settings of the residents."""
    return PopulationSettings()


@pytest.fixture(scope="session")
def ties():
    """Return the default settings of the ties."""
    return TiesSettings()


@pytest.fixture(scope="session")
def no_ties():
    """Return settings without any tie but those of the household."""
    alone = LayerSettings(degree=0)
    return TiesSettings(neighbours=alone, work=alone, online=alone)
