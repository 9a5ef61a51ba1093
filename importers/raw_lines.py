"""The raw lines of a file's first records, for a person to compare with what was read out of them."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from lxml import etree

from importers import spreadsheet, text, xml_encoding, xml_stream
from importers.config import Profile
from importers.feeds import google
from importers.feeds.xchange_stream import Catalogue

MOST_LINES = 30
LONGEST_LINE = 2000
_TAGS = {
    "bmecat": ("ARTICLE", "PRODUCT"),
    "google": google.TAGS,
    "icecat": ("Product", "file"),
    "peppol": ("CatalogueLine",),
}
_NAMESPACE = re.compile(r' xmlns(?::[\w.-]+)?="[^"]*"')
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
Lines = list[str]


def raw_lines(path: Path, profile: Profile, at: Sequence[int]) -> list[Lines]:
    """For each record at the lines ``at`` (as its parser counts them), in order, what the file has there.

    The last line number may be one beyond the last record to show: there that one ends.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    for mark in _MARKS:
        head = head.removeprefix(mark)
    if head.startswith(spreadsheet.MAGIC):
        return _cells(path, profile, at)
    if profile.format in _TAGS and head.lstrip(b"\0\t\r\n ").startswith(b"<"):
        return _elements(path, profile, at)
    if profile.format == "xchange":
        products = dict(islice(Catalogue(path, build=True), max(at, default=0)))
        return [_json(products.get(line)) for line in at]
    return _text_lines(path, profile, at)


def _text_lines(path: Path, profile: Profile, at: Sequence[int]) -> list[Lines]:
    codec, fallback = text.encoding_options(path.name, profile.options)
    with path.open("rb") as stream:
        decode = _decoder(codec, fallback or "cp1252")
        found = [decode(line) for line in islice(stream, max(at, default=0) + MOST_LINES)]
    ends = [*at[1:], at[-1] + 1] if at else []
    return [found[start - 1 : max(end - 1, start)] for start, end in zip(at, ends, strict=True)]


def _decoder(codec: str, fallback: str) -> Callable[[bytes], str]:
    def decode(raw: bytes) -> str:
        try:
            return shown(raw.decode(codec or "utf-8").rstrip("\r\n"))
        except UnicodeDecodeError:
            return shown(raw.decode(fallback, "replace").rstrip("\r\n"))

    return decode


def shown(line: str) -> str:
    """A line that is safe on a terminal: no control characters, tabs as arrows, not endless."""
    plain = line.replace("\t", " → ")
    return "".join(char if char.isprintable() else "·" for char in plain[:LONGEST_LINE])


def _cells(path: Path, profile: Profile, at: Sequence[int]) -> list[Lines]:
    sheet = islice(spreadsheet.sheet_rows(path, profile.options), max(at, default=0))
    rows = {number: cells for number, cells, _ended in sheet}
    return [[shown(" | ".join(rows.get(line, [])))] for line in at]


def _json(product: object) -> Lines:
    whole = json.dumps(product, indent=1, ensure_ascii=False, default=str)
    return [shown(line) for line in whole.splitlines()]


def _elements(path: Path, profile: Profile, at: Sequence[int]) -> list[Lines]:
    """The records' elements, found by line, else (in a file on one line) by position."""
    codec = xml_encoding.declared_or(path, profile.options)
    found: list[tuple[int, Lines]] = []
    for element in xml_stream.records(path, _TAGS[profile.format], codec=codec):
        found.append((xml_stream.line(element), _markup(element)))
        if len(found) > len(at) * 3:
            break
    by_line = dict(found)
    if len(by_line) == len(found):
        return [by_line.get(line, []) for line in at]
    numbered = len(set(at)) == len(at)
    places = [line - 1 for line in at] if numbered else range(len(at))
    return [found[place][1] if place < len(found) else [] for place in places]


def _markup(element: xml_stream.Element) -> Lines:
    whole = _NAMESPACE.sub("", etree.tostring(element, encoding="unicode", with_tail=False))
    if "\n" not in whole.strip():
        whole = whole.replace("><", ">\n<")
    return [shown(line) for line in whole.splitlines() if line.strip()]
