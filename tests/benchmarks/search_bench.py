"""Search measured against tantivy, SQLite FTS5 and stock Whoosh over the same made-up products.

All are fed the same terms and timed from the parsed query, in processor time of this process: the
ratios are what counts. Ours and tantivy find, count, rank and count every facet; the others no facet.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from catalog.search.engine import WhooshIndex
from catalog.search.index import WhooshWriter
from catalog.search.language import load
from labels import definitions
from tests.benchmarks import api_bench, badge_bench, page_bench, search_hostile
from tests.benchmarks.search_catalogue import Catalogue, spool
from tests.benchmarks.search_ours import Ours, freshness, opening
from tests.benchmarks.search_peers import CUT_OFF, STOCK_SECONDS, Call, Fts5, StockWhoosh, Tantivy
from tests.benchmarks.search_queries import Asked, queries
from tests.benchmarks.table import Bar, Table

STOCK_PREFIXES = 6
MOST = 5
PAGES = "pages"
PEERS = ("tantivy", "fts5", "stock whoosh")
PASSES = 3
# What making the products takes is told from every tenth of them, and taken off.
MADE_OF = 10


def timed(calls: list[Call], passes: int) -> tuple[list[float], list[int]]:
    """Milliseconds of each call, the least of ``passes`` after one to warm up, and what each returned."""
    totals = [call() for call in calls] if passes > 1 else []
    best = [float("inf")] * len(calls)
    for _pass in range(passes):
        for number, call in enumerate(calls):
            begin = time.process_time()
            found = call()
            best[number] = min(best[number], (time.process_time() - begin) * 1_000)
            if passes == 1:
                totals.append(found)
    return best, totals


def p50(times: list[float]) -> float:
    """The median."""
    return statistics.median(times)


def p95(times: list[float]) -> float:
    """The 95th percentile."""
    return sorted(times)[int(len(times) * 0.95)]


def built(make: Callable[[], Any]) -> tuple[Any, float, float]:
    """What is made, its wall seconds, and its processor seconds with those of its children."""
    begin, spent = time.perf_counter(), _spent()
    made = make()
    return made, time.perf_counter() - begin, _spent() - spent


def _spent() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def compare(table: Table, ours: Ours, peers: list[Any], asked: dict[str, list[Asked]]) -> None:
    """Times by kind, ours against each peer, and whether the totals are the same."""
    every: dict[str, list[float]] = {}
    hot: list[tuple[int, float]] = []
    for kind, wanted in asked.items():
        mine, totals = timed([ours.prepare(one) for one in wanted], PASSES)
        every.setdefault("ours", []).extend(mine)
        hot.extend(zip(totals, mine, strict=True))
        table.times(kind, "ours", p50(mine), p95(mine))
        for peer in peers:
            cut = STOCK_PREFIXES if isinstance(peer, StockWhoosh) and kind == "prefix" else None
            calls = [peer.prepare(one) for one in wanted[:cut]]
            if None in calls:
                continue
            theirs, found = timed(calls, 1 if isinstance(peer, StockWhoosh) else PASSES)
            every.setdefault(peer.name, []).extend(theirs)
            whole = [(a, b) for a, b in zip(totals, found, strict=False) if b != CUT_OFF]
            equal = f"{sum(a == b for a, b in whole)}/{len(whole)} totals equal"
            if len(whole) < len(found):
                equal += f", {len(found) - len(whole)} cut off after {STOCK_SECONDS} s"
            told = "every near word, ours the best" if kind == "fuzzy" else equal
            table.times(kind, peer.name, p50(theirs), p95(theirs), told)
            if isinstance(peer, StockWhoosh):
                least = 1 if kind in ("identifier", "label", "brand+label") else 20
                table.bar(Bar(f"{kind}: times stock Whoosh, p50", p50(theirs) / p50(mine[:cut]), least, True))
    for matches, took in sorted(hot)[-MOST:]:
        table.say("growth", f"{matches:9,} matches  {took:9.3f} ms, {took * 1e6 / matches:6.1f} ns a match")
    language = load(Path(__file__).parent.parent.parent / "data", definitions.load())
    typed, _totals = timed([ours.typed(one, language) for found in asked.values() for one in found], PASSES)
    table.times("all, as typed", "ours", p50(typed), p95(typed), "read, with synonyms and corrections")
    for name, times in every.items():
        table.times("all", name, p50(times), p95(times))
    if "tantivy" in every:
        mine, theirs = every["ours"], every["tantivy"]
        table.bar(Bar("all: of tantivy, p50", p50(mine) / p50(theirs), 1.0))
        table.bar(Bar("all: of tantivy, p95", p95(mine) / p95(theirs), 1.5))


def main(count: int, names: list[str]) -> None:
    """Builds, compares, opens and updates; prints one table."""
    catalogue, table = Catalogue(count), Table(f"search, {count:,} products")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        writer = WhooshWriter(folder / "ours")
        part = range(1, count // MADE_OF + 1)
        _made, making, _cpu = built(lambda: sum(1 for _one in catalogue.documents(part)))
        _made, wall, cpu = built(lambda: writer.rebuild(catalogue.documents(), 1))
        mine = wall - making * MADE_OF
        table.build("ours", mine, cpu, folder / "ours")
        spool(catalogue, folder / "spool")
        peers = []
        for peer in (Tantivy, Fts5, StockWhoosh):
            if peer.name in names:
                place = folder / peer.name.replace(" ", "-")
                engine, took, spent = built(lambda peer=peer, place=place: peer(place, folder / "spool"))
                peers.append(engine)
                table.build(peer.name, took, spent, place)
                if peer is StockWhoosh:
                    table.bar(Bar("full build, times stock Whoosh with two processes", mine / took, 3.0))
        compare(table, Ours(WhooshIndex(folder / "ours")), peers, queries(catalogue))
        search_hostile.measure(table, folder / "ours", catalogue)
        opening(table, folder / "ours")
        freshness(table, folder / "ours", catalogue)
        if PAGES in names:
            page_bench.measure(table, catalogue, folder)
            badge_bench.measure(table, catalogue, folder)
        table.print()
        if PAGES in names:
            api_bench.measure(count, folder)


def run(count: int, *names: str) -> None:
    """The bench in a process of its own, so that its memory is its own."""
    import subprocess

    command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.search_bench", str(count), *names]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
