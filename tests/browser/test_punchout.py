"""A purchasing system plays both protocols in a real browser, from its button to the basket it gets back."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.browser.conftest import installed
from tests.browser.erp import Bought, Erp, erp
from tests.browser.whole_site import serving
from tests.web import pages_world, punchout_world

pytestmark = pytest.mark.browser
DAY = "2026-11-22"
SCREEN = Bought("77-1", Decimal(2), "C62", Decimal(2199), "NOK", "TCO_DEVELOPMENT", "")
CABLE = Bought("1005", Decimal(250), "MTR", Decimal("17.895"), "NOK", "", "")


@dataclass
class World:
    shop: str
    system: Erp
    secret: str


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with ExitStack() as stack:
        space = stack.enter_context(pages_world.opened(tmp_path_factory.mktemp("punchout")))
        pages_world.fill(space)
        app = pages_world.application(space)
        shop = stack.enter_context(serving(app))
        wired = app.extensions["merkbar"]
        app.extensions["merkbar"] = replace(wired, settings=replace(wired.settings, base_url=shop))
        secrets: dict[str, str] = {}
        system = stack.enter_context(erp(shop, secrets))
        secrets["kommune"] = punchout_world.customer(space, returns=[f"{system.address}/in/"])
        yield World(shop, system, secrets["kommune"])


def opened(world: World, page: Any, path: str) -> Any:
    """The page or frame that holds the shop, after the system's own button."""
    page.goto(world.system.address + path)
    page.get_by_text("Åpne butikken").click()
    frame = page.frame("shop") if "frame" in path else page.main_frame
    frame.wait_for_selector("#q, #punchout-return")
    return frame


def buy(shop: Any, number: str, quantity: str) -> None:
    """Searches as a buyer does and puts the hit into the basket."""
    name = {"P2425": "Dell", "1012345": "PFXP"}[number]
    shop.fill("#q", number)
    shop.press("#q", "Enter")
    shop.wait_for_selector(f".hit:has-text('{name}')")
    before = shop.inner_text("#basket-link")
    shop.fill("input.qty", quantity)
    shop.click("form.add button")
    shop.wait_for_function(
        "before => document.querySelector('#basket-link').innerText !== before", arg=before
    )


def give_back(page: Any, shop: Any, javascript: bool = True) -> None:
    shop.click("#basket-link")
    shop.click("text=Send tilbake til innkjøpssystemet")
    if not javascript:
        shop.click("text=Send til innkjøpssystemet")
    page.wait_for_selector("text=Rekvisisjon")


def plain(lines: list[Bought]) -> list[Bought]:
    """The lines without what is different in every visit."""
    return [replace(one, key="", evidence="") for one in lines]


@pytest.mark.parametrize("way", ["/oci", "/oci?frame=1", "/cxml", "/cxml?frame=1"])
def test_a_basket_travels_to_the_purchasing_system_and_is_the_same(
    chromium: Any, world: World, way: str
) -> None:
    page = chromium.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    shop = opened(world, page, way)
    buy(shop, "P2425", "2")
    buy(shop, "1012345", "250")
    if "frame" in way and "cxml" in way:
        shop.click("#basket-link")
        shop.click("text=Send tilbake til innkjøpssystemet")
        page.frame("shop").wait_for_selector("text=Rekvisisjon")
    else:
        give_back(page, shop)
    assert plain(world.system.received[-1]) == [SCREEN, CABLE]
    assert world.system.received[-1][0].evidence == f"{world.shop}/products/1/evidence?on={DAY}"
    # the address of a visit is its key: it is told to nobody
    assert world.system.referrers[-1] in ("", world.shop + "/")
    assert not page.context.cookies(world.shop)
    assert not complaints
    assert page.goto(world.system.received[-1][0].evidence).status == 200
    page.close()


def test_a_browser_that_blocks_all_cookies_can_shop_and_send_back(world: World, tmp_path: Path) -> None:
    if installed() is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    # Playwright's loop runs once in a thread: the session's own browser has it already.
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.cookieless", world.system.address, str(tmp_path)],
        capture_output=True, text=True, timeout=110, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"kept": False, "errors": []}
    assert plain(world.system.received[-1]) == [SCREEN]


def test_nothing_of_it_needs_a_script(chromium: Any, world: World) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(world.system.address + "/oci")
    page.get_by_text("Åpne butikken").click()
    page.fill("#q", "P2425")
    page.press("#q", "Enter")
    page.fill("input.qty", "2")
    page.click("form.add button")
    page.click("#basket-link")
    page.click("text=Send tilbake til innkjøpssystemet")
    assert "2 199,00" in page.inner_text(".punchout-lines").replace("\xa0", " ")
    page.click("text=Send til innkjøpssystemet")
    page.wait_for_selector("text=Rekvisisjon")
    assert plain(world.system.received[-1]) == [SCREEN]
    context.close()


def test_a_returned_basket_is_edited_and_inspected_from_the_purchasing_system(
    chromium: Any, world: World
) -> None:
    page = chromium.new_page()
    shop = opened(world, page, "/cxml")
    buy(shop, "P2425", "2")
    give_back(page, shop)
    shop = opened(world, page, "/cxml?operation=edit")
    assert shop.input_value(".order-qty input") == "2"
    buy(shop, "1012345", "250")
    give_back(page, shop)
    assert plain(world.system.received[-1]) == [SCREEN, CABLE]
    seen = opened(world, page, "/cxml?operation=inspect")
    assert "Her kan ingenting endres" in seen.inner_text("main")
    assert seen.locator("main input:visible").count() == 0
    seen.click("text=Tilbake til innkjøpssystemet")
    page.wait_for_selector("text=Rekvisisjon")
    assert world.system.received[-1] == world.system.received[-2]
    page.close()


def test_coming_back_to_the_page_that_sent_the_basket_sends_nothing_again(
    chromium: Any, world: World
) -> None:
    page = chromium.new_page()
    shop = opened(world, page, "/oci")
    buy(shop, "P2425", "2")
    give_back(page, shop)
    count = len(world.system.received)
    page.go_back()
    page.wait_for_selector("#punchout-return")
    page.wait_for_timeout(300)
    assert len(world.system.received) == count
    page.click("text=Tilbake til kurven")
    page.wait_for_selector("#basket-form")
    page.close()


def test_a_validation_goes_back_without_anybody_pressing_anything(chromium: Any, world: World) -> None:
    page = chromium.new_page()
    shop = opened(world, page, "/oci")
    buy(shop, "P2425", "2")
    give_back(page, shop)
    asked = {
        "USERNAME": "kommune", "PASSWORD": world.secret, "HOOK_URL": f"{world.system.address}/in/oci",
        "FUNCTION": "VALIDATE", "PRODUCTID": world.system.received[-1][0].key, "QUANTITY": "2.000",
    }  # fmt: skip
    page.goto(f"{world.shop}/punchout/oci?{urlencode(asked)}")
    page.wait_for_selector("text=Rekvisisjon")
    assert plain(world.system.received[-1]) == [SCREEN]
    assert world.system.received[-1][0].key == asked["PRODUCTID"]
    page.close()


def test_a_foreign_site_cannot_show_a_visit_in_its_frame(chromium: Any, world: World) -> None:
    page = chromium.new_page()
    shop = opened(world, page, "/oci")
    address = shop.url
    page.goto(f"{world.shop}/labels")
    page.evaluate(
        "url => { const one = document.createElement('iframe'); one.src = url; document.body.append(one); }",
        address,
    )
    page.wait_for_timeout(500)
    assert page.frames[-1].url.startswith("chrome-error://")
    page.close()
