"""Peppol BIS Order 3: character by character, and each restated rule by a document that breaks it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from whole_order import EPEAT, SWAN, line, order

from catalog.errors import InvalidRequest
from catalog.ordering.delivery import Delivery
from catalog.ordering.formats import peppol
from catalog.ordering.formats import peppol_rules as rules
from catalog.ordering.formats.buyer import Buyer
from labels import definitions

GOLDEN = Path(__file__).parent / "golden"
BUYER = Buyer("NO986692002MVA", "28579", "Elektro & Sønn AS")
LABELS = definitions.load()
SWANS = replace(SWAN, label="nordic-swan", certificate_url="https://svanemerket.no/5015-0001")
GOLD = replace(EPEAT, label="epeat", tier="gold")
FULL = order(
    line(
        labels=(SWANS, GOLD), quantity=Decimal("2.5"), unit="MTR", note="Til bad <2. etg.>",
        gtin="05397184821671", mpn="DL-8", price=Decimal("0.335"), price_quantity=Decimal(3),
        price_kind="net",
    ),
    line(position=2, supplier_number="AB-9/1", name="Rør & muffe\x0b", quantity=Decimal(3), price_kind="net"),
    ordered_by="Kari Nordmann",
    delivery=Delivery("address", "Byggeplass 3", "Storgata 1", "", "0155", "Oslo"),
    seller_id="979692900",
)  # fmt: skip


def written(view: Any = FULL, **more: Any) -> bytes:
    return peppol.write(view, BUYER, LABELS, **more)


def texts(content: bytes, path: str) -> list[str]:
    found = etree.fromstring(content).findall(path, rules.NAMES)
    return [element.text or "" for element in found]


@pytest.mark.parametrize(
    ("name", "certificates"), [("order.peppol.xml", False), ("order.certificates.xml", True)]
)
def test_the_order_is_right_to_the_byte(name: str, certificates: bool) -> None:
    assert written(certificates=certificates) == (GOLDEN / name).read_bytes()


def test_labels_are_item_properties_with_their_gs1_code() -> None:
    item = "cac:OrderLine/cac:LineItem/cac:Item/"
    content = written()
    assert texts(content, f"{item}cac:AdditionalItemProperty/cbc:NameCode") == ["SVANEN"]
    assert "Oppgitt miljømerke: EPEAT Gold" in texts(content, f"{item}cac:AdditionalItemProperty/cbc:Name")
    assert texts(content, f"{item}cac:Certificate/cbc:ID") == []
    certified = written(certificates=True)
    assert texts(certified, f"{item}cac:Certificate/cbc:CertificateTypeCode") == ["SVANEN"]
    links = texts(certified, f"{item}cac:Certificate/cac:DocumentReference/cbc:ID")
    assert links == ["https://svanemerket.no/5015-0001"]


def test_a_gross_price_is_no_price_of_an_order_and_a_part_is_no_total() -> None:
    content = written(
        order(line(price_kind="gross"), line(position=2, price_kind="net"), seller_id="979692900")
    )
    assert texts(content, "cac:OrderLine/cac:LineItem/cac:Price/cbc:PriceAmount") == ["553.00"]
    assert texts(content, "cac:AnticipatedMonetaryTotal") == []


@pytest.mark.parametrize(
    ("view", "buyer", "words"),
    [
        (order(line(), seller_id=""), BUYER, "Leverandørens organisasjonsnummer"),
        (order(line(), seller_id="979692900"), Buyer("", "1", "x"), "Firmaets organisasjonsnummer"),
        (order(line(), seller_id="979692901"), BUYER, "PEPPOL-COMMON-R041"),
        (order(line(unit="ZZZ"), seller_id="979692900"), BUYER, "en enhet som Peppol ikke kjenner"),
        (
            order(
                line(price_kind="net"), line(position=2, price_kind="net", currency="EUR"),
                seller_id="979692900",
            ),
            BUYER, "flere valutaer",
        ),
    ],
)  # fmt: skip
def test_an_order_that_would_break_the_rules_is_not_made(view: Any, buyer: Buyer, words: str) -> None:
    with pytest.raises(InvalidRequest, match=words) as caught:
        peppol.write(view, buyer, LABELS)
    assert caught.value.field == "send"


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("cbc:CustomizationID", "urn:x", "PEPPOL-T01-R034"),
        ("cbc:ProfileID", "urn:x", "PEPPOL-T01-R031"),
        ("cbc:DocumentCurrencyCode", "EUR", "PEPPOL-T01-R003"),
        ("cbc:IssueDate", "2026-13-01", "PEPPOL-COMMON-R030"),
        ("cac:BuyerCustomerParty/cac:Party/cbc:EndpointID", "986692003", "PEPPOL-COMMON-R041"),
        ("cac:BuyerCustomerParty/cac:Party/cbc:EndpointID", None, "PEPPOL-T01-B"),
        ("cac:OrderLine/cac:LineItem/cbc:ID", "2", "PEPPOL-T01-R001"),
        ("cac:OrderLine/cac:LineItem/cbc:Quantity", "-1", "PEPPOL-T01-R004"),
        ("cac:OrderLine/cac:LineItem/cac:Price/cbc:PriceAmount", "-1", "PEPPOL-T01-R005"),
        ("cac:OrderLine/cac:LineItem/cac:Price/cbc:BaseQuantity", "0", "PEPPOL-T01-R025"),
        ("cac:OrderLine/cac:LineItem/cbc:LineExtensionAmount", "9.00", "PEPPOL-T01-R024"),
        ("cac:OrderLine/cac:LineItem/cbc:LineExtensionAmount", "0.279", "PEPPOL-T01-R028"),
        ("cac:OrderLine/cac:LineItem/cac:Item/cbc:Name", "", "PEPPOL-T01-R012"),
        ("cac:AnticipatedMonetaryTotal/cbc:LineExtensionAmount", "1.00", "PEPPOL-T01-R008"),
        ("cac:AnticipatedMonetaryTotal/cbc:PayableAmount", "1.00", "PEPPOL-T01-R016"),
    ],
)
def test_each_restated_rule_catches_its_fault(path: str, value: str | None, rule: str) -> None:
    root = etree.fromstring(written())
    assert rules.broken(root) == []
    element = root.find(path, rules.NAMES)
    assert element is not None
    if value is None:
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)
    else:
        element.text = value
    assert rule in {found for found, _what in rules.broken(root)}


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_name_and_no_note_breaks_the_document(name: str, note: str) -> None:
    view = order(line(name=name, note=note, supplier_number="1"), seller_id="979692900")
    content = written(view)
    assert rules.broken(etree.fromstring(content)) == []
    expected = "".join(char for char in name if char.isprintable() or char == " ").strip()
    assert texts(content, "cac:OrderLine/cac:LineItem/cac:Item/cbc:Name") == [expected or "1"]
