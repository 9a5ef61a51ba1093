"""BMEcat: namespaces, languages, classes, pictures, and what is never a claim."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from catalog.records import FeedItem, FileFacts, Notice, ProductRecord, Tombstone
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds import PARSERS, bmecat
from labels import definitions
from labels.wording import Wordings

NAMESPACES = (
    "",
    ' xmlns="http://www.bmecat.org/bmecat/1.2/bmecat_new_catalog"',
    ' xmlns="http://www.bmecat.org/bmecat/2005"',
    ' xmlns="http://www.bmecat.org/bmecat/2005+onto"',
    ' xmlns="http://www.bmecat.org/XMLSchema/1.2/bmecat_new_catalog"',
)
HEAD = (
    '<BMECAT version="2005"{namespace}><HEADER><CATALOG><LANGUAGE>{language}</LANGUAGE>'
    '<DATETIME type="generation_date"><DATE>2026-03-01</DATE></DATETIME><CURRENCY>NOK</CURRENCY>'
    "<MIME_ROOT>{root}</MIME_ROOT></CATALOG><SUPPLIER><SUPPLIER_NAME>Fjordlys</SUPPLIER_NAME>"
    "</SUPPLIER></HEADER><T_NEW_CATALOG>"
)
TAIL = "</T_NEW_CATALOG></BMECAT>"
NAME = "<DESCRIPTION_SHORT>Lampe</DESCRIPTION_SHORT>"


def product(inside: str = "", details: str = NAME, number: str = "A1") -> str:
    return (
        f"<PRODUCT><SUPPLIER_PID>{number}</SUPPLIER_PID><PRODUCT_DETAILS>{details}</PRODUCT_DETAILS>"
        f"{inside}</PRODUCT>"
    )


def prices(*amounts: str) -> str:
    return f"<PRODUCT_PRICE_DETAILS>{''.join(amounts)}</PRODUCT_PRICE_DETAILS>"


def price(amount: str, inside: str = "", kind: str = "net_list") -> str:
    said = f"<PRICE_AMOUNT>{amount}</PRICE_AMOUNT>" if amount else ""
    return f'<PRODUCT_PRICE price_type="{kind}">{said}{inside}</PRODUCT_PRICE>'


def mime(**parts: str) -> str:
    inside = "".join(f"<MIME_{name}>{said}</MIME_{name}>" for name, said in parts.items())
    return f"<MIME_INFO><MIME>{inside}</MIME></MIME_INFO>"


def items(
    body: str, *, namespace: str = "", language: str = "", root: str = "", **options: str
) -> tuple[list[FeedItem], str]:
    """The items, and what refused the file ('' where nothing did)."""
    profile = Profile("fjordlys", "feed", "bmecat", supplier="fjordlys", options=options)
    head = HEAD.format(namespace=namespace, language=language, root=root)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.xml"
        path.write_text(head + body + TAIL, "utf-8")
        found: list[FeedItem] = []
        try:
            for item in bmecat.parse(path, profile):
                found.append(item)  # noqa: PERF402
        except UnreadableFeed as error:
            return found, str(error)
    return found, ""


def record(inside: str = "", details: str = NAME, **options: str) -> ProductRecord:
    found, refused = items(product(inside, details), **options)
    assert not refused
    (only,) = (item for item in found if isinstance(item, ProductRecord))
    return only


def notices(body: str, **options: str) -> list[Notice]:
    return [item for item in items(body, **options)[0] if isinstance(item, Notice)]


def test_the_format_is_one_of_the_feeds() -> None:
    assert PARSERS["bmecat"] is bmecat.parse


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_every_namespace_reads_the_same(namespace: str) -> None:
    old = product().replace("PRODUCT", "ARTICLE").replace("_PID", "_AID")
    for body in (product(), old):
        found, refused = items(body, namespace=namespace)
        assert not refused
        assert [item for item in found if not isinstance(item, FileFacts)] == [
            ProductRecord(line=1, supplier_number="A1", name="Lampe")
        ]


@pytest.mark.parametrize(
    ("codes", "chosen"),
    [
        (("eng", "nob", "deu"), "nob"), (("nn", "no"), "no"), (("swe", "dan", "eng"), "dan"),
        (("fra", "deu"), "deu"), (("fra", "pol"), "fra"), (("en-GB", "de"), "en-GB"), (("", "eng"), ""),
    ],
)  # fmt: skip
def test_the_language_nearest_to_norwegian_is_taken(codes: tuple[str, ...], chosen: str) -> None:
    texts = (f'<DESCRIPTION_SHORT lang="{code}">{code}!</DESCRIPTION_SHORT>' for code in codes)
    assert record(details="".join(texts), language="swe").name == f"{chosen}!"


def test_a_deleted_product_is_a_tombstone_whatever_else_it_says() -> None:
    body = product(prices(price("x"))).replace("<PRODUCT>", '<PRODUCT mode="delete">')
    assert items(body)[0][1:] == [Tombstone(1, "A1")]


def test_the_newest_etim_release_names_the_class() -> None:
    block = (
        "<PRODUCT_FEATURES><REFERENCE_FEATURE_SYSTEM_NAME>{}</REFERENCE_FEATURE_SYSTEM_NAME>"
        "<REFERENCE_FEATURE_GROUP_ID>{}</REFERENCE_FEATURE_GROUP_ID></PRODUCT_FEATURES>"
    )
    blocks = (("ETIM-10.0", "EC000003"), ("ETIM-9.0", "EC000002"), ("etim-4", "EC000001"))
    assert record("".join(block.format(*pair) for pair in blocks)).etim_class == "EC000003"
    assert record(block.format("ETIM-8.0", "Lampe")).etim_class == ""


def test_more_features_than_are_kept_are_told_once() -> None:
    features = "".join(f"<FEATURE><FNAME>F{n}</FNAME><FVALUE>{n}</FVALUE></FEATURE>" for n in range(450))
    body = product(f"<PRODUCT_FEATURES>{features}</PRODUCT_FEATURES>") + product(number="A2")
    found, _ = items(body)
    full, empty = (item for item in found if isinstance(item, ProductRecord))
    assert (len(full.extra), empty.extra) == (400, ())
    (told,) = (item.reason for item in found if isinstance(item, Notice))
    assert "50 in all" in told


def test_a_feature_without_a_value_gives_its_name_to_no_other() -> None:
    features = (
        "<FEATURE><FNAME>A</FNAME></FEATURE><FEATURE><FVALUE>lost</FVALUE></FEATURE>"
        "<FEATURE><FNAME>B</FNAME><FVALUE>2</FVALUE></FEATURE><FEATURE><FNAME>C</FNAME><FVALUE/></FEATURE>"
        "<FEATURE><FNAME>D</FNAME><FUNIT>mm</FUNIT></FEATURE>"
    )
    assert record(f"<PRODUCT_FEATURES>{features}</PRODUCT_FEATURES>").extra == (("feature:B", "2"),)


def test_only_the_description_of_an_environment_label_is_a_claim() -> None:
    elsewhere = "<KEYWORD>EPEAT Gold</KEYWORD><DESCRIPTION_LONG>ENERGY STAR</DESCRIPTION_LONG>"
    seal = mime(CODE="MD31", DESCR="Nordic Swan", SOURCE="TCO_Certified.pdf")
    nothing = record(seal, NAME + elsewhere)
    assert (nothing.labels, nothing.label_codes, nothing.certificates) == ((), (), ())
    assert dict(nothing.extra)["mime:MD31"] == "Nordic Swan"
    file_name = record(mime(CODE="MD13", SOURCE="Nordic_Swan.pdf"))
    assert (file_name.labels, dict(file_name.extra)["mime:MD13"]) == ((), "Nordic_Swan.pdf")
    assert record(mime(CODE="MD13", DESCR="EPEAT Gold")).labels == ("EPEAT Gold",)
    assert record(mime(DESCR="MD13", ALT="EPEAT Gold")).labels == ("EPEAT Gold",)


@pytest.mark.parametrize("said", ["Slow Button REPEAT", "rEPEAT", "Environment label", "R<b>EPEAT</b>"])
def test_a_description_that_holds_a_labels_letters_is_no_claim(said: str) -> None:
    wordings = Wordings(definitions.load())
    labels = record(mime(CODE="MD13", DESCR=said)).labels
    assert labels and not any(wordings.read(words) for words in labels)


@pytest.mark.parametrize(("ends", "claimed"), [("2026-02-28", False), ("soon", False), ("2026-03-01", True)])
def test_a_label_document_that_had_ended_is_no_claim(ends: str, claimed: bool) -> None:
    body = mime(CODE="MD13", DESCR="EPEAT Gold", EXPIRY_DATE=ends)
    assert bool(record(body).labels) is claimed
    assert bool(notices(product(body))) is not claimed


@pytest.mark.parametrize(
    ("parts", "root", "address"),
    [
        ({"PURPOSE": "normal", "SOURCE": "https://a.example/1.jpg"}, "", "https://a.example/1.jpg"),
        ({"CODE": "MD01", "SOURCE": "./x/1.jpg"}, "https://a.example/m/", "https://a.example/m/x/1.jpg"),
        ({"CODE": "MD01", "SOURCE": "1.jpg"}, "media", ""),
        ({"CODE": "MD01", "SOURCE": "ftp://a.example/1.jpg"}, "https://a.example", ""),
        ({"PURPOSE": "detail", "SOURCE": "https://a.example/1.jpg"}, "", ""),
        ({"PURPOSE": "normal", "TYPE": "application/pdf", "SOURCE": "https://a.example/1.pdf"}, "", ""),
    ],
)
def test_a_picture_needs_a_web_address(parts: dict[str, str], root: str, address: str) -> None:
    assert record(mime(**parts), root=root).image_url == address


def test_a_very_long_description_is_cut_with_a_notice() -> None:
    details = f"{NAME}<DESCRIPTION_LONG>{'ord ' * 5000}</DESCRIPTION_LONG>"
    assert len(record(details=details).description) == 10_000
    assert [notice.field for notice in notices(product(details=details))] == ["DESCRIPTION_LONG"]


def test_the_gtin_of_a_package_is_not_the_products() -> None:
    inside = (
        "<USER_DEFINED_EXTENSIONS><UDX.EDXF.PACKING_UNITS><UDX.EDXF.PACKING_UNIT>"
        "<UDX.EDXF.GTIN>4006381333948</UDX.EDXF.GTIN></UDX.EDXF.PACKING_UNIT></UDX.EDXF.PACKING_UNITS>"
        "</USER_DEFINED_EXTENSIONS>"
    )
    assert record(inside).gtins == ()
