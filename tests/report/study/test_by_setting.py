import re

import pytest

from govsim.report.study import analyse
from govsim.report.study.by_setting import MOST_SETTINGS, by_setting, can_be_seen, setting_names
from govsim.report.study.drawing import SIZE, inches, wrapped
from govsim.report.study.words import Names
from made_studies import ALONE, GRID, HEAD, LINE, make

LIST = (
    HEAD
    + """\
design: {kind: list, table: [[1, 0.1], [1, 0.3], [1, 0.0], [2, 0.1], [1, 0.1]]}
factors:
  - {key: scale, name: {en: persons per resident, zh: 每人代表}}
  - {key: casework.alpha, name: {en: information lost, zh: 信息损失}}
"""
)
CITIES = (
    HEAD.replace("quickstart", "lanzhou")
    + "design: {kind: grid}\nfactors:\n  - {key: city.real, values: [兰州, 杭州], type: choice}\n"
)


def drawn(text, language="en", *, swapped=False):
    """Return the findings of a study, the names of its settings, and the texts of its figure."""
    results, scenario = make(text, swapped=swapped)
    findings = analyse(results, scenario)
    names = Names(results, scenario, language)
    svg = by_setting(findings, names, "figure")
    return findings, setting_names(findings, names), re.findall(r">([^<>\n]+)</text>", svg)


def test_settings_are_named_by_what_they_do_not_share():
    """Most have 1 and 0.1; a setting is called by what is else."""
    _, labels, texts = drawn(LIST)
    usual = "all as in most settings"
    assert labels == [usual, "information lost 0.3", "information lost 0", "persons per resident 2", usual]
    assert set(labels) <= set(texts)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_cities_are_called_as_the_reader_calls_them(language):
    """A file names cities as it likes; a page names them in its own language."""
    _, labels, _ = drawn(CITIES, language)
    assert labels == {"en": ["Lanzhou", "Hangzhou"], "zh": ["兰州市", "杭州市"]}[language]


def test_every_panel_tells_which_way_is_better():
    """Waiting is better where it is less: its axis is turned round."""
    _, _, texts = drawn(LIST)
    assert [text for text in texts if "better" in text] == ["municipal better →"] * 2
    assert any("mean time in" in text for text in texts)


def test_both_levels_are_drawn_alike():
    """Where each level has the numbers of the other, colours change places."""
    findings, _, _ = drawn(LIST)
    other, _, _ = drawn(LIST, swapped=True)
    colours = ("#0072b2", "#d55e00")
    pictures = [by_setting(f, Names(f.results, f.scenario, "en"), "x").lower() for f in (findings, other)]
    counts = [[picture.count(colour) for colour in colours] for picture in pictures]
    assert counts[0] == counts[1][::-1]
    assert sum(counts[0]) > 0


def test_few_settings_are_drawn():
    """Neither one setting nor a great many of them make a figure."""
    seen = {
        name: can_be_seen(analyse(*make(text)))
        for name, text in {"one": ALONE, "7": LINE, "20": GRID}.items()
    }
    assert seen == {"one": False, "7": True, "20": True}
    many = GRID.replace("levels: 5", f"levels: {MOST_SETTINGS}")
    assert not can_be_seen(analyse(*make(many)))


@pytest.mark.parametrize(
    "text", ["每百万人每年群体性事件的数量", "outbreaks per million residents and year", "起 outbreaks 数"]
)
def test_lines_are_as_wide_as_they_may_be(text):
    """Words stay whole, Chinese breaks anywhere, nothing is lost."""
    lines = wrapped(text, 1.2)
    assert len(lines) > 1 or inches(text) <= 1.2
    assert all(inches(line, SIZE) <= 1.2 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
