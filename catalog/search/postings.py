"""Arrays of one Whoosh segment: for each term the documents and how much the term says about them.

Name, body and kind (what the class is called) are merged into one posting a document, whose impact is the
frequency part of BM25F with fixed reference lengths. A collection average would change with every update
and with it every segment; with a constant, segments written years apart score alike, and only the inverse
document frequency is left to the query, where it is taken over the whole generation.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filetables import OrderedHashReader

from catalog.search.forms import forms
from catalog.search.pack import Array, Blob
from catalog.search.vocabulary import derive_vocabulary

NAME_WEIGHT, BODY_WEIGHT = 3.0, 0.8
NAME_LENGTH, BODY_LENGTH = 8.0, 24.0
NAME_B, BODY_B = 0.3, 0.4
# a kind is said of each of its products alike, however long the name of the class is
KIND_WEIGHT = 0.4
K1 = 1.2
# postings handled at a time: some 40 MB
BLOCK = 500_000

# one key and its info as Whoosh writes them: a big-endian field number before the term, and
# flags, weight, document frequency, lengths, greatest weight, first and last id, place, size
_FIELD_BYTES = 2
_INFO = np.dtype([("skip", "V5"), ("count", ">u4"), ("more", "V14"), ("offset", ">u8"), ("length", ">u4")])


class FieldPostings:
    """One field of a segment as Whoosh wrote it; postings are gathered for a range of terms at a time."""

    def __init__(self) -> None:
        self.blob = Blob()
        self.terms: list[bytes] = []
        self.infos = bytearray()
        self._raw: Array = np.zeros(0, np.uint32)
        self.counts: Array = np.zeros(0, np.int64)
        self._places: Array = np.zeros(0, np.int64)

    def close(self, raw: Array) -> None:
        """Makes arrays of what was read; ``raw`` is the file of postings."""
        table = np.frombuffer(self.infos, _INFO)
        self._raw = raw
        self.counts = table["count"].astype(np.int64)
        self._places = table["offset"].astype(np.int64) // 4

    def postings(self, first: int, last: int) -> tuple[Array, Array]:
        """Documents and frequencies of the terms ``first`` to ``last``, one term after another."""
        return self.gathered(np.arange(first, last))

    def gathered(self, numbers: Array) -> tuple[Array, Array]:
        """Documents and frequencies of the terms with these numbers, one term after another."""
        counts = self.counts[numbers]
        before = np.cumsum(counts) - counts
        places = np.repeat(self._places[numbers] - before, counts)
        places += np.arange(len(places))
        docs = self._raw[places]
        places += np.repeat(counts, counts)
        return docs, self._raw[places].view(np.float32)

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Ranges of terms with about BLOCK postings each."""
        return _blocks(self.counts)


def segment_postings(storage: Any, segment: Any) -> dict[str, Array]:
    """The dictionaries and postings of text (``terms``) and identifiers (``ids``) of a segment."""
    fields = {name: FieldPostings() for name in ("name", "body", "kind", "ids")}
    _read(storage, segment, fields)
    ids = fields.pop("ids")
    arrays = ids.blob.arrays("ids")
    docs = [ids.postings(*block)[0] for block in ids.blocks()]
    arrays |= {"ids.posts": _starts(ids.counts), "ids.docs": _joined(docs, np.uint32)}
    return arrays | _text(**fields, size=segment.doc_count_all())


def _read(storage: Any, segment: Any, fields: dict[str, FieldPostings]) -> None:
    name = segment.make_filename(W3Codec.TERMS_EXT)
    reader = OrderedHashReader(storage.open_file(name), storage.file_length(name))
    known = {number: fields[field] for field, number in reader.extras["fieldmap"].items()}
    for key, info in reader.items():
        field = known[int.from_bytes(key[:_FIELD_BYTES], "big")]
        field.infos += info
        if field is fields["ids"]:
            field.blob.add(key[_FIELD_BYTES:])
        else:
            field.terms.append(key[_FIELD_BYTES:])
    reader.close()
    path = Path(storage.folder) / segment.make_filename(W3Codec.POSTS_EXT)
    raw = np.memmap(path, np.uint32, "r") if path.stat().st_size else np.zeros(0, np.uint32)
    for field in fields.values():
        field.close(raw)


