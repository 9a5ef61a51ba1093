"""Peppol catalogues: what a certificate claims, what a line deletes, and damaged files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from catalog.records import FeedItem, FileFacts, Notice, ProductRecord, Reject, Tombstone
from catalog.workspace import Workspace
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feed_run import open_gate
from importers.feeds import peppol
from labels import definitions
from labels.wording import Wordings
from tests.conftest import Loader

LABELS = definitions.load()
WORDINGS = Wordings(LABELS)
HEAD = """<?xml version="1.0" encoding="ISO-8859-1"?>
<Catalogue xmlns="urn:c" xmlns:cac="urn:a" xmlns:cbc="urn:b">
"""
FOOT = "</Catalogue>\n"


def line(number: str = "F-1", name: str = "Lampe", item: str = "", more: str = "") -> str:
    seller = f"<cac:SellersItemIdentification><cbc:ID>{number}</cbc:ID></cac:SellersItemIdentification>"
    body = f"<cac:Item><cbc:Name>{name}</cbc:Name>{seller}{item}</cac:Item>"
    return f"<cac:CatalogueLine>{more}{body}</cac:CatalogueLine>\n"


def certificate(name: str = "", code: str = "", remarks: str = "") -> str:
    parts = {"ID": name, "CertificateTypeCode": code, "Remarks": remarks}
    said = "".join(f"<cbc:{part}>{text}</cbc:{part}>" for part, text in parts.items() if text)
    return f"<cac:Certificate>{said}</cac:Certificate>"


SMALL = (
    HEAD
    + line("F-1", "Blå lampe", certificate("1", "SVANEN"))
    + line("F-2", "Pære", "<cbc:BrandName>Nordlys</cbc:BrandName>")
    + line("F-3", more="<cbc:ActionCode>Delete</cbc:ActionCode>")
    + FOOT
).encode("latin-1")


@pytest.fixture(autouse=True, scope="module")
def _definitions_once() -> Iterator[None]:
    """Thousands of small files are read below; the definitions are the same for all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(peppol, "Wordings", lambda _labels: WORDINGS)
        patch.setattr(peppol.definitions, "load", lambda: LABELS)
        yield


def read(content: bytes | str) -> tuple[list[FeedItem], str]:
    """The items, and what refused the file ('' where nothing did)."""
    found: list[FeedItem] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue.xml"
        path.write_bytes(content.encode("latin-1") if isinstance(content, str) else content)
        try:
            for item in peppol.parse(path, Profile("fjordlys", "feed", "peppol", "fjordlys")):
                found.append(item)  # noqa: PERF402
        except UnreadableFeed as error:
            return found, str(error)
    return found, ""


def products(content: bytes | str) -> list[ProductRecord]:
    found, refused = read(content)
    assert not refused
    return [item for item in found if isinstance(item, ProductRecord)]


@pytest.mark.parametrize(
    ("said", "claims"),
    [
        (certificate("123450", "SVANEN", "Svanen"), [("nordic-swan", True, "")]),
        (certificate("123450", "SVANEN"), [("nordic-swan", True, "")]),
        (certificate("1", "EPEAT_GOLD", "Gold"), [("epeat", True, "gold")]),
        (certificate("1", "EPEAT_GOLD", "Silver"), []),
        (certificate("1", "SVANEN", "nei"), [("nordic-swan", False, "")]),
        (certificate("1", "SVANEN", "-"), []),
        (certificate("1", "SVANEN", "EU Ecolabel"), []),
        (certificate("EU Ecolabel", "SVANEN", "Svanen"), []),
        (certificate("Svanen: nei", "SVANEN"), []),
        (certificate("Z04", "KRAV_MARK", "KRAV"), []),
        (certificate("1", "GOODS_FROM_FINLAND_BLUE_SWAN", "Svane"), []),
        (certificate("1", "TCO_ORGANIC"), []),
        (certificate("EU EcoLabel", "NA"), [("eu-ecolabel", True, "")]),
        (certificate("EU EcoLabel", "NA", "nei"), [("eu-ecolabel", False, "")]),
        (certificate("EU EcoLabel", "NA", "-"), []),
        (certificate("123450", "NA", "Svanemerket"), [("nordic-swan", True, "")]),
        (certificate("NA", "NA", "Svanemerket"), [("nordic-swan", True, "")]),
        (certificate("ikke", "NA", "Svanemerket"), []),
        (certificate("EPEAT", "", "Gold"), [("epeat", True, "gold")]),
        (certificate("NEO", "NA"), []),
        ("<cbc:Description>Svanemerket og EPEAT Gold</cbc:Description><cbc:Keyword>Svanen</cbc:Keyword>", []),
    ],
)
def test_only_a_certificate_that_contradicts_nothing_claims(
    said: str, claims: list[tuple[str, bool, str]], workspace: Workspace
) -> None:
    (product,) = products(HEAD + line("F-1", "Svanemerket lampe", said) + FOOT)
    gated, _ = open_gate(workspace).check(product)
    assert not isinstance(gated, Reject)
    assert [(claim.label, claim.held, claim.tier) for claim in gated.claims] == claims


