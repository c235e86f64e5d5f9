import pytest

from govsim.app.lessons import lessons
from govsim.app.text import texts

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_whole_lesson(visit, lang):
    """A class walks a lesson from the question to what twenty worlds say, in its own language."""
    lesson, said = lessons()["two-cities"], texts()[lang]
    page = visit("/lessons", lang=lang)
    page.wait_for_selector(".cards")
    assert page.locator(".cards a").count() == len(lessons()) >= 5
    page.click(".cards li:first-child a")
    page.wait_for_selector(".ask h1")
    assert page.inner_text("h1") == getattr(lesson.question, lang)
    page.click(".choice.b")
    page.wait_for_selector(".choice.b[aria-pressed=true]")
    page.click("button.big")
    page.wait_for_selector(".coaching")
    page.select_option(".player select", "40")
    whys = [getattr(pause.why, lang) for pause in lesson.pauses]
    read = []
    stops = page.locator(".timeline .stop").count()
    assert 2 <= stops <= len(whys)
    for _ in range(stops):
        before = page.inner_text(".coaching h2")
        page.click(".coaching button")
        page.wait_for_function("was => document.querySelector('.coaching h2').innerText !== was", arg=before)
        read.append(page.locator(".coaching p").last.inner_text())
        numbers = page.locator(".coaching .figure b").all_inner_texts()
        assert len(numbers) == 2
    assert read == [why for why in whys if why in read]
    assert read[0] == whys[0]
    assert read[-1] == whys[-1]
    page.click(".coaching button")
    page.wait_for_selector(".story li")
    stories = [page.locator(f".twin.{side} .story li").all_inner_texts() for side in "ab"]
    assert stories[0][0] == stories[1][0]
    assert stories[0] != stories[1]
    assert said["trace.here"] in page.inner_text(".reading")
    page.click("[data-focus=next]")
    page.wait_for_selector(".coaching")
    assert getattr(lesson.lever.name, lang) in page.inner_text(".coaching")
    page.click("[data-focus=next]")
    page.wait_for_selector("table.outcomes")
    assert page.locator("table.outcomes tbody tr").count() == len(lesson.outcomes)
    assert "20" in page.inner_text(".verdict-line")
    assert getattr(lesson.cannot, lang) in page.inner_text(".reading")


def test_two_browsers_vote_for_one_class(visit):
    """Two people are two votes, whoever changes their mind is one, and both see the count at once."""
    one, other = visit("/lessons/tall-or-flat"), visit("/lessons/tall-or-flat", width=390, height=800)
    for page in (one, other):
        page.wait_for_selector(".choice")
    one.click(".choice.a")
    one.wait_for_selector(".choice.a[aria-pressed=true]")
    other.click(".choice.a")
    other.click(".choice.same")
    other.wait_for_selector(".choice.same[aria-pressed=true]")
    one.wait_for_function("document.querySelector('.choice.same b').innerText === '1'")
    assert one.locator(".choice b").all_inner_texts() == ["1", "0", "1"]
    assert other.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_vote_is_its_voters(visit):
    """However many vote one after the other, each vote counts once, and all see their own choice."""
    pages = [visit("/lessons/unpaid-wages", width=390, height=800) for _ in range(4)]
    for page in pages:
        page.wait_for_selector(".choice")
    chosen = ["a", "b", "a", "a"]
    for page, choice in zip(pages, chosen, strict=True):
        page.click(f".choice.{choice}")
    for page, choice in zip(pages, chosen, strict=True):
        page.wait_for_function("document.querySelector('.choice.a b').innerText === '3'")
        assert page.locator(".choice b").all_inner_texts() == ["3", "1", "0"]
        assert page.get_attribute(f".choice.{choice}", "aria-pressed") == "true"
        assert page.locator(".choice[aria-pressed=true]").count() == 1
        assert page.locator("[data-focus=clear]").count() == 1
