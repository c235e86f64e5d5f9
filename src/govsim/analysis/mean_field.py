"""The border by formula: mean field, one attempt a case, one tier."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MeanField:
    """What the closed form needs.

    Attributes
    ----------
    alpha : float
        Share of information lost per tier that a file climbs.
    kappa : float
        Chance, relative to a case of its own, that a county resolves one that another has to consent to.
    load : float
        Arrivals over what all slots can serve.
    patience : float
        Mean patience, in mean service times.
    servers : int
        Slots of a county.
    counties : int
        Of the city, all alike.
    tiers : int
        L, how many tiers further a file climbs where the city leads.
    """

    alpha: float
    kappa: float
    load: float
    patience: float
    servers: int
    counties: int
    tiers: int = 1


def border_share(city: MeanField) -> float:
    """Return the share of disputes over county lines at which both levels resolve the same.

    ``x* = [1 - (1 - alpha)**L (1 - A_m) / (1 - A_c)] / (1 - kappa)``, A the share that abandons the queue in
    M/M/c+M (Palm 1957), at one county and at the pooled city. Above it the city resolves more, below it the
    counties do.

    Parameters
    ----------
    city : MeanField

    Returns
    -------
    float
        Below 0 where the city resolves more whatever crosses, above 1 where the counties do.

    Raises
    ------
    ValueError
        If kappa is 1, so that crossing costs nothing and no share makes a difference, or a number is out of
        its range.

    Examples
    --------
    >>> city = MeanField(alpha=0.1, kappa=0.5, load=0.875, patience=60 / 14, servers=8, counties=8)
    >>> round(border_share(city), 3)
    0.113
    """
    from govsim.verify.queueing import erlang_a_abandonment

    if not (0 <= city.alpha < 1 and 0 <= city.kappa < 1 and city.load > 0 and city.patience > 0):
        raise ValueError(
            f"found alpha {city.alpha}, kappa {city.kappa}, load {city.load}, patience {city.patience}; "
            "allowed are alpha and kappa from 0 to below 1, load and patience above 0"
        )
    kept_county = 1.0 - erlang_a_abandonment(city.servers, city.load, city.patience)
    kept_city = 1.0 - erlang_a_abandonment(city.servers * city.counties, city.load, city.patience)
    return (1.0 - (1.0 - city.alpha) ** city.tiers * kept_city / kept_county) / (1.0 - city.kappa)
