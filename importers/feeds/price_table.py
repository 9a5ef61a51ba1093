"""One customer's prices as a ``table``: ``supplier_number`` and ``price`` (net, without VAT), perhaps with
``currency``, ``price_unit`` and ``price_quantity``; further columns are noticed and ignored.

Options of the profile are those of the ``table`` feed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from catalog.records import FileFacts, Notice, PriceTerm, TermItem
from importers.columns import Columns, RefusedCell
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds.nelfo_agreement import PRICES, SOURCE
from importers.numbers import STYLES, decimal_from
from importers.tabular import read_rows

COLUMNS = ("supplier_number", "price", "currency", "price_unit", "price_quantity")
REQUIRED = ("supplier_number", "price")
_LONGEST = {"supplier_number": 64, "currency": 3, "price_unit": 8}


def parse(path: Path, profile: Profile) -> Iterator[TermItem]:
    """One term a row. Raises UnreadableFeed where the file is no table with the required columns."""
    options = profile.options
    style = options.get("decimal", "") or "auto"
    if style not in STYLES:
        reason = f"expected one of {', '.join(STYLES)}, found {style!r}"
        raise UnreadableFeed(path.name, reason, field="option decimal")
    currency = options.get("currency", "").strip().upper() or "NOK"
    mapping = {ours: theirs for ours, theirs in profile.columns.items() if ours in COLUMNS}
    repairs: list[Notice] = []
    yield FileFacts(extra=((SOURCE, PRICES),))
    columns = Columns(path.name, COLUMNS, REQUIRED, mapping)
    for item in columns.renamed(read_rows(path, options, repairs=repairs)):
        if not isinstance(item, tuple):
            yield item
            continue
        line, cells = item
        try:
            yield _term(line, cells, style, currency)
        except RefusedCell as refused:
            yield refused.reject(line, cells)
    yield from repairs


def _term(line: int, cells: Mapping[str, str], style: str, currency: str) -> PriceTerm:
    for name, longest in _LONGEST.items():
        if len(cells[name]) > longest:
            raise RefusedCell(name, f"expected at most {longest} characters, found {len(cells[name])}")
    if not cells["supplier_number"]:
        raise RefusedCell("supplier_number", "expected a value, found an empty cell")
    return PriceTerm(
        line=line,
        kind="price",
        number=cells["supplier_number"],
        price=_amount(cells, "price", style),
        currency=cells["currency"].upper() or currency,
        price_unit=cells["price_unit"],
        price_quantity=_amount(cells, "price_quantity", style) if cells["price_quantity"] else None,
    )


def _amount(cells: Mapping[str, str], name: str, style: str) -> Decimal:
    try:
        amount = decimal_from(cells[name], style)
    except ValueError as error:
        raise RefusedCell(name, str(error)) from error
    if amount <= 0:
        raise RefusedCell(name, f"expected more than 0, found {cells[name]!r}")
    return amount
