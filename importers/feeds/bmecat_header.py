"""The HEADER of a BMEcat file: who sends it, when, in which language and currency."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from catalog.records import FileFacts, Notice
from importers.errors import UnreadableFeed
from importers.feeds.bmecat_parts import Names
from importers.xml_stream import Element, child, children, line, text

VERSIONS = ("1.2", "2005")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ].*)?", re.DOTALL)
_DAYS = ("generation_date", "valid_start_date", "valid_end_date")
_KEPT = ("CATALOG_ID", "CATALOG_VERSION", "CATALOG_NAME", "TERRITORY")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What holds for every product of a file. ``generated`` is the day the supplier wrote it, ``parties`` are
    the names of those that products refer to by a number (MANUFACTURER_IDREF of 2005)."""

    facts: FileFacts
    notices: tuple[Notice, ...]
    names: Names
    currency: str = ""
    language: str = ""
    mime_root: str = ""
    generated: date | None = None
    parties: Mapping[str, str] = field(default_factory=dict)


def check_version(subject: str, root: Element) -> str:
    """The root's version; raises UnreadableFeed for one whose structure is not known ('' is taken)."""
    version = (root.get("version") or "").strip()
    if version and not version.startswith(VERSIONS):
        expected = " or ".join(VERSIONS)
        raise UnreadableFeed(subject, f"expected {expected}, found {version[:40]!r}", line(root), "version")
    return version


def read_header(header: Element, version: str, options: Mapping[str, str]) -> Catalogue:
    """The catalogue of a HEADER. The profile's ``currency`` stands in where the header names none."""
    catalog = child(header, "CATALOG")
    notices: list[Notice] = []
    kept = [("bmecat", version)] if version else []
    days: dict[str, date] = {}
    if catalog is not None:
        kept += [(name.lower(), found) for name in _KEPT if (found := text(catalog, name))]
        days = _days(catalog, notices)
    generated = days.get("generation_date")
    if generated is not None:
        kept.append(("generation_date", generated.isoformat()))
    buyer = text(header, "BUYER", "BUYER_NAME")
    if buyer:
        kept.append(("buyer_name", buyer))
    parties = _parties(header)
    seller = text(header, "SUPPLIER", "SUPPLIER_NAME") or parties.get(text(header, "SUPPLIER_IDREF"), "")
    currency = _of(catalog, "CURRENCY").upper() or options.get("currency", "").strip().upper()
    facts = FileFacts(
        seller_name=_name(seller),
        dated=generated,
        valid_from=days.get("valid_start_date"),
        valid_to=days.get("valid_end_date"),
        currency=currency,
        extra=tuple(kept),
    )
    root = _of(catalog, "MIME_ROOT")
    return Catalogue(facts, tuple(notices), Names(), currency, _language(catalog), root, generated, parties)


def day(written: str) -> date | None:
    """The day of a BMEcat date (ISO 8601, with or without a time), None where it is none."""
    found = _DAY.fullmatch(written.strip())
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _days(catalog: Element, notices: list[Notice]) -> dict[str, date]:
    """Days by their type: ``DATETIME type=`` of both versions, GENERATION_DATE and its kin of 2005."""
    written = [(part.get("type", ""), text(part, "DATE"), part) for part in children(catalog, "DATETIME")]
    for name in _DAYS:
        written += [(name, text(part), part) for part in children(catalog, name.upper())]
    found: dict[str, date] = {}
    for kind, said, part in written:
        known = day(said)
        if known is not None:
            found.setdefault(kind, known)
        elif said:
            reason = "expected a day like 2026-01-31: left out"
            notices.append(Notice(line(part), kind or "DATETIME", reason, said[:60]))
    return found


def _parties(header: Element) -> Mapping[str, str]:
    """The name of each PARTY by its numbers; '' for a number of several."""
    listed = child(header, "PARTIES")
    found: dict[str, str] = {}
    for party in children(listed, "PARTY") if listed is not None else ():
        name = text(party, "ADDRESS", "NAME")
        for number in map(text, children(party, "PARTY_ID")):
            found[number] = name if found.get(number, name) == name else ""
    return found


def _name(said: str) -> str:
    """A name has letters; Weidmüller's files say 1."""
    return said if any(map(str.isalpha, said)) else ""


def _of(catalog: Element | None, name: str) -> str:
    return "" if catalog is None else text(catalog, name)


def _language(catalog: Element | None) -> str:
    """The language of texts without one: the default of several, else the first."""
    if catalog is None:
        return ""
    found = children(catalog, "LANGUAGE")
    marked = [part for part in found if (part.get("default") or "").lower() in ("true", "1")]
    return text((marked or found)[0]) if found else ""
