"""The work of a day, told as it is done in the browser: find, compare, add, confirm, get the file.

A story takes its goods from the small shop of ``tests/web/pages_world.py``: a labelled screen of two
suppliers, a printer with the Swan, cable in packs of 100 m.
"""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.browser.telling import QUANTITY, Opener, downloaded, expect, focused, search

pytestmark = pytest.mark.browser


def test_an_electrician_finds_cable_by_its_el_number_and_by_what_it_is_called_on_site(visit: Opener) -> None:
    page = visit()
    search(page, "10 123 45")
    expect(page, ".hit").to_contain_text("PFXP 3G1,5 kabel hvit")
    search(page, "kabbel 3g1,5")
    expect(page, ".hit").to_contain_text("PFXP 3G1,5 kabel hvit")
    search(page, "jfa 16 a")
    expect(page, ".hit").to_contain_text("Jordfeilautomat 2P 16 A")


def test_a_buyer_filters_by_the_swan_and_sees_its_evidence(visit: Opener) -> None:
    page = visit()
    search(page, "skriver")
    page.check("#f-label-nordic-swan")
    page.wait_for_url("**label=nordic-swan")
    assert page.locator(".hit").count() == 1
    page.click("a.sym[data-label=nordic-swan]")
    expect(page, "#peek").to_contain_text("5015 0002")


def test_a_buyer_compares_offers_and_takes_the_cheaper_one(visit: Opener) -> None:
    page = visit()
    search(page, "P2425 dell")
    page.locator(".hit h2 a").first.click()
    page.wait_for_url("**/products/*")
    offers = page.locator(".offers tbody tr")
    assert offers.count() == 2
    assert "2 199,00" in offers.first.inner_text().replace("\xa0", " ")
    offers.first.locator("form.add button").click()
    expect(page, "#basket-link").to_contain_text("2 199,00")
    page.goto("/basket")
    page.click(".line-more summary:has-text('annen leverandør')")
    page.click("button[name=switch]")
    page.wait_for_load_state()
    expect(page, ".order-group h2").to_have_text("nordisk")


def test_from_search_to_file_by_keyboard_alone(visit: Opener) -> None:
    page = visit()
    page.goto("/labels")
    page.keyboard.press("/")
    assert focused(page) == "q"
    page.keyboard.type("kabel pfxp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    field = page.locator("form.add input.qty").first
    tab_to(page, str(field.get_attribute("id")))
    page.keyboard.press("ArrowUp")
    assert field.input_value() == "100"
    page.keyboard.press("Enter")
    expect(page, "#notes").to_contain_text("Lagt i kurven")
    expect(page, "#basket-link").to_contain_text("1 789,50")
    assert focused(page) == field.get_attribute("id")
    page.goto("/basket")
    line = page.locator(QUANTITY).first
    tab_to(page, str(line.get_attribute("id")))
    for key, quantity in (("ArrowUp", "200"), ("ArrowUp", "300"), ("ArrowDown", "200")):
        page.keyboard.press(key)
        assert line.input_value() == quantity
    expect(page, "#saved").to_have_text("Lagret")
    assert focused(page) == line.get_attribute("id")
    expect(page, ".basket-total").to_contain_text("3 579,00")
    page.locator("button[name=confirm]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/basket/confirm/nordisk*")
    page.locator(".order-buttons button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/orders/M*")
    page.locator("a[href$='.csv']").focus()
    with page.expect_download() as found:
        page.keyboard.press("Enter")
    assert found.value.suggested_filename.endswith(".csv")


def tab_to(page: Any, wanted: str) -> None:
    for _press in range(90):
        page.keyboard.press("Tab")
        if focused(page) == wanted:
            return
    raise AssertionError(f"{wanted} is not reached by Tab")


def test_arrows_step_by_one_where_goods_are_sold_singly_and_leave_words_alone(visit: Opener) -> None:
    page = visit()
    page.goto("/search?q=V247YGBIP")
    field = page.locator("form.add input.qty").first
    for typed, key, becomes in (
        ("1", "ArrowUp", "2"), ("2,5", "ArrowUp", "3"), ("2,5", "ArrowDown", "2"), ("1", "ArrowDown", "1"),
        ("abc", "ArrowUp", "abc"), ("", "ArrowUp", "1"),
    ):  # fmt: skip
        field.fill(typed)
        field.press(key)
        assert field.input_value() == becomes, (typed, key)


def confirmed_order(page: Any) -> str:
    """The labelled printer ordered with project and mark; its number."""
    search(page, "2Z624F")
    page.fill("form.add input.qty", "2")
    page.click("form.add button")
    expect(page, "#notes, .note").to_contain_text("Lagt i kurven")
    page.goto("/basket")
    page.click("button[name=confirm]")
    page.wait_for_url("**/basket/confirm/*")
    page.fill("#f-project", "4711")
    page.fill("#f-mark", "Bad 2. etg")
    page.click(".order-buttons button")
    page.wait_for_url("**/orders/M*")
    return str(page.url).rsplit("/", 1)[-1]


def check_files(page: Any, number: str) -> None:
    """Both files hold the order, byte by byte where the format says so."""
    name, body = downloaded(page, "a[href$='.csv']")
    assert name == f"{number}.csv"
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    assert [(row["Varenummer"], row["Antall"]) for row in rows] == [("1002", "2")]
    assert "Svanemerket" in body.decode("utf-8")
    page.fill("#f-buyer", "NO986692002MVA")
    page.fill("#f-customer", "90210")
    name, body = downloaded(page, "form[action$=nelfo] button")
    assert name == f"B{number}.txt"
    records = body.decode("iso-8859-1").split("\r\n")
    assert records[0].startswith(f"BH;EFONELFO;4.0;;NO986692002MVA;{number};90210;")
    assert records[0].split(";")[11] == "4711"
    assert records[0].split(";")[18] == "Bad 2. etg"
    assert records[1].startswith("BL;")
    assert "1002" in records[1].split(";")
    assert any(one.startswith("BT;") and "Svanemerket" in one for one in records)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_goods_are_ordered_and_both_files_taken_home(visit: Opener, width: int, scripts: bool) -> None:
    page = visit(width=width, java_script_enabled=scripts)
    number = confirmed_order(page)
    expect(page, "main").to_contain_text("Svanemerket")
    check_files(page, number)
    page.goto("/orders")
    expect(page, f"[data-order={number}]").to_contain_text("4711")


def test_an_added_line_keeps_the_place_on_the_page(visit: Opener) -> None:
    page = visit(width=360)
    page.goto("/search")
    form = page.locator("form.add").last
    form.locator("input").last.fill("3")
    form.locator("button").scroll_into_view_if_needed()
    form.locator("button").focus()
    assert page.evaluate("scrollY") > 200
    before = form.locator("button").bounding_box()
    page.keyboard.press("Enter")
    expect(page, "#live.told").to_contain_text("Lagt i kurven")
    assert abs(form.locator("button").bounding_box()["y"] - before["y"]) < 2
    assert focused(page) == "BUTTON"
    assert form.locator("input").last.input_value() == "3"
