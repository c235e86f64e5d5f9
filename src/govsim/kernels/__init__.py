"""The model's kernels on anyone's data: contagion on a graph, cases at a queue, opinions on a network.

Each builds a `govsim.state.State` that holds nothing else and hands it to the very functions that
`CityModel` runs on, so that what is checked here is checked there.
"""

from govsim.kernels.influence import Opinions, opinions
from govsim.kernels.serving import Served, serve
from govsim.kernels.spreading import Spread, spread

__all__ = ["Opinions", "Served", "Spread", "opinions", "serve", "spread"]
