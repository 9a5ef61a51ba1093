"""Filters over matches, and what each facet value would give. All counts are over all matches.

A facet opens its own group and keeps the others: the count of a value is the number of matches that
have it, so it is the total that choosing it in an open group gives. ``tier`` is bound to the tag that
``label`` looks at, and the other way round; ``evidence`` says which tags both look at.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from catalog.search.analysis import sort_key
from catalog.search.generation import fold_value
from catalog.search.matching import Matches
from catalog.search.pack import Array
from catalog.search.port import EVIDENCE, FacetValue, SearchRequest
from catalog.search.snapshot import Column, DayTags, Snapshot

MAX_VALUES = 200
TAG = "tag"

_Present = list[tuple[int, int]]


class Filtered:
    """Matches of a text with each filter group decided, but not yet combined."""

    def __init__(self, snapshot: Snapshot, matches: Matches, tags: DayTags, request: SearchRequest) -> None:
        self._snapshot = snapshot
        self._docs = matches.docs
        self._tags = tags
        self._request = request
        self._chosen = {
            "brand": request.brands,
            "class": request.classes,
            "supplier": request.suppliers,
        }
        self._kept = dict(self._decide())
        self._rows_of: dict[tuple[str, ...], Array] = {}

    def mask(self, opened: str = "") -> Array | None:
        """Which matches pass every group but ``opened``; None where all do."""
        mask: Array | None = None
        for group, kept in self._kept.items():
            if group != opened:
                mask = kept if mask is None else mask & kept
        if mask is None and self._docs is None and self._snapshot.has_deleted:
            return self._snapshot.alive
        return mask

    def facets(self) -> dict[str, tuple[FacetValue, ...]]:
        """Every dimension of the port, in its order."""
        counts = self._tags.column.counts(self._rows(TAG))
        present = [(number, int(counts[number])) for number in np.flatnonzero(counts).tolist()]
        found = {
            "label": self._tag_values(present, 0),
            "tier": self._tag_values(present, 1),
            "evidence": self._evidence_values(present),
        }
        return found | {dimension: self._values(dimension) for dimension in self._chosen}

    def _decide(self) -> Iterator[tuple[str, Array]]:
        request, snapshot = self._request, self._snapshot
        decided: list[tuple[str, Column, Array]] = []
        if request.labels or request.tiers:
            bits = snapshot.mask(request.labels, request.tiers)
            decided.append((TAG, self._tags.column, self._tags.having(bits, request.evidence)))
        for dimension, values in self._chosen.items():
            if values:
                sets = snapshot.sets[dimension]
                keys = [fold_value(dimension, value) for value in values]
                decided.append((dimension, sets.column, sets.having(keys)))
        for group, column, having in decided:
            if self._docs is not None:
                yield group, having[column.numbers[self._docs]]
            else:
                kept = having[column.numbers]
                yield group, kept & snapshot.alive if snapshot.has_deleted else kept

    def _rows(self, opened: str) -> Array | None:
        """The documents that pass every group but ``opened``; None for all living ones."""
        groups = tuple(group for group in self._kept if group != opened)
        mask = self.mask(opened) if groups and groups not in self._rows_of else None
        if mask is not None:
            kept = np.flatnonzero(mask)
            self._rows_of[groups] = kept if self._docs is None else self._docs[kept]
        return self._rows_of.get(groups, self._docs)

    def _having(self, present: _Present, bits: int, evidence: str) -> int:
        held = self._tags.held[evidence]
        return sum(count for number, count in present if held[number] & bits)

    def _tag_values(self, present: _Present, part: int) -> tuple[FacetValue, ...]:
        request = self._request
        chosen = request.tiers if part else request.labels
        known = {pair[part] for pair in self._snapshot.pairs if pair[part]}
        found = []
        for value in sorted(known.union(chosen)):
            labels, tiers = (request.labels, (value,)) if part else ((value,), request.tiers)
            bits = self._snapshot.mask(labels, tiers)
            count = self._having(present, bits, request.evidence)
            declared = self._having(present, bits, "declared")
            found.append(FacetValue(value, count, value in chosen, declared))
        return tuple(found)

    def _evidence_values(self, present: _Present) -> tuple[FacetValue, ...]:
        request = self._request
        bits = self._snapshot.mask(request.labels, request.tiers)
        everything = sum(count for _number, count in present)
        found = []
        for evidence in EVIDENCE:
            restricted = request.labels or request.tiers
            count = self._having(present, bits, evidence) if restricted else everything
            found.append(FacetValue(evidence, count, evidence == request.evidence))
        return tuple(found)

    def _values(self, dimension: str) -> tuple[FacetValue, ...]:
        """Values with matches, the most frequent first, at most 200; chosen ones always."""
        sets = self._snapshot.sets[dimension]
        counts = sets.per_value(sets.column.counts(self._rows(dimension)))
        present = np.flatnonzero(counts)
        shown = present[np.argsort(-counts[present], kind="stable")[:MAX_VALUES]]
        values = sets.values
        if not self._chosen[dimension]:
            pairs = zip(shown.tolist(), counts[shown].tolist(), strict=True)
            return tuple([FacetValue(values[number], count, False) for number, count in pairs])
        return self._with_chosen(dimension, counts, shown.tolist())

    def _with_chosen(self, dimension: str, counts: Array, shown: list[int]) -> tuple[FacetValue, ...]:
        sets = self._snapshot.sets[dimension]
        chosen = {fold_value(dimension, value): value for value in self._chosen[dimension]}
        selected = {sets.numbers[key] for key in chosen if key in sets.numbers}
        shown += sorted(selected.difference(shown), key=lambda number: (-counts[number], number))
        found = [FacetValue(sets.values[number], int(counts[number]), number in selected) for number in shown]
        unknown = [value for key, value in chosen.items() if key not in sets.numbers]
        found += [FacetValue(value, 0, True) for value in sorted(unknown, key=sort_key)]
        return tuple(found)
