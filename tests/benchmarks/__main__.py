"""``make bench``: sizes and ratios, printed; nothing is asserted."""

from tests.benchmarks import import_bench, search_bench, tagging_bench

if __name__ == "__main__":
    import_bench.run(10_000)
    import_bench.run(50_000)
    tagging_bench.run(280_000, 120_000)
    search_bench.run(50_000)
