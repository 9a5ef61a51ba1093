"""Totals and the labelled share, counted alike for a basket, a supplier's part and an order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Protocol

from labels.model import State

VERIFIED = "verified"
DECLARED = "declared"
NONE = "none"


class Shown(Protocol):
    """A label as the totals see it, of today or frozen."""

    @property
    def state(self) -> State:
        """What the label is worth."""


class Counted(Protocol):
    """A line as the totals see it."""

    @property
    def labels(self) -> Sequence[Shown]:
        """The labels shown with the line."""

    @property
    def currency(self) -> str:
        """ISO 4217 code of the total."""

    @property
    def total(self) -> Decimal | None:
        """What the line costs, None where no price is known."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency and how it divides by the best evidence of each line."""

    currency: str
    verified: Decimal
    declared: Decimal
    none: Decimal

    @property
    def total(self) -> Decimal:
        """The whole amount."""
        return self.verified + self.declared + self.none


@dataclass(frozen=True, slots=True)
class Share:
    """The labelled share. A line counts once, by its best evidence; verified includes expiring.

    ``unpriced`` lines are in the line counts but in no amount. ``money`` has one entry a currency.
    """

    verified: int
    declared: int
    none: int
    unpriced: int
    money: tuple[Money, ...]

    @property
    def lines(self) -> int:
        """All lines."""
        return self.verified + self.declared + self.none


def standing(labels: Sequence[Shown]) -> str:
    """The best evidence of the labels: ``verified`` (also expiring), ``declared`` or ``none``."""
    states = {label.state for label in labels}
    if states & {State.VERIFIED, State.EXPIRING}:
        return VERIFIED
    return DECLARED if State.DECLARED in states else NONE


def share(lines: Iterable[Counted]) -> Share:
    """Counts the lines and adds up their totals."""
    counts = {VERIFIED: 0, DECLARED: 0, NONE: 0}
    unpriced = 0
    amounts: dict[str, dict[str, Decimal]] = {}
    for line in lines:
        kind = standing(line.labels)
        counts[kind] += 1
        if line.total is None:
            unpriced += 1
            continue
        held = amounts.setdefault(line.currency, dict.fromkeys(counts, Decimal(0)))
        held[kind] += line.total
    money = tuple(
        Money(currency, held[VERIFIED], held[DECLARED], held[NONE])
        for currency, held in sorted(amounts.items())
    )
    return Share(counts[VERIFIED], counts[DECLARED], counts[NONE], unpriced, money)


def percent(part: Decimal | int, whole: Decimal | int) -> int:
    """Whole per cent, rounded down: 99.6 % labelled must never read as all of it.

    >>> percent(2, 3)
    66
    """
    if not whole:
        return 0
    return int((Decimal(part) * 100 / Decimal(whole)).to_integral_value(ROUND_FLOOR))
