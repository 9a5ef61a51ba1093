"""Google Merchant feeds: RSS (``channel/item``), Atom (``feed/entry``) or a table with the same names.

The content decides which. Options of the profile: ``decimal`` (``,`` ``.`` or auto, the
default: an amount with two readings is a reject), ``currency`` (for a price without one), and those
of ``importers.tabular`` for a table.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from pathlib import Path

from catalog.records import FeedItem, FileFacts, Notice, Reject
from importers import xml_encoding, xml_stream
from importers.columns import RefusedCell
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds.google_entry import Entry, columns_of, from_element, from_row
from importers.feeds.google_product import Reading, read_product
from importers.feeds.google_text import plain
from importers.feeds.places import placed
from importers.numbers import STYLES
from importers.tabular import read_rows
from importers.text import RAW_LIMIT
from labels import definitions, groups
from labels.wording import Wordings

REQUIRED = ("id", "title")
TAGS = ("item", "entry")
_ROOTS = ("rss", "RDF", "feed")
_LISTED = 40
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def parse(path: Path, profile: Profile) -> Iterator[FeedItem]:
    """One record an offer. Raises UnreadableFeed where the file is neither a Google feed nor a table with
    Google's columns, is cut off or damaged, or holds no offer."""
    reading = _reading(path.name, profile)
    options = profile.options
    entries: Iterator[Entry | FileFacts | Reject | Notice]
    entries = _xml_entries(path, options) if _is_xml(path) else _rows(path, options)
    for item in entries:
        if isinstance(item, Entry):
            yield from _items(item, reading)
        else:
            yield item


def _reading(subject: str, profile: Profile) -> Reading:
    style = profile.options.get("decimal", "") or "auto"
    if style not in STYLES:
        reason = f"expected one of {', '.join(STYLES)}, found {style!r}"
        raise UnreadableFeed(subject, reason, field="option decimal")
    currency = profile.options.get("currency", "").strip().upper()
    return Reading(style, currency, Wordings(definitions.load()), groups.load())


def _items(entry: Entry, reading: Reading) -> Iterator[FeedItem]:
    try:
        record, notices = read_product(entry, reading)
    except RefusedCell as refused:
        said = " | ".join(filter(None, map(entry.first, ("id", "title", "price", "brand", "gtin", "mpn"))))
        yield Reject(entry.line, refused.field, str(refused), said[:RAW_LIMIT])
        return
    yield from notices
    yield record


def _is_xml(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
    except OSError as error:
        reason = f"the file cannot be read: {error.strerror or error}"
        raise UnreadableFeed(path.name, reason) from error
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head.lstrip(b"\0\t\r\n ").startswith(b"<")


def _xml_entries(path: Path, options: Mapping[str, str]) -> Iterator[Entry | FileFacts]:
    found = 0
    codec = xml_encoding.declared_or(path, options)
    for line, element in placed(xml_stream.records(path, TAGS, roots=_ROOTS, codec=codec)):
        if not found:
            yield from _facts(element)
        found += 1
        yield from_element(line, element)
    if not found:
        raise UnreadableFeed(path.name, "no item and no entry (0 offers): cut off, or not a Google feed?")


def _facts(first: xml_stream.Element) -> Iterator[FileFacts]:
    """The channel's title: often the name of a shop, as often that of the program that wrote the file."""
    channel = first.getparent()
    title = plain(xml_stream.text(channel, "title")) if channel is not None else ""
    if title:
        yield FileFacts(extra=(("title", title[:RAW_LIMIT]),))


def _rows(path: Path, options: Mapping[str, str]) -> Iterator[Entry | Reject | Notice]:
    columns = None
    repairs: list[Notice] = []
    for item in read_rows(path, options, repairs=repairs):
        if isinstance(item, Reject):
            yield item
            continue
        line, cells = item
        if columns is None:
            columns = columns_of(cells)
            names = {column.name for column in columns.values()}
            for name in REQUIRED:
                if name not in names:
                    listed = ", ".join(map(repr, list(cells)[:_LISTED]))
                    raise UnreadableFeed(path.name, f"expected a column {name!r}, found {listed}", 1, name)
        yield from_row(line, cells, columns)
    yield from repairs
