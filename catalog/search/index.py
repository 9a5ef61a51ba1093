"""The writer: builds a generation beside the current one and switches when it is whole.

Whoosh writes one segment with what is new and keeps the list of segments and deletions; the arrays
that answer queries are derived from each segment once. One process publishes at a time.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path

from whoosh.filedb.filestore import FileStorage

from catalog.clock import Clock
from catalog.errors import IndexUnavailable
from catalog.search import publish
from catalog.search.building import build, builders
from catalog.search.columns import derive, open_segment
from catalog.search.generation import generation_arrays
from catalog.search.merging import SegmentSize, worth_merging
from catalog.search.pack import Array, PackError, open_pack, write_pack
from catalog.search.port import Document, IndexStatus
from catalog.search.segments import delete, listed, merger, once, write, write_all, writing

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
            waiting, count = _for_builders(once(documents, set()))
            if count:
                build(folder, waiting, SEGMENT_DOCUMENTS, count)
            else:
                write_all(folder, waiting, SEGMENT_DOCUMENTS)
            return self._finish(folder, revision, None)

    def update(self, documents: Iterable[Document], removed: Iterable[int], revision: int) -> IndexStatus:
        """Replaces the given documents, drops the removed ids (a document wins), keeps the rest, switches.

        Merges segments afterwards where that is due, in a generation of its own, so that the change
        is visible at once. Raises IndexUnavailable where there is nothing to update: rebuild then. Many
        documents are built like in ``rebuild``.
        """
        with publish.publishing(self._directory):
            with self._following() as (folder, names):
                waiting, count = _for_builders(documents)
                if count:
                    _build_beside(folder, waiting, set(removed), count)
                else:
                    write(folder, waiting, set(removed))
                status = self._finish(folder, revision, names)
            sizes = [
                SegmentSize(segment.doc_count_all(), segment.deleted_count()) for segment in listed(folder)
            ]
            return self._merge(worth_merging(sizes), status)

    def compact(self) -> IndexStatus:
        """Merges all segments into one and switches; takes about as long as a rebuild."""
        with publish.publishing(self._directory):
            folder = publish.current_folder(self._directory)
            status = publish.read_meta(folder).status()
            return self._merge(set(range(status.segments)), status)

    def status(self) -> IndexStatus | None:
        """What is published, or None where nothing is that could be updated: missing or damaged."""
        for _try in range(STATUS_TRIES):
            try:
                folder = publish.current_folder(self._directory)
            except IndexUnavailable:
                return None
            try:
                _checked(folder)
                return publish.read_meta(folder).status()
            except (IndexUnavailable, FileNotFoundError):
                # it may have been followed and removed meanwhile
                if publish.is_current(self._directory, folder):
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
            with writing(folder) as writer:
                writer.commit(mergetype=merger(chosen))
            return self._finish(folder, status.revision, None)

    def _finish(self, folder: Path, revision: int, names: Array | None) -> IndexStatus:
        storage = FileStorage(str(folder))
        found = listed(folder)
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
            kinds=facts["kinds"],
        )
        publish.write_meta(folder, meta)
        publish.switch(self._directory, folder)
        return meta.status()


def _for_builders(documents: Iterable[Document]) -> tuple[Iterable[Document], int]:
    """The documents again, and how many child processes are to build them: 0 where they are few."""
    waiting = iter(documents)
    first = list(islice(waiting, PARALLEL_FROM))
    return chain(first, waiting), builders() if len(first) == PARALLEL_FROM else 0


def _build_beside(folder: Path, documents: Iterable[Document], removed: set[int], count: int) -> None:
    """Adds many documents to an index and marks what they replace and what goes among the older ones."""
    older, given = len(listed(folder)), set[int]()
    build(folder, once(documents, given), SEGMENT_DOCUMENTS, count)
    with writing(folder) as writer:
        delete(writer, folder, given | removed, older)
        writer.commit(merge=False)


def _checked(folder: Path) -> Array:
    """The order of names of a generation that is fit to be followed. Raises IndexUnavailable."""
    try:
        meta = publish.read_meta(folder)
        names = open_pack(folder / publish.ARRAYS)["order.name"]
        found = [segment.segment_id() for segment in listed(folder)]
        if found != [name for name, _size in meta.segments]:
            raise PackError(f"{publish.META} and Whoosh list different segments")
        for name in found:
            open_segment(folder, name, 0)
    except IndexUnavailable:
        raise
    except Exception as error:  # Whoosh has no error of its own for a damaged list of segments
        raise IndexUnavailable(f"{folder} is damaged ({error}): rebuild the index") from error
    return names
