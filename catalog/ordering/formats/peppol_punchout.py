"""What was collected from one supplier as a Peppol BIS Punch Out 3 message: a UBL 2.1 Catalogue.

One message a supplier, because it has one seller. Prices are today's, so the message is valid for the day
(the rules want an end that is not before its issue, PEPPOL-T77-R001). Labels that a register confirms are
``cac:Certificate`` with their code in GS1's list; what only the supplier says is a property and no
certificate. How the message travels is agreed between the parties (BIS Punch Out 3, Message transport).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from catalog.ordering.formats.oci import evidence_address
from catalog.ordering.formats.peppol import UNITS
from catalog.punchout.items import Item, ItemLabel

CUSTOMIZATION = "urn:fdc:peppol.eu:poacc:trns:punch_out:3"
PROFILE = "urn:fdc:peppol.eu:poacc:bis:punch_out:3"
# The standard rate of Norway (merverdiavgiftsloven § 5-1); nothing is known of other countries.
_VAT = {"NOK": "25"}
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_ROOT, _CAC, _CBC = (
    f"{_UBL}Catalogue-2",
    f"{_UBL}CommonAggregateComponents-2",
    f"{_UBL}CommonBasicComponents-2",
)
# lxml takes None for the namespace without a prefix, which its stubs do not know.
_NAMES: Any = {None: _ROOT, "cac": _CAC, "cbc": _CBC}
_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Party:
    """A seller or a buyer; ``endpoint`` is scheme and number (``0192:987654325``), '' where unknown."""

    name: str
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Cart:
    """What the message says beside its lines; ``issued`` is aware, in the parties' own zone."""

    number: str
    issued: datetime
    seller: Party
    buyer: Party


def write(items: Sequence[Item], cart: Cart, base_url: str) -> bytes:
    """The message. ``items`` are those of one supplier, at least one."""
    root = etree.Element(f"{{{_ROOT}}}Catalogue", nsmap=_NAMES)
    day = cart.issued.date().isoformat()
    _basic(root, "CustomizationID", CUSTOMIZATION)
    _basic(root, "ProfileID", PROFILE)
    _basic(root, "ID", cart.number)
    _basic(root, "IssueDate", day)
    _basic(root, "IssueTime", cart.issued.time().isoformat("seconds"))
    _basic(_part(root, "ValidityPeriod"), "EndDate", day)
    for name, party in (("ProviderParty", cart.seller), ("ReceiverParty", cart.buyer)):
        _party(_part(root, name), party)
    for place, item in enumerate(items, 1):
        _line(_part(root, "CatalogueLine"), place, item, base_url)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return written


def _party(element: etree._Element, party: Party) -> None:
    scheme, _colon, number = party.endpoint.partition(":")
    if number:
        _basic(element, "EndpointID", number, schemeID=scheme)
    _basic(_part(element, "PartyLegalEntity"), "RegistrationName", party.name)


def _line(line: etree._Element, place: int, item: Item, base_url: str) -> None:
    _basic(line, "ID", str(place))
    where = _part(line, "RequiredItemLocationQuantity")
    price = _part(where, "Price")
    _basic(price, "PriceAmount", format(item.price, "f"), currencyID=item.currency)
    # a code that Peppol does not know goes as it is: the cart is right, and a person can read it
    unit = UNITS.get(item.unit.upper(), item.unit)
    _basic(price, "BaseQuantity", format(item.price_quantity, "f"), unitCode=unit)
    # UNCL 5387: calculation net, calculation gross
    _basic(price, "PriceType", "AAA" if item.price_kind == "net" else "AAB")
    _basic(_part(where, "DeliveryUnit"), "BatchQuantity", format(item.quantity, "f"), unitCode=unit)
    _item(_part(line, "Item"), item, base_url)


def _item(element: etree._Element, item: Item, base_url: str) -> None:
    if item.description:
        _basic(element, "Description", item.description)
    _basic(element, "Name", item.name)
    _basic(_part(element, "SellersItemIdentification"), "ID", item.number)
    if item.mpn:
        _basic(_part(element, "ManufacturersItemIdentification"), "ID", item.mpn)
    if item.gtin:
        _basic(_part(element, "StandardItemIdentification"), "ID", item.gtin, schemeID="0160")
    if item.unspsc:
        classes = _part(element, "CommodityClassification")
        _basic(classes, "ItemClassificationCode", item.unspsc, listID="TST")
    _vat(element, item)
    for name, value in _properties(item):
        group = _part(element, "AdditionalItemProperty")
        _basic(group, "Name", name)
        _basic(group, "Value", value)
    if item.brand:
        _basic(_part(_part(element, "ManufacturerParty"), "PartyName"), "Name", item.brand)
    for label in item.verified:
        _certificate(
            _part(element, "Certificate"), label, f"{evidence_address(item, base_url)}#{label.label}"
        )


def _vat(element: etree._Element, item: Item) -> None:
    percent = _VAT.get(item.currency)
    if percent is not None:
        category = _part(element, "ClassifiedTaxCategory")
        _basic(category, "ID", "S")
        _basic(category, "Percent", percent)
        _basic(_part(category, "TaxScheme"), "ID", "VAT")


def _properties(item: Item) -> list[tuple[str, str]]:
    found = [("Merknad", item.note)]
    for label in item.labels:
        if not label.verified:
            found.append(("Miljømerke oppgitt av leverandøren", label.text))
        elif label.certificate:
            found.append((f"Sertifikat {label.name}", label.certificate))
    return [(name, value) for name, value in found if value]


def _certificate(element: etree._Element, label: ItemLabel, address: str) -> None:
    _basic(element, "ID", label.name)
    _basic(element, "CertificateTypeCode", label.code or "NA")
    _basic(element, "CertificateType", "Environmental")
    _basic(element, "Remarks", label.name)
    _basic(_part(_part(element, "IssuerParty"), "PartyName"), "Name", "NA")
    _basic(_part(element, "DocumentReference"), "ID", address)


def _part(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_CAC}}}{name}")


def _basic(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    child = etree.SubElement(parent, f"{{{_CBC}}}{name}", dict(attributes))
    child.text = _UNWRITABLE.sub("", text)
