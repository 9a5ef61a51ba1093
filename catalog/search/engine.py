"""The reader: keeps one generation open, notices the next, and answers requests on its arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Lock

import numpy as np

from catalog.errors import IndexUnavailable
from catalog.search import publish
from catalog.search.answering import answer
from catalog.search.day_tags import DayTags
from catalog.search.explaining import explain
from catalog.search.filters import Filtered
from catalog.search.language import Language
from catalog.search.pack import PackError
from catalog.search.port import Explanation, IndexStatus, SearchRequest, SearchResult, Suggestion
from catalog.search.query import check, check_text
from catalog.search.ranking import Standing
from catalog.search.reading import Reading, read
from catalog.search.snapshot import Snapshot
from catalog.search.stand_ins import stand_ins
from catalog.search.suggest import complete

OPEN_TRIES = 20

_Mark = tuple[int, int, int]


class WhooshIndex:
    """Answers searches (``catalog.search.port.SearchIndex``); safe for threads and across fork.

    Before each call the pointer to the current generation is looked at (one ``stat``). A running query
    keeps the generation that it began with.
    """

    def __init__(self, directory: Path, language: Language | None = None) -> None:
        self.directory = directory
        self._language = language or Language()
        self._lock = Lock()
        self._opened: tuple[_Mark, Snapshot] | None = None

    def search(self, request: SearchRequest, day: date, stale: frozenset[int]) -> SearchResult:
        """Runs a request for a day; ``stale`` data sets vouch for nothing.

        Raises InvalidRequest for what cannot be carried out, IndexUnavailable without an index.
        """
        check(request)
        snapshot = self._snapshot()
        reading = read(snapshot, request, self._language)
        tags, weight = snapshot.tags(day, stale), self._language.label_weight
        found = answer(snapshot, reading.matches, tags, reading.request, weight)
        return replace(
            found,
            shown_text=reading.shown_text,
            correction=reading.correction,
            read_labels=reading.labels,
            alternatives=reading.alternatives,
            not_found=reading.not_found,
            explanations=self._explanations(snapshot, reading, found.ids, tags) if request.explain else {},
        )

    def every(self, request: SearchRequest, day: date, stale: frozenset[int]) -> Sequence[int]:
        """The ids of all products that a search would page through. Raises as ``search`` does."""
        check(request)
        snapshot = self._snapshot()
        reading = read(snapshot, request, self._language)
        rows = Filtered(snapshot, reading.matches, snapshot.tags(day, stale), reading.request).rows()
        ids = snapshot.product_id[snapshot.alive] if rows is None else snapshot.product_id[rows]
        found: list[int] = np.sort(ids).tolist()
        return found

    def _explanations(
        self, snapshot: Snapshot, reading: Reading, ids: tuple[int, ...], tags: DayTags
    ) -> Mapping[int, Explanation]:
        docs = np.flatnonzero(np.isin(snapshot.product_id, ids) & snapshot.alive).tolist()
        standing = Standing.of(snapshot, tags, self._language.label_weight)
        return explain(snapshot, reading.plan, docs, standing)

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Completions for what has been typed so far. Raises as ``search`` does."""
        check_text("text", text)
        return complete(self._snapshot(), text, limit, self._language)

    def stand_ins(
        self, keys: Sequence[str], day: date, stale: frozenset[int], limit: int = 40
    ) -> Mapping[str, tuple[int, ...]]:
        """Labelled products by comparison key. Raises IndexUnavailable without an index."""
        snapshot = self._snapshot()
        return stand_ins(snapshot, snapshot.tags(day, stale), keys, limit)

    def status(self) -> IndexStatus:
        """What this reader sees. Raises IndexUnavailable without an index."""
        return self._snapshot().meta.status()

    def _snapshot(self) -> Snapshot:
        mark = self._mark()
        opened = self._opened
        if opened is not None and opened[0] == mark:
            return opened[1]
        with self._lock:
            return self._reopened()

    def _reopened(self) -> Snapshot:
        """The current generation; one that was removed while it was being opened is tried anew."""
        reason: Exception | None = None
        for _try in range(OPEN_TRIES):
            mark = self._mark()
            if self._opened is not None and self._opened[0] == mark:
                return self._opened[1]
            folder = publish.current_folder(self.directory)
            try:
                snapshot = Snapshot(folder)
            except FileNotFoundError as error:
                reason = error
                continue
            except (OSError, PackError, KeyError, ValueError) as error:
                raise IndexUnavailable(f"{folder} is damaged ({error}): rebuild the index") from error
            self._opened = (mark, snapshot)
            return snapshot
        raise IndexUnavailable(f"{self.directory}: {reason}: rebuild the index") from reason

    def _mark(self) -> _Mark:
        try:
            found = (self.directory / publish.CURRENT).stat()
        except OSError as error:
            raise IndexUnavailable(f"{self.directory} holds no index yet: rebuild it") from error
        return found.st_mtime_ns, found.st_ino, found.st_size
