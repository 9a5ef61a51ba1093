"""Which of a product's prices is its list price, and which must not be read at all.

``price_type`` of both versions: ``net_list`` is the list price without tax, before the customer's
discount: our ``gross``, the only one taken. ``net_customer`` and ``net_customer_exp`` are one customer's
own prices: never stored, and a file with nothing else is refused. ``gros_list`` and ``nrp`` (recommended)
hold tax, ``udp_*`` means what its supplier alone knows: left out, like a price of 0, of one day
(DAILY_PRICE) or of another unit than the order's (PRICE_BASE). PRICE_FACTOR is multiplied.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from importers.errors import UnreadableFeed
from importers.feeds.bmecat_header import Catalogue, day
from importers.feeds.bmecat_parts import LeftOut, Parts, Refused, value
from importers.numbers import STYLES, decimal_from
from importers.xml_stream import Element, text

LIST = "net_list"
CUSTOMERS = ("net_customer", "net_customer_exp")
_REASONS = {
    **dict.fromkeys(CUSTOMERS, "a customer's own price is left out"),
    "gros_list": "a price with tax is left out",
    "nrp": "a recommended price is left out",
    "": "a price without a price_type is left out",
}
_UNKNOWN = "a price type of the supplier's own is left out"
_ONE = Decimal(1)
# as XML Schema writes decimals: 12, 12.5, .5, 12.
_NUMBER = re.compile(r"(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})")


class Price(NamedTuple):
    """An amount in ``currency``; ``bound`` is the smallest quantity it holds for, in order units."""

    amount: Decimal
    currency: str
    bound: Decimal
    territory: int = 1


class Prices:
    """Reads the prices of one file's products and remembers what kinds of price it holds."""

    def __init__(self, options: Mapping[str, str], left_out: LeftOut) -> None:
        self._left_out = left_out
        self._style = options.get("decimal", "").strip()
        self._territory = options.get("territory", "").strip().upper() or "NO"
        self._currency = options.get("currency", "").strip().upper()
        self._customers = 0
        self._others = 0

    def check_options(self, subject: str) -> None:
        """Raises UnreadableFeed for an option that means nothing."""
        if self._style and self._style not in STYLES:
            reason = f"expected one of {', '.join(STYLES)}, found {self._style!r}"
            raise UnreadableFeed(subject, reason, field="option decimal")

    def refuse_confidential(self, subject: str) -> None:
        """Raises UnreadableFeed where all prices of the file were a customer's own."""
        if self._customers and not self._others:
            reason = (
                f"all {self._customers} prices are a customer's own (net_customer): confidential, expected"
                " list prices (net_list)"
            )
            raise UnreadableFeed(subject, reason, field="price_type")

    def number(self, written: str, name: str) -> Decimal:
        """A number of BMEcat: digits and a point; the profile's ``decimal`` allows other writings."""
        if not self._style:
            if _NUMBER.fullmatch(written):
                return Decimal(written)
            raise Refused(name, f"expected a number like 1234.50, found {written[:40]!r}")
        try:
            amount = decimal_from(written, self._style)
        except ValueError as error:
            raise Refused(name, str(error)) from error
        if amount < 0:
            raise Refused(name, f"expected 0 or more, found {written[:40]!r}")
        return amount

    def read(self, at: int, blocks: Sequence[Element], order_unit: str, catalogue: Catalogue) -> Price | None:
        """The list price for the smallest quantity, for one price quantity of the order unit.

        None where there is none, or where several could be it (counted, told at the end of the file).
        Raises Refused for a number that is none.
        """
        offered: list[Price] = []
        for block in blocks if len(blocks) == 1 else _current(blocks, catalogue):
            self._add_listed(offered, at, block, order_unit, catalogue)
        if len(offered) < 2:
            return offered[0] if offered else None
        best = min(price.territory for price in offered)
        offered = [price for price in offered if price.territory == best]
        own = [price for price in offered if price.currency == self._currency]
        lowest = min(price.bound for price in own or offered)
        found = [price for price in own or offered if price.bound == lowest]
        if len({(price.amount, price.currency) for price in found}) > 1:
            self._left_out.add(at, "PRICE_AMOUNT", "several list prices for one quantity: left out")
            return None
        return found[0]

    def _add_listed(
        self, offered: list[Price], at: int, block: Element, order_unit: str, catalogue: Catalogue
    ) -> None:
        details = catalogue.names.parts(block)
        daily = "DAILY_PRICE" in details and value(details, "DAILY_PRICE").lower() in ("true", "1")
        for element in details.get("PRODUCT_PRICE", ()):
            parts = catalogue.names.parts(element)
            written = value(parts, "PRICE_AMOUNT")
            if not written:
                continue
            if not written.strip("0.,"):
                self._left_out.add(at, "PRICE_AMOUNT", "a price of 0 is left out")
                continue
            kind = (element.get("price_type") or "").strip().lower()
            self._count(at, kind)
            if kind != LIST:
                continue
            if daily:
                self._left_out.add(at, "DAILY_PRICE", "a price of one day is left out")
                continue
            price = self._price(at, written, parts, order_unit, catalogue)
            if price is not None:
                offered.append(price)

    def _count(self, at: int, kind: str) -> None:
        if kind in CUSTOMERS:
            self._customers += 1
        else:
            self._others += 1
        if kind != LIST:
            self._left_out.add(at, "price_type", _REASONS.get(kind, _UNKNOWN))

    def _price(
        self, at: int, written: str, parts: Parts, order_unit: str, catalogue: Catalogue
    ) -> Price | None:
        amount = self.number(written, "PRICE_AMOUNT")
        factor = value(parts, "PRICE_FACTOR")
        if factor:
            amount *= self.number(factor, "PRICE_FACTOR")
        bound = value(parts, "LOWER_BOUND")
        currency = value(parts, "PRICE_CURRENCY").upper() or catalogue.currency
        if not currency:
            self._left_out.add(at, "PRICE_CURRENCY", "a price without a currency is left out")
            return None
        unit = text(parts["PRICE_BASE"][0], "PRICE_UNIT") if "PRICE_BASE" in parts else ""
        if unit and unit != order_unit:
            self._left_out.add(at, "PRICE_BASE", "a price in another unit than the order's is left out")
            return None
        lowest = self.number(bound, "LOWER_BOUND") if bound else _ONE
        return Price(amount, currency, lowest, self._distance(parts) if "TERRITORY" in parts else 1)

    def _distance(self, parts: Parts) -> int:
        """0 for a price of the profile's territory, 1 for one of none, 2 for one of others only."""
        named = [text(part).upper().split("-")[0] for part in parts["TERRITORY"]]
        return 0 if self._territory in named else 2


def _current(blocks: Sequence[Element], catalogue: Catalogue) -> Sequence[Element]:
    """Of several periods, those that hold on the day the file was written; all where none is known."""
    generated = catalogue.generated
    if len(blocks) < 2 or generated is None:
        return blocks
    held = []
    for block in blocks:
        days = {}
        for part in block.iterchildren("{*}DATETIME"):
            days[part.get("type")] = day(text(part, "DATE"))
        for name in ("valid_start_date", "valid_end_date"):
            days.setdefault(name, day(text(block, name.upper())))
        start, end = days.get("valid_start_date"), days.get("valid_end_date")
        if (start is None or start <= generated) and (end is None or generated <= end):
            held.append(block)
    return held or blocks
