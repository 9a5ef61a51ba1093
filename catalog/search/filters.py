"""Filters over the matches of a text: any group can be left open.

``tier`` is bound to the tag that ``label`` looks at, so both are one group; each feature is a group of
its own. Where there is no text, the group with the fewest documents leads and the others only look at
those; no filter walks through the whole catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from catalog.errors import InvalidRequest
from catalog.search.day_tags import DayTags
from catalog.search.matching import Matches
from catalog.search.pack import Array
from catalog.search.port import SearchRequest
from catalog.search.scopes import SCOPED
from catalog.search.sets import Column, fold_value
from catalog.search.shelf import bands, in_stocks, priced
from catalog.search.snapshot import Snapshot

TAG = "tag"
FEATURE = "feature "


class Group(Protocol):
    """One filter group: ``size`` living documents pass it at most."""

    size: int

    def keeps(self, docs: Array) -> Array:
        """Which of the documents pass."""

    def documents(self) -> Array:
        """The living documents that pass, each once."""


class _ByColumn:
    def __init__(self, column: Column, having: Array) -> None:
        self._column = column
        self._having = having
        self.size = column.size(having)

    def keeps(self, docs: Array) -> Array:
        found: Array = self._having[self._column.numbers[docs]]
        return found

    def documents(self) -> Array:
        return self._column.documents(self._having)


class _ByPrice:
    def __init__(self, snapshot: Snapshot, texts: tuple[str, ...]) -> None:
        self._snapshot = snapshot
        self._bands = bands(texts)
        self.size = snapshot.size

    def keeps(self, docs: Array) -> Array:
        return priced(self._snapshot.price[docs], self._bands)

    def documents(self) -> Array:
        return np.flatnonzero(priced(self._snapshot.price, self._bands) & self._snapshot.alive)


class _ByMask:
    def __init__(self, kept: Array) -> None:
        self._kept = kept
        self.size = int(np.count_nonzero(self._kept))

    def keeps(self, docs: Array) -> Array:
        return self._kept[docs]

    def documents(self) -> Array:
        return np.flatnonzero(self._kept)


class Filtered:
    """Matches of a text and the filter groups of a request, not yet combined.

    Raises InvalidRequest for a price or feature that is none.
    """

    def __init__(self, snapshot: Snapshot, matches: Matches, tags: DayTags, request: SearchRequest) -> None:
        self.snapshot = snapshot
        self.tags = tags
        self.request = request
        self._matches = matches
        self._groups = dict(self._grouped())
        self._kept: dict[str, Array] = {}
        self._rows: dict[tuple[str, ...], Array] = {}

    def rows(self, opened: str = "") -> Array | None:
        """The documents that pass every group but ``opened``, each once; None for all living ones."""
        names = tuple(name for name in self._groups if name != opened)
        if not names:
            return self._matches.docs
        found = self._rows.get(names)
        if found is None:
            docs = self._matches.docs
            found = self._led(names) if docs is None else docs[self._mask(names, docs)]
            self._rows[names] = found
        return found

    def unfiltered(self) -> Array | None:
        """What the text alone matches, each document once; None for all living ones."""
        return self._matches.docs

    def in_class(self, value: str) -> Array:
        """The documents of one class that the text alone matches, each once."""
        sets, docs = self.snapshot.sets["class"], self._matches.docs
        group = _ByColumn(sets.column, sets.having([value]))
        return group.documents() if docs is None else docs[group.keeps(docs)]

    def matches(self) -> Matches:
        """The documents that pass every group, with their scores."""
        docs, scores = self._matches.docs, self._matches.scores
        if docs is None or scores is None or not self._groups:
            return Matches(self.rows(), scores)
        mask = self._mask(tuple(self._groups), docs)
        return Matches(self.rows(), scores[mask])

    def complete(self) -> int | None:
        """How many of them have every word of the text; None where all have."""
        docs, first = self._matches.docs, self._matches.complete
        rows = self.rows()
        if docs is None or rows is None or first is None:
            return None
        return int(np.count_nonzero(np.isin(rows, docs[:first])))

    def total(self) -> int:
        """How many documents pass every group."""
        rows = self.rows()
        return self.snapshot.meta.documents if rows is None else len(rows)

    def unlabelled(self) -> int | None:
        """How many documents pass every group but labels and tiers; None where none was asked for."""
        if TAG not in self._groups:
            return None
        rows = self.rows(TAG)
        return self.snapshot.meta.documents if rows is None else len(rows)

    def _mask(self, names: tuple[str, ...], docs: Array) -> Array:
        for name in names:
            if name not in self._kept:
                self._kept[name] = self._groups[name].keeps(docs)
        mask = self._kept[names[0]]
        for name in names[1:]:
            mask = mask & self._kept[name]
        return mask

    def _led(self, names: tuple[str, ...]) -> Array:
        ordered = sorted((self._groups[name] for name in names), key=lambda group: group.size)
        docs = ordered[0].documents()
        for group in ordered[1:]:
            docs = docs[group.keeps(docs)]
        return docs

    def _grouped(self) -> Iterator[tuple[str, Group]]:
        request, snapshot = self.request, self.snapshot
        if request.labels or request.tiers:
            having = self.tags.having(request.labels, request.tiers, request.evidence)
            yield TAG, _ByColumn(self.tags.column, having)
        for dimension, values in set_filters(request).items():
            if values:
                sets = snapshot.sets[dimension]
                keys = [fold_value(dimension, value) for value in values]
                yield dimension, _ByColumn(sets.column, sets.having(keys))
        if request.stocks:
            yield "stock", _ByColumn(snapshot.shelf, in_stocks(request.stocks))
        if request.prices:
            yield "price", _ByPrice(snapshot, request.prices)
        for code, texts in chosen_features(request).items():
            yield FEATURE + code, _ByMask(snapshot.featured(texts) & snapshot.alive)
        for scoped in request.scoped:
            if scoped.chosen:
                yield SCOPED + scoped.name, _ByMask(snapshot.scopes.chosen(scoped))


def set_filters(request: SearchRequest) -> dict[str, tuple[str, ...]]:
    """The filters whose values the columns hold as sets, in the order of the facets."""
    return {
        "brand": request.brands,
        "class": request.classes,
        "supplier": request.suppliers,
        "condition": request.conditions,
    }


def chosen_features(request: SearchRequest) -> dict[str, list[str]]:
    """The features asked for, by code. Raises InvalidRequest for what does not name one."""
    found: dict[str, list[str]] = {}
    for text in dict.fromkeys(request.features):
        code, colon, value = text.partition(":")
        if not (code and colon and value):
            raise InvalidRequest("feature", f"{text[:40]!r} is not a feature and a value like EF000008:3")
        found.setdefault(code, []).append(text)
    return found
