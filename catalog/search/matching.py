"""Text against a generation: which documents have every word, and how well they fit.

A word costs a binary search a segment; documents and scores are array operations on the postings.
Scores are sums of idf times impact, summed in the same order of words in every segment, so that
equal documents score exactly alike wherever they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from catalog.search.columns import Segment
from catalog.search.pack import Array
from catalog.search.query import QueryWord, TextPlan
from catalog.search.snapshot import Snapshot

WHOLE_KEY = np.float32(100_000)
WORD_KEY = np.float32(100)
PREFIX_SHARE = 0.4
ACCENT_SHARE = 1.25

Scored = tuple[Array, Array]
NOTHING: Scored = (np.zeros(0, np.uint32), np.zeros(0, np.float32))


@dataclass(frozen=True, slots=True)
class Matches:
    """Documents of the generation that fit a text, without deleted ones, and their scores.

    ``docs`` is None for an empty text: every document, of which ``alive`` tells the living.
    """

    docs: Array | None
    scores: Array | None = None


@dataclass(frozen=True, slots=True)
class _Range:
    """Postings of one word in one segment: places in the postings, and documents by identifier."""

    exact: tuple[int, int]
    prefix: tuple[int, int]
    accented: tuple[int, int]
    keyed: Array

    @property
    def empty(self) -> bool:
        return self.exact[0] == self.exact[1] and self.prefix[0] == self.prefix[1] and not len(self.keyed)


def match(snapshot: Snapshot, plan: TextPlan) -> Matches:
    """The documents that fit a plan. Exact identifiers score above everything else."""
    if plan.everything:
        return Matches(None)
    keyed = [(_keyed(segment, plan.keys), segment) for segment in snapshot.segments]
    whole = [(docs, np.full(len(docs), WHOLE_KEY), segment) for docs, segment in keyed]
    found = _living(snapshot, [((docs, scores), segment) for docs, scores, segment in whole])
    if (plan.exclusive and len(found[0])) or not plan.words:
        return Matches(*found)
    return Matches(*_joined(found, _living(snapshot, _all_words(snapshot, plan.words))))


def _living(snapshot: Snapshot, parts: Sequence[tuple[Scored, Segment]]) -> Scored:
    docs = [part[0].astype(np.intp) + segment.base for part, segment in parts if len(part[0])]
    if not docs:
        return NOTHING[0].astype(np.intp), NOTHING[1]
    scores = [part[1] for part, _segment in parts if len(part[0])]
    all_docs = docs[0] if len(docs) == 1 else np.concatenate(docs)
    all_scores = scores[0] if len(scores) == 1 else np.concatenate(scores)
    if not snapshot.has_deleted:
        return all_docs, all_scores
    keep = snapshot.alive[all_docs]
    return all_docs[keep], all_scores[keep]


def _joined(keyed: Scored, worded: Scored) -> Scored:
    if not len(keyed[0]):
        return worded
    rest = ~np.isin(worded[0], keyed[0])
    return (
        np.concatenate((keyed[0], worded[0][rest])),
        np.concatenate((keyed[1], worded[1][rest])),
    )


def _keyed(segment: Segment, keys: Sequence[bytes]) -> Array:
    found = []
    for key in keys:
        number = segment.ids.find(key)
        if number >= 0:
            starts = segment.pack["ids.posts"]
            found.append(segment.pack["ids.docs"][starts[number] : starts[number + 1]])
    if not found:
        return NOTHING[0]
    return found[0] if len(found) == 1 else np.unique(np.concatenate(found))


def _all_words(snapshot: Snapshot, words: Sequence[QueryWord]) -> list[tuple[Scored, Segment]]:
    ranges = [[_range(segment, word) for segment in snapshot.segments] for word in words]
    if any(all(found.empty for found in per_segment) for per_segment in ranges):
        return []
    frequencies = [sum(_frequency(found) for found in per_segment) for per_segment in ranges]
    order = sorted(range(len(words)), key=lambda number: (frequencies[number], number))
    weights = [_Weights.of(snapshot, per_segment) for per_segment in ranges]
    parts = []
    for place, segment in enumerate(snapshot.segments):
        if any(ranges[number][place].empty for number in order):
            continue
        scored = _evaluate(segment, ranges[order[0]][place], weights[order[0]])
        for number in order[1:]:
            scored = _both(segment, scored, _evaluate(segment, ranges[number][place], weights[number]))
        parts.append((scored, segment))
    return parts


def _range(segment: Segment, word: QueryWord) -> _Range:
    exact = accented = prefix = (0, 0)
    starts = segment.pack["terms.posts"]
    if word.prefix:
        first, last = segment.terms.prefixed(word.term)
        if first < last:
            prefix = (int(starts[first]), int(starts[last]))
            if segment.terms[first] == word.term:
                exact = (prefix[0], int(starts[first + 1]))
                prefix = (exact[1], prefix[1])
    else:
        exact = _places(segment, word.term)
    if word.accented:
        accented = _places(segment, word.accented)
    return _Range(exact, prefix, accented, _keyed(segment, word.keys))


def _places(segment: Segment, term: bytes) -> tuple[int, int]:
    number = segment.terms.find(term)
    if number < 0:
        return 0, 0
    starts = segment.pack["terms.posts"]
    return int(starts[number]), int(starts[number + 1])


def _frequency(found: _Range) -> int:
    return found.exact[1] - found.exact[0] + found.prefix[1] - found.prefix[0] + len(found.keyed)


@dataclass(frozen=True, slots=True)
class _Weights:
    """Inverse document frequencies of one word over the generation (of a prefix: of its postings)."""

    exact: np.float32
    prefix: np.float32
    accented: np.float32

    @staticmethod
    def of(snapshot: Snapshot, ranges: Sequence[_Range]) -> _Weights:
        """Weights from how often each form occurs; deleted documents count until they are merged away."""
        size = snapshot.size
        exact = _idf(size, sum(found.exact[1] - found.exact[0] for found in ranges))
        prefix = _idf(size, sum(_frequency(found) for found in ranges)) * PREFIX_SHARE
        accented = _idf(size, sum(found.accented[1] - found.accented[0] for found in ranges))
        return _Weights(np.float32(exact), np.float32(prefix), np.float32(accented * ACCENT_SHARE))


def _idf(size: int, frequency: int) -> float:
    count = min(frequency, size)
    return log(1 + (size - count + 0.5) / (count + 0.5))


def _evaluate(segment: Segment, found: _Range, weights: _Weights) -> Scored:
    docs, impacts = segment.pack["terms.docs"], segment.pack["terms.impacts"]
    parts = []
    for (first, last), weight in (
        (found.exact, weights.exact),
        (found.accented, weights.accented),
        (found.prefix, weights.prefix),
    ):
        if first < last:
            parts.append((docs[first:last], impacts[first:last] * weight))
    if len(found.keyed):
        parts.append((found.keyed, np.full(len(found.keyed), WORD_KEY)))
    if len(parts) == 1 and found.prefix[0] == found.prefix[1]:
        return parts[0]
    return _best(parts, segment.size)


def _best(parts: Sequence[Scored], size: int) -> Scored:
    """Each document once with its best score."""
    docs = np.concatenate([part[0] for part in parts])
    scores = np.concatenate([part[1] for part in parts])
    if len(docs) * 8 < size:
        order = np.argsort(docs, kind="stable")
        docs, scores = docs[order], scores[order]
        first = np.flatnonzero(np.diff(docs, prepend=docs[0] + 1) != 0)
        return docs[first], np.maximum.reduceat(scores, first)
    dense = np.zeros(size, np.float32)
    np.maximum.at(dense, docs.astype(np.intp), scores)
    found = np.flatnonzero(dense > 0)
    return found, dense[found]


def _both(segment: Segment, few: Scored, many: Scored) -> Scored:
    """Documents in both, scores added."""
    if len(few[0]) > len(many[0]):
        few, many = many, few
    docs, more = many
    if not len(few[0]):
        return few
    if len(few[0]) * 16 < len(docs):
        places = np.minimum(np.searchsorted(docs, few[0]), len(docs) - 1)
        added = np.where(docs[places] == few[0], more[places], np.float32(0))
    else:
        dense = np.zeros(segment.size, np.float32)
        dense[docs] = more
        added = dense[few[0]]
    keep = added > 0
    return few[0][keep], few[1][keep] + added[keep]
