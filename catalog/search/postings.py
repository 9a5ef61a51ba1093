"""Arrays of one Whoosh segment: for each term the documents and how much the term says about them.

Name and body are merged into one posting a document, whose impact is the frequency part of BM25F with
fixed reference lengths. A collection average would change with every update and with it every segment;
with a constant, segments written years apart score alike, and only the inverse document frequency
is left to the query, where it is taken over the whole generation.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filetables import OrderedHashReader

from catalog.search.pack import Array, blob_arrays

NAME_WEIGHT, BODY_WEIGHT = 3.0, 1.0
NAME_LENGTH, BODY_LENGTH = 8.0, 24.0
NAME_B, BODY_B = 0.3, 0.6
K1 = 1.2

# one key and its info as Whoosh writes them: a big-endian field number before the term, and
# flags, weight, document frequency, lengths, greatest weight, first and last id, place, size
_FIELD_BYTES = 2
_INFO = np.dtype(
    [("skip", "V5"), ("count", ">u4"), ("more", "V14"), ("offset", ">u8"), ("length", ">u4")]
)


class FieldPostings:
    """One field of a segment: sorted terms, and for each posting the term, document and frequency."""

    def __init__(self, terms: list[bytes], counts: Array, docs: Array, frequencies: Array) -> None:
        self.terms = terms
        self.counts = counts
        self.docs = docs
        self.frequencies = frequencies


def segment_postings(storage: Any, segment: Any) -> dict[str, Array]:
    """The dictionaries and postings of text (``terms``) and identifiers (``ids``) of a segment."""
    fields = _read(storage, segment)
    size = segment.doc_count_all()
    ids = fields["ids"]
    arrays = blob_arrays("ids", ids.terms)
    arrays |= {"ids.posts": _starts(ids.counts), "ids.docs": ids.docs}
    return arrays | _text(fields["name"], fields["body"], size)


def _read(storage: Any, segment: Any) -> dict[str, FieldPostings]:
    name = segment.make_filename(W3Codec.TERMS_EXT)
    reader = OrderedHashReader(storage.open_file(name), storage.file_length(name))
    numbers = reader.extras["fieldmap"]
    terms: dict[int, list[bytes]] = {number: [] for number in numbers.values()}
    infos: dict[int, list[bytes]] = {number: [] for number in numbers.values()}
    for key, info in reader.items():
        number = int.from_bytes(key[:_FIELD_BYTES], "big")
        terms[number].append(key[_FIELD_BYTES:])
        infos[number].append(info)
    reader.close()
    path = Path(storage.folder) / segment.make_filename(W3Codec.POSTS_EXT)
    raw = np.fromfile(path, np.uint32)
    found = {}
    for field in ("name", "body", "ids"):
        number = numbers.get(field, -1)
        found[field] = _field(terms.get(number, []), infos.get(number, []), raw)
    return found


def _field(terms: list[bytes], infos: list[bytes], raw: Array) -> FieldPostings:
    table = np.frombuffer(b"".join(infos), _INFO)
    counts = table["count"].astype(np.int64)
    places = table["offset"].astype(np.int64) // 4
    before = np.cumsum(counts) - counts
    docs = np.repeat(places - before, counts) + np.arange(counts.sum())
    frequencies = raw[docs + np.repeat(counts, counts)].view(np.float32)
    return FieldPostings(terms, counts, raw[docs], frequencies)


def _starts(counts: Array) -> Array:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))


def _text(name: FieldPostings, body: FieldPostings, size: int) -> dict[str, Array]:
    terms = sorted(set(name.terms) | set(body.terms))
    numbers = {term: number for number, term in enumerate(terms)}
    parts = [
        _weighted(name, numbers, size, NAME_WEIGHT, NAME_B, NAME_LENGTH),
        _weighted(body, numbers, size, BODY_WEIGHT, BODY_B, BODY_LENGTH),
    ]
    places = np.concatenate([part[0] for part in parts])
    weights = np.concatenate([part[1] for part in parts])
    order = np.argsort(places, kind="stable")
    places, weights = places[order], weights[order]
    first = np.flatnonzero(np.diff(places, prepend=-1))
    total = np.add.reduceat(weights, first) if len(first) else weights
    term, doc = np.divmod(places[first], max(size, 1))
    arrays = blob_arrays("terms", terms)
    arrays["terms.posts"] = _starts(np.bincount(term, minlength=len(terms)))
    arrays["terms.docs"] = doc.astype(np.uint32)
    arrays["terms.impacts"] = (total * (K1 + 1) / (total + K1)).astype(np.float32)
    return arrays


def _weighted(
    field: FieldPostings, numbers: dict[bytes, int], size: int, weight: float, b: float, length: float
) -> tuple[Array, Array]:
    lengths = np.bincount(field.docs, weights=field.frequencies, minlength=size)
    norms = weight / (1 - b + b * lengths / length)
    mapped = np.array([numbers[term] for term in field.terms], np.int64)
    places = np.repeat(mapped, field.counts) * max(size, 1) + field.docs
    return places, (field.frequencies * norms[field.docs]).astype(np.float32)

