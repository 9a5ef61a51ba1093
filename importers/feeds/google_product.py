"""One offer of a Google feed as a record. Every field that no column takes is kept in ``extra``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from catalog.records import Notice, ProductRecord
from importers.columns import RefusedCell
from importers.feeds.google_entry import Entry
from importers.feeds.google_labels import Said, add_certification, add_detail
from importers.feeds.google_text import damaged, plain
from importers.feeds.kept import Kept
from importers.numbers import decimal_from
from importers.text import RAW_LIMIT
from labels.groups import Groups
from labels.wording import Wordings

LONGEST_NAME, LONGEST_DESCRIPTION = 300, 5000
_PRICE = re.compile(r"([A-Za-z]{3})?\s*([^A-Za-z]+?)\s*([A-Za-z]{3})?")
_LONGEST_PRICE = 60
_USED = ("id", "title", "price", "availability", "brand", "gtin", "mpn", "condition", "identifier_exists")
_STOCK = {
    "instock": "in-stock",
    "outofstock": "out-of-stock",
    "backorder": "backorder",
    "preorder": "on-order",
}
_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading an offer needs: the profile's decimal style and currency, and the words of labels."""

    style: str
    currency: str
    wordings: Wordings
    groups: Groups


def read_product(entry: Entry, reading: Reading) -> tuple[ProductRecord, list[Notice]]:
    """The record of an offer and what had to be left out of it.

    ``price`` is for one of what the shop sells, as written: Google's prices may include VAT. Raises
    RefusedCell for an offer without id or title, with a field twice, or a price that cannot be read.
    """
    notices = list(entry.notices)
    notices += _repairs(entry)
    number, name = entry.one("id"), _capped(entry, "title", plain(entry.one("title")), LONGEST_NAME, notices)
    for column, value in (("id", number), ("title", name)):
        if not value:
            raise RefusedCell(column, "expected a value, found none")
    said, extra = Said(), Kept()
    _read_groups(entry, said, extra, reading.wordings)
    gtins, mpn = _identity(entry, extra, notices)
    price, currency = _price(plain(entry.one("price")), reading)
    _keep_rest(entry, extra)
    text = plain(entry.first("description") or entry.first("summary"))
    record = ProductRecord(
        line=entry.line,
        supplier_number=number,
        name=name,
        description=_capped(entry, "description", text, LONGEST_DESCRIPTION, notices),
        brand=plain(entry.one("brand")),
        mpn=mpn,
        gtins=gtins,
        product_group=_group(entry, reading.groups),
        price=price,
        currency=currency,
        price_quantity=Decimal(1) if price is not None else None,
        stock_state=_stock(entry, notices),
        image_url=entry.first("image_link"),
        url=entry.first("link"),
        condition=entry.one("condition"),
        labels=tuple(dict.fromkeys(said.labels)),
        label_codes=tuple(dict.fromkeys(said.codes)),
        extra=extra.pairs(),
    )
    return record, [*notices, *said.notices, *extra.notices(entry.line)]


def _repairs(entry: Entry) -> list[Notice]:
    found = []
    for column in ("title", "description", "brand"):
        if count := damaged(raw := entry.first(column)):
            reason = f"{count} control characters read as Windows-1252"
            found.append(Notice(entry.line, column, reason, raw[:RAW_LIMIT]))
    return found


def _capped(entry: Entry, column: str, text: str, limit: int, notices: list[Notice]) -> str:
    if len(text) > limit:
        reason = f"expected at most {limit} characters, found {len(text)}: cut"
        notices.append(Notice(entry.line, column, reason, text[:RAW_LIMIT]))
    return text[:limit]


def _read_groups(entry: Entry, said: Said, extra: Kept, wordings: Wordings) -> None:
    for name, group in entry.groups:
        if name == "product_detail":
            if not add_detail(said, entry.line, group, wordings):
                heading = filter(None, (group.get("section_name"), group.get("attribute_name")))
                extra.add(f"detail:{': '.join(heading)}", plain(group.get("attribute_value", "")))
            continue
        if name == "certification":
            add_certification(said, entry.line, group, wordings)
        extra.add(name, "; ".join(f"{part}={value}" for part, value in group.items() if value))


def _identity(entry: Entry, extra: Kept, notices: list[Notice]) -> tuple[tuple[str, ...], str]:
    """GTINs and part number, unless the shop says that they are not those of what it sells.

    A bundle carries the numbers of its main product, a shop's own multipack those of the single one.
    """
    gtins, mpn = tuple(dict.fromkeys(entry.values.get("gtin", ()))), entry.one("mpn")
    exists = entry.one("identifier_exists").lower()
    if exists and exists not in _YES + _NO:
        reason = "expected yes or no: its numbers are not used"
        notices.append(Notice(entry.line, "identifier_exists", reason, exists[:RAW_LIMIT]))
    many = entry.one("is_bundle").lower() not in ("", *_NO) or entry.one("multipack") not in ("", "0", "1")
    if exists not in ("", *_YES) or many:
        for column, value in [*(("gtin", gtin) for gtin in gtins), ("mpn", mpn)]:
            extra.add(column, value)
        return (), ""
    return gtins, mpn


def _price(text: str, reading: Reading) -> tuple[Decimal | None, str]:
    """Amount and currency of ``1 234,50 NOK``, (None, '') for an empty price."""
    if not text:
        return None, ""
    found = _PRICE.fullmatch(text) if len(text) <= _LONGEST_PRICE else None
    if found is None:
        raise RefusedCell("price", f"expected an amount and a currency code, found {text[:_LONGEST_PRICE]!r}")
    codes = {code.upper() for code in (found[1], found[3]) if code} or {reading.currency} - {""}
    if len(codes) != 1:
        raise RefusedCell("price", f"expected one currency code like NOK, found {text!r}")
    try:
        amount = decimal_from(found[2], reading.style)
    except ValueError as error:
        raise RefusedCell("price", str(error)) from error
    if amount < 0:
        raise RefusedCell("price", f"expected 0 or more, found {text!r}")
    return amount, codes.pop()


def _stock(entry: Entry, notices: list[Notice]) -> str:
    word = entry.one("availability")
    state = _STOCK.get(re.sub(r"[\s_-]", "", word.lower()).rpartition("/")[2], "")
    if word and not state:
        reason = "expected in_stock, out_of_stock, preorder or backorder: left out"
        notices.append(Notice(entry.line, "availability", reason, word[:RAW_LIMIT]))
    return state


def _group(entry: Entry, groups: Groups) -> str:
    """The category, where it is one of those that mean a product group; else '' and no doubt about it."""
    for column in ("google_product_category", "product_type"):
        for category in map(plain, entry.values.get(column, ())):
            if groups.from_text(category):
                return category
    return ""


def _keep_rest(entry: Entry, extra: Kept) -> None:
    text = "description" if "description" in entry.values else "summary"
    for name, values in entry.values.items():
        spare = values[1:] if name in (text, "link", "image_link") else () if name in _USED else values
        for value in spare:
            extra.add(name, plain(value))