@pytest.mark.parametrize("said", [certificate("1", "SVANEN", "3055 0039"), certificate("1", "NORDIC_SWAN")])
def test_a_certificate_that_is_not_understood_is_for_a_person_to_look_at(said: str) -> None:
    found, _ = read(HEAD + line("F-1", item=said) + FOOT)
    assert [item.field for item in found if isinstance(item, Notice)] == ["Certificate"]
    (product,) = [item for item in found if isinstance(item, ProductRecord)]
    assert "certificate" in dict(product.extra)


@pytest.mark.parametrize("action", ["Delete", " delete\n"])
def test_a_deleted_line_is_a_tombstone_with_the_sellers_number(action: str) -> None:
    found, _ = read(HEAD + line("F-9", more=f"<cbc:ActionCode >{action}</cbc:ActionCode>") + FOOT)
    assert [item for item in found if not isinstance(item, FileFacts)] == [Tombstone(3, "F-9")]


def test_a_deleted_catalogue_adds_nothing_whatever_its_lines_say() -> None:
    add = line("F-9", more="<cbc:ActionCode>Add</cbc:ActionCode>")
    found, _ = read(HEAD + "<cbc:ActionCode>Delete</cbc:ActionCode>\n" + add + FOOT)
    assert [type(item) for item in found] == [FileFacts, Tombstone]


def test_a_deleted_line_withdraws_the_offer_that_an_earlier_file_added(load_feed: Loader) -> None:
    lines = line("F-1") + line("F-2")
    added = load_feed((HEAD + lines + FOOT).encode("latin-1"), "peppol", "a.xml")
    gone = line("F-2", more="<cbc:ActionCode>Delete</cbc:ActionCode>")
    report = load_feed((HEAD + gone + FOOT).encode("latin-1"), "peppol", "b.xml")
    assert (added.status, added.stored) == ("published", 2)
    assert (report.status, report.details["withdrawn"]) == ("published", 1)


def test_the_declared_encoding_is_believed() -> None:
    first, second = products(SMALL)
    assert (first.name, second.name) == ("Blå lampe", "Pære")


@pytest.mark.parametrize(
    ("number", "gtins"),
    [
        ('<cbc:ID schemeID="0160">07038901234569</cbc:ID>', ("07038901234569",)),
        ('<cbc:ID schemeID="GTIN">7038901234569</cbc:ID>', ("7038901234569",)),
        ('<cbc:ID schemeID="0088">7038901234569</cbc:ID>', ()),
        ("<cbc:ID>7038901234569</cbc:ID>", ()),
    ],
)
def test_a_standard_number_is_a_gtin_only_under_a_gtin_scheme(number: str, gtins: tuple[str, ...]) -> None:
    item = f"<cac:StandardItemIdentification>{number}</cac:StandardItemIdentification>"
    (product,) = products(HEAD + line(item=item) + FOOT)
    assert product.gtins == gtins


