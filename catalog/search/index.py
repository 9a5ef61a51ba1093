"""The writer: builds a generation beside the current one and switches when it is whole.

Whoosh writes one segment with what is new and keeps the list of segments and deletions; the arrays
that answer queries are derived from each segment once. One process publishes at a time.
"""

from __future__ import annotations

import shutil
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

from catalog.clock import Clock
from catalog.errors import IndexUnavailable, MerkbarError
from catalog.search import publish
from catalog.search.building import build, builders, received
from catalog.search.codec import INDEX_NAME, open_segment_writer, schema
from catalog.search.columns import derive, open_segment
from catalog.search.entries import entry
from catalog.search.generation import generation_arrays
from catalog.search.merging import SegmentSize, worth_merging
from catalog.search.pack import Array, PackError, open_pack, write_pack
from catalog.search.port import Document, IndexStatus

STATUS_TRIES = 5
SEGMENT_DOCUMENTS = 50_000
PARALLEL_FROM = 20_000


class WhooshWriter:
    """Publishes generations under one directory (``catalog.search.port.IndexWriter``)."""

    def __init__(self, directory: Path, clock: Clock | None = None) -> None:
        self._directory = directory
        self._clock = clock or Clock()

    def rebuild(self, documents: Iterable[Document], revision: int) -> IndexStatus:
        """Builds everything anew and switches. Raises MerkbarError where a product comes twice.

        One segment holds SEGMENT_DOCUMENTS at most, so that memory does not grow with the catalogue.
        PARALLEL_FROM documents and more are built by child processes; raises ChildDied where one dies.
        """
        with publish.publishing(self._directory), self._generation() as folder:
            waiting = _once(documents, set())
            first = list(islice(waiting, PARALLEL_FROM))
            waiting = chain(first, waiting)
            count = builders() if len(first) == PARALLEL_FROM else 0
            if count:
                build(folder, waiting, SEGMENT_DOCUMENTS, count)
            else:
                _write_all(folder, waiting, SEGMENT_DOCUMENTS)
            return self._finish(folder, revision, None)

    def update(self, documents: Iterable[Document], removed: Iterable[int], revision: int) -> IndexStatus:
        """Replaces the given documents, drops the removed ids (a document wins), keeps the rest, switches.

        Merges segments afterwards where that is due, in a generation of its own, so that the change
        is visible at once. Raises IndexUnavailable where there is nothing to update: rebuild then.
        """
        with publish.publishing(self._directory):
            with self._following() as (folder, names):
                _write(folder, documents, set(removed))
                status = self._finish(folder, revision, names)
            sizes = [
                SegmentSize(segment.doc_count_all(), segment.deleted_count()) for segment in _segments(folder)
            ]
            return self._merge(worth_merging(sizes), status)

    def compact(self) -> IndexStatus:
        """Merges all segments into one and switches; takes about as long as a rebuild."""
        with publish.publishing(self._directory):
            folder = publish.current_folder(self._directory)
            status = publish.read_meta(folder).status()
            return self._merge(set(range(status.segments)), status)

    def status(self) -> IndexStatus | None:
        """What is published, or None where nothing is that could be updated."""
        for _try in range(STATUS_TRIES):
            try:
                return publish.read_meta(publish.current_folder(self._directory)).status()
            except FileNotFoundError:
                continue
            except IndexUnavailable:
                return None
        return None

    @contextmanager
    def _generation(self) -> Iterator[Path]:
        folder = publish.begin(self._directory)
        try:
            yield folder
        except BaseException:
            if not publish.is_current(self._directory, folder):
                shutil.rmtree(folder, ignore_errors=True)
            raise

    @contextmanager
    def _following(self) -> Iterator[tuple[Path, Array]]:
        """A new generation that shares the files of the current one, and the order of names so far."""
        current = publish.current_folder(self._directory)
        names = _checked(current)
        with self._generation() as folder:
            publish.link_files(current, folder)
            yield folder, names

    def _merge(self, chosen: set[int], status: IndexStatus) -> IndexStatus:
        if not chosen:
            return status
        with self._following() as (folder, _names):
            with _writing(folder) as writer:
                writer.commit(mergetype=_merger(chosen))
            return self._finish(folder, status.revision, None)

    def _finish(self, folder: Path, revision: int, names: Array | None) -> IndexStatus:
        storage = FileStorage(str(folder))
        found = _segments(folder)
        opened = []
        base = 0
        for segment in found:
            derive(storage, segment)
            opened.append(open_segment(folder, segment.segment_id(), base))
            base += opened[-1].size
        arrays, facts = generation_arrays(opened, [s.deleted_docs() for s in found], names)
        write_pack(folder / publish.ARRAYS, arrays, {})
        meta = publish.Meta(
            generation=publish.number(folder.name),
            revision=revision,
            published_at=self._clock.now().isoformat(timespec="seconds"),
            documents=facts["documents"],
            segments=tuple((segment.segment_id, segment.size) for segment in opened),
            pairs=tuple(facts["pairs"]),
            values=facts["values"],
        )
        publish.write_meta(folder, meta)
        publish.switch(self._directory, folder)
        return meta.status()


