"""Which product ids a page holds. Exact on every page: each order is total, ties go by product id."""

from __future__ import annotations

import numpy as np

from catalog.search.matching import Matches
from catalog.search.pack import Array
from catalog.search.snapshot import Snapshot

FIRST_SCAN = 4_096


def page_docs(
    snapshot: Snapshot, matches: Matches, mask: Array | None, sort: str, start: int, size: int
) -> Array:
    """The documents at the places ``start`` to ``start + size`` of the filtered matches.

    An empty text has no relevance: it lists by product id. Missing prices are last either way.
    """
    if matches.docs is None:
        return _listed(snapshot.order("id" if sort == "relevance" else sort), mask, start, size)
    docs = matches.docs if mask is None else matches.docs[mask]
    if sort != "relevance" or matches.scores is None:
        return _smallest(docs, snapshot.rank("id" if sort == "relevance" else sort), start, size)
    scores = matches.scores if mask is None else matches.scores[mask]
    return _best(docs, scores, snapshot.product_id, start, size)


def _listed(order: Array, mask: Array | None, start: int, size: int) -> Array:
    """Walks an order until the page is full: a page near the front costs little."""
    if mask is None:
        return order[start : start + size]
    found: list[Array] = []
    count, place, step = 0, 0, FIRST_SCAN
    while count < start + size and place < len(order):
        part = order[place : place + step]
        kept = part[mask[part]]
        found.append(kept)
        count += len(kept)
        place, step = place + step, step * 4
    return np.concatenate(found)[start : start + size] if found else order[:0]


def _smallest(docs: Array, rank: Array, start: int, size: int) -> Array:
    places = rank[docs]
    end = start + size
    if end < len(docs):
        near = np.argpartition(places, end - 1)[:end]
        docs, places = docs[near], places[near]
    return docs[np.argsort(places)][start:end]


def _best(docs: Array, scores: Array, ids: Array, start: int, size: int) -> Array:
    end = start + size
    if end < len(docs):
        least = np.partition(scores, len(scores) - end)[len(scores) - end]
        better = np.flatnonzero(scores > least)
        equal = np.flatnonzero(scores == least)
        missing = end - len(better)
        if missing < len(equal):
            equal = equal[np.argpartition(ids[docs[equal]], missing - 1)[:missing]]
        near = np.concatenate((better, equal))
        docs, scores = docs[near], scores[near]
    return docs[np.lexsort((ids[docs], -scores))][start:end]
