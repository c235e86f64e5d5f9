import re
from pathlib import Path

import pytest

import govsim.app
from govsim.app.pages.form import fields
from govsim.app.text import LANGUAGES, both, levers, read, texts
from govsim.app.text.keys import meaning_in_chinese
from govsim.app.text.problems import in_chinese
from govsim.scenario import Scenario, ScenarioError

BROWSER = Path(govsim.app.__file__).parent / "browser" / "govsim"
MODULES = sorted(BROWSER.glob("*.js"))
ASKED = re.compile(r"""\bt\(\s*"([\w.]+)"|\bt\([^()"]*\? "([\w.]+)" : "([\w.]+)\"""")
PLACES = re.compile(r"\{(\w+)\}")


def asked():
    """Return every key that a module of the browser asks for by its whole name."""
    return {
        key: module.name
        for module in MODULES
        for found in ASKED.findall(module.read_text(encoding="utf-8"))
        for key in found
        if key
    }


def test_both_languages_have_the_same_keys():
    """What can be said in one language can be said in the other."""
    assert set(texts()["en"]) == set(texts()["zh"])


@pytest.mark.parametrize("key", sorted(texts()["en"]))
def test_both_languages_fill_in_the_same(key):
    """A text names the same values in both languages, and neither is empty."""
    places = [set(PLACES.findall(texts()[language][key])) for language in LANGUAGES]
    assert places[0] == places[1]
    assert all(texts()[language][key].strip() for language in LANGUAGES)


def test_every_text_asked_for_is_there():
    """No module of the browser asks for a text that nobody wrote."""
    found = asked()
    assert len(found) > 80
    assert {key: where for key, where in found.items() if key not in texts()["en"]} == {}


def test_chinese_is_written_with_its_own_marks():
    """Between Chinese characters stand full-width marks."""
    narrow = re.compile(r"[\u4e00-\u9fff][,:;?!()]|[,;?!()][\u4e00-\u9fff]")
    assert [key for key, text in texts()["zh"].items() if narrow.search(text)] == []
    assert [field["key"] for field in fields() if narrow.search(field["meaning"]["zh"])] == []


def test_the_form_tells_every_key_in_both_languages():
    """No key is without its meaning, and the table has no key that the schema has not."""
    table = read("keys.yaml")
    for field in fields():
        assert all(field["meaning"][language].strip() for language in LANGUAGES), field["key"]
        assert field["unit"] is None or set(field["unit"]) == set(LANGUAGES)
    keys = [field["key"].split(".") for field in fields()]
    told = {key for key in table["meanings"] if not any(matches(key.split("."), one) for one in keys)}
    assert told == set()
    assert set(table["units"]) == {field["unit"]["en"] for field in fields() if field["unit"]}
    assert "casework.alpha ×0.6" in meaning_in_chinese("governances.smart")


def matches(pattern, steps):
    """Return whether a key is meant by a pattern with stars."""
    return len(pattern) == len(steps) and all(p in ("*", s) for p, s in zip(pattern, steps, strict=True))


def test_levers_are_keys_that_can_change():
    """Every lever that a class is offered can be changed in the course of a run, to the value suggested."""
    from govsim.app.engine.levers import is_changeable

    assert len(levers()) >= 5
    for lever in levers():
        assert is_changeable(lever["key"])
        Scenario.load("quickstart", {lever["key"]: lever["suggested"]})


def test_both_fills_in_values():
    """A text that the server says comes in both languages, with its values."""
    assert "256 KB" in both("scenario.large", n=256)["en"]
    assert "256 KB" in both("scenario.large", n=256)["zh"]


BROKEN = sorted((Path(__file__).parents[1] / "scenario" / "broken").glob("*.yaml"))
ENGLISH = re.compile(
    r"\b(a|above|allowed|an|and|at|be|but|each|found|give|has|is|it|less|more|must|name|needs?|no|of|once|or|so|than|the"
    r"|there|this|unknown|write)\b"
)


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_what_is_wrong_with_a_file_is_told_in_chinese(file):
    """Every problem of every broken file of the tests comes without English, but for names and values."""
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(file)
    for problem in caught.value.problems:
        said = in_chinese(problem.message)
        names = re.sub(
            r"'[^']*'|`[^`]*`|[&*]\w+|[\w./]+(?:, [\w./]+)+|[\w .]+ District|\([^)]*\)|\S+\.yaml", "", said
        )
        assert ENGLISH.search(names) is None, said
        assert re.search("[\u4e00-\u9fff]", said), said
        for value in re.findall(r"found ('[^']*')", problem.message):
            assert value in said


def test_values_that_look_like_messages_stay_as_they_are():
    """What stands between quotation marks is somebody's value."""
    assert "'found 3, allowed 4 to 5'" in in_chinese("found 'found 3, allowed 4 to 5', allowed 0 to 1")
