"""Arrays of one Whoosh segment, derived once when it is written and never changed.

Every value of a filter is held as a *set number*: the brand of a product is a set of one, its classes
are ETIM code and group, its suppliers any number. Distinct sets are few, so a filter decides once a
set, and a count over all matches is one ``bincount``.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.reading import SegmentReader

from catalog.search.analysis import sort_key
from catalog.search.codec import schema
from catalog.search.entries import IntervalRecord, Record
from catalog.search.features import Features, Lists
from catalog.search.pack import Array, Blob, Pack, Terms, open_pack, write_pack
from catalog.search.postings import segment_postings

# Whoosh removes files that begin with the id of a segment it no longer has
SUFFIX = ".arrays"
SET_DIMENSIONS = ("brand", "class", "supplier", "condition")


class Segment:
    """An open segment: its dictionaries and columns, and where it stands in the generation."""

    __slots__ = ("base", "features", "ids", "names", "pack", "segment_id", "size", "terms")

    def __init__(self, pack: Pack, segment_id: str, base: int) -> None:
        self.pack = pack
        self.segment_id = segment_id
        self.base = base
        self.size = int(pack.facts["documents"])
        self.terms = Terms(pack, "terms")
        self.ids = Terms(pack, "ids")
        self.names = Terms(pack, "names")
        self.features = Features(pack)


def open_segment(folder: Path, segment_id: str, base: int) -> Segment:
    """Maps the arrays of a segment. Raises OSError or PackError."""
    return Segment(open_pack(folder / f"{segment_id}{SUFFIX}"), segment_id, base)


def derive(storage: Any, segment: Any) -> None:
    """Writes the arrays of a Whoosh segment beside it, unless they are there."""
    path = Path(storage.folder) / f"{segment.segment_id()}{SUFFIX}"
    if path.exists():
        return
    arrays = segment_postings(storage, segment)
    columns = _Columns()
    for record in _records(storage, segment):
        columns.add(record)
    write_pack(path, arrays | columns.arrays(), columns.facts())


def _records(storage: Any, segment: Any) -> Iterator[Record]:
    reader = SegmentReader(storage, schema(), segment)
    try:
        for number in range(segment.doc_count_all()):
            yield Record(*reader.stored_fields(number)["record"])
    finally:
        reader.close()


class _Sets:
    """A growing dictionary of value sets, and the set number of each document."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, ...], int] = {}
        self.column = array("I")

    def add(self, values: tuple[str, ...]) -> None:
        self.column.append(self.known.setdefault(values, len(self.known)))


class _Columns:
    """Collects records in document order."""

    def __init__(self) -> None:
        self.ids = array("q")
        self.prices = array("q")
        self.stock = array("b")
        self.names = Blob()
        self.keys = Blob()
        self.sets = {dimension: _Sets() for dimension in SET_DIMENSIONS}
        self.features = Lists()
        self.kinds: dict[str, dict[str, None]] = {}
        self.pairs: dict[tuple[str, str], int] = {}
        self.intervals = array("q")

    def add(self, record: Record) -> None:
        number = len(self.ids)
        self.ids.append(record.product_id)
        self.prices.append(record.price)
        self.stock.append(record.in_stock)
        self.names.add(record.name.encode("utf-8", "surrogatepass"))
        self.keys.add(sort_key(record.name))
        self.sets["brand"].add(_present(record.brand))
        self.sets["class"].add(_present(record.class_code, record.group))
        self.sets["supplier"].add(_present(*record.suppliers))
        self.sets["condition"].add(_present(record.condition))
        self.features.add(record.features)
        named: dict[str, dict[str, None]] = {}
        for value, name in record.names:
            named.setdefault(value, {})[name] = None
        self.kinds |= named
        for values in record.intervals:
            interval = IntervalRecord(*values)
            pair = self.pairs.setdefault((interval.label, interval.tier), len(self.pairs))
            self.intervals.extend((number, pair, *interval[2:]))

    def facts(self) -> dict[str, Any]:
        """What a reader needs to know of the segment."""
        return {"documents": len(self.ids), "pairs": list(self.pairs)}

    def arrays(self) -> dict[str, Array]:
        """The columns of the segment; intervals are rows of their own, in document order."""
        table = np.array(self.intervals, np.int64).reshape(-1, 6)
        found: dict[str, Array] = {
            "product_id": np.array(self.ids, np.int64),
            "price": np.array(self.prices, np.int64),
            "in_stock": np.array(self.stock, np.bool_),
            "interval.doc": table[:, 0].astype(np.uint32),
            "interval.pair": table[:, 1].astype(np.uint32),
            "interval.verified": table[:, 2].astype(np.bool_),
            "interval.dataset": table[:, 3],
            "interval.first": table[:, 4].astype(np.int32),
            "interval.last": table[:, 5].astype(np.int32),
        }
        for dimension, sets in self.sets.items():
            found[dimension] = np.array(sets.column, np.uint32)
        # read when a generation is written, by no worker: they would each hold megabytes of lists
        known = {dimension: list(sets.known) for dimension, sets in self.sets.items()}
        found["sets"] = np.frombuffer(json.dumps(known).encode(), np.uint8)
        kinds = {value: list(names) for value, names in self.kinds.items()}
        found["kinds"] = np.frombuffer(json.dumps(kinds).encode(), np.uint8)
        found |= self.names.arrays("names") | self.keys.arrays("keys")
        return found | self.features.arrays("features")


def _present(*values: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value.strip()))
