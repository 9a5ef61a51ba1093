"""Labelled products with a comparison key: what can stand in for a product of the basket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from catalog.search.day_tags import DayTags
from catalog.search.keys import comparison_key
from catalog.search.pack import Array
from catalog.search.snapshot import Snapshot


def stand_ins(
    snapshot: Snapshot, tags: DayTags, keys: Sequence[str], limit: int
) -> Mapping[str, tuple[int, ...]]:
    """For each key the ids of living products that hold any label, verified; the cheapest first."""
    labelled = tags.having((), (), "verified")
    rank = snapshot.rank("price")
    found = {}
    for key in dict.fromkeys(keys):
        docs = _documents(snapshot, comparison_key(key).encode())
        docs = docs[labelled[tags.column.numbers[docs]]]
        found[key] = tuple(snapshot.product_id[_first(docs, rank[docs], limit)].tolist())
    return found


def _first(docs: Array, ranks: Array, limit: int) -> Array:
    """The ``limit`` documents with the lowest ranks, of which no two are alike; a kind has thousands."""
    if len(docs) > limit:
        kept = np.argpartition(ranks, limit)[:limit]
        docs, ranks = docs[kept], ranks[kept]
    return docs[np.argsort(ranks, kind="stable")]


def _documents(snapshot: Snapshot, key: bytes) -> Array:
    parts = [np.zeros(0, np.intp)]
    for segment in snapshot.segments:
        number = segment.ids.find(key)
        if number >= 0:
            starts = segment.pack["ids.posts"]
            docs = segment.pack["ids.docs"][int(starts[number]) : int(starts[number + 1])]
            parts.append(docs.astype(np.intp) + segment.base)
    docs = np.concatenate(parts)
    return docs[snapshot.alive[docs]]
