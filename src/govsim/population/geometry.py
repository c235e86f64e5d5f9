"""How many ties leave their county, from their length and the size of the counties."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from govsim.scenario.sections.residents import LayerSettings, TiesSettings
from govsim.scenario.vocabulary import LAYERS
from govsim.territory import Territory


def crossing_share(length_km: float, area_km2: ArrayLike) -> NDArray[np.float64]:
    """Return the share of ties of one length that leave a round county.

    With one end anywhere in a disc of radius r and the other at distance d in any direction, the share
    whose other end lies outside is ``1 - (2 / pi)(arccos u - u sqrt(1 - u^2))``, ``u = d / 2r``: what two
    discs of radius r at distance d do not share.

    Parameters
    ----------
    length_km : float
        Length d of a tie.
    area_km2 : array_like of float
        Area of the counties.

    Returns
    -------
    ndarray of float64
        In [0, 1], in the shape of `area_km2`; NaN where the area is.
    """
    radius = np.sqrt(np.asarray(area_km2, dtype=np.float64) / math.pi)
    u = np.minimum(1.0, length_km / (2.0 * radius))
    return 1.0 - 2.0 / math.pi * (np.arccos(u) - u * np.sqrt(1.0 - u * u))


def place_ties(ties: TiesSettings, territory: Territory) -> TiesSettings:
    """Return the settings with `leave_county` worked out where a layer's ties have a length.

    It is the mean of `crossing_share` over the residents of all counties whose area is known. A tie that
    leaves the county leaves the community too, so `leave_community` is at least that.
    """
    changes: dict[str, LayerSettings] = {}
    counties = territory.counties
    known = np.isfinite(counties.area_km2) & (counties.population > 0)
    for layer in LAYERS:
        settings: LayerSettings = getattr(ties, layer)
        if settings.length_km is None or not known.any():
            continue
        shares = crossing_share(settings.length_km, counties.area_km2[known])
        # Exactly rounded, so that the order of the counties is of no consequence.
        people = counties.population[known].astype(np.float64)
        leave = math.fsum(shares * people) / math.fsum(people)
        changes[layer] = settings.model_copy(
            update={"leave_county": leave, "leave_community": max(leave, settings.leave_community)}
        )
    return ties.model_copy(update=changes)
