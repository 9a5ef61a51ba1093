"""Google Merchant feeds: what claims and what does not, whose numbers they are, and damaged files."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.records import FeedItem, Notice, ProductRecord, Reject
from catalog.workspace import Workspace
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feed_run import open_gate
from importers.feeds import google

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<rss xmlns:g="http://base.google.com/ns/1.0"><channel>\n'
FOOT = "</channel></rss>\n"
ITEM = "<item><g:id>{number}</g:id><g:title>{title}</g:title>{more}</item>\n"
SMALL = (
    HEAD
    + ITEM.format(number="1", title="Skjerm &amp; fot", more="<g:price>1.00 NOK</g:price>")
    + ITEM.format(number="2", title="Pære", more="<g:brand>Nordlys</g:brand><g:mpn>N-2</g:mpn>")
    + ITEM.format(number="3", title="Lampe", more="<g:gtin>7038901234569</g:gtin>")
    + FOOT
).encode()


def read(content: bytes | str, **options: str) -> tuple[list[FeedItem], str]:
    """The items, and what refused the file ('' where nothing did)."""
    profile = Profile("fjordlys", "feed", "google", "fjordlys", options=options)
    found: list[FeedItem] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.xml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        try:
            for item in google.parse(path, profile):
                found.append(item)  # noqa: PERF402
        except UnreadableFeed as error:
            return found, str(error)
    return found, ""


def products(content: bytes | str, **options: str) -> list[ProductRecord]:
    found, refused = read(content, **options)
    assert not refused
    return [item for item in found if isinstance(item, ProductRecord)]


def one(more: str, title: str = "Skjerm") -> ProductRecord:
    (product,) = products(HEAD + ITEM.format(number="1", title=title, more=more) + FOOT)
    return product


def detail(name: str, value: str) -> str:
    parts = f"<g:attribute_name>{name}</g:attribute_name><g:attribute_value>{value}</g:attribute_value>"
    return f"<g:product_detail>{parts}</g:product_detail>"


def certification(name: str, value: str = "") -> str:
    value = f"<g:certification_value>{value}</g:certification_value>" if value else ""
    return f"<g:certification><g:certification_name>{name}</g:certification_name>{value}</g:certification>"


@pytest.mark.parametrize(
    ("more", "claims"),
    [
        (certification("ENERGY_STAR"), [("energy-star", True, "")]),
        (certification("ENERGY_STAR_MOST_EFFICIENT"), [("energy-star", True, "")]),
        (certification("EU_ECOLABEL", "yes"), [("eu-ecolabel", True, "")]),
        (certification("EU_ECOLABEL", "nei"), [("eu-ecolabel", False, "")]),
        (certification("EPREL", "A"), []),
        (certification("TCO_ORGANIC"), []),
        (certification("ENERGY_STAR", "expired"), []),
        (certification("ENERGY_STAR", "-"), []),
        (detail("EPEAT", "Gold"), [("epeat", True, "gold")]),
        (detail("TCO Certified", "Ja"), [("tco-certified", True, "")]),
        (detail("ENERGY STAR", "Жоқ"), []),
        (detail("ENERGY STAR", ""), []),
        (detail("ENERGY STAR", "–"), []),
        (detail("ENERGY STAR", "()"), []),
        (detail("ENERGY STAR TEC kWh/week", "1.2"), []),
        (detail("Button", "Slow REPEAT"), []),
        (detail("Note", "ENERGY STAR: yes"), []),
        (detail("ENERGY STAR", "| Gold"), []),
        (detail("ENERGY STAR", "no\nEPEAT"), []),
        ("<g:description>ENERGY STAR, EPEAT Gold, Svanemerket: ja</g:description>", []),
        (
            "<g:custom_label_0>Svanemerket</g:custom_label_0><g:product_highlight>EPEAT</g:product_highlight>",
            [],
        ),
    ],
)
def test_only_a_certification_or_a_detail_with_a_value_that_is_understood_claims(
    more: str, claims: list[tuple[str, bool, str]], workspace: Workspace
) -> None:
    gated, _ = open_gate(workspace).check(one(more, title="Skjerm med Svanemerket"))
    assert not isinstance(gated, Reject)
    assert [(claim.label, claim.held, claim.tier) for claim in gated.claims] == claims


def test_a_label_named_without_a_value_is_something_for_a_person_to_look_at() -> None:
    found, _ = read(HEAD + ITEM.format(number="1", title="Skjerm", more=detail("EPEAT", "-")) + FOOT)
    assert [item.field for item in found if isinstance(item, Notice)] == ["attribute_value"]


@pytest.mark.parametrize(
    ("price", "amount", "currency"),
    [
        ("374990 KZT", "374990", "KZT"),
        ("1 234,50 NOK", "1234.50", "NOK"),
        ("1\u00a0234,50\u202fNOK", "1234.50", "NOK"),
        ("1,234.50 USD", "1234.50", "USD"),
        ("NOK 99", "99", "NOK"),
        ("0.00 EUR", "0.00", "EUR"),
    ],
)
def test_a_price_is_an_exact_amount_with_its_currency(price: str, amount: str, currency: str) -> None:
    product = one(f"<g:price>{price}</g:price>")
    assert (product.price, product.currency, product.price_quantity) == (Decimal(amount), currency, 1)


def test_an_empty_price_is_no_price_and_a_sale_price_never_stands_in_for_it() -> None:
    product = one("<g:price/><g:sale_price>9.00 NOK</g:sale_price>")
    assert (product.price, product.currency) == (None, "")
    assert dict(product.extra)["sale_price"] == "9.00 NOK"


def test_the_price_of_the_shipping_is_not_the_price_of_the_product() -> None:
    assert one("<g:shipping><g:price>79 NOK</g:price></g:shipping>").price is None


@pytest.mark.parametrize("said", ["no", "false", "FALSE", "nope"])
def test_numbers_that_the_shop_disowns_identify_nothing(said: str) -> None:
    numbers = "<g:gtin>7038901234569</g:gtin><g:mpn>N-1</g:mpn>"
    product = one(f"{numbers}<g:identifier_exists>{said}</g:identifier_exists>")
    assert (product.gtins, product.mpn) == ((), "")
    assert dict(product.extra) == {"gtin": "7038901234569", "mpn": "N-1"}


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Hus &amp;amp;gt; Hage", "Hus > Hage"),
        ("Rock &amp; Roll", "Rock & Roll"),
        ("&lt;p&gt;To&lt;/p&gt;&lt;p&gt;avsnitt&lt;/p&gt;", "To avsnitt"),
        ("R&lt;b&gt;EPEAT&lt;/b&gt;", "REPEAT"),
        ("Black&amp;notebook", "Black&notebook"),
        ("Kabel &lt;2 m &amp; &gt;1 m", "Kabel <2 m & >1 m"),
        ("E5550 \u0096 11.1 V", "E5550 – 11.1 V"),
        ("&amp;amp;amp;amp;", "&amp;"),
    ],
)
def test_texts_lose_markup_and_at_most_two_escapes(written: str, read_as: str) -> None:
    assert one("", title=written).name == read_as


def test_googles_own_field_comes_before_a_field_of_the_same_name() -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:x="http://base.google.com/ns/1.0"><entry>'
        "<id>tag:1</id><title>Kort</title><x:title>Lang tittel</x:title><x:id>A-1</x:id></entry></feed>"
    )
    (product,) = products(feed)
    assert (product.supplier_number, product.name) == ("A-1", "Lang tittel")


def test_a_file_on_one_line_counts_its_offers_and_any_other_its_lines() -> None:
    assert [product.line for product in products(SMALL)] == [3, 4, 5]
    assert [product.line for product in products(SMALL.replace(b"\n", b""))] == [1, 2, 3]


@pytest.mark.parametrize("delimiter", ["\t", ","])
def test_a_table_with_the_same_names_is_the_same_feed(delimiter: str) -> None:
    rows = [
        ["ID", "title", "image link", "product_detail(attribute_name:attribute_value)"],
        ["1", "Skjerm", "https://shop.example/1.jpg", "EPEAT:Gold"],
    ]
    (product,) = products("\n".join(map(delimiter.join, rows)) + "\n")
    assert (product.supplier_number, product.image_url) == ("1", "https://shop.example/1.jpg")
    assert product.labels == ("EPEAT: Gold",)


@pytest.mark.parametrize("cell", ["Miljø:EPEAT:Gold:nei", "EPEAT:Gold", "Miljø:EPEAT:Gold,nei"])
def test_a_cell_with_a_part_too_many_or_too_few_claims_nothing(cell: str) -> None:
    found, _ = read(f"id\ttitle\tproduct_detail\n1\tSkjerm\t{cell}\n")
    notice, product = found
    assert isinstance(notice, Notice) and isinstance(product, ProductRecord)
    assert (notice.field, product.labels) == ("product_detail", ())
    assert dict(product.extra)["product_detail"] == cell


def test_what_is_too_much_to_keep_is_counted() -> None:
    more = "".join(f"<g:custom_{number}>x</g:custom_{number}>" for number in range(130))
    found, _ = read(HEAD + ITEM.format(number="1", title="Skjerm", more=more) + FOOT)
    notice, product = found
    assert isinstance(notice, Notice) and "30 more were left out" in notice.reason
    assert isinstance(product, ProductRecord) and len(product.extra) == 100
