"""What a phone has to fetch before a page can be used, measured over the wire by the browser itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.whole_site import Site

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
MOST_BYTES = 60_000


def fetched(page: Any, path: str) -> dict[str, int]:
    """Bytes over the wire of everything that a first visit to the page fetches: bodies as they were
    compressed, with their headers as HTTP/1.1 sends them."""
    wire = page.context.new_cdp_session(page)
    answers: dict[str, Any] = {}
    sizes: dict[str, int] = {}
    wire.on("Network.responseReceived", lambda one: answers.update({one["requestId"]: one["response"]}))
    wire.on("Network.loadingFinished", lambda one: sizes.update({one["requestId"]: one["encodedDataLength"]}))
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(path, wait_until="networkidle")
    return {answers[key]["url"]: int(size) for key, size in sizes.items()}


@pytest.mark.parametrize("path", ["/search", "/products/{labelled}", "/"])
def test_a_first_visit_fetches_less_than_sixty_kilobytes(chromium: Any, site: Site, path: str) -> None:
    page = site.page(chromium, "empty", 360)
    sizes = fetched(page, path.format(**site.facts))
    page_address = page.url
    page.context.close()
    assert len(sizes) > 5
    assert sizes[page_address] > 1000
    assert sum(sizes.values()) < MOST_BYTES, sorted(sizes.items(), key=lambda one: -one[1])
