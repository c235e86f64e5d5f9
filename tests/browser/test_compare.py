import pytest

from govsim.app.text import texts

pytestmark = pytest.mark.browser


def day(page):
    """Return the day that the timeline shows."""
    return int(page.input_value(".player input[type=range]"))


def seek(page, to):
    """Move the timeline to a day."""
    page.evaluate(
        "day => { const r = document.querySelector('.player input[type=range]');"
        "r.value = day; r.dispatchEvent(new Event('input')); }",
        to,
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_two_cities_part_ways(visit, lang):
    """The first page plays two arms that begin alike and end apart, and says so in the reader's language."""
    page = visit("/", lang=lang)
    page.wait_for_selector(".player")
    assert page.get_attribute("html", "lang") == {"en": "en", "zh": "zh-CN"}[lang]
    said = texts()[lang]
    names = page.locator(".arm h2").all_inner_texts()
    assert names == {"en": ["County level", "Municipal level"], "zh": ["县级化解", "市域化解"]}[lang]
    assert page.locator(".against", has_text=said["indicator.same"]).count() == 8
    seek(page, 300)
    assert page.locator(".arm.a .against", has_text=said["indicator.same"]).count() < 4
    assert page.locator(".chart canvas").count() == 3
    assert page.locator(".events li:not(.later)").count() > 20
    numbers = page.locator(".arm.a .indicator dd:not(.against)").all_inner_texts()
    assert all(number[0].isdigit() for number in numbers)


def test_keys_drive_the_player(visit):
    """Space plays, arrows step, digits choose a speed, and none of them while somebody writes."""
    page = visit("/")
    page.wait_for_selector(".player")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert day(page) == 8
    page.keyboard.press("5")
    assert page.input_value(".player select") == "40"
    page.keyboard.press("Space")
    page.wait_for_function("Number(document.querySelector('.player input[type=range]').value) > 20")
    page.keyboard.press("Space")
    stopped = day(page)
    page.wait_for_timeout(300)
    assert day(page) == stopped
    page.focus("[data-focus=seed]")
    page.keyboard.press("ArrowRight")
    assert day(page) == stopped
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("End")
    assert day(page) == 364


def test_a_first_run_can_be_given_up_and_asked_for_again(visit):
    """Who gives up reads that it was given up, and can have the run after all."""
    page = visit("/?scenario=lanzhou&a=county&b=municipal&world=78", lang="en")
    page.click(".waiting-room button:has-text('Cancel')")
    page.wait_for_selector(".waiting-room h2:has-text('Stopped')")
    page.click(".waiting-room button")
    page.wait_for_selector(".player")


def test_counties_are_drawn_as_they_lie_where_a_package_has_their_outlines(visit):
    """One button turns both maps, and turns them back; an invented city has none to turn to."""
    page = visit("/?scenario=lanzhou&a=county&b=municipal&world=78")
    page.wait_for_selector(".player")
    said = texts()["en"]
    maps = "() => [...document.querySelectorAll('.view.map canvas')].map((one) => one.toDataURL())"
    captions = page.locator(".view.map figcaption")
    before = page.evaluate(maps)
    page.locator(".view.map .real").first.click()
    page.wait_for_selector(".view.map .real[aria-pressed=true]")
    assert captions.all_inner_texts() == [said["map.real"]] * 2
    after = page.evaluate(maps)
    assert all(one != other for one, other in zip(before, after, strict=True))
    page.locator(".view.map .real").last.click()
    page.wait_for_selector(".view.map .real[aria-pressed=false]")
    assert captions.all_inner_texts() == [said["map.title"]] * 2
    page = visit("/")
    page.wait_for_selector(".player")
    assert page.locator(".view.map .real").count() == 0


def test_language_and_theme_change_at_a_click(visit):
    """Language, theme and size change at once, keep the day, and are remembered."""
    page = visit("/")
    page.wait_for_selector(".player")
    seek(page, 100)
    page.click("[data-focus=lang]")
    page.wait_for_selector("h2:has-text('县级化解')")
    assert day(page) == 100
    assert page.evaluate("document.activeElement.dataset.focus") == "lang"
    page.click("[data-focus=theme]")
    page.click("[data-focus=size]")
    look = "(({theme, size}) => [theme, size])(document.documentElement.dataset)"
    assert page.evaluate(look) == ["dark", "projector"]
    sizes = page.locator(".stage *:not(option)").evaluate_all(
        "all => all.filter(one => one.innerText && !one.closest('.unseen'))"
        ".map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 18
    page.reload()
    page.wait_for_selector("h2:has-text('县级化解')")
    assert page.evaluate(look) == ["dark", "projector"]


def test_an_event_jumps_and_tells_both_stories(visit):
    """A click on an event goes to its day and tells its dispute on both sides."""
    page = visit("/")
    page.wait_for_selector(".events li button")
    row = page.locator(".events li[data-kind=outbreak]").first
    told = int(row.locator(".when").inner_text().split()[1])
    row.locator("button").click()
    page.wait_for_selector(".drawer .story li")
    assert day(page) == told
    assert page.locator(".drawer .twin").count() == 2
    first, other = (page.locator(f".drawer .twin.{side} .story li").first.inner_text() for side in "ab")
    assert first == other
    page.locator(".drawer .twin.a .chips button").click()
    page.wait_for_selector(".drawer .facts")
    page.locator(".drawer .twin.a .chips button:has-text('Resident')").first.click()
    page.wait_for_selector(".drawer h2:has-text('Resident')")
    assert "Hardship" in page.inner_text(".drawer .facts")
    page.keyboard.press("Escape")
    assert page.locator(".drawer").is_hidden()


def test_an_office_has_a_party_cell_beside_it(visit):
    """From a county its office is reached, and from there the party cell."""
    page = visit("/")
    page.wait_for_selector(".player")
    page.locator(".arm.a .map .reach button").first.focus()
    page.keyboard.press("Enter")
    page.locator(".drawer .twin.a .chips button:has-text('Office')").click()
    page.locator(".drawer .twin.a .chips button:has-text('Party cell')").click()
    page.wait_for_selector(".drawer h2:has-text('Party cell')")
    assert "Members" in page.inner_text(".drawer .facts")


def test_a_county_has_a_card(visit):
    """A county reached by keyboard opens a card of both arms, and what is near it opens the next."""
    page = visit("/")
    page.wait_for_selector(".player")
    button = page.locator(".arm.a .map .reach button").first
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".drawer .facts")
    assert page.locator(".drawer .facts").count() == 2
    assert button.inner_text() in page.locator(".drawer h2").inner_text()
    facts = page.inner_text(".drawer .facts")
    page.locator(".drawer .twin.a .chips button").first.click()
    page.wait_for_function(
        "was => ![null, was].includes(document.querySelector('.drawer .facts')?.innerText ?? null)", arg=facts
    )


def test_a_lever_leaves_the_ghost_of_what_was(visit):
    """A changed lever runs again, changes nothing before its day and keeps the line of before."""
    page = visit("/")
    page.wait_for_selector(".player")
    seek(page, 200)
    final = ".arm.a .indicator:first-child dd:not(.against)"
    before = page.inner_text(final)
    page.click("[data-focus=lever]")
    page.select_option(".lever select", "casework.reporting_pressure")
    page.fill("#lever-value", "0.9")
    page.click(".lever [type=submit]")
    page.wait_for_function(
        "async () => { const {echarts} = await import('/static/assets/govsim/charts.js');"
        "const {getInstanceByDom} = await echarts();"
        "const box = document.querySelector('.chart .plot'); const chart = box && getInstanceByDom(box);"
        "return Boolean(chart) && chart.getOption().series.some((one) => one.name === 'a-ghost'); }"
    )
    assert day(page) == 200
    assert page.inner_text(final) == before
    assert "set=200%3Acasework.reporting_pressure%3D0.9" in shared(page)


def shared(page):
    """Return the address under which a page is shared."""
    page.click("[data-focus=share]")
    address = page.input_value(".drawer input")
    page.keyboard.press("Escape")
    return address


def test_a_shared_address_shows_the_same(visit):
    """Whoever opens a shared address sees the same scenario, regimes and world."""
    page = visit("/?scenario=governance-radius&a=lead_street&b=municipal&world=5&days=60")
    page.wait_for_selector(".player")
    assert page.locator(".arm h2").all_inner_texts() == ["Street leads", "Municipal level"]
    assert page.input_value("[data-focus=seed]") == "5"
    assert page.get_attribute(".player input[type=range]", "max") == "59"
    address = shared(page)
    assert address.startswith(f"{page.visitor.address}/?")
    other = visit(address[address.index("/?") :])
    other.wait_for_selector(".player")
    seek(page, 59)
    seek(other, 59)
    numbers = [one.locator(".indicator dd").all_inner_texts() for one in (page, other)]
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize(
    "query",
    ["?scenario=/etc/passwd&a=x", "?scenario=../secret", "?yaml=AAAA", "?scenario=quickstart&world=abc"],
)
def test_an_address_that_makes_no_sense_shows_the_start(visit, query):
    """No file is read for an address, and one that cannot be read opens the page as it starts."""
    page = visit(f"/{query}")
    page.wait_for_selector(".player")
    assert page.input_value("[data-focus=scenario]") == "quickstart"


def test_cells_are_as_large_as_their_population(visit):
    """The cells of the cartogram fill the outline, and each has its share of it."""
    page = visit("/lessons")
    places = [
        {"x": x, "y": y, "share": share}
        for x, y, share in [(0.2, 0.3, 1), (0.7, 0.3, 4), (0.3, 0.8, 2), (0.8, 0.9, 3)]
    ]
    areas = page.evaluate(
        "async places => {const {divide, measure, outline} = await import('/static/assets/govsim/power.js');"
        "const whole = outline(); const areas = divide(places, whole).map((cell) => measure(cell).area);"
        "return [measure(whole).area, ...areas]; }",
        places,
    )
    whole, *found = areas
    assert sum(found) == pytest.approx(whole, rel=1e-6)
    for area, place in zip(found, places, strict=True):
        assert area / whole == pytest.approx(place["share"] / 10, rel=0.05)
