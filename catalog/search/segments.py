"""Segments as Whoosh writes them: adding documents, marking what goes, merging."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader

from catalog.errors import MerkbarError
from catalog.search.building import received
from catalog.search.codec import INDEX_NAME, open_segment_writer, schema
from catalog.search.columns import derive, open_segment
from catalog.search.entries import entry
from catalog.search.port import Document


def write_segments(pipe: Connection, folder: str, segment_size: int) -> None:
    """What a builder does (``catalog.search.building``); says True when its documents are on disk."""
    write_all(Path(folder), received(pipe), segment_size)
    pipe.send(True)


def write_all(folder: Path, documents: Iterable[Document], segment_size: int) -> None:
    """Begins an index in ``folder`` and writes the documents in segments of bounded size."""
    storage = FileStorage(str(folder))
    FileIndex.create(storage, schema(), INDEX_NAME)
    waiting = iter(documents)
    for first in waiting:
        write(folder, chain((first,), islice(waiting, segment_size - 1)), set())
        derive(storage, listed(folder)[-1])


@contextmanager
def writing(folder: Path) -> Iterator[Any]:
    """A Whoosh writer of one new segment; nothing is kept of what was not committed."""
    index = FileIndex(FileStorage(str(folder)), schema(), INDEX_NAME)
    writer = open_segment_writer(index)
    try:
        yield writer
    finally:
        if not writer.is_closed:
            writer.cancel()


def listed(folder: Path) -> list[Any]:
    """The segments of the index in a folder, in their order."""
    found: list[Any] = TOC.read(FileStorage(str(folder)), INDEX_NAME, schema=schema()).segments
    return found


def write(folder: Path, documents: Iterable[Document], removed: set[int]) -> None:
    """Adds documents in one segment, marks what they replace and what goes.

    A function of its own: Whoosh's writer holds some 100 bytes a term until it is forgotten.
    """
    with writing(folder) as writer:
        given = _add(writer, documents)
        delete(writer, folder, given | removed)
        writer.commit(merge=False)


def _add(writer: Any, documents: Iterable[Document]) -> set[int]:
    given: set[int] = set()
    for document in once(documents, given):
        writer.add_document(**entry(document))
    return given


def once(documents: Iterable[Document], given: set[int]) -> Iterator[Document]:
    """The documents, noting their products. Raises MerkbarError for one that was given before."""
    for document in documents:
        if document.product_id in given:
            raise MerkbarError(f"product {document.product_id} was given twice to the index")
        given.add(document.product_id)
        yield document


def delete(writer: Any, folder: Path, ids: set[int], older: int | None = None) -> None:
    """Marks documents of the first ``older`` segments (all by default) by their numbers.

    They are found in the columns: no Whoosh reader has to be opened.
    """
    wanted = np.fromiter(ids, np.int64, len(ids))
    base = 0
    for segment in writer.segments[:older]:
        opened = open_segment(folder, segment.segment_id(), base)
        for doc in np.flatnonzero(np.isin(opened.pack["product_id"], wanted)).tolist():
            writer.delete_document(base + doc)
        base += opened.size


def merger(chosen: set[int]) -> Callable[[Any, list[Any]], list[Any]]:
    """How Whoosh is to merge: the segments of these numbers into the new one."""

    def merge(writer: Any, segments: list[Any]) -> list[Any]:
        for number in sorted(chosen):
            reader = SegmentReader(writer.storage, schema(), segments[number])
            writer.add_reader(reader)
            reader.close()
        return [segment for number, segment in enumerate(segments) if number not in chosen]

    return merge
