"""EPEAT registers per country: one id has a row for each, and they need not say the same.

A certificate has one tier and one first day, so where its countries differ the weakest word counts for
all: the lowest tier, the latest day. An archived country is left out while others stand: it must not
keep what it lost, and must not take the label from the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

TIERS = ("bronze", "silver", "gold")
ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Registration:
    """What one row says: ``first`` and ``last`` are inclusive days."""

    status: str
    tier: str
    first: date
    last: date | None = None


@dataclass(slots=True)
class Registrations:
    """All rows of a file by id and country, and what follows for each row."""

    _found: dict[str, dict[str, Registration]] = field(default_factory=dict)
    _contradicting: set[str] = field(default_factory=set)
    weakened: set[str] = field(default_factory=set)

    def add(self, key: str, country: str, said: Registration) -> None:
        """One row. Two rows of one id and country that differ contradict each other."""
        if self._found.setdefault(key, {}).setdefault(country, said) != said:
            self._contradicting.add(key)

    def left_out(self, key: str, said: Registration) -> bool:
        """Whether a row is archived while the id stands in another country."""
        others = self._found.get(key, {}).values()
        return (
            key not in self._contradicting
            and said.status == ARCHIVED
            and any(other.status != ARCHIVED for other in others)
        )

    def agreed(self, key: str, said: Registration) -> Registration:
        """What counts for a row: its own word where all countries agree. Rows that contradict each
        other stay as they are, so that the gate sees it and refuses them."""
        same = {other for other in self._found.get(key, {}).values() if other.status == said.status}
        if key in self._contradicting or len(same) < 2:
            return said
        self.weakened.add(key)
        return replace(
            said,
            tier=_lowest(other.tier for other in same),
            first=max(other.first for other in same),
            last=min((other.last for other in same if other.last), default=None),
        )


def _lowest(tiers: Iterable[str]) -> str:
    """The lowest tier; none at all, or a word that is no tier, is lower than bronze."""
    return min(tiers, key=lambda tier: (TIERS.index(tier) if tier in TIERS else -1, tier))
