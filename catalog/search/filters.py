"""Filters over the matches of a text: each group is decided once, and any group can be left open.

``tier`` is bound to the tag that ``label`` looks at, so both are one group; each feature is a group of
its own.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from catalog.errors import InvalidRequest
from catalog.search.generation import fold_value
from catalog.search.pack import Array
from catalog.search.port import SearchRequest
from catalog.search.shelf import in_stocks, priced
from catalog.search.snapshot import DayTags, Snapshot

TAG = "tag"
FEATURE = "feature "


class Filtered:
    """Matches of a text with each filter group decided, but not yet combined.

    ``docs`` is None for every document. Raises InvalidRequest for a price or feature that is none.
    """

    def __init__(self, snapshot: Snapshot, docs: Array | None, tags: DayTags, request: SearchRequest) -> None:
        self.snapshot = snapshot
        self.tags = tags
        self.request = request
        self._docs = docs
        self._kept = dict(self._decide())
        self._rows_of: dict[tuple[str, ...], Array] = {}

    def mask(self, opened: str = "") -> Array | None:
        """Which matches pass every group but ``opened``; None where all do."""
        mask: Array | None = None
        for group, kept in self._kept.items():
            if group != opened:
                mask = kept if mask is None else mask & kept
        if mask is None and self._docs is None and self.snapshot.has_deleted:
            return self.snapshot.alive
        return mask

    def groups(self, opened: str = "") -> tuple[str, ...]:
        """The groups that restrict anything, but ``opened``."""
        return tuple(group for group in self._kept if group != opened)

    def rows(self, opened: str = "") -> Array | None:
        """The documents that pass every group but ``opened``; None for all living ones."""
        groups = self.groups(opened)
        mask = self.mask(opened) if groups and groups not in self._rows_of else None
        if mask is not None:
            kept = np.flatnonzero(mask)
            self._rows_of[groups] = kept if self._docs is None else self._docs[kept]
        return self._rows_of.get(groups, self._docs)

    def total(self) -> int:
        """How many matches pass every group."""
        mask = self.mask()
        if mask is not None:
            return int(np.count_nonzero(mask))
        return self.snapshot.size if self._docs is None else len(self._docs)

    def _decide(self) -> Iterator[tuple[str, Array]]:
        for group, kept in self._decided():
            if self._docs is None and self.snapshot.has_deleted:
                yield group, kept & self.snapshot.alive
            else:
                yield group, kept

    def _decided(self) -> Iterator[tuple[str, Array]]:
        request, snapshot = self.request, self.snapshot
        if request.labels or request.tiers:
            bits = snapshot.mask(request.labels, request.tiers)
            yield TAG, self.tags.having(bits, request.evidence)[self._of(self.tags.column.numbers)]
        for dimension, values in set_filters(request).items():
            if values:
                sets = snapshot.sets[dimension]
                having = sets.having([fold_value(dimension, value) for value in values])
                yield dimension, having[self._of(sets.column.numbers)]
        if request.stocks:
            yield "stock", in_stocks(request.stocks)[self._of(snapshot.shelf.numbers)]
        if request.prices:
            yield "price", priced(self._of(snapshot.price), request.prices)
        for code, texts in chosen_features(request).items():
            yield FEATURE + code, self._of(snapshot.featured(texts))

    def _of(self, column: Array) -> Array:
        return column if self._docs is None else column[self._docs]


def set_filters(request: SearchRequest) -> dict[str, tuple[str, ...]]:
    """The filters whose values the columns hold as sets, in the order of the facets."""
    return {"brand": request.brands, "class": request.classes, "supplier": request.suppliers}


def chosen_features(request: SearchRequest) -> dict[str, list[str]]:
    """The features asked for, by code. Raises InvalidRequest for what does not name one."""
    found: dict[str, list[str]] = {}
    for text in dict.fromkeys(request.features):
        code, colon, value = text.partition(":")
        if not (code and colon and value):
            raise InvalidRequest("feature", f"{text[:40]!r} is not a feature and a value like EF000008:3")
        found.setdefault(code, []).append(text)
    return found
