"""Product feeds that answer JSON page by page, against a real HTTP server on loopback."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from api_server import Api, Reply, serving

from catalog.records import ProductRecord
from importers.config import Profile
from importers.errors import FetchFailed
from importers.feeds import read
from importers.fetch import fetch
from importers.raw import RawFile

ROWS = [{"sku": str(number), "name": f"Lampe {number}"} for number in range(7)]


@pytest.fixture
def api() -> Iterator[Api]:
    with serving() as running:
        yield running


@pytest.fixture
def pull(api: Api, tmp_path: Path) -> Callable[..., RawFile]:
    def run(**changes: Any) -> RawFile:
        given = {"url": api.url("/products"), "paging": "page", "allow_private": True} | changes
        profile = Profile("elko", "feed", "table", supplier="elko", **given)
        raw = fetch(profile, tmp_path, {}, sleep=lambda _seconds: None)
        assert raw is not None
        return raw

    return run


def numbers(raw: RawFile) -> list[str]:
    return [row["sku"] for row in csv.DictReader(raw.path.read_text("utf-8").splitlines())]


def part(query: dict[str, str], start: int, size: int = 3, **more: Any) -> Reply:
    return 200, {"items": ROWS[start : start + size], **more}


def test_pages_are_counted_until_an_empty_one(api: Api, pull: Callable[..., RawFile]) -> None:
    api.answers["/products"] = lambda query: part(query, (int(query["page"]) - 1) * 3)
    raw = pull(pages={"rows": "items", "size": "limit"}, page_size=500)
    assert numbers(raw) == [str(number) for number in range(7)]
    assert raw.name == "products.csv"
    # the server gives three though asked for 500: a short page is not the last one
    assert [(asked["page"], asked["limit"]) for _m, _p, asked in api.asked] == [
        (page, "500") for page in "1234"
    ]


def test_an_announced_total_ends_it_and_is_checked(api: Api, pull: Callable[..., RawFile]) -> None:
    api.answers["/products"] = lambda query: part(query, (int(query["page"]) - 1) * 3, total=7)
    pages = {"rows": "items", "total": "total"}
    assert len(numbers(pull(pages=pages))) == 7
    assert len(api.asked) == 3
    api.answers["/products"] = lambda query: part(query, (int(query["page"]) - 1) * 3, total=9)
    with pytest.raises(FetchFailed, match="7 rows arrived, 9 were announced"):
        pull(pages=pages)


def test_offsets_go_on_by_the_rows_that_came(api: Api, pull: Callable[..., RawFile]) -> None:
    api.answers["/products"] = lambda query: part(query, int(query["skip"]), 2)
    raw = pull(paging="offset", pages={"rows": "items", "parameter": "skip", "size": "take"}, page_size=5)
    assert len(numbers(raw)) == 7
    assert [asked["skip"] for _m, _p, asked in api.asked] == ["0", "2", "4", "6", "7"]


def test_a_cursor_is_sent_back_until_there_is_none(api: Api, pull: Callable[..., RawFile]) -> None:
    def answer(query: dict[str, str]) -> Reply:
        start = int(query.get("after", "0"))
        return part(query, start, meta={"next": start + 3 if start + 3 < 7 else None})

    api.answers["/products"] = answer
    raw = pull(paging="cursor", pages={"rows": "items", "parameter": "after", "next": "meta.next"})
    assert len(numbers(raw)) == 7


def test_links_are_followed_on_the_same_host_only(api: Api, pull: Callable[..., RawFile]) -> None:
    def answer(query: dict[str, str]) -> Reply:
        start = int(query.get("from", "0"))
        return part(query, start, next=f"/products?from={start + 3}" if start + 3 < 7 else "")

    api.answers["/products"] = answer
    assert len(numbers(pull(paging="link", pages={"rows": "items"}))) == 7
    api.answers["/products"] = lambda query: part(query, 0, next=f"http://localhost:{api.port}/products")
    with pytest.raises(FetchFailed, match="the next page is at another host: not asked"):
        pull(paging="link", pages={"rows": "items"})


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda query: part(query, 0), "page 2: is the page before once more"),
        (lambda query: (200, b"<html>"), "page 1: is not valid JSON"),
        (lambda query: (200, {"rows": []}), "page 1: expected a list of rows under 'items'"),
        (lambda query: (200, {"items": []}), "answered no rows"),
        (lambda query: (200, b'{"items": [{"a": NaN}]}'), "is not valid JSON"),
        (lambda query: part(query, 0) if query["page"] == "1" else (404, {}), "answered 404"),
    ],
)
def test_a_page_that_fails_fails_the_whole(
    api: Api, pull: Callable[..., RawFile], tmp_path: Path, answer: Any, reason: str
) -> None:
    api.answers["/products"] = answer
    with pytest.raises(FetchFailed, match=reason):
        pull(pages={"rows": "items"})
    assert not list(tmp_path.iterdir())


def test_data_that_changes_while_it_is_read_is_refused(api: Api, pull: Callable[..., RawFile]) -> None:
    api.answers["/products"] = lambda query: part(
        query, (int(query["page"]) - 1) * 3, total=6 + int(query["page"])
    )
    with pytest.raises(FetchFailed, match="the data changed while it was read"):
        pull(pages={"rows": "items", "total": "total"})


def test_nested_keys_lists_and_numbers_become_cells(
    api: Api, pull: Callable[..., RawFile], tmp_path: Path
) -> None:
    row = b"""{"id": 7, "title": "Lampe;\\nrund", "price": {"amount": 12.50, "currency": "NOK"},
      "gtin": 7.01235E+12, "labels": ["EPEAT Gold", "TCO"], "new": true, "none": null, "x": [{"a": 1}]}"""
    api.answers["/products"] = lambda query: (200, b"[" + (row if query["page"] == "1" else b"") + b"]")
    raw = pull()
    (found,) = csv.DictReader(raw.path.read_text("utf-8").splitlines())
    assert found == {
        "id": "7", "title": "Lampe; rund", "price.amount": "12.50", "price.currency": "NOK",
        "gtin": "7.01235E+12", "labels": "EPEAT Gold|TCO", "new": "true", "none": "",
        "x": json.dumps([{"a": 1}]),
    }  # fmt: skip
    columns = {"supplier_number": "id", "name": "title", "price": "price.amount"}
    profile = Profile("elko", "feed", "table", supplier="elko", columns=columns)
    (record,) = [item for item in read(raw.path, profile) if isinstance(item, ProductRecord)]
    assert (record.supplier_number, record.name, str(record.price)) == ("7", "Lampe; rund", "12.50")
    assert record.labels == ("EPEAT Gold", "TCO")
