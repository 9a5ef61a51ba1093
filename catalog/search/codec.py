"""The Whoosh side: schema, a field that takes ready terms, and a codec that keeps postings as plain arrays.

Whoosh's own codec pickles and compresses blocks of 128 postings and Python touches each posting; here
the postings of a term are its document numbers (u4) and then its frequencies (f4), one after the other,
so that a whole segment is read by numpy at once. Everything else is Whoosh's.
"""

from __future__ import annotations

import marshal
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from whoosh import fields, formats
from whoosh.codec import base, whoosh3
from whoosh.matching import ListMatcher
from whoosh.writing import PostingPool, SegmentWriter

INDEX_NAME = "MAIN"
RUN_POSTINGS = 300_000
RUN_BATCH = 20_000


class ReadyTerms(fields.FieldType):  # type: ignore[misc]
    """A field whose value is a list of terms: ``catalog.search.analysis`` has done the work already."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), None)

    def index(self, value: list[str], **_options: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """The terms with their frequencies, as Whoosh wants them."""
        for term, count in Counter(value).items():
            yield term.encode("utf-8", "surrogatepass"), count, float(count), b""


def schema() -> Any:
    """``name``, ``body`` and ``kind`` (what the class is called) are text, ``ids`` exact identifiers,
    ``record`` what the columns need."""
    texts = {name: ReadyTerms() for name in ("name", "body", "kind", "ids")}
    return fields.Schema(record=fields.STORED(), **texts)


class ArrayCodec(whoosh3.W3Codec):  # type: ignore[misc]
    """Whoosh's codec with postings as arrays and without the lengths that only its own scoring reads."""

    length_stats = False

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> ArrayPostingsWriter:
        """A writer of one field's postings; term vectors (``byteids``) are not in the schema."""
        return ArrayPostingsWriter(dbfile)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Any:
        """A matcher over one term, for Whoosh's own searching and merging."""
        count = terminfo.doc_frequency()
        data = dbfile.get(terminfo.extent()[0], count * 8)
        return ListMatcher(
            array("I", data[: count * 4]),
            array("f", data[count * 4 :]),
            [b""] * count,
            format_,
            scorer=scorer,
            term=term,
            terminfo=terminfo,
        )


class ArrayPostingsWriter(base.PostingsWriter):  # type: ignore[misc]
    """Writes the postings of one term after another; the term's info is told of one block."""

    def __init__(self, dbfile: Any) -> None:
        self._dbfile = dbfile
        self._terminfo: Any = None
        self._ids = array("I")
        self._weights = array("f")

    def start_postings(self, format_: Any, terminfo: Any) -> None:
        """Begins a term."""
        self._terminfo = terminfo
        self._ids = array("I")
        self._weights = array("f")

    def add_posting(self, id_: int, weight: float, vbytes: bytes, length: Any = None) -> None:
        """Adds one document; Whoosh calls this in order of documents."""
        self._ids.append(id_)
        self._weights.append(weight)

    def finish_postings(self) -> Any:
        """Writes the term and returns its info."""
        terminfo = self._terminfo
        terminfo.add_block(self)
        terminfo.set_extent(self._dbfile.tell(), len(self._ids) * 8)
        self._dbfile.write(self._ids.tobytes() + self._weights.tobytes())
        return terminfo

    def written(self) -> bool:
        """Whether part of the term is on disk already: never, a term is written at once."""
        return False

    def __len__(self) -> int:
        return len(self._ids)

    def min_id(self) -> int:
        """The first document of the term."""
        return self._ids[0]

    def max_id(self) -> int:
        """The last document of the term."""
        return self._ids[-1]

    def min_length(self) -> int:
        """Field lengths are not kept; Whoosh wants a number."""
        return 1

    def max_length(self) -> int:
        """Field lengths are not kept; Whoosh wants a number."""
        return 1

    def max_weight(self) -> float:
        """The greatest frequency."""
        return max(self._weights)


class BatchPool(PostingPool):  # type: ignore[misc]
    """Whoosh's external sort of postings; counts them instead of guessing bytes, writes in batches.

    A run of 300,000 postings takes about 64 MB while it is sorted.
    """

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """Takes one posting: field, term, document, frequency, value."""
        self.current.append(item)
        if len(self.current) >= RUN_POSTINGS:
            self.save()

    def _write_run(self, f: Any, items: Iterable[Any]) -> None:
        batch: list[Any] = []
        for item in items:
            batch.append(item)
            if len(batch) == RUN_BATCH:
                marshal.dump(batch, f)
                batch = []
        if batch:
            marshal.dump(batch, f)
        f.close()

    def _read_run(self, path: str) -> Iterator[Any]:
        with self._open_run(path) as run:
            while True:
                try:
                    batch = marshal.load(run)  # noqa: S302 our own temporary file of this process
                except EOFError:
                    break
                yield from batch
        self._remove_run(path)


def open_segment_writer(index: Any) -> Any:
    """A writer of one new segment. Raises whoosh.index.LockError where another one is open."""
    writer = SegmentWriter(index, codec=ArrayCodec(), compound=False)
    writer.pool = BatchPool(writer.temp_storage(), writer.newsegment)
    return writer
