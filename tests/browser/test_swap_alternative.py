"""Swap for a labelled alternative and undo, in a real Chromium: with and without scripts, on a phone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.serving import make_server

from catalog import comparable
from tests import conftest
from tests.web import alternatives_world, pages_world

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pages_world.opened(tmp_path_factory.mktemp("alternatives")) as space:
        rules = comparable.load(conftest.ROOT / "data" / "comparable.toml")
        alternatives_world.fill(replace(space, comparables=rules))
        app = pages_world.application(space)
        # The test's own server speaks plain HTTP.
        app.config["SESSION_COOKIE_SECURE"] = False
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, True), (360, False)])
def test_a_buyer_swaps_for_a_labelled_alternative_and_undoes_it(
    chromium: Any, address: str, width: int, scripts: bool
) -> None:
    context = chromium.new_context(
        base_url=address, viewport={"width": width, "height": 800}, java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto("/search?q=FV24")
    page.locator("form.add input.qty").first.fill("7")
    page.locator("form.add button").first.click()
    page.wait_for_selector(".note")
    page.goto("/basket")
    quantity, what = page.locator(".order-qty input"), page.locator(".order-what > a")
    expect = sync_api.expect
    expect(what).to_contain_text("FV24")
    page.locator("details.swaps > summary").click()
    expect(page.locator(".swap [data-label=tco-certified]").first).to_be_visible()
    expect(page.locator(".swap-more").first).to_contain_text("−120,00")
    page.locator("button[name=swap]").first.click()
    expect(what).to_contain_text("SK24")
    expect(quantity).to_have_value("7")
    page.reload()
    expect(page.locator(".swap-undo")).to_contain_text("FV24")
    page.locator("button[name=unswap]").click()
    expect(what).to_contain_text("FV24")
    expect(quantity).to_have_value("7")
    assert page.locator(".swap-undo").count() == 0
    assert page.locator("html").evaluate("e => e.scrollWidth <= e.clientWidth")
    context.close()
