"""``python -m tests.relevance``: prints how well the judged queries are answered, by kind and engine.

``--misses`` adds the queries that ours answers badly, without those that nobody may tune by.
"""

import sys

from tests.relevance.report import run

if __name__ == "__main__":
    run(misses="--misses" in sys.argv[1:])
