"""Cities: counties, streets and communities with their people, real or invented.

`find_cities` looks a real city up by name or code, `load_city` reads it from the tables shipped with the
package, `invent_city` makes one up. Both return a `Territory`, which the rest of govsim takes as it is.
"""

from typing import TYPE_CHECKING, Any

from govsim.territory.apportion import apportion
from govsim.territory.city import Communities, Counties, Streets, Territory, in_code_order
from govsim.territory.describe import describe_city
from govsim.territory.find import CityEntry, UnknownCityError, find_cities, find_city
from govsim.territory.load import load_city

if TYPE_CHECKING:
    from govsim.territory.invented import invent_city

__all__ = [
    "CityEntry",
    "Communities",
    "Counties",
    "Streets",
    "Territory",
    "UnknownCityError",
    "apportion",
    "describe_city",
    "find_cities",
    "find_city",
    "in_code_order",
    "invent_city",
    "load_city",
]


def __getattr__(name: str) -> Any:
    """Import `invent_city` when it is first asked for: its dice load numba, which lookups do not need."""
    if name == "invent_city":
        from govsim.territory.invented import invent_city

        return invent_city
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
