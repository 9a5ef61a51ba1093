"""The table feed: CSV as people make it."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.records import FeedItem, Notice, ProductRecord, Reject
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds import table
from importers.tabular import read_rows

GOLDEN = Path(__file__).parent / "golden" / "table"


def read(
    content: bytes | str,
    options: Mapping[str, str] | None = None,
    columns: Mapping[str, str] | None = None,
) -> list[FeedItem]:
    profile = Profile("fjordlys", "feed", "table", "fjordlys", options=options or {}, columns=columns or {})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(table.parse(path, profile))


def products(content: bytes | str, **options: str) -> list[ProductRecord]:
    return [item for item in read(content, options) if isinstance(item, ProductRecord)]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_header_decides_the_delimiter(delimiter: str) -> None:
    rows = [["supplier_number", "name", "brand"], ["1", '"Lampe; hvit, 3\tW"', "Nordlys"]]
    (product,) = products("\n".join(delimiter.join(row) for row in rows) + "\n")
    assert (product.name, product.brand) == ("Lampe; hvit, 3\tW", "Nordlys")


def test_a_profile_can_name_the_delimiter() -> None:
    (product,) = products("supplier_number|name\n1|Lampe, hvit;\n", delimiter="|")
    assert product.name == "Lampe, hvit;"


def test_a_comma_in_a_cell_is_text() -> None:
    (product,) = products("supplier_number;name;labels\n1;Lampe;Svanemerket, TCO Certified|EPEAT Gold\n")
    assert product.labels == ("Svanemerket, TCO Certified", "EPEAT Gold")


@pytest.mark.parametrize(
    ("encoding", "option"), [("utf-8", ""), ("utf-8-sig", ""), ("cp1252", ""), ("cp865", "cp865")]
)
def test_nordic_letters_survive_each_encoding(encoding: str, option: str) -> None:
    (product,) = products("supplier_number;name\n1;Skjøteledning Å\n".encode(encoding), encoding=option)
    assert product.name == "Skjøteledning Å"


def test_an_inch_mark_inside_a_cell_is_text_and_a_closed_quote_may_span_lines() -> None:
    inch, lines = products('supplier_number;name\n1;Rør 3/8" sort\n2;"Lampe\nhvit"\n')
    assert (inch.name, lines.name) == ('Rør 3/8" sort', "Lampe\nhvit")
    assert (inch.line, lines.line) == (2, 3)


def test_an_open_quote_swallows_no_other_row() -> None:
    rows = "".join(f"{number};Lampe {number}\n" for number in range(3, 90))
    found = read('supplier_number;name\n1;Lampe\n2;"Lampe 2\n' + rows)
    assert [item.line for item in found if isinstance(item, Reject)] == [3]
    assert len([item for item in found if isinstance(item, ProductRecord)]) == 88


def test_a_quote_that_closes_in_a_later_row_swallows_nothing_either() -> None:
    rows = '1;"Lampe;A;;\n2;Lampe;B;;\n3;Lampe";C;;\n'
    found = read("supplier_number;name;brand;mpn;url\n" + rows)
    assert [item.line for item in found if isinstance(item, Reject)] == [2]
    assert [item.supplier_number for item in found if isinstance(item, ProductRecord)] == ["2", "3"]


def test_an_open_quote_in_a_file_without_last_line_end_costs_one_row() -> None:
    found = read('supplier_number;name\n1;"Lampe\n2;Lampe')
    assert [type(item) for item in found] == [Reject, ProductRecord]


def test_a_file_that_ends_inside_a_quoted_cell_is_refused() -> None:
    for content in ('1;"Lam', '1;"Lampe\nhvi', '1;Lampe\n2;"Lam'):
        with pytest.raises(UnreadableFeed, match="cut off"):
            read("supplier_number;name\n" + content)


def test_a_cell_beyond_the_limit_is_a_reject_that_names_its_field() -> None:
    found = read(f"supplier_number;name;description\n1;Lampe;{'x' * 10_001}\n2;Lampe;{'x' * 10_000}\n")
    assert [(item.line, item.field) for item in found if isinstance(item, Reject)] == [(2, "description")]
    assert len(found) == 2


def test_trailing_delimiters_are_no_cells() -> None:
    (product,) = products("supplier_number;name;;\n1;Lampe;;\n;;;\n")
    assert product.name == "Lampe"


def test_a_column_without_a_name_is_refused() -> None:
    with pytest.raises(UnreadableFeed, match="column 2 has no name"):
        read("supplier_number;;name\n1;2;Lampe\n")


def test_a_column_that_the_profile_names_must_be_there() -> None:
    with pytest.raises(UnreadableFeed, match="expected a column 'merker'"):
        read("supplier_number;name\n1;Lampe\n", columns={"labels": "Merker"})


def test_a_mapping_of_a_column_that_is_not_ours_is_refused() -> None:
    with pytest.raises(UnreadableFeed, match="the profile maps 'label'"):
        read("supplier_number;name\n1;Lampe\n", columns={"label": "Merker"})


def test_a_column_mapped_elsewhere_is_not_read_under_its_own_name() -> None:
    found = read("supplier_number;name;mpn;vendor no\n1;Lampe;X;Y\n", columns={"mpn": "Vendor No"})
    assert [item.mpn for item in found if isinstance(item, ProductRecord)] == ["Y"]
    assert [item.field for item in found if isinstance(item, Notice)] == ["mpn"]


@pytest.mark.parametrize(("name", "value"), [("decimal", ";"), ("delimiter", "x"), ("encoding", "x")])
def test_an_option_nobody_knows_is_refused(name: str, value: str) -> None:
    with pytest.raises(UnreadableFeed, match=f"option {name}"):
        read("supplier_number;name\n1;Lampe\n", {name: value})


def test_the_decimal_style_decides_what_a_price_means() -> None:
    content = "supplier_number;name;price\n1;Lampe;1,234\n"
    assert products(content, decimal=",")[0].price == Decimal("1.234")
    assert products(content, decimal=".")[0].price == Decimal(1234)
    assert [type(item) for item in read(content)] == [Reject]


def test_el_numbers_get_the_country_of_the_profile() -> None:
    content = "supplier_number;name;el_number;el_country\n1;A;1234567;\n2;B;1234567;fi\n3;C;;\n"
    assert [product.el_country for product in products(content, el_country="se")] == ["SE", "FI", ""]


@pytest.mark.parametrize("name", ["all_columns.csv", "rejects.csv"])
def test_a_cut_changes_no_record_but_the_last(name: str) -> None:
    whole = (GOLDEN / name).read_bytes()
    expected = products(whole)
    for end in range(1, len(whole)):
        found: list[ProductRecord] = []
        try:
            found = products(whole[:end])
        except UnreadableFeed:
            continue
        assert found[:-1] == expected[: len(found)][:-1], f"cut after {end} bytes"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=120) | st.text(alphabet='";,\n\r|a1\t\0 ', max_size=60).map(str.encode))
def test_no_bytes_raise_anything_but_unreadable_feed(tail: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"supplier_number;name;price\n", b'supplier_number,name\n1,"a\n'):
        try:
            read(start + tail)
        except UnreadableFeed as error:
            assert str(error).startswith("table.csv")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(alphabet='ab";,\n', max_size=6), min_size=1, max_size=3))
def test_what_the_csv_module_writes_is_read_back(cells: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        cells = ["1", *cells]
        header = [f"c{index}" for index in range(len(cells))]
        with path.open("w", newline="") as stream:
            csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL).writerows([header, cells])
        found = list(read_rows(path, {"delimiter": ";"}))
    assert found == [(2, dict(zip(header, map(str.strip, cells), strict=True)))]
