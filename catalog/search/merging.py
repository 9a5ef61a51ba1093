"""Which segments are worth merging, so that updates stay cheap and queries look into few segments.

Each update adds one small segment and marks what it replaces. Beyond MAX_SEGMENTS the small ones are
merged, from the smallest on while each is no more than twice what is merged so far: a document is
rewritten about once each time its segment doubles, and the large segment of a rebuild is left alone.
Beyond MAX_DELETED everything is rewritten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MAX_SEGMENTS = 12
MAX_DELETED = 0.3
MIN_DELETED = 1_000


@dataclass(frozen=True, slots=True)
class SegmentSize:
    """Documents ever written to a segment, and how many of them are deleted."""

    documents: int
    deleted: int


def worth_merging(sizes: Sequence[SegmentSize]) -> set[int]:
    """The numbers of the segments to merge into one; empty where all is well."""
    documents = sum(size.documents for size in sizes)
    deleted = sum(size.deleted for size in sizes)
    if deleted > max(MIN_DELETED, MAX_DELETED * documents):
        return set(range(len(sizes)))
    if len(sizes) <= MAX_SEGMENTS:
        return set()
    order = sorted(range(len(sizes)), key=lambda number: sizes[number].documents)
    least = len(sizes) // 2
    chosen: set[int] = set()
    total = 0
    for number in order:
        if len(chosen) >= least and sizes[number].documents > 2 * total:
            break
        chosen.add(number)
        total += sizes[number].documents
    return chosen
