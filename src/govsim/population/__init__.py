"""Residents in columns and their ties, made from the census figures of a territory."""

from govsim.population.build import Population, build_population
from govsim.population.facts import LAYERS
from govsim.population.geometry import crossing_share, place_ties
from govsim.population.residents import (
    AGE_CLASSES,
    NO_GROUP,
    SCHEMA,
    Residents,
    resident_key,
)
from govsim.population.ties import Ties

__all__ = [
    "AGE_CLASSES",
    "LAYERS",
    "NO_GROUP",
    "SCHEMA",
    "Population",
    "Residents",
    "Ties",
    "build_population",
    "crossing_share",
    "place_ties",
    "resident_key",
]
