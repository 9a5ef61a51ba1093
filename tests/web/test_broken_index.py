"""A missing or damaged index: search says when to ask again, everything else works, the next run mends it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pages_world import FEED, application, fill, opened, page

from catalog.workspace import Workspace
from importers.publish import publish
from tests import conftest

SERVED = (
    "/", "/products/1", "/products/1/evidence", "/labels", "/labels/epeat", "/basket", "/orders", "/status",
    "/expiring", "/badge/v1/5397184821671.svg", "/badge/v1/5397184821671.json", "/api/v1/labels",
    "/api/v1/products/1",
)  # fmt: skip
SEARCHES = ("/search", "/search?q=skjerm", "/api/v1/products?q=skjerm", "/api/v1/suggest?q=skj")


def _gone(folder: Path) -> None:
    shutil.rmtree(folder)


def _no_generation(folder: Path) -> None:
    (folder / "CURRENT").write_text("gen-999\n")


def _cut(folder: Path) -> None:
    for path in folder.glob("gen-*/generation.arrays"):
        os.truncate(path, 90)


def _scrambled(folder: Path) -> None:
    for path in folder.glob("gen-*/*"):
        if path.is_file():
            path.write_bytes(b"\x00scrambled\xff" * 9)


Break = Callable[[Path], None]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workspace]:
    with opened(tmp_path) as space:
        fill(space)
        yield space


@pytest.fixture
def client(shop: Workspace) -> FlaskClient:
    return application(shop).test_client()


def _full_basket(client: FlaskClient) -> None:
    html = page(client, "/search?q=2Z624F")
    token = re.search(r'name="csrf_token" value="([^"]*)"', html)
    offer = re.search(r'name="offer_id" value="(\d+)"', html)
    assert offer
    form = {"offer_id": offer[1], "quantity": "1", "csrf_token": token[1] if token else ""}
    assert client.post("/basket/lines", data=form).status_code in (302, 303)


@pytest.mark.parametrize("spoil", [_gone, _no_generation, _cut, _scrambled])
def test_without_an_index_search_asks_to_come_back_and_the_rest_is_served(
    shop: Workspace, client: FlaskClient, spoil: Break
) -> None:
    _full_basket(client)
    spoil(shop.index_dir)
    fresh = application(shop).test_client()
    for one in (client, fresh):
        for address in SERVED:
            assert one.get(address).status_code == 200, address
        found = one.post("/api/v1/lookup", json={"identifiers": ["5397184821671"]})
        assert found.json["items"][0]["status"] == "found"
    for address in SEARCHES:
        answer = fresh.get(address)
        assert answer.status_code == 503, address
        assert int(answer.headers["Retry-After"]) > 0
        assert "json" in answer.content_type if "/api/" in address else "html" in answer.content_type


@pytest.mark.parametrize("spoil", [_gone, _no_generation, _cut, _scrambled])
def test_the_web_never_writes_and_the_next_run_builds_the_index_anew(
    shop: Workspace, client: FlaskClient, spoil: Break
) -> None:
    assert client.get("/search?q=skjerm").status_code == 200
    spoil(shop.index_dir)
    fresh = application(shop).test_client()
    left = sorted(shop.index_dir.rglob("*")) if shop.index_dir.exists() else []
    assert fresh.get("/search").status_code == 503
    assert (sorted(shop.index_dir.rglob("*")) if shop.index_dir.exists() else []) == left
    publish(shop)
    assert 'data-product-id="' in page(fresh, "/search?q=skjerm")


def test_a_feed_that_has_not_changed_mends_the_index_too(shop: Workspace, client: FlaskClient) -> None:
    _gone(shop.index_dir)
    conftest._load(shop, "feed", FEED, "table", "nordisk.csv", supplier="nordisk")
    assert client.get("/search?q=skjerm").status_code == 200
