"""The search pages against axe-core, at a desk and on a phone, in the states that a visitor meets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.shop import served

sync_api = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = pytest.mark.browser
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
STATES = {
    "front page": "/",
    "hits": "/search?q=skjerm",
    "chosen filters": "/search?q=skjerm&label=tco-certified&brand=dell&evidence=all",
    "corrected": "/search?q=skjrem",
    "read as a filter": "/search?q=epeat+gold+skriver",
    "relaxed": "/search?q=skjerm+xyzzy",
    "as typed": "/search?q=skjerm&literal=1",
    "numbers not found": "/search?q=8812345+7700000",
    "nothing found": "/search?q=xyzzy",
    "nothing with these filters": "/search?q=kabel&label=epeat",
    "past the last page": "/search?page=9",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("shop")) as found:
        yield found


def faults(page: Any) -> list[str]:
    """What axe objects to, with the element."""
    result = axe.Axe().run(page, options={"runOnly": STANDARDS, "resultTypes": ["violations"]})
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]}"
        for rule in result.response["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_any_state(chromium: Any, address: str, width: int, scheme: str) -> None:
    context = chromium.new_context(
        base_url=address, viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    page = context.new_page()
    for state, path in STATES.items():
        page.goto(path)
        sheet = page.locator(".sheet summary")
        if width < 760 and sheet.count():
            sheet.click()
            page.locator("#facets").evaluate("one => one.scrollIntoView({ block: 'end' })")
        assert not faults(page), (state, faults(page))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, state
    page.focus("#q")
    page.fill("#q", "")
    page.locator("#q").press_sequentially("skjerm")
    sync_api.expect(page.locator("#suggest[data-text=skjerm]")).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert not faults(page)
    context.close()


def test_axe_would_find_a_box_without_a_name(chromium: Any, address: str) -> None:
    page = chromium.new_page(base_url=address)
    page.goto("/")
    page.evaluate("document.querySelector('label[for=q]').remove()")
    page.evaluate("document.getElementById('q').removeAttribute('placeholder')")
    assert any(fault.startswith("label") for fault in faults(page))
    page.close()


def test_on_a_phone_the_sheet_holds_folded_groups_that_stay_as_they_were_left(
    chromium: Any, address: str
) -> None:
    context = chromium.new_context(base_url=address, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto("/search?q=skjerm&brand=dell")
    page.click(".sheet summary")
    folded = page.locator("#facets .fold")
    opened = folded.evaluate_all("all => all.filter(one => one.open).map(one => one.id)")
    assert opened == ["fold-label", "fold-brand"]
    sync_api.expect(page.locator("#fold-brand summary")).to_contain_text("1 valgt")
    heights = folded.locator("> summary").evaluate_all("all => all.map(one => one.offsetHeight)")
    assert min(heights) >= 44
    page.click("#fold-class > summary")
    page.click("#fold-label > summary")
    with page.expect_response("**/search?*"):
        page.locator("#fold-class input").first.check()
    page.wait_for_url("**class=*")
    opened = folded.evaluate_all("all => all.filter(one => one.open).map(one => one.id)")
    assert opened == ["fold-class", "fold-brand"]
    context.close()


def test_at_a_desk_every_group_is_open(chromium: Any, address: str) -> None:
    page = chromium.new_page(base_url=address, viewport={"width": 1280, "height": 800})
    page.goto("/search?q=skjerm")
    assert page.locator("#facets .fold").count() == page.locator("#facets .fold[open]").count() > 2
    page.close()


def test_a_label_read_from_the_text_is_let_go_like_any_other_filter(chromium: Any, address: str) -> None:
    page = chromium.new_page(base_url=address)
    page.goto("/search?q=epeat+gold+skriver")
    sync_api.expect(page.locator("#hits-h")).to_contain_text("1 treff")
    sync_api.expect(page.locator("#f-label-epeat")).to_be_checked()
    page.uncheck("#f-label-epeat", no_wait_after=True)
    page.wait_for_url("**/search?q=skriver")
    assert page.input_value("#q") == "skriver"
    page.close()


def test_another_text_is_no_longer_meant_exactly(chromium: Any, address: str) -> None:
    page = chromium.new_page(base_url=address)
    page.goto("/search?q=skjerm&literal=1")
    page.check("#f-brand-Dell")
    page.wait_for_url(lambda url: "brand=Dell" in url and "literal=1" in url)
    page.fill("#q", "kabel")
    page.press("#q", "Enter")
    page.wait_for_url(lambda url: "q=kabel" in url and "literal" not in url)
    page.close()
