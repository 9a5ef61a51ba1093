"""The peers of the search bench: tantivy, SQLite FTS5 and stock Whoosh over the same terms.

Each is built from the spool of ``search_catalogue`` and asked with a ready query: ``prepare`` is not
timed, calling what it returns is, and gives the exact total.
"""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.benchmarks.search_catalogue import Entry, spooled
from tests.benchmarks.search_queries import Asked

TOP = 20
# Of a processor, for one question to stock Whoosh; what it would have taken more is not counted against it.
STOCK_SECONDS = 8
CUT_OFF = -1
FIELDS = ("name", "body", "ids")
FACETS = ("label", "tier", "declared", "brand", "class", "supplier", "stock")
BOUNDS = (0, 20, 100, 500, 2_000, 10_000)
Call = Callable[[], int]


class Tantivy:
    """Exact total and the 20 best, then its aggregations: terms of every facet and the price bands."""

    name = "tantivy"

    def __init__(self, folder: Path, spool: Path) -> None:
        import tantivy

        self._api = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("id", fast=True)
        for field in FIELDS:
            builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
        for field in FACETS:
            builder.add_text_field(field, tokenizer_name="raw", index_option="basic", fast=True)
        builder.add_float_field("price", fast=True)
        self._schema = builder.build()
        folder.mkdir()
        index = tantivy.Index(self._schema, str(folder))
        writer = index.writer(200_000_000, 1)
        for made in spooled(spool):
            writer.add_document(self._document(made))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()
        self._facets = {field: {"terms": {"field": field, "size": 200}} for field in FACETS}
        ends = zip(BOUNDS, (*BOUNDS[1:], None), strict=True)
        ranges = [{"from": low} | ({"to": high} if high else {}) for low, high in ends]
        self._facets["price"] = {"range": {"field": "price", "ranges": ranges}}

    def _document(self, made: Entry) -> Any:
        key, *texts, values, price, in_stock = made
        document = self._api.Document()
        document.add_unsigned("id", key)
        for field, terms in zip(FIELDS, texts, strict=True):
            document.add_text(field, " ".join(terms))
        for field, found in (*values.items(), ("stock", ["in" if in_stock else "out"])):
            for value in found:
                document.add_text(field, value)
        if price is not None:
            document.add_float("price", price)
        return document

    def prepare(self, asked: Asked) -> Call:
        """The query as tantivy has it: all words, each in any field."""
        occur, query = self._api.Occur, self._api.Query
        parts = [self._word(term, how) for term, how in asked.words]
        for field in ("label", "brand"):
            if value := getattr(asked, field):
                parts.append(query.const_score_query(query.term_query(self._schema, field, value), 0.0))
        return partial(self._ask, query.boolean_query([(occur.Must, part) for part in parts]))

    def _word(self, term: str, how: str) -> Any:
        query = self._api.Query
        make = {
            "exact": lambda field: query.term_query(self._schema, field, term),
            "prefix": lambda field: query.regex_query(self._schema, field, f"{term}.*"),
            "fuzzy": lambda field: query.fuzzy_term_query(self._schema, field, term, 1, True),
        }[how]
        fields = ("ids",) if how == "exact" and term.isdigit() and len(term) > 6 else FIELDS
        found = [query.boost_query(make(field), 3.0 if field == "name" else 1.0) for field in fields]
        return query.boolean_query([(self._api.Occur.Should, part) for part in found])

    def _ask(self, query: Any) -> int:
        found = self._searcher.search(query, TOP)
        if found.hits:
            self._searcher.fast_field_values("id", [address for _score, address in found.hits])
        self._searcher.aggregate(query, self._facets)
        return int(found.count)


