"""XLSX: numbers, dates and ruined identifiers as a spreadsheet hands them over."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from catalog.records import FeedItem, ProductRecord, Reject
from importers import spreadsheet
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds import table
from importers.tabular import read_rows

HEADER = ["supplier_number", "name", "gtin", "price"]


def save(path: Path, *rows: list[Any], sheet: str = "Priser") -> Path:
    book = Workbook()
    active = book.active
    assert active is not None
    active.title = sheet
    for row in rows:
        active.append(row)
    book.save(path)
    return path


def read(path: Path, **options: str) -> list[FeedItem]:
    return list(table.parse(path, Profile("f", "feed", "table", "f", options=options)))


@pytest.mark.parametrize("decimal", ["", ",", ".", "auto"])
def test_a_number_cell_is_exact_whatever_the_decimal_style(tmp_path: Path, decimal: str) -> None:
    rows = [HEADER, [1006100, "Lampe", 7038901234569, 18.725], [2, "Lampe", "", 1234.5]]
    first, second = read(save(tmp_path / "a.xlsx", *rows), decimal=decimal)
    assert isinstance(first, ProductRecord) and isinstance(second, ProductRecord)
    assert (first.supplier_number, first.gtins) == ("1006100", ("7038901234569",))
    assert (first.price, second.price) == (Decimal("18.725"), Decimal("1234.5"))


def test_a_text_cell_keeps_the_style_of_the_feed(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", HEADER, ["0012", "Lampe", "", "1.234,50"], ["2", "Lampe", "", "1.234"])
    first, second = read(path)
    assert isinstance(first, ProductRecord) and first.supplier_number == "0012"
    assert first.price == Decimal("1234.50")
    assert isinstance(second, Reject) and second.field == "price"


def test_a_number_that_lost_digits_is_never_expanded(tmp_path: Path) -> None:
    (row,) = read_rows(save(tmp_path / "a.xlsx", ["a", "b"], [1.2345678901234567e16, 1e15]), {})
    assert isinstance(row, tuple) and row[1] == {"a": "1.23456789012346e+16", "b": "1e+15"}


def test_dates_are_iso_days(tmp_path: Path) -> None:
    noon = datetime.fromisoformat("2027-03-01T12:30:00")
    path = save(tmp_path / "a.xlsx", ["a", "b"], [date(2027, 3, 1), noon])
    (row,) = read_rows(path, {})
    assert isinstance(row, tuple) and row[1] == {"a": "2027-03-01", "b": "2027-03-01T12:30:00"}


def test_lines_are_the_rows_of_the_sheet_and_empty_ones_are_skipped(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", [], ["A", "b "], [], ["x", "y"])
    assert list(read_rows(path, {})) == [(4, {"a": "x", "b": "y"})]


def test_the_sheet_can_be_named(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", HEADER, ["1", "Lampe", "", ""])
    assert len(read(path, sheet="Priser")) == 1
    with pytest.raises(UnreadableFeed, match="no sheet 'Ark1', found 'Priser'"):
        read(path, sheet="Ark1")


def test_the_content_decides_not_the_name(tmp_path: Path) -> None:
    assert (
        len(read(save(tmp_path / "a.xlsx", HEADER, ["1", "Lampe", "", ""]).rename(tmp_path / "a.csv"))) == 1
    )


def test_an_empty_sheet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFeed, match="found no text"):
        read(save(tmp_path / "a.xlsx"))


def test_an_archive_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(tmp_path / "a.xlsx", HEADER, ["1", "Lampe", "", ""])
    monkeypatch.setattr(spreadsheet, "MAX_BYTES", 500)
    with pytest.raises(UnreadableFeed, match="more than 500 bytes unpacked"):
        read(path)


def test_one_far_off_cell_is_refused_before_it_takes_all_memory(tmp_path: Path) -> None:
    book = Workbook()
    active = book.active
    assert active is not None
    active["A1"], active["XFD1048576"] = "supplier_number", "x"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(UnreadableFeed, match="1048576 rows by 16384 columns"):
        read(tmp_path / "a.xlsx")


@pytest.fixture
def workbook(tmp_path: Path) -> bytes:
    return save(tmp_path / "whole.xlsx", HEADER, ["1", "Lampe", 7038901234569, 1.5]).read_bytes()


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=4),
    kept=st.floats(0.1, 1),
)
def test_a_damaged_workbook_raises_nothing_but_unreadable_feed(
    tmp_path: Path, workbook: bytes, places: list[tuple[float, int]], kept: float
) -> None:
    damaged = bytearray(workbook)
    for place, byte in places:
        damaged[4 + int(place * (len(damaged) - 4))] = byte
    (tmp_path / "damaged.xlsx").write_bytes(damaged[: int(kept * len(damaged))])
    try:
        read(tmp_path / "damaged.xlsx")
    except UnreadableFeed as error:
        assert "damaged.xlsx" in str(error)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("priser.csv", "supplier_number;name\n1;Lampe\n")
    (tmp_path / "a.zip").write_bytes(packed.getvalue())
    with pytest.raises(UnreadableFeed, match="no readable XLSX file"):
        read(tmp_path / "a.zip")


def test_a_damaged_or_cut_workbook_is_read_as_it_was_or_refused(tmp_path: Path) -> None:
    rows = [HEADER, *([f"NR-{n}", f"Lampe {n}", 7038901234560 + n, n * 11.5] for n in range(1, 4))]
    path = save(tmp_path / "a.xlsx", *rows)
    content, whole = path.read_bytes(), read(path)
    refused = 0
    for at in range(0, len(content), 31):
        byte = bytes([content[at] ^ (1 << at % 8)])
        for damaged in (content[:at] + byte + content[at + 1 :], content[:at]):
            path.write_bytes(damaged)
            try:
                assert read(path) == whole and len(damaged) == len(content), at
            except UnreadableFeed:
                refused += 1
    assert refused > len(content) // 31
