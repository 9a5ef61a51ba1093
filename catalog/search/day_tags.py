"""Which labels hold on one day: computed from the intervals by the first query of a day, then kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from catalog.search.pack import Array, Pack
from catalog.search.port import EVIDENCE
from catalog.search.sets import Column, by_set, small

MAX_TABLES = 64
Pair = tuple[str, str]
Asked = tuple[tuple[str, ...], tuple[str, ...], str]


class DayTags:
    """The labels that hold on ``day`` where the data sets in ``stale`` vouch for nothing.

    Bits are pairs of label and tier. ``column`` numbers the distinct combinations of bits; a label that
    is verified on a product is not declared on it.
    """

    def __init__(
        self, pack: Pack, pairs: Sequence[Pair], alive: Array | None, day: date, stale: frozenset[int]
    ) -> None:
        self.pairs = pairs
        today = day.toordinal()
        holds = (pack["interval.first"] <= today) & (today <= pack["interval.last"])
        vouched = pack["interval.verified"]
        fresh = ~np.isin(pack["interval.dataset"], np.fromiter(stale, np.int64, len(stale)))
        size = len(pack["product_id"])
        verified = _bits(pack, holds & vouched & fresh, size)
        declared = _bits(pack, holds & ~vouched, size)
        for label in {label for label, _tier in pairs}:
            mask = np.uint64(self.bits((label,), ()))
            declared = np.where((verified & mask) != 0, declared & ~mask, declared)
        tagged = np.flatnonzero((verified | declared) != 0)
        ours, first = np.unique(verified[tagged], return_inverse=True)
        theirs, second = np.unique(declared[tagged], return_inverse=True)
        distinct, numbers = np.unique(first * len(theirs) + second, return_inverse=True)
        sets = len(distinct) + 1
        column = small(np.zeros(size, np.uint32), sets)
        column[tagged] = numbers + 1
        first, second = np.divmod(distinct, max(len(theirs), 1))
        none = np.zeros(1, np.uint64)
        ours, theirs = np.concatenate((none, ours[first])), np.concatenate((none, theirs[second]))
        self.column = Column(column, *by_set(column, sets, alive))
        self._held = {"verified": ours, "declared": theirs, "all": ours | theirs}
        self._tables: dict[Asked, TagTable] = {}

    def bits(self, labels: Sequence[str], tiers: Sequence[str]) -> int:
        """The bits of the pairs with one of the labels and one of the tiers; empty means any."""
        found = 0
        for number, (label, tier) in enumerate(self.pairs):
            if (not labels or label in labels) and (not tiers or tier in tiers):
                found |= 1 << number
        return found

    def having(self, labels: Sequence[str], tiers: Sequence[str], evidence: str) -> Array:
        """For each combination, whether a tag with one of the labels and tiers counts as ``evidence``."""
        found: Array = (self._held[evidence] & np.uint64(self.bits(labels, tiers))) != 0
        return found

    def table(self, labels: tuple[str, ...], tiers: tuple[str, ...], evidence: str) -> TagTable:
        """What to sum up for the facets of a request that has chosen these; kept."""
        asked = (labels, tiers, evidence)
        found = self._tables.get(asked)
        if found is None:
            if len(self._tables) >= MAX_TABLES:
                self._tables.clear()
            found = self._tables[asked] = TagTable(self, *asked)
        return found


class TagTable:
    """Sums over combinations: for each label and tier the matches under the evidence filter and the
    declared ones, for each kind of evidence all."""

    def __init__(self, tags: DayTags, labels: tuple[str, ...], tiers: tuple[str, ...], evidence: str) -> None:
        self.labels = sorted({label for label, _tier in tags.pairs if label}.union(labels))
        self.tiers = sorted({tier for _label, tier in tags.pairs if tier}.union(tiers))
        asked: list[tuple[tuple[str, ...], tuple[str, ...]]] = [((label,), tiers) for label in self.labels]
        asked += [(labels, (tier,)) for tier in self.tiers]
        rows = [tags.having(one, other, kind) for kind in (evidence, "declared") for one, other in asked]
        anything = np.ones(tags.column.sets, np.bool_)
        restricted = bool(labels or tiers)
        rows += [tags.having(labels, tiers, kind) if restricted else anything for kind in EVIDENCE]
        self._rows = np.array(rows, np.int64)

    def sums(self, counts: Array) -> tuple[list[tuple[str, int, int]], list[tuple[str, int, int]], list[int]]:
        """From counts of combinations: labels and tiers with both sums, and the sums of EVIDENCE."""
        found = (self._rows @ counts).tolist()
        names = [*self.labels, *self.tiers]
        both = list(zip(names, found, found[len(names) :], strict=False))
        return both[: len(self.labels)], both[len(self.labels) :], found[2 * len(names) :]


def _bits(pack: Pack, rows: Array, size: int) -> Array:
    found = np.zeros(size, np.uint64)
    bits = np.uint64(1) << pack["interval.pair"][rows].astype(np.uint64)
    np.bitwise_or.at(found, pack["interval.doc"][rows], bits)
    return found
