"""One real Chromium for all browser tests.

They are proofs that take minutes: ``make test`` leaves them to ``.ci/run`` (``make test MARKS=browser`` runs
them alone). The browser is not a Python package, so a machine without it skips them and says so. Where ``CI``
is set nothing may be skipped: there a missing browser is a failure.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.telling import Opener, visits
from tests.browser.whole_site import Site, whole_site

sync_api = pytest.importorskip("playwright.sync_api")
PLACES = (Path("/usr/bin/chromium"), Path("/usr/bin/chromium-browser"))


def installed() -> Path | None:
    """Debian's Chromium, or None where it is not installed."""
    return next((path for path in PLACES if path.exists()), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A running browser; each test opens a context of its own in it."""
    path = installed()
    if path is None and not os.environ.get("CI"):
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(path) if path else None,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The whole site over the small shop, one for each file of tests."""
    with whole_site(tmp_path_factory.mktemp("site")) as found:
        yield found


@pytest.fixture
def visit(chromium: Any, site: Site) -> Iterator[Opener]:
    """``visit(width=360)`` opens a page of a stranger; what its scripts complain of fails the test."""
    with visits(chromium, site) as opened:
        yield opened
