"""The pages in a real Chromium, served by a real server: with and without scripts, small and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.shop import served

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("shop")) as found:
        yield found


@pytest.fixture
def desk(chromium: Any, address: str) -> Iterator[Any]:
    """A page at a desk; anything the browser complains of fails the test."""
    context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not complaints


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_a_changed_filter_swaps_the_results_and_keeps_focus(desk: Any) -> None:
    desk.goto("/search?q=skjerm")
    desk.focus("#f-label-tco-certified")
    desk.keyboard.press("Space")
    desk.wait_for_url("**/search?q=skjerm&label=tco-certified")
    sync_api.expect(desk.locator("#hits-h")).to_have_text("1 treff på «skjerm»")
    assert focused(desk) == "f-label-tco-certified"
    assert desk.title() == "skjerm: 1 treff – Merkbar"
    sync_api.expect(desk.locator("#live")).to_have_text("1 treff på «skjerm»")
    desk.go_back()
    sync_api.expect(desk.locator("#hits-h")).to_have_text("2 treff på «skjerm»")
    sync_api.expect(desk.locator("#f-label-tco-certified")).not_to_be_checked()


def test_slash_goes_to_the_search_box_except_while_typing(desk: Any) -> None:
    desk.goto("/labels")
    desk.keyboard.press("/")
    assert focused(desk) == "q"
    desk.keyboard.type("a/b")
    assert desk.input_value("#q") == "a/b"


def test_a_symbol_opens_its_evidence_in_place_and_escape_closes_it(desk: Any) -> None:
    desk.goto("/search?q=P2425")
    desk.click("a.sym[data-label=tco-certified]")
    box = desk.locator("#peek")
    sync_api.expect(box).to_be_visible()
    sync_api.expect(box).to_contain_text("D1024110043")
    assert box.locator("a.out").get_attribute("href").startswith("https://tcocertified.com/")
    desk.keyboard.press("Escape")
    sync_api.expect(box).to_be_hidden()
    assert desk.url.endswith("/search?q=P2425")


def test_the_keyboard_reaches_evidence_in_the_order_of_the_page(desk: Any) -> None:
    desk.goto("/search?q=P2425")
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.getAttribute('href')") == "#main"
    seen = []
    for _press in range(60):
        desk.keyboard.press("Tab")
        seen.append(str(desk.evaluate("document.activeElement.className + ' ' + document.activeElement.id")))
        if seen[-1].startswith("sym"):
            break
    assert seen[-1].startswith("sym")
    assert any(one.endswith("f-label-tco-certified") for one in seen)
    outline = desk.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert float(outline.removesuffix("px")) >= 2


@pytest.mark.parametrize("width", [320, 1280])
def test_everything_works_without_scripts(chromium: Any, address: str, width: int) -> None:
    context = chromium.new_context(
        base_url=address, java_script_enabled=False, viewport={"width": width, "height": 740}
    )
    page = context.new_page()
    page.goto("/search?q=skjerm")
    if width < 760:
        page.click(".sheet summary")
    page.check("#f-label-tco-certified")
    page.click(".facets-go button")
    sync_api.expect(page.locator("#hits-h")).to_have_text("1 treff på «skjerm»")
    page.click("a.sym")
    assert page.url.endswith("/evidence#tco-certified")
    link = page.locator("#tco-certified a.out")
    assert link.get_attribute("href") == "https://tcocertified.com/product-finder/?cert=D1024110043"
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_a_small_phone_and_targets_are_large_enough(
    chromium: Any, address: str, scheme: str
) -> None:
    context = chromium.new_context(
        base_url=address, viewport={"width": 320, "height": 740}, color_scheme=scheme
    )
    page = context.new_page()
    for path in (
        "/",
        "/search",
        "/products/1",
        "/products/2/evidence",
        "/labels",
        "/labels/epeat",
        "/status",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        small = page.evaluate(
            """() => [...document.querySelectorAll('button, .ds-input, a.sym, a.chip, summary, .top a')]
            .filter(one => one.checkVisibility() && !one.classList.contains('copy'))
            .map(one => [one.getBoundingClientRect(), one.outerHTML.slice(0, 120)])
            .filter(([box]) => box.height < 24 || box.width < 24).map(([_box, text]) => text)"""
        )
        assert not small, (path, small)
    context.close()


CONTRAST = """() => {
  const parse = text => [...text.match(/[\\d.]+/g).map(Number), 1].slice(0, 4);
  const f = v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => {
    return .2126 * f(r) + .7152 * f(g) + .0722 * f(b); };
  const behind = one => { for (; one; one = one.parentElement) {
    const back = parse(getComputedStyle(one).backgroundColor); if (back[3] > .99) return back; }
    return [255, 255, 255]; };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const one = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !one.checkVisibility()) continue;
    if (one.closest('.ds-sr-only, .opt-off')) continue;
    const [a, b] = [light(parse(getComputedStyle(one).color)), light(behind(one))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) found.push([ratio.toFixed(2), one.className, walk.currentNode.data.trim().slice(0, 40)]);
  }
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_what_is_behind_it(chromium: Any, address: str, scheme: str) -> None:
    context = chromium.new_context(base_url=address, color_scheme=scheme)
    page = context.new_page()
    for path in ("/", "/search?label=tco-certified", "/search", "/products/2", "/products/4/evidence",
                 "/labels", "/labels/epeat", "/status", "/nowhere"):  # fmt: skip
        page.goto(path)
        assert page.evaluate(CONTRAST) == [], path
    context.close()
