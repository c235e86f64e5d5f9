"""Units of one city by the names that people give them."""

from govsim.territory.city import Communities, Counties, Streets


def rows_named(units: Counties | Streets | Communities, name: str) -> list[int]:
    """Return the rows of the units that answer to a code, a Chinese name or an English name.

    Parameters
    ----------
    units : Counties, Streets or Communities
    name : str

    Returns
    -------
    list of int
        Ascending; several where units of a city share a name, as communities do.
    """
    columns = zip(units.code.tolist(), units.name, units.english, strict=True)
    return [row for row, (code, *names) in enumerate(columns) if name == str(code) or name in names]
