"""Lets records in: from what a file said to canonical, storable values with keys, or a reason why not."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from typing import Any

from marshmallow import ValidationError

from catalog.brands import Brands
from catalog.errors import InvalidIdentifier
from catalog.identifiers import (
    EL_COUNTRIES,
    certificate_key,
    is_global_gtin,
    mpn_key,
    validate_el_number,
    validate_gtin,
)
from catalog.keys import BORROWED, bare_names, brand_model_key
from catalog.learned import wording_key
from catalog.records import Notice, ProductRecord, Reject
from catalog.schemas import PlainValues, ProductSchema, first_fault
from labels.accessories import is_accessory, is_part
from labels.groups import Groups
from labels.model import Claim, Label
from labels.wording import Wordings

_ETIM = re.compile(r"EC[0-9]{6}")
_CONDITIONS = {
    "": "", "new": "", "ny": "", "nytt": "",
    "used": "used", "brukt": "used", "begagnad": "used", "brugt": "used",
    "refurbished": "refurbished", "oppusset": "refurbished", "renovert": "refurbished",
}  # fmt: skip
_CONTENT = attrgetter(*(item.name for item in fields(ProductRecord) if item.name != "line"))


@dataclass(frozen=True, slots=True)
class GatedProduct:
    """A record fit to store: offer columns, identity keys, claims and certificate numbers."""

    line: int
    content_hash: str
    columns: dict[str, Any]
    keys: tuple[str, ...]
    claims: tuple[Claim, ...]
    certificates: tuple[tuple[str, str], ...]


def content_hash(record: ProductRecord, salt: str) -> str:
    """Hash of everything a record says except where it stood; ``salt`` is the gate's own data."""
    return hashlib.blake2b(f"{salt}{_CONTENT(record)!r}".encode(), digest_size=20).hexdigest()