def write_segments(pipe: Connection, folder: str, segment_size: int) -> None:
    """What a builder does (``catalog.search.building``); says True when its documents are on disk."""
    _write_all(Path(folder), received(pipe), segment_size)
    pipe.send(True)


def _write_all(folder: Path, documents: Iterable[Document], segment_size: int) -> None:
    """Begins an index in ``folder`` and writes the documents in segments of bounded size."""
    storage = FileStorage(str(folder))
    FileIndex.create(storage, schema(), INDEX_NAME)
    waiting = iter(documents)
    for first in waiting:
        _write(folder, chain((first,), islice(waiting, segment_size - 1)), set())
        derive(storage, _segments(folder)[-1])


@contextmanager
def _writing(folder: Path) -> Iterator[Any]:
    index = FileIndex(FileStorage(str(folder)), schema(), INDEX_NAME)
    writer = open_segment_writer(index)
    try:
        yield writer
    finally:
        if not writer.is_closed:
            writer.cancel()


def _segments(folder: Path) -> list[Any]:
    found: list[Any] = TOC.read(FileStorage(str(folder)), INDEX_NAME, schema=schema()).segments
    return found


def _checked(folder: Path) -> Array:
    """The order of names of a generation that is fit to be followed. Raises IndexUnavailable."""
    try:
        meta = publish.read_meta(folder)
        names = open_pack(folder / publish.ARRAYS)["order.name"]
        listed = [segment.segment_id() for segment in _segments(folder)]
        if listed != [name for name, _size in meta.segments]:
            raise PackError(f"{publish.META} and Whoosh list different segments")
        for name in listed:
            open_segment(folder, name, 0)
    except IndexUnavailable:
        raise
    except Exception as error:  # Whoosh has no error of its own for a damaged list of segments
        raise IndexUnavailable(f"{folder} is damaged ({error}): rebuild the index") from error
    return names


def _write(folder: Path, documents: Iterable[Document], removed: set[int]) -> None:
    """Adds documents in one segment, marks what they replace and what goes.

    A function of its own: Whoosh's writer holds some 100 bytes a term until it is forgotten.
    """
    with _writing(folder) as writer:
        given = _add(writer, documents)
        _delete(writer, folder, given | removed)
        writer.commit(merge=False)


def _add(writer: Any, documents: Iterable[Document]) -> set[int]:
    given: set[int] = set()
    for document in _once(documents, given):
        writer.add_document(**entry(document))
    return given


def _once(documents: Iterable[Document], given: set[int]) -> Iterator[Document]:
    """The documents, noting their products. Raises MerkbarError for one that was given before."""
    for document in documents:
        if document.product_id in given:
            raise MerkbarError(f"product {document.product_id} was given twice to the index")
        given.add(document.product_id)
        yield document


def _delete(writer: Any, folder: Path, ids: set[int]) -> None:
    """Marks documents by their numbers, found in the columns: no Whoosh reader has to be opened."""
    wanted = np.fromiter(ids, np.int64, len(ids))
    base = 0
    for segment in writer.segments:
        opened = open_segment(folder, segment.segment_id(), base)
        for doc in np.flatnonzero(np.isin(opened.pack["product_id"], wanted)).tolist():
            writer.delete_document(base + doc)
        base += opened.size


def _merger(chosen: set[int]) -> Callable[[Any, list[Any]], list[Any]]:
    def merge(writer: Any, segments: list[Any]) -> list[Any]:
        for number in sorted(chosen):
            reader = SegmentReader(writer.storage, schema(), segments[number])
            writer.add_reader(reader)
            reader.close()
        return [segment for number, segment in enumerate(segments) if number not in chosen]

    return merge
