"""The report of a study: what is on the page, and that it favours nobody."""

import csv
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from govsim.report.study import analyse, write
from govsim.report.study.page import page
from govsim.report.study.reading import reading
from govsim.report.study.sensitivity_words import together
from govsim.report.study.words import Names
from made_studies import ALONE, CLAIMS, GRID, LINE, MORRIS, PANELS, SALTELLI, make

STUDIES = {
    "grid": GRID,
    "line": LINE,
    "saltelli": SALTELLI,
    "morris": MORRIS,
    "alone": ALONE,
    "claims": CLAIMS,
}


@pytest.fixture(scope="module")
def found():
    """Return the findings of each kind of study."""
    return {name: analyse(*make(text)) for name, text in STUDIES.items()}


@pytest.fixture(scope="module")
def pages(found):
    """Return the pages of each kind of study, in both languages."""
    return {(name, lang): page(f, lang) for name, f in found.items() for lang in ("en", "zh")}


class Elements(HTMLParser):
    """Everything that a page refers to."""

    def __init__(self, text):
        """Read a page."""
        super().__init__()
        self.tags, self.ids, self.targets, self.open = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Note tags, ids and links."""
        self.tags.append(tag)
        given = dict(attrs)
        if "id" in given:
            self.ids.append(given["id"])
        self.targets += [given[key] for key in ("href", "src", "xlink:href") if key in given]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", STUDIES)
def test_page_needs_nothing_else(pages, name, lang):
    """No script, nothing fetched, every id once and every reference met, and no value left over."""
    text = pages[name, lang]
    elements = Elements(text)
    assert "script" not in elements.tags
    assert all(target.startswith("#") for target in elements.targets)
    assert not re.search(r"@import|url\((?!#)", text)
    assert len(elements.ids) == len(set(elements.ids))
    referred = {target[1:] for target in elements.targets} | set(re.findall(r"url\(#([^)]*)\)", text))
    assert referred <= set(elements.ids)
    seen = re.sub(r"<(pre|svg|style)\b.*?</\1>", "", text, flags=re.DOTALL)
    assert not re.search(r"\bnan\b|\binf\b|\bNone\b", seen)


def test_titles_are_escaped(pages):
    """What a study file says is text, not markup."""
    assert "Which &lt;level&gt; &amp; when" in pages["alone", "en"]
    assert "<level>" not in pages["alone", "en"]


@pytest.mark.parametrize("name", STUDIES)
def test_chinese_page_speaks_chinese(pages, name):
    """Its reading has a Chinese sentence for every English one."""
    assert '<html lang="zh-CN">' in pages[name, "zh"]
    prose = [re.search(r"<h2>(?:Reading|解读)</h2>(.*?)<h2>", pages[name, lang], re.DOTALL).group(1)
             for lang in ("en", "zh")]  # fmt: skip
    english, chinese = (text.count("<p>") for text in prose)
    assert english == chinese
    assert all(re.search("[\u4e00-\u9fff]", p) for p in re.findall(r"<p>(.*?)</p>", prose[1]))


def test_same_findings_give_the_same_page(found, pages):
    """Nothing depends on time or chance."""
    assert page(found["grid"], "en") == pages["grid", "en"]
    assert page(analyse(*make(LINE)), "zh") == pages["line", "zh"]


def test_every_setting_is_told(pages):
    """Design, seeds, file and versions are on the page."""
    text = pages["grid", "en"]
    for part in ("Root seed 11", "20 points over 2 factors", "Holm", "length_km", "9,999", "govsim.version"):
        assert part in text
    assert "sign flips" in pages["line", "en"]
    assert len(re.search(r"by world: ([\d, ]*)", text).group(1).split(",")) == 12


def _reading(text, language, *, swapped=False):
    results, scenario = make(text, swapped=swapped)
    return reading(analyse(results, scenario), Names(results, scenario, language))


@pytest.mark.parametrize(
    ("language", "one", "other"), [("en", "county", "municipal"), ("zh", "县级化解", "市域化解")]
)
def test_reading_favours_nobody(language, one, other):
    """With the numbers of both levels swapped, the same is said of the other one."""
    better = re.compile(r"better under (\w+) than under (\w+)|：(\w+?)优于(\w+?)（")
    first, second = (
        [
            tuple(filter(None, match))
            for text in _reading(LINE, language, swapped=swapped)
            for match in better.findall(text)
        ]
        for swapped in (False, True)
    )
    assert first
    assert second == [(behind, ahead) for ahead, behind in first]
    assert set(first) <= {(one, other), (other, one)}


def test_border_is_told_where_it_is(found):
    """The made-up border along one factor, and the course of the one over two."""
    line = found["line"].borders[0].panels[0].border
    (crossing,) = line.crossings
    assert crossing.low <= crossing.at <= crossing.high
    assert not crossing.rising
    said = _reading(LINE, "en")
    assert any(f"casework.alpha = {crossing.at:.3g}" in text for text in said)
    field = found["grid"].borders[0].panels[0].field
    truth = 0.5 * (0.05 + 0.02 * field.y[:, None]) - 0.6 * field.x[None, :] + 0.02
    known = field.sign != 0
    assert np.mean(field.sign[known] == np.sign(truth)[known]) > 0.99


def test_formula_stands_beside_the_border(found, pages):
    """The share of settings that the formula gets right is counted, and what it leaves out is named."""
    formula = found["grid"].borders[0].formula
    assert formula.border.shape == (20,)
    assert {"casework.attempts_per_case", "contagion.beta"} <= {key for key, _ in formula.departures}
    assert "mean-field formula" in pages["grid", "en"]
    # More is lost on the way at a larger alpha, so that the formula's border lies at a larger share.
    alpha = np.array([city.alpha for city in formula.cities])
    assert np.corrcoef(alpha, formula.border)[0, 1] > 0.99


def test_map_without_a_border():
    """Where one level is ahead everywhere, the map has no line, and the page says so."""
    findings = analyse(
        *make(GRID.replace("border: {outcome: resolved_share}", "border: {outcome: wait_days_mean}"))
    )
    assert "No border runs through it" in page(findings, "en")
    assert findings.borders[0].panels[0].field.shares[0] == 1


def test_adaptive_points_are_not_averaged():
    """Points that a search chose have no mean worth telling; each is told by itself."""
    results, scenario = make(LINE)
    study = results.study.model_copy(
        update={"design": results.study.design.model_copy(update={"kind": "border"})}
    )
    findings = analyse(replace(results, study=study), scenario)
    assert (findings.overall, findings.main) == ((), ())
    text = page(findings, "en")
    assert "On average over all settings" not in text
    assert "Where the border runs" in text


def test_panels_for_every_value_of_a_third_factor():
    """A map for each, in order."""
    findings = analyse(*make(PANELS))
    panels = findings.borders[0].panels
    assert [panel.setting for panel in panels] == [(("casework.kappa", value),) for value in (0.3, 0.5, 0.8)]
    text = page(findings, "en")
    assert all(f"Where casework.kappa = {value}: " in text for value in (0.3, 0.5, 0.8))


def test_sensitivity_tells_noise_from_effect(found):
    """Where a level has no effect, that is said instead of an order of factors."""
    by_quantity = found["saltelli"].sensitivity["sobol"]["resolved_share"]
    assert by_quantity["county"].noise.share > 0.9
    gap = by_quantity["municipal minus county"]
    assert gap.noise.share < 0.05
    assert list(np.argsort(-gap.total)) == [0, 1, 2]
    said = " ".join(_reading(SALTELLI, "en"))
    assert "share of disputes across counties depends on cannot be told" in said
    assert "needs a morris design" in " ".join(note.en for note in found["saltelli"].notes)


def test_what_factors_do_together_is_told(found):
    """Where factors add up, no pair is named; one clear of zero is, and noise below zero is not."""
    sobol = found["saltelli"].sensitivity["sobol"]["resolved_share"]["municipal minus county"]
    said = " ".join(_reading(SALTELLI, "en"))
    assert "Resolved for good, municipal minus county: what each factor does alone makes up" in said
    assert "no pair's second order is clear of zero" in said
    second = np.full((3, 3), np.nan)
    second[0, 1], second[0, 2], second[1, 2] = 0.2, -0.4, 0.05
    made = replace(sobol, second=second, second_half=np.full((3, 3), 0.1))
    names = Names(found["saltelli"].results, found["saltelli"].scenario, "en")
    (told,) = together(made, "municipal minus county", "resolved for good", names)
    assert "information lost per tier × casework.kappa 0.20 ± 0.10." in told
    assert told.count("×") == 1


def test_missing_runs_are_told_and_not_filled_in():
    """A study with gaps says how many, and rests its indices on whole worlds."""
    results, scenario = make(MORRIS)
    results.outcomes["resolved_share"][3, 1, 4] = np.nan
    results.done[3, 1, 4] = False
    findings = analyse(results, scenario)
    assert findings.results.missing == 1
    assert findings.sensitivity["morris"]["resolved_share"]["county"].noise.replicates == 11
    said = " ".join(reading(findings, Names(results, scenario, "en")))
    assert "1 runs are missing" in said
    assert "11 of 12 worlds" in page(findings, "en")


def test_files_are_written(found, tmp_path: Path):
    """The page, and tables that another program reads."""
    paths = write(found["grid"], tmp_path, "zh")
    assert [path.name for path in paths] == ["report.zh.html", "differences.csv", "border.csv"]
    table = (tmp_path / "analysis" / "differences.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    assert len(rows) == 3 + 20 * 3
    assert {"casework.alpha", "t_low", "bca_high", "p_adjusted", "effect"} <= set(rows[0])
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(".")]


def verdicts(text):
    """Return the verdicts on contrasts of a made-up study of claims."""
    found = analyse(*make(text)).claims
    return [one.verdict.value for claim in found for one in claim.contrasts], [c.verdict.value for c in found]


def test_claims_are_judged(found):
    """The made-up city gains by .125 less .6 times what is lost: the sign changes where that is zero."""
    first, second = found["claims"].claims
    assert (first.verdict.value, second.verdict.value) == ("supported", "mixed")
    assert first.contrasts[0].survives
    assert second.contrasts[0].verdict.value == "contradicted"
    assert second.contrasts[0].estimate.mean == pytest.approx(-0.12, abs=0.015)
    (change,) = first.flips[0].changes
    assert not change.rising
    assert change.low <= change.at <= change.high
    assert change.at == pytest.approx(0.125 / 0.6, abs=0.03)


@pytest.mark.parametrize("side", ["above", "below"])
def test_verdicts_turn_with_the_claimed_side(side):
    """A claim of the opposite gets the opposite verdict, contrast by contrast."""
    other = {"above": "below", "below": "above"}[side]
    turned = {"supported": "contradicted", "contradicted": "supported", "open": "open"}
    was, _ = verdicts(CLAIMS)
    now, claims = verdicts(CLAIMS.replace(f"side: {side}", f"side: {other}", 1))
    place = 0 if side == "above" else 1
    assert now[place] == turned[was[place]]
    assert [one for at, one in enumerate(now) if at != place] == [
        one for at, one in enumerate(was) if at != place
    ]
    assert claims[0] == "mixed"


def test_claims_correction_is_over_all_contrasts():
    """Of four contrasts, two have p = .035: supported each, but not once corrected, and that is said."""
    results, scenario = make(CLAIMS)
    gaps = np.random.default_rng(2).normal(size=12)
    gaps = (gaps - gaps.mean()) / gaps.std(ddof=1) + 2.4 / np.sqrt(12)
    row = results.points.index(("base",))
    for name, sign in (("crossing_share", 1), ("wait_days_mean", -1)):
        results.outcomes[name][row, 1] = results.outcomes[name][row, 0] + sign * gaps
    findings = analyse(results, scenario)
    weak = findings.claims[0].contrasts[1], findings.claims[1].contrasts[1]
    assert [one.verdict.value for one in weak] == ["supported", "supported"]
    assert [one.p for one in weak] == pytest.approx([0.0353] * 2, abs=1e-3)
    assert [one.adjusted_p for one in weak] == pytest.approx([2 * weak[0].p] * 2)
    assert [one.survives for claim in findings.claims for one in claim.contrasts] == [
        True,
        False,
        True,
        False,
    ]
    said = " ".join(reading(findings, Names(results, scenario, "en")))
    assert "4 have a verdict; 2 of these survive Holm's correction over all contrasts at 5%; not: C1" in said
    assert "supported, not once corrected" in said


def test_claims_tables(found, tmp_path):
    """A row for every contrast and every value of a flip; the same as plain data."""
    paths = write(found["claims"], tmp_path, "zh")
    assert {path.name for path in paths} == {"report.zh.html", "claims.csv", "claims.json"}
    with (tmp_path / "analysis" / "claims.csv").open(encoding="utf-8") as stream:
        table = list(csv.DictReader(stream))
    assert [row["key"] for row in table] == ["", "", *["casework.alpha"] * 5, "", ""]
    told = json.loads((tmp_path / "analysis" / "claims.json").read_text(encoding="utf-8"))
    assert [claim["verdict"] for claim in told] == ["supported", "mixed"]
    assert float(table[0]["estimate"]) == told[0]["contrasts"][0]["estimate"]
    assert len(told[0]["flips"][0]["changes_sign"]) == 1


def test_claims_page(pages):
    """Claims and settings are on the page, escaped; differences of settings are not."""
    text = pages["claims", "en"]
    assert "The city resolves &lt;more&gt;" in text
    assert "Every setting" not in text
    assert "lossy" in text
    assert "as it is" in text
    assert "Holm" in text
    assert "不一" in pages["claims", "zh"]
