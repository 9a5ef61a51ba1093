"""OCI, cXML and Peppol Punch Out: what is in them is what was collected, and nothing is cut wrongly."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from catalog.ordering.formats import cxml, oci, peppol_punchout
from catalog.ordering.formats.cxml import Return, Stamp
from catalog.ordering.formats.oci import Buyer
from catalog.ordering.formats.peppol_punchout import Cart, Party
from catalog.punchout.items import Item, ItemLabel, freeze, thaw
from catalog.records import FileFacts, ProductRecord
from importers import profiles
from importers.feeds import peppol

BASE = "https://merkbar.test"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
GOLD = ItemLabel(
    "epeat", "EPEAT_GOLD", "EPEAT Gold", "EPEAT Gold, registrering a3f1c9", True, "a3f1c9",
    "", "EPEAT Registry", None,
)  # fmt: skip
SWAN = ItemLabel(
    "nordic-swan", "SVANEN", "Svanemerket", "Svanemerket, lisens 5015 0001, gyldig til 2028-01-01", True,
    "5015 0001", "https://svanemerket.no/", "Svanemerket", date(2028, 1, 1),
)  # fmt: skip
SAID = replace(SWAN, text="Svanemerket, oppgitt av nordisk", verified=False, certificate="")
ITEM = Item(
    position=1, offer_id=17, product_id=5, supplier="nordisk", supplier_name="Nordisk AS", number="1002",
    name="HP LaserJet «MFP» 4102fdw & skriver", description="Skriver for kontoret", quantity=Decimal("2.5"),
    unit="C62", price=Decimal("4890"), price_quantity=Decimal(1), currency="NOK", price_kind="gross",
    brand="HP", mpn="2Z624F", gtin="05397184821671", class_code="EC001234", unspsc="43212100",
    note="til <stue>",
    labels=(GOLD, SWAN), on=date(2026, 11, 22), key="7.1",
)  # fmt: skip
LENGTHS = {
    "DESCRIPTION": 40, "MATNR": 40, "QUANTITY": 15, "UNIT": 3, "PRICE": 15, "CURRENCY": 5, "PRICEUNIT": 5,
    "LEADTIME": 5, "VENDOR": 10, "VENDORMAT": 40, "MANUFACTCODE": 10, "MANUFACTMAT": 40, "MATGROUP": 10,
    "SERVICE": 1, "CONTRACT": 10, "CONTRACT_ITEM": 5, "EXT_QUOTE_ID": 35, "EXT_QUOTE_ITEM": 10,
    "EXT_PRODUCT_ID": 40, "ATTACHMENT": 255, "ATTACHMENT_TITLE": 255, "ATTACHMENT_PURPOSE": 1,
    "EXT_SCHEMA_TYPE": 10, "EXT_CATEGORY_ID": 60, "CUST_FIELD1": 10, "CUST_FIELD2": 10, "CUST_FIELD3": 10,
    "CUST_FIELD4": 20, "CUST_FIELD5": 50,
}  # fmt: skip
amounts = st.decimals(min_value="0.0001", max_value="99999", places=4)
texts = st.text(max_size=120)
items = st.builds(
    replace, st.just(ITEM), name=texts, brand=texts, mpn=texts, note=texts, description=texts,
    price=amounts, quantity=st.decimals(min_value="0.01", max_value="999999.99", places=2),
    price_quantity=st.sampled_from([Decimal(one) for one in ("1", "10", "100", "1000", "0.5", "3", "12")]),
    labels=st.lists(st.sampled_from([GOLD, SWAN, SAID]), unique=True).map(tuple),
)  # fmt: skip


def of(item: Item, buyer: Buyer = Buyer()) -> dict[str, str]:  # noqa: B008
    found = dict(oci.fields([item], buyer, BASE))
    found["NEW_ITEM-LONGTEXT[1]"] = found.pop("NEW_ITEM-LONGTEXT_1:132[]")
    return {name.removeprefix("NEW_ITEM-").removesuffix("[1]"): value for name, value in found.items()}


def message(item: Item, **more: object) -> etree._Element:
    said = Return(Stamp("1@merkbar.test", NOW), "C-1", {"From": [["DUNS", "b"]], "To": []}, "NOK", **more)  # type: ignore[arg-type]
    root = etree.fromstring(cxml.order_message([item], said, BASE))
    found = root.find("Message/PunchOutOrderMessage/ItemIn")
    assert found is not None
    return found


def test_an_oci_form_has_every_field_of_the_table() -> None:
    fields = of(ITEM, Buyer({"C62": "ST"}, {"nordisk": "100234"}, quote="P7"))
    assert set(fields) == {*LENGTHS, "LONGTEXT"}
    assert fields["DESCRIPTION"] == "HP LaserJet «MFP» 4102fdw & skriver"
    assert fields["LONGTEXT"].splitlines() == [
        ITEM.name, ITEM.note, "Pris: veil. bruttopris eks. mva", GOLD.text, SWAN.text,
    ]  # fmt: skip
    assert [fields[f"CUST_FIELD{number}"] for number in range(1, 6)] == [
        "EPEATGOLD", "SVANEN", "", "a3f1c9", "EPEAT_GOLD SVANEN",
    ]  # fmt: skip
    assert (fields["UNIT"], fields["VENDOR"], fields["EXT_QUOTE_ID"]) == ("ST", "100234", "P7")
    assert fields["EXT_SCHEMA_TYPE"] == "ETIM" and fields["EXT_CATEGORY_ID"] == "EC001234"
    assert fields["MATNR"] == ""


@given(items)
def test_no_field_is_longer_than_it_may_be_and_no_number_is_half_a_number(item: Item) -> None:
    fields = of(item)
    for name, length in LENGTHS.items():
        assert len(fields[name]) <= length, name
        assert fields[name].isprintable(), name
    assert fields["MANUFACTMAT"] in ("", item.mpn)


@given(items)
def test_price_and_price_unit_together_are_the_price(item: Item) -> None:
    fields = of(item)
    price, per = Decimal(fields["PRICE"]), Decimal(fields["PRICEUNIT"])
    assert per == per.to_integral_value() > 0
    exact = item.price / item.price_quantity
    assert abs(price / per - exact) <= Decimal("0.0005") / per


@pytest.mark.parametrize(
    ("price", "per", "said"),
    [
        ("1789.50", "100", ("1789.500", "100")),
        ("0.0125", "1", ("0.125", "10")),
        ("12.5", "0.5", ("125.000", "5")),
        ("10", "3", ("10.000", "3")),
        ("0.00000123", "1", ("0.012", "10000")),
    ],
)
def test_a_price_of_many_decimals_is_said_for_more_units(price: str, per: str, said: tuple[str, str]) -> None:
    fields = of(replace(ITEM, price=Decimal(price), price_quantity=Decimal(per)))
    assert (fields["PRICE"], fields["PRICEUNIT"]) == said


def test_what_only_the_supplier_says_is_no_code_in_any_format() -> None:
    item = replace(ITEM, labels=(SAID,))
    fields = of(item)
    assert not any(fields[f"CUST_FIELD{number}"] for number in range(1, 6))
    assert SAID.text in fields["LONGTEXT"]
    names = {one.get("name") for one in message(item).iter("Extrinsic")}
    assert "EcoLabelDeclared" in names and "EcoLabel" not in names
    assert b"Certificate>" not in peppol_punchout.write([item], cart(), BASE)


@given(items)
def test_a_cxml_message_is_well_formed_ascii_and_says_the_same(item: Item) -> None:
    said = Return(Stamp("1@merkbar.test", NOW), "C-1", {}, "NOK")
    written = cxml.order_message([item], said, BASE)
    assert written.isascii()
    found = etree.fromstring(written).find(".//ItemIn")
    assert found is not None
    price, per = found.findtext("ItemDetail/UnitPrice/Money"), found.find("ItemDetail/PriceBasisQuantity")
    unit = Decimal(price or 0) / Decimal(per.get("quantity", "1") if per is not None else 1)
    assert abs(unit - item.price / item.price_quantity) < Decimal("1e-20")
    assert Decimal(found.get("quantity", "")) == item.quantity


def test_a_recommended_price_never_passes_for_an_agreed_one() -> None:
    for kind, words in (("gross", "veil. bruttopris"), ("net", "nettopris")):
        item = replace(ITEM, price_kind=kind)
        assert words in of(item)["LONGTEXT"]
        assert {one.get("name"): one.text for one in message(item).iter("Extrinsic")}["PriceKind"] == kind
        code = b"<cbc:PriceType>" + (b"AAA" if kind == "net" else b"AAB")
        assert code in peppol_punchout.write([item], cart(), BASE)


def test_a_price_without_end_in_decimals_keeps_its_quantity() -> None:
    found = message(replace(ITEM, price=Decimal(10), price_quantity=Decimal(3)))
    basis = found.find("ItemDetail/PriceBasisQuantity")
    assert basis is not None and basis.get("quantity") == "3"
    assert found.findtext("ItemDetail/UnitPrice/Money") == "10"


def test_a_product_of_no_known_class_still_has_the_class_that_the_dtd_wants() -> None:
    found = message(replace(ITEM, unspsc="", class_code="")).findall("ItemDetail/Classification")
    assert [(one.get("domain"), one.text) for one in found] == [("UNSPSC", "00000000")]


def test_a_status_says_why() -> None:
    root = etree.fromstring(cxml.refusal(Stamp("1@merkbar.test", NOW), 403, "not listed & not <sent>"))
    status = root.find("Response/Status")
    assert status is not None
    assert (status.get("code"), status.get("text"), status.text) == (
        "403",
        "Forbidden",
        "not listed & not <sent>",
    )


def cart() -> Cart:
    return Cart("P7", NOW, Party("Nordisk AS", "0192:987654325"), Party("Kommunen", "0192:123456785"))


def test_a_peppol_message_is_read_back_by_our_own_importer_with_its_labels(tmp_path: Path) -> None:
    file = tmp_path / "cart.xml"
    file.write_bytes(
        peppol_punchout.write([ITEM, replace(ITEM, number="1003", labels=(SAID,))], cart(), BASE)
    )
    profile = profiles.for_load(
        profiles.Profiles(), "feed", "peppol", supplier="nordisk", label="", mode="delta"
    )
    found = list(peppol.parse(file, profile))
    facts = next(one for one in found if isinstance(one, FileFacts))
    assert (facts.seller_org_number, facts.seller_name) == ("987654325", "Nordisk AS")
    first, second = (one for one in found if isinstance(one, ProductRecord))
    assert (first.supplier_number, first.name, first.brand, first.mpn) == ("1002", ITEM.name, "HP", "2Z624F")
    assert (first.price, first.price_quantity, first.price_unit) == (Decimal(4890), Decimal(1), "C62")
    assert (first.currency, first.unspsc, first.gtins) == ("NOK", "43212100", ("05397184821671",))
    assert {code for _list, code, _words in first.label_codes} == {"EPEAT_GOLD", "SVANEN"}
    assert not second.label_codes and not second.labels


def test_units_of_a_peppol_message_are_those_that_peppol_knows() -> None:
    for ours, theirs in (("PCE", "H87"), ("PK", "XPK"), ("mtr", "MTR"), ("QQ", "QQ")):
        written = peppol_punchout.write([replace(ITEM, unit=ours)], cart(), BASE)
        assert written.count(f'unitCode="{theirs}"'.encode()) == 2


def test_a_peppol_message_keeps_the_rules_that_can_be_told_without_a_schematron() -> None:
    root = etree.fromstring(peppol_punchout.write([ITEM], cart(), BASE))
    names = {"c": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
             "b": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"}  # fmt: skip

    def said(path: str) -> str:
        return root.findtext(path, "", names)

    assert said("c:ValidityPeriod/b:EndDate") >= said("b:IssueDate")  # PEPPOL-T77-R001
    where = "c:CatalogueLine/c:RequiredItemLocationQuantity/"
    base = root.find(where + "c:Price/b:BaseQuantity", names)
    batch = root.find(where + "c:DeliveryUnit/b:BatchQuantity", names)
    assert base is not None and batch is not None
    assert base.get("unitCode") == batch.get("unitCode")  # R006
    assert Decimal(base.text or 0) > 0 and Decimal(batch.text or 0) > 0  # R002
    assert said("c:CatalogueLine/c:Item/c:SellersItemIdentification/b:ID")  # R004
    assert said("c:CatalogueLine/c:Item/c:ClassifiedTaxCategory/b:Percent") == "25"  # R008, R009
    assert not [one.tag for one in root.iter() if not len(one) and not one.text]  # PEPPOL-COMMON-R001
    assert said("b:CustomizationID").endswith("punch_out:3")


@given(st.lists(items, max_size=3))
def test_frozen_items_thaw_to_the_same(several: list[Item]) -> None:
    assert thaw(freeze(several)) == tuple(several)
