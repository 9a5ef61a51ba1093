"""``make bench``: sizes and ratios, printed; nothing is asserted."""

from tests.benchmarks import import_bench, parse_bench, search_bench, tagging_bench
from tests.relevance import report

if __name__ == "__main__":
    for kind in ("nelfo", "bmecat", "table"):
        import_bench.measure(280_000, kind)
    parse_bench.run(20_000)
    tagging_bench.run(280_000, 120_000)
    search_bench.run(50_000)
    report.run()