def test_the_price_is_for_its_base_quantity_and_never_divided() -> None:
    price = '<cbc:PriceAmount currencyID="NOK">149.50</cbc:PriceAmount>'
    price += '<cbc:BaseQuantity unitCode="MTR">100</cbc:BaseQuantity>'
    place = (
        f"<cac:RequiredItemLocationQuantity><cac:Price>{price}</cac:Price></cac:RequiredItemLocationQuantity>"
    )
    (product,) = products(HEAD + line(more=f"<cbc:OrderableUnit>RO</cbc:OrderableUnit>{place}") + FOOT)
    assert (product.price, product.price_quantity, product.price_unit) == (Decimal("149.50"), 100, "MTR")


def test_prices_of_a_contract_are_net_and_said_to_be_a_customers() -> None:
    price = '<cac:Price><cbc:PriceAmount currencyID="NOK">1</cbc:PriceAmount></cac:Price>'
    place = line(more=f"<cac:RequiredItemLocationQuantity>{price}</cac:RequiredItemLocationQuantity>")
    contract = "<cac:ReferencedContract><cbc:ID>R-1</cbc:ID></cac:ReferencedContract>"
    found, _ = read(HEAD + contract + place + FOOT)
    assert [item.field for item in found if isinstance(item, Notice)] == ["ReferencedContract"]
    assert [item.price_kind for item in found if isinstance(item, ProductRecord)] == ["net"]
    assert [product.price_kind for product in products(HEAD + place + FOOT)] == ["gross"]


def test_a_file_cut_at_any_byte_is_refused_and_changes_no_record() -> None:
    whole, _ = read(SMALL)
    for size in range(len(SMALL.rstrip())):
        found, refused = read(SMALL[:size])
        assert refused.startswith("catalogue.xml"), size
        assert found == whole[: len(found)], size


@pytest.mark.parametrize("damage", [b"\0", b"~", b"<", b"\xff"])
def test_a_damaged_byte_touches_one_field_of_one_record_or_refuses_the_file(damage: bytes) -> None:
    whole = records_of(read(SMALL)[0])
    for at in range(len(SMALL)):
        found, refused = read(SMALL[:at] + damage + SMALL[at + 1 :])
        if refused:
            continue  # nothing of it is published, whatever it gave before
        records = records_of(found)
        rejects = sum(isinstance(item, Reject) for item in found)
        assert len(records) + rejects == len(whole), at
        changed = [record for record in records if not any(differing(record, other) == 0 for other in whole)]
        assert len(changed) + rejects <= 1, (at, changed)
        for record in changed:
            assert min(differing(record, other) for other in whole) == 1, at


Record = ProductRecord | Tombstone


def records_of(items: list[FeedItem]) -> list[Record]:
    return [item for item in items if isinstance(item, (ProductRecord, Tombstone))]


def differing(found: Record, expected: Record) -> int:
    """How many fields differ.

    A lost line break moves the line numbers below it, and a certificate is also kept beside its claim:
    neither is a second damage.
    """
    if type(found) is not type(expected):
        return len(fields(ProductRecord))
    names = [field.name for field in fields(found) if field.name != "line"]
    different = {name for name in names if getattr(found, name) != getattr(expected, name)}
    return len(different - {"extra"}) or len(different)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.booleans())
@example(b"", True)
@example(b"<cac:CatalogueLine/>", True)
def test_any_bytes_are_items_or_a_refusal(content: bytes, framed: bool) -> None:
    found, refused = read(HEAD.encode() + content + FOOT.encode() if framed else content)
    assert found or refused


WORDS = ["Svanen", "SVANEN", "EPEAT_GOLD", "NA", "nei", "ja", "-", "|", "1", "EU Ecolabel", ""]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(WORDS), st.sampled_from(WORDS), st.lists(st.sampled_from(WORDS), max_size=4))
def test_a_certificate_with_a_no_in_it_never_claims(name: str, code: str, remarks: list[str]) -> None:
    (product,) = products(HEAD + line(item=certificate(name, code, " ".join(remarks))) + FOOT)
    held = [claim for words in product.labels for claim in WORDINGS.read(words) if claim.held] + [
        claim for triple in product.label_codes for claim in WORDINGS.read_code(*triple) if claim.held
    ]
    assert not (held and "nei" in (name, *remarks))
