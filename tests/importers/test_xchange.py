"""ETIM xChange: whose prices may be taken, what a change means, and files that are broken or hostile."""

from __future__ import annotations

import json
import tempfile
import tracemalloc
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from catalog.models import Offer, OfferClaim
from catalog.records import FeedItem, FileFacts, Notice, ProductRecord, Reject, Tombstone
from catalog.workspace import Workspace
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds import xchange, xchange_stream
from tests.conftest import Loader

GOLDEN = Path(__file__).parent / "golden" / "xchange"
PROFILE = Profile(name="fjordlys", kind="feed", format="xchange", supplier="fjordlys")
KEYS = [
    "ProductIdentification", "ProductDetails", "TradeItem", "ItemIdentification", "Pricing",
    "SupplierItemNumber", "GrossListPrice", "PriceUnit", "PriceQuantity", "ProductDescriptions",
    "MinimalProductDescription",
]  # fmt: skip
WORDS = ["", "x", "1", "ATX015", "nb-NO", "12,5"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


def product(number: str = "1", **changes: Any) -> dict[str, Any]:
    price = {"PriceUnit": "C62", "PriceQuantity": "1", "GrossListPrice": "5"}
    item = {"ItemIdentification": {"SupplierItemNumber": number}, "Pricing": [price]}
    return {
        "ProductIdentification": {"ManufacturerName": "Nordlys", "ManufacturerProductNumber": "A"},
        "ProductDetails": {"ProductDescriptions": [{"MinimalProductDescription": "Lampe"}]},
        "TradeItem": [item | changes],
    }


def catalogue(*products: Any, **head: Any) -> str:
    suppliers = [{"SupplierName": "Fjordlys", "Product": list(products)}]
    return json.dumps({"CatalogueType": "FULL", "CurrencyCode": "NOK", "Supplier": suppliers} | head)


def read(content: bytes | str, **changes: Any) -> tuple[list[FeedItem], str]:
    """The items, and what refused the file ('' where nothing did)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue.json"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        found: list[FeedItem] = []
        try:
            for item in xchange.parse(path, Profile("f", "feed", "xchange", "fjordlys", **changes)):
                found.append(item)  # noqa: PERF402
        except UnreadableFeed as error:
            return found, str(error)
    return found, ""


def records(content: bytes | str) -> list[ProductRecord]:
    return [item for item in read(content)[0] if isinstance(item, ProductRecord)]


@pytest.mark.parametrize("named", ["BuyerName", "BuyerIdGln", "BuyerIdDuns", "ContractReferenceNumber"])
def test_one_customers_net_prices_refuse_the_file_wherever_the_customer_is_named(named: str) -> None:
    net = [{"PriceUnit": "C62", "PriceQuantity": "1", "GrossListPrice": "?", "NetPrice": "4"}]
    found, refusal = read(catalogue(product(), product("2", Pricing=net), **{named: "1234567890123"}))
    assert "line 2, field NetPrice: a net price in a catalogue for one customer" in refusal
    assert not any("4" in str(item.raw) for item in found if isinstance(item, Reject | Notice))


def test_a_catalogue_for_a_customer_with_list_prices_only_is_taken() -> None:
    (record,) = records(catalogue(product(), BuyerName="Kunde AS"))
    assert (record.price, record.price_kind) == (Decimal(5), "gross")


def test_a_net_price_beside_a_gross_price_is_kept_nowhere() -> None:
    both = [{"PriceUnit": "C62", "PriceQuantity": "1", "NetPrice": "4.44", "GrossListPrice": "5"}]
    (record,) = records(catalogue(product(Pricing=both)))
    assert record.price == Decimal(5) and "4.44" not in repr(record)


def test_the_currency_may_stand_after_the_products() -> None:
    head, tail = catalogue(product())[:-1], json.loads(catalogue(product()))
    assert head.index('"CurrencyCode"') < head.index('"Supplier"')
    moved = {"Supplier": tail.pop("Supplier")} | tail
    assert records(json.dumps(moved)) == records(catalogue(product())) != []


def test_a_changed_catalogue_buries_what_is_obsolete_and_a_full_one_only_marks_it() -> None:
    gone = product(ItemDetails={"ItemStatus": "OBSOLETE"})
    assert read(catalogue(gone, CatalogueType="CHANGE"))[0][1:] == [Tombstone(1, "1")]
    (record,) = records(catalogue(gone))
    assert record.discontinued


def test_a_product_that_carries_no_brand_is_not_sold_under_its_makers_name() -> None:
    unbranded = product()
    unbranded["ProductIdentification"]["UnbrandedProduct"] = True
    (record,) = records(catalogue(unbranded))
    assert record.brand == "" and ("ManufacturerName", "Nordlys") in record.extra


def test_every_truncation_is_refused_before_a_single_record() -> None:
    whole = catalogue(product(), product("2")).encode()
    for end in range(len(whole)):
        found, refusal = read(whole[:end])
        assert refusal and not found, whole[:end][-30:]


@pytest.mark.parametrize("damage", [b'"', b"0", b"\0", b"\xff", b",", b"{"])
def test_a_damaged_byte_never_shifts_a_value_into_another_field(damage: bytes) -> None:
    whole = catalogue(product(), product("2", ItemDetails={"ItemStatus": "OBSOLETE"})).encode()
    sound = {identity(record) for record in records(whole)}
    for at, byte in enumerate(whole):
        if chr(byte).isalnum():
            continue
        found, refusal = read(whole[:at] + damage + whole[at + 1 :])
        moved = {identity(item) for item in found if isinstance(item, ProductRecord)} - sound
        assert refusal or not moved or whole[at : at + 1] in b" -.", (at, moved)


def identity(record: ProductRecord) -> tuple[str, str, str, str, tuple[str, ...], bool]:
    return (
        record.supplier_number, record.name, record.brand, record.mpn, record.gtins, record.discontinued,
    )  # fmt: skip


@given(st.binary(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_refused_with_a_reason(content: bytes) -> None:
    found, refusal = read(content)
    assert refusal.startswith("catalogue.json") and not found


@given(st.lists(VALUES, min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_any_product_is_a_record_a_reject_or_ignored(products: list[Any]) -> None:
    found, refusal = read(catalogue(*products))
    assert not refusal
    lines = {item.line for item in found if not isinstance(item, FileFacts)}
    assert lines <= set(range(1, len(products) + 1))
    assert all(item.supplier_number and item.name for item in found if isinstance(item, ProductRecord))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (catalogue(product()).replace('"5"', "5" * 5000), "a number of 1000 digits"),
        (catalogue("D").replace('"D"', "[" * 9000 + "]" * 9000), "nested more than 50 deep"),
        (catalogue("D").replace('"D"', '{"a":' * 60 + "1" + "}" * 60), "nested more than 50 deep"),
        (catalogue(product("x" * 4_000_001)), "a text of more than 4000000 bytes"),
        (catalogue(product()) + catalogue(product()), "is not valid JSON"),
        (catalogue(product()).encode("utf-16"), "is UTF-16"),
    ],
    ids=["number", "lists", "objects", "text", "two files", "utf-16"],
)
def test_hostile_files_are_refused_quickly(content: bytes | str, reason: str) -> None:
    found, refusal = read(content)
    assert reason in refusal and not found


def test_a_product_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xchange_stream, "MOST_PARTS", 100)
    features = [{"EtimFeatureCode": "EF000001"}] * 100
    found, refusal = read(catalogue(product() | {"EtimClassification": [{"EtimFeatures": features}]}))
    assert "holds a product of more than 100 parts" in refusal and not found


def test_details_beyond_the_limit_are_counted_and_the_product_goes_on() -> None:
    features = [{"EtimFeatureCode": f"EF{at:06}", "EtimValueNumeric": "1"} for at in range(400)]
    classes = [{"EtimClassCode": "EC001234", "EtimFeatures": features}]
    found, _ = read(catalogue(product() | {"EtimClassification": classes}))
    (notice,) = [item for item in found if isinstance(item, Notice)]
    record = found[-1]
    assert notice.reason.startswith("100 features left out") and isinstance(record, ProductRecord)
    assert len(record.features) == 300


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = tmp_path / f"{count}.json"
        path.write_text(catalogue(*(product(str(number)) for number in range(count))))
        tracemalloc.start()
        assert sum(1 for _ in xchange_stream.Catalogue(path, build=True)) == count
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(10)
    small, large = peak(200), peak(2000)
    assert large < small * 1.5 + 50_000


def test_words_about_labels_are_never_a_claim(load_feed: Loader, workspace: Workspace) -> None:
    report = load_feed((GOLDEN / "full.json").read_text(), "xchange", "catalogue.json", supplier="fjordlys")
    assert (report.status, report.stored, report.ignored, report.rejected) == ("published", 3, 2, 0)
    with Session(workspace.engine) as session:
        assert session.exec(select(OfferClaim)).all() == []
        numbers = session.exec(select(Offer.supplier_number).order_by(Offer.supplier_number)).all()
    assert list(numbers) == ["0001", "0002", "4711"]
