"""Prices as a filter: ranges that people ask for, and the bands that are counted.

A range holds its first amount and not its second, so that bands side by side count no product twice.
Amounts are compared as whole steps of 1/10000 krone, as the index holds prices; nothing is rounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from catalog.errors import InvalidRequest
from catalog.search.entries import PRICE_STEPS

# From the price of a connector to that of a heat pump: each about a decade in two steps.
BOUNDS = (20, 100, 500, 2_000, 10_000)
HIGHEST = 2**63 - 1
_AMOUNT = r"(?:[0-9]{1,12}(?:\.[0-9]{1,4})?)"
_RANGE = re.compile(rf"({_AMOUNT}?)-({_AMOUNT}?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Band:
    """A range of prices in steps: ``low`` is in it, ``high`` is not."""

    low: int
    high: int

    @property
    def text(self) -> str:
        """As an address names it: ``0-100``, ``100-``."""
        return f"{_krone(self.low)}-{'' if self.high == HIGHEST else _krone(self.high)}"


def parse_band(text: str) -> Band:
    """Reads ``100-500``, ``-100`` or ``99.50-``. Raises InvalidRequest for what is no range."""
    match = _RANGE.fullmatch(text)
    if match is None or text == "-":
        raise InvalidRequest("price", f"{text[:40]!r} is not a range like 100-500, -100 or 500-")
    low, high = (int(Decimal(amount) * PRICE_STEPS) if amount else None for amount in match.groups())
    band = Band(low or 0, HIGHEST if high is None else high)
    if band.low >= band.high:
        raise InvalidRequest("price", f"{text!r} ends before it begins")
    return band


def _standing() -> tuple[Band, ...]:
    edges = [0, *(bound * PRICE_STEPS for bound in BOUNDS), HIGHEST]
    return tuple(Band(low, high) for low, high in zip(edges, edges[1:], strict=False))


BANDS = _standing()


def _krone(steps: int) -> str:
    text = f"{Decimal(steps) / PRICE_STEPS:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
