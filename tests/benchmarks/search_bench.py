"""Search measured against SQLite FTS5 and stock Whoosh over the same made-up products, in the same run.

The ratios are what counts. Ours counts every facet in each query, the peers only find, count and rank.
"""

from __future__ import annotations

import os
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import Any

from catalog.search.analysis import tokens, words
from catalog.search.engine import WhooshIndex
from catalog.search.index import WhooshWriter
from catalog.search.port import Document, LabelInterval, SearchRequest

DAY = date(2026, 11, 22)
SEED = 20_261_122
STOCK_LIMIT = 50_000
ROUNDS = 25
TRADE = """
    kabel lampe led jordfeilautomat automat bryter dimmer stikkontakt skjerm rør kanal koblingsboks varmepumpe
    lader sikring motor ventil panel batteri skap list plugg adapter føler termostat
"""
LABELS = (
    ("epeat", ("bronze", "silver", "gold")),
    ("energy-star", ("",)),
    ("tco-certified", ("",)),
    ("nordic-swan", ("",)),
)
GROUPS = ("cables", "lamps", "switches", "displays", "heat-pumps", "protection", "installation")
SUPPLIERS = ("nord", "elgros", "sonel", "kablab", "vest", "lys-as")


class Catalogue:
    """A seeded catalogue: words by Zipf's law, 3,500 brands, four labels on a third of the products."""

    def __init__(self, count: int) -> None:
        self.count = count
        random_ = random.Random(SEED)
        made = {self._word(random_) for _word in range(30_000)}
        self.vocabulary = TRADE.split() + sorted(made)
        self._weights = list(accumulate(1 / (rank + 1) for rank in range(len(self.vocabulary))))
        self.brands = [self._word(random_).title() for _brand in range(3_500)]
        self._brand_weights = list(accumulate(1 / (rank + 3) for rank in range(3_500)))

    def documents(self, numbers: range | None = None, seed: int = SEED) -> Iterator[Document]:
        """The products of a range of ids, always the same for the same seed."""
        random_ = random.Random(seed)
        for number in numbers or range(1, self.count + 1):
            yield self._document(number, random_)

    @staticmethod
    def _word(random_: random.Random) -> str:
        sizes = random_.randint(2, 4)
        return "".join(random_.choice("bdfgklmnprstv") + random_.choice("aeiouøå") for _s in range(sizes))

    def _words(self, random_: random.Random, count: int) -> str:
        return " ".join(random_.choices(self.vocabulary, cum_weights=self._weights, k=count))

    def _document(self, number: int, random_: random.Random) -> Document:
        brand = random_.choices(self.brands, cum_weights=self._brand_weights)[0]
        size = f"{random_.randint(2, 5)}G{random_.choice(('1,5', '2,5', '4', '6'))}"
        price = Decimal(random_.randint(100, 9_999_999)) / 100 if random_.random() < 0.95 else None
        return Document(
            number,
            f"{brand} {self._words(random_, random_.randint(3, 7))} {size} {random_.randint(6, 63)} A",
            description=self._words(random_, random_.randint(5, 25)),
            brand=brand,
            mpns=(f"{brand[:2]}-{random_.randint(1000, 9999)}/{number}",),
            gtins=(f"{7_000_000_000_000 + number:014d}",),
            el_numbers=(("NO", f"{1_000_000 + number:07d}"),),
            supplier_numbers=(f"{number * 7}", f"S{number * 3}"),
            suppliers=tuple(random_.sample(SUPPLIERS, random_.randint(1, 3))),
            class_code=f"EC{int(random_.paretovariate(1)) % 2_000:06d}",
            group=random_.choice(GROUPS),
            price=price,
            in_stock=random_.random() < 0.7,
            intervals=tuple(self._intervals(random_)),
        )

    @staticmethod
    def _intervals(random_: random.Random) -> Iterator[LabelInterval]:
        if random_.random() < 0.33:
            dataset, (label, tiers) = random_.choice(list(enumerate(LABELS, 1)))
            last = date(2026 + random_.randint(0, 3), random_.randint(1, 12), 28)
            yield LabelInterval(label, random_.choice(tiers), True, dataset, None, last)
        if random_.random() < 0.1:
            yield LabelInterval(random_.choice(LABELS)[0], "", False, 0, None, None)


def queries(catalogue: Catalogue) -> dict[str, list[SearchRequest]]:
    """Requests by kind, drawn from the catalogue's own words."""
    random_ = random.Random(SEED + 1)
    common, all_words = catalogue.vocabulary[:400], catalogue.vocabulary
    number = random_.randint
    return {
        "term": [SearchRequest(f"{random_.choice(common)} 16A") for _i in range(ROUNDS)]
        + [SearchRequest(random_.choice(all_words) + " 2,5") for _i in range(ROUNDS)],
        "two words": [SearchRequest(" ".join(random_.sample(common, 2))) for _i in range(ROUNDS)],
        "prefix": [SearchRequest(random_.choice(common)[:3]) for _i in range(ROUNDS)],
        "identifier": [SearchRequest(f"{1_000_000 + number(1, catalogue.count)}") for _i in range(ROUNDS)],
        "label": [SearchRequest(labels=(random_.choice(LABELS)[0],)) for _i in range(ROUNDS)],
        "label and word": [SearchRequest(random_.choice(common), labels=("epeat",)) for _i in range(ROUNDS)],
        "everything": [SearchRequest(sort="price", page=number(1, 9)) for _i in range(ROUNDS)],
    }