@dataclass(frozen=True, slots=True)
class ProductGate:
    """The gate with its data. ``check`` is the only door for product records."""

    labels: Mapping[str, Label]
    brands: Brands
    groups: Groups
    wordings: Wordings
    learned: Mapping[str, tuple[Claim, ...]]
    salt: str
    _schema: ProductSchema = field(default_factory=ProductSchema)
    _plain: PlainValues = field(default_factory=lambda: PlainValues(ProductSchema()))

    def check(self, record: ProductRecord, digest: str = "") -> tuple[GatedProduct | Reject, list[Notice]]:
        """The storable product, or the reject with field and reason; and what was dropped on the way.

        ``digest`` is the record's content hash where the caller has made it already.
        """
        notices: list[Notice] = []
        columns = self._plain.load(record)
        if columns is None:
            said = {name: getattr(record, name) for name in self._schema.fields}
            try:
                columns = dict(self._schema.load(said))
            except ValidationError as error:
                name, reason = first_fault(error)
                return Reject(record.line, name, reason, str(said[name])[:200]), notices
        if columns["price"] is not None and not columns["currency"]:
            return Reject(record.line, "currency", "a price needs a currency", str(record.price)), notices
        gtins = self._gtins(record, notices)
        el_number = self._el_number(record, notices)
        columns |= self._words(record, notices)
        self._identity(record, columns)
        keys = [f"g:{gtin}" for gtin in gtins]
        if el_number:
            keys.append(f"e:{el_number}")
        if columns["brand_key"] and columns["mpn_key"]:
            keys.append(brand_model_key(columns["brand_key"], columns["mpn_key"]))
        return (
            GatedProduct(
                record.line,
                digest or content_hash(record, self.salt),
                columns,
                tuple(dict.fromkeys(keys)),
                self._claims(record, notices),
                self._certificates(record, notices),
            ),
            notices,
        )

    def _identity(self, record: ProductRecord, columns: dict[str, Any]) -> None:
        brand = columns["brand"]
        if record.brand_cut and not self.brands.known(brand):
            brand = self.brands.from_cut(brand)
        key = self.brands.key(brand) if brand else ""
        columns["brand"] = self.brands.names.get(key, brand) or columns["brand"]
        columns["brand_key"] = key
        # Goods made for another product carry its number: it is set apart, so that no register's row and
        # no offer of the other product has the same.
        name, group = columns["name"], columns["product_group"]
        borrowed = is_accessory(name, key) or is_part(name, group)
        # "Acer B248Y" of the brand Acer is the B248Y.
        number = "" if record.mpn_cut else mpn_key(bare_names(brand, [columns["mpn"]])[-1])
        columns["mpn_key"] = BORROWED + number if borrowed and number else number

    def _gtins(self, record: ProductRecord, notices: list[Notice]) -> list[str]:
        found = []
        for raw in record.gtins:
            try:
                gtin = validate_gtin(raw)
            except InvalidIdentifier as error:
                notices.append(Notice(record.line, "gtin", str(error), raw[:200]))
                continue
            if is_global_gtin(gtin):
                found.append(gtin)
            else:
                reason = "not a trade item's own GTIN (pack level, in-store, coupon or media prefix)"
                notices.append(Notice(record.line, "gtin", reason, raw))
        return found

    def _el_number(self, record: ProductRecord, notices: list[Notice]) -> str:
        if not record.el_number:
            return ""
        country = record.el_country.upper()
        try:
            if country not in EL_COUNTRIES:
                raise InvalidIdentifier(f"{record.el_country!r} is not one of NO, SE, FI")
            return f"{country}:{validate_el_number(record.el_number)}"
        except InvalidIdentifier as error:
            notices.append(Notice(record.line, "el_number", str(error), record.el_number[:200]))
            return ""

    def _words(self, record: ProductRecord, notices: list[Notice]) -> dict[str, Any]:
        etim = record.etim_class.strip().upper()
        if etim and not _ETIM.fullmatch(etim):
            notices.append(Notice(record.line, "etim_class", "is not EC and six digits", etim[:200]))
            etim = ""
        condition = _CONDITIONS.get(record.condition.strip().casefold())
        if condition is None:
            notices.append(
                Notice(record.line, "condition", "is not new, used or refurbished", record.condition[:200])
            )
        return {
            "etim_class": etim,
            "product_group": self._group(record, etim, notices),
            "condition": condition or "",
            "image_url": self._address(record, "image_url", notices),
            "url": self._address(record, "url", notices),
            "discontinued": record.discontinued,
            "extra": {
                "fields": dict(record.extra),
                "relations": [list(relation) for relation in record.relations],
                "features": [list(feature) for feature in record.features],
            },
        }

    def _group(self, record: ProductRecord, etim: str, notices: list[Notice]) -> str:
        if record.product_group:
            group = self.groups.from_text(record.product_group)
            if group:
                return group
            notices.append(
                Notice(record.line, "product_group", "is no product group", record.product_group[:200])
            )
        return self.groups.from_etim(etim) or self.groups.from_unspsc(record.unspsc)

    def _address(self, record: ProductRecord, name: str, notices: list[Notice]) -> str:
        address: str = getattr(record, name).strip()
        if not address or (address.startswith(("https://", "http://")) and len(address) <= 1000):
            return address
        notices.append(Notice(record.line, name, "is not a web address", address[:200]))
        return ""

    def _claims(self, record: ProductRecord, notices: list[Notice]) -> tuple[Claim, ...]:
        claims: list[Claim] = []
        for words in record.labels:
            taught = self.learned.get(wording_key(words))
            if taught is not None:
                claims.extend(replace(claim, field="labels", raw=words) for claim in taught)
                continue
            read = self.wordings.read(words, "labels")
            claims.extend(read)
            unread = self.wordings.unclear(words) if read else (words,)
            for text in unread:
                taught = self.learned.get(wording_key(text)) if read else None
                if taught is not None:
                    claims.extend(replace(claim, field="labels", raw=text) for claim in taught)
                elif not self.wordings.is_known_other(text):
                    notices.append(Notice(record.line, "labels", "unknown label wording", text[:200]))
        for vocabulary, code, value in record.label_codes:
            claims.extend(self.wordings.read_code(vocabulary, code, value, vocabulary))
        return tuple(claims)

    def _certificates(self, record: ProductRecord, notices: list[Notice]) -> tuple[tuple[str, str], ...]:
        found = []
        for said, number in record.certificates:
            label = said.strip().casefold()
            if label in self.labels and certificate_key(number) and len(number) <= 80:
                found.append((label, number.strip()))
            else:
                reason = "is not label:number with one of the six labels"
                notices.append(Notice(record.line, "certificates", reason, f"{label}:{number}"[:200]))
        return tuple(dict.fromkeys(found))
