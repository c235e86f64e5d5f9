"""Compilation of all kernels, once and for all processes."""


def compile_kernels() -> None:
    """Live a few days of a tiny, busy city, so that every kernel lies compiled in numba's cache.

    Where the cache is full already this takes about a second. Without it, every process would compile the
    same kernels at the same time.
    """
    from govsim.model import CityModel
    from govsim.scenario import Scenario

    city = {"name": "Warm-up", "counties": 2, "streets": 1, "communities": 2, "population": 800}
    scenario = Scenario.from_dict(
        {
            "title": {"en": "Warm-up"},
            "city": {"invented": city},
            "days": 30,
            "scale": 1,
            "disputes": {"claims_per_1000": 400},
        }
    )
    CityModel(scenario, "county", 1).run()
