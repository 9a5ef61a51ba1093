"""One ARTICLE or PRODUCT of a BMEcat file as one record, or the reason why it is none."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from catalog.records import FeedItem, Notice, ProductRecord, Reject, Tombstone, product_record
from catalog.schemas import MAX_TEXT
from importers import xml_stream
from importers.feeds.bmecat_features import Extra, read_features
from importers.feeds.bmecat_header import Catalogue
from importers.feeds.bmecat_media import Media, read_extensions
from importers.feeds.bmecat_parts import LeftOut, Parts, Refused, in_best_language, in_line, in_words, value
from importers.feeds.bmecat_price import Price, Prices
from importers.text import RAW_LIMIT
from importers.xml_stream import Element, text

_MODES = ("new", "update", "delete")
_GTIN_TYPES = ("gtin", "ean", "gtin13", "ean13", "gtin14", "gtin8", "ean8", "upc")
_LONGEST_UNIT = 8
_ONE = Decimal(1)
_CONDITIONS = {"used": "used", "refurbished": "refurbished"}
_RELATIONS = {"followup": "replacement", "similar": "alternative"}


class Products:
    """Reads the products of one file, all with the same catalogue, prices and counts."""

    def __init__(self, catalogue: Catalogue, prices: Prices, left_out: LeftOut) -> None:
        self._catalogue = catalogue
        self._prices = prices
        self._left_out = left_out

    def read(self, element: Element, *, prices_only: bool) -> Sequence[FeedItem]:
        """The record and its notices, a Tombstone (``mode="delete"``) or a Reject.

        ``prices_only`` says that the transaction carries nothing but prices: a product without a name
        is a Reject there as anywhere, for another reason.
        """
        line = xml_stream.line(element)
        parts = self._catalogue.names.parts(element)
        try:
            return self._read(line, element, parts, prices_only)
        except Refused as refused:
            raw = " ".join(map(text, parts.get("SUPPLIER_PID", ())))
            return [Reject(line, refused.field, str(refused), raw[:RAW_LIMIT])]

    def _read(self, line: int, element: Element, parts: Parts, prices_only: bool) -> Sequence[FeedItem]:
        mode = element.get("mode") or "new"
        if mode not in _MODES:
            mode = mode.strip().lower()
        if mode not in _MODES:
            raise Refused("mode", f"expected one of {', '.join(_MODES)}, found {mode[:40]!r}")
        number = value(parts, "SUPPLIER_PID")
        if not number:
            raise Refused("SUPPLIER_PID", "expected the supplier's number, found none")
        if mode == "delete":
            return [Tombstone(line, number)]
        details = self._only(parts, "PRODUCT_DETAILS")
        name = in_line(details.get("DESCRIPTION_SHORT", ()), self._catalogue.language)
        if not name:
            reason = "expected a name, found none"
            if prices_only:
                reason = "expected a name, found a price alone (T_UPDATE_PRICES): it is not taken"
            raise Refused("DESCRIPTION_SHORT", reason)
        notices: list[Notice] = []
        record = self._record(line, number, name, parts, details, notices)
        return [*notices, record]

    def _only(self, parts: Parts, name: str) -> Parts:
        """The children of the only element of that name; two mean that two products ran together."""
        found = parts.get(name, ())
        if len(found) > 1:
            raise Refused(name, f"expected one, found {len(found)}")
        return self._catalogue.names.parts(found[0]) if found else {}

    def _record(
        self, line: int, number: str, name: str, parts: Parts, details: Parts, notices: list[Notice]
    ) -> ProductRecord:
        catalogue = self._catalogue
        extra = Extra(line, self._left_out)
        media = Media(line, catalogue, extra)
        brand = ""
        if "USER_DEFINED_EXTENSIONS" in parts:
            brand = read_extensions(parts["USER_DEFINED_EXTENSIONS"], catalogue, media, extra)
        if "MIME_INFO" in parts:
            media.read(parts["MIME_INFO"])
        manufacturer = value(details, "MANUFACTURER_NAME")
        if not manufacturer and "MANUFACTURER_IDREF" in details:
            manufacturer = catalogue.parties.get(value(details, "MANUFACTURER_IDREF"), "")
        gtins = _gtins(details, extra)
        self._add_details(details, manufacturer if brand else "", extra)
        classes = read_features(parts.get("PRODUCT_FEATURES", ()), catalogue, extra)
        order_unit, content_unit, pack, quantity = self._order(parts)
        price = self._price(line, parts, order_unit)
        notices += media.notices
        return product_record(
            line=line,
            supplier_number=number,
            name=name,
            description=self._description(line, details, notices),
            brand=brand or manufacturer,
            mpn=value(details, "MANUFACTURER_PID"),
            gtins=gtins,
            etim_class=classes.etim_class(line, notices),
            unspsc=classes.unspsc,
            price=price.amount if price else None,
            currency=price.currency if price else "",
            price_unit=order_unit,
            price_quantity=quantity if price else None,
            unit=content_unit or order_unit,
            pack_quantity=pack,
            image_url=media.image_url,
            condition=_condition(details),
            labels=tuple(dict.fromkeys(media.labels)),
            relations=_relations(parts, catalogue),
            features=extra.features(),
            extra=tuple(extra.values.items()),
        )

    def _description(self, line: int, details: Parts, notices: list[Notice]) -> str:
        if "DESCRIPTION_LONG" not in details:
            return ""
        long = in_words(details.get("DESCRIPTION_LONG", ()), self._catalogue.language)
        if len(long) > MAX_TEXT:
            reason = f"cut at {MAX_TEXT} characters"
            notices.append(Notice(line, "DESCRIPTION_LONG", reason, long[:RAW_LIMIT]))
        return long[:MAX_TEXT]

    def _add_details(self, details: Parts, manufacturer: str, extra: Extra) -> None:
        extra.add("manufacturer", manufacturer)
        language = self._catalogue.language
        if "MANUFACTURER_TYPE_DESCR" in details:
            extra.add("manufacturer_type", in_words(details["MANUFACTURER_TYPE_DESCR"], language))
        for alternative in details.get("SUPPLIER_ALT_PID", ()):
            extra.add("supplier_alt_number", text(alternative))
        if "KEYWORD" in details:
            keywords = in_best_language(details["KEYWORD"], language)
            extra.add("keywords", "|".join(dict.fromkeys(map(text, keywords))))

    def _order(self, parts: Parts) -> tuple[str, str, Decimal | None, Decimal]:
        """Order unit, content unit, content units in an order unit, order units that a price is for."""
        order = self._only(parts, "PRODUCT_ORDER_DETAILS")
        ordered, content = _unit(order, "ORDER_UNIT"), _unit(order, "CONTENT_UNIT")
        held, per = value(order, "NO_CU_PER_OU"), value(order, "PRICE_QUANTITY")
        quantity = self._prices.number(per, "PRICE_QUANTITY") if per else _ONE
        if not quantity:
            raise Refused("PRICE_QUANTITY", f"expected more than 0, found {per!r}")
        return ordered, content, self._prices.number(held, "NO_CU_PER_OU") if held else None, quantity

    def _price(self, line: int, parts: Parts, order_unit: str) -> Price | None:
        blocks = parts.get("PRODUCT_PRICE_DETAILS", ())
        return self._prices.read(line, blocks, order_unit, self._catalogue) if blocks else None


def _unit(order: Parts, name: str) -> str:
    unit = value(order, name)
    if len(unit) > _LONGEST_UNIT:
        raise Refused(name, f"expected a unit code like C62 or MTR, found {unit[:40]!r}")
    return unit


@lru_cache(maxsize=256)
def _is_gtin(kind: str) -> bool:
    """Whether a type of INTERNATIONAL_PID is a GTIN's."""
    return kind.strip().lower().replace("-", "").replace("_", "") in _GTIN_TYPES


