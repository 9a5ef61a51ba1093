"""Where the terms of a query stand: the dictionaries of all segments of a generation, kept in part."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from catalog.search.columns import Segment
from catalog.search.pack import Array, Terms

Span = tuple[int, int]
NO_SPAN: Span = (0, 0)
NO_DOCS = np.zeros(0, np.uint32)
KEPT_TERMS = 8_000
SAMPLE = 64
# there are ten times as many identifiers as words: fewer of them in memory, and only once one is asked for
SAMPLE_IDS = 256
MOST_FREQUENT = 16


class Dictionary:
    """Finds terms and identifiers in every segment; what was found is kept, up to KEPT_TERMS."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._samples = [_Sampled(segment.terms, SAMPLE) for segment in segments]
        self._spans: dict[bytes, tuple[Span, ...]] = {}
        self._frequent: dict[tuple[bytes, int], tuple[bytes, ...]] = {}

    def spans(self, term: bytes) -> tuple[Span, ...]:
        """Where the postings of a term stand in each segment; an empty span where it has none."""
        found = self._spans.get(term)
        if found is None:
            found = tuple(
                _span(segment, *sample.numbered(term))
                for segment, sample in zip(self._segments, self._samples, strict=True)
            )
            if len(self._spans) >= KEPT_TERMS:
                self._spans.clear()
            self._spans[term] = found
        return found

    def known(self, term: bytes) -> bool:
        """Whether any document has a term."""
        return any(first < last for first, last in self.spans(term))

    def frequency(self, term: bytes) -> int:
        """How many documents have a term; deleted ones count until they are merged away."""
        return sum(last - first for first, last in self.spans(term))

    def beginning(self, prefix: bytes) -> tuple[Span, ...]:
        """Where the postings of all terms with a prefix stand in each segment."""
        return tuple(
            _span(segment, *sample.prefixed(prefix))
            for segment, sample in zip(self._segments, self._samples, strict=True)
        )

    def numbers(self, prefix: bytes) -> list[tuple[int, int]]:
        """The numbers of the terms with a prefix in each segment."""
        return [sample.prefixed(prefix) for sample in self._samples]

    def frequent(self, prefix: bytes, postings: int) -> tuple[bytes, ...]:
        """The most frequent terms with a prefix, as many as have ``postings`` together; at least one."""
        found = self._frequent.get((prefix, postings))
        if found is None:
            if len(self._frequent) >= KEPT_TERMS:
                self._frequent.clear()
            found = self._frequent[prefix, postings] = self._most_frequent(prefix, postings)
        return found

    def completed(self, prefix: bytes) -> bytes:
        """The most frequent word that begins so, b'' where none does."""
        found = self.frequent(prefix, 1)
        return found[0] if found else b""

    def _most_frequent(self, prefix: bytes, postings: int) -> tuple[bytes, ...]:
        counts: dict[bytes, int] = {}
        for segment, sample in zip(self._segments, self._samples, strict=True):
            first, last = sample.prefixed(prefix)
            own = segment.pack["terms.own"][first:last]
            for place in np.argsort(own)[-MOST_FREQUENT:].tolist():
                term = segment.terms[first + place]
                counts[term] = counts.get(term, 0) + int(own[place])
        terms: list[bytes] = []
        for term in sorted(counts, key=lambda term: (-counts[term], term))[:MOST_FREQUENT]:
            if terms and postings < counts[term]:
                break
            terms.append(term)
            postings -= counts[term]
        return tuple(terms)

    def keyed(self, keys: Sequence[bytes]) -> tuple[Array, ...]:
        """The documents of each segment that have one of these identifiers."""
        pairs = zip(self._segments, self._ids, strict=True)
        return tuple(_keyed(segment, sample, keys) for segment, sample in pairs)

    @cached_property
    def _ids(self) -> list[_Sampled]:
        return [_Sampled(segment.ids, SAMPLE_IDS) for segment in self._segments]


class _Sampled:
    """A sorted dictionary on disk with every so many-th term in memory: a search stays in few pages of it."""

    __slots__ = ("_sample", "_step", "_terms")

    def __init__(self, terms: Terms, step: int) -> None:
        self._terms = terms
        self._step = step
        self._sample = [terms[number] for number in range(0, len(terms), step)]

    def numbered(self, term: bytes) -> tuple[int, int]:
        """The number of a term and the one after it, twice the same where there is none."""
        place = max(bisect_right(self._sample, term) - 1, 0) * self._step
        end = min(place + self._step, len(self._terms))
        number = bisect_left(self._terms, term, place, end)
        return number, number + (number < end and self._terms[number] == term)

    def prefixed(self, prefix: bytes) -> tuple[int, int]:
        """The range of terms that start with a prefix."""
        return self._terms.prefixed(prefix)


def _span(segment: Segment, first: int, last: int) -> Span:
    if first == last:
        return NO_SPAN
    starts = segment.pack["terms.posts"]
    return int(starts[first]), int(starts[last])


def _keyed(segment: Segment, sample: _Sampled, keys: Sequence[bytes]) -> Array:
    found = []
    for key in keys:
        number, after = sample.numbered(key)
        if number < after:
            starts = segment.pack["ids.posts"]
            found.append(segment.pack["ids.docs"][starts[number] : starts[number + 1]])
    if not found:
        return NO_DOCS
    return found[0] if len(found) == 1 else np.unique(np.concatenate(found))
