"""Time the model against plain Mesa in the same run, and print ratios: ``make bench``.

The peer is the mesa way of the same evening of contagion: one registered agent per resident, each
looking at its neighbours. Ratios carry over between machines, seconds do not.
"""

import time
from collections.abc import Callable
from functools import partial

import mesa
import numpy as np

from govsim import CityModel, Scenario, build_city
from govsim.city import City
from govsim.dice import uniforms

REPEATS = 5
RESIDENTS = 20_000
EVENINGS = 20


class PlainResident(mesa.Agent):
    """A resident as an ordinary Mesa agent."""

    def __init__(self, model: "PlainCity", threshold: float) -> None:
        super().__init__(model)
        self.threshold = threshold
        self.active = False
        self.neighbours: list[PlainResident] = []

    def step(self) -> None:
        """Join if enough neighbours are active and one of them transmits."""
        if self.active or not self.neighbours:
            return
        active = sum(other.active for other in self.neighbours)
        if active and active / len(self.neighbours) >= self.threshold:
            chance = 1.0 - (1.0 - self.model.beta) ** active
            self.active = self.model.random.random() < chance


class PlainCity(mesa.Model):
    """The contagion of one city in plain Mesa."""

    def __init__(self, model: CityModel) -> None:
        super().__init__(rng=1)
        self.beta = model.scenario.contagion.beta
        residents, ties = model.state.residents, model.state.ties
        people = [PlainResident(self, float(phi)) for phi in residents.threshold]
        for row, person in enumerate(people):
            person.neighbours = [people[j] for j in ties.neighbour[ties.start[row] : ties.start[row + 1]]]
        for row in np.flatnonzero(uniforms(1, 255, np.arange(len(people))) < 0.02):
            people[row].active = True

    def step(self) -> None:
        """One evening."""
        self.agents.do("step")


def median_seconds(work: Callable[[], object]) -> float:
    """Return the median time of a piece of work."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return float(np.median(times))


def _live(scenario: Scenario, regime: str, city: City) -> None:
    CityModel(scenario, regime=regime, city=city).run()


def main() -> None:
    """Print one line per comparison."""
    scenario = Scenario.load(
        "quickstart", {"days": EVENINGS, "warmup_days": 0, "city.invented.population": RESIDENTS}
    )
    city = build_city(scenario)
    CityModel(scenario, city=city).run()
    plain = PlainCity(CityModel(scenario, city=city))

    def evenings() -> None:
        for _ in range(EVENINGS):
            plain.step()

    peer = median_seconds(evenings)
    ours = median_seconds(lambda: CityModel(scenario, city=city).run())
    print(f"{RESIDENTS} residents, {EVENINGS} days, medians of {REPEATS}")
    print(f"  contagion alone in plain Mesa   {peer:8.3f} s")
    print(f"  the whole day in govsim         {ours:8.3f} s   {peer / ours:6.1f} times faster")

    for name in ("lanzhou", "every-mechanism"):
        scenario = Scenario.load(name)
        city = build_city(scenario)
        print(f"  {scenario.title.en} at 1:{scenario.scale:g}, {scenario.days} days")
        for regime in scenario.compare.regimes:
            live = partial(_live, scenario, regime, city)
            live()
            year = median_seconds(live)
            print(f"    {regime:<30}{year:8.3f} s   {year / peer:6.2f} of the peer's time")


if __name__ == "__main__":
    main()
