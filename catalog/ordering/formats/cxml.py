"""What goes back in cXML 1.2: the answer to a setup request, a refusal, and the PunchOutOrderMessage.

Elements and their order are those of the published DTD (1.2.024). All text is ASCII with character
references, so that no form, server or log can spoil it. UnitPrice is for one UnitOfMeasure where that has an
end in decimals; otherwise PriceBasisQuantity says what it is for.

Labels travel in ``Extrinsic``: ``EcoLabel`` (codes of GS1's list that a register confirms), ``EcoLabelText``,
``EcoLabelEvidence`` (the address of the evidence), ``EcoLabelDeclared`` (what only the supplier says).
``PriceKind`` is ``gross`` for a recommended price, ``net`` for what the customer's company pays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, Inexact, localcontext
from typing import Any

from lxml import etree

from catalog.ordering.formats.oci import evidence_address
from catalog.punchout.items import Item

DTD = "http://xml.cxml.org/schemas/cXML/1.2.024/cXML.dtd"
AGENT = "Merkbar"
REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    406: "Not Acceptable",
    450: "Not Implemented",
    500: "Internal Server Error",
    560: "Temporary Server Error",
}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CENT = Decimal("0.01")
_DIGITS = 28
_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The DTD wants a class, and UNSPSC has none for what nobody has classified.
_UNCLASSIFIED = "00000000"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every message begins with: a number of its own and when it was written (aware)."""

    payload_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Return:
    """What the message says beside its items. ``parties`` are those of the request, by side."""

    stamp: Stamp
    buyer_cookie: str
    parties: Mapping[str, Any]
    currency: str
    test: bool = False
    units: Mapping[str, str] = field(default_factory=dict)
    vendors: Mapping[str, str] = field(default_factory=dict)


def start_page(stamp: Stamp, address: str) -> bytes:
    """The PunchOutSetupResponse: where the buyer's browser begins."""
    root, response = _response(stamp, 200, "OK")
    setup = etree.SubElement(response, "PunchOutSetupResponse")
    _add(_add(setup, "StartPage"), "URL", address)
    return _written(root)


def refusal(stamp: Stamp, code: int, reason: str) -> bytes:
    """A response with a status that says why."""
    root, _found = _response(stamp, code, reason)
    return _written(root)


def order_message(items: Sequence[Item], said: Return, base_url: str) -> bytes:
    """The PunchOutOrderMessage with everything that was collected; none of it is ordered yet."""
    root = _root(said.stamp)
    header = _add(root, "Header")
    # what the request called From is whom this goes to
    for side, other in (("From", "To"), ("To", "From"), ("Sender", "To")):
        party = _add(header, side)
        for domain, identity in said.parties.get(other) or [["", ""]]:
            credential = _add(party, "Credential")
            credential.set("domain", domain)
            _add(credential, "Identity", identity)
    _add(header[-1], "UserAgent", AGENT)
    message = _add(root, "Message")
    if said.test:
        message.set("deploymentMode", "test")
    order = _add(message, "PunchOutOrderMessage")
    _add(order, "BuyerCookie", said.buyer_cookie)
    head = _add(order, "PunchOutOrderMessageHeader")
    head.set("operationAllowed", "edit")
    total = sum((item.total for item in items), Decimal(0)).quantize(_CENT, ROUND_HALF_UP)
    _money(_add(head, "Total"), total, said.currency)
    for item in items:
        _item(order, item, said, base_url)
    return _written(root)


def unit_price(item: Item) -> tuple[Decimal, Decimal]:
    """The price and how many units it is for: one, where the price of one has an end."""
    try:
        with localcontext() as context:
            context.prec, context.traps[Inexact] = _DIGITS, True
            return item.price / item.price_quantity, Decimal(1)
    except Inexact:
        return item.price, item.price_quantity


