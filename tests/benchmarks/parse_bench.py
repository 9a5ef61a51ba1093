"""Parsing alone: NELFO in lines a second, BMEcat as a multiple of lxml's own iterparse over the same file.

The peer names the tag it wants and clears what it has seen, as anybody would who only counts products.
Each number is the best of TIMES, in CPU seconds: the machine may have other work.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from importers.config import Profile
from importers.feeds import PARSERS
from tests.benchmarks.bmecat_files import write_bmecat, write_lean_bmecat
from tests.benchmarks.feed_files import write_nelfo, write_table

TIMES = 5


def best(work: Callable[[], int]) -> tuple[float, int]:
    """CPU seconds of the fastest run, and what it counted."""
    found = []
    for _ in range(TIMES):
        start = time.process_time()
        counted = work()
        found.append((time.process_time() - start, counted))
    return min(found)


def parsed(path: Path, kind: str) -> int:
    """Items that our parser yields."""
    profile = Profile("bench", "feed", kind, "bench")
    return sum(1 for _item in PARSERS[kind](path, profile))


def iterated(path: Path) -> int:
    """Products that lxml alone passes by."""
    count = 0
    for _event, element in etree.iterparse(str(path), events=("end",), tag="{*}PRODUCT"):
        count += 1
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return count


def run(count: int) -> None:
    """Prints the table for files of ``count`` products."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "feed"
        print(f"\nparsing alone, {count:,} products, CPU seconds")
        write_nelfo(path, count)
        seconds, _ = best(lambda: parsed(path, "nelfo"))
        print(f"  nelfo            {seconds:6.2f}   {(count * 3 + 1) / seconds:9,.0f} lines/s")
        write_table(path, count)
        seconds, _ = best(lambda: parsed(path, "table"))
        print(f"  table            {seconds:6.2f}   {(count + 1) / seconds:9,.0f} lines/s")
        write_bmecat(path, count)
        _compare("bmecat", path)
        for features in (0, 12, 30):
            write_lean_bmecat(path, count, features=features)
            _compare(f"bmecat, {features} EF", path)


def _compare(title: str, path: Path) -> None:
    seconds, _ = best(lambda: parsed(path, "bmecat"))
    base, _ = best(lambda: iterated(path))
    print(f"  {title:16} {seconds:6.2f}   {seconds / base:9.2f} x lxml's iterparse")


if __name__ == "__main__":
    run(int(sys.argv[1]) if sys.argv[1:] else 20_000)
