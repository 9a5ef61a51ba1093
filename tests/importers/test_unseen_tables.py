"""Tables as they come from shops and price services: ruined, split, too long, or no table at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import FeedItem, Notice, ProductRecord, Reject
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds import read

PRICES = {"supplier_number": "id", "gtin": "upc", "mpn": "manufacturerNumber", "price": "prices.amountMax",
          "currency": "prices.currency", "url": "sourceURLs"}  # fmt: skip


def items(folder: Path, content: str | bytes, **profile: object) -> list[FeedItem]:
    path = folder / "prices.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read(path, Profile("f", "feed", "table", "f", **profile)))  # type: ignore[arg-type]


def test_a_price_list_ruined_by_a_spreadsheet_keeps_its_products_without_numbers(tmp_path: Path) -> None:
    header = "id,prices.amountMax,prices.currency,brand,manufacturerNumber,name,upc,weight,sourceURLs,,\n"
    rows = "AVp1,104.99,USD,Sanus,VLF410B1,Sanus VLF410B1,6.42E+11,32.8 pounds,https://a.example,,\n"
    found = items(tmp_path, header + rows, columns=PRICES)
    (record,) = (item for item in found if isinstance(item, ProductRecord))
    assert (record.supplier_number, record.mpn, record.gtins) == ("AVp1", "VLF410B1", ("6.42E+11",))
    assert [item.field for item in found if isinstance(item, Notice)] == ["weight"]


def test_a_row_whose_cells_moved_beyond_the_header_is_a_reject(tmp_path: Path) -> None:
    header = "id,name,upc,,\n"
    found = items(tmp_path, header + "1,A,1,,\n2,B,1,shifted,\n", columns={"supplier_number": "id"})
    assert [(item.line, item.field) for item in found if isinstance(item, Reject)] == [(3, "line")]


def test_an_endless_cell_that_nobody_asked_for_costs_nothing(tmp_path: Path) -> None:
    found = items(tmp_path, f"supplier_number,name,keys,mpn\n1,Lampe,{'x' * 30_000},M1\n")
    assert [item.mpn for item in found if isinstance(item, ProductRecord)] == ["M1"]
    asked = items(tmp_path, f"supplier_number,name,keys\n1,Lampe,{'x' * 30_000}\n", columns={"mpn": "keys"})
    assert [item.field for item in asked if isinstance(item, Reject)] == ["mpn"]


def test_rows_split_on_decimal_commas_are_named_line_by_line(tmp_path: Path) -> None:
    rows = 'supplier_number,name,gtin,price,unit\n1,Lampe 3,5 W,,10,EA\n2,"Lampe 3,5 W",,10,EA\n3,Rør\n'
    found = items(tmp_path, rows)
    assert [item.line for item in found if isinstance(item, Reject)] == [2, 4]
    assert [item.name for item in found if isinstance(item, ProductRecord)] == ["Lampe 3,5 W"]


def test_lost_letters_are_told_once_and_nothing_is_guessed(tmp_path: Path) -> None:
    rows = "supplier_number,name,url\n1,R\ufffdr,\n2,Bl\ufffd r\ufffdr,\n3,B?nor,https://a.example/b.jpg?w=8\n"
    found = items(tmp_path, rows + "4,Hva? Hvor?,\n")
    assert [(item.line, item.reason[:14]) for item in found if isinstance(item, Notice)] == [
        (2, "2 texts with U"), (4, "1 texts with '"),
    ]  # fmt: skip
    assert [item.name for item in found if isinstance(item, ProductRecord)][2:] == ["B?nor", "Hva? Hvor?"]


@pytest.mark.parametrize("content", ['[\n {"sku": "1", "name": "Lampe"}]', '{"products": []}', "[[1]]", "{"])
def test_json_is_no_table_and_is_called_by_its_name(tmp_path: Path, content: str) -> None:
    with pytest.raises(UnreadableFeed, match="JSON instead of lines of text"):
        items(tmp_path, content)


@pytest.mark.parametrize(
    ("raw", "gtins"),
    [
        ("42100005264", ("042100005264",)),
        ("42100005265", ("42100005265",)),
        ("123456789", ("123456789",)),
        ("7.01E+12", ("7.01E+12",)),
    ],
)
def test_short_numbers_get_their_zeros_only_where_the_profile_allows_and_the_digit_fits(
    tmp_path: Path, raw: str, gtins: tuple[str, ...]
) -> None:
    rows = f"supplier_number,name,gtin\n1,Lampe,{raw}\n"
    (plain,) = items(tmp_path, rows)
    assert isinstance(plain, ProductRecord) and plain.gtins == (raw,)
    found = items(tmp_path, rows, options={"pad_gtin": "yes"})
    record = found[-1]
    assert isinstance(record, ProductRecord) and record.gtins == gtins
    assert (len(found) == 2) == (gtins != (raw,)) == (("gtin_raw", raw) in record.extra)


def test_a_padding_option_that_is_neither_yes_nor_no_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFeed, match="option pad_gtin"):
        items(tmp_path, "supplier_number,name\n1,Lampe\n", options={"pad_gtin": "maybe"})


@pytest.mark.parametrize("hint", ["sep=;", '"sep=;"', "SEP=;", "\ufeffsep=;"])
def test_a_spreadsheets_line_that_names_the_delimiter_is_no_header(tmp_path: Path, hint: str) -> None:
    found = items(tmp_path, f"{hint}\r\nsupplier_number;name;mpn\r\n1;Lampe, hvit, 3,5 W;M1\r\n")
    (record,) = found
    assert isinstance(record, ProductRecord)
    assert (record.line, record.name, record.mpn) == (3, "Lampe, hvit, 3,5 W", "M1")
