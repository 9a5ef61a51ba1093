"""What a seller's prices and units mean where his file does not say it, or says it in words of his own.

Options of a feed's profile: ``units`` (his words and the UN/ECE codes they stand for, ``STK=EA; M=MTR``),
``price_unit`` (the unit of prices without one), ``price_quantity`` (prices are for so many of it where
the file says 1 or nothing), ``price_per`` (``pack``: for a whole pack; ``mengde``: NELFO's Mengde is
the quantity of a price, as the specification says and some sellers do not).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from catalog.records import FeedItem, ProductRecord

OPTIONS = ("units", "price_unit", "price_quantity", "price_per")
PRICE_PER = ("pack", "mengde")
_CODE = re.compile(r"[A-Z0-9]{2,3}", re.ASCII)
_QUANTITY = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,4})?")
_MENGDE_UNITS = 10_000  # NELFO writes quantities with four implied decimals


@dataclass(frozen=True, slots=True)
class Rules:
    """The unit rules of one feed."""

    words: Mapping[str, str]
    price_unit: str
    price_quantity: Decimal | None
    price_per: str

    def applied(self, record: ProductRecord) -> ProductRecord:
        """The record with its units in codes and its price for a quantity that is known."""
        unit, price_unit = self._code(record.unit), self._code(record.price_unit)
        if record.price is None:
            return replace(record, unit=unit, price_unit=price_unit)
        quantity = record.price_quantity
        if self.price_quantity is not None and quantity in (None, 1):
            quantity = self.price_quantity
        held = self._held(record)
        if held:
            quantity, price_unit = held, unit or price_unit
        return replace(
            record, unit=unit, price_unit=price_unit or self.price_unit, price_quantity=quantity
        )

    def _code(self, word: str) -> str:
        return self.words.get(word.strip().casefold(), word)

    def _held(self, record: ProductRecord) -> Decimal | None:
        """How many units the price is for by ``price_per``; None where the record does not say."""
        if self.price_per == "pack":
            return record.pack_quantity
        if self.price_per == "mengde":
            said = dict(record.extra).get("mengde", "")
            return Decimal(said) / _MENGDE_UNITS if said.isdecimal() else None
        return None


def rules_of(options: Mapping[str, str]) -> Rules | None:
    """The rules that the options give, None where they give none. Raises ValueError with (key, reason)."""
    if not any(options.get(name) for name in OPTIONS):
        return None
    quantity = options.get("price_quantity", "")
    if quantity and not (_QUANTITY.fullmatch(quantity) and Decimal(quantity)):
        raise ValueError("price_quantity", f"a number above 0 like 100 is expected, found {quantity[:40]!r}")
    per = options.get("price_per", "")
    if per and per not in PRICE_PER:
        raise ValueError("price_per", f"{per[:40]!r} is none of {', '.join(PRICE_PER)}")
    unit = options.get("price_unit", "")
    if unit and not _CODE.fullmatch(unit):
        raise ValueError("price_unit", f"a UN/ECE code like EA or MTR is expected, found {unit[:40]!r}")
    return Rules(_words(options.get("units", "")), unit, Decimal(quantity) if quantity else None, per)


def ruled(items: Iterable[FeedItem], options: Mapping[str, str]) -> Iterator[FeedItem]:
    """The items, each record with the profile's unit rules applied."""
    rules = rules_of(options)
    if rules is None:
        yield from items
        return
    for item in items:
        yield rules.applied(item) if isinstance(item, ProductRecord) else item


def _words(text: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text.split(";"))):
        word, equals, code = (part.strip() for part in pair.partition("="))
        if not word or not equals or not _CODE.fullmatch(code):
            raise ValueError("units", f"pairs like STK=EA; M=MTR are expected, found {pair[:40]!r}")
        words[word.casefold()] = code
    return words
