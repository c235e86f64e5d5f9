"""Ties on a ring: who of a circle's members is tied to whom.

The members of a circle stand on a ring. Each has a weight w, a gamma variate of mean 1, and may be
tied to those within `reach` places on either side, each pair independently with probability ::

    p[i, j] = min(1, a * w[i] * w[j] * m[class of i, class of j])
    m[c, e] = 1 - h,  plus h / (share of class c in the ring) where c = e

This is an inhomogeneous random graph [1]_: degrees are mixed Poisson with squared coefficient of
variation 1 / mean + var(w), no pair is met twice and none is tied to itself. A share h of ties is
made within the own class. The constant a, one per ring, makes the expected number of ties half the
sum of ``degree * w``. Members of one household are passed over; they are tied to each other anyway.

Of the pairs of places within reach r of a third, the share ``3/2 * (r - 1) / (2 * r - 1)`` are within
reach of each other (all are where the reach spans the ring), so the share of closed triads is about ::

    C = 3 / 2 * (r - 1) / (2 * r - 1) * degree / (2 * r) * (1 + var(w)) ** 2 * f

with f the growth of p between friends of a friend by homophily; see `homophily_growth`.

References
----------
.. [1] Bollobas, B., Janson, S., Riordan, O. (2007). The phase transition in inhomogeneous random
   graphs. Random Structures & Algorithms 31(1), 3-122. doi:10.1002/rsa.20168
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from govsim.population.traits import Table

WHOLE_RING = 2**31
"""A reach beyond any ring: everyone may be tied to everyone."""


class RingRule(NamedTuple):
    """How the rings of one layer are tied.

    `degree` is the mean degree of a member, `homophily` the share h of ties within the own class,
    `weights` the table of w by normal score, `purpose` whose dice decide, `layer` the layer's number.
    """

    degree: float
    homophily: float
    reach: int
    weights: Table
    purpose: int
    layer: int


class Rings(NamedTuple):
    """The circles of one layer.

    Members (rows) of ring r, in their order, are ``members[start[r]:start[r + 1]]``; `key` is the
    entity under which it throws dice. Counting ties fills the constant a of each ring (`scale`) and,
    for each place in `members`, the set of offsets at which that member is tied to those after it
    (`reached`: bit 0 for the next place, and so on; unused by rings of a wide reach).
    """

    start: NDArray[np.int64]
    members: NDArray[np.uint32]
    key: NDArray[np.uint64]
    scale: NDArray[np.float64]
    reached: NDArray[np.uint64]


class Ring(NamedTuple):
    """The members of one ring in their order: rows, weights, classes and households.

    The `n` members are followed by the first of them once more, as many as anyone's reach takes, so
    that nobody reaches past the end of the arrays.
    """

    n: int
    rows: NDArray[np.uint32]
    w: NDArray[np.float64]
    kind: NDArray[np.uint8]
    home: NDArray[np.uint32]


def homophily_growth(homophily: float, classes: NDArray[np.float64]) -> float:
    """Return f: how much likelier two ties of one member are tied than two random members.

    Parameters
    ----------
    homophily : float
        Share h of ties made within the own class.
    classes : ndarray of float64, shape (k,)
        Shares of the classes, which sum to 1.

    Returns
    -------
    float
        ``sum_c classes[c] * (1 - h + h * sum_e P(c, e)**2 / classes[e])`` with P(c, e) the chance
        that a tie of class c leads to class e.
    """
    present = classes[classes > 0]
    leads = (1.0 - homophily) * present[None, :] + homophily * np.eye(present.size)
    return float(present @ (1.0 - homophily + homophily * (leads**2 / present[None, :]).sum(axis=1)))


def reach_for(clustering: float, degree: float, dispersion: float, growth: float) -> int:
    """Return the reach on a large ring that gives a share of closed triads: solves the equation for C.

    Parameters
    ----------
    clustering : float
        Share of closed triads wanted.
    degree : float
        Mean degree of a member.
    dispersion : float
        Variance of the weights.
    growth : float
        f of `homophily_growth`.

    Returns
    -------
    int
        Places on either side; large enough for the degree, which bounds the clustering.
    """
    least = math.ceil(0.5 * (degree * (1.0 + dispersion) + 2.0))
    if clustering <= 0.0:
        return WHOLE_RING
    k = degree * (1.0 + dispersion) ** 2 * growth
    b = 2.0 * clustering + 1.5 * k
    discriminant = b * b - 24.0 * clustering * k
    # No reach gives as much clustering as is wanted where the roots are not real.
    wanted = (b + math.sqrt(discriminant)) / (8.0 * clustering) if discriminant > 0.0 else 0.0
    return int(min(max(least, round(wanted)), WHOLE_RING))