def _gtins(details: Parts, extra: Extra) -> tuple[str, ...]:
    """EAN, and INTERNATIONAL_PID of a GTIN's kind; the text as it is: the gate checks it."""
    found = [text(element) for element in details.get("EAN", ())]
    for element in details.get("INTERNATIONAL_PID", ()):
        kind = element.get("type") or ""
        if _is_gtin(kind):
            found.append(text(element))
        else:
            extra.add(f"international_pid:{kind.strip().lower() or '?'}", text(element))
    return tuple(dict.fromkeys(filter(None, found))) if found else ()


def _condition(details: Parts) -> str:
    if "PRODUCT_STATUS" not in details:
        return ""
    kinds = [(element.get("type") or "").strip().lower() for element in details.get("PRODUCT_STATUS", ())]
    return next((_CONDITIONS[kind] for kind in kinds if kind in _CONDITIONS), "")


def _relations(parts: Parts, catalogue: Catalogue) -> tuple[tuple[str, str, str], ...]:
    if "PRODUCT_REFERENCE" not in parts:
        return ()
    found = []
    for element in parts["PRODUCT_REFERENCE"]:
        kind = _RELATIONS.get((element.get("type") or "").strip().lower())
        if kind:
            found += [(kind, "", text(to)) for to in catalogue.names.parts(element).get("PROD_ID_TO", ())]
    return tuple(dict.fromkeys(found))
