"""Looking cities up."""

import pytest

from govsim.territory import UnknownCityError, find_cities, find_city
from govsim.territory.tables import read_cities


@pytest.mark.parametrize(
    "text",
    ["成都", "成都市", "chengdu", "Chengdu", "CHENG DU", "Chengdu City", "chengdu, sichuan", "四川成都",
     "四川省成都市", "5101", "510100", "510104", " 5101 ", "510104020001"],
)  # fmt: skip
def test_every_form_of_a_name(text):
    """Chinese, pinyin, English, with its province or by code: it is the same city."""
    assert find_city(text).code == "5101"
    assert [city.code for city in find_cities(text)] == ["5101"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("xian", "6101"), ("Xi'an", "6101"), ("luan", "3415"), ("Lu'an", "3415"), ("changsha", "4301"),
     ("xiamen", "3502"), ("changzhi", "1404"), ("luohe", "4111"), ("chaoyang", "2113"), ("lishui", "3311"),
     ("lvliang", "1411"), ("Lüliang", "1411"), ("luliang", "1411"), ("Hohhot", "1501"), ("huhehaote", "1501"),
     ("Urumqi", "6501"), ("Ürümqi", "6501"), ("kashgar", "6531"), ("kashi", "6531"), ("enshi", "4228"),
     ("恩施", "4228"), ("恩施土家族苗族自治州", "4228"), ("阿克苏", "6529"),
     ("dongguan", "4419"), ("sansha", "4603"),
     ("xiantao", "429004"), ("429004", "429004"), ("4190", "419001"), ("吉林", "2202"), ("bozhou", "3416")],
)  # fmt: skip
def test_names_that_are_easy_to_get_wrong(text, code):
    """Readings, customary names, prefectures and units under their province are found."""
    assert find_city(text).code == code


@pytest.mark.parametrize(
    ("texts", "code"),
    [(("11", "1100", "1101", "110101", "beijing", "北京", "北京市"), "1100"),
     (("12", "1201", "tianjin"), "1200"), (("31", "3101", "上海"), "3100"),
     (("50", "5001", "5002", "500112", "chongqing", "重庆"), "5000")],
)  # fmt: skip
def test_centrally_governed_cities(texts, code):
    """Each of the four is one city, by the code of its province or of its parts."""
    assert {find_city(text).code for text in texts} == {code}


@pytest.mark.parametrize("text", ["甘肃", "甘肃省", "gansu", "62"])
def test_a_province_gives_its_cities(text):
    """A province's name or code finds all its cities, and is not a city."""
    found = find_cities(text)
    assert len(found) == 14
    assert {city.province for city in found} == {"甘肃省"}
    with pytest.raises(UnknownCityError):
        find_city(text)


def test_city_comes_before_province_of_the_same_name():
    """吉林 is a city and a province: the city first, then the province's other cities."""
    assert [city.code for city in find_cities("吉林")][:2] == ["2202", "2201"]
    with pytest.raises(UnknownCityError, match="province"):
        find_city("海南")


def test_ambiguous_name_lists_the_candidates():
    """A pinyin name of two cities is refused with both, and the province tells them apart."""
    with pytest.raises(UnknownCityError, match=r"2 cities.*3501.*3610"):
        find_city("fuzhou")
    assert find_city("Fuzhou, Jiangxi").code == "3610"


@pytest.mark.parametrize(
    ("text", "near"), [("chegdu", "成都市 Chengdu"), ("lanzou", "兰州市"), ("兰卅", "兰州市")]
)
def test_unknown_name_gives_the_nearest(text, near):
    """A misspelt name is refused with the cities spelled most like it."""
    with pytest.raises(UnknownCityError, match=near):
        find_city(text)


@pytest.mark.parametrize("text", ["", "  ", "!?", "atlantis", "9", "99", "9999", "510", "1234567890123"])
def test_nothing_found(text):
    """What names no city finds none, and asking for it is a ValueError."""
    assert find_cities(text) == []
    with pytest.raises(ValueError, match="no city is called"):
        find_city(text)


def test_beginning_of_a_name():
    """The beginning of a name finds cities, but does not stand for one."""
    assert [city.code for city in find_cities("西双")] == ["5328"]
    with pytest.raises(UnknownCityError, match="西双版纳"):
        find_city("西双")


def test_every_city_is_found_by_its_own_name_and_code():
    """No city is hidden by another: full Chinese name and code are unique keys."""
    for city in read_cities():
        assert find_city(city.name) == city
        assert find_city(city.code) == city
        assert city in find_cities(city.english)
        assert city in find_cities(city.pinyin)
