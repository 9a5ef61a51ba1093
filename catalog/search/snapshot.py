"""One open generation, read-only and shared by all threads of a process.

Opening maps files and reads one small JSON; nothing is copied. What depends on the day (which labels
hold) is computed by the first query of a day and kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock

import numpy as np

from catalog.search import publish
from catalog.search.analysis import tokens
from catalog.search.columns import SET_DIMENSIONS, Segment, open_segment
from catalog.search.day_tags import DayTags
from catalog.search.lookup import Dictionary
from catalog.search.names import Names
from catalog.search.pack import Array, Pack, open_pack
from catalog.search.scopes import Scopes
from catalog.search.sets import Column, SetColumn

KEPT_DAYS = 4


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
        self.shelf = self._column("shelf", "shelf")
        self.has_features = any(len(segment.features.values) for segment in self.segments)
        self.pairs = self.meta.pairs
        self.sets = {dimension: self._set_column(dimension) for dimension in SET_DIMENSIONS}
        self.scopes = Scopes(self)
        self._ranks: dict[str, Array] = {}
        self._names: dict[str, tuple[Names, list[int]]] = {}
        self._lock = Lock()
        self._days: dict[tuple[date, frozenset[int]], DayTags] = {}

    def _column(self, name: str, numbers: str) -> Column:
        return Column(self.pack[numbers], self.pack[f"{name}.order"], self.pack[f"{name}.starts"])

    def _set_column(self, name: str) -> SetColumn:
        column = self._column(name, f"{name}.set")
        owners, members = self.pack[f"{name}.owner"], self.pack[f"{name}.value"]
        return SetColumn(name, column, owners, members, self.meta.values[name])

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

    def beginning(self, dimension: str, typed: str, limit: int) -> list[str]:
        """Values of a filter with a word, in themselves or in their names, that begins with a folded text;
        those of most products first."""
        values = self.sets[dimension].values
        if dimension not in self._names:
            kinds = self.meta.kinds if dimension == "class" else {}
            named = [(value, *kinds.get(value, ())) for value in values]
            pairs = [(number, name) for number, names in enumerate(named) for name in dict.fromkeys(names)]
            self._names[dimension] = Names(pairs), self.sets[dimension].counts(None).tolist()
        known, counts = self._names[dimension]
        return [values[number] for number in known.beginning(typed, counts, limit)]

    @cached_property
    def brand_words(self) -> frozenset[str]:
        """The words of which the names of brands are made, folded."""
        return frozenset(term for value in self.sets["brand"].values for term in tokens(value))

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
                self._days[key] = DayTags(self.pack, self.pairs, self._marked, day, stale)
            return self._days[key]
