"""The city of a scenario: a real one by name, or an invented one with its sizes."""

from typing import Self

from pydantic import model_validator

from govsim.scenario.setting import Section, setting


class InventedCity(Section):
    """An invented city: a regular tree of places with a given population."""

    counties: int = setting(4, "Number of counties.", ge=1, le=64, basis="choice")
    streets: int = setting(5, "Streets in each county.", ge=1, le=60, basis="choice")
    communities: int = setting(5, "Communities in each street.", ge=1, le=100, basis="choice")
    population: int = setting(
        20_000, "Residents of the city.", unit="persons", ge=1, le=40_000_000, basis="choice"
    )
    heterogeneity: float = setting(
        0.0,
        "Coefficient of variation of how many people live in counties, streets and communities, and of the "
        "odds of belonging to a group in each county.",
        ge=0,
        le=1.5,
        basis="choice",
    )
    name: str = setting("Inventia", "Name of the city.", basis="choice", min_length=1, max_length=60)
    chinese_name: str = setting(
        "虚构市", "Name of the city in Chinese texts.", basis="choice", min_length=1, max_length=60
    )
    layout_seed: int = setting(
        1, "Seed of what `heterogeneity` makes unequal.", ge=0, le=2**63 - 1, basis="choice"
    )
    side_km: float = setting(30.0, "Side of a county.", unit="km", gt=0, le=1000, basis="choice")


class CityChoice(Section):
    """A real Chinese city or an invented one."""

    real: str | None = setting(None, "Chinese name, pinyin or code of a real city.", basis="choice")
    invented: InventedCity | None = setting(None, "An invented city.", basis="choice")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.real is None and self.invented is None:
            raise ValueError("give either real (a city's name or code) or invented; neither is given")
        if self.real is not None and self.invented is not None:
            raise ValueError("give either real (a city's name or code) or invented, not both")
        return self
