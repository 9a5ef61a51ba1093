"""The ``table`` feed: CSV or XLSX with our column names, or names that the profile maps to them.

Cells of gtin, labels and certificates may hold several values separated by ``|``; a comma is text.
``labels`` is what the supplier claims, in his words; ``certificates`` are pairs ``label:number``. A column
named by an ETIM feature's code (``EF000007``), also through the profile, holds the values of that feature.
What Merkbar's own export adds is read by ``table_more``; the apostrophe that it sets before what a
spreadsheet would run is taken away. Options of the profile: those of ``importers.tabular``, ``decimal``
(``,`` ``.`` or auto, the default: an amount with two readings is a reject), ``el_country`` (NO) and
``currency`` (NOK) for empty cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from catalog.cells import unguarded
from catalog.records import FeedItem, Notice, ProductRecord
from importers.columns import Columns, RefusedCell, values
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds import table_more
from importers.numbers import STYLES, decimal_from
from importers.spreadsheet import NumberText
from importers.tabular import LONGEST_LINE, read_rows
from importers.text import RAW_LIMIT

COLUMNS = (
    "supplier_number", "gtin", "mpn", "brand", "name", "description", "el_number", "el_country",
    "etim_class", "product_group", "price", "currency", "price_unit", "price_quantity", "unit", "stock",
    "image_url", "url", "labels", "certificates", "condition",
)  # fmt: skip
REQUIRED = ("supplier_number", "name")
_LONGEST_STATE = 20
FEATURE = re.compile(r"ef[0-9a-z]{6}")
_LOGICAL = {"true": "true", "ja": "true", "yes": "true", "false": "false", "nei": "false", "no": "false"}


def parse(path: Path, profile: Profile) -> Iterator[FeedItem]:
    """One record a row. Raises UnreadableFeed where the file is no table with the required columns."""
    options = profile.options
    defaults = _Defaults(
        style=options.get("decimal", "") or "auto",
        el_country=options.get("el_country", "").strip().upper() or "NO",
        currency=options.get("currency", "").strip().upper() or "NOK",
    )
    if defaults.style not in STYLES:
        reason = f"expected one of {', '.join(STYLES)}, found {defaults.style!r}"
        raise UnreadableFeed(path.name, reason, field="option decimal")
    columns = Columns(
        path.name, (*COLUMNS, *table_more.COLUMNS), REQUIRED, profile.columns, further=FEATURE,
        passed_over=table_more.PASSED_OVER, wide={"extra": table_more.LONGEST_EXTRA},
    )  # fmt: skip
    repairs: list[Notice] = []
    for item in columns.renamed(read_rows(path, options, longest=LONGEST_LINE, repairs=repairs)):
        if isinstance(item, tuple):
            yield from _items(*item, defaults)
        else:
            yield item
    yield from repairs


@dataclass(frozen=True, slots=True)
class _Defaults:
    style: str
    el_country: str
    currency: str


def _items(line: int, cells: Mapping[str, str], defaults: _Defaults) -> Iterator[FeedItem]:
    notices: list[Notice] = []
    cells = {name: type(cell)(unguarded(cell)) for name, cell in cells.items()}
    try:
        record = _record(line, cells, defaults, notices)
    except RefusedCell as refused:
        yield refused.reject(line, cells)
        return
    yield from notices
    yield record


def _record(line: int, cells: Mapping[str, str], defaults: _Defaults, notices: list[Notice]) -> ProductRecord:
    for name in REQUIRED:
        if not cells[name]:
            raise RefusedCell(name, "expected a value, found an empty cell")
    price = _amount(cells, "price", defaults.style)
    quantity = _amount(cells, "price_quantity", defaults.style)
    if quantity is not None and not quantity:
        raise RefusedCell("price_quantity", f"expected more than 0, found {cells['price_quantity']!r}")
    stock_quantity, stock_state = _stock(line, cells["stock"], defaults.style, notices)
    priced = price is not None
    beyond = table_more.more(line, cells, _amount(cells, "pack_quantity", defaults.style), notices)
    return ProductRecord(
        line=line,
        supplier_number=cells["supplier_number"],
        name=cells["name"],
        description=cells["description"],
        brand=cells["brand"],
        mpn=cells["mpn"],
        gtins=values(cells["gtin"]),
        el_number=cells["el_number"],
        el_country=(cells["el_country"].upper() or defaults.el_country) if cells["el_number"] else "",
        etim_class=cells["etim_class"],
        product_group=cells["product_group"],
        price=price,
        currency=(cells["currency"].upper() or defaults.currency) if priced else "",
        price_unit=cells["price_unit"],
        price_quantity=quantity or (Decimal(1) if priced else None),
        unit=cells["unit"],
        stock_quantity=stock_quantity,
        stock_state=stock_state,
        image_url=cells["image_url"],
        url=cells["url"],
        condition=cells["condition"],
        labels=values(cells["labels"]),
        certificates=_certificates(line, cells["certificates"], notices),
        **{**beyond, "features": (*_features(cells, defaults.style), *beyond["features"])},
    )


def _features(cells: Mapping[str, str], style: str) -> tuple[tuple[str, str, str], ...]:
    """ETIM's features of a row. A number gets a point; one with two readings stays as it stands."""
    found = []
    for name, cell in cells.items():
        if cell and cell != "-" and FEATURE.fullmatch(name.lower()):
            said = _LOGICAL.get(cell.casefold(), cell)
            with suppress(ValueError):
                said = format(_number(cell, style), "f")
            found.append((name.upper(), said, ""))
    return tuple(found)


def _number(cell: str, style: str) -> Decimal:
    return decimal_from(cell, "." if isinstance(cell, NumberText) else style)


def _amount(cells: Mapping[str, str], name: str, style: str) -> Decimal | None:
    """The number in a cell, None where it is empty; never below 0."""
    cell = cells[name]
    if not cell:
        return None
    try:
        amount = _number(cell, style)
    except ValueError as error:
        raise RefusedCell(name, str(error)) from error
    if amount < 0:
        raise RefusedCell(name, f"expected 0 or more, found {cell[:40]!r}")
    return amount


def _stock(line: int, cell: str, style: str, notices: list[Notice]) -> tuple[Decimal | None, str]:
    """A quantity, or the supplier's word for it; what is neither is left out with a notice."""
    try:
        amount = _number(cell, style) if cell else None
    except ValueError as error:
        if not cell[0].isdigit() and cell[0] not in "+-" and len(cell) <= _LONGEST_STATE:
            return None, cell
        notices.append(Notice(line, "stock", f"{error}: left out", cell[:RAW_LIMIT]))
        return None, ""
    if amount is not None and amount < 0:
        notices.append(Notice(line, "stock", "expected 0 or more: left out", cell[:RAW_LIMIT]))
        return None, ""
    return amount, ""


def _certificates(line: int, cell: str, notices: list[Notice]) -> tuple[tuple[str, str], ...]:
    pairs = []
    for value in values(cell):
        label, colon, number = (part.strip() for part in value.partition(":"))
        if label and colon and number:
            pairs.append((label, number))
        else:
            reason = "expected label:number, left out"
            notices.append(Notice(line, "certificates", reason, value[:RAW_LIMIT]))
    return tuple(pairs)
