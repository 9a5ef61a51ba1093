"""TCO Certified: files that are not what they should be, and what they may not do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.records import CertificateRecord, Notice, RegisterItem, Reject
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.registers import tco

PROFILE = Profile("tco", "register", "tco", label="tco-certified")


def row(**changes: Any) -> dict[str, Any]:
    info = {
        "certificateId": "D1026030011",
        "endDate": "2028-03-14",
        "program": "TCO Certified",
        "standard": "TCO Certified, generation 10, for displays",
        "startDate": "2026-03-15",
        "status": "ACTIVE",
    }
    return {"certificationInfo": info | changes, "gtin": "07012345678900", "name": "N24"}


def read(path: Path, content: object, mode: str = "delta") -> list[RegisterItem]:
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return list(tco.parse(path, Profile("tco", "register", "tco", mode=mode)))


@pytest.mark.parametrize("key", ["data", "items", "@graph"])
def test_the_list_may_stand_under_a_key(tmp_path: Path, key: str) -> None:
    items = read(tmp_path / "tco.json", {"meta": {"page": 1}, key: [row(), row()]})
    assert [item.line for item in items if isinstance(item, CertificateRecord)] == [1, 2]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"<!DOCTYPE html><title>Login</title>", "web page"),
        (b"gtin;name\n1;2\n", "is not valid JSON"),
        (b"[{'gtin': 1}]", "is not valid JSON"),
        (json.dumps([row()]).encode() + b"]", "line 1: is not valid JSON"),
        (json.dumps([row(), row()]).encode()[:-30], "line 1: is cut off"),
        (json.dumps([row()]).encode()[:-1], "is cut off"),
        (json.dumps([row()]).encode("utf-16"), "is UTF-16"),
        (b'[{"name": "\xe5"}]', "is not valid JSON"),
        (b"[]", "holds no rows"),
        (b'{"data": {"products": []}, "meta": {}}', "holds no rows"),
        (b'{"error": true, "message": "no"}', "found: error, message"),
        (b'{"certificates": [{}]}', "found: certificates"),
        (b'"text"', "holds no list of rows"),
        (b"17", "holds no list of rows"),
        (b'{"data": [{}], "items": [{}]}', "second list of rows, under items"),
    ],
)
def test_a_file_that_is_no_such_json_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFeed, match=reason):
        read(tmp_path / "tco.json", content)


def test_a_folder_or_a_missing_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.json"):
        with pytest.raises(UnreadableFeed, match="cannot be read"):
            list(tco.parse(path, PROFILE))


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf \n" + json.dumps([row()]).encode()
    assert isinstance(read(tmp_path / "tco.json", content)[0], CertificateRecord)


def test_a_message_names_the_file_as_it_was_called_before_it_was_kept(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFeed, match="^tco.json: is empty"):
        read(tmp_path / "0123456789abcdef-tco.json", b"")


def test_one_page_of_several_never_replaces_the_register(tmp_path: Path) -> None:
    page = {"data": {"products": [row()]}, "meta": {"page": 2, "totalPages": 12}}
    found = read(tmp_path / "tco.json", page)
    assert isinstance(found[0], CertificateRecord)
    assert isinstance(found[1], Notice)
    assert "page 2 of 12" in found[1].reason
    with pytest.raises(UnreadableFeed, match="page 2 of 12"):
        read(tmp_path / "tco.json", page, mode="full")


def test_a_comma_list_is_one_name(tmp_path: Path) -> None:
    names = "S27D700EAE, S27D700EAI"
    item = read(tmp_path / "tco.json", [row() | {"name": names}])[0]
    assert isinstance(item, CertificateRecord)
    assert item.models == (names,)


@pytest.mark.parametrize("word", ["Expired", "REVOKED", "inactive"])
def test_a_status_that_takes_back_is_never_active(tmp_path: Path, word: str) -> None:
    item = read(tmp_path / "tco.json", [row(status=word)])[0]
    assert isinstance(item, CertificateRecord)
    assert item.status == "withdrawn"


def test_an_unknown_status_is_handed_on_as_it_is(tmp_path: Path) -> None:
    item = read(tmp_path / "tco.json", [row(status="On Hold")])[0]
    assert isinstance(item, CertificateRecord)
    assert item.status == "on hold"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)
KEYS = ("gtin", "name", "brand", "certificationInfo")
INFO = ("certificateId", "startDate", "endDate", "program", "standard", "status", "id")


@settings(deadline=None, max_examples=60)
@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, JSON)), min_size=1), st.data())
def test_every_row_becomes_a_record_or_a_reject(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    for fuzzed in rows:
        if data.draw(st.booleans()):
            changed = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(INFO, JSON)))
            fuzzed["certificationInfo"] = row(**changed)["certificationInfo"]
    items = read(tmp_path_factory.getbasetemp() / "fuzzed.json", rows)
    taken = [item.line for item in items if isinstance(item, CertificateRecord | Reject)]
    assert taken == list(range(1, len(rows) + 1))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'[{"gtin": ' + b"7" * 5000 + b"}]", "a number of 1000 digits"),
        (b'[{"gtin": 1e' + b"9" * 30 + b"}]", "is not valid JSON"),
        (b"[" * 200_000, "nested more than 50 deep"),
        (b'[{"a":' * 3000 + b"1" + b"}]" * 3000, "nested more than 50 deep"),
    ],
)
def test_a_file_made_to_break_the_parser_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFeed, match=reason):
        read(tmp_path / "tco.json", content)


def test_a_long_number_is_seen_wherever_the_buffer_ends(tmp_path: Path) -> None:
    for padding in range(3000, 4100, 100):
        with pytest.raises(UnreadableFeed, match="a number of 1000 digits"):
            read(tmp_path / "tco.json", b"[" + b" " * padding + b'{"gtin": ' + b"7" * 5000 + b"}]")
