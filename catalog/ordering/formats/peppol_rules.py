"""Business rules of Peppol BIS Order 3 (transaction T01) as checks of our own, with their ids.

The rules are published as schematron with XPath 2, for which there is no light library. Restated here is what
an order of ours could break; allowances, charges, VAT amounts and prepayments are never written.
Source: release 3.0.15, OpenPEPPOL poacc-upgrade-3, rules/sch/parts/PEPPOL-M-T01.sch and common/rules.sch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from lxml import etree
from stdnum.exceptions import ValidationError
from stdnum.no import orgnr

UBL = "urn:oasis:names:specification:ubl:schema:xsd:Order-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
NAMES = {"cac": CAC, "cbc": CBC}
CUSTOMIZATION = "urn:fdc:peppol.eu:poacc:trns:order:3"
PROFILE = "urn:fdc:peppol.eu:poacc:bis:order_only:3"
PROFILES = (PROFILE, "urn:fdc:peppol.eu:poacc:bis:ordering:3")
NORWEGIAN = "0192"
_SLACK = Decimal("0.02")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NEEDED = (
    "cbc:ID", "cbc:IssueDate", "cbc:DocumentCurrencyCode", "cac:OrderLine",
    "cac:BuyerCustomerParty/cac:Party/cbc:EndpointID",
    "cac:BuyerCustomerParty/cac:Party/cac:PartyLegalEntity",
    "cac:SellerSupplierParty/cac:Party/cbc:EndpointID",
    "cac:SellerSupplierParty/cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode",
    "cac:SellerSupplierParty/cac:Party/cac:PartyLegalEntity",
)  # fmt: skip
Broken = tuple[str, str]


def broken(order: etree._Element) -> list[Broken]:
    """The rules that the document breaks, each as its id and what was found; empty for a good one."""
    return [*_document(order), *_parties(order), *_amounts(order), *_lines(order), *_totals(order)]


def _document(order: etree._Element) -> Iterator[Broken]:
    if not _text(order, "cbc:CustomizationID").startswith(CUSTOMIZATION):
        yield "PEPPOL-T01-R034", "the specification identifier is not that of order 3"
    if _text(order, "cbc:ProfileID") not in PROFILES:
        yield "PEPPOL-T01-R031", "the profile is neither order only nor ordering"
    for path in _NEEDED:
        if not order.findall(path, NAMES):
            yield "PEPPOL-T01-B", f"{path} is missing"
    for element in order.iter():
        if not len(element) and not (element.text or "").strip():
            yield "PEPPOL-COMMON-R001", f"{etree.QName(element).localname} is empty"
    for element in order.iter(f"{{{CBC}}}IssueDate"):
        if not _is_day(element.text or ""):
            yield "PEPPOL-COMMON-R030", f"{element.text!r} is no day"


def _parties(order: etree._Element) -> Iterator[Broken]:
    for name in ("EndpointID", "CompanyID"):
        for element in order.iter(f"{{{CBC}}}{name}"):
            number = element.text or ""
            if element.get("schemeID") == NORWEGIAN and not _is_norwegian(number):
                yield "PEPPOL-COMMON-R041", f"{number!r} is no Norwegian organisation number"
            if name == "EndpointID" and not element.get("schemeID"):
                yield "PEPPOL-T01-B", "an endpoint without its scheme"


def _amounts(order: etree._Element) -> Iterator[Broken]:
    currency = _text(order, "cbc:DocumentCurrencyCode")
    for element in order.iter():
        stated = element.get("currencyID")
        if stated is not None and stated != currency:
            yield "PEPPOL-T01-R003", f"an amount in {stated}, the order in {currency}"
        price = etree.QName(element).localname == "PriceAmount"
        if stated is not None and not price and len((element.text or "").partition(".")[2]) > 2:
            yield "PEPPOL-T01-R028", f"an amount with more than two decimals: {element.text}"


def _lines(order: etree._Element) -> Iterator[Broken]:
    items = order.findall("cac:OrderLine/cac:LineItem", NAMES)
    numbers = [_text(item, "cbc:ID") for item in items]
    if len(set(numbers)) < len(numbers):
        yield "PEPPOL-T01-R001", "two lines have the same number"
    for number, item in zip(numbers, items, strict=True):
        quantity = Decimal(_text(item, "cbc:Quantity") or 0)
        price = Decimal(_text(item, "cac:Price/cbc:PriceAmount") or 0)
        per = Decimal(_text(item, "cac:Price/cbc:BaseQuantity") or 1)
        if quantity < 0:
            yield "PEPPOL-T01-R004", f"line {number}: the quantity is {quantity}"
        if price < 0:
            yield "PEPPOL-T01-R005", f"line {number}: the price is {price}"
        if per <= 0:
            yield "PEPPOL-T01-R025", f"line {number}: the price is for {per}"
            continue
        amount = Decimal(_text(item, "cbc:LineExtensionAmount") or 0)
        if abs(amount - quantity * price / per) > _SLACK:
            yield "PEPPOL-T01-R024", f"line {number}: {amount} is not {quantity} x {price} / {per}"
        if not _text(item, "cac:Item/cbc:Name"):
            yield "PEPPOL-T01-R012", f"line {number}: the product has no name"


def _totals(order: etree._Element) -> Iterator[Broken]:
    total = order.find("cac:AnticipatedMonetaryTotal", NAMES)
    if total is None:
        return
    amounts = order.findall("cac:OrderLine/cac:LineItem/cbc:LineExtensionAmount", NAMES)
    lines = sum((Decimal(element.text or 0) for element in amounts), Decimal(0))
    stated = Decimal(_text(total, "cbc:LineExtensionAmount") or 0)
    if stated != lines:
        yield "PEPPOL-T01-R008", f"the sum of the lines is {lines}, not {stated}"
    if stated < 0:
        yield "PEPPOL-T01-R007", f"the sum of the lines is {stated}"
    payable = Decimal(_text(total, "cbc:PayableAmount") or 0)
    if payable != stated:
        yield "PEPPOL-T01-R016", f"{payable} is to be paid, the lines sum to {stated}"


def _text(element: etree._Element, path: str) -> str:
    return (element.findtext(path, "", NAMES) or "").strip()


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _is_norwegian(number: str) -> bool:
    try:
        return number.isdecimal() and bool(orgnr.validate(number))
    except ValidationError:
        return False
