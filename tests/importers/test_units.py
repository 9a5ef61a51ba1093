"""Unit rules of a seller, and encodings that a profile names."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.records import Notice, ProductRecord, Reject
from importers.config import Profile
from importers.feeds import read

TABLE = "supplier_number;name;price;price_unit;price_quantity;unit\n"
NELFO = (
    "VH;EFONELFO;4.0;NO910478656MVA;;;20260401;;NOK;PRISFIL;Elko AS;;;0582;OSLO;NO\r\n"
    "VL;1;1000000;KABEL;;2;HMT;100M;115700;1000000;20260401;1;;F3Y;;;J;500000;;\r\n"
)


def record(folder: Path, content: str, file_format: str = "table", **options: str) -> ProductRecord:
    path = folder / "feed.txt"
    path.write_text(content, "utf-8")
    profile = Profile("elko", "feed", file_format, supplier="elko", options=options)
    (found,) = [item for item in read(path, profile) if isinstance(item, ProductRecord)]
    return found


def test_a_sellers_words_become_codes(tmp_path: Path) -> None:
    found = record(tmp_path, TABLE + "1;Kabel;5;stk;1;Rull\n", units="STK=EA; rull = RO")
    assert (found.price_unit, found.unit) == ("EA", "RO")
    found = record(tmp_path, TABLE + "1;Kabel;5;eske;1;\n", units="STK=EA")
    assert found.price_unit == "eske"


def test_a_unit_and_a_quantity_are_filled_in_where_the_file_says_none(tmp_path: Path) -> None:
    rules = {"price_unit": "MTR", "price_quantity": "100"}
    found = record(tmp_path, TABLE + "1;Kabel;5;;;\n", **rules)
    assert (found.price_unit, found.price_quantity) == ("MTR", 100)
    found = record(tmp_path, TABLE + "1;Kabel;5;EA;50;\n", **rules)
    assert (found.price_unit, found.price_quantity) == ("EA", 50)
    assert record(tmp_path, TABLE + "1;Kabel;;;;\n", **rules).price_quantity is None


def test_nelfo_prices_are_for_mengde_or_for_a_pack_where_the_seller_means_that(tmp_path: Path) -> None:
    plain = record(tmp_path, NELFO, "nelfo")
    assert (plain.price, plain.price_quantity, plain.price_unit) == (Decimal("1157"), 1, "HMT")
    found = record(tmp_path, NELFO, "nelfo", price_per="mengde")
    assert (found.price_quantity, found.price_unit) == (100, "MTR")
    found = record(tmp_path, NELFO, "nelfo", price_per="pack")
    assert (found.price_quantity, found.price_unit) == (50, "MTR")


@pytest.mark.parametrize("file_format", ["table", "nelfo"])
def test_lines_that_are_not_utf8_are_read_with_the_named_fallback_and_counted(
    tmp_path: Path, file_format: str
) -> None:
    lines = {
        "table": ["supplier_number;name\n", "1;Rør\n", "2;Måler\n", "3;Kjøl\n"],
        "nelfo": [NELFO.splitlines(True)[0]]
        + [f"VL;1;100000{n};{t};;1;EA;STK;100;10000;20260401;1;;F;;;J;10000;;\n" for n, t in
           ((1, "Rør"), (2, "Måler"), (3, "Kjøl"))],
    }[file_format]  # fmt: skip
    path = tmp_path / "feed.txt"
    mixed = (line.encode("cp850" if number == 2 else "utf-8") for number, line in enumerate(lines))
    path.write_bytes(b"".join(mixed))
    options = {"encoding": "utf-8", "encoding_fallback": "cp850"}
    items = list(read(path, Profile("elko", "feed", file_format, supplier="elko", options=options)))
    assert [item.name for item in items if isinstance(item, ProductRecord)] == ["Rør", "Måler", "Kjøl"]
    (note,) = [item for item in items if isinstance(item, Notice)]
    assert note.reason == "1 lines are not utf-8 and were read as cp850; first in line 3"
    del options["encoding_fallback"]
    items = list(read(path, Profile("elko", "feed", file_format, supplier="elko", options=options)))
    assert [item.line for item in items if isinstance(item, Reject)] == [3]


@pytest.mark.parametrize("codec", ["latin-1", "cp1252", "cp850"])
def test_xml_that_declares_a_wrong_encoding_is_read_as_the_profile_says(tmp_path: Path, codec: str) -> None:
    feed = (
        '<?xml version="1.0" encoding="UTF-8"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel>'
        "<item><g:id>1</g:id><title>Kjøleskap</title></item></channel></rss>"
    )
    path = tmp_path / "feed.xml"
    for options in ({"encoding": codec}, {"encoding": "utf-8", "encoding_fallback": codec}):
        path.write_bytes(feed.encode(codec))
        profile = Profile("elko", "feed", "google", supplier="elko", options=options)
        assert [item.name for item in read(path, profile) if isinstance(item, ProductRecord)] == ["Kjøleskap"]
    path.write_bytes(feed.encode("utf-8"))
    assert [item.name for item in read(path, profile) if isinstance(item, ProductRecord)] == ["Kjøleskap"]
