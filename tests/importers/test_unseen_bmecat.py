"""BMEcat that is legal and seldom seen: ETIM's own transaction, parties, bare decimals."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.records import FileFacts, ProductRecord
from importers.config import Profile
from importers.feeds import read
from tests.importers.test_bmecat import HEAD, TAIL, price, prices, product

PARTIES = (
    '<PARTIES><PARTY><PARTY_ID type="supplier_specific">M1</PARTY_ID><PARTY_ID type="duns">99</PARTY_ID>'
    "<PARTY_ROLE>manufacturer</PARTY_ROLE><ADDRESS><NAME>Nordlys</NAME></ADDRESS></PARTY>"
    "<PARTY><PARTY_ID>S1</PARTY_ID><ADDRESS><NAME>Fjordlys</NAME></ADDRESS></PARTY>"
    "<PARTY><PARTY_ID>7</PARTY_ID><ADDRESS><NAME>En</NAME></ADDRESS></PARTY>"
    "<PARTY><PARTY_ID>7</PARTY_ID><ADDRESS><NAME>En annen</NAME></ADDRESS></PARTY></PARTIES>"
)
NAME = "<DESCRIPTION_SHORT>Lampe</DESCRIPTION_SHORT>"


def one(folder: Path, content: str) -> tuple[ProductRecord, FileFacts]:
    path = folder / "feed.xml"
    path.write_text(content, "utf-8")
    found = list(read(path, Profile("f", "feed", "bmecat", "f")))
    (facts,) = (item for item in found if isinstance(item, FileFacts))
    (record,) = (item for item in found if isinstance(item, ProductRecord))
    return record, facts


def document(body: str) -> str:
    return HEAD.format(namespace="", language="nob", root="") + body + TAIL


@pytest.mark.parametrize(("written", "amount"), [(".50", "0.5"), ("12.", "12"), ("007.10", "7.1")])
def test_a_decimal_is_what_xml_schema_says(tmp_path: Path, written: str, amount: str) -> None:
    assert one(tmp_path, document(product(prices(price(written)))))[0].price == Decimal(amount)


def test_products_in_etims_own_transaction_are_read(tmp_path: Path) -> None:
    content = document(product()).replace("T_NEW_CATALOG", "T_NEW_PRODUCTDATA")
    assert one(tmp_path, content)[0].supplier_number == "A1"


@pytest.mark.parametrize(
    ("details", "brand"),
    [
        ("<MANUFACTURER_IDREF>M1</MANUFACTURER_IDREF>", "Nordlys"),
        ('<MANUFACTURER_IDREF type="duns">99</MANUFACTURER_IDREF>', "Nordlys"),
        ("<MANUFACTURER_IDREF>M2</MANUFACTURER_IDREF>", ""),
        ("<MANUFACTURER_IDREF>7</MANUFACTURER_IDREF>", ""),
        ("<MANUFACTURER_IDREF>M1</MANUFACTURER_IDREF><MANUFACTURER_NAME>Sol</MANUFACTURER_NAME>", "Sol"),
    ],
)
def test_a_manufacturer_may_be_named_among_the_parties(tmp_path: Path, details: str, brand: str) -> None:
    content = document(product("", NAME + details)).replace("</HEADER>", f"{PARTIES}</HEADER>")
    assert one(tmp_path, content)[0].brand == brand


def test_a_supplier_may_be_named_among_the_parties(tmp_path: Path) -> None:
    supplier = "<SUPPLIER><SUPPLIER_NAME>Fjordlys</SUPPLIER_NAME></SUPPLIER>"
    content = document(product()).replace(supplier, f"<SUPPLIER_IDREF>S1</SUPPLIER_IDREF>{PARTIES}")
    assert one(tmp_path, content)[1].seller_name == "Fjordlys"
