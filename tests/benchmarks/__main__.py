"""``make bench`` and, with ``large``, ``make bench-large``: printed; nothing is asserted."""

import sys

from tests.benchmarks import import_bench, parse_bench, search_bench, tagging_bench
from tests.relevance import report

if __name__ == "__main__":
    if sys.argv[1:] == ["large"]:
        for size in (50_000, 1_000_000):
            search_bench.run(size, "tantivy")
        sys.exit()
    for size in (10_000, 50_000):
        search_bench.run(size, *search_bench.PEERS)
    search_bench.run(280_000, *search_bench.PEERS, search_bench.PAGES)
    report.run()
    tagging_bench.run(280_000, 120_000)
    for kind in ("nelfo", "bmecat", "table"):
        import_bench.measure(280_000, kind)
    parse_bench.run(20_000)
