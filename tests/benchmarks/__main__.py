"""``make bench``: sizes and ratios, printed; nothing is asserted."""

from tests.benchmarks import import_bench, search_bench

if __name__ == "__main__":
    import_bench.run(10_000)
    import_bench.run(50_000)
    search_bench.run(50_000)
