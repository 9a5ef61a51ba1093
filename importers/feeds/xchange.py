"""ETIM xChange 1.0, 1.1 and 2.0 (JSON): a supplier's catalogue for the technical trades.

Written after the JSON schemas of 2024-08-23 (1.1) and 2025-11-27 (2.0) and the guideline of 2.0. There is
no field for an eco-label in them, so no record of this format claims one. Option of the profile:
``currency``, for a catalogue without CurrencyCode.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from catalog.records import FeedItem, FileFacts, Notice
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds.xchange_item import Context, read_product
from importers.feeds.xchange_price import CustomerPrice
from importers.feeds.xchange_stream import Catalogue
from importers.feeds.xchange_values import line_of
from importers.raw import original_name
from importers.registers.fields import FieldFault, day
from importers.registers.long_texts import refuse_long_texts

_TYPES = ("FULL", "CHANGE")
_CUSTOMER = ("BuyerName", "BuyerIdGln", "BuyerIdDuns", "ContractReferenceNumber")
_KEPT = (
    "SchemaVersion", "CatalogueId", "CatalogueVersion", "CatalogueType", "ChangeReferenceCatalogueVersion",
    "GenerationDate",
)  # fmt: skip
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_ORG_NUMBER = re.compile(r"(?:NO)?\s*([0-9]{9})\s*(?:MVA)?", re.ASCII | re.IGNORECASE)


def parse(path: Path, profile: Profile) -> Iterator[FeedItem]:
    """One record a trade item; ``line`` is the number of its product in the file.

    Raises UnreadableFeed for a file that is no whole xChange catalogue, that belongs to several suppliers,
    that holds one customer's net prices, or that says CHANGE where the profile says full.
    """
    subject = original_name(path)
    refuse_long_texts(path)
    head = Catalogue(path, build=False)
    for _ in head:
        continue
    _refuse_several(subject, head.suppliers)
    notices: list[Notice] = []
    facts = _facts(subject, head, profile, notices)
    yield facts
    yield from notices
    context = Context(
        currency=facts.currency,
        language=line_of(head.languages[0]) if len(head.languages) == 1 else "",
        is_change=line_of(head.facts["CatalogueType"]) == "CHANGE",
        for_customer=any(line_of(head.facts.get(name)) for name in _CUSTOMER),
    )
    for line, product in Catalogue(path, build=True):
        try:
            yield from read_product(line, product, context)
        except CustomerPrice as error:
            reason = "a net price in a catalogue for one customer: not taken into the shared catalogue"
            raise UnreadableFeed(subject, reason, line, "NetPrice") from error


def _refuse_several(subject: str, suppliers: list[dict[str, object]]) -> None:
    """A profile is one supplier's: an offer of another one would stand under a wrong name."""
    names = {line_of(one.get("SupplierName")).casefold() for one in suppliers}
    numbers = {line_of(one.get("SupplierIdGln")) for one in suppliers} - {""}
    if len(names) > 1 or len(numbers) > 1:
        found = ", ".join(line_of(one.get("SupplierName"))[:40] for one in suppliers[:5])
        raise UnreadableFeed(subject, f"expected one supplier, found: {found}", 0, "Supplier")


def _facts(subject: str, head: Catalogue, profile: Profile, notices: list[Notice]) -> FileFacts:
    kind = line_of(head.facts.get("CatalogueType"))
    if kind not in _TYPES:
        raise UnreadableFeed(subject, f"expected FULL or CHANGE, found {kind[:40]!r}", 0, "CatalogueType")
    if kind == "CHANGE" and profile.mode == "full":
        reason = "a CHANGE catalogue holds only what changed: it cannot be loaded as full"
        raise UnreadableFeed(subject, reason, 0, "CatalogueType")
    currency = line_of(head.facts.get("CurrencyCode"))
    if not currency and profile.options.get("currency", "").strip():
        currency = profile.options["currency"].strip().upper()
        notices.append(Notice(0, "CurrencyCode", f"no currency given, taken as {currency} by the profile"))
    if currency and not _CURRENCY.fullmatch(currency):
        reason = f"expected a currency code like NOK, found {currency[:40]!r}"
        raise UnreadableFeed(subject, reason, 0, "CurrencyCode")
    supplier = head.suppliers[0] if head.suppliers else {}
    vat = _ORG_NUMBER.fullmatch(line_of(supplier.get("SupplierVatNo")))
    return FileFacts(
        seller_org_number=vat[1] if vat else "",
        seller_name=line_of(supplier.get("SupplierName")),
        dated=_day(head.facts, "GenerationDate", notices),
        valid_from=_day(head.facts, "CatalogueValidityStart", notices),
        valid_to=_day(head.facts, "CatalogueValidityEnd", notices),
        currency=currency,
        extra=tuple((name, line_of(head.facts[name])) for name in _KEPT if line_of(head.facts.get(name))),
    )


def _day(facts: Mapping[str, object], name: str, notices: list[Notice]) -> date | None:
    try:
        return day(facts, name)
    except FieldFault as fault:
        notices.append(Notice(0, name, f"{fault}: left out", line_of(facts.get(name))[:200]))
        return None
