"""Texts whose lines end in CR alone, as spreadsheets on a Macintosh write them, and decimals like .5."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.records import FeedItem, ProductRecord
from importers.config import Profile
from importers.feeds import read
from importers.text import opened
from tests.importers.test_nelfo import HEADER, vl
from tests.importers.test_peppol import FOOT, HEAD, line

TABLE = 'supplier_number;name;mpn\r\n1;Lampe;M1\r\n2;"To\r\nlinjer";M2\r\n'


def items(folder: Path, content: str, file_format: str) -> list[FeedItem]:
    path = folder / "feed"
    path.write_bytes(content.encode("latin-1"))
    return list(read(path, Profile("f", "feed", file_format, "f")))


@pytest.mark.parametrize(("content", "file_format"), [(TABLE, "table"), (HEADER + vl() + vl("7"), "nelfo")])
@pytest.mark.parametrize("padding", [0, 5000])
def test_lines_may_end_in_cr_alone(tmp_path: Path, content: str, file_format: str, padding: int) -> None:
    content = content.replace("LAMPE", "LAMPE" + " " * padding)
    expected = items(tmp_path, content.replace("\r\n", "\n"), file_format)
    assert len(expected) >= 2
    assert items(tmp_path, content.replace("\r\n", "\r"), file_format) == expected


def test_a_first_line_as_long_as_what_is_looked_at_is_cut_nowhere(tmp_path: Path) -> None:
    for width in range(4090, 4100):
        path = tmp_path / "feed"
        path.write_bytes(b"x" * width + b"\r\n1\r\n")
        with opened(path) as stream:
            assert stream.read() == path.read_bytes()


def test_a_decimal_of_peppol_may_begin_with_its_point(tmp_path: Path) -> None:
    money = '<cac:Price><cbc:PriceAmount currencyID="NOK">.5</cbc:PriceAmount></cac:Price>'
    place = f"<cac:RequiredItemLocationQuantity>{money}</cac:RequiredItemLocationQuantity>"
    found = items(tmp_path, HEAD + line(more=place) + FOOT, "peppol")
    assert [item.price for item in found if isinstance(item, ProductRecord)] == [Decimal("0.5")]
