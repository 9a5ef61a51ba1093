"""A buyer's list as a file: sheets and text in every encoding people save; what is no list says why."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import InvalidRequest
from catalog.ordering.quick.lines import TypedLine
from importers import order_lists
from importers.order_lists import read_list


def read(lines: list[TypedLine]) -> list[tuple[str, str]]:
    return [(one.readings[0].number, one.readings[0].quantity) for one in lines if one.readings]


def sheet(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_in_the_encodings_people_save_is_read(encoding: str) -> None:
    data = "El-nr;Antall;Merknad\r\n1067111;2,5;til kjøkken\r\n".encode(encoding)
    lines = read_list(data)
    assert read(lines) == [("1067111", "2,5")]
    assert lines[1].readings[0].comment == "til kjøkken"


def test_a_sheet_is_read_with_its_empty_rows_counted() -> None:
    lines = read_list(sheet(("Varenr", "Antall"), (1067111, 5), (None, None), ("5397184821671", 2.5)))
    assert read(lines) == [("1067111", "5"), ("5397184821671", "2.5")]
    assert [one.line for one in lines] == [1, 2, 4]


def test_a_number_that_lost_digits_in_the_sheet_stays_ruined() -> None:
    ((number, _quantity),) = read(read_list(sheet((7012345678901234567, 3))))
    assert "E" in number.upper()


def zipped(name: str) -> bytes:
    out = io.BytesIO(sheet((1067111, 5)))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (zipped("xl/vbaProject.bin"), order_lists.MACROS),
        (zipped("xl/macrosheets/sheet1.xml"), order_lists.MACROS),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), order_lists.OLD),
        (b"PK\x03\x04 not a zip at all", order_lists.NO_SHEET),
        (b"\x89PNG\r\n\x1a\n\x00\x00", order_lists.BINARY),
        (b"%PDF-1.7 ...", order_lists.BINARY),
        (b"\x00\x01\x02", order_lists.BINARY),
        (b"1067111\n" * 200_000, order_lists.TOO_LARGE),
        (b"", order_lists.EMPTY),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(data: bytes, reason: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        read_list(data)
    assert caught.value.reason == reason


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_being_refused(data: bytes) -> None:
    try:
        read_list(data)
    except InvalidRequest as error:
        assert error.field == "file"
