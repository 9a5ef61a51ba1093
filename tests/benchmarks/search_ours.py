"""Our side of the search bench: ready plans, a fresh worker's open, a change made visible."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from catalog.search import publish
from catalog.search.answering import answer
from catalog.search.engine import WhooshIndex
from catalog.search.index import WhooshWriter
from catalog.search.language import Language
from catalog.search.matching import match
from catalog.search.planning import Branch, QueryWord, Slot, TextPlan, plan
from catalog.search.port import SearchRequest
from catalog.search.reading import read
from catalog.search.snapshot import Snapshot
from tests.benchmarks.search_catalogue import DAY, SEED, Catalogue
from tests.benchmarks.search_peers import TOP, Call
from tests.benchmarks.search_queries import Asked
from tests.benchmarks.table import Bar, Table

CHANGED = 1_000
NONE: frozenset[int] = frozenset()
# What a worker does with a fresh index: open it, ask for a few pages; then it waits for its end
WORKER = """
import json, sys, time
from datetime import date
from pathlib import Path
from catalog.search.engine import WhooshIndex
from catalog.search.port import SearchRequest
def private():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024
index = WhooshIndex(Path(sys.argv[1]))
before, begin = private(), time.process_time()
index.status()
opened = (time.process_time() - begin) * 1000
for text in sys.argv[2:]:
    for sort in ("relevance", "price", "name"):
        index.search(SearchRequest(text, sort=sort), date(2026, 11, 22), frozenset())
    index.suggest(text)
print(json.dumps([opened, private() - before]), flush=True)
sys.stdin.read()
"""


class Ours:
    """Exact total, the 20 best and every facet, from a plan of the text."""

    def __init__(self, index: WhooshIndex) -> None:
        index.status()
        self._snapshot = Snapshot(publish.current_folder(index.directory))

    def prepare(self, asked: Asked) -> Call:
        """The plan of a query, as the text would be read, each word meant as it is said."""
        request = SearchRequest(
            labels=(asked.label,) if asked.label else (),
            brands=(asked.brand,) if asked.brand else (),
            per_page=TOP,
        )
        if asked.kind == "fuzzy":
            return partial(self._read, replace(request, text=_text(asked)), Language())
        return partial(self._ask, _planned(asked), request)

    def typed(self, asked: Asked, language: Language) -> Call:
        """The whole of it: the text is read, with synonyms and corrections."""
        labels, brands = (asked.label,) if asked.label else (), (asked.brand,) if asked.brand else ()
        request = SearchRequest(_text(asked), labels=labels, brands=brands, per_page=TOP)
        return partial(self._read, request, language)

    def _read(self, request: SearchRequest, language: Language) -> int:
        snapshot = self._snapshot
        reading = read(snapshot, request, language)
        return answer(snapshot, reading.matches, snapshot.tags(DAY, NONE), reading.request).total

    def _ask(self, planned: TextPlan, request: SearchRequest) -> int:
        snapshot = self._snapshot
        return answer(snapshot, match(snapshot, planned), snapshot.tags(DAY, NONE), request).total


def _text(asked: Asked) -> str:
    return " ".join(term for term, _how in asked.words)


def _planned(asked: Asked) -> TextPlan:
    if asked.kind == "identifier":
        return plan(_text(asked))
    slots = tuple(
        Slot(term, (Branch((QueryWord(term.encode(), prefix=how == "prefix"),)),))
        for term, how in asked.words
    )
    return TextPlan(slots, (), exclusive=False, everything=not slots)


def opening(table: Table, folder: Path) -> None:
    """What a fresh worker pays beside another one (a page that only one has mapped would count as its
    own), and what a day costs that begins."""
    command = [sys.executable, "-W", "ignore", "-c", WORKER, str(folder), "kabel", "led lampe", "ka", ""]
    with ExitStack() as workers:
        for _worker in range(2):
            worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            workers.enter_context(worker)
            assert worker.stdout is not None
            opened, private = json.loads(worker.stdout.readline())
    table.bar(Bar("open in a fresh worker, ms", opened, 100))
    table.bar(Bar("private memory that the index adds to a worker, MB", private, 60))
    snapshot = Snapshot(publish.current_folder(folder))
    snapshot.tags(DAY, NONE)
    begin = time.process_time()
    snapshot.tags(DAY + timedelta(1), NONE)
    table.bar(Bar("first query after midnight, ms more", (time.process_time() - begin) * 1_000, 50))


def freshness(table: Table, folder: Path, catalogue: Catalogue) -> None:
    """How long until an open reader sees a thousand changed products, and what its reopening costs."""
    index = WhooshIndex(folder)
    index.search(SearchRequest(), DAY, NONE)
    numbers = range(1, min(CHANGED, catalogue.count) + 1)
    changed = list(catalogue.documents(numbers, SEED + 2))
    for number in range(3):
        begin, spent = time.perf_counter(), time.process_time()
        WhooshWriter(folder).update(changed, (), 2 + number)
        published, used = time.perf_counter() - begin, time.process_time() - spent
        begin = time.process_time()
        index.status()
        opened = (time.process_time() - begin) * 1_000
        table.say("update", f"{len(changed)} products in {published:.2f} s, {used:.2f} s of processor")
    table.bar(Bar("a thousand changes published, s", published, 2))
    table.bar(Bar("reopening after it, ms", opened, 50))
