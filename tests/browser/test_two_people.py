"""Two people in one basket in real browsers: what one puts in is told to the other; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.basket_world import log_in, new_basket, site

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
QUANTITY = ".order-qty input"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("two")
    with site(folder) as found:
        yield found


def a_page(chromium: Any, address: str, width: int) -> Any:
    return chromium.new_context(base_url=address, viewport={"width": width, "height": 800}).new_page()


def test_goods_that_a_colleague_adds_are_told_and_shown_on_request(chromium: Any, address: str) -> None:
    kari, ola = a_page(chromium, address, 360), a_page(chromium, address, 1280)
    log_in(kari)
    new_basket(kari, "Felles", "skjerm")
    kari.goto("/baskets")
    kari.click("tr:has-text('Felles') button[value=share]")
    kari.goto("/basket")
    log_in(ola, "ola", "/baskets")
    ola.click("button.linklike:has-text('Felles')")
    ola.wait_for_url("**/basket")
    ola.goto("/search?q=kabel")
    ola.locator("form.add button").first.click()
    ola.wait_for_selector(".note")
    kari.locator(QUANTITY).first.fill("7")
    kari.keyboard.press("Enter")
    notice = kari.locator("[data-meanwhile]")
    sync_api.expect(notice).to_contain_text("Ola Hansen har lagt dette i kurven mens du hadde den")
    assert kari.locator(QUANTITY).first.input_value() == "7"
    kari.click("#about > summary")
    kari.fill("#f-mark", "x" * 30)
    kari.keyboard.press("Tab")
    sync_api.expect(kari.locator("#x-mark .field-fault")).to_contain_text("høyst 25 tegn")
    notice.locator("a").click()
    kari.wait_for_load_state()
    assert kari.locator(QUANTITY).count() == 2
    assert kari.locator(QUANTITY).first.input_value() == "7"
    assert kari.input_value("#f-mark") == "x" * 30
    for page in (kari, ola):
        page.context.close()
