"""Icecat: product data sheets and index files (``files.index.xml``, ``daily.index.xml``), XML.

Icecat is no wholesaler: there are no prices, and a product's number is its maker's part number. An answer
about a product that is not there comes with HTTP 200 and ``Code="-1"``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from catalog.records import FeedItem, FileFacts, ProductRecord, Reject
from importers import xml_encoding, xml_stream
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds.icecat_features import plain, read_features
from importers.feeds.icecat_index import gtins, read_entry
from importers.raw import original_name
from importers.text import RAW_LIMIT
from importers.xml_stream import Element

_ROOTS = ("ICECAT-interface", "files.index")
_SHEET, _ENTRY = "Product", "file"
_LONGEST_TEXT = 10_000
_KEPT = ("ID", "Quality", "ReleaseDate")


def parse(path: Path, profile: Profile) -> Iterator[FeedItem]:
    """One record a data sheet or index entry, at the line of its element.

    Raises UnreadableFeed for a file that is neither, or that holds nothing but Icecat's own errors.
    """
    subject = original_name(path)
    read = 0
    refusal = ""
    codec = xml_encoding.declared_or(path, profile.options)
    for element in xml_stream.records(path, (_SHEET, _ENTRY), roots=_ROOTS, codec=codec):
        line = xml_stream.line(element)
        if xml_stream.local_name(element) == _ENTRY:
            if not read:
                yield _facts(element)
            yield read_entry(element, line)
        else:
            error = _error(element)
            refusal = refusal or error
            if error:
                raw = f"ID={element.get('ID', '')} Code={element.get('Code', '')}"
                yield Reject(line, "ErrorMessage", f"Icecat answers: {error}", raw[:RAW_LIMIT])
                continue
            yield from _sheet(element, line)
        read += 1
    if refusal and not read:
        raise UnreadableFeed(subject, f"Icecat answers: {refusal}", 0, "ErrorMessage")
    if not read:
        raise UnreadableFeed(subject, f"expected a <{_SHEET}> or a <{_ENTRY}> of an index, found none")


def _error(product: Element) -> str:
    """What Icecat says instead of the data sheet, '' for a data sheet."""
    message = " ".join(product.get("ErrorMessage", "").split())
    code = product.get("Code", "").strip()
    if not message and code.startswith("-"):
        message = f"no data sheet (Code {code[:20]})"
    return message[:RAW_LIMIT]


def _facts(entry: Element) -> FileFacts:
    """When the index was made, which stands on the element around its entries."""
    parent = entry.getparent()
    generated = "" if parent is None else parent.get("Generated", "").strip()
    day = _day(generated)
    return FileFacts(dated=day, valid_from=day, extra=(("generated", generated),) if generated else ())


def _day(stamp: str) -> date | None:
    try:
        return datetime.strptime(stamp[:8], "%Y%m%d").date()  # noqa: DTZ007  (a day, no instant)
    except ValueError:
        return None


def _sheet(product: Element, line: int) -> Iterator[FeedItem]:
    number = product.get("Prod_id", "").strip()
    brand = _attribute(product, "Supplier", "Name")
    name = _line(product.get("Title", "")) or " ".join(filter(None, (brand, _line(product.get("Name", "")))))
    if not number or not name:
        field = "Title" if number else "Prod_id"
        raw = f"ID={product.get('ID', '')} Prod_id={number} Title={name}"
        yield Reject(line, field, "expected a value, found none", raw[:RAW_LIMIT])
        return
    features = read_features(product, line)
    category = xml_stream.child(product, "Category")
    extra = {f"icecat:{kept.lower()}": product.get(kept, "").strip() for kept in _KEPT}
    if category is not None:
        extra["icecat:category_id"] = category.get("ID", "").strip()
        extra["icecat:category"] = _attribute(category, "Name", "Value")
    approved, extra["icecat:unapproved_gtins"] = gtins(xml_stream.children(product, "EANCode"), "EAN")
    yield from features.notices
    yield ProductRecord(
        line=line,
        supplier_number=number,
        name=name,
        description=_description(product),
        brand=brand,
        mpn=number,
        gtins=approved,
        unspsc="" if category is None else category.get("UNCATID", "").strip(),
        image_url=product.get("HighPic", "").strip(),
        labels=features.labels,
        label_codes=features.codes,
        extra=(*((key, value) for key, value in extra.items() if value), *features.extra),
    )


def _attribute(element: Element, child: str, name: str) -> str:
    found = xml_stream.child(element, child)
    return "" if found is None else _line(found.get(name, ""))


def _line(text: str) -> str:
    return " ".join(text.split())


def _description(product: Element) -> str:
    """The text for a reader; never searched for labels. One longer than a page is left to Icecat's own."""
    long = _attribute_text(product, "ProductDescription", "LongDesc")
    summary = plain(xml_stream.prose(product, "SummaryDescription", "LongSummaryDescription"))
    short = _attribute_text(product, "ProductDescription", "ShortDesc")
    return next((text for text in (long, summary, short) if 0 < len(text) <= _LONGEST_TEXT), "")


def _attribute_text(product: Element, child: str, name: str) -> str:
    found = xml_stream.child(product, child)
    return "" if found is None else plain(found.get(name, ""))
