"""Peppol BIS Catalogue 3 (EHF): an UBL Catalogue, one CatalogueLine an offer.

A line that is deleted is a Tombstone; the header's own ActionCode is in FileFacts, and Delete there deletes
every line. No option of the profile is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from catalog.records import FeedItem, FileFacts, Notice
from importers import xml_encoding, xml_stream
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds.peppol_item import Reading
from importers.feeds.peppol_line import read_line
from importers.feeds.places import placed
from importers.text import RAW_LIMIT
from importers.xml_stream import Element
from labels import definitions
from labels.wording import Wordings

# a Catalogue may come in the envelope in which Peppol carries it
_ROOTS = ("Catalogue", "StandardBusinessDocument")
_ACTIONS = ("", "add", "replace", "update", "delete")
_ORGANISATION = "0192"
_ZONE = re.compile(r"(?:Z|[+-][0-9]{2}:[0-9]{2})\Z")
_KEPT = {"id": "ID", "action": "ActionCode", "name": "Name", "issued": "IssueDate", "version": "VersionID"}


def parse(path: Path, profile: Profile) -> Iterator[FeedItem]:
    """What the catalogue says of itself, then its lines in order.

    Raises UnreadableFeed where the file is no UBL Catalogue, is cut off or damaged, has no line, or
    a header with an ActionCode that nobody knows.
    """
    wordings = Wordings(definitions.load())
    reading = None
    codec = xml_encoding.declared_or(path, profile.options)
    lines = xml_stream.records(path, ("CatalogueLine",), roots=_ROOTS, codec=codec)
    for line, element in placed(lines):
        if reading is None:
            parent = element.getparent()
            if parent is None or xml_stream.local_name(parent) != "Catalogue":
                raise UnreadableFeed(path.name, "expected CatalogueLine in a Catalogue", 0, "CatalogueLine")
            header = _Header(element)
            contract = header.text("ReferencedContract", "ID")
            reading = Reading(wordings, header.deletes(path.name), "net" if contract else "gross")
            yield from _facts(header, contract)
        yield from read_line(line, element, reading)
    if reading is None:
        raise UnreadableFeed(path.name, "a catalogue without lines (0 CatalogueLine): cut off?")


class _Header:
    """What stands before the first line. What follows it is not read: it may be half there."""

    def __init__(self, first: Element) -> None:
        self._parts = {
            xml_stream.local_name(node): node for node in first.itersiblings("{*}*", preceding=True)
        }

    def child(self, name: str, *names: str) -> Element | None:
        """The element at the end of a path of local names."""
        found = self._parts.get(name)
        return None if found is None else xml_stream.child(found, *names)

    def text(self, name: str, *names: str) -> str:
        """Its text, '' for none."""
        found = self.child(name, *names)
        return "" if found is None else xml_stream.text(found)

    def deletes(self, subject: str) -> bool:
        """Whether the catalogue is deleted; raises UnreadableFeed for an action that nobody knows."""
        action = self.text("ActionCode")
        if action.lower() not in _ACTIONS:
            reason = f"expected Add, Replace, Update or Delete, found {action[:40]!r}"
            raise UnreadableFeed(subject, reason, xml_stream.line(self._parts["ActionCode"]), "ActionCode")
        return action.lower() == "delete"


def _facts(header: _Header, contract: str) -> Iterator[FeedItem]:
    """The facts, and a word of warning where the prices were agreed with one customer."""
    notices: list[Notice] = []
    kept = [(name, header.text(element)) for name, element in _KEPT.items()]
    yield FileFacts(
        seller_org_number=_organisation(header),
        seller_name=(
            header.text("ProviderParty", "PartyLegalEntity", "RegistrationName")
            or header.text("ProviderParty", "PartyName", "Name")
        ),
        dated=_day("IssueDate", header.text("IssueDate"), notices),
        valid_from=_day("StartDate", header.text("ValidityPeriod", "StartDate"), notices),
        valid_to=_day("EndDate", header.text("ValidityPeriod", "EndDate"), notices),
        extra=tuple((name, value[:RAW_LIMIT]) for name, value in [*kept, ("contract", contract)] if value),
    )
    if contract:
        reason = "names a contract: its prices may be one customer's, and are shown to everybody"
        notices.append(Notice(0, "ReferencedContract", reason, contract[:RAW_LIMIT]))
    yield from notices


def _organisation(header: _Header) -> str:
    """The provider's Norwegian organisation number (scheme 0192), '' for any other kind."""
    for place in (("PartyLegalEntity", "CompanyID"), ("EndpointID",)):
        found = header.child("ProviderParty", *place)
        if found is not None and found.get("schemeID", "").strip() == _ORGANISATION:
            digits = "".join(char for char in xml_stream.text(found) if char in "0123456789")
            if len(digits) == 9:
                return digits
    return ""


def _day(name: str, text: str, notices: list[Notice]) -> date | None:
    """A day of the header; one that is none is a notice."""
    if not text:
        return None
    try:
        return date.fromisoformat(_ZONE.sub("", text))
    except ValueError:
        notices.append(
            Notice(0, name, f"expected a day as YYYY-MM-DD, found {text[:40]!r}", text[:RAW_LIMIT])
        )
        return None
