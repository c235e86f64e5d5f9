"""Looking cities up by Chinese name, pinyin, English name, code or province."""

import difflib
import functools
import unicodedata
from collections.abc import Iterable

from govsim.territory.tables import CityEntry, read_cities

__all__ = ["CityEntry", "UnknownCityError", "find_cities", "find_city"]

_PROVINCE_ENDINGS = ("特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市")
_MAX_LISTED = 8


class UnknownCityError(ValueError):
    """No city, or more than one, answers to a name or code."""


def find_cities(text: str) -> list[CityEntry]:
    """Find the cities that a name or code may mean.

    Parameters
    ----------
    text : str
        A city by its Chinese name with or without 市, 地区, 盟 or 自治州 (成都, 成都市), by its pinyin or
        English name in any case, with or without spaces, apostrophes and accents (xian, Xi'an, Chengdu City,
        Hohhot), or by the code of the city or of one of its units (5101, 510100, 510104); a province by name
        or code, for its cities; or both ("Fuzhou, Fujian", 福建福州). Failing all that, the beginning of a
        city's name.

    Returns
    -------
    list of CityEntry
        In the order of the codes, cities of that name before those of a province of that name; empty if none
        fits.

    Examples
    --------
    >>> [city.code for city in find_cities("suzhou")]
    ['3205', '3413']
    """
    if text.strip().isdecimal():
        return _by_code(text.strip())
    key = _key(text)
    if not key:
        return []
    named = list(_aliases().get(key, ()))
    of_province = [city for city in _provinces().get(key, ()) if city not in named]
    if named or of_province:
        return named + of_province
    return sorted({city for alias, group in _aliases().items() if alias.startswith(key) for city in group})


def find_city(text: str) -> CityEntry:
    """Return the one city that a name or code means.

    Parameters
    ----------
    text : str
        As for `find_cities`, but the whole name or code of one city.

    Returns
    -------
    CityEntry
        The city.

    Raises
    ------
    UnknownCityError
        If there is no such city (the message names the nearest ones), or several (the message lists them).
    """
    code, key = text.strip(), _key(text)
    found = _by_code(code) if code.isdecimal() else list(_aliases().get(key, ()))
    province = _provinces().get(key, ())
    # 吉林 is a city before it is a province, 海南 a province before it is a prefecture of another one.
    if province and not any(city.name.endswith("市") for city in found):
        raise UnknownCityError(f"{text!r} is a province; its cities are {_list(province)}.")
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownCityError(
            f"{text!r} may mean {len(found)} cities: {_list(found)}. Use the Chinese name or the code."
        )
    near = _nearest(text)
    hint = (
        f"; nearest: {_list(near)}"
        if near
        else "; give a Chinese name, pinyin or a code such as 成都, chengdu, 5101"
    )
    raise UnknownCityError(f"no city is called {text!r}{hint}")


def _by_code(code: str) -> list[CityEntry]:
    """Find by the code of a city, one of its units, or its province."""
    cities = read_cities()
    if len(code) == 2:
        return [city for city in cities if city.code.startswith(code)]
    if len(code) < 4 or len(code) > 12:
        return []
    # The parts of a centrally governed city (1101; 5001 and 5002) are the city itself.
    municipal = [city for city in cities if city.code == f"{code[:2]}00"]
    if municipal:
        return municipal if code[2:4] in {"00", "01", "02"} else []
    whole = [city for city in cities if city.code in {code[:4], code[:6]}]
    if whole or len(code) > 4:
        return whole
    # xx90: the units that the province administers directly.
    return [city for city in cities if city.code.startswith(code)]


def _key(text: str) -> str:
    """Reduce a name to what tells it apart: letters, digits and Chinese characters in lower case."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum())


@functools.cache
def _aliases() -> dict[str, tuple[CityEntry, ...]]:
    """Map every name a city goes by to the cities that go by it."""
    found: dict[str, list[CityEntry]] = {}
    for city in read_cities():
        latin = {city.english, city.english_short, city.pinyin, city.pinyin.replace("ü", "v")}
        latin |= {f"{name} city" for name in latin}
        chinese = {city.name, city.short}
        names = {_key(name) for name in latin | chinese}
        names |= {_key(name + city.province_english) for name in latin}
        names |= {_key(city.province_english + name) for name in latin}
        names |= {_key(place + name) for name in chinese for place in _province_names(city)}
        for name in names:
            found.setdefault(name, []).append(city)
    return {name: tuple(cities) for name, cities in found.items()}


@functools.cache
def _provinces() -> dict[str, tuple[CityEntry, ...]]:
    """Map the names of each province to its cities."""
    found: dict[str, list[CityEntry]] = {}
    for city in read_cities():
        for name in {_key(name) for name in (*_province_names(city), city.province_english)}:
            found.setdefault(name, []).append(city)
    return {name: tuple(cities) for name, cities in found.items()}


def _province_names(city: CityEntry) -> tuple[str, str]:
    short = city.province
    for ending in _PROVINCE_ENDINGS:
        if short.endswith(ending):
            short = short.removesuffix(ending)
            break
    return city.province, short


def _nearest(text: str) -> list[CityEntry]:
    """Return up to three cities whose names are spelled most like a text."""
    key = _key(text)
    # Chinese names are so short that one wrong character is half the name.
    keys = difflib.get_close_matches(key, _aliases(), n=6, cutoff=0.6 if key.isascii() else 0.5)
    return list(dict.fromkeys(city for key in keys for city in _aliases()[key]))[:3]


def _list(cities: Iterable[CityEntry]) -> str:
    """Name cities in a message."""
    names = [f"{city.name} {city.english} ({city.code}, {city.province})" for city in cities]
    more = f" and {len(names) - _MAX_LISTED} more" if len(names) > _MAX_LISTED else ""
    return ", ".join(names[:_MAX_LISTED]) + more
