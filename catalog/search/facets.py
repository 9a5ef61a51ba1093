"""Filters over matches, and what each facet value would give. All counts are over all matches.

A facet opens its own group and keeps the others: the count of a value is the number of matches that
have it, so it is the total that choosing it in an open group gives. ``tier`` is bound to the tag that
``label`` looks at, and the other way round; ``evidence`` says which tags both look at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from catalog.search.analysis import sort_key
from catalog.search.generation import fold_value
from catalog.search.matching import Matches
from catalog.search.pack import Array
from catalog.search.port import EVIDENCE, FacetValue, SearchRequest
from catalog.search.snapshot import DayTags, Snapshot

MAX_VALUES = 200
TAG = "tag"


class Filtered:
    """Matches of a text with each filter group decided, but not yet combined."""

    def __init__(
        self, snapshot: Snapshot, matches: Matches, tags: DayTags, request: SearchRequest
    ) -> None:
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

    def total_mask(self) -> Array | None:
        """Which matches pass every group; None where all do."""
        return self._mask("")

    def facets(self) -> dict[str, tuple[FacetValue, ...]]:
        """Every dimension of the port, in its order."""
        tags = self._set_counts(TAG)
        found = {
            "label": self._tag_values(tags, 0),
            "tier": self._tag_values(tags, 1),
            "evidence": self._evidence_values(tags),
        }
        return found | {dimension: self._values(dimension) for dimension in self._chosen}

    def _decide(self) -> Iterator[tuple[str, Array]]:
        if self._docs is None and self._snapshot.has_deleted:
            yield "alive", self._snapshot.alive
        request = self._request
        if request.labels or request.tiers:
            yield TAG, self._having(request.labels, request.tiers, request.evidence)[self._column(TAG)]
        for dimension, values in self._chosen.items():
            if values:
                keys = [fold_value(dimension, value) for value in values]
                sets = self._snapshot.sets[dimension].having(keys)
                yield dimension, sets[self._column(dimension)]

    def _column(self, group: str) -> Array:
        column = self._tags.column if group == TAG else self._snapshot.sets[group].column
        return column if self._docs is None else column[self._docs]

    def _mask(self, opened: str) -> Array | None:
        mask: Array | None = None
        for group, kept in self._kept.items():
            if group != opened:
                mask = kept if mask is None else mask & kept
        return mask

    def _set_counts(self, group: str) -> Array:
        sets = len(self._tags.verified) if group == TAG else self._snapshot.sets[group].sets
        column = self._column(group)
        mask = self._mask(group)
        return np.bincount(column if mask is None else column[mask], minlength=sets)

    def _having(
        self, labels: Sequence[str], tiers: Sequence[str], evidence: str
    ) -> Array:
        """For each combination of tags, whether one tag has one of the labels and one of the tiers."""
        wanted = self._snapshot.mask(labels, tiers)
        found: Array = (self._tags.bits(evidence) & wanted) != 0
        return found

    def _tag_values(self, counts: Array, part: int) -> tuple[FacetValue, ...]:
        request = self._request
        chosen = request.tiers if part else request.labels
        known = {pair[part] for pair in self._snapshot.pairs if pair[part]}
        found = []
        for value in sorted(known | set(chosen)):
            labels, tiers = (request.labels, (value,)) if part else ((value,), request.tiers)
            count = counts[self._having(labels, tiers, request.evidence)].sum()
            declared = counts[self._having(labels, tiers, "declared")].sum()
            found.append(FacetValue(value, int(count), value in chosen, int(declared)))
        return tuple(found)

    def _evidence_values(self, counts: Array) -> tuple[FacetValue, ...]:
        request = self._request
        restricted = bool(request.labels or request.tiers)
        found = []
        for evidence in EVIDENCE:
            given = counts
            if restricted:
                given = counts[self._having(request.labels, request.tiers, evidence)]
            found.append(FacetValue(evidence, int(given.sum()), evidence == request.evidence))
        return tuple(found)

    def _values(self, dimension: str) -> tuple[FacetValue, ...]:
        """Values with matches, the most frequent first, at most 200; chosen ones always."""
        sets = self._snapshot.sets[dimension]
        counts = sets.per_value(self._set_counts(dimension))
        present = np.flatnonzero(counts)
        order = np.argsort(-counts[present], kind="stable")
        shown = present[order[:MAX_VALUES]].tolist()
        chosen = {fold_value(dimension, value): value for value in self._chosen[dimension]}
        selected = {sets.numbers[key] for key in chosen if key in sets.numbers}
        shown += sorted(selected.difference(shown), key=lambda number: (-counts[number], number))
        found = [
            FacetValue(sets.values[number], int(counts[number]), number in selected)
            for number in shown
        ]
        unknown = [value for key, value in chosen.items() if key not in sets.numbers]
        found += [FacetValue(value, 0, True) for value in sorted(unknown, key=sort_key)]
        return tuple(found)
