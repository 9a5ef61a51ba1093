"""Arrays of one generation: every segment's columns side by side, in one numbering of documents.

Written anew by each publish (some 40 bytes a document), so that a query works on one array a column
however many segments there are. Deleted documents keep their number and are only marked.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from catalog.errors import MerkbarError
from catalog.search.columns import SET_DIMENSIONS, Segment
from catalog.search.entries import NO_PRICE
from catalog.search.pack import Array, Terms
from catalog.search.sets import NO_VALUES, by_set, fold_value, small
from catalog.search.shelf import SHELVES, shelf_numbers

MAX_PAIRS = 64
INTERVAL_COLUMNS = ("verified", "dataset", "first", "last")


def generation_arrays(
    segments: Sequence[Segment], deleted: Sequence[Iterable[int]], previous_names: Array | None
) -> tuple[dict[str, Array], dict[str, Any]]:
    """The arrays and dictionaries of a generation.

    ``previous_names`` is the order of names of the generation before, where this one begins with the
    same segments: then only the names of new documents are sorted in.
    """
    alive = _alive(segments, deleted)
    ids = _joined([segment.pack["product_id"] for segment in segments], np.int64)
    prices = _joined([segment.pack["price"] for segment in segments], np.int64)
    stock = _joined([segment.pack["in_stock"] for segment in segments], np.bool_)
    arrays: dict[str, Array] = {"alive": alive, "product_id": ids, "price": prices}
    arrays["shelf"] = shelf_numbers(stock, prices)
    arrays |= _both_ways("shelf", SHELVES, arrays["shelf"], alive)
    arrays |= _orders(alive, ids, prices)
    arrays["order.name"] = _name_order(segments, alive, ids, previous_names)
    facts: dict[str, Any] = {"documents": int(alive.sum()), "values": {}, "kinds": {}}
    for dimension in SET_DIMENSIONS:
        more, facts["values"][dimension] = _sets(segments, alive, dimension)
        arrays |= more
    for segment in segments:
        # what was written last is what a class is called now
        facts["kinds"] |= json.loads(segment.pack["kinds"].tobytes())
    more, facts["pairs"] = _intervals(segments, alive)
    return arrays | more, facts


def _joined(parts: list[Array], kind: Any) -> Array:
    return np.concatenate([np.zeros(0, kind), *parts]).astype(kind, copy=False)


def _alive(segments: Sequence[Segment], deleted: Sequence[Iterable[int]]) -> Array:
    alive = np.ones(sum(segment.size for segment in segments), np.bool_)
    for segment, numbers in zip(segments, deleted, strict=True):
        alive[segment.base + np.fromiter(numbers, np.int64)] = False
    return alive


def _orders(alive: Array, ids: Array, prices: Array) -> dict[str, Array]:
    found = np.flatnonzero(alive)
    ids, prices = ids[found], prices[found]
    missing = prices == NO_PRICE
    falling = np.where(missing, NO_PRICE, -prices)
    orders = {
        "order.id": np.argsort(ids),
        "order.price": np.lexsort((ids, prices, missing)),
        "order.-price": np.lexsort((ids, falling, missing)),
    }
    return {name: found[order].astype(np.uint32) for name, order in orders.items()}


class _SortedNames(Sequence[tuple[bytes, int]]):
    """The names of an ordered list of documents, for bisection."""

    def __init__(self, segments: Sequence[Segment], ids: Array, order: Array) -> None:
        self._keys = [Terms(segment.pack, "keys") for segment in segments]
        self._bases = np.array([segment.base for segment in segments])
        self._ids = ids
        self._order = order

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, place: Any) -> Any:
        return self.name(int(self._order[place]))

    def name(self, doc: int) -> tuple[bytes, int]:
        """Sort key and product id of a document of the generation."""
        number = int(np.searchsorted(self._bases, doc, side="right")) - 1
        return self._keys[number][doc - int(self._bases[number])], int(self._ids[doc])


def _name_order(segments: Sequence[Segment], alive: Array, ids: Array, previous: Array | None) -> Array:
    if previous is None:
        all_names = list(_all_names(segments, ids))
        order = np.array(sorted(range(len(all_names)), key=all_names.__getitem__), np.uint32)
        return order[alive[order]] if len(order) else order
    kept = previous[alive[previous]] if len(previous) else previous
    added = np.flatnonzero(alive)
    added = added[np.isin(added, kept, assume_unique=True, invert=True)]
    names = _SortedNames(segments, ids, kept)
    fresh = sorted((names.name(int(doc)), int(doc)) for doc in added)
    places = [bisect_left(names, name) for name, _doc in fresh]
    return np.insert(kept, places, [doc for _name, doc in fresh]) if fresh else kept


def _all_names(segments: Sequence[Segment], ids: Array) -> Iterator[tuple[bytes, int]]:
    for segment in segments:
        keys = Terms(segment.pack, "keys")
        for number in range(segment.size):
            yield keys[number], int(ids[segment.base + number])


def _sets(segments: Sequence[Segment], alive: Array, dimension: str) -> tuple[dict[str, Array], list[str]]:
    """The set column of a dimension, the values of each set, and the values as shown."""
    spellings: dict[str, int] = {}
    counted = []
    for segment in segments:
        sets = [tuple(values) for values in json.loads(segment.pack["sets"].tobytes())[dimension]]
        here = segment.pack[dimension][alive[segment.base : segment.base + segment.size]]
        counts = np.bincount(here, minlength=len(sets)).tolist()
        counted.append((sets, counts))
        for values, count in zip(sets, counts, strict=True):
            for value in values if count else ():
                spellings[value] = spellings.get(value, 0) + count
    shown = _shown(dimension, spellings)
    numbers = {fold_value(dimension, value): number for number, value in enumerate(shown)}
    known: dict[tuple[int, ...], int] = {(): NO_VALUES}
    columns = []
    for segment, (sets, counts) in zip(segments, counted, strict=True):
        mapped = np.zeros(len(sets), np.uint32)
        for local, (values, count) in enumerate(zip(sets, counts, strict=True)):
            if count:
                found = {numbers[fold_value(dimension, value)] for value in values}
                mapped[local] = known.setdefault(tuple(sorted(found)), len(known))
        columns.append(mapped[segment.pack[dimension]])
    flat = [value for values in known for value in values]
    owner = [number for number, values in enumerate(known) for _value in values]
    numbers_of = small(_joined(columns, np.uint32), len(known))
    arrays = _both_ways(dimension, len(known), numbers_of, alive) | {
        f"{dimension}.set": numbers_of,
        f"{dimension}.value": np.array(flat, np.uint32),
        f"{dimension}.owner": np.array(owner, np.uint32),
    }
    return arrays, shown


def _both_ways(name: str, sets: int, numbers: Array, alive: Array) -> dict[str, Array]:
    order, starts = by_set(numbers, sets, alive)
    return {f"{name}.order": order, f"{name}.starts": starts}


def _shown(dimension: str, spellings: dict[str, int]) -> list[str]:
    """One spelling a value, the most frequent; sorted by folded value."""
    best: dict[str, str] = {}
    for value in sorted(spellings, key=lambda value: (-spellings[value], value)):
        best.setdefault(fold_value(dimension, value), value)
    return [best[key] for key in sorted(best)]


def _intervals(segments: Sequence[Segment], alive: Array) -> tuple[dict[str, Array], list[tuple[str, str]]]:
    """The intervals of living documents, their label and tier as a number in one dictionary."""
    kept = []
    for segment in segments:
        docs = segment.pack["interval.doc"].astype(np.int64) + segment.base
        keep = alive[docs]
        pairs = [tuple(pair) for pair in segment.pack.facts["pairs"]]
        used = np.unique(segment.pack["interval.pair"][keep]).tolist()
        kept.append((segment, docs[keep], keep, pairs, {pairs[number] for number in used}))
    known = sorted({pair for *_rest, used in kept for pair in used})
    if len(known) > MAX_PAIRS:
        raise MerkbarError(f"{len(known)} pairs of label and tier, the index can hold {MAX_PAIRS}")
    numbers = {pair: number for number, pair in enumerate(known)}
    arrays = {"interval.doc": _joined([docs for _segment, docs, *_rest in kept], np.int64)}
    local = []
    for segment, _docs, keep, pairs, _used in kept:
        mapped = np.array([numbers.get(pair, 0) for pair in pairs], np.uint32)
        local.append(mapped[segment.pack["interval.pair"][keep]])
    arrays["interval.pair"] = _joined(local, np.uint32)
    for name in INTERVAL_COLUMNS:
        parts = [segment.pack[f"interval.{name}"][keep] for segment, _docs, keep, *_rest in kept]
        kind = segments[0].pack[f"interval.{name}"].dtype if segments else np.int64
        arrays[f"interval.{name}"] = _joined(parts, kind)
    return arrays, known
