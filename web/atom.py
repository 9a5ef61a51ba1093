"""Atom 1.0 (RFC 4287), built as a tree: what a supplier writes can break a name, never the feed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET  # noqa: S405  (writes only, parses nothing)

MIME_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
# The year from which the installation speaks for its own host name (RFC 4151); it must never change.
_SINCE = "2026"
# What XML 1.0 cannot hold, not even escaped.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; ``updated`` is aware, ``url`` absolute."""

    id: str
    title: str
    updated: datetime
    url: str
    summary: str


def tag_uri(base_url: str, *parts: object) -> str:
    """A name that stays whatever happens to addresses: ``tag:host,2026:part/part`` (RFC 4151)."""
    host = (urlsplit(base_url).hostname or "localhost").replace(":", "-")
    return f"tag:{host},{_SINCE}:" + "/".join(quote(str(part), safe="") for part in parts)


def feed(
    *,
    id_: str,
    title: str,
    subtitle: str,
    language: str,
    updated: datetime,
    links: Mapping[str, str],
    entries: Iterable[Entry],
) -> bytes:
    """The document. ``links`` are absolute addresses by relation (``self`` and ``alternate`` at least)."""
    root = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": language})
    _text(root, "id", id_)
    _text(root, "title", title)
    _text(root, "subtitle", subtitle)
    _text(root, "updated", _instant(updated))
    _text(ET.SubElement(root, "author"), "name", "Merkbar")
    for relation, href in links.items():
        kind = "text/html" if relation == "alternate" else MIME_TYPE
        ET.SubElement(root, "link", {"rel": relation, "href": href, "type": kind})
    for entry in entries:
        element = ET.SubElement(root, "entry")
        _text(element, "id", entry.id)
        _text(element, "title", entry.title)
        _text(element, "updated", _instant(entry.updated))
        ET.SubElement(element, "link", {"rel": "alternate", "href": entry.url, "type": "text/html"})
        _text(element, "summary", entry.summary)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _ILLEGAL.sub(" ", text)


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
