"""The price of an xChange trade item.

GrossListPrice is the supplier's general price; NetPrice is "customer-specific" by the format's own
definition. So a catalogue that names its buyer or a contract and holds net prices is refused whole, and
where both are given only the gross price is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from importers.feeds.xchange_values import Pair, amount, flag, line_of, objects
from importers.registers.fields import FieldFault, Row, text

_KEPT = ("PriceUnitFactor", "RecommendedRetailPrice", "Vat", "PriceValidityDate", "PriceExpiryDate")


class CustomerPrice(Exception):
    """A net price in a catalogue that was made for one customer."""


@dataclass(frozen=True, slots=True)
class Price:
    """``amount`` for ``quantity`` of ``unit``; ``kind`` is gross or net."""

    amount: Decimal
    unit: str
    quantity: Decimal
    kind: str

    @property
    def per(self) -> tuple[str, Decimal]:
        """What the amount is for."""
        return self.unit, self.quantity


@dataclass(frozen=True, slots=True)
class Pricing:
    """What is known of an item's price: one price or none, why not, and what else the file says of it."""

    price: Price | None
    doubt: str
    extra: tuple[Pair, ...]


def read_pricing(item: Row, *, for_customer: bool) -> Pricing:
    """The item's price. Raises FieldFault for a malformed amount, CustomerPrice for a confidential one.

    A file may give several units, quantities or periods. Gross goes before net, then the first unit and
    quantity counts; two amounts for it (this year's and next year's) leave the price open: which of them
    is today's is not a parser's to say.
    """
    prices: list[tuple[Price, Row]] = []
    extra: list[Pair] = []
    doubt = ""
    for entry in objects(item, "Pricing"):
        found = _price(entry, for_customer=for_customer)
        if isinstance(found, Price):
            prices.append((found, entry))
        elif flag(entry, "PriceOnRequest"):
            extra.append(("PriceOnRequest", "true"))
        else:
            doubt = doubt or found
    prices.sort(key=lambda pair: pair[0].kind)  # stable: gross, net
    if not prices:
        return Pricing(None, doubt, tuple(extra))
    first, entry = prices[0]
    same = {one for one, _ in prices if one.kind == first.kind and one.per == first.per}
    if len(same) > 1:
        amounts = ", ".join(sorted(format(price.amount, "f") for price in same)[:5])
        return Pricing(None, f"several prices for one unit ({amounts}): price left out", tuple(extra))
    if any(one.per != first.per for one, _ in prices):
        doubt = f"prices for several units: the one for {first.quantity} {first.unit} was taken"
    return Pricing(first, doubt, (*extra, *_extra(entry)))


def _price(entry: Row, *, for_customer: bool) -> Price | str:
    """The price of one entry, or why it has none ('' where none was given)."""
    if for_customer and entry.get("NetPrice") is not None:
        raise CustomerPrice
    gross, net = amount(entry, "GrossListPrice"), amount(entry, "NetPrice")
    chosen = net if gross is None else gross
    if chosen is None or flag(entry, "PriceOnRequest"):
        return ""
    unit, quantity = text(entry, "PriceUnit"), amount(entry, "PriceQuantity")
    if not unit or quantity is None:
        missing = "PriceQuantity" if unit else "PriceUnit"
        return f"expected {missing}, found none: price left out"
    if not quantity:
        raise FieldFault("PriceQuantity", "expected more than 0, found 0")
    return Price(chosen, unit, quantity, "net" if gross is None else "gross")


def _extra(entry: Row) -> Iterator[Pair]:
    return ((name, line_of(entry[name])) for name in _KEPT if line_of(entry.get(name)))
