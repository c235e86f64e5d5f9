"""Agent-based comparison of county-level and municipal-level conflict resolution in Chinese cities.

The public names, each loaded when it is first asked for, so that ``import govsim`` is quick:

========================  ====================================================================
`Scenario`                a scenario file, checked and complete
`load_city`               a real city: counties, streets, communities and their people
`find_cities`             the cities that a name or code may mean
`invent_city`             a made-up city of a chosen shape
`CityModel`               one city under one regime, as a Mesa model
`build_city`              territory and population of a scenario, to be shared between models
`compare`                 several regimes on the same worlds, paired
`spread`                  the model's contagion on any graph
`serve`                   the model's casework on any cases
`opinions`                opinions on any network
`dice`                    keyed random numbers
========================  ====================================================================
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govsim.compiled import keep_kernels

if TYPE_CHECKING:
    from govsim import dice
    from govsim.city import build_city
    from govsim.experiment import compare
    from govsim.kernels import opinions, serve, spread
    from govsim.model import CityModel
    from govsim.scenario import Scenario
    from govsim.territory import find_cities, invent_city, load_city

    __version__: str

# Before Numba is imported by anyone.
keep_kernels(Path(__file__).parent)

_HOMES = {
    "CityModel": "govsim.model",
    "Scenario": "govsim.scenario",
    "build_city": "govsim.city",
    "compare": "govsim.experiment",
    "find_cities": "govsim.territory",
    "invent_city": "govsim.territory",
    "load_city": "govsim.territory",
    "opinions": "govsim.kernels",
    "serve": "govsim.kernels",
    "spread": "govsim.kernels",
}

__all__ = [
    "CityModel",
    "Scenario",
    "__version__",
    "build_city",
    "compare",
    "dice",
    "find_cities",
    "invent_city",
    "load_city",
    "opinions",
    "serve",
    "spread",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its home when it is first asked for."""
    if name == "__version__":
        from importlib.metadata import version

        value: Any = version("govsim")
    elif name == "dice":
        value = import_module("govsim.dice")
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return every name, those not yet loaded included."""
    return sorted({*globals(), *__all__})
