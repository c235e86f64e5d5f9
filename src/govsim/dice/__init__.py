"""Keyed dice: every random draw is a pure function of who draws, for what, and when.

There is no stream and no state. A draw is named by ``(seed, purpose, entity, time, count)`` and
computed by a counter-based generator, so it does not depend on the order in which draws are made,
on threads, chunks or processes, nor on what any other entity has drawn. Two runs that ask the same
question of the same entity get the same answer, which is what pairs them.

`uniform` throws, a quantile function (`normal`, `exponential`, `geometric`, `gamma`, `poisson`,
`categorical`) turns the throw into a variate. Plural names broadcast over arrays.
"""

from govsim.dice.philox import MAX_COUNT, Integer, philox4x32, uniform, uniform_pair, uniforms, words
from govsim.dice.purposes import Purpose
from govsim.dice.quantiles import (
    categorical,
    categoricals,
    exponential,
    exponentials,
    gamma,
    gammas,
    geometric,
    geometrics,
    incomplete_gamma,
    normal,
    normals,
    poisson,
    poissons,
)

__all__ = [
    "MAX_COUNT",
    "Integer",
    "Purpose",
    "categorical",
    "categoricals",
    "exponential",
    "exponentials",
    "gamma",
    "gammas",
    "geometric",
    "geometrics",
    "incomplete_gamma",
    "normal",
    "normals",
    "philox4x32",
    "poisson",
    "poissons",
    "uniform",
    "uniform_pair",
    "uniforms",
    "words",
]
