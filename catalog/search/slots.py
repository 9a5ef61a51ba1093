"""Slots of a query against the postings of segments: documents that fill them, and how well.

Scores are sums of idf times impact, summed in the same order of words in every segment, so that
equal documents score exactly alike wherever they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

import numpy as np

from catalog.search.columns import Segment
from catalog.search.lookup import NO_DOCS, Span
from catalog.search.pack import Array
from catalog.search.planning import Branch, QueryWord, Slot
from catalog.search.snapshot import Snapshot

WORD_KEY = np.float32(100)
PREFIX_SHARE = 0.4
ACCENT_SHARE = 1.25
# as you type, a letter or two stand for the most frequent words only
FEW_POSTINGS = 40_000

Scored = tuple[Array, Array]
NOTHING: Scored = (NO_DOCS, np.zeros(0, np.float32))


def all_slots(snapshot: Snapshot, slots: Sequence[Slot]) -> list[Scored]:
    """For each segment the documents that fill every slot, the rarest slot first."""
    prepared = [Prepared.of(snapshot, slot) for slot in slots]
    if any(not slot.frequency for slot in prepared):
        return [NOTHING] * len(snapshot.segments)
    order = sorted(prepared, key=lambda slot: slot.frequency)
    return [_all_in(segment, place, order) for place, segment in enumerate(snapshot.segments)]


def _all_in(segment: Segment, place: int, slots: Sequence[Prepared]) -> Scored:
    scored = slots[0].in_segment(segment, place)
    for slot in slots[1:]:
        if not len(scored[0]):
            break
        scored = both(segment, scored, slot.in_segment(segment, place))
    return scored


@dataclass(frozen=True, slots=True)
class Prepared:
    """A slot with the postings of its branches found and weighed. ``frequency`` orders the slots."""

    branches: tuple[tuple[tuple[PreparedWord, ...], np.float32], ...]
    frequency: int

    @staticmethod
    def of(snapshot: Snapshot, slot: Slot) -> Prepared:
        """Branches with a word that no document has are left out."""
        found = weighed(snapshot, slot)
        branches = tuple(
            (tuple(sorted(words, key=lambda word: word.frequency)), share) for _branch, words, share in found
        )
        return Prepared(branches, sum(words[0].frequency for words, _share in branches))

    def fills_any(self, snapshot: Snapshot) -> bool:
        """Whether any document fills the slot: what has a word alone does, a phrase must be looked at."""
        if any(len(words) == 1 for words, _share in self.branches):
            return True
        return any(
            len(self.in_segment(segment, place)[0]) for place, segment in enumerate(snapshot.segments)
        )

    def in_segment(self, segment: Segment, place: int) -> Scored:
        """The documents of a segment that fill the slot, with the score of the best branch."""
        parts = []
        for words, share in self.branches:
            docs, scores = words[0].in_segment(segment, place)
            for word in words[1:]:
                docs, scores = both(segment, (docs, scores), word.in_segment(segment, place))
            if len(docs):
                parts.append((docs, scores if share == 1 else scores * share))
        return best(parts, segment.size)


def weighed(snapshot: Snapshot, slot: Slot) -> list[tuple[Branch, tuple[PreparedWord, ...], np.float32]]:
    """The branches that any document may fill, in order, with their words and what their scores count.

    Whatever fills a slot is one notion: where several words stand for what was typed they weigh no more
    than it, or "pc skjerm" would outweigh "skjerm" itself; a phrase weighs as much as all its branches.
    """
    found = [
        (branch, tuple(PreparedWord.of(snapshot, word) for word in branch.words)) for branch in slot.branches
    ]
    found = [(branch, words) for branch, words in found if words and all(word.frequency for word in words)]
    if not found:
        return []
    typed, words = found[0]
    if typed is slot.branches[0] and len(words) == 1:
        notion = words[0].idf
    else:
        notion = _idf(snapshot.size, sum(min(word.frequency for word in words) for _branch, words in found))
    sums = [sum(word.idf for word in words) for _branch, words in found]
    return [
        (branch, words, np.float32(branch.share * (min(1.0, notion / total) if total and notion else 1.0)))
        for (branch, words), total in zip(found, sums, strict=True)
    ]


class Way(NamedTuple):
    """One term that fills a word: where its postings stand in each segment, and what they count."""

    term: bytes
    kind: str
    spans: tuple[Span, ...]
    idf: float
    share: float

    @property
    def weight(self) -> np.float32:
        """What an impact is multiplied with."""
        return np.float32(self.idf * self.share)


@dataclass(frozen=True, slots=True)
class PreparedWord:
    """A word's postings: for each way to fill it the spans in each segment and its weight.

    Weights are inverse document frequencies over the generation. Base form and synonyms are one notion
    with the word itself and share its frequency, so that a rare synonym does not outweigh it.
    ``beginning`` are all terms that begin so, in one span a segment.
    """

    ways: tuple[Way, ...]
    beginning: Way | None
    keyed: tuple[Array, ...]
    frequency: int

    @property
    def idf(self) -> float:
        """What the word says by its rarity; 0 where only an identifier fills it."""
        return next((way.idf for way in (*self.ways, self.beginning) if way is not None), 0.0)

    @staticmethod
    def of(snapshot: Snapshot, word: QueryWord) -> PreparedWord:
        """Looks the word up. Deleted documents count in frequencies until they are merged away."""
        dictionary, size = snapshot.dictionary, snapshot.size
        terms = [(word.term, "exact", 1.0), *((other.term, other.kind, other.share) for other in word.others)]
        found = [(term, kind, dictionary.spans(term), share) for term, kind, share in terms]
        keyed = dictionary.keyed(word.keys) if word.keys else ()
        frequency = sum(_count(spans) for _term, _kind, spans, _share in found)
        idf = _idf(size, frequency)
        ways = [Way(term, kind, spans, idf, share) for term, kind, spans, share in found]
        if word.accented:
            spans = dictionary.spans(word.accented)
            ways.append(Way(word.accented, "accented", spans, idf, ACCENT_SHARE))
        frequency += sum(map(len, keyed))
        beginning = None
        if word.prefix and word.few:
            more = [term for term in dictionary.frequent(word.term, FEW_POSTINGS) if term != word.term]
            counted = [(term, dictionary.spans(term)) for term in more]
            frequency += sum(_count(spans) for _term, spans in counted)
            idf = _idf(size, frequency)
            ways += [Way(term, "prefix", spans, idf, PREFIX_SHARE) for term, spans in counted]
        elif word.prefix:
            spans = dictionary.beginning(word.term)
            more_postings = _count(spans) - _count(found[0][2])
            if more_postings:
                frequency += more_postings
                beginning = Way(word.term, "prefix", spans, _idf(size, frequency), PREFIX_SHARE)
        ways = [way for way in ways if _count(way.spans)]
        return PreparedWord(tuple(ways), beginning, keyed, frequency)

    def in_segment(self, segment: Segment, place: int) -> Scored:
        """The documents of a segment that have the word, with the score of the best way."""
        docs, impacts = segment.pack["terms.docs"], segment.pack["terms.impacts"]
        parts = []
        for way in self.ways:
            first, last = way.spans[place]
            if first < last:
                parts.append((docs[first:last], impacts[first:last] * way.weight))
        if self.keyed and len(self.keyed[place]):
            parts.append((self.keyed[place], np.full(len(self.keyed[place]), WORD_KEY)))
        if self.beginning is not None:
            first, last = self.beginning.spans[place]
            if first < last:
                begun = docs[first:last], impacts[first:last] * self.beginning.weight
                return best([*parts, begun], segment.size, False)
        return best(parts, segment.size)


def _count(spans: Sequence[Span]) -> int:
    return sum(last - first for first, last in spans)


def _idf(size: int, frequency: int) -> float:
    count = min(frequency, size)
    return log(1 + (size - count + 0.5) / (count + 0.5))


def best(parts: Sequence[Scored], size: int, distinct: bool = True) -> Scored:
    """Each document once with its best score. ``distinct``: no part names a document twice."""
    if not parts:
        return NOTHING
    if len(parts) == 1 and distinct:
        return parts[0]
    total = sum(len(docs) for docs, _scores in parts)
    if total * 8 < size:
        docs = np.concatenate([part[0] for part in parts])
        scores = np.concatenate([part[1] for part in parts])
        order = np.argsort(docs, kind="stable")
        docs, scores = docs[order], scores[order]
        first = np.flatnonzero(np.diff(docs, prepend=docs[0] + 1) != 0)
        return docs[first], np.maximum.reduceat(scores, first)
    dense = np.zeros(size, np.float32)
    # the documents are marked apart: numpy finds true values ten times as fast as numbers that are not 0
    marked = np.zeros(size, np.bool_)
    for number, (docs, scores) in enumerate(parts):
        marked[docs] = True
        if not distinct and number == len(parts) - 1:
            np.maximum.at(dense, docs.astype(np.intp), scores)
        elif number:
            dense[docs] = np.maximum(dense[docs], scores)
        else:
            dense[docs] = scores
    found = np.flatnonzero(marked)
    return found, dense[found]


def both(segment: Segment, few: Scored, many: Scored) -> Scored:
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
