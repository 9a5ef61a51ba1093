"""The price of a catalogue line: the amount for a base quantity of a unit, without VAT."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from catalog.records import Notice
from importers import xml_stream
from importers.columns import RefusedCell
from importers.feeds.peppol_fields import Fields
from importers.xml_stream import Element

# xsd:decimal as UBL has it: a comma is never a decimal sign nor a thousands separator
_NUMBER = re.compile(r"\+?(?:[0-9]{1,15}(?:\.[0-9]{0,10})?|\.[0-9]{1,10})")
_CURRENCY = re.compile(r"[A-Z]{3}")
# UNCL 5387: calculation net and gross, contract price
_KINDS: Mapping[str, str] = {"AAA": "net", "CT": "net", "AAB": "gross"}


@dataclass(frozen=True, slots=True)
class Price:
    """``amount`` in ``currency`` for ``quantity`` of ``unit``; ``kind`` is '' where the file does not say."""

    amount: Decimal
    currency: str
    quantity: Decimal
    unit: str
    kind: str


def amount(name: str, text: str) -> Decimal:
    """A number of 0 or more. Raises RefusedCell for anything else."""
    if not _NUMBER.fullmatch(text):
        raise RefusedCell(name, f"expected a number like 1234.50, found {text[:40]!r}")
    return Decimal(text)


def read_price(fields: Fields, line: int, orderable_unit: str, notices: list[Notice]) -> Price | None:
    """The line's price; None without one, or with several that nothing orders.

    Prices by quantity: the one for the smallest quantity. Prices by place: none, with a notice. Raises
    RefusedCell for an amount, currency or quantity that is none.
    """
    places = [
        place
        for place in xml_stream.children(fields.line, "RequiredItemLocationQuantity")
        if fields.only(place, "Price", "PriceAmount") is not None
    ]
    prices = [_price(fields, place, orderable_unit) for place in places]
    if len(set(prices)) <= 1:
        for place in places:
            fields.take(place, "Price", "PriceAmount")
            fields.take(place, "Price", "BaseQuantity")
        return prices[0] if prices else None
    smallest = [_minimum(fields, place) for place in places]
    first = {price for price, least in zip(prices, smallest, strict=True) if least == min(smallest)}
    if len(first) == 1 and len({_territory(place) for place in places}) == 1:
        return first.pop()
    reason = f"expected one price, found {len(set(prices))} for other places or quantities: left out"
    notices.append(Notice(line, "PriceAmount", reason))
    return None


def _price(fields: Fields, place: Element, orderable_unit: str) -> Price:
    money = fields.only(place, "Price", "PriceAmount")
    base = fields.only(place, "Price", "BaseQuantity")
    kind = fields.only(place, "Price", "PriceType")
    currency = "" if money is None else money.get("currencyID", "").strip().upper()
    if money is None or not _CURRENCY.fullmatch(currency):
        raise RefusedCell("currencyID", f"expected a currency code like NOK, found {currency[:40]!r}")
    quantity = Decimal(1) if base is None else amount("BaseQuantity", xml_stream.text(base))
    if not quantity:
        raise RefusedCell("BaseQuantity", "expected more than 0, found 0")
    unit = "" if base is None else base.get("unitCode", "").strip()
    return Price(
        amount("PriceAmount", xml_stream.text(money)),
        currency,
        quantity,
        unit or orderable_unit,
        "" if kind is None else _KINDS.get(xml_stream.text(kind), ""),
    )


def _minimum(fields: Fields, place: Element) -> Decimal:
    found = fields.only(place, "MinimumQuantity")
    return Decimal(0) if found is None else amount("MinimumQuantity", xml_stream.text(found))


def _territory(place: Element) -> tuple[str, ...]:
    return tuple(xml_stream.text(part) for part in xml_stream.children(place, "ApplicableTerritoryAddress"))
