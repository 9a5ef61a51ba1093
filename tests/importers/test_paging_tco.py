"""The pages of the TCO Certified API, against a real HTTP server on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from api_server import Api, Reply, serving

from catalog.records import CertificateRecord
from importers.config import Profile
from importers.errors import FetchFailed
from importers.fetch import fetch
from importers.registers import tco

PATH = "/generic/gtin"
Pull = Callable[..., Any]


@pytest.fixture
def api() -> Iterator[Api]:
    with serving() as running:
        yield running


@pytest.fixture
def pull(api: Api, tmp_path: Path) -> Pull:
    def run(query: str = "", environ: dict[str, str] | None = None, **changes: Any) -> Any:
        url = api.url(PATH) + query
        given = {"url": url, "paging": "tco", "allow_private": True, "mode": "full"} | changes
        profile = Profile("tco", "register", "tco", label="tco-certified", **given)
        return fetch(profile, tmp_path, environ or {}, sleep=lambda _seconds: None)

    return run


def rows(first: int, count: int) -> list[dict[str, Any]]:
    return [
        {
            "gtin": "07012345678900",
            "name": f"N{number}",
            "certificationInfo": {
                "program": "TCO Certified", "certificateId": f"D10260300{number}", "endDate": "2028-03-14",
            },
        }
        for number in range(first, first + count)
    ]  # fmt: skip


def paged(pages: list[list[Any]], **meta: Any) -> Callable[[dict[str, str]], Reply]:
    def answer(query: dict[str, str]) -> Reply:
        page = int(query["page"])
        said = {"page": page, "totalPages": len(pages)} | meta
        return 200, {"data": {"products": pages[page - 1]}, "meta": said}

    return answer


def nothing_kept(folder: Path) -> bool:
    return not list(folder.iterdir())


def test_all_pages_become_one_file_that_the_parser_reads(api: Api, pull: Pull) -> None:
    api.answers[PATH] = paged([rows(10, 3), rows(20, 3), rows(30, 1)], total=7)
    raw = pull("?product_type=Displays")
    assert raw.name == "gtin.json"
    asked = [{"product_type": "Displays", "page": str(page)} for page in (1, 2, 3)]
    assert [query for _method, _path, query in api.asked] == asked
    records = list(tco.parse(raw.path, Profile("tco", "register", "tco", mode="full")))
    assert all(isinstance(record, CertificateRecord) for record in records)
    assert [record.line for record in records] == list(range(1, 8))


def test_the_same_rows_are_the_same_bytes(api: Api, pull: Pull, tmp_path: Path) -> None:
    api.answers[PATH] = paged([rows(10, 2), rows(20, 1)])
    first = pull()
    turned = [dict(reversed(row.items())) for row in rows(10, 2)]
    api.answers[PATH] = paged([turned, rows(20, 1)], serverTime="23:59")
    assert pull() == first
    assert len(list(tmp_path.iterdir())) == 1


def test_json_ld_without_meta_is_read_until_an_empty_page(api: Api, pull: Pull) -> None:
    pages = [rows(10, 2), rows(20, 2), []]
    api.answers[PATH] = lambda query: (200, {"@context": "x", "@graph": pages[int(query["page"]) - 1]})
    assert len(json.loads(pull().path.read_bytes())) == 4
    assert len(api.asked) == 3


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((500, {}), r"answered 500 \(gave up after 4 attempts\)"),
        ((404, {}), "answered 404, expected 200"),
        ((200, b"<html>"), "page 2: is not valid JSON, it begins '<html>'"),
        ((200, {"error": "quota"}), "page 2: expected one list of rows, found 0 in 'error'"),
        ((200, "text"), "found 0 in str"),
        ((200, {"data": [{}], "items": [{}]}), "found 2 in 'data', 'items'"),
        ((200, {"data": [], "meta": {"page": 2, "totalPages": 3}}), "page 2 of 3: holds no rows"),
        ((200, {"data": [{}], "meta": {"page": 1, "totalPages": 3}}), "page 2: the answer is page 1"),
        ((200, {"data": [{}], "meta": {"page": 2, "totalPages": 4}}), "changed while it was read"),
        ((200, {"data": [{}]}), "changed while it was read"),
        ((200, b'{"data": [NaN]}'), "page 2: is not valid JSON"),
        ((200, b'{"data": [{"a": 1e999}], "meta": {"page": 2, "totalPages": 3}}'), "JSON cannot carry"),
        ((200, b"[" * 100_000), "page 2: is not valid JSON"),
    ],
)
def test_one_bad_page_in_the_middle_and_nothing_is_kept(
    api: Api, pull: Pull, tmp_path: Path, answer: Reply, reason: str
) -> None:
    good = paged([rows(10, 2), rows(20, 2), rows(30, 2)])
    api.answers[PATH] = lambda query: answer if query["page"] == "2" else good(query)
    with pytest.raises(FetchFailed, match=f"^tco: .*{reason}"):
        pull()
    assert nothing_kept(tmp_path)


@pytest.mark.parametrize("key", ["total", "totalItems", "totalCount"])
def test_a_total_that_is_not_what_arrived_fails(api: Api, pull: Pull, tmp_path: Path, key: str) -> None:
    api.answers[PATH] = paged([rows(10, 2), rows(20, 1)], **{key: 4})
    with pytest.raises(FetchFailed, match=rf"3 rows arrived, the register announced 4 \({key}\)"):
        pull()
    assert nothing_kept(tmp_path)


def test_a_server_that_ignores_the_page_is_not_read_for_ever(api: Api, pull: Pull) -> None:
    api.answers[PATH] = lambda _query: (200, rows(10, 2))
    with pytest.raises(FetchFailed, match="page 2: is the page before once more"):
        pull()


@pytest.mark.parametrize("empty", [[], {"data": {"products": []}, "meta": {"page": 1, "totalPages": 0}}])
def test_no_rows_at_all_is_a_fault_not_an_empty_register(
    api: Api, pull: Pull, tmp_path: Path, empty: Any
) -> None:
    api.answers[PATH] = lambda _query: (200, empty)
    with pytest.raises(FetchFailed, match="answered no rows"):
        pull()
    assert nothing_kept(tmp_path)


def test_the_key_goes_with_every_page_in_the_named_header(api: Api, pull: Pull) -> None:
    api.header, api.key = "X-Auth-Token", "Bearer s3cret"
    api.answers[PATH] = paged([rows(10, 1), rows(20, 1)])
    named = {"token_env": "TCO_KEY", "token_header": "X-Auth-Token"}
    assert pull(environ={"TCO_KEY": "Bearer s3cret"}, **named).size > 0
    with pytest.raises(FetchFailed, match="answered 401, expected 200") as caught:
        pull(environ={"TCO_KEY": "Bearer wr0ng"}, **named)
    assert "wr0ng" not in str(caught.value)
    before = len(api.asked)
    with pytest.raises(FetchFailed, match="variable TCO_KEY is not set"):
        pull(**named)
    assert len(api.asked) == before


def test_a_key_that_the_server_echoes_is_not_shown(api: Api, pull: Pull) -> None:
    api.answers[PATH] = lambda _query: (200, b"bad key s3cret")
    with pytest.raises(FetchFailed, match=r"it begins 'bad key \*\*\*'"):
        pull(environ={"TCO_KEY": "s3cret"}, token_env="TCO_KEY")


def test_an_api_that_wants_post_is_asked_so(api: Api, pull: Pull) -> None:
    api.answers[PATH] = paged([rows(10, 1)])
    pull()
    pull(options={"method": "POST"})
    assert [method for method, _path, _query in api.asked] == ["GET", "POST"]


def test_more_bytes_than_allowed_are_refused(
    api: Api, pull: Pull, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.answers[PATH] = paged([rows(10, 9), rows(20, 9)])
    with pytest.raises(FetchFailed, match="larger than 2000 bytes"):
        pull(max_bytes=2000)
    monkeypatch.setattr("importers.fetch.MAX_PAGE_BYTES", 100)
    with pytest.raises(FetchFailed, match="a page of more than 100 bytes"):
        pull()
    assert nothing_kept(tmp_path)
