"""Every page where one orders, by keyboard alone: what has the focus after each key; it is never lost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.telling import QUANTITY, Opener, expect, focused
from tests.browser.whole_site import Site

pytestmark = pytest.mark.browser
LOST = ("BODY", "HTML", "main")


def on_page(visit: Opener, *searches: str) -> Any:
    """A page whose basket holds the first hit of each search."""
    page = visit()
    for text in searches:
        page.goto(f"/search?q={text}")
        page.locator("form.add button").first.click()
        expect(page, "#live.told").to_contain_text("Lagt i kurven")
    return page


def press(page: Any, *keys: str) -> str:
    """What has the focus after the keys; it is always something."""
    for key in keys:
        page.keyboard.press(key)
        assert focused(page) not in LOST, key
    return focused(page)


def tab_to(page: Any, selector: str) -> None:
    """By Tab from where one is; each stop shows where it is."""
    for _press in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("one => document.activeElement.matches(one)", selector):
            outlined = page.evaluate(
                """() => { const seen = getComputedStyle(document.activeElement);
                return parseFloat(seen.outlineWidth) > 0 || seen.boxShadow !== 'none' }"""
            )
            assert outlined, selector
            return
    raise AssertionError(f"{selector} is not reached by Tab")


@pytest.mark.parametrize("path", ["/search?q=skjerm", "/products/{labelled}", "/basket", "/quick", "/orders"])
def test_slash_goes_to_the_search_box_on_every_page(visit: Opener, site: Site, path: str) -> None:
    page = visit()
    page.goto(path.format(**site.facts))
    assert press(page, "/") == "q"
    page.keyboard.type("1/2")
    assert page.input_value("#q").endswith("1/2")


def test_search_a_quantity_is_stepped_and_enter_adds_where_one_is(visit: Opener) -> None:
    page = visit()
    page.goto("/search?q=skjerm")
    tab_to(page, "form.add input.qty")
    field = focused(page)
    assert press(page, "ArrowUp", "ArrowUp", "ArrowDown") == field
    assert page.locator(f"#{field}").input_value() == "2"
    press(page, "Enter")
    expect(page, "#live.told").to_contain_text("Lagt i kurven")
    assert focused(page) == field


def test_search_a_filter_and_a_symbol_give_the_focus_back(visit: Opener) -> None:
    page = visit()
    page.goto("/search?q=skjerm")
    tab_to(page, "#f-label-tco-certified")
    page.keyboard.press("Space")
    page.wait_for_url("**label=tco-certified")
    assert focused(page) == "f-label-tco-certified"
    tab_to(page, "a.sym")
    page.keyboard.press("Enter")
    expect(page, "#peek").to_be_visible()
    assert page.evaluate("document.activeElement.closest('#peek') !== null")
    page.keyboard.press("Escape")
    expect(page, "#peek").to_be_hidden()
    assert page.evaluate("document.activeElement.matches('a.sym')")


def test_product_enter_adds_and_the_field_keeps_the_focus(visit: Opener, site: Site) -> None:
    page = visit()
    page.goto("/products/{cable}".format(**site.facts))
    tab_to(page, "form.add input.qty")
    field = focused(page)
    press(page, "ArrowUp", "ArrowUp")
    assert page.locator(f"#{field}").input_value() == "200"
    press(page, "Enter")
    expect(page, "#live.told").to_contain_text("Lagt i kurven")
    assert focused(page) == field


def test_basket_arrows_enter_and_packages_store_where_one_is(visit: Opener) -> None:
    page = on_page(visit, "kabel")
    page.goto("/basket")
    tab_to(page, QUANTITY)
    field = focused(page)
    press(page, "ArrowUp", "ArrowUp")
    expect(page, "#saved").to_have_text("Lagret")
    expect(page, "[data-packages]").to_contain_text("2 pakker à 100 m.")
    page.keyboard.press("Control+a")
    page.keyboard.type("3 pk")
    assert press(page, "Enter") == field
    expect(page, "[data-packages]").to_contain_text("3 pakker à 100 m.")
    expect(page, QUANTITY).to_have_value("300")
    assert focused(page) == field
    page.keyboard.press("Control+a")
    page.keyboard.type("120")
    press(page, "Enter")
    expect(page, ".basket-pack").to_be_visible()
    tab_to(page, ".basket-pack")
    page.keyboard.press("Enter")
    page.wait_for_url("**/basket#q-*")
    expect(page, QUANTITY).to_have_value("200")
    assert focused(page) == field


def test_basket_what_is_removed_or_taken_elsewhere_leaves_the_focus_where_one_goes_on(visit: Opener) -> None:
    page = on_page(visit, "P2425", "kabel")
    page.goto("/basket")
    page.locator(".line-more summary:has-text('annen leverandør')").focus()
    page.keyboard.press("Enter")
    tab_to(page, "button[name=switch]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/basket#q-*")
    assert focused(page).startswith("q-")
    page.locator("button[name=remove]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/basket#undo")
    assert focused(page) == "undo"
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page, QUANTITY).to_be_visible()
    assert page.locator(QUANTITY).count() == 2


def test_quick_a_pasted_list_is_corrected_and_put_into_the_basket(visit: Opener) -> None:
    page = visit()
    page.goto("/quick")
    tab_to(page, "#f-text")
    page.keyboard.type("1012345 2 pk til bad\n9999999 3")
    tab_to(page, "#quick-paste button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/quick#list")
    expect(page, "#list").to_have_text("2 linjer")
    assert focused(page) == "list"
    tab_to(page, ".quick-lines input.qty")
    expect(page, "[data-packages]").to_contain_text("2 pakker à 100 m.")
    tab_to(page, "tr[data-line='2'] .quick-number")
    field = focused(page)
    page.keyboard.press("Control+a")
    page.keyboard.type("1001")
    page.keyboard.press("Enter")
    expect(page, "[data-count=ready]").to_contain_text("2")
    assert focused(page) not in LOST
    tab_to(page, "tr[data-line='2'] input.qty")
    assert press(page, "ArrowUp") == field.replace("n-", "q-")
    expect(page, "tr[data-line='2'] .order-amount").to_contain_text("9 960,00")
    assert focused(page) == field.replace("n-", "q-")
    tab_to(page, "button[value=add]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/basket")
    expect(page, ".line-more[open] input[name^=note-]").to_have_value("til bad")


def test_order_review_from_the_basket_to_the_confirmed_order(visit: Opener) -> None:
    page = on_page(visit, "2Z624F")
    page.goto("/basket")
    tab_to(page, "button[name=confirm]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/basket/confirm/*")
    for field, text in (("f-project", "4711"), ("f-mark", "x" * 30), ("f-reference", "KN")):
        tab_to(page, f"#{field}")
        page.keyboard.type(text)
    tab_to(page, ".order-buttons button")
    page.keyboard.press("Enter")
    expect(page, "#e-mark").to_contain_text("høyst 25 tegn")
    assert focused(page) == "f-mark"
    assert [page.input_value(f"#f-{name}") for name in ("project", "reference")] == ["4711", "KN"]
    page.keyboard.press("Control+a")
    page.keyboard.type("Bad")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orders/M*")
    expect(page, ".order-facts").to_contain_text("Bad")