class Fts5:
    """SQLite finds, counts and ranks; it is not asked for facets, nor for typing errors."""

    name = "fts5"

    def __init__(self, folder: Path, spool: Path) -> None:
        folder.mkdir()
        self._db = sqlite3.connect(folder / "fts.db")
        self._db.execute("CREATE VIRTUAL TABLE p USING fts5(name, body, ids, tags, content='')")
        rows = self._rows(spool)
        self._db.executemany("INSERT INTO p(rowid, name, body, ids, tags) VALUES (?, ?, ?, ?, ?)", rows)
        self._db.commit()

    def _rows(self, spool: Path) -> Iterator[tuple[Any, ...]]:
        for key, *texts, values, _price, _stock in spooled(spool):
            tags = [f"{field}:{value}" for field in ("label", "brand") for value in values[field]]
            yield key, *map(_hexed, (*texts, tags))

    def prepare(self, asked: Asked) -> Call | None:
        """The MATCH expression: all words, each in any column."""
        if any(how == "fuzzy" for _term, how in asked.words):
            return None
        parts = [f'"{_hexed([term])}"{"*" if how == "prefix" else ""}' for term, how in asked.words]
        tags = [f"{field}:{value}" for field in ("label", "brand") if (value := getattr(asked, field))]
        parts += [f'tags:"{_hexed([tag])}"' for tag in tags]
        return partial(self._ask, " AND ".join(parts))

    def _ask(self, text: str) -> int:
        total: int = self._db.execute("SELECT count(*) FROM p WHERE p MATCH ?", (text,)).fetchone()[0]
        ranked = "SELECT rowid FROM p WHERE p MATCH ? ORDER BY bm25(p, 3, 1, 1) LIMIT 20"
        self._db.execute(ranked, (text,)).fetchall()
        return total


class StockWhoosh:
    """Whoosh as it comes, in its leanest layout, built by two processes; it is not asked for facets."""

    name = "stock whoosh"

    def __init__(self, folder: Path, spool: Path) -> None:
        from whoosh import analysis, fields, index

        text = fields.TEXT(analyzer=analysis.SpaceSeparatedTokenizer(), phrase=False)
        schema = fields.Schema(id=fields.STORED, name=text, body=text, ids=text, label=text, brand=text)
        folder.mkdir()
        self._index = index.create_in(folder, schema)
        writer = self._index.writer(procs=2, multisegment=True, limitmb=256)
        for key, *texts, values, _price, _stock in spooled(spool):
            joined = dict(zip(FIELDS, map(" ".join, texts), strict=True))
            tags = {field: " ".join(map(_token, values[field])) for field in ("label", "brand")}
            writer.add_document(id=key, **joined, **tags)
        writer.commit()
        self._searcher = self._index.searcher()

    def prepare(self, asked: Asked) -> Call:
        """The query tree: all words, each in any field."""
        from whoosh.query import And, FuzzyTerm, Or, Prefix, Term

        kinds = {"exact": Term, "prefix": Prefix, "fuzzy": partial(FuzzyTerm, prefixlength=1)}
        parts: list[Any] = []
        for term, how in asked.words:
            fields = ("ids",) if how == "exact" and term.isdigit() and len(term) > 6 else FIELDS
            parts.append(Or([kinds[how](field, term) for field in fields]))
        for field in ("label", "brand"):
            if value := getattr(asked, field):
                parts.append(Term(field, _token(value)))
        return partial(self._ask, And(parts) if len(parts) > 1 else parts[0])

    def _ask(self, query: Any) -> int:
        """The total; CUT_OFF where it takes longer than STOCK_SECONDS: a two-letter prefix takes a minute."""
        before = signal.signal(signal.SIGPROF, _stop)
        signal.setitimer(signal.ITIMER_PROF, STOCK_SECONDS)
        try:
            return len(self._searcher.search(query, limit=TOP))
        except _TooLong:
            return CUT_OFF
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)


class _TooLong(BaseException):
    """Nothing between the timer and the question may catch it."""


def _stop(_number: int, _frame: object) -> None:
    raise _TooLong


def _hexed(terms: list[str]) -> str:
    return " ".join("x" + term.encode().hex() for term in terms)


def _token(value: str) -> str:
    return value.replace(" ", "_")
