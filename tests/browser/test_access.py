import pytest

pytestmark = pytest.mark.browser

PAGES = {
    "/": ".player",
    "/lessons": ".cards",
    "/lessons/two-cities": ".choice",
    "/scenario": ".problems",
    "/results": "table.outcomes",
}


@pytest.mark.parametrize("path", PAGES)
def test_nothing_serious_keeps_anybody_out(visit, path):
    """axe-core finds nothing serious or critical on any page, in light and English, in dark and Chinese."""
    from axe_core_python.sync_playwright import Axe

    page = visit(path)
    for change in ([], ["lang", "theme"]):
        for name in change:
            page.click(f"[data-focus={name}]")
        page.wait_for_selector(PAGES[path], state="attached")
        page.wait_for_timeout(300)
        serious = [
            (rule["id"], [node["html"][:200] for node in rule["nodes"][:3]])
            for rule in Axe().run(page)["violations"]
            if rule["impact"] in {"serious", "critical"}
        ]
        assert serious == []


def test_the_focus_goes_through_the_page_in_order(visit):
    """Tab leads from the skip link through the pages to the setup."""
    page = visit("/")
    page.wait_for_selector(".player")
    names = []
    for _ in range(16):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate("(document.activeElement.dataset.focus || document.activeElement.className)")
        )
    order = [
        names.index(name)
        for name in ("skip", "nav-compare", "nav-lessons", "lang", "scenario", "regime-a", "seed")
    ]
    assert order == sorted(order)


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768)])
def test_the_stage_fits_the_projector(visit, size):
    """The whole comparison is on the screen at once, without scrolling, at both usual sizes."""
    page = visit("/", width=size[0], height=size[1])
    page.wait_for_selector(".player")
    page.wait_for_timeout(300)
    box = page.locator(".player").bounding_box()
    assert box["y"] + box["height"] <= size[1]
    assert page.evaluate("document.documentElement.scrollHeight") <= size[1] + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
