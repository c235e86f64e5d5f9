"""Compilation before the work."""

import sys

from numba.core.dispatcher import Dispatcher

from govsim import CityModel, Scenario
from govsim.experiment.warm import compile_kernels, compile_model


def _compiled() -> dict[str, int]:
    """How many versions there are of every kernel in use."""
    return {
        f"{module}.{name}": len(kernel.signatures)
        for module in sorted(sys.modules)
        if module.startswith("govsim")
        for name, kernel in vars(sys.modules[module]).items()
        if isinstance(kernel, Dispatcher)
    }


def test_every_kernel_is_compiled_beforehand(scenario: Scenario) -> None:
    """After the warm-up, no regime of a real or an invented city needs another kernel."""
    compile_kernels()
    # What its helper compiles, which is another process.
    compile_model()
    before = _compiled()
    assert sum(before.values()) > 10
    for world in (scenario, Scenario.load("lanzhou", {"days": 40, "warmup_days": 0, "scale": 1000})):
        for regime in world.regimes:
            CityModel(world, regime).run().outcomes()
    assert {name: before.get(name, 0) for name in _compiled()} == _compiled()


def test_the_model_is_compiled_on_a_city_without_inhabitants() -> None:
    """The process that compiles the kernels of a day reaches its end; what is left is compiled one by one."""
    compile_model()
