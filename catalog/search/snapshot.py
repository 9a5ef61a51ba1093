"""One open generation, read-only and shared by all threads of a process.

Opening maps files and reads one small JSON; nothing is copied. What depends on the day (which labels
hold) is computed by the first query of a day and kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock

import numpy as np

from catalog.search import publish
from catalog.search.analysis import fold
from catalog.search.columns import SET_DIMENSIONS, Segment, open_segment
from catalog.search.generation import fold_value
from catalog.search.lookup import Dictionary
from catalog.search.pack import Array, Pack, open_pack
from catalog.search.shelf import SHELVES

KEPT_DAYS = 4


class Column:
    """A column of set numbers, one a document; ``sets`` is how many there are."""

    __slots__ = ("_alive", "_living", "numbers", "sets")

    def __init__(self, numbers: Array, sets: int, alive: Array | None) -> None:
        self.numbers = numbers
        self.sets = sets
        self._alive = alive
        self._living: Array | None = None

    def counts(self, rows: Array | None) -> Array:
        """How many of the given documents have each set; of all living ones for None, kept."""
        if rows is not None:
            return np.bincount(self.numbers[rows], minlength=self.sets)
        if self._living is None:
            living = self.numbers if self._alive is None else self.numbers[self._alive]
            self._living = np.bincount(living, minlength=self.sets)
        return self._living


@dataclass(frozen=True, slots=True)
class SetColumn:
    """A filter's column; ``owners[i]`` is a set that holds value number ``members[i]``."""

    column: Column
    members: Array
    owners: Array
    values: Sequence[str]
    numbers: Mapping[str, int]

    def having(self, keys: Sequence[str]) -> Array:
        """For each set, whether it holds one of the folded values."""
        wanted = [self.numbers[key] for key in keys if key in self.numbers]
        found = np.zeros(self.column.sets, np.bool_)
        found[self.owners[np.isin(self.members, wanted)]] = True
        return found

    def per_value(self, counts: Array) -> Array:
        """Counts of values from counts of sets."""
        return np.bincount(self.members, counts[self.owners], len(self.values)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class DayTags:
    """The labels that hold on one day. Bits are pairs of label and tier (``Snapshot.pairs``).

    ``column`` numbers the distinct combinations; ``held`` are their bits under each evidence filter.
    A label that is verified on a product is not declared on it.
    """

    column: Column
    held: Mapping[str, Sequence[int]]

    def having(self, bits: int, evidence: str) -> Array:
        """For each combination, whether one of the bits counts under an evidence filter."""
        return np.array([held & bits != 0 for held in self.held[evidence]], np.bool_)


class Snapshot:
    """A generation as queries see it. Raises OSError, PackError or IndexUnavailable when opened."""

    def __init__(self, folder: Path) -> None:
        self.meta = publish.read_meta(folder)
        self.pack: Pack = open_pack(folder / publish.ARRAYS)
        self.segments: list[Segment] = []
        base = 0
        for name, size in self.meta.segments:
            self.segments.append(open_segment(folder, name, base))
            base += size
        self.size = base
        self.dictionary = Dictionary(self.segments)
        self.alive = self.pack["alive"]
        self.has_deleted = self.meta.documents < self.size
        self._marked = self.alive if self.has_deleted else None
        self.product_id = self.pack["product_id"]
        self.price = self.pack["price"]
        self.shelf = Column(self.pack["shelf"], SHELVES, self._marked)
        self.has_features = any(len(segment.features.values) for segment in self.segments)
        self.pairs = self.meta.pairs
        self.sets = {dimension: self._set_column(dimension) for dimension in SET_DIMENSIONS}
        self._ranks: dict[str, Array] = {}
        self._folded: dict[str, list[str]] = {}
        self._lock = Lock()
        self._days: dict[tuple[date, frozenset[int]], DayTags] = {}

    def _set_column(self, dimension: str) -> SetColumn:
        values = self.meta.values[dimension]
        owners = self.pack[f"{dimension}.owner"]
        sets = int(owners[-1]) + 1 if len(owners) else 1
        return SetColumn(
            column=Column(self.pack[f"{dimension}.set"], sets, self._marked),
            members=self.pack[f"{dimension}.value"],
            owners=owners,
            values=values,
            numbers={fold_value(dimension, value): number for number, value in enumerate(values)},
        )

    def featured(self, texts: Sequence[str]) -> Array:
        """Which documents have one of the feature values ``EF000008:3``; also deleted ones."""
        found = np.zeros(self.size, np.bool_)
        for segment in self.segments:
            for text in texts:
                value = text.encode("utf-8", "surrogatepass")
                found[segment.features.documents(value).astype(np.intp) + segment.base] = True
        return found

    def featured_count(self, texts: Sequence[str], rows: Array | None) -> int:
        """How many of the documents (of all living ones for None) have one of the feature values."""
        found = self.featured(texts)
        return int(np.count_nonzero(found[rows] if rows is not None else found & self.alive))

    def feature_counts(self, rows: Array | None) -> dict[str, int]:
        """How many of the documents (of all living ones for None) have each feature value."""
        docs = np.flatnonzero(self.alive) if rows is None else rows
        found: dict[str, int] = {}
        for segment in self.segments:
            here = docs[(docs >= segment.base) & (docs < segment.base + segment.size)] - segment.base
            for value, count in segment.features.count(here):
                text = value.decode("utf-8", "surrogatepass")
                found[text] = found.get(text, 0) + count
        return found

    def order(self, sort: str) -> Array:
        """All living documents in the order ``id``, ``price``, ``-price`` or ``name``."""
        return self.pack[f"order.{sort}"]

    def rank(self, sort: str) -> Array:
        """The place of each living document in that order."""
        found = self._ranks.get(sort)
        if found is None:
            order = self.order(sort)
            found = np.zeros(self.size, np.uint32)
            found[order] = np.arange(len(order), dtype=np.uint32)
            self._ranks[sort] = found
        return found

    def folded(self, dimension: str) -> list[str]:
        """The values of a filter as they are compared with what is being typed; kept."""
        found = self._folded.get(dimension)
        if found is None:
            found = [fold(value) for value in self.sets[dimension].values]
            self._folded[dimension] = found
        return found

    def name(self, doc: int) -> str:
        """The name of a document."""
        segment = next(found for found in reversed(self.segments) if found.base <= doc)
        return segment.names[doc - segment.base].decode("utf-8", "surrogatepass")

    def tags(self, day: date, stale: frozenset[int]) -> DayTags:
        """The labels that hold on ``day`` where the data sets in ``stale`` vouch for nothing."""
        key = (day, stale)
        found = self._days.get(key)
        if found is not None:
            return found
        with self._lock:
            if key not in self._days:
                if len(self._days) >= KEPT_DAYS:
                    self._days.pop(next(iter(self._days)))
                self._days[key] = self._tags_on(day.toordinal(), stale)
            return self._days[key]

    def _tags_on(self, day: int, stale: frozenset[int]) -> DayTags:
        pack = self.pack
        holds = (pack["interval.first"] <= day) & (day <= pack["interval.last"])
        vouched = pack["interval.verified"]
        fresh = ~np.isin(pack["interval.dataset"], np.fromiter(stale, np.int64, len(stale)))
        verified = self._bits(holds & vouched & fresh)
        declared = self._bits(holds & ~vouched)
        for label in {label for label, _tier in self.pairs}:
            mask = np.uint64(self.mask((label,), ()))
            declared = np.where((verified & mask) != 0, declared & ~mask, declared)
        tagged = np.flatnonzero((verified | declared) != 0)
        ours, first = np.unique(verified[tagged], return_inverse=True)
        theirs, second = np.unique(declared[tagged], return_inverse=True)
        distinct, numbers = np.unique(first * len(theirs) + second, return_inverse=True)
        column = np.zeros(self.size, np.uint32)
        column[tagged] = numbers + 1
        first, second = np.divmod(distinct, max(len(theirs), 1))
        ours, theirs = ours[first], theirs[second]
        parts = {"verified": ours, "declared": theirs, "all": ours | theirs}
        held = {name: [0, *bits.tolist()] for name, bits in parts.items()}
        return DayTags(Column(column, len(distinct) + 1, self._marked), held)

    def _bits(self, rows: Array) -> Array:
        found = np.zeros(self.size, np.uint64)
        bits = np.uint64(1) << self.pack["interval.pair"][rows].astype(np.uint64)
        np.bitwise_or.at(found, self.pack["interval.doc"][rows], bits)
        return found

    def mask(self, labels: Sequence[str], tiers: Sequence[str]) -> int:
        """The bits of the pairs with one of the labels and one of the tiers; empty means any."""
        bits = 0
        for number, (label, tier) in enumerate(self.pairs):
            if (not labels or label in labels) and (not tiers or tier in tiers):
                bits |= 1 << number
        return bits
