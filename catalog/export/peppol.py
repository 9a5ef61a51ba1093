"""Offers as a Peppol BIS Catalogue 3 (UBL 2.1 Catalogue), labels in ``cac:Certificate``.

Codes are those of GS1's list of label accreditations, which the format prescribes
(https://docs.peppol.eu/poacc/upgrade-3/profiles/3-catalogueonly/). Only labels that are shown on the day
leave: a register's certificate with its number, a supplier's own claim without one; and a supplier's no.
What the format has no place for (stock, relations, features) stays behind; el-number, ETIM class, product
group and condition (used goods hold no label of the new ones) leave as properties that our importer reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from catalog.export.offers import ExportedOffer
from labels.model import Label, State

# Names of properties, for the importer.
EL_NUMBER, ETIM_CLASS, GROUP, CONDITION = "El-nummer", "ETIM class", "Product group", "Condition"
_CUSTOMIZATION = "urn:fdc:peppol.eu:poacc:trns:catalogue:3"
_PROFILE = "urn:fdc:peppol.eu:poacc:bis:catalogue_only:3"
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_ORGANISATION = "0192"
_GTIN_SCHEME = "0160"
_NO_CODE = "NA"
_FLUSH = 1 << 15
# What XML 1.0 cannot hold, not even escaped.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The importer, like the official examples, takes an ID in words for another claim than the code.
_NUMBER = re.compile(r"(?:[^\s0-9]*[0-9]\S*(?:\s+|\Z))+")


@dataclass(frozen=True, slots=True)
class Parties:
    """Who sells and who receives, by Norwegian organisation numbers ('' where not known)."""

    seller: str
    seller_number: str
    receiver_number: str


def catalogue(
    offers: Iterable[ExportedOffer], labels: Mapping[str, Label], parties: Parties, number: str, day: date
) -> Iterator[bytes]:
    """The document, UTF-8, in pieces of some 32 kB; ``number`` is its own."""
    pieces = [_head(parties, number, day)]
    size = 0
    for place, offer in enumerate(offers, start=1):
        line = _line(place, offer, labels)
        pieces.append(line)
        size += len(line)
        if size > _FLUSH:
            yield "".join(pieces).encode("utf-8")
            pieces, size = [], 0
    yield ("".join(pieces) + "</Catalogue>\n").encode("utf-8")


def _head(parties: Parties, number: str, day: date) -> str:
    provider = _party(parties.seller_number) + _legal(parties.seller, parties.seller_number)
    receiver = _party(parties.receiver_number) + _legal("", parties.receiver_number)
    seller = _party(parties.seller_number) + _inside("PartyName", _element("Name", parties.seller))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Catalogue xmlns="{_UBL}Catalogue-2" xmlns:cac="{_UBL}CommonAggregateComponents-2"'
        f' xmlns:cbc="{_UBL}CommonBasicComponents-2">\n'
        + _element("CustomizationID", _CUSTOMIZATION)
        + _element("ProfileID", _PROFILE)
        + _element("ID", number)
        + _element("ActionCode", "Add")
        + _element("Name", parties.seller)
        + _element("IssueDate", day.isoformat())
        + _element("VersionID", "1")
        + _inside("ProviderParty", provider)
        + _inside("ReceiverParty", receiver)
        + _inside("SellerSupplierParty", _inside("Party", seller))
        + "\n"
    )


def _party(number: str) -> str:
    """Where to send to, and who it is. Nothing is made up for a number that is not known: such a file is
    for reading, not for the Peppol network."""
    if not number:
        return ""
    known = _element("ID", number, schemeID=_ORGANISATION)
    return _element("EndpointID", number, schemeID=_ORGANISATION) + _inside("PartyIdentification", known)


def _legal(name: str, number: str) -> str:
    said = _element("RegistrationName", name or number or _NO_CODE)
    said += _element("CompanyID", number, schemeID=_ORGANISATION) if number else ""
    return _inside("PartyLegalEntity", said)


def _line(place: int, offer: ExportedOffer, labels: Mapping[str, Label]) -> str:
    orderable = offer.price_unit or offer.unit
    said = _element("ID", str(place)) + _element("ActionCode", "Add")
    if orderable:
        said += _element("OrderableIndicator", "true") + _element("OrderableUnit", orderable)
    if offer.pack_quantity and orderable:
        said += _element("ContentUnitQuantity", offer.pack_quantity, unitCode=offer.unit or orderable)
    if offer.price:
        unit = {"unitCode": orderable} if orderable else {}
        price = _element("PriceAmount", offer.price, currencyID=offer.currency)
        price += _element("BaseQuantity", offer.price_quantity or "1", **unit)
        price += _element("PriceType", "AAA" if offer.price_kind == "net" else "AAB")
        said += _inside("RequiredItemLocationQuantity", _inside("Price", price))
    return _inside("CatalogueLine", said + _inside("Item", _item(offer, labels))) + "\n"


def _item(offer: ExportedOffer, labels: Mapping[str, Label]) -> str:
    said = _element("Description", offer.description) if offer.description else ""
    said += _element("Name", offer.name)
    if offer.brand:
        said += _element("BrandName", offer.brand)
    said += _identified("SellersItemIdentification", offer.supplier_number)
    if offer.mpn:
        said += _identified("ManufacturersItemIdentification", offer.mpn)
    if offer.gtins:
        said += _identified("StandardItemIdentification", offer.gtins[0], schemeID=_GTIN_SCHEME)
    if offer.image_url:
        address = f"<cac:ExternalReference>{_element('URI', offer.image_url)}</cac:ExternalReference>"
        said += (
            f"<cac:ItemSpecificationDocumentReference>{_element('ID', 'picture')}"
            f"{_element('DocumentTypeCode', 'PRODUCT_IMAGE')}<cac:Attachment>{address}</cac:Attachment>"
            "</cac:ItemSpecificationDocumentReference>"
        )
    for country, number in offer.el_numbers[:1]:
        said += _property(EL_NUMBER, f"{country}:{number}")
    said += _property(ETIM_CLASS, offer.etim_class) + _property(GROUP, offer.product_group)
    said += _property(CONDITION, offer.condition)
    return said + "".join(_certificates(offer, labels))


def _certificates(offer: ExportedOffer, labels: Mapping[str, Label]) -> Iterator[str]:
    held = {item.label for item in offer.labels}
    for item in offer.labels:
        number = "" if item.state is State.DECLARED else item.certificate
        yield _certificate(labels[item.label], item.tier, number, "")
    for claim in offer.claims:
        if not claim.held and claim.label not in held:
            yield _certificate(labels[claim.label], "", "", "nei")


def _certificate(label: Label, tier: str, number: str, remarks: str) -> str:
    """A label without a code of its own (EPEAT without a tier) leaves in words, with a remark where the ID is
    its number."""
    codes = label.codes.get("gs1", {})
    code = next((code for code, said in codes.items() if said == tier), "")
    numbered = number if _NUMBER.fullmatch(number) else ""
    named = label.name("en")
    if not code:
        remarks = f"{named}: {remarks}" if remarks else named
    said = _element("ID", numbered or _NO_CODE) + _element("CertificateTypeCode", code or _NO_CODE)
    said += _element("CertificateType", "Environmental")
    if remarks:
        said += _element("Remarks", remarks)
    issuer = f"<cac:PartyName>{_element('Name', label.owner)}</cac:PartyName>"
    return f"<cac:Certificate>{said}<cac:IssuerParty>{issuer}</cac:IssuerParty></cac:Certificate>"


def _inside(name: str, content: str) -> str:
    return f"<cac:{name}>{content}</cac:{name}>"


def _identified(name: str, number: str, **attributes: str) -> str:
    return f"<cac:{name}>{_element('ID', number, **attributes)}</cac:{name}>"


def _property(name: str, value: str) -> str:
    if not value:
        return ""
    said = _element("Name", name) + _element("Value", value)
    return f"<cac:AdditionalItemProperty>{said}</cac:AdditionalItemProperty>"


def _element(name: str, value: str, **attributes: str) -> str:
    said = "".join(f" {key}={quoteattr(_ILLEGAL.sub(' ', text))}" for key, text in attributes.items())
    return f"<cbc:{name}{said}>{escape(_ILLEGAL.sub(' ', value))}</cbc:{name}>"
