"""``make bench`` and, with ``large``, ``make bench-large``: printed; nothing is asserted.

A quarter of an hour on two processors that have nothing else to do. One format is imported at 280,000
products, another is by ``python -m tests.benchmarks.import_bench 280000 bmecat``; alternatives are looked for
among 50,000, and among more by ``python -m tests.benchmarks.alternatives_bench 280000``.
"""

import sys
from time import perf_counter

from tests.benchmarks import (
    alternatives_bench,
    import_bench,
    parse_bench,
    search_bench,
    tagging_bench,
)
from tests.benchmarks.load import Load
from tests.relevance import report


def _large() -> None:
    for size in (50_000, 1_000_000):
        search_bench.run(size, "tantivy")


def _default() -> None:
    search_bench.run(50_000, *search_bench.PEERS)
    search_bench.run(280_000, *search_bench.PEERS, search_bench.PAGES)
    report.run()
    tagging_bench.run(280_000, 120_000)
    import_bench.measure(280_000, "nelfo")
    for kind in ("bmecat", "table"):
        import_bench.measure(20_000, kind)
    alternatives_bench.run(50_000)
    parse_bench.run(20_000)


if __name__ == "__main__":
    load, begun = Load.now(), perf_counter()
    print(load.said())
    (_large if sys.argv[1:] == ["large"] else _default)()
    minutes = (perf_counter() - begun) / 60
    print(f"\n{minutes:.1f} minutes in all")
    if load.busy:
        print(load.said())