def _text(name: FieldPostings, body: FieldPostings, kind: FieldPostings, size: int) -> dict[str, Array]:
    """All fields merged: per term and document one posting with its impact.

    What a term is found by besides itself (``catalog.search.forms``) is a key among the terms;
    ``terms.own`` says how many documents have the very word.
    """
    own = {*name.terms, *body.terms, *kind.terms}
    terms = sorted(own.union(*(_keys(term) for term in own)))
    numbers = {term: number for number, term in enumerate(terms)}
    parts: list[_Part] = [
        _Weighted(name, numbers, size, NAME_WEIGHT, NAME_B, NAME_LENGTH),
        _Weighted(body, numbers, size, BODY_WEIGHT, BODY_B, BODY_LENGTH),
        _Weighted(kind, numbers, size, KIND_WEIGHT, 0, 1),
    ]
    counts = sum((part.counts(len(terms)) for part in parts), np.zeros(len(terms), np.int64))
    arrays: dict[str, Array] = {"terms.own": counts.astype(np.uint32)}
    arrays |= derive_vocabulary(terms, counts)
    parts += [_Derived(part, numbers) for part in parts if isinstance(part, _Weighted)]
    counts = sum((part.counts(len(terms)) for part in parts), np.zeros(len(terms), np.int64))
    docs, impacts, merged = [], [], []
    for first, last in _blocks(counts):
        places, weights = _merged([part.postings(first, last) for part in parts])
        term, doc = np.divmod(places, max(size, 1))
        docs.append(doc.astype(np.uint32))
        impacts.append((weights * (K1 + 1) / (weights + K1)).astype(np.float32))
        merged.append(np.bincount(term - first, minlength=last - first))
    blob = Blob()
    for found in terms:
        blob.add(found)
    arrays |= blob.arrays("terms")
    arrays["terms.posts"] = _starts(_joined(merged, np.int64))
    arrays["terms.docs"] = _joined(docs, np.uint32)
    arrays["terms.impacts"] = _joined(impacts, np.float32)
    return arrays


class _Weighted:
    """One field's part of the merged postings. A place is term number times documents plus document."""

    def __init__(
        self,
        field: FieldPostings,
        numbers: dict[bytes, int],
        size: int,
        weight: float,
        b: float,
        length: float,
    ) -> None:
        self.field = field
        self._size = size
        self._numbers = np.array([numbers[term] for term in field.terms], np.int64)
        lengths = np.zeros(size)
        for block in field.blocks():
            docs, frequencies = field.postings(*block)
            lengths += np.bincount(docs, frequencies, size)
        self._norms = (weight / (1 - b + b * lengths / length)).astype(np.float32)

    def counts(self, terms: int) -> Array:
        """Postings of each term of the merged dictionary."""
        found = np.zeros(terms, np.int64)
        found[self._numbers] = self.field.counts
        return found

    def postings(self, first: int, last: int) -> tuple[Array, Array]:
        """Places and weights for a range of the merged dictionary, in order."""
        begin, end = np.searchsorted(self._numbers, (first, last)).tolist()
        return self.weighted(np.arange(begin, end), self._numbers[begin:end])

    def weighted(self, terms: Array, numbers: Array) -> tuple[Array, Array]:
        """Places and weights of terms of the field, each under a number of the merged dictionary."""
        docs, frequencies = self.field.gathered(terms)
        places = np.repeat(numbers * max(self._size, 1), self.field.counts[terms]) + docs
        return places, frequencies * self._norms[docs]


class _Derived:
    """What one field's terms give to their keys: the same postings with a share of the weight."""

    def __init__(self, source: _Weighted, numbers: dict[bytes, int]) -> None:
        rows = sorted(
            (numbers[key], term, share)
            for term, text in enumerate(source.field.terms)
            for key, share in _keys(text).items()
        )
        self._source = source
        self._keys = np.array([row[0] for row in rows], np.int64)
        self._terms = np.array([row[1] for row in rows], np.int64)
        self._shares = np.array([row[2] for row in rows], np.float32)

    def counts(self, terms: int) -> Array:
        """Postings of each key of the merged dictionary, before one document's are added up."""
        counts = self._source.field.counts[self._terms]
        return np.bincount(self._keys, counts, terms).astype(np.int64)

    def postings(self, first: int, last: int) -> tuple[Array, Array]:
        """Places and weights for a range of the merged dictionary, in order of keys."""
        begin, end = np.searchsorted(self._keys, (first, last)).tolist()
        terms = self._terms[begin:end]
        places, weights = self._source.weighted(terms, self._keys[begin:end])
        return places, weights * np.repeat(self._shares[begin:end], self._source.field.counts[terms])


_Part = _Weighted | _Derived


def _keys(term: bytes) -> dict[bytes, float]:
    found = forms(term.decode("utf-8", "surrogatepass"))
    return {form.key.encode("utf-8", "surrogatepass"): form.share for form in found}


def _merged(parts: list[tuple[Array, Array]]) -> tuple[Array, Array]:
    places = np.concatenate([part[0] for part in parts])
    weights = np.concatenate([part[1] for part in parts])
    order = np.argsort(places, kind="stable")
    places, weights = places[order], weights[order]
    first = np.flatnonzero(np.diff(places, prepend=-1))
    if not len(first):
        return places, weights
    return places[first], np.add.reduceat(weights, first)


def _blocks(counts: Array) -> Iterator[tuple[int, int]]:
    ends = np.cumsum(counts)
    first = 0
    while first < len(counts):
        done = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, done + BLOCK, side="right")), first + 1)
        yield first, last
        first = last


def _joined(parts: list[Array], kind: Any) -> Array:
    return np.concatenate([np.zeros(0, kind), *parts])


def _starts(counts: Array) -> Array:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
