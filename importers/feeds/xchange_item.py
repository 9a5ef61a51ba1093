"""One product of an xChange file as records: one for each of its trade items, which are what is ordered.

Product says what is made (brand, number, class, texts), TradeItem how it is sold (the supplier's number,
GTIN, price, unit). A product without a trade item is a manufacturer's data sheet: there is nothing to order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from catalog.records import FeedItem, Ignored, Notice, ProductRecord, Reject, Tombstone
from importers.feeds import xchange_details as details
from importers.feeds.xchange_price import Price, read_pricing
from importers.feeds.xchange_values import (
    LONGEST_VALUE,
    Pair,
    flag,
    group,
    in_language,
    line_of,
    objects,
    texts,
)
from importers.registers.fields import FieldFault, Row, required, text
from importers.text import RAW_LIMIT

_ENDING = ("PLANNED WITHDRAWAL", "OBSOLETE")
_TYPES = ("", "PHYSICAL")
# The schema's lengths: a text that fills its field may be the beginning of a longer one
_BRAND_WIDTH, _MAKER_WIDTH, _NUMBER_WIDTH = 50, 80, 35
_STOCKED = {None: "", True: "stocked", False: "not-stocked"}
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Context:
    """What the head of the file says that each record needs; ``language`` is the file's only one or ''."""

    currency: str
    language: str
    is_change: bool
    for_customer: bool


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all trade items of a product have in common."""

    product: Row
    status: str
    brand: str
    brand_cut: bool
    mpn: str
    gtins: tuple[str, ...]
    etim_class: str
    unspsc: str
    words: Row


def read_product(line: int, product: object, context: Context) -> Iterator[FeedItem]:
    """The records of one product, or what is wrong with it; ``line`` is its number in the file.

    Raises CustomerPrice for a confidential price.
    """
    if not isinstance(product, Mapping):
        yield Reject(line, "Product", "expected an object", line_of(product)[:RAW_LIMIT])
        return
    try:
        kind = text(group(product, "ProductDetails"), "ProductType")
        if kind not in _TYPES:
            yield Ignored(line, f"no goods: ProductType {kind[:40]}")
            return
        shared = _shared(product, context)
        items = objects(product, "TradeItem")
    except FieldFault as fault:
        yield fault.reject(line, product)
        return
    if not items:
        yield Ignored(line, "a product without a trade item: nothing to order")
    for item in items:
        notices: list[Notice] = []
        try:
            record = _read_item(line, shared, item, context, notices)
        except FieldFault as fault:
            yield fault.reject(line, item)
            continue
        yield from notices
        yield record


def _shared(product: Row, context: Context) -> _Shared:
    identity, about = group(product, "ProductIdentification"), group(product, "ProductDetails")
    maker, brand = text(identity, "ManufacturerName"), text(identity, "BrandName")
    width = _BRAND_WIDTH if brand else _MAKER_WIDTH
    # nothing is sold under the maker's name where the file says that the product carries none
    brand = "" if flag(identity, "UnbrandedProduct") else brand or maker
    classes = objects(product, "EtimClassification")
    return _Shared(
        product=product,
        status=text(about, "ProductStatus"),
        brand=line_of(brand),
        brand_cut=len(brand) == width,
        mpn=text(identity, "ManufacturerProductNumber"),
        gtins=texts(identity, "ProductGtin"),
        etim_class=text(classes[0], "EtimClassCode") if classes else "",
        unspsc=_unspsc(product),
        words=in_language(
            objects(about, "ProductDescriptions"),
            "MinimalProductDescription", "DescriptionLanguage", context.language,
        ),
    )  # fmt: skip


def _read_item(
    line: int, shared: _Shared, item: Row, context: Context, notices: list[Notice]
) -> ProductRecord | Tombstone:
    identity, about = group(item, "ItemIdentification"), group(item, "ItemDetails")
    number = required(identity, "SupplierItemNumber")
    statuses = (shared.status, text(about, "ItemStatus"))
    if context.is_change and "OBSOLETE" in statuses:
        return Tombstone(line, number)
    doubts = _Doubts(line, number, notices)
    price, priced = _pricing(item, context, doubts)
    extra, faults = details.extras(shared.product, item, context.language)
    for fault in faults:
        doubts.add("TradeItem", fault)
    return ProductRecord(
        line=line,
        supplier_number=number,
        name=_name(shared, about, context),
        description=_description(shared.words),
        brand=shared.brand,
        brand_cut=shared.brand_cut,
        mpn=shared.mpn,
        mpn_cut=len(shared.mpn) == _NUMBER_WIDTH,
        gtins=texts(identity, "ItemGtin") or shared.gtins,
        etim_class=shared.etim_class,
        unspsc=shared.unspsc,
        currency=context.currency if price else "",
        unit=doubts.optional("Ordering", lambda: text(group(item, "Ordering"), "OrderUnit"), ""),
        stock_state=_STOCKED[doubts.optional("StockItem", lambda: flag(about, "StockItem"), None)],
        image_url=doubts.optional("attachments", lambda: _picture(shared.product, item), ""),
        url=doubts.optional("attachments", lambda: _page(shared, item), ""),
        condition=text(about, "ItemCondition").lower(),
        discontinued=any(status in _ENDING for status in statuses),
        relations=doubts.optional("relations", lambda: details.relations(shared.product, item), ()),
        features=_features(shared.product, context, doubts),
        extra=(*priced, *extra),
        **_amounts(price),
    )


class _Doubts:
    """Notices about one trade item: what had to be left out of a record that goes on."""

    def __init__(self, line: int, number: str, notices: list[Notice]) -> None:
        self._line = line
        self._number = number
        self._notices = notices

    def add(self, name: str, reason: str) -> None:
        self._notices.append(Notice(self._line, name, reason, self._number[:RAW_LIMIT]))

    def optional(self, name: str, read: Callable[[], _Found], default: _Found) -> _Found:
        """What ``read`` gives, ``default`` with a notice where a field of it is malformed."""
        try:
            return read()
        except FieldFault as fault:
            self.add(name, f"{fault.field}: {fault}: left out")
            return default


def _pricing(item: Row, context: Context, doubts: _Doubts) -> tuple[Price | None, tuple[Pair, ...]]:
    pricing = read_pricing(item, for_customer=context.for_customer)
    if pricing.doubt:
        doubts.add("Pricing", pricing.doubt)
    if pricing.price is None or context.currency:
        return pricing.price, pricing.extra
    doubts.add("CurrencyCode", "the catalogue has no currency: price left out")
    return None, pricing.extra


def _features(product: Row, context: Context, doubts: _Doubts) -> tuple[tuple[str, str, str], ...]:
    none: tuple[tuple[tuple[str, str, str], ...], int] = ((), 0)
    found, left_out = doubts.optional(
        "EtimFeatures", lambda: details.features(product, context.language), none
    )
    if left_out:
        limits = f"at most {details.MOST_EXTRA}, of {LONGEST_VALUE} characters each"
        doubts.add("EtimFeatures", f"{left_out} features left out: {limits}")
    return found


def _amounts(price: Price | None) -> dict[str, Any]:
    if price is None:
        return {}
    return {
        "price": price.amount,
        "price_unit": price.unit,
        "price_quantity": price.quantity,
        "price_kind": price.kind,
    }


def _description(words: Row) -> str:
    return text(words, "FullProductDescription") or text(words, "UniqueMainProductDescription")


def _name(shared: _Shared, about: Row, context: Context) -> str:
    """The product's short description, else the trade item's."""
    found = text(shared.words, "MinimalProductDescription")
    if not found:
        entries = objects(about, "ItemDescriptions")
        own = in_language(entries, "MinimalItemDescription", "DescriptionLanguage", context.language)
        found = required(own, "MinimalItemDescription")
    return " ".join(found.split())


def _unspsc(product: Row) -> str:
    for entry in objects(product, "OtherClassifications"):
        if "UNSPSC" in text(entry, "ClassificationName").upper():
            return text(entry, "ClassificationClassCode")
    return ""


def _picture(product: Row, item: Row) -> str:
    return details.picture(item, "ItemAttachments") or details.picture(product, "ProductAttachments")


def _page(shared: _Shared, item: Row) -> str:
    return (
        text(shared.words, "ProductPageUrl")
        or details.page(item, "ItemAttachments")
        or details.page(shared.product, "ProductAttachments")
    )
