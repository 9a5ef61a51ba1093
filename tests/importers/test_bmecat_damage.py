"""Damaged BMEcat files: cut off or with one byte changed anywhere, nothing moves to another product."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.records import FeedItem, ProductRecord, Reject, Tombstone
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds import bmecat

GOLDEN = Path(__file__).parent / "golden" / "bmecat"
PROFILE = Profile("fjordlys", "feed", "bmecat", supplier="fjordlys")
# no 1 and no 2: a product that wears the other's whole number is nothing a parser could see
BYTES = b'\x00\xff<>&"/!]? 0x;='
ARTICLE = """<ARTICLE mode="new"><SUPPLIER_AID>N{n}</SUPPLIER_AID>
<ARTICLE_DETAILS><DESCRIPTION_SHORT><![CDATA[Lampe {n}]]></DESCRIPTION_SHORT>
<!-- {n} --><EAN>700000000000{n}</EAN><MANUFACTURER_AID>M{n}</MANUFACTURER_AID></ARTICLE_DETAILS>
<ARTICLE_FEATURES><REFERENCE_FEATURE_SYSTEM_NAME>ETIM-9.0</REFERENCE_FEATURE_SYSTEM_NAME>
<FEATURE><FNAME>EF00000{n}</FNAME><FVALUE>V{n}</FVALUE></FEATURE></ARTICLE_FEATURES>
<ARTICLE_PRICE_DETAILS><ARTICLE_PRICE price_type="net_list"><PRICE_AMOUNT>{n}0.{n}0</PRICE_AMOUNT>
</ARTICLE_PRICE></ARTICLE_PRICE_DETAILS>
<MIME_INFO><MIME><MIME_SOURCE>m{n}.pdf</MIME_SOURCE><MIME_DESCR>MD31</MIME_DESCR></MIME></MIME_INFO>
</ARTICLE>"""
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<BMECAT version="1.2"><HEADER><CATALOG><CURRENCY>NOK</CURRENCY>'
    "</CATALOG></HEADER><T_NEW_CATALOG>\n"
)
NUMBERS = (1, 2)
WHOLE = (HEAD + "\n".join(ARTICLE.format(n=n) for n in NUMBERS) + "\n</T_NEW_CATALOG></BMECAT>").encode()


def read(path: Path, content: bytes) -> tuple[list[FeedItem], str]:
    path.write_bytes(content)
    found: list[FeedItem] = []
    try:
        for item in bmecat.parse(path, PROFILE):
            found.append(item)  # noqa: PERF402
    except UnreadableFeed as error:
        return found, str(error)
    return found, ""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "feed.xml"


def products(found: list[FeedItem]) -> list[ProductRecord]:
    """The records without their lines, which a changed line break moves."""
    return [replace(item, line=0) for item in found if isinstance(item, ProductRecord)]


def said(record: ProductRecord) -> set[str]:
    """Everything a record says but its line, as single texts."""
    values = [getattr(record, field.name) for field in fields(record) if field.name != "line"]
    return {str(part) for value in values for part in (value if isinstance(value, tuple) else (value,))}


def test_the_undamaged_file_is_read(path: Path) -> None:
    found, refused = read(path, WHOLE)
    records = products(found)
    assert not refused
    assert [record.price for record in records] == [Decimal(f"{n}0.{n}0") for n in NUMBERS]
    assert [record.gtins for record in records] == [(f"700000000000{n}",) for n in NUMBERS]


def cut_off(path: Path, content: bytes, step: int) -> None:
    whole, _ = read(path, content)
    for end in range(0, len(content), step):
        found, refused = read(path, content[:end])
        assert refused, end
        assert found == whole[: len(found)], end


def test_a_file_cut_off_at_any_byte_is_refused(path: Path) -> None:
    cut_off(path, WHOLE, 1)


@pytest.mark.parametrize("name", ["articles_1_2.xml", "products_2005.xml"])
def test_a_full_file_cut_off_is_refused(path: Path, name: str) -> None:
    cut_off(path, (GOLDEN / name).read_bytes().rstrip(), 13)


def test_one_changed_byte_changes_one_product_or_refuses_the_file(path: Path) -> None:
    whole = {item.supplier_number: item for item in products(read(path, WHOLE)[0])}
    begins = [WHOLE.index(f"N{n}<".encode()) - len('<ARTICLE mode="new"><SUPPLIER_AID>') for n in NUMBERS]
    for at in range(begins[0], len(WHOLE)):
        damaged = sum(at >= begin for begin in begins)
        for byte in {ord("<"), ord("x"), BYTES[at % len(BYTES)]}:
            if WHOLE[at] == byte:
                continue
            found, refused = read(path, WHOLE[:at] + bytes([byte]) + WHOLE[at + 1 :])
            if refused:
                continue
            place = (at, chr(byte))
            records = products(found)
            others = [f"N{n}" for n in NUMBERS if n != damaged]
            assert [record for record in records if record.supplier_number in others] == [
                whole[number] for number in others
            ], place
            gone = [item for item in found if isinstance(item, (Reject, Tombstone))]
            assert len(records) + len(gone) == len(NUMBERS), place
            foreign = {f"{stem}{n}" for n in NUMBERS if n != damaged for stem in ("M", "V", "70000000000")}
            for record in records:
                if record.supplier_number not in others:
                    assert not said(record) & foreign, place


@settings(max_examples=300, deadline=None)
@given(at=st.integers(0, len(WHOLE)), length=st.integers(0, 40), put=st.binary(max_size=12))
def test_any_damage_ends_in_items_or_in_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, at: int, length: int, put: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.xml"
    found, refused = read(path, WHOLE[:at] + put + WHOLE[at + length :])
    assert found or refused


def test_a_section_that_lost_its_end_gives_no_product_the_others_number(path: Path) -> None:
    assert "swallowed" in read(path, WHOLE.replace(b"[Lampe 1]]>", b"[Lampe 1]]?"))[1]
