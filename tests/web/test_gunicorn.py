"""Real gunicorn, two workers: what must hold over processes while a feed is published."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from catalog.workspace import Workspace
from tests.conftest import Loader
from tests.web.real_site import two_workers

HEADER = "supplier_number,brand,mpn,name,price,currency\n"


def rows(price: int, count: int = 200) -> str:
    return HEADER + "".join(f"{n},Acme,M{n},Acme bryter {n},{price},NOK\n" for n in range(count))


@pytest.fixture
def site(workspace: Workspace, load_feed: Loader) -> Iterator[str]:
    """The address of a running site over this test's own store."""
    load_feed(rows(1))
    with two_workers(workspace, MERKBAR_API_ANONYMOUS="99999") as address:
        yield address


def get(url: str) -> dict[str, object]:
    with urllib.request.urlopen(url, timeout=20) as answer:
        found: dict[str, object] = json.load(answer)
    return found


@pytest.mark.slow
def test_no_request_fails_while_feeds_are_published_and_every_worker_notices(
    site: str, load_feed: Loader
) -> None:
    faults: list[str] = []
    totals: set[object] = set()
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                totals.add(get(f"{site}/api/v1/products?q=bryter&per_page=5")["total"])
            except (OSError, ValueError) as error:
                faults.append(repr(error))

    readers = [threading.Thread(target=ask) for _ in range(4)]
    for reader in readers:
        reader.start()
    try:
        for price in range(2, 10):
            assert load_feed(rows(price, 200 + price)).status == "published"
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert faults == []
    assert totals <= {200, *range(202, 210)}
    answers = {get(f"{site}/api/v1/products?q=bryter")["total"] for _ in range(30)}
    assert answers == {209}


@pytest.mark.slow
def test_a_page_is_compressed_and_small(site: str) -> None:
    request = urllib.request.Request(f"{site}/search?q=bryter", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert len(answer.read()) < 25_000


@pytest.mark.slow
def test_without_an_index_search_says_when_to_come_back_and_the_rest_works(
    site: str, workspace: Workspace
) -> None:
    (workspace.index_dir / "CURRENT").unlink()
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(f"{site}/api/v1/products?q=bryter")
    assert refused.value.code == 503
    assert refused.value.headers["Retry-After"]
    assert get(f"{site}/api/v1/products/1")["mpn"] == "M0"


@pytest.mark.slow
def test_every_worker_draws_a_badge_anew_after_the_commit_that_changes_it(
    site: str, load_feed: Loader
) -> None:
    feed = "supplier_number,brand,mpn,name,labels\n1,Acme,M1,Acme bryter 1,{}\n"
    for stated in ("EPEAT", "", "EPEAT", "EPEAT Gold", ""):
        assert load_feed(feed.format(stated)).status == "published"
        badges = set()
        for _time in range(40):
            with urllib.request.urlopen(f"{site}/badge/v1/acme:1.svg", timeout=20) as answer:
                badges.add(answer.read().decode())
        assert len(badges) == 1
        assert ("oppgitt" in badges.pop()) is bool(stated)
