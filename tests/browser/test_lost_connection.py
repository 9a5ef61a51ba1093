"""What is typed survives a refusal and a lost connection."""

from __future__ import annotations

import pytest

from tests.browser.telling import QUANTITY, Opener, expect

pytestmark = pytest.mark.browser


def test_a_refused_quantity_is_explained_on_a_page_of_its_own(visit: Opener) -> None:
    page = visit()
    page.goto("/search?q=2Z624F")
    page.fill("form.add input.qty", "abc")
    page.click("form.add button")
    expect(page, ".field-fault").to_contain_text("må være et tall")
    assert page.input_value("#q-new") == "abc"


def test_a_lost_connection_in_the_middle_loses_nothing_typed(visit: Opener) -> None:
    page = visit(width=360)
    page.goto("/search?q=2Z624F")
    page.fill("form.add input.qty", "17")
    page.context.set_offline(True)
    page.click("form.add button")
    expect(page, "#live").to_contain_text("ingen kontakt")
    assert page.input_value("form.add input.qty") == "17"
    page.context.set_offline(False)
    page.click("form.add button")
    expect(page, "#notes").to_contain_text("Lagt i kurven")
    page.goto("/basket")
    page.context.set_offline(True)
    page.locator(QUANTITY).first.fill("19")
    page.keyboard.press("Tab")
    expect(page, "#saved").to_contain_text("Ikke lagret")
    page.context.set_offline(False)
    expect(page, "[name^=was-quantity]").to_have_value("19")
    page.reload()
    assert page.locator(QUANTITY).first.input_value() == "19"
    page.click("button[name=confirm]")
    page.wait_for_url("**/basket/confirm/*")
    expect(page, ".order-quantity >> text=19").to_be_visible()
