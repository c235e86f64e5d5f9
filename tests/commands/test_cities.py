"""`govsim cities`."""

import re

import pytest
from typer.testing import CliRunner

from govsim.cli import app
from govsim.territory import load_city


def _cities(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["cities", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


@pytest.mark.parametrize("name", ["成都", "成都市", "chengdu", "Chengdu", "5101", "510104"])
def test_names_of_one_city(name: str) -> None:
    """A city answers to its Chinese name, pinyin and codes, with its people and counties."""
    said = _cities(name)
    assert said.startswith("成都市 Chengdu (5101, 四川省)\n")
    assert "population 20,937,757" in said
    assert all(county in said for county in load_city("5101").counties.name)


def test_several_cities_are_listed() -> None:
    """A province, or a name that several cities bear, gives a line a city."""
    assert [line.split()[0] for line in _cities("suzhou").splitlines()] == ["3205", "3413"]


def test_the_tree_of_several_cities_is_refused() -> None:
    """Which one is meant has to be said by its code."""
    result = CliRunner().invoke(app, ["cities", "suzhou", "--tree", "street"])
    assert result.exit_code == 2
    assert "3205" in result.stderr
    assert "3413" in result.stderr


def test_every_city_is_listed() -> None:
    """Without a name every city is listed, once."""
    codes = [line.split()[0] for line in _cities().splitlines()]
    assert len(codes) == len(set(codes)) > 300
    assert {"1100", "5101", "6201"} <= set(codes)


@pytest.mark.parametrize(("level", "digits"), [("street", (6, 9)), ("community", (6, 9, 12))])
def test_tree_shows_every_unit(level: str, digits: tuple[int, ...]) -> None:
    """The tree has a line for each unit down to the level asked for, and its people add up."""
    city = load_city("6201")
    shown = re.findall(
        r"^ *(\d+)  .*  ([\d,]+)$", _cities("6201", "--tree", level).split("\n\n")[2], re.MULTILINE
    )
    units = (city.counties, city.streets, city.communities)
    assert len(shown) == sum(len(level_units) for _, level_units in zip(digits, units, strict=False))
    for length, level_units in zip(digits, units, strict=False):
        people = {int(code): int(count.replace(",", "")) for code, count in shown if len(code) == length}
        assert people == dict(zip(level_units.code.tolist(), level_units.population.tolist(), strict=True))


def test_unknown_city_names_the_nearest() -> None:
    """A misspelt city ends with code 2 and the nearest names."""
    result = CliRunner().invoke(app, ["cities", "chengddu"])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "成都市 Chengdu (5101" in result.stderr
