"""The cac:Item of a catalogue line, with the line's price and units, as the fields of a record."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from catalog.export.peppol import CONDITION, EL_NUMBER, ETIM_CLASS, GROUP
from catalog.identifiers import EL_COUNTRIES
from catalog.records import Notice, ProductRecord
from importers import xml_stream
from importers.feeds.kept import Kept
from importers.feeds.peppol_fields import Fields
from importers.feeds.peppol_labels import Said, add_certificate
from importers.feeds.peppol_price import amount, read_price
from importers.text import RAW_LIMIT
from importers.xml_stream import Element
from labels.wording import Wordings

LONGEST_DESCRIPTION = 5000
_GTIN = ("0160", "GTIN")
_UNSPSC_LISTS = ("TST", "MP")
_UNSPSC = re.compile(r"[0-9]{8}")
_PICTURE_TYPE = "PRODUCT_IMAGE"
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg)(?:[?#]|\Z)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What holds for all lines: labels' words, whether the header deletes them, the kind of its prices."""

    wordings: Wordings
    deletes: bool
    price_kind: str


def read_item(
    record: ProductRecord, fields: Fields, item: Element, reading: Reading, notices: list[Notice]
) -> ProductRecord:
    """The record with all that the line says of its item; what was left out is added to ``notices``.

    ``unit`` and ``pack_quantity`` are the content of one orderable unit. Raises RefusedCell for a price
    or quantity that is none, and for an element twice.
    """
    kept, said = Kept(), Said()
    for certificate in xml_stream.children(item, "Certificate"):
        add_certificate(said, record.line, fields, certificate, kept, reading.wordings)
    notices += said.notices
    orderable = fields.take(fields.line, "OrderableUnit")
    kept.add("OrderableUnit", orderable)
    brand = fields.take(item, "BrandName")
    manufacturer = fields.take(item, "ManufacturerParty", "PartyName", "Name")
    if brand:
        kept.add("ManufacturerParty", manufacturer)
    record = replace(
        _priced(record, fields, orderable, reading, notices),
        description=_description(record.line, fields, item, notices),
        brand=brand or manufacturer,
        mpn=fields.take(item, "ManufacturersItemIdentification", "ID"),
        gtins=_gtins(fields, item),
        unspsc=_unspsc(item),
        image_url=_picture(item),
        labels=tuple(dict.fromkeys(said.labels)),
        label_codes=tuple(dict.fromkeys(said.codes)),
        relations=_relations(fields),
        **_properties(item),
    )
    _keep_rest(fields, item, kept)
    notices += kept.notices(record.line)
    return replace(record, extra=kept.pairs())


def _priced(
    record: ProductRecord, fields: Fields, orderable: str, reading: Reading, notices: list[Notice]
) -> ProductRecord:
    content = fields.only(fields.line, "ContentUnitQuantity")
    if content is not None:
        quantity = amount("ContentUnitQuantity", fields.take(fields.line, "ContentUnitQuantity"))
        unit = content.get("unitCode", "").strip() or orderable
        record = replace(record, unit=unit, pack_quantity=quantity)
    else:
        record = replace(record, unit=orderable)
    price = read_price(fields, record.line, orderable, notices)
    if price is None:
        return record
    return replace(
        record,
        price=price.amount,
        currency=price.currency,
        price_quantity=price.quantity,
        price_unit=price.unit,
        price_kind=price.kind or reading.price_kind,
    )


def _description(line: int, fields: Fields, item: Element, notices: list[Notice]) -> str:
    parts = xml_stream.children(item, "Description")
    text = "\n".join(filter(None, map(xml_stream.prose, parts)))
    for part in parts:
        fields.take_all(part)
    if len(text) > LONGEST_DESCRIPTION:
        reason = f"expected at most {LONGEST_DESCRIPTION} characters, found {len(text)}: cut"
        notices.append(Notice(line, "Description", reason, text[:RAW_LIMIT]))
    return text[:LONGEST_DESCRIPTION]


def _gtins(fields: Fields, item: Element) -> tuple[str, ...]:
    number = fields.only(item, "StandardItemIdentification", "ID")
    if number is None or number.get("schemeID", "").strip().upper() not in _GTIN:
        return ()
    return tuple(filter(None, (fields.take(item, "StandardItemIdentification", "ID"),)))


def _unspsc(item: Element) -> str:
    """The UNSPSC commodity, '' for none or for several; it stays among the kept values."""
    codes = {
        xml_stream.text(code)
        for group in xml_stream.children(item, "CommodityClassification")
        for code in xml_stream.children(group, "ItemClassificationCode")
        if code.get("listID", "").strip() in _UNSPSC_LISTS
    }
    found = {code for code in codes if _UNSPSC.fullmatch(code)}
    return found.pop() if len(found) == 1 else ""


def _picture(item: Element) -> str:
    for reference in xml_stream.children(item, "ItemSpecificationDocumentReference"):
        address = xml_stream.text(reference, "Attachment", "ExternalReference", "URI")
        if address and (
            xml_stream.text(reference, "DocumentTypeCode") == _PICTURE_TYPE or _PICTURE.search(address)
        ):
            return address
    return ""


def _relations(fields: Fields) -> tuple[tuple[str, str, str], ...]:
    numbers = []
    for related in xml_stream.children(fields.line, "ReplacementRelatedItem"):
        numbers.append(fields.take(related, "ID"))
    return tuple(("replacement", "", number) for number in numbers if number)


def _properties(item: Element) -> dict[str, Any]:
    """What the format has no place for and Merkbar's own export writes as properties; all are kept too."""
    said = {
        xml_stream.text(group, "Name"): xml_stream.text(group, "Value")
        for group in xml_stream.children(item, "AdditionalItemProperty")
    }
    country, _colon, number = said.get(EL_NUMBER, "").partition(":")
    numbered = number and country in EL_COUNTRIES
    return {
        "el_number": number if numbered else "",
        "el_country": country if numbered else "",
        "etim_class": said.get(ETIM_CLASS, ""),
        "product_group": said.get(GROUP, ""),
        "condition": said.get(CONDITION, ""),
    }


def _keep_rest(fields: Fields, item: Element, kept: Kept) -> None:
    for group in xml_stream.children(item, "AdditionalItemProperty"):
        value = xml_stream.text(group, "Value")
        quantity = xml_stream.child(group, "ValueQuantity")
        if not value and quantity is not None:
            value = f"{xml_stream.text(quantity)} {quantity.get('unitCode', '')}".strip()
        kept.add(f"property:{xml_stream.text(group, 'Name')}", value)
        fields.take_all(group)
    for path, value in fields.rest():
        kept.add(path, value)
