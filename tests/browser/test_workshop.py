import csv
import re

import pytest

pytestmark = pytest.mark.browser


def write(page, text):
    """Write a scenario over the one that is there, and wait for the verdict."""
    page.fill("#yaml", text)
    page.wait_for_function("text => document.querySelector('#yaml').value === text", arg=text)


def rows(path):
    """Return the rows of a CSV file."""
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_the_form_writes_into_the_text(visit):
    """A field of the form changes its key in the text, keeps comments, and is listed as a difference."""
    page = visit("/scenario")
    page.wait_for_selector("text=The scenario is valid.")
    page.fill("input[type=search]", "casework.kappa")
    field = page.locator("[id='field-casework.kappa']")
    assert field.is_visible()
    assert page.locator("[id='field-casework.alpha']").is_hidden()
    field.fill("0.9")
    field.press("Tab")
    page.wait_for_selector(".changed code")
    assert page.locator(".changed tbody tr").all_inner_texts()[0].split() == ["casework.kappa", "0.5", "0.9"]
    text = page.input_value("#yaml")
    assert text.startswith("# Quickstart")
    assert "kappa: 0.9" in text


def test_a_mistake_is_told_with_its_line(visit):
    """A wrong key is told with line and nearest name, a click goes there, and nothing can be run with it."""
    page = visit("/scenario")
    page.wait_for_selector("text=The scenario is valid.")
    write(page, "extends: quickstart\ncasework:\n  kapa: 0.9\n")
    page.wait_for_selector(".problems li")
    problem = page.inner_text(".problems li")
    assert "Line 3, column 3" in problem
    assert "casework.kappa" in problem or "kappa" in problem
    assert page.locator("[data-focus=run]").is_disabled()
    page.click(".problems li button")
    chosen = "one => one.value.slice(one.selectionStart, one.selectionEnd)"
    assert page.locator("#yaml").evaluate(chosen).startswith("kapa")


@pytest.mark.parametrize(
    "text",
    ["a: &x [1]\nb: *x\n", "title: !!python/object:os.system {}\n", "days: 1\ndays: 2\n"],
    ids=["alias", "tag", "twice"],
)
def test_yaml_that_is_more_than_data_is_refused(visit, text):
    """Aliases, tags and keys given twice are problems, not surprises."""
    page = visit("/scenario")
    page.wait_for_selector("text=The scenario is valid.")
    write(page, text)
    page.wait_for_selector(".problems li")
    assert page.locator("[data-focus=run]").is_disabled()


def test_a_file_that_is_too_large_is_not_read(visit, tmp_path):
    """More than 256 KB are refused by the browser, before anything of them is sent."""
    page = visit("/scenario")
    page.wait_for_selector("text=The scenario is valid.")
    bomb = tmp_path / "bomb.yaml"
    bomb.write_text("a: " + "x" * 300_000, encoding="utf-8")
    before = page.input_value("#yaml")
    page.set_input_files("input[type=file]", bomb)
    page.wait_for_selector("text=at most 256 KB")
    assert page.input_value("#yaml") == before


def test_a_scenario_of_ones_own_runs_and_its_text_stays_text(visit):
    """A scenario is run from the page; markup in it is shown as it was written, and can be shared."""
    page = visit("/scenario")
    page.wait_for_selector("text=The scenario is valid.")
    label = "<img src=x onerror=alert(1)>"
    write(
        page,
        "extends: quickstart\ndays: 40\nwarmup_days: 0\nregimes:\n  county:\n"
        f'    label: {{en: "{label}", zh: "{label}"}}\n',
    )
    page.wait_for_selector(".changed code")
    page.click("[data-focus=run]")
    page.wait_for_selector(".player")
    assert label in page.locator(".arm.a h2").inner_text()
    assert page.locator(".arm img").count() == 0
    assert page.input_value("[data-focus=scenario]") == ""
    page.click("[data-focus=share]")
    address = page.input_value(".drawer input")
    other = visit(address[address.index("/?") :])
    other.wait_for_selector(".player")
    assert other.get_attribute(".player input[type=range]", "max") == "39"


def test_results_are_tabled_and_exported(visit, downloads):
    """Tables and figures of a pair, then of worlds, and exports that hold what is shown."""
    page = visit("/results?scenario=quickstart&a=county&b=municipal&world=2026")
    page.wait_for_selector("table.outcomes")
    days = rows(downloads(page, "[data-focus=export-days]"))
    assert len(days) == 2 * 365
    assert {row["regime"] for row in days} == {"county", "municipal"}
    page.click("[data-focus=worlds-20]")
    page.wait_for_selector("svg.interval")
    outcomes = {row["outcome"]: row for row in rows(downloads(page, "[data-focus=export-csv]"))}
    resolved = outcomes["resolved_share"]
    assert float(resolved["low"]) < float(resolved["difference"]) < float(resolved["high"])
    shown = page.locator("table.outcomes tbody tr").first.inner_text()
    assert f"{100 * float(resolved['mean_a']):.1f}%" in shown
    report = downloads(page, "[data-focus=export-report]").read_text(encoding="utf-8")
    assert f"{100 * float(resolved['mean_a']):.1f}%" in report
    assert report.count("<img") >= 4
    assert re.findall(r'(?:src|href)="(?!data:)', report) == []
    picture = page.locator(".chart [title='Save as a picture']").first
    with page.expect_download() as waiting:
        picture.click()
    assert waiting.value.suggested_filename.endswith(".png")
