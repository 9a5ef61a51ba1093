"""Who is asked: ours, and two peers over the same texts as they come out of the box.

The peers get what a careful developer gives them in an afternoon: every word must be found, the last one
as a beginning, and where nothing has them all, any of them; names count more than the rest.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from sqlmodel import Session
from whoosh import fields, index, qparser
from whoosh.analysis import StandardAnalyzer

from catalog import queries
from catalog.documents import documents
from catalog.search.port import Document, SearchRequest
from catalog.workspace import Workspace
from web.services import open_search

SHOWN = 10


class Engine(Protocol):
    """Answers a text with product ids, the best first."""

    def ask(self, text: str) -> list[int]:
        """At most ten products."""


class Ours:
    """The search page's own way, without filters."""

    def __init__(self, space: Workspace) -> None:
        self._space = space
        self._index = open_search(space)

    def ask(self, text: str) -> list[int]:
        """At most ten products."""
        with Session(self._space.engine) as session:
            request = SearchRequest(text=text, per_page=SHOWN)
            return list(queries.search(session, self._index, request, self._space.clock.today()).ids)


class Fts5:
    """SQLite FTS5: unicode61 without diacritics, bm25 with the name four times as heavy."""

    def __init__(self, texts: Iterable[tuple[int, str, str, str]]) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute(
            "CREATE VIRTUAL TABLE p USING fts5(name, body, ids, tokenize='unicode61 remove_diacritics 2')"
        )
        self._db.executemany("INSERT INTO p(rowid, name, body, ids) VALUES (?, ?, ?, ?)", texts)

    def ask(self, text: str) -> list[int]:
        """At most ten products."""
        words = [f'"{word}"' for word in re.findall(r"[^\W_]+", text)]
        if not words:
            return []
        words[-1] += "*"
        return self._found(" AND ".join(words)) or self._found(" OR ".join(words))

    def _found(self, question: str) -> list[int]:
        rows = self._db.execute(
            "SELECT rowid FROM p WHERE p MATCH ? ORDER BY bm25(p, 4, 1, 4), rowid LIMIT ?", (question, SHOWN)
        )
        return [row[0] for row in rows]


class StockWhoosh:
    """Whoosh with its StandardAnalyzer and BM25F."""

    def __init__(self, folder: Path, texts: Iterable[tuple[int, str, str, str]]) -> None:
        text = fields.TEXT(analyzer=StandardAnalyzer())
        name = fields.TEXT(analyzer=StandardAnalyzer(), field_boost=4.0)
        schema = fields.Schema(id=fields.STORED, name=name, body=text, ids=text)
        folder.mkdir()
        opened = index.create_in(folder, schema)
        writer = opened.writer(limitmb=128)
        for product, name_text, body, ids in texts:
            writer.add_document(id=product, name=name_text, body=body, ids=ids)
        writer.commit()
        self._searcher = opened.searcher()
        self._parsers = [
            qparser.MultifieldParser(["name", "body", "ids"], schema, group=group)
            for group in (qparser.AndGroup, qparser.OrGroup)
        ]

    def ask(self, text: str) -> list[int]:
        """At most ten products."""
        for parser in self._parsers:
            found = self._searcher.search(parser.parse(text), limit=SHOWN)
            if len(found):
                return [hit["id"] for hit in found]
        return []


def texts(space: Workspace) -> list[tuple[int, str, str, str]]:
    """What the peers get of every product: its id, name, everything else, its identifiers."""
    with Session(space.engine) as session:
        return [_text(document) for document in documents(session, space, None)]


def _text(document: Document) -> tuple[int, str, str, str]:
    body = (document.description, document.brand, document.class_code, document.group)
    el_numbers = [number for _country, number in document.el_numbers]
    ids = (*document.mpns, *document.gtins, *el_numbers, *document.supplier_numbers)
    return document.product_id, document.name, " ".join(filter(None, body)), " ".join(dict.fromkeys(ids))


def peers(space: Workspace, folder: Path) -> dict[str, Engine]:
    """Both peers, filled."""
    given = texts(space)
    return {"SQLite FTS5": Fts5(given), "stock Whoosh": StockWhoosh(folder / "stock", given)}
