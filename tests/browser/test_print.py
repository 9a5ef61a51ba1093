"""What is printed: the layout of a desk on A4, with nothing to press and everything to read."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.states import STATES
from tests.browser.whole_site import Site

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
# A4 less 10 mm at each side, in CSS pixels.
PAPER = 718
PRINTED = ("hits", "labelled product", "evidence", "full basket", "looked over", "order", "orders",
           "quick order looked over", "labelled share", "label")  # fmt: skip
PRESSED = """() => [...document.querySelectorAll(
  `button, .ds-button:not(.out), input[type=date], input[type=file], input[type=checkbox], .top, .foot`)]
  .filter(one => one.checkVisibility() && !one.closest('.ds-sr-only') && !one.matches('.ds-sr-only, .copy'))
  .filter(one => one.getBoundingClientRect().height > 1)
  .map(one => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("name", PRINTED)
def test_a_sheet_holds_no_buttons_and_nothing_runs_off_it(chromium: Any, site: Site, name: str) -> None:
    state = next(one for one in STATES if one.name == name)
    page = site.page(chromium, state.role, PAPER)
    page.goto(state.path.format(**site.facts))
    if state.act:
        state.act(page)
    page.emulate_media(media="print")
    pressed = page.evaluate(PRESSED)
    wide = page.evaluate("document.documentElement.scrollWidth")
    heads = page.locator(".order-lines > thead").evaluate_all("all => all.map(one => one.offsetHeight > 12)")
    ink = page.locator(".sym").evaluate_all("all => all.map(one => getComputedStyle(one).printColorAdjust)")
    page.context.close()
    assert not pressed
    assert wide <= PAPER
    assert all(heads) and set(ink) <= {"exact"}
    assert heads or name not in ("full basket", "looked over", "order", "quick order looked over")


def test_a_printed_basket_tells_quantity_and_note_without_their_boxes(chromium: Any, site: Site) -> None:
    page = site.page(chromium, "", PAPER)
    page.goto("/quick")
    page.fill("#f-text", "1012345 2 pk til bad")
    page.click("#quick-paste button[type=submit]")
    page.click("button[value=add] >> nth=0")
    page.wait_for_url("**/basket")
    page.emulate_media(media="print")
    for selector, text in ((".order-qty input", "200"), (".line-more > input", "til bad")):
        field = page.locator(selector).first
        assert field.is_visible() and field.input_value() == text
        assert field.evaluate("one => getComputedStyle(one).borderTopWidth") == "0px"
    page.context.close()
