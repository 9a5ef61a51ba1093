"""Which product ids a page holds. Exact on every page: each order is total.

By relevance, equal scores go by stock, then by label, then by product id; other ties by product id.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catalog.search.day_tags import DayTags
from catalog.search.matching import Matches
from catalog.search.pack import Array
from catalog.search.shelf import BAND_NUMBERS
from catalog.search.snapshot import Snapshot

FIRST_SCAN = 4_096
# product ids are below 2**56: far more than anybody sells
ID_BITS = 56


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides between products that fit equally well: stock first, then a verified label in force.

    ``labelled`` tells of each combination of labels whether it counts; ``weight`` is the operator's
    (``catalog.search.language``): 0 switches labels off, each point above 1 is one per cent of the score.
    """

    shelves: Array
    combinations: Array
    labelled: Array
    weight: float

    @staticmethod
    def of(snapshot: Snapshot, tags: DayTags, weight: float) -> Standing:
        """The standing of a generation's documents on a day."""
        labelled = tags.having((), (), "verified")
        return Standing(snapshot.shelf.numbers, tags.column.numbers, labelled, weight)

    def places(self, docs: Array, ids: Array) -> Array:
        """A number for each of the documents, the lower the earlier; no two are equal."""
        behind = (self.shelves[docs] < BAND_NUMBERS).astype(np.int64) * 2
        if self.weight > 0:
            behind += ~self.labelled[self.combinations[docs]]
        places: Array = ids[docs] + (behind << ID_BITS)
        return places

    def boosts(self, doc: int) -> dict[str, float]:
        """What stands beside a document's score: stock and label (ties only), and the label's share."""
        labelled = bool(self.labelled[self.combinations[doc]])
        return {
            "in stock": float(self.shelves[doc] >= BAND_NUMBERS),
            "label": min(self.weight, 1.0) if labelled else 0.0,
            "label share": float(self.share(np.array([doc]))[0]),
        }

    def share(self, docs: Array) -> Array:
        """What the score of each of the documents is multiplied with."""
        more = np.float32(max(self.weight - 1, 0) / 100)
        return 1 + more * self.labelled[self.combinations[docs]].astype(np.float32)


def page_docs(
    snapshot: Snapshot,
    matches: Matches,
    mask: Array | None,
    sort: str,
    start: int,
    size: int,
    standing: Standing | None = None,
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
    if standing is not None and standing.weight > 1:
        scores = scores * standing.share(docs)
    return _best(docs, scores, snapshot.product_id, start, size, standing)


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


def _best(docs: Array, scores: Array, ids: Array, start: int, size: int, standing: Standing | None) -> Array:
    end = start + size
    if end < len(docs):
        least = np.partition(scores, len(scores) - end)[len(scores) - end]
        better = np.flatnonzero(scores > least)
        equal = np.flatnonzero(scores == least)
        missing = end - len(better)
        if missing < len(equal):
            places = _places(docs[equal], ids, standing)
            equal = equal[np.argpartition(places, missing - 1)[:missing]]
        near = np.concatenate((better, equal))
        docs, scores = docs[near], scores[near]
    return docs[np.lexsort((_places(docs, ids, standing), -scores))][start:end]


def _places(docs: Array, ids: Array, standing: Standing | None) -> Array:
    return ids[docs] if standing is None else standing.places(docs, ids)
