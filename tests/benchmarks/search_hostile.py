"""What nobody means and somebody sends: any text, many filters, deep pages; each within 0.1 s."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from catalog.errors import InvalidRequest
from catalog.search.engine import WhooshIndex
from catalog.search.language import load
from catalog.search.port import SearchRequest
from labels import definitions
from tests.benchmarks.search_catalogue import DAY, Catalogue
from tests.benchmarks.table import Bar, Table

NONE: frozenset[int] = frozenset()
LETTERS = "abcdefghijklmnopqrstuvwxyzæøå0123456789"
DATA = Path(__file__).parent.parent.parent / "data"
WHOLE, KEYSTROKE = 100, 10
NAMED = 6


def texts(catalogue: Catalogue) -> Iterator[str]:
    """Texts of up to a thousand characters that cost an engine most, or that none should choke on."""
    words = catalogue.folded
    yield from ("*", "a*", '"kabel (lampe', "kabel\0lampe", "\u202ekabel\u202c", "x" * 999, "k", "16")
    for piece in ('"', ".,;:-", "💡", "\u200d", "a\u0301", "\ud800", "ﷺ", "a-b-", "1/2/", "1x", "0.", "1   "):
        yield (piece * 1_000)[:900]
    for piece in ("type ", "3p+n ", "uten ", "u/ ", "el.nr ", "epeat gold ", "jordfeilbryterkabelkanal "):
        yield (piece * 200)[:900]
    yield " ".join(words[:24])
    yield " ".join(f"{word[:2]}q{word[2:]}" for word in words[3_000:3_024])
    yield " ".join(first + last for first in words[:5] for last in words[5:10])
    yield " ".join((*words[:6], words[5_000], "16a", "3g2.5"))
    yield " ".join((words[4_000], words[9_000], words[700]))
    for first in (1_000_001, 9_000_001):
        yield " ".join(str(number) for number in range(first, first + 100))


def requests(catalogue: Catalogue) -> Iterator[SearchRequest]:
    """The texts, as they are read and taken literally; filters and pages at their limits and beyond."""
    for text in texts(catalogue):
        yield SearchRequest(text)
        yield SearchRequest(text, literal=True)
    many: dict[str, tuple[str, ...]] = {
        "brands": tuple(catalogue.brands[:100]),
        "classes": tuple(f"EC{number:06d}" for number in range(100)),
        "prices": tuple(f"{number}-{number + 1}" for number in range(0, 200, 2)),
        "labels": tuple(f"label-{number}" for number in range(100)),
        "features": tuple(f"EF{number % 20:06d}:{number // 20}" for number in range(100)),
    }
    for text in ("", catalogue.folded[0]):
        for field, values in many.items():
            yield SearchRequest(text, **{field: values})  # type: ignore[arg-type]
        yield SearchRequest(text, **many)  # type: ignore[arg-type]
        yield SearchRequest(text, brands=tuple(catalogue.brands[:500]))
        for sort in ("relevance", "name", "-price"):
            yield SearchRequest(text, sort=sort, per_page=200, page=700)
        yield SearchRequest(text, page=10_000, per_page=200)
        yield SearchRequest(text, page=10**9)


def keystrokes(catalogue: Catalogue) -> Iterator[str]:
    """What is typed on the way to a word: every one and two characters, and misspelt long words."""
    yield from LETTERS
    yield from (first + second for first in LETTERS for second in LETTERS)
    for number in range(100):
        word = catalogue.folded[number * 7] + catalogue.folded[number * 11 + 3]
        place = 1 + number % (len(word) - 1)
        word = f"{word[:place]}x{word[place + 1 :]}"
        yield from (word[:size] for size in range(3, len(word) + 1))


def measure(table: Table, folder: Path, catalogue: Catalogue, day: date = DAY) -> None:
    """The slowest of each, in processor milliseconds, after one call that opens everything."""
    index = WhooshIndex(folder, load(DATA, definitions.load()))
    index.search(SearchRequest("kabel"), day, NONE)
    index.suggest("kabel")
    asked = [(repr(one)[:90], _answered(index, one, day)) for one in requests(catalogue)]
    _worst(table, "hostile requests, slowest, ms", asked, WHOLE)
    typed = [(text, lambda text=text: index.suggest(text)) for text in keystrokes(catalogue)]
    _worst(table, "a keystroke, slowest, ms", typed, KEYSTROKE)


def _answered(index: WhooshIndex, request: SearchRequest, day: date) -> Callable[[], object]:
    def call() -> object:
        try:
            return index.search(request, day, NONE)
        except InvalidRequest as refused:
            return refused

    return call


def _worst(table: Table, name: str, calls: list[tuple[str, Callable[[], object]]], most: float) -> None:
    times = []
    for text, call in calls:
        best = float("inf")
        for _pass in range(2):
            begin = time.process_time()
            call()
            best = min(best, (time.process_time() - begin) * 1_000)
        times.append((best, text))
    times.sort(reverse=True)
    for took, text in times[:NAMED]:
        table.say("hostile", f"{took:7.1f} ms  {text!r}")
    table.bar(Bar(name, times[0][0], most))


def main(count: int, folder: Path) -> None:
    """Over an index that is there already."""
    table = Table(f"hostile requests, {count:,} products")
    measure(table, folder, Catalogue(count))
    table.print()


if __name__ == "__main__":
    import sys

    main(int(sys.argv[1]), Path(sys.argv[2]))
