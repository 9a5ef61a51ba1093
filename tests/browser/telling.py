"""Words with which the stories of the browser are told, and the pages that they open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.browser.whole_site import Site

sync_api = pytest.importorskip("playwright.sync_api")
QUANTITY = ".order-qty input"
Opener = Callable[..., Any]


@contextmanager
def visits(chromium: Any, site: Site) -> Iterator[Opener]:
    """``visit(width=360)`` is a page of a stranger with an empty basket; scripts' faults fail the test."""
    pages: list[Any] = []
    complaints: list[str] = []

    def opened(role: str = "", width: int = 1280, **more: Any) -> Any:
        page = site.page(chromium, role, width, **more)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.context.close()
    assert not complaints


def expect(page: Any, selector: str) -> Any:
    return sync_api.expect(page.locator(selector).first)


def search(page: Any, text: str) -> None:
    page.goto("/")
    page.fill("#q", text)
    page.press("#q", "Enter")
    page.wait_for_url("**/search?*")


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.tagName"))


def downloaded(page: Any, selector: str) -> tuple[str, bytes]:
    """Name and bytes of what a press of the button brings."""
    with page.expect_download() as found:
        page.click(selector)
    return found.value.suggested_filename, Path(found.value.path()).read_bytes()