def timed(call: Callable[[Any], object], inputs: list[Any]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, after one pass to warm up."""
    for value in inputs:
        call(value)
    times = []
    for value in inputs:
        begin = time.perf_counter()
        call(value)
        times.append((time.perf_counter() - begin) * 1_000)
    return statistics.median(times), sorted(times)[int(len(times) * 0.95)]


class Fts5:
    """SQLite FTS5 over the same terms; filters and labels are not asked of it."""

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self._db = sqlite3.connect(folder / "fts.db")
        self._db.execute("CREATE VIRTUAL TABLE p USING fts5(name, body, ids, content='')")
        rows = (
            (
                document.product_id,
                _hexed(tokens(document.name)),
                _hexed(tokens(document.description)),
                _hexed([document.el_numbers[0][1]]),
            )
            for document in catalogue.documents()
        )
        self._db.executemany("INSERT INTO p(rowid, name, body, ids) VALUES (?, ?, ?, ?)", rows)
        self._db.commit()

    def search(self, request: SearchRequest) -> tuple[int, list[Any]]:
        """Exact total and the 24 best."""
        found = [_hexed([word.term]) for word in words(request.text)]
        text = " AND ".join(f'"{term}"' for term in found) + ("*" if found[-1:] else "")
        total = self._db.execute("SELECT count(*) FROM p WHERE p MATCH ?", (text,)).fetchone()[0]
        ranked = "SELECT rowid FROM p WHERE p MATCH ? ORDER BY bm25(p, 3, 1, 1) LIMIT 24"
        return total, self._db.execute(ranked, (text,)).fetchall()


class StockWhoosh:
    """Whoosh as it comes: its own postings, matchers and scoring."""

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        from whoosh import analysis, fields, index

        split = analysis.RegexTokenizer(r"\S+")
        text = fields.TEXT(analyzer=split, phrase=False)
        schema = fields.Schema(name=text, body=text, ids=text)
        (folder / "stock").mkdir()
        self._index = index.create_in(folder / "stock", schema)
        writer = self._index.writer(limitmb=64)
        for document in catalogue.documents():
            writer.add_document(
                name=" ".join(tokens(document.name)),
                body=" ".join(tokens(document.description)),
                ids=document.el_numbers[0][1],
            )
        writer.commit()
        self._searcher = self._index.searcher()

    def search(self, request: SearchRequest) -> tuple[int, list[int]]:
        """Exact total and the 24 best; the last word is a prefix, as in ours."""
        from whoosh.query import And, Or, Prefix, Term

        terms = [word.term for word in words(request.text)]
        kinds = [Term] * (len(terms) - 1) + [Prefix]
        parts = [
            Or([kind(field, term) for field in ("name", "body", "ids")])
            for kind, term in zip(kinds, terms, strict=True)
        ]
        found = self._searcher.search(And(parts), limit=24)
        return len(found), [hit.docnum for hit in found]


def _hexed(terms: list[str]) -> str:
    return " ".join(term.encode().hex() for term in terms)


def _memory_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _build(folder: Path, catalogue: Catalogue) -> None:
    begin = time.perf_counter()
    WhooshWriter(folder).rebuild(catalogue.documents(), 1)
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    print(
        f"build: {catalogue.count} products in {seconds:.1f} s,"
        f" {catalogue.count / seconds:.0f}/s, peak {peak:.0f} MB, index {size:.0f} MB"
    )


def _freshness(folder: Path, catalogue: Catalogue) -> None:
    index = WhooshIndex(folder)
    before = _memory_mb()
    begin = time.perf_counter()
    index.status()
    opened = (time.perf_counter() - begin) * 1_000
    index.search(SearchRequest(), DAY, frozenset())
    print(f"open: {opened:.1f} ms; first page {_memory_mb() - before:.0f} MB more resident, mapped or not")
    changed = list(catalogue.documents(range(1, min(1_000, catalogue.count) + 1), SEED + 2))
    begin = time.perf_counter()
    WhooshWriter(folder).update(changed, (), 2)
    index.search(SearchRequest(), DAY, frozenset())
    print(f"update: {len(changed)} products visible after {time.perf_counter() - begin:.2f} s")


def run(count: int) -> None:
    """Builds, queries, updates, and prints times with their ratio to each peer."""
    catalogue = Catalogue(count)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _build(folder / "ours", catalogue)
        ours = WhooshIndex(folder / "ours")
        peers: dict[str, Any] = {"fts5": Fts5(folder, catalogue)}
        if count <= STOCK_LIMIT:
            peers["stock whoosh"] = StockWhoosh(folder, catalogue)
        for kind, requests in queries(catalogue).items():
            mine = timed(lambda request: ours.search(request, DAY, frozenset()), requests)
            line = f"{kind:<15} ours {mine[0]:7.3f} / {mine[1]:7.3f} ms (p50 / p95)"
            plain = all(request.text and not request.labels for request in requests)
            for peer, engine in peers.items() if plain else ():
                theirs = timed(engine.search, requests)
                line += f"; {peer} {theirs[0]:.3f} / {theirs[1]:.3f} = {theirs[0] / mine[0]:.1f} x"
            print(line)
        _freshness(folder / "ours", catalogue)