def _item(order: etree._Element, item: Item, said: Return, base_url: str) -> None:
    found = _add(order, "ItemIn")
    found.set("quantity", _decimal(item.quantity))
    found.set("lineNumber", str(item.position))
    number = _add(found, "ItemID")
    _add(number, "SupplierPartID", item.number)
    _add(number, "SupplierPartAuxiliaryID", item.key)
    detail = _add(found, "ItemDetail")
    price, per = unit_price(item)
    _money(_add(detail, "UnitPrice"), price, item.currency)
    description = _add(detail, "Description", item.description or item.name)
    description.set(_LANG, "nb")
    if item.description and item.description != item.name:
        description.text = None
        short = _add(description, "ShortName", item.name)
        short.tail = _clean(item.description)
    unit = said.units.get(item.unit, item.unit)
    _add(detail, "UnitOfMeasure", unit)
    if per != 1:
        basis = _add(detail, "PriceBasisQuantity")
        basis.set("quantity", _decimal(per))
        basis.set("conversionFactor", "1")
        _add(basis, "UnitOfMeasure", unit)
    _classification(detail, item)
    if item.mpn:
        _add(detail, "ManufacturerPartID", item.mpn)
    if item.brand:
        _add(detail, "ManufacturerName", item.brand).set(_LANG, "nb")
    if item.product_id:
        _add(detail, "URL", f"{base_url}/products/{item.product_id}")
    for name, value in _extrinsics(item, base_url):
        _add(detail, "Extrinsic", value).set("name", name)
    supplier = _add(found, "SupplierID", said.vendors.get(item.supplier, item.supplier))
    supplier.set("domain", "VendorID" if item.supplier in said.vendors else "merkbar")


def _classification(detail: etree._Element, item: Item) -> None:
    """At least one is required: UNSPSC where the kind of product has a code, and our class."""
    if item.unspsc or not item.class_code:
        _add(detail, "Classification", item.unspsc or _UNCLASSIFIED).set("domain", "UNSPSC")
    if item.class_code:
        domain = "ETIM" if item.class_code.startswith("EC") else "Supplier"
        _add(detail, "Classification", item.class_code).set("domain", domain)


def _extrinsics(item: Item, base_url: str) -> list[tuple[str, str]]:
    found = [("SupplierName", item.supplier_name), ("GTIN", item.gtin), ("Note", item.note)]
    found.append(("PriceKind", item.price_kind))
    found.append(("EcoLabel", " ".join(label.code for label in item.verified if label.code)))
    found.append(("EcoLabelText", "; ".join(label.text for label in item.verified)))
    declared = [label.text for label in item.labels if not label.verified]
    found.append(("EcoLabelDeclared", "; ".join(declared)))
    if item.labels:
        found.append(("EcoLabelEvidence", evidence_address(item, base_url)))
    return [(name, value) for name, value in found if value]


def _response(stamp: Stamp, code: int, reason: str) -> tuple[etree._Element, etree._Element]:
    root = _root(stamp)
    response = _add(root, "Response")
    status = _add(response, "Status", reason)
    status.set("code", str(code))
    status.set("text", REASONS.get(code, "Error"))
    return root, response


def _root(stamp: Stamp) -> etree._Element:
    root = etree.Element("cXML")
    root.set("payloadID", stamp.payload_id)
    root.set("timestamp", stamp.at.isoformat(timespec="seconds"))
    root.set("version", "1.2.024")
    root.set(_LANG, "nb-NO")
    return root


def _money(element: etree._Element, amount: Decimal, currency: str) -> None:
    _add(element, "Money", _decimal(amount)).set("currency", currency)


def _add(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    child = etree.SubElement(parent, name)
    child.text = _clean(text) or None
    return child


def _clean(text: str) -> str:
    """Without what no XML document may hold."""
    return _UNWRITABLE.sub("", text)


def _decimal(amount: Decimal) -> str:
    """Every digit, no exponent, no zeros at the end beyond two decimals."""
    text = format(amount, "f")
    if "." not in text:
        return text
    whole, _point, part = text.partition(".")
    part = part.rstrip("0")
    return f"{whole}.{part.ljust(2, '0')}" if part else whole


def _written(root: etree._Element) -> bytes:
    doctype = f'<!DOCTYPE cXML SYSTEM "{DTD}">'
    written: bytes = etree.tostring(root, encoding="us-ascii", xml_declaration=True, doctype=doctype)
    return written.replace(b"encoding='us-ascii'", b"encoding='UTF-8'", 1)
