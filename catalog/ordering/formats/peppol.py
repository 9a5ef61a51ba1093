"""An order as Peppol BIS Order 3: UBL 2.1 ``Order``, transaction T01, profile order only.

Labels stand as item properties, the GS1 code as ``NameCode``, and with ``certificates`` as the
``cac:Certificate`` that catalogues and order agreements have, too: UBL 2.1 allows it, but the data model of
T01 has none, and a strict validator refuses elements outside it (fatal rules PEPPOL-T01-B...). What only a
supplier says has neither code nor certificate. Only net prices are stated: a recommended gross price is no
price of an order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from lxml import etree

from catalog.errors import InvalidRequest
from catalog.ordering.delivery import PICKUP
from catalog.ordering.evidence import FrozenLabel
from catalog.ordering.formats import peppol_rules as rules
from catalog.ordering.formats.buyer import Buyer
from catalog.ordering.order_views import OrderLineView, OrderView
from labels.model import Label, State

NO_SELLER = "Leverandørens organisasjonsnummer mangler eller er feil: en Peppol-ordre kan ikke lages."
NO_BUYER = "Firmaets organisasjonsnummer mangler eller er feil: en Peppol-ordre kan ikke lages."
NO_UNIT = "Minst én linje har en enhet som Peppol ikke kjenner."
NO_CURRENCY = "Prisene er i flere valutaer: en Peppol-ordre har én."
BROKEN = "Ordren følger ikke reglene for Peppol BIS Order 3."
PICKED_UP = "Hentes av kunden"
# UN/ECE Recommendation 20; packages of Recommendation 21 have an X in front (Peppol code list UNECERec20)
UNITS = {
    "C62": "C62", "H87": "H87", "EA": "EA", "PR": "PR", "SET": "SET", "NMP": "NMP", "D97": "D97",
    "MTR": "MTR", "KMT": "KMT", "CMT": "CMT", "MMT": "MMT", "MTK": "MTK", "MTQ": "MTQ", "LTR": "LTR",
    "KGM": "KGM", "GRM": "GRM", "TNE": "TNE", "HUR": "HUR",
    "PCE": "H87", "STK": "H87", "PK": "XPK", "BX": "XBX", "CT": "XCT", "RO": "XRO", "RL": "XRL", "BG": "XBG",
    "M": "MTR", "KG": "KGM", "L": "LTR",
}  # fmt: skip
_NINE = re.compile(r"(?:NO)?([0-9]{9})(?:MVA)?")


def write(order: OrderView, buyer: Buyer, labels: Mapping[str, Label], certificates: bool = False) -> bytes:
    """The order as a file. Raises InvalidRequest (field ``send``) where it cannot be a good one."""
    currencies = {line.currency for line in order.lines if _has_price(line)}
    if len(currencies) > 1:
        raise InvalidRequest("send", NO_CURRENCY)
    currency = currencies.pop() if currencies else "NOK"
    spaces: dict[Any, str] = {None: rules.UBL, **rules.NAMES}
    root = etree.Element(f"{{{rules.UBL}}}Order", nsmap=spaces)
    _head(root, order, currency)
    _party(_add(root, "cac:BuyerCustomerParty"), buyer.number, buyer.name, NO_BUYER, buyer.customer)
    _party(_add(root, "cac:SellerSupplierParty"), order.seller_id, order.supplier_name, NO_SELLER)
    _delivery(root, order)
    _total(root, order, currency)
    for line in order.lines:
        _line(root, line, currency, labels, certificates)
    if faults := rules.broken(root):
        raise InvalidRequest("send", f"{BROKEN} ({'; '.join(' '.join(fault) for fault in faults[:3])})")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _head(root: etree._Element, order: OrderView, currency: str) -> None:
    at = order.created_at.astimezone(UTC)
    for name, text in (
        ("CustomizationID", rules.CUSTOMIZATION),
        ("ProfileID", rules.PROFILE),
        ("ID", order.number),
    ):
        _add(root, f"cbc:{name}", text)
    _add(root, "cbc:IssueDate", at.date().isoformat())
    _add(root, "cbc:IssueTime", at.strftime("%H:%M:%SZ"))
    _add(root, "cbc:OrderTypeCode", "220")
    notes = [f"Merket: {order.mark}"] if order.mark else []
    notes += [PICKED_UP] if order.delivery.kind == PICKUP else []
    if notes:
        _add(root, "cbc:Note", ". ".join(notes))
    _add(root, "cbc:DocumentCurrencyCode", currency)
    if order.reference or order.ordered_by:
        _add(root, "cbc:CustomerReference", order.reference or order.ordered_by)
    if order.project:
        _add(root, "cbc:AccountingCost", order.project)


def _party(holder: etree._Element, number: str, name: str, fault: str, customer: str = "") -> None:
    found = _NINE.fullmatch(number.replace(" ", "").upper())
    if found is None:
        raise InvalidRequest("send", fault)
    party = _add(holder, "cac:Party")
    _add(party, "cbc:EndpointID", found[1], schemeID=rules.NORWEGIAN)
    if customer:
        _add(_add(party, "cac:PartyIdentification"), "cbc:ID", customer)
    _add(_add(party, "cac:PartyName"), "cbc:Name", name or found[1])
    country = _add(_add(party, "cac:PostalAddress"), "cac:Country")
    _add(country, "cbc:IdentificationCode", "NO")
    legal = _add(party, "cac:PartyLegalEntity")
    _add(legal, "cbc:RegistrationName", name or found[1])
    _add(legal, "cbc:CompanyID", found[1], schemeID=rules.NORWEGIAN)


def _delivery(root: etree._Element, order: OrderView) -> None:
    goes = order.delivery
    if not goes.lines:
        return
    delivery = _add(root, "cac:Delivery")
    location = _add(delivery, "cac:DeliveryLocation")
    address = _add(location, "cac:Address")
    parts = (
        ("StreetName", goes.street),
        ("AdditionalStreetName", goes.street2),
        ("CityName", goes.place),
        ("PostalZone", goes.postcode),
    )
    for name, text in parts:
        if text:
            _add(address, f"cbc:{name}", text)
    _add(_add(address, "cac:Country"), "cbc:IdentificationCode", "NO")
    if goes.name:
        _add(_add(_add(delivery, "cac:DeliveryParty"), "cac:PartyName"), "cbc:Name", goes.name)


def _total(root: etree._Element, order: OrderView, currency: str) -> None:
    """The expected sum, where every line has a net price: a part of it would be read as the whole."""
    if not all(_has_price(line) for line in order.lines):
        return
    amount = str(sum((_amount(line) for line in order.lines), Decimal(0)))
    total = _add(root, "cac:AnticipatedMonetaryTotal")
    _add(total, "cbc:LineExtensionAmount", amount, currencyID=currency)
    _add(total, "cbc:PayableAmount", amount, currencyID=currency)


def _line(
    root: etree._Element, line: OrderLineView, currency: str, labels: Mapping[str, Label], certificates: bool
) -> None:
    unit = UNITS.get(line.unit.upper())
    if unit is None:
        raise InvalidRequest("send", NO_UNIT)
    holder = _add(root, "cac:OrderLine")
    if _plain(line.note):
        _add(holder, "cbc:Note", line.note)
    item = _add(holder, "cac:LineItem")
    _add(item, "cbc:ID", str(line.position))
    _add(item, "cbc:Quantity", format(line.quantity, "f"), unitCode=unit)
    if _has_price(line):
        _add(item, "cbc:LineExtensionAmount", str(_amount(line)), currencyID=currency)
        price = _add(item, "cac:Price")
        _add(price, "cbc:PriceAmount", format(line.price or Decimal(0), "f"), currencyID=currency)
        _add(price, "cbc:BaseQuantity", format(line.price_quantity or Decimal(1), "f"), unitCode=unit)
    _item(_add(item, "cac:Item"), line, labels, certificates)


def _item(item: etree._Element, line: OrderLineView, labels: Mapping[str, Label], certificates: bool) -> None:
    _add(item, "cbc:Name", _plain(line.name) or line.supplier_number)
    _add(_add(item, "cac:SellersItemIdentification"), "cbc:ID", line.supplier_number)
    if _plain(line.mpn):
        _add(_add(item, "cac:ManufacturersItemIdentification"), "cbc:ID", line.mpn)
    if line.gtin:
        _add(_add(item, "cac:StandardItemIdentification"), "cbc:ID", line.gtin, schemeID="0160")
    if line.el_number:
        _property(item, "El-nummer", "", line.el_number)
    for label in line.labels:
        said = label.state is State.DECLARED
        name = f"{'Oppgitt miljømerke' if said else 'Miljømerke'}: {label.name}"
        _property(item, name, "" if said else _code(label, labels), label.text)
    for label in line.labels if certificates else ():
        if label.state is not State.DECLARED:
            _certificate(item, label, _code(label, labels))


def _property(item: etree._Element, name: str, code: str, value: str) -> None:
    found = _add(item, "cac:AdditionalItemProperty")
    _add(found, "cbc:Name", name)
    if code:
        _add(found, "cbc:NameCode", code, listID="GS1:T3777")
    _add(found, "cbc:Value", value)


def _certificate(item: etree._Element, label: FrozenLabel, code: str) -> None:
    """As catalogues have it (tir19-087 to tir19-090)."""
    found = _add(item, "cac:Certificate")
    _add(found, "cbc:ID", label.name)
    _add(found, "cbc:CertificateTypeCode", code or "NA")
    _add(found, "cbc:CertificateType", "Environmental")
    _add(found, "cbc:Remarks", label.text)
    _add(_add(_add(found, "cac:IssuerParty"), "cac:PartyName"), "cbc:Name", "NA")
    if label.certificate_url:
        _add(_add(found, "cac:DocumentReference"), "cbc:ID", label.certificate_url)


def _code(label: FrozenLabel, labels: Mapping[str, Label]) -> str:
    """The code of GS1's list T3777 for the label and its tier, '' where it has none."""
    definition = labels.get(label.label)
    codes = definition.codes.get("gs1", {}) if definition else {}
    exact = [code for code, said in codes.items() if said.strip() == label.tier]
    return exact[0] if exact else ""


def _has_price(line: OrderLineView) -> bool:
    return line.price is not None and line.price_kind == "net" and line.total is not None


def _amount(line: OrderLineView) -> Decimal:
    return (line.total or Decimal(0)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    prefix, _colon, local = name.partition(":")
    child = etree.SubElement(parent, f"{{{rules.NAMES[prefix]}}}{local}", attributes)
    if text:
        child.text = _plain(text)
    return child


def _plain(text: str) -> str:
    """The text without what XML cannot carry (control characters), which is no part of a name."""
    return "".join(char for char in text if char.isprintable() or char == " ").strip()
